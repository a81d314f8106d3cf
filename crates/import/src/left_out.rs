//! What of documents is not in the catalog, because it says nothing there or could not be true. Each is told, once.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use serde_json::{Map, Value};
use webhook_schema::explain::brief;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::{Own, Pattern, PatternError};
use webhook_schema::{Diagnostic, Diagnostics, Location, counted, parent, tokens};

use crate::closed::{CLOSING, Impossible};
use crate::documents::Documents;
use crate::idle::Idle;
use crate::rules;

/// Keywords that can go where they rule out everything that is listed next to them. A `type` is no limit: it may be what is right.
const LIMITS: [Keyword; 9] = [
    Keyword::MinLength,
    Keyword::MaxLength,
    Keyword::Pattern,
    Keyword::Format,
    Keyword::Minimum,
    Keyword::Maximum,
    Keyword::ExclusiveMinimum,
    Keyword::ExclusiveMaximum,
    Keyword::MultipleOf,
];

/// What was left out of schemas, by where it is in the documents.
#[derive(Clone, Default)]
pub(crate) struct LeftOut {
    /// Keys that do nothing where they are, each with why and where.
    idle: BTreeMap<(String, Idle), IndexSet<Location>>,
    /// Regular expressions that no validator of JSON Schema can check, each with why and where it is.
    patterns: BTreeMap<String, (PatternError, IndexSet<Location>)>,
    /// Keywords that rule out what is required along with them.
    contradicted: BTreeSet<Location>,
    /// Items that a list has already, each with the first one.
    repeated: BTreeMap<Location, Location>,
    /// Anything else, as it is told.
    told: BTreeMap<Location, Diagnostic>,
}

impl LeftOut {
    /// Notes a key that does nothing.
    pub fn idle(&mut self, place: Location, key: &str, why: Idle) {
        // A schema that several events refer to is converted for each of them.
        self.idle.entry((key.to_owned(), why)).or_default().insert(place);
    }

    /// Notes something at a place, as it is told.
    pub fn told(&mut self, place: Location, told: Diagnostic) {
        self.told.entry(place).or_insert(told);
    }

    /// Whether something was noted of a place as it is told.
    pub fn is_told(&self, place: &Location) -> bool {
        self.told.contains_key(place)
    }

    /// Leaves out what rules out what is required along with it.
    pub fn contradicted(&mut self, documents: &Documents, object: &mut Map<String, Value>, schema: &Schema) {
        for keyword in CLOSING {
            let place = schema.location_of(keyword);
            if documents.ruled_out(&place).is_some() {
                object.shift_remove(keyword.as_str());
                self.contradicted.insert(place);
            }
        }
    }

    /// Leaves out a pattern that is not one.
    pub fn pattern(&mut self, object: &mut Map<String, Value>, schema: &Schema) {
        let Some(pattern) = &schema.constraints.pattern else { return };
        let Err(error) = Pattern::new(pattern) else { return };
        object.shift_remove(Keyword::Pattern.as_str());
        let (_, places) = self.patterns.entry(pattern.clone()).or_insert((error, IndexSet::new()));
        places.insert(schema.location_of(Keyword::Pattern));
    }

    /// Leaves out limits that rule out each value that is listed next to them.
    pub fn ruling_out_all(
        &mut self,
        documents: &Documents,
        object: &mut Map<String, Value>,
        schema: &Schema,
    ) {
        let Some(values) = schema.values.as_ref().filter(|values| !values.is_empty()) else { return };
        let own = Own::new(schema);
        let ruling: Option<BTreeSet<Location>> = values.iter().map(|value| own.ruled_out_by(value)).collect();
        for place in ruling.unwrap_or_default() {
            let key = tokens(&place.pointer).last().unwrap_or_default();
            if LIMITS.iter().any(|limit| limit.as_str() == key) && object.shift_remove(&key).is_some() {
                let message = format!("`{key}` rules out each value that is listed, and is left out");
                let mistake = documents.mistake_in_key(
                    &rules::CONTRADICTION,
                    &place,
                    message,
                    "correct it, or the list",
                );
                let list = schema.location_of(Keyword::Enum);
                let told = documents.label_in_key(mistake, &list, "they are listed here").warning();
                self.told(place, told);
            }
        }
    }

    /// Leaves out what a list has already: one that names a thing twice says the same as one that names it once, which is how
    /// drafts want it.
    pub fn repeated(&mut self, object: &mut Map<String, Value>, schema: &Schema) {
        for keyword in [Keyword::Required, Keyword::Enum, Keyword::Type] {
            let Some(list) = object.get_mut(keyword.as_str()).and_then(Value::as_array_mut) else { continue };
            let place = schema.location_of(keyword);
            let mut first = BTreeMap::new();
            let mut at = 0;
            list.retain(|value| {
                let own = place.child(&at.to_string());
                at += 1;
                let before = first.entry(value.to_string()).or_insert_with(|| own.clone());
                let is_first = *before == own;
                if !is_first {
                    self.repeated.insert(own, before.clone());
                }
                is_first
            });
        }
    }

    /// Warns of what was left out, each once: nobody who imports a document can correct it.
    pub fn report(&self, documents: &Documents, diagnostics: &mut Diagnostics) {
        let others = |places: &IndexSet<Location>| match places.len() {
            0 | 1 => String::new(),
            times => format!(" here and in {}", counted(times - 1, "other place", "other places")),
        };
        for ((key, why), places) in &self.idle {
            let Some(first) = places.first() else { continue };
            let (rule, why, help) = why.explained(key);
            let message = format!("{why}, and is left out{}", others(places));
            diagnostics.push(documents.mistake_in_key(rule, first, message, help).warning());
        }
        for place in &self.contradicted {
            let Some(required) = documents.ruled_out(place) else { continue };
            diagnostics.push(contradiction(documents, place, required));
        }
        for (error, places) in self.patterns.values() {
            let Some(first) = places.first() else { continue };
            let message = format!("this pattern {}, and is left out{}", error.problem(), others(places));
            diagnostics.push(documents.mistake(&rules::PATTERN, first, message, error.help()).warning());
        }
        for (place, first) in &self.repeated {
            let value = documents.value(place).map(brief).unwrap_or_default();
            let message = format!("{value} is listed twice, and is left out here");
            let mistake = documents.mistake(&rules::REPEATED, place, message, "remove one, or correct it");
            diagnostics.push(documents.label(mistake, first, "it is listed here").warning());
        }
        self.told.values().for_each(|told| diagnostics.push(told.clone()));
    }
}

fn contradiction(
    documents: &Documents,
    place: &Location,
    Impossible { key, location }: &Impossible,
) -> Diagnostic {
    let keyword = tokens(&place.pointer).last().unwrap_or_default();
    let message = format!("`{keyword}` rules out `{key}`, which is required along with it: it is left out");
    let is_own = location.file == place.file && parent(parent(&location.pointer)) == parent(&place.pointer);
    let help = match is_own {
        true => "to allow no other keys, describe it in `properties`",
        false => "to allow no other keys than those of all parts, say `unevaluatedProperties` next to them",
    };
    let mistake = documents.mistake_in_key(&rules::CONTRADICTION, place, message, help).warning();
    documents.label(mistake, location, "it is required here")
}

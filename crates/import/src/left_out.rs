//! What of documents is not in the catalog, because it says nothing there or could not be true. Each is told, once.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use serde_json::{Map, Value};
use webhook_schema::explain::brief;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::{Pattern, PatternError};
use webhook_schema::{Diagnostic, Diagnostics, Location, Rule, counted, parent, tokens};

use crate::closed::CLOSING;
use crate::documents::{Documents, Impossible};
use crate::idle::Idle;
use crate::rules;

/// Places of which one thing is told.
#[derive(Clone)]
struct Alike {
    rule: &'static Rule,
    /// Whether it is told of the key.
    is_of_key: bool,
    places: IndexSet<Location>,
}

/// What was left out of schemas, by where it is in the documents.
#[derive(Clone, Default)]
pub(crate) struct LeftOut {
    /// Keys that do nothing where they are, each with why and where.
    idle: BTreeMap<(String, Idle), IndexSet<Location>>,
    /// Regular expressions that no validator of JSON Schema can check, each with why and where it is.
    patterns: BTreeMap<String, (PatternError, IndexSet<Location>)>,
    /// What is told alike of several places: message and advice, with the rule and whether it is of the key.
    alike: BTreeMap<(String, String), Alike>,
    /// Keywords that rule out what is required along with them.
    contradicted: BTreeSet<Location>,
    /// Items that a list has already, each with the first one.
    repeated: BTreeMap<Location, Location>,
    /// Schemas that have one branch of a choice here: what they show may be of another one, which is no mistake.
    pub narrowed: BTreeSet<Location>,
    /// Anything else, as it is told.
    told: BTreeMap<Location, Diagnostic>,
}

impl LeftOut {
    /// Notes a key that does nothing.
    pub fn idle(&mut self, place: Location, key: &str, why: Idle) {
        // A schema that several events refer to is converted for each of them.
        self.idle.entry((key.to_owned(), why)).or_default().insert(place);
    }

    /// Notes something that is told of the first place where it is so, with the number of the others.
    pub fn alike(&mut self, rule: &'static Rule, place: Location, message: &str, help: &str) {
        self.note_alike(rule, false, place, message, help);
    }

    /// The same of the key at a place.
    pub fn alike_in_key(&mut self, rule: &'static Rule, place: Location, message: &str, help: &str) {
        self.note_alike(rule, true, place, message, help);
    }

    fn note_alike(
        &mut self,
        rule: &'static Rule,
        is_of_key: bool,
        place: Location,
        message: &str,
        help: &str,
    ) {
        let none = || Alike { rule, is_of_key, places: IndexSet::new() };
        let alike = self.alike.entry((message.to_owned(), help.to_owned())).or_insert_with(none);
        alike.places.insert(place);
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

    /// Leaves out of `required` what is probably misspelled there; `misspelled` has it, with what to do about it.
    pub fn misspelled(
        &mut self,
        object: &mut Map<String, Value>,
        schema: &Schema,
        misspelled: &BTreeMap<(Location, String), String>,
    ) {
        for entry in schema.required.iter() {
            let key = &entry.key;
            let Some(help) = misspelled.get(&(schema.location.clone(), key.clone())) else { continue };
            let message =
                format!("the required property `{key}` is not described, and is left out of `required`");
            self.alike(&rules::MISSPELLED, schema.location_of_required(entry), &message, help);
            let list = object.get_mut(Keyword::Required.as_str()).and_then(Value::as_array_mut);
            list.into_iter().for_each(|list| list.retain(|required| required.as_str() != Some(key)));
        }
    }

    /// Leaves out what asks for another value like the one that it is in, and so on: null or nothing is sent in its place.
    pub fn endless(&mut self, documents: &Documents, object: &mut Map<String, Value>, schema: &Schema) {
        let is_endless = |place: &Location| documents.endless.contains(place);
        let required = schema.required.iter().map(|entry| (entry, schema.location_of_required(entry)));
        for (required, place) in required.filter(|(_, place)| is_endless(place)) {
            let Some(list) = object.get_mut(Keyword::Required.as_str()).and_then(Value::as_array_mut) else {
                break;
            };
            list.retain(|key| key.as_str() != Some(&required.key));
            self.without_end(documents, place, &required.key);
        }
        if object
            .get(Keyword::Required.as_str())
            .is_some_and(|list| list.as_array().is_some_and(Vec::is_empty))
        {
            object.shift_remove(Keyword::Required.as_str());
        }
        for keyword in [Keyword::MinItems, Keyword::MinProperties, Keyword::Contains] {
            let place = schema.location_of(keyword);
            if is_endless(&place) {
                object.shift_remove(keyword.as_str());
                self.without_end(documents, place, keyword.as_str());
            }
        }
    }

    fn without_end(&mut self, documents: &Documents, place: Location, asked: &str) {
        let message = format!(
            "`{asked}` asks for a value that needs another one in turn, without end: this is left out"
        );
        let help = "make it optional, or allow null";
        let told = documents.mistake(&rules::CONTRADICTION, &place, message, help).warning();
        self.told(place, told);
    }

    /// Leaves out a pattern that is not one.
    pub fn pattern(&mut self, object: &mut Map<String, Value>, schema: &Schema) {
        let Some(pattern) = &schema.constraints.pattern else { return };
        let Err(error) = Pattern::new(pattern) else { return };
        object.shift_remove(Keyword::Pattern.as_str());
        let (_, places) = self.patterns.entry(pattern.clone()).or_insert((error, IndexSet::new()));
        places.insert(schema.location_of(Keyword::Pattern));
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
        for ((message, help), Alike { rule, is_of_key, places }) in &self.alike {
            let Some(first) = places.first() else { continue };
            let message = format!("{message}{}", others(places));
            let told = match is_of_key {
                true => documents.mistake_in_key(rule, first, message, help),
                false => documents.mistake(rule, first, message, help),
            };
            diagnostics.push(told.warning());
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
    Impossible { key, location, is_required }: &Impossible,
) -> Diagnostic {
    let keyword = tokens(&place.pointer).last().unwrap_or_default();
    let message = match is_required {
        true => format!("`{keyword}` rules out `{key}`, which is required along with it: it is left out"),
        false => format!(
            "`{keyword}` rules out `{key}`, and together with the other parts every key: it is left out"
        ),
    };
    let said = if *is_required { "it is required here" } else { "it is described here" };
    let is_own = *is_required
        && location.file == place.file
        && parent(parent(&location.pointer)) == parent(&place.pointer);
    let help = match is_own {
        true => "to allow no other keys, describe it in `properties`",
        false => "to allow no other keys than those of all parts, say `unevaluatedProperties` next to them",
    };
    let mistake = documents.mistake_in_key(&rules::CONTRADICTION, place, message, help).warning();
    documents.label(mistake, location, said)
}

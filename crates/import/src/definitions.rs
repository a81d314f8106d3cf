//! Schemas as a catalog has them: in the newest draft, each by itself, with what they refer to in the file of shared shapes.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};
use webhook_schema::model::{Keyword, Required, Schema, modernize};
use webhook_schema::validate::{Pattern, PatternError};
use webhook_schema::{Diagnostics, Location, counted, join, parent, tokens};

use crate::closed::CLOSING;
use crate::documents::Documents;
use crate::idle::{Idle, idle};
use crate::rules;
use crate::spelling::definition_name;

/// The file of shared shapes.
pub(crate) const COMMON: &str = "common.schema.json";

/// The key of the envelope in it.
pub(crate) const ENVELOPE: &str = "envelope";

/// What may not be in a fragment.
const NOT_IN_FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'^')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\\');

/// Shared definitions, as far as anything refers to them, by the schemas that they are made of.
#[derive(Clone, Default)]
pub(crate) struct Definitions {
    names: BTreeMap<Location, String>,
    /// The references to those that the catalog has elsewhere.
    elsewhere: BTreeMap<Location, String>,
    taken: BTreeMap<String, Location>,
    pending: Vec<Location>,
    /// Keys that do nothing where they are, each with why and where: these are left out.
    idle: BTreeMap<(String, Idle), Vec<Location>>,
    /// Regular expressions that no validator of JSON Schema can check, each with why and where it is: these are left out, too.
    patterns: BTreeMap<String, (PatternError, Vec<Location>)>,
    /// Keywords that rule out what is required along with them.
    contradicted: BTreeSet<Location>,
}

impl Definitions {
    /// The schema at a location, to be written into a file; `file` is the path to the shared shapes from there, which is empty
    /// within them.
    pub fn convert(&mut self, documents: &Documents, location: &Location, file: &str) -> Value {
        self.convert_around(documents, location, file, None)
    }

    /// The same with one of the branches in place of the choice that keys of properties lead to.
    pub fn convert_with(
        &mut self,
        documents: &Documents,
        location: &Location,
        (keys, branch): (&[String], &Location),
        file: &str,
    ) -> Value {
        let Some((key, rest)) = keys.split_first() else { return self.convert(documents, branch, file) };
        let schema = documents.schemas.at(location).and_then(|schema| documents.along(schema).last());
        let at = schema.map_or_else(|| location.clone(), |schema| schema.location.clone());
        let property = at.child(Keyword::Properties.as_str()).child(key);
        let value = self.convert_with(documents, &property, (rest, branch), file);
        self.convert_around(documents, &at, file, Some((&property, value)))
    }

    /// The schema at a location, where one within it is given as it is to be.
    fn convert_around(
        &mut self,
        documents: &Documents,
        location: &Location,
        file: &str,
        given: Option<(&Location, Value)>,
    ) -> Value {
        let (Some(schema), Some(value)) = (documents.schemas.at(location), documents.value(location)) else {
            return json!({});
        };
        let mut value = value.clone();
        for inner in schema.all().into_iter().rev() {
            let own = &inner.location.pointer;
            if given.as_ref().is_some_and(|(given, _)| is_within(own, &given.pointer)) {
                continue;
            }
            let pointer = own.strip_prefix(&location.pointer).unwrap_or_default();
            let Some(object) = value.pointer_mut(pointer).and_then(Value::as_object_mut) else { continue };
            let target =
                documents.target(inner).map(|target| self.reference(documents, &target.location, file));
            let shown = shown(object, inner);
            self.mend_mapping(documents, object, inner, file);
            without_duplicates(object);
            self.leave_out_idle(documents, object, inner);
            self.leave_out_pattern(object, inner);
            self.leave_out_contradicted(documents, object, inner);
            // One that leads nowhere was reported.
            if target.is_none() && inner.reference.is_some() {
                object.shift_remove(inner.reference_keyword().as_str());
            }
            modernize(object, inner, target.map(Value::from));
            if !shown.is_empty() {
                object.insert(Keyword::Examples.as_str().to_owned(), shown.into());
            }
        }
        if let Some((given, own)) = given {
            let pointer = given.pointer.strip_prefix(&location.pointer).unwrap_or_default();
            value.pointer_mut(pointer).into_iter().for_each(|value| *value = own.clone());
        }
        value
    }

    /// The shared definitions, converted, in order of their keys, each with the schema that it is made of.
    pub fn finish(&mut self, documents: &Documents) -> BTreeMap<String, (Value, Location)> {
        let mut definitions = BTreeMap::new();
        while let Some(place) = self.pending.pop() {
            let value = self.convert(documents, &place, "");
            definitions.insert(self.names[&place].clone(), (value, place));
        }
        definitions
    }

    /// Warns of what was left out, each once: nobody who imports a document can correct it.
    pub fn report_left_out(&self, documents: &Documents, diagnostics: &mut Diagnostics) {
        let others = |places: &[Location]| match places.len() {
            0 | 1 => String::new(),
            times => format!(" here and in {}", counted(times - 1, "other place", "other places")),
        };
        for ((key, why), places) in &self.idle {
            let Some(first) = places.first() else { continue };
            let (why, help) = why.explained(key);
            let message = format!("{why}, and is left out{}", others(places));
            diagnostics.push(documents.mistake_in_key(&rules::MISSPELLED, first, message, help).warning());
        }
        for place in &self.contradicted {
            let Some(Required { key, location }) = documents.ruled_out(place) else { continue };
            let keyword = tokens(&place.pointer).last().unwrap_or_default();
            let message =
                format!("`{keyword}` rules out `{key}`, which is required along with it: it is left out");
            let is_own =
                location.file == place.file && parent(parent(&location.pointer)) == parent(&place.pointer);
            let help = match is_own {
                true => "to allow no other keys, describe it in `properties`",
                false => {
                    "to allow no other keys than those of all parts, say `unevaluatedProperties` next to them"
                }
            };
            let mistake = documents.mistake_in_key(&rules::CONTRADICTION, place, message, help).warning();
            diagnostics.push(documents.label(mistake, location, "it is required here"));
        }
        for (error, places) in self.patterns.values() {
            let Some(first) = places.first() else { continue };
            let message = format!("this pattern {}, and is left out{}", error.problem(), others(places));
            diagnostics.push(documents.mistake(&rules::PATTERN, first, message, error.help()).warning());
        }
    }

    fn leave_out_contradicted(
        &mut self,
        documents: &Documents,
        object: &mut Map<String, Value>,
        schema: &Schema,
    ) {
        for keyword in CLOSING {
            let place = schema.location_of(keyword);
            if documents.ruled_out(&place).is_some() {
                object.shift_remove(keyword.as_str());
                self.contradicted.insert(place);
            }
        }
    }

    fn leave_out_pattern(&mut self, object: &mut Map<String, Value>, schema: &Schema) {
        let Some(pattern) = &schema.constraints.pattern else { return };
        let Err(error) = Pattern::new(pattern) else { return };
        object.shift_remove(Keyword::Pattern.as_str());
        let (_, places) = self.patterns.entry(pattern.clone()).or_insert((error, Vec::new()));
        let place = schema.location_of(Keyword::Pattern);
        if !places.contains(&place) {
            places.push(place);
        }
    }

    fn leave_out_idle(&mut self, documents: &Documents, object: &mut Map<String, Value>, schema: &Schema) {
        for (key, why) in idle(documents, schema, object) {
            object.shift_remove(&key);
            let place = schema.location.child(&key);
            let places = self.idle.entry((key, why)).or_default();
            // A schema that several events refer to is converted for each of them.
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }

    /// Says that the catalog has the schema of a document already.
    pub fn is_at(&mut self, place: &Location, reference: &str) {
        self.elsewhere.insert(place.clone(), reference.to_owned());
    }

    /// A reference to the definition of a schema.
    pub fn reference(&mut self, documents: &Documents, place: &Location, file: &str) -> String {
        if let Some(reference) = self.elsewhere.get(place) {
            return reference.clone();
        }
        let place = documents.one(place);
        let name = match self.names.get(place) {
            Some(name) => name.clone(),
            None => self.add(place),
        };
        let pointer = join("/$defs", &name);
        format!("{file}#{}", utf8_percent_encode(&pointer, NOT_IN_FRAGMENT))
    }

    /// Names a definition after its key, and where another has that name, with more of the way to it.
    fn add(&mut self, place: &Location) -> String {
        let file = place.file.rsplit('/').next().unwrap_or_default();
        let file = definition_name(file.split('.').next().unwrap_or_default());
        let tokens: Vec<_> = tokens(&place.pointer).collect();
        let keys: Vec<String> = tokens.iter().map(|token| definition_name(token)).collect();
        let is_index = |key: &str| key.parse::<usize>().is_ok();
        let last = keys.iter().rposition(|key| !is_index(key));
        let candidates = match last {
            // A definition that goes by its URI, as where several files were made one, has the name of its file.
            Some(last) if last + 1 == keys.len() && tokens[last].contains("://") => {
                let path = tokens[last].trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                vec![definition_name(path.split('.').next().unwrap_or_default()), keys[last].clone()]
            }
            Some(last) => vec![
                keys[last..].join("_"),
                format!("{file}_{}", keys[last..].join("_")),
                format!("{file}_{}", keys.join("_")),
            ],
            None => vec![file.clone()],
        };
        let longest = candidates.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{longest}_{number}"));
        let mut name = String::new();
        for candidate in candidates.into_iter().chain(numbered) {
            // Two that differ in case alone would be one name in Rust.
            let key = candidate.to_ascii_lowercase();
            if candidate.is_empty() || key == ENVELOPE {
                continue;
            }
            if let Entry::Vacant(entry) = self.taken.entry(key) {
                entry.insert(place.clone());
                name = candidate;
                break;
            }
        }
        self.names.insert(place.clone(), name.clone());
        self.pending.push(place.clone());
        name
    }

    /// What OpenAPI has beyond JSON Schema: names of schemas next to a choice.
    fn mend_mapping(
        &mut self,
        documents: &Documents,
        object: &mut Map<String, Value>,
        schema: &Schema,
        file: &str,
    ) {
        let mapping = object.get_mut("discriminator").and_then(|value| value.get_mut("mapping"));
        for (_, target) in mapping.and_then(Value::as_object_mut).into_iter().flatten() {
            let Some(text) = target.as_str() else { continue };
            let place = documents.place(&schema.resource, text, &schema.location, &mut Diagnostics::new());
            // What nothing else refers to is no schema of the catalog.
            if let Some(name) = place.and_then(|place| self.names.get(documents.one(&place))) {
                *target = format!("{file}#/$defs/{name}").into();
            }
        }
    }
}

/// Takes the examples out of a schema: the one that OpenAPI has as `example`, and the others.
fn shown(object: &mut Map<String, Value>, schema: &Schema) -> Vec<Value> {
    let mut shown: Vec<Value> = object.shift_remove("example").into_iter().collect();
    let others = object.shift_remove(Keyword::Examples.as_str());
    // Some drafts ignore them next to a reference; some do not have them at all, and people write them all the same.
    let is_ignored =
        Keyword::of(Keyword::Examples.as_str(), schema.dialect).is_some() && !schema.has(Keyword::Examples);
    let others = others.filter(|_| !is_ignored);
    for other in others.iter().filter_map(Value::as_array).flatten() {
        if !shown.contains(other) {
            shown.push(other.clone());
        }
    }
    shown
}

/// Whether a pointer is another, or goes on from it.
fn is_within(pointer: &str, other: &str) -> bool {
    pointer.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Lists that name one thing twice say the same as those that name it once, which is how drafts want them.
fn without_duplicates(schema: &mut Map<String, Value>) {
    for keyword in [Keyword::Required, Keyword::Enum, Keyword::Type] {
        let list = schema.get_mut(keyword.as_str()).and_then(Value::as_array_mut);
        let mut seen = BTreeSet::new();
        list.into_iter().for_each(|list| list.retain(|value| seen.insert(value.to_string())));
    }
}

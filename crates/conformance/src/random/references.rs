//! References in the ways that authors write them: by pointers, by names, by URIs, and to other files. What is meant is the
//! same.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::catalog::RandomEvent;
use super::document::{Document, Draft, PAYLOAD, child, encoded};

/// How an event's schema refers to its definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By pointers.
    Pointer,
    /// By the names that definitions have.
    Anchor,
    /// By names that are looked for in whatever has led there, which is the same file.
    Dynamic,
    /// By the URIs that definitions have.
    Uri,
    /// By pointers into a file that has all definitions.
    File,
}

/// The files with an event's schema: names in the directory of the catalog, and what is in them. The first is the event's.
pub(super) fn files(event: &RandomEvent) -> Vec<(String, Value)> {
    let Document { draft, value, .. } = &event.document;
    let mut targets = BTreeSet::new();
    collect(value, &mut targets);
    let of = Spelling { event, draft: *draft, way: way(event), targets };
    let keyword = of.definitions();
    let definitions = value[draft.definitions()].as_object().cloned().unwrap_or_default();
    let definitions = definitions.iter().map(|(name, schema)| (name.clone(), of.definition(name, schema)));
    let definitions: Map<String, Value> = definitions.collect();
    let mut schema = json!({
        "$schema": draft.uri(),
        "allOf": [{ "$ref": "envelope.schema.json#/$defs/envelope" }],
        "type": "object",
        "properties": { "type": { "enum": [event.name] }, "data": of.spelled(&value["properties"]["data"], PAYLOAD, None) },
    });
    if of.way == Way::File {
        let others = json!({ "$schema": draft.uri(), keyword: definitions });
        return vec![(of.file(), schema), (of.file_of_definitions(), others)];
    }
    if of.way == Way::Uri {
        schema[of.id_keyword()] = of.uri("").into();
        schema["allOf"] = json!([{ "$ref": "envelope.schema.json#/$defs/envelope" }]);
    }
    schema[keyword] = definitions.into();
    vec![(of.file(), schema)]
}

/// Of the event's name alone, so that both versions of an event are written in one way.
fn way(event: &RandomEvent) -> Way {
    let sum: usize = event.name.bytes().map(usize::from).sum();
    match sum % 8 {
        0 => Way::Anchor,
        1 => Way::Dynamic,
        2 => Way::Uri,
        3 => Way::File,
        _ => Way::Pointer,
    }
}

/// Adds the places that references lead to.
fn collect(value: &Value, targets: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::String(reference)) = entries.get("$ref") {
                targets.insert(Document::target(reference));
            }
            entries.values().for_each(|value| collect(value, targets));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, targets)),
        _ => {}
    }
}

struct Spelling<'e> {
    event: &'e RandomEvent,
    draft: Draft,
    way: Way,
    /// The places that references lead to.
    targets: BTreeSet<String>,
}

impl Spelling<'_> {
    /// The keyword of definitions, which may be that of other drafts.
    fn definitions(&self) -> &'static str {
        match (self.way, self.draft.definitions()) {
            (Way::Anchor, "$defs") => "definitions",
            (Way::Anchor, _) => "$defs",
            (_, own) => own,
        }
    }

    fn file(&self) -> String {
        format!("{}.schema.json", self.event.name)
    }

    fn file_of_definitions(&self) -> String {
        format!("{}.definitions.schema.json", self.event.name)
    }

    fn uri(&self, end: &str) -> String {
        format!("https://catalog.example/schemas/{}{end}", self.event.name)
    }

    fn id_keyword(&self) -> &'static str {
        if self.draft == Draft::Draft4 { "id" } else { "$id" }
    }

    /// A definition with the name that it is referred to by.
    fn definition(&self, name: &str, schema: &Value) -> Value {
        let place = child(&format!("/{}", self.draft.definitions()), name);
        let mut schema = self.spelled(schema, &place, Some(name));
        if !self.is_named(name) {
            return schema;
        }
        let number = self.number(name);
        let (keyword, value) = match self.way {
            Way::Uri => (self.id_keyword(), self.uri(&format!("/{number}")).into()),
            Way::Anchor | Way::Dynamic => self.anchor(format!("definition{number}")),
            Way::Pointer | Way::File => return schema,
        };
        schema[keyword] = value;
        schema
    }

    /// The keyword and the value that give a schema a name within its file.
    fn anchor(&self, name: String) -> (&'static str, Value) {
        match self.way {
            Way::Dynamic => ("$dynamicAnchor", name.into()),
            _ if self.draft < Draft::Draft201909 => (self.id_keyword(), format!("#{name}").into()),
            _ => ("$anchor", name.into()),
        }
    }

    /// The name of a schema within the payload or a definition, if something refers to it, and it can have one.
    fn inner_name(&self, place: &str) -> Option<String> {
        let is_inner = place.starts_with(PAYLOAD) || place.matches('/').count() > 2;
        let number = self.targets.iter().position(|target| target == place).filter(|_| is_inner)?;
        let document = &self.event.document;
        let is_read = || {
            let ends = place.match_indices('/').map(|(at, _)| at).chain([place.len()]);
            ends.into_iter().all(|end| !document.at(&place[..end])["$ref"].is_string())
        };
        let can_be_named = match self.way {
            Way::Pointer | Way::File | Way::Uri => false,
            Way::Dynamic => self.draft >= Draft::Draft202012,
            Way::Anchor => self.draft >= Draft::Draft201909 || is_read(),
        };
        (can_be_named && document.at(place).is_object()).then(|| format!("inner{number}"))
    }

    /// Whether a definition can have a name of its own: where old drafts read nothing next to a reference, no name is read.
    fn is_named(&self, name: &str) -> bool {
        let schema = &self.event.document.value[self.draft.definitions()][name];
        match self.way {
            Way::Pointer | Way::File => false,
            Way::Dynamic if self.draft < Draft::Draft202012 => false,
            Way::Anchor | Way::Dynamic | Way::Uri => {
                schema.is_object() && (self.draft >= Draft::Draft201909 || schema.get("$ref").is_none())
            }
        }
    }

    fn number(&self, name: &str) -> usize {
        let all = self.event.document.value[self.draft.definitions()].as_object();
        all.and_then(|all| all.keys().position(|other| other == name)).unwrap_or_default()
    }

    /// What is written at a place, within a definition or within none.
    fn spelled(&self, value: &Value, place: &str, within: Option<&str>) -> Value {
        match value {
            Value::Object(entries) => {
                let name = self.inner_name(place).map(|name| self.anchor(name));
                let name = name.map(|(keyword, name)| (keyword.to_owned(), name));
                let entries = entries.iter().map(|(key, value)| match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => self.reference(reference, within),
                    ("mapping", Value::Object(names)) if names.values().all(Value::is_string) => {
                        let to = |reference: &Value| {
                            self.reference(reference.as_str().unwrap_or_default(), within).1
                        };
                        (
                            "mapping".to_owned(),
                            names.iter().map(|(name, reference)| (name.clone(), to(reference))).collect(),
                        )
                    }
                    (key, value) => (key.to_owned(), self.spelled(value, &child(place, key), within)),
                });
                name.into_iter().chain(entries).collect::<Map<_, _>>().into()
            }
            Value::Array(values) => {
                let values = values.iter().enumerate();
                values
                    .map(|(at, value)| self.spelled(value, &child(place, &at.to_string()), within))
                    .collect()
            }
            other => other.clone(),
        }
    }

    /// The keyword and the value of a reference.
    fn reference(&self, reference: &str, within: Option<&str>) -> (String, Value) {
        let pointer = Document::target(reference);
        let said = |keyword: &str, value: String| (keyword.to_owned(), Value::from(value));
        if let Some(name) = self.inner_name(&pointer) {
            let keyword = if self.way == Way::Dynamic { "$dynamicRef" } else { "$ref" };
            return said(keyword, format!("#{name}"));
        }
        let all = self.event.document.value[self.draft.definitions()].as_object();
        let of_definition = all.into_iter().flat_map(Map::keys).find_map(|name| {
            let place = child(&format!("/{}", self.draft.definitions()), name);
            let rest = pointer.strip_prefix(&place)?;
            (rest.is_empty() || rest.starts_with('/')).then_some((name, rest))
        });
        let Some((name, rest)) = of_definition else {
            return match (self.way, within) {
                // A value that has such a key.
                _ if !pointer.starts_with(PAYLOAD) => said("$ref", reference.to_owned()),
                (Way::File, Some(_)) => said("$ref", format!("{}{reference}", self.file())),
                (Way::Uri, Some(_)) => said("$ref", self.uri(reference)),
                _ => said("$ref", reference.to_owned()),
            };
        };
        let reference =
            &format!("#{}", encoded(&format!("{}{rest}", child(&format!("/{}", self.definitions()), name))));
        let number = self.number(name);
        let fragment = format!("#{}", encoded(rest));
        match self.way {
            Way::File if within.is_none() => {
                said("$ref", format!("{}{reference}", self.file_of_definitions()))
            }
            Way::Uri if !self.is_named(name) => said("$ref", self.uri(reference)),
            Way::Uri if within == Some(name) && rest.is_empty() && self.draft == Draft::Draft201909 => {
                said("$recursiveRef", "#".to_owned())
            }
            Way::Uri if within == Some(name) => said("$ref", fragment),
            Way::Uri => said("$ref", self.uri(&format!("/{number}{}", fragment.trim_end_matches('#')))),
            Way::Anchor if rest.is_empty() && self.is_named(name) => {
                said("$ref", format!("#definition{number}"))
            }
            Way::Dynamic if rest.is_empty() && self.is_named(name) => {
                said("$dynamicRef", format!("#definition{number}"))
            }
            _ => said("$ref", reference.to_owned()),
        }
    }
}

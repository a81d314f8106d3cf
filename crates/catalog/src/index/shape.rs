//! Whether an `index.json` has the shape of its model, and the JSON Schema that says so.

use std::collections::HashSet;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webhook_contract::Pack;
use webhook_schema::explain::{Finding, brief, explain};
use webhook_schema::validate::Validator;
use webhook_schema::{
    Diagnostic, Diagnostics, Document, Location, Rule, closest, did_you_mean, join, parent, tokens, typed,
};

use crate::index::api::Api;
use crate::index::entries::Index;
use crate::index::forms::in_words;
use crate::index::unread::mistakes;
use crate::rules;

/// The JSON Schema of the catalog's `index.json`, which follows from the Rust model: draft 2020-12, printed over several lines,
/// with a newline at the end.
pub const fn index_schema() -> &'static str {
    include_str!("index.schema.json")
}

/// The JSON Schema of the API's `index.json`, in the same way.
pub const fn api_schema() -> &'static str {
    include_str!("api.schema.json")
}

/// A model with its schema as text: to derive it each time is most of what reading an index costs, and to compile what does
/// that is a tenth of building the generator.
pub(crate) trait Model: DeserializeOwned {
    const SCHEMA: &str;
}

impl Model for Index {
    const SCHEMA: &str = index_schema();
}

impl Model for Api {
    const SCHEMA: &str = api_schema();
}

pub(crate) fn schema_of<M: Model>() -> Value {
    serde_json::from_str(M::SCHEMA).expect("the tests have made it of the model")
}

/// The shape of an index: that of its model.
pub(crate) struct Shape<M> {
    held: Held,
    model: PhantomData<fn() -> M>,
}

/// The schema of a model, whichever that is, and what holds a document against it.
struct Held {
    rule: &'static Rule,
    schema: Value,
    validator: Validator,
}

impl<M: Model> Shape<M> {
    /// Takes about as long as reading the files of a small catalog.
    pub(crate) fn new() -> Self {
        Self::of(schema_of::<M>(), &rules::INDEX_SHAPE)
    }
}

impl Shape<Pack> {
    /// The shape of a pack, which is that of two parts of an index.
    pub(crate) fn of_pack() -> Self {
        let mut schema = schema_of::<Index>();
        schema["properties"] = json!({
            "$schema": true,
            "provider": {
                "type": "object",
                "properties": { "name": { "type": "string", "description": "What the provider is called." } },
                "required": ["name"],
                "description": "Whose deliveries these are.",
            },
            "signature": { "$ref": "#/$defs/SignatureRule", "description": "How deliveries are signed." },
            "envelope": {
                "anyOf": [{ "$ref": "#/$defs/Layout" }, { "type": "null" }],
                "description": "How a delivery is laid out.",
            },
        });
        schema["required"] = json!(["provider", "signature"]);
        schema["description"] = json!("An object with `provider`, `signature` and `envelope`.");
        Self::of(schema, &rules::CONTRACT)
    }
}

impl<M: DeserializeOwned> Shape<M> {
    fn of(mut schema: Value, rule: &'static Rule) -> Self {
        bound(&mut schema);
        Self { held: Held { rule, validator: Validator::of(&schema), schema }, model: PhantomData }
    }

    /// Reports where an index, the document at `file`, does not have the shape of its model; returns the index when it can
    /// be read all the same, with whether it has the shape.
    pub(crate) fn parse(
        &self,
        file: &str,
        document: &Document,
        diagnostics: &mut Diagnostics,
    ) -> Option<(M, bool)> {
        let before = diagnostics.len();
        let told = self.held.findings(file, document, diagnostics);
        let index = typed(document.value());
        if index.is_err() {
            let misfit = |value: &Value| typed::<M>(value).err();
            self.held.misfits(file, mistakes(document.value(), told, &misfit), diagnostics);
        }
        Some((index.ok()?, diagnostics.len() == before))
    }
}

impl Held {
    /// Reports where a document does not fit the schema; returns the places.
    fn findings(&self, file: &str, document: &Document, diagnostics: &mut Diagnostics) -> Vec<String> {
        let errors = self.validator.errors(document.value());
        let findings: Vec<Finding> = errors.iter().flat_map(explain).collect();
        let place = |finding: &Finding| match &finding.missing {
            Some(missing) => join(&finding.pointer, missing),
            None => finding.pointer.clone(),
        };
        let told = findings.iter().map(place).collect();
        self.report(file, findings, document, diagnostics);
        told
    }

    /// Reports what a schema cannot say: where a text is parsed, what it has to be.
    fn misfits(&self, file: &str, misfits: Vec<(String, String)>, diagnostics: &mut Diagnostics) {
        for (pointer, message) in misfits {
            let help = expected_at(&self.schema, &pointer);
            let location = Location::new(file, pointer);
            diagnostics.push(Diagnostic::at_value(self.rule, location, message, help));
        }
    }

    /// Reports findings; a key that is unknown where a similar one is missing is one mistake, not two.
    fn report(&self, file: &str, findings: Vec<Finding>, document: &Document, diagnostics: &mut Diagnostics) {
        let (keys, values): (Vec<Finding>, Vec<Finding>) =
            findings.into_iter().partition(|finding| finding.key);
        let mut misspelled = HashSet::new();
        for finding in keys {
            let location = Location::new(file, finding.pointer.as_str());
            let name = tokens(&finding.pointer).last().unwrap_or_default();
            let object = parent(&finding.pointer);
            let around = self.schema.pointer(parent(&finding.keyword.pointer));
            let known = around.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
            let known: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let present = document.value().pointer(object);
            let absent =
                known.iter().copied().filter(|name| present.is_some_and(|object| object.get(name).is_none()));
            let meant = closest(
                &name,
                absent.filter(|meant| !misspelled.contains(&(object.to_owned(), (*meant).to_owned()))),
            );
            let help = match meant {
                Some(meant) => format!("rename it to `{meant}`"),
                None => format!("remove it; known properties: {}", known.join(", ")),
            };
            misspelled.extend(meant.map(|meant| (object.to_owned(), meant.to_owned())));
            diagnostics.push(Diagnostic::at_key(self.rule, location, finding.message, help));
        }
        for finding in values {
            let missing = finding.missing.clone().map(|missing| (finding.pointer.clone(), missing));
            if missing.as_ref().is_none_or(|missing| !misspelled.contains(missing)) {
                let help = match &missing {
                    Some((_, name)) => missing_help(&self.schema, &finding.keyword.pointer, name),
                    None => {
                        let said = expected_by(&self.schema, &finding.keyword.pointer)
                            .unwrap_or_else(|| expected_at(&self.schema, &finding.pointer));
                        let found = document.value().pointer(&finding.pointer).and_then(Value::as_str);
                        let meant =
                            found.and_then(|found| meant(&self.schema, &finding.keyword.pointer, found));
                        did_you_mean(meant, &said)
                    }
                };
                let message = form(&self.schema, &finding, document).unwrap_or(finding.message);
                let location = Location::new(file, finding.pointer);
                diagnostics.push(Diagnostic::at_value(self.rule, location, message, help));
            }
        }
    }
}

/// What is said of a text that does not match a regular expression, where there are words for that.
fn form(schema: &Value, finding: &Finding, document: &Document) -> Option<String> {
    let pattern =
        finding.keyword.pointer.ends_with("/pattern").then(|| schema.pointer(&finding.keyword.pointer));
    let words = in_words(pattern??.as_str()?)?;
    Some(format!("expected {words}, found {}", brief(document.value().pointer(&finding.pointer)?)))
}

/// Says of each integer how large its type lets it be, so that it is told as other limits are.
fn bound(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let limits = match object.get("format").and_then(Value::as_str) {
                Some("uint16") => Some((json!(0), json!(u16::MAX))),
                Some("uint32") => Some((json!(0), json!(u32::MAX))),
                Some("uint64") => Some((json!(0), json!(u64::MAX))),
                Some("int64") => Some((json!(i64::MIN), json!(i64::MAX))),
                _ => None,
            };
            if let Some((least, most)) = limits {
                object.entry("minimum").or_insert(least);
                object.entry("maximum").or_insert(most);
            }
            object.values_mut().for_each(bound);
        }
        Value::Array(items) => items.iter_mut().for_each(bound),
        _ => {}
    }
}

/// The text that one of a few was probably meant to be, where the violated keyword lists them; they differ in case, or little.
fn meant<'s>(schema: &'s Value, keyword: &str, found: &str) -> Option<&'s str> {
    let listed = schema.pointer(keyword)?.as_array()?.iter().flat_map(|one| {
        let several = one.get("enum").and_then(Value::as_array).into_iter().flatten();
        one.get("const").into_iter().chain(several).chain([one])
    });
    let texts: Vec<&str> = listed.filter_map(Value::as_str).collect();
    let same = texts.iter().copied().find(|text| text.eq_ignore_ascii_case(found));
    same.or_else(|| closest(found, texts))
}

const SEE: &str = "see the schema that `$schema` names for what is expected here";

/// What the schema says of the property whose lack violates a keyword.
fn missing_help(schema: &Value, keyword: &str, name: &str) -> String {
    let around = schema.pointer(parent(keyword));
    let about = around.and_then(|schema| schema.get("properties")?.get(name)?.get("description")?.as_str());
    about.map_or_else(|| SEE.to_owned(), |said| format!("add `{name}`: {}", beginning(said)))
}

/// What the schema says of the value that a keyword is about.
fn expected_by(schema: &Value, keyword: &str) -> Option<String> {
    let said = schema.pointer(parent(keyword))?.get("description")?.as_str()?;
    Some(format!("expected here: {}", beginning(said)))
}

/// What the schema says of the value at a pointer; of an item, what it says of the list where it says nothing of items.
fn expected_at(schema: &Value, pointer: &str) -> String {
    let mut about = alternatives(schema, schema);
    let mut said = None;
    for token in tokens(pointer) {
        let inside = about.iter().filter_map(|about| {
            let named = about.get("properties").and_then(|all| all.get(&token));
            named.or_else(|| about.get("items")).or_else(|| about.get("additionalProperties"))
        });
        about = inside.flat_map(|inside| alternatives(schema, inside)).collect();
        let own = about.iter().find_map(|about| about.get("description")?.as_str());
        said = own.or_else(|| said.filter(|_| token.parse::<usize>().is_ok()));
    }
    said.map_or_else(|| SEE.to_owned(), |said| format!("expected here: {}", beginning(said)))
}

/// A schema, what it refers to, and what it allows as one of several.
fn alternatives<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let target = schema.get("$ref").and_then(|to| root.pointer(to.as_str()?.strip_prefix('#')?));
    let one = ["anyOf", "oneOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array()).flatten();
    let inside = target.into_iter().chain(one).flat_map(|inside| alternatives(root, inside));
    std::iter::once(schema).chain(inside).collect()
}

/// The first sentence of a description, as it goes on within another: without its capital and its full stop.
fn beginning(description: &str) -> String {
    let line = description.replace('\n', " ");
    let sentence = line.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let mut letters = sentence.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    match letters.clone().next() {
        // An abbreviation stays as it is.
        Some(second) if second.is_uppercase() => sentence.to_owned(),
        _ => first + letters.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_GOLDEN=1 cargo test -p webhook-catalog of_the_models` writes them.
    #[test]
    fn schemas_are_those_of_the_models() {
        let schemas = [
            ("index.schema.json", index_schema(), schemars::schema_for!(Index)),
            ("api.schema.json", api_schema(), schemars::schema_for!(Api)),
        ];
        for (name, known, schema) in schemas {
            let text = format!("{:#}\n", schema.to_value());
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/index/").to_owned() + name;
                std::fs::write(file, text).expect("written");
            } else {
                assert_eq!(
                    known, text,
                    "{name} is not that of its model; with UPDATE_GOLDEN=1, it is written"
                );
            }
        }
    }
}

//! Whether bodies are valid against their schemas: of events, and of requests and responses of the API.

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use serde_json::{Map, Value, json};

use webhook_schema::explain::explain;
use webhook_schema::model::Dialect;
use webhook_schema::{Diagnostic, Diagnostics, Location, tokens};

use crate::catalog::Catalog;
use crate::check::bundle::{self, Bundle};
use crate::rules;
use crate::schemas::Schemas;

/// Bodies that are to be checked, all at once: what many schemas refer to is then compiled once.
#[derive(Default)]
pub(crate) struct Bodies {
    bodies: Vec<Body>,
}

/// A body, and the schema that it has to be valid against.
struct Body {
    schema: Location,
    example: String,
    /// The pointer at which another check says more.
    known: Option<String>,
}

impl Bodies {
    /// Has an example checked against the schema at a location, which was not refused; except at the pointer `known`, where
    /// another check says more.
    pub(crate) fn add(&mut self, schema: Location, example: String, known: Option<String>) {
        self.bodies.push(Body { schema, example, known });
    }

    /// Reports where examples are not valid; returns the names of their files.
    pub(crate) fn check(&self, schemas: &Schemas, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
        let mut invalid = BTreeSet::new();
        let checker = Checker { schemas, bundle: Bundle::new(schemas) };
        checker.check(&self.bodies, &mut invalid, diagnostics);
        invalid
    }
}

struct Checker<'c> {
    schemas: &'c Schemas,
    bundle: Bundle,
}

impl Checker<'_> {
    fn check(&self, bodies: &[Body], invalid: &mut BTreeSet<String>, diagnostics: &mut Diagnostics) {
        let validator = match self.validator(bodies.iter().map(|body| &body.schema)) {
            Ok(validator) => validator,
            Err(error) => return self.look_for(&error, bodies, invalid, diagnostics),
        };
        let documents = &self.schemas.documents;
        let value = |body: &Body| documents.get(&body.example).map(|document| document.value.clone());
        let numbered = bodies.iter().enumerate();
        let instance: Map<String, Value> =
            numbered.filter_map(|(number, body)| Some((number.to_string(), value(body)?))).collect();
        for finding in validator.iter_errors(&Value::Object(instance)).flat_map(|error| explain(&error)) {
            let number = tokens(&finding.pointer).next().and_then(|number| number.parse::<usize>().ok());
            let Some((number, body)) = number.and_then(|number| Some((number, bodies.get(number)?))) else {
                continue;
            };
            let pointer = &finding.pointer[number.to_string().len() + 1..];
            if Some(pointer) == body.known.as_deref() {
                continue;
            }
            let help = format!(
                "correct the example, or the schema at {}",
                bundle::keyword(&finding.keyword, &body.example)
            );
            let location = Location::new(body.example.as_str(), pointer);
            diagnostics.push(if finding.key {
                Diagnostic::at_key(&rules::EXAMPLE, location, finding.message, help)
            } else {
                Diagnostic::at_value(&rules::EXAMPLE, location, finding.message, help)
            });
            invalid.insert(body.example.clone());
        }
    }

    /// Finds the schemas that cannot be compiled, by halves.
    fn look_for(
        &self,
        error: &ValidationError<'_>,
        bodies: &[Body],
        invalid: &mut BTreeSet<String>,
        diagnostics: &mut Diagnostics,
    ) {
        if let [body] = bodies {
            let message = format!("the schema cannot be used: {error}");
            let help = "correct what the message says";
            diagnostics.push(Diagnostic::at_value(&rules::EXAMPLE, body.schema.clone(), message, help));
            invalid.insert(body.example.clone());
            return;
        }
        let (first, second) = bodies.split_at(bodies.len() / 2);
        self.check(first, invalid, diagnostics);
        self.check(second, invalid, diagnostics);
    }

    /// For an object that has a value of each schema, by its number. Fails for what the meta-schema cannot say.
    fn validator<'l>(
        &self,
        schemas: impl Iterator<Item = &'l Location>,
    ) -> Result<jsonschema::Validator, ValidationError<'static>> {
        let reference = |schema| json!({ "$ref": bundle::url(&self.schemas.references.schemas, schema) });
        let properties = schemas.enumerate().map(|(number, schema)| (number.to_string(), reference(schema)));
        let properties: Map<String, Value> = properties.collect();
        let root = json!({ "$schema": Dialect::Draft202012.uri(), "properties": properties });
        let options = jsonschema::options().with_retriever(self.bundle.clone());
        options.should_validate_formats(true).build(&root)
    }
}

/// Tells whether bodies are valid against a schema, for those who receive them.
#[derive(Debug)]
pub struct Validator(jsonschema::Validator);

impl Validator {
    /// For the schema at a location of a catalog that was loaded without a mistake; `None` where it cannot be used.
    pub fn new(catalog: &Catalog, schema: &Location) -> Option<Self> {
        let schemas = &catalog.schemas;
        let checker = Checker { schemas, bundle: Bundle::new(schemas) };
        Some(Self(checker.validator([schema].into_iter()).ok()?))
    }

    /// What is wrong with a body: JSON Pointer and words, each.
    pub fn check(&self, body: &Value) -> Vec<(String, String)> {
        let instance = json!({ "0": body });
        let findings = self.0.iter_errors(&instance).flat_map(|error| explain(&error)).collect::<Vec<_>>();
        let pointer = |pointer: &str| pointer.strip_prefix("/0").unwrap_or(pointer).to_owned();
        findings.into_iter().map(|finding| (pointer(&finding.pointer), finding.message)).collect()
    }
}

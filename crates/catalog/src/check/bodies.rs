//! Whether values are valid against their schemas: bodies of events, of requests and of responses of the API, and the
//! samples that a schema has of its values.

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use serde_json::{Map, Value, json};

use webhook_schema::explain::explain;
use webhook_schema::model::{Dialect, Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, tokens};

use crate::catalog::Catalog;
use crate::check::bundle::{self, Bundle};
use crate::index::lints::{Lint, Lints};
use crate::rules;
use crate::schemas::Schemas;

/// Values that are to be checked, all at once: what many schemas refer to is then compiled once.
#[derive(Default)]
pub(crate) struct Bodies {
    bodies: Vec<Body>,
}

/// A value, and the schema that it has to be valid against.
struct Body {
    schema: Location,
    at: Location,
    kind: Kind,
}

enum Kind {
    /// A body, except for the pointer at which another check says more.
    Body(Option<String>),
    /// A `default`, or one of the `examples`.
    Sample,
}

impl Bodies {
    /// Has an example checked against the schema at a location, which was not refused; except at the pointer `known`, where
    /// another check says more.
    pub(crate) fn add(&mut self, schema: Location, example: String, known: Option<String>) {
        self.bodies.push(Body { schema, at: Location::new(example, ""), kind: Kind::Body(known) });
    }

    /// Has the samples checked that schemas have of their values.
    pub(crate) fn add_samples(&mut self, schemas: &Schemas) {
        let files = schemas.sound().map(|root| root.location.file.as_str());
        let outermost = files.flat_map(|file| schemas.references.schemas.outermost_of(file));
        for schema in outermost.flat_map(Schema::all) {
            let default = schema.has(Keyword::Default).then(|| schema.location_of(Keyword::Default));
            let examples = schema.location_of(Keyword::Examples);
            let examples = (0..schema.annotations.examples.len()).map(|at| examples.child(&at.to_string()));
            self.bodies.extend(default.into_iter().chain(examples).map(|at| Body {
                schema: schema.location.clone(),
                at,
                kind: Kind::Sample,
            }));
        }
    }

    /// Reports where values are not valid; returns the names of the files of bodies that are not.
    pub(crate) fn check(
        &self,
        schemas: &Schemas,
        lints: &Lints,
        diagnostics: &mut Diagnostics,
    ) -> BTreeSet<String> {
        let mut invalid = BTreeSet::new();
        let checker = Checker { schemas, lints, bundle: Bundle::new(schemas) };
        checker.check(&self.bodies, &mut invalid, diagnostics);
        invalid
    }
}

struct Checker<'c> {
    schemas: &'c Schemas,
    lints: &'c Lints,
    bundle: Bundle,
}

impl Checker<'_> {
    fn check(&self, bodies: &[Body], invalid: &mut BTreeSet<String>, diagnostics: &mut Diagnostics) {
        let validator = match self.validator(bodies.iter().map(|body| &body.schema)) {
            Ok(validator) => validator,
            Err(error) => return self.look_for(&error, bodies, invalid, diagnostics),
        };
        let value = |body: &Body| self.schemas.value(&body.at).cloned();
        let numbered = bodies.iter().enumerate();
        let instance: Map<String, Value> =
            numbered.filter_map(|(number, body)| Some((number.to_string(), value(body)?))).collect();
        for finding in validator.iter_errors(&Value::Object(instance)).flat_map(|error| explain(&error)) {
            let number = tokens(&finding.pointer).next().and_then(|number| number.parse::<usize>().ok());
            let Some((number, body)) = number.and_then(|number| Some((number, bodies.get(number)?))) else {
                continue;
            };
            let pointer = &finding.pointer[number.to_string().len() + 1..];
            let keyword = bundle::keyword(&finding.keyword, &body.at.file);
            let location = Location::new(body.at.file.as_str(), format!("{}{pointer}", body.at.pointer));
            let diagnostic = |rule, help| match finding.key {
                true => Diagnostic::at_key(rule, location, &finding.message, help),
                false => Diagnostic::at_value(rule, location, &finding.message, help),
            };
            match &body.kind {
                Kind::Body(known) if known.as_deref() == Some(pointer) => {}
                Kind::Body(_) => {
                    let help = format!("correct the example, or the schema at {keyword}");
                    diagnostics.push(diagnostic(&rules::EXAMPLE, help));
                    invalid.insert(body.at.file.clone());
                }
                Kind::Sample => {
                    let help = format!("correct it, or the schema that it is a sample of, at {keyword}");
                    self.lints.report(Lint::Sample, |rule| diagnostic(rule, help), diagnostics);
                }
            }
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
            invalid.insert(body.at.file.clone());
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
        let checker = Checker { schemas, lints: &catalog.index.lints, bundle: Bundle::new(schemas) };
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

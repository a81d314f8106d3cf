//! Whether values are valid against their schemas: bodies of events, of requests and of responses of the API, and the
//! samples that a schema has of its values.

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use serde_json::{Map, Value, json};

use webhook_schema::explain::{Finding, explain};
use webhook_schema::model::{Dialect, Keyword, Schema, with_formats};
use webhook_schema::{Diagnostic, Diagnostics, Location, parallel, tokens};

use crate::catalog::Catalog;
use crate::check::bundle::{self, Bundle};
use crate::index::lints::{Lint, Lints};
use crate::rules;
use crate::schemas::Schemas;

/// Values that are checked by one validator at most. What many schemas refer to is compiled once for all of them, and what a
/// validator takes of memory is given back before the next one; each is made on any core.
const CHUNK: usize = 512;

/// Values that are to be checked, many at once.
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
        let checker = Checker { schemas };
        let size = self.bodies.len().div_ceil(parallel::threads()).clamp(1, CHUNK);
        let chunks: Vec<&[Body]> = self.bodies.chunks(size).collect();
        for found in parallel::map(parallel::threads(), &chunks, |bodies| checker.check(bodies)).concat() {
            found.report(lints, &mut invalid, diagnostics);
        }
        invalid
    }
}

/// What was found wrong with a value.
#[derive(Clone)]
struct Found<'b> {
    body: &'b Body,
    what: What,
}

#[derive(Clone)]
enum What {
    /// The schema cannot be compiled, for this reason.
    Unusable(String),
    /// The value is not valid, at this pointer in it.
    Invalid(String, Finding),
}

impl Found<'_> {
    fn report(self, lints: &Lints, invalid: &mut BTreeSet<String>, diagnostics: &mut Diagnostics) {
        let Body { schema, at, kind } = self.body;
        let (pointer, finding) = match self.what {
            What::Unusable(error) => {
                let message = format!("the schema cannot be used: {error}");
                let help = "correct what the message says";
                diagnostics.push(Diagnostic::at_value(&rules::EXAMPLE, schema.clone(), message, help));
                invalid.insert(at.file.clone());
                return;
            }
            What::Invalid(pointer, finding) => (pointer, finding),
        };
        let keyword = bundle::keyword(&finding.keyword, &at.file);
        let location = Location::new(at.file.as_str(), format!("{}{pointer}", at.pointer));
        let diagnostic = |rule, help| match finding.key {
            true => Diagnostic::at_key(rule, location, &finding.message, help),
            false => Diagnostic::at_value(rule, location, &finding.message, help),
        };
        match kind {
            Kind::Body(known) if known.as_deref() == Some(pointer.as_str()) => {}
            Kind::Body(_) => {
                let help = format!("correct the example, or the schema at {keyword}");
                diagnostics.push(diagnostic(&rules::EXAMPLE, help));
                invalid.insert(at.file.clone());
            }
            Kind::Sample => {
                let help = format!("correct it, or the schema that it is a sample of, at {keyword}");
                lints.report(Lint::Sample, |rule| diagnostic(rule, help), diagnostics);
            }
        }
    }
}

struct Checker<'c> {
    schemas: &'c Schemas,
}

impl Checker<'_> {
    fn check<'b>(&self, bodies: &'b [Body]) -> Vec<Found<'b>> {
        let schemas: Vec<&Location> = bodies.iter().map(|body| &body.schema).collect();
        let validator = match self.validator(&schemas) {
            Ok(validator) => validator,
            Err(error) => return self.look_for(&error, bodies),
        };
        let value = |body: &Body| self.schemas.value(&body.at).cloned();
        let numbered = bodies.iter().enumerate();
        let instance: Map<String, Value> =
            numbered.filter_map(|(number, body)| Some((number.to_string(), value(body)?))).collect();
        let instance = Value::Object(instance);
        let findings = validator.iter_errors(&instance).flat_map(|error| explain(&error));
        let found = findings.filter_map(|finding| {
            let number = tokens(&finding.pointer).next()?;
            let body = bodies.get(number.parse::<usize>().ok()?)?;
            let pointer = finding.pointer[number.len() + 1..].to_owned();
            Some(Found { body, what: What::Invalid(pointer, finding) })
        });
        found.collect()
    }

    /// Finds the schemas that cannot be compiled, by halves.
    fn look_for<'b>(&self, error: &ValidationError<'_>, bodies: &'b [Body]) -> Vec<Found<'b>> {
        if let [body] = bodies {
            return vec![Found { body, what: What::Unusable(error.to_string()) }];
        }
        let (first, second) = bodies.split_at(bodies.len() / 2);
        [self.check(first), self.check(second)].concat()
    }

    /// For an object that has a value of each schema, by its number. Fails for what the meta-schema cannot say.
    fn validator(&self, schemas: &[&Location]) -> Result<jsonschema::Validator, ValidationError<'static>> {
        let reference = |schema| json!({ "$ref": bundle::url(&self.schemas.references.schemas, schema) });
        let bundle = Bundle::new(self.schemas, schemas.iter().copied());
        let properties =
            schemas.iter().enumerate().map(|(number, schema)| (number.to_string(), reference(schema)));
        let properties: Map<String, Value> = properties.collect();
        let root = json!({ "$schema": Dialect::Draft202012.uri(), "properties": properties });
        with_formats(jsonschema::options().with_retriever(bundle)).build(&root)
    }
}

/// Tells whether bodies are valid against a schema, for those who receive them.
#[derive(Debug)]
pub struct Validator(jsonschema::Validator);

impl Validator {
    /// For the schema at a location, of a file that nothing was reported of; `None` where it cannot be used.
    pub fn new(catalog: &Catalog, schema: &Location) -> Option<Self> {
        Some(Self(Checker { schemas: &catalog.schemas }.validator(&[schema]).ok()?))
    }

    /// For several schemas at once, which takes far less than one for each where they refer to the same. `None` where any of
    /// them cannot be used.
    pub fn for_all(catalog: &Catalog, schemas: &[Location]) -> Option<Self> {
        let schemas: Vec<&Location> = schemas.iter().collect();
        Some(Self(Checker { schemas: &catalog.schemas }.validator(&schemas).ok()?))
    }

    /// Whether nothing is wrong with a body, by the schema of that number.
    pub fn is_valid_by(&self, number: usize, body: &Value) -> bool {
        self.0.is_valid(&Value::Object(Map::from_iter([(number.to_string(), body.clone())])))
    }

    /// What is wrong with a body: JSON Pointer and words, each.
    pub fn check(&self, body: &Value) -> Vec<(String, String)> {
        let instance = json!({ "0": body });
        let findings = self.0.iter_errors(&instance).flat_map(|error| explain(&error)).collect::<Vec<_>>();
        let pointer = |pointer: &str| pointer.strip_prefix("/0").unwrap_or(pointer).to_owned();
        findings.into_iter().map(|finding| (pointer(&finding.pointer), finding.message)).collect()
    }

    /// Whether nothing is wrong with a body.
    pub fn is_valid(&self, body: &Value) -> bool {
        self.0.is_valid(&json!({ "0": body }))
    }
}

//! Whether values are valid against their schemas: bodies of events, of requests and of responses of the API, and the
//! samples that a schema has of its values.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use webhook_schema::explain::{Finding, explain};
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::{self, Validators};
use webhook_schema::{Diagnostic, Diagnostics, Location, parallel};

use crate::catalog::Catalog;
use crate::check::misspelled;
use crate::check::required::{self, Missing};
use crate::discriminator::Discriminator;
use crate::index::lints::{Lint, Lints};
use crate::references::relative;
use crate::rules;
use crate::schemas::Schemas;

/// Values that are checked by one core before it takes others, at least. Their schemas are compiled for them, and dropped with
/// them: all of them together would take more memory than most of what there is.
const CHUNK: usize = 64;

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
    /// A body, except for the pointers at which another check says more.
    Body(BTreeSet<String>),
    /// A `default`, or one of the `examples`, by its number.
    Sample(Option<usize>),
}

impl Bodies {
    /// Has an example checked against the schema at a location, which was not refused; except at the pointers `known`,
    /// where another check says more.
    pub(crate) fn add(&mut self, schema: Location, example: String, known: BTreeSet<String>) {
        self.bodies.push(Body { schema, at: Location::new(example, ""), kind: Kind::Body(known) });
    }

    /// Has the samples checked that schemas have of their values.
    pub(crate) fn add_samples(&mut self, schemas: &Schemas) {
        let files = schemas.sound().map(|root| &*root.location.file);
        let outermost = files.flat_map(|file| schemas.references.schemas.outermost_of(file));
        for schema in outermost.flat_map(Schema::all) {
            let default = schema.seldom.default.iter().map(|_| None);
            let samples = default.chain((0..schema.seldom.examples.len()).map(Some));
            self.bodies.extend(samples.map(|number| Body {
                schema: schema.location.clone(),
                at: match number {
                    Some(number) => schema.location_of(Keyword::Examples).child(&number.to_string()),
                    None => schema.location_of(Keyword::Default),
                },
                kind: Kind::Sample(number),
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
        let mut missing = Missing::new();
        let chunk = CHUNK.max(self.bodies.len().div_ceil(most_chunks(schemas)));
        let chunks: Vec<&[Body]> = self.bodies.chunks(chunk).collect();
        let found = parallel::map(parallel::threads(), &chunks, |bodies| {
            let validators = schemas.compiled(bodies.iter().map(|body| &*body.schema.file));
            bodies.iter().map(|body| body.check(schemas, &validators)).collect::<Vec<_>>()
        });
        for (body, findings) in self.bodies.iter().zip(found.into_iter().flatten()) {
            for finding in &findings {
                if let (Kind::Body(_), Some(property)) = (&body.kind, &finding.missing) {
                    missing.entry(finding.keyword.clone()).or_default().insert(property.clone());
                }
            }
            body.report(&findings, schemas, lints, &mut invalid, diagnostics);
        }
        required::check(&missing, schemas, diagnostics);
        invalid
    }
}

/// Into how many parts values may be divided so that compiling for each what many schemas refer to costs no more than compiling
/// all schemas once.
fn most_chunks(schemas: &Schemas) -> usize {
    let size = |file: &str| schemas.documents.get(file).map_or(0, |document| document.text.len());
    let all: usize = schemas.sound().map(|root| size(&root.location.file)).sum();
    let shared: HashSet<&Arc<str>> = schemas.references.refers_to.values().flatten().collect();
    let shared: usize = shared.into_iter().map(|file| size(file)).sum();
    1 + all / shared.max(1)
}

impl Body {
    /// What is wrong with the value.
    fn check(&self, schemas: &Schemas, validators: &Arc<Validators>) -> Vec<Finding> {
        let (Some(value), Some(validator)) = (self.value(schemas), validators.at(&self.schema)) else {
            return Vec::new();
        };
        let mut findings: Vec<Finding> = validator.errors(&value).iter().flat_map(explain).collect();
        if let Some(schema) = schemas.at(&self.schema).filter(|_| !findings.is_empty()) {
            misspelled::join_halves(&mut findings, &value, schema, &schemas.references);
        }
        findings
    }

    fn value<'s>(&self, schemas: &'s Schemas) -> Option<Cow<'s, Value>> {
        let seldom = || schemas.at(&self.schema).map(|schema| &schema.seldom);
        match self.kind {
            Kind::Body(_) => schemas.documents.get(&*self.at.file).map(|body| Cow::Owned(body.to_value())),
            Kind::Sample(None) => seldom()?.default.as_ref().map(Cow::Borrowed),
            Kind::Sample(Some(number)) => seldom()?.examples.get(number).map(Cow::Borrowed),
        }
    }

    /// What several schemas say of one value is one mistake.
    fn report(
        &self,
        findings: &[Finding],
        schemas: &Schemas,
        lints: &Lints,
        invalid: &mut BTreeSet<String>,
        diagnostics: &mut Diagnostics,
    ) {
        let mut keywords: IndexMap<_, Vec<&Finding>> = IndexMap::new();
        let mut advice = HashMap::new();
        for finding in findings {
            let Finding { pointer, key, message, keyword, is_ambiguous, .. } = finding;
            if let Some(said) = is_ambiguous.then(|| by_discriminator(keyword, schemas)).flatten() {
                advice.insert((pointer, *key, message), said);
            }
            keywords.entry((pointer, *key, message)).or_default().push(finding);
        }
        for ((pointer, key, message), findings) in keywords {
            let location = self.at.at(pointer);
            let follows = findings.iter().map(|finding| source(finding, schemas)).collect();
            let diagnostic = |rule, help| {
                let diagnostic = match key {
                    true => Diagnostic::at_key(rule, location, message, help),
                    false => Diagnostic::at_value(rule, location, message, help),
                };
                diagnostic.following(follows)
            };
            let advice = advice.remove(&(pointer, key, message)).unwrap_or_default();
            let schemas = if findings.len() == 1 { "schema" } else { "schemas" };
            let written = |Finding { keyword, .. }: &&Finding| {
                format!("{}#{}", relative(&self.at.file, &keyword.file), keyword.pointer)
            };
            let at = findings.iter().map(written).collect::<Vec<_>>().join(" and ");
            match &self.kind {
                Kind::Body(known) if known.contains(pointer) => {}
                Kind::Body(_) => {
                    let help = format!("correct the example, or the {schemas} at {at}{advice}");
                    diagnostics.push(diagnostic(&rules::EXAMPLE, help));
                    invalid.insert(self.at.file.to_string());
                }
                Kind::Sample(_) => {
                    let help =
                        format!("correct it, or the {schemas} that it is a sample of, at {at}{advice}");
                    lints.report(Lint::Sample, |rule| diagnostic(rule, help), diagnostics);
                }
            }
        }
    }
}

/// What is wrong where a finding comes of a mistake in the schema: a name that is required, or a schema.
fn source(Finding { keyword, missing, .. }: &Finding, schemas: &Schemas) -> Location {
    let owner = match schemas.at(keyword) {
        // It is `false`.
        Some(_) => return keyword.clone(),
        None => keyword.parent(),
    };
    let required = schemas.at(&owner).and_then(|schema| required_at(schema, keyword, missing.as_deref()?));
    required.unwrap_or(owner)
}

/// Where a keyword of a schema lists a key as required.
fn required_at(schema: &Schema, keyword: &Location, key: &str) -> Option<Location> {
    if *keyword == schema.location_of(Keyword::Required) {
        let entry = schema.required.iter().find(|entry| entry.key == key)?;
        return Some(schema.location_of_required(entry));
    }
    schema.seldom.dependent_required.iter().find_map(|(other, keys)| {
        let number = keys.iter().position(|own| own == key)?;
        Some(keyword.child(other).child(&number.to_string()))
    })
}

/// How to tell the alternatives of a `oneOf` apart by the key that the `discriminator` next to it names: for JSON Schema, that
/// is an annotation.
fn by_discriminator(one_of: &Location, schemas: &Schemas) -> Option<String> {
    let schema = schemas.at(&one_of.parent())?;
    let Discriminator { key, .. } = Discriminator::of(schema)?;
    Some(format!(
        ": `discriminator` does not count for `oneOf`, so give `{key}` in each alternative a `const` or an `enum` of its own. \
         `anyOf` accepts the example, too, and any other value of several alternatives: once the catalog is released, that is \
         a risk to its receivers"
    ))
}

/// Tells whether bodies are valid against a schema, for those who receive them.
#[derive(Clone, Debug)]
pub struct Validator(validate::Validator);

impl Validator {
    /// For the schema at a location; `None` where there is none, or something was reported of its file.
    pub fn new(catalog: &Catalog, schema: &Location) -> Option<Self> {
        catalog.schemas.validator(schema).map(Self)
    }

    /// What is wrong with a body: JSON Pointer and words, each.
    pub fn check(&self, body: &Value) -> Vec<(String, String)> {
        let findings = self.0.errors(body).iter().flat_map(explain).collect::<Vec<_>>();
        findings.into_iter().map(|finding| (finding.pointer, finding.message)).collect()
    }

    /// Where the keyword is that the first mistake of a body is against.
    pub fn keyword(&self, body: &Value) -> Option<Location> {
        let findings = self.0.errors(body);
        findings.iter().flat_map(explain).map(|finding| finding.keyword).next()
    }

    /// Whether nothing is wrong with a body.
    pub fn is_valid(&self, body: &Value) -> bool {
        self.0.is_valid(body)
    }
}

//! Whether a body is what its schema says: of an event, or of a request or response of the API.
//!
//! Knows the schemas that can be relied on, together. Does not know which body belongs to which.

use jsonschema::{Draft, ReferencingError, Registry, ValidationError};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::catalog::{Catalog, INDEX, SCHEMA};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::place::Place;
use crate::refs::{Refs, all_schemas};
use crate::words::explain;

/// What may not stand in a URL's fragment.
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The schemas that were not refused.
pub(crate) struct Bodies<'c> {
    catalog: &'c Catalog,
    registry: Registry<'static>,
}

impl<'c> Bodies<'c> {
    /// `None` when the schemas cannot be put together, which was reported.
    pub(crate) fn new(catalog: &'c Catalog, diagnostics: &mut Diagnostics) -> Option<Self> {
        match registry(catalog) {
            Ok(registry) => Some(Self { catalog, registry }),
            Err(error) => {
                let message = format!("the schemas cannot be put together: {error}");
                let help = "this is a mistake in webhook-catalog: report it";
                diagnostics.push(Diagnostic::at_file(INDEX, message, help));
                None
            }
        }
    }

    /// Reports where the example does not fit the schema at a place; not at the pointer `known`, of which more was said.
    pub(crate) fn check(
        &self,
        schema: &Place,
        example: &str,
        known: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(body) = self.catalog.documents.get(example).map(|document| &document.value) else { return };
        let refs = &self.catalog.refs;
        let validator = match self.validator(schema) {
            Ok(validator) => validator,
            Err(error) => {
                let message = format!("the schema cannot be used: {error}");
                diagnostics.push(Diagnostic::at_value(
                    schema.clone(),
                    message,
                    "correct what the message says",
                ));
                return;
            }
        };
        // Names are shown as seen from the directory that the example is in.
        let beside = refs.url(example);
        let beside = beside.rsplit_once('/').map_or("", |(above, _)| &beside[..above.len() + 1]);
        for finding in validator.iter_errors(body).flat_map(|error| explain(&error)) {
            if Some(finding.pointer.as_str()) == known {
                continue;
            }
            let keyword = finding.keyword.strip_prefix(beside).unwrap_or(&finding.keyword);
            let help = format!("{keyword} says so: correct the example, or the schema");
            let place = Place::new(example, finding.pointer);
            diagnostics.push(if finding.key {
                Diagnostic::at_key(place, finding.message, help)
            } else {
                Diagnostic::at_value(place, finding.message, help)
            });
        }
    }

    /// Fails for what the meta-schema cannot say: a regular expression that is too large, for one.
    fn validator(&self, schema: &Place) -> Result<jsonschema::Validator, ValidationError<'static>> {
        let url = self.catalog.refs.url(&schema.file);
        let root = json!({ "$ref": format!("{url}#{}", fragment(&schema.pointer)) });
        let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&self.registry);
        options.offline().should_validate_formats(true).build(&root)
    }
}

/// Tells whether bodies are what a schema says, for those who receive them.
#[derive(Debug)]
pub struct Validator(jsonschema::Validator);

impl Validator {
    /// For the schema at a place of a catalog that was loaded without a mistake; `None` where it cannot be used.
    pub fn new(catalog: &Catalog, schema: &Place) -> Option<Self> {
        let registry = registry(catalog).ok()?;
        Some(Self(Bodies { catalog, registry }.validator(schema).ok()?))
    }

    /// What is wrong with a body: JSON Pointer and words, each.
    pub fn check(&self, body: &Value) -> Vec<(String, String)> {
        let findings = self.0.iter_errors(body).flat_map(|error| explain(&error));
        findings.map(|finding| (finding.pointer, finding.message)).collect()
    }
}

/// A pointer as the fragment of a URL: what may not stand there is escaped.
fn fragment(pointer: &str) -> String {
    utf8_percent_encode(pointer, FRAGMENT).to_string()
}

/// The schemas by the URL that they ought to have, with references that lead where [`Refs`] says that they do.
fn registry(catalog: &Catalog) -> Result<Registry<'static>, ReferencingError> {
    let sound = catalog
        .documents
        .iter()
        .filter(|(file, _)| file.ends_with(SCHEMA) && !catalog.refused.contains(*file));
    let resources = sound.map(|(file, document)| {
        let url = catalog.refs.url(file);
        let mut schema = with_urls(&catalog.refs, file, &document.value);
        if let Some(properties) = schema.as_object_mut() {
            properties.insert("$id".to_owned(), Value::String(url.clone()));
        }
        (url, schema)
    });
    Registry::new().draft(Draft::Draft202012).extend(resources)?.prepare()
}

/// A schema in which every reference is a whole URL.
fn with_urls(refs: &Refs, file: &str, schema: &Value) -> Value {
    let mut changed = schema.clone();
    for (pointer, inner) in all_schemas(schema) {
        let Some(reference) = inner.get("$ref").and_then(Value::as_str) else { continue };
        let Ok(target) = refs.resolve(file, reference) else { continue };
        if let Some(written) = changed.pointer_mut(&format!("{pointer}/$ref")) {
            let url = refs.url(&target.file);
            *written = Value::String(format!("{url}#{}", fragment(&target.pointer)));
        }
    }
    changed
}

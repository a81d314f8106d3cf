//! Whether a body is valid against its schema: of an event, or of a request or response of the API.

use jsonschema::{Draft, ReferencingError, Registry, ValidationError};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use webhook_schema::explain::explain;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::catalog::Catalog;
use crate::layout::INDEX;
use crate::references::References;
use crate::rules;
use crate::schemas::Schemas;

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
    schemas: &'c Schemas,
    registry: Registry<'static>,
}

impl<'c> Bodies<'c> {
    /// `None` when the schemas cannot be put together, which was reported.
    pub(crate) fn new(schemas: &'c Schemas, diagnostics: &mut Diagnostics) -> Option<Self> {
        match registry(schemas) {
            Ok(registry) => Some(Self { schemas, registry }),
            Err(error) => {
                let message = format!("the schemas cannot be combined: {error}");
                let help = "this is a bug in webhook-catalog: please report it";
                diagnostics.push(Diagnostic::at_file(&rules::EXAMPLE, INDEX, message, help));
                None
            }
        }
    }

    /// Reports where an example is not valid against the schema at a location; except at the pointer `known`, where another
    /// check says more.
    pub(crate) fn check(
        &self,
        schema: &Location,
        example: &str,
        known: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(body) = self.schemas.documents.get(example).map(|document| &document.value) else { return };
        let references = &self.schemas.references;
        let validator = match self.validator(schema) {
            Ok(validator) => validator,
            Err(error) => {
                let message = format!("the schema cannot be used: {error}");
                diagnostics.push(Diagnostic::at_value(
                    &rules::EXAMPLE,
                    schema.clone(),
                    message,
                    "correct what the message says",
                ));
                return;
            }
        };
        // Names are shown relative to the directory of the example.
        let directory = references.url(example);
        let directory = directory.rsplit_once('/').map_or("", |(above, _)| &directory[..above.len() + 1]);
        for finding in validator.iter_errors(body).flat_map(|error| explain(&error)) {
            if Some(finding.pointer.as_str()) == known {
                continue;
            }
            let keyword = finding.keyword.strip_prefix(directory).unwrap_or(&finding.keyword);
            let help = format!("correct the example, or the schema at {keyword}");
            let location = Location::new(example, finding.pointer);
            diagnostics.push(if finding.key {
                Diagnostic::at_key(&rules::EXAMPLE, location, finding.message, help)
            } else {
                Diagnostic::at_value(&rules::EXAMPLE, location, finding.message, help)
            });
        }
    }

    /// Fails for what the meta-schema cannot say: a regular expression that is too large, for one.
    fn validator(&self, schema: &Location) -> Result<jsonschema::Validator, ValidationError<'static>> {
        let url = self.schemas.references.url(&schema.file);
        let root = json!({ "$ref": format!("{url}#{}", fragment(&schema.pointer)) });
        let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&self.registry);
        options.offline().should_validate_formats(true).build(&root)
    }
}

/// Tells whether bodies are valid against a schema, for those who receive them.
#[derive(Debug)]
pub struct Validator(jsonschema::Validator);

impl Validator {
    /// For the schema at a location of a catalog that was loaded without a mistake; `None` where it cannot be used.
    pub fn new(catalog: &Catalog, schema: &Location) -> Option<Self> {
        let schemas = &catalog.schemas;
        let registry = registry(schemas).ok()?;
        Some(Self(Bodies { schemas, registry }.validator(schema).ok()?))
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

/// The schemas by the URL that they ought to have, with references that lead where [`References`] says that they do.
fn registry(schemas: &Schemas) -> Result<Registry<'static>, ReferencingError> {
    let resources = schemas.sound().map(|(file, document)| {
        let url = schemas.references.url(file);
        let mut schema = match schemas.references.schemas.root(file) {
            Some(root) => with_urls(&schemas.references, root, document.value.clone()),
            None => document.value.clone(),
        };
        if let Some(properties) = schema.as_object_mut() {
            properties.insert(Keyword::Id.as_str().to_owned(), Value::String(url.clone()));
        }
        (url, schema)
    });
    Registry::new().draft(Draft::Draft202012).extend(resources)?.prepare()
}

/// A schema in which every reference is a whole URL.
fn with_urls(references: &References, root: &Schema, mut document: Value) -> Value {
    for schema in root.all() {
        let Some(reference) = &schema.reference else { continue };
        let Ok(target) = references.resolve(&root.location.file, reference) else { continue };
        if let Some(written) = document.pointer_mut(&schema.location_of(Keyword::Ref).pointer) {
            let url = references.url(&target.location.file);
            *written = Value::String(format!("{url}#{}", fragment(&target.location.pointer)));
        }
    }
    document
}

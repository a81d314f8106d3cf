//! Whether a schema is valid in the draft that it is written in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

use webhook_schema::explain::{brief, explain};
use webhook_schema::model::{Dialect, Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, did_you_mean};

use crate::rules;

/// The meta-schemas of the drafts that are in use, and whether regular expressions that were tried can be used.
pub(crate) struct Dialects {
    meta_schemas: BTreeMap<Dialect, Validator>,
    patterns: Mutex<BTreeMap<String, bool>>,
}

/// The draft as the validator has it.
fn draft(dialect: Dialect) -> Draft {
    match dialect {
        Dialect::Draft4 => Draft::Draft4,
        Dialect::Draft6 => Draft::Draft6,
        Dialect::Draft7 => Draft::Draft7,
        Dialect::Draft201909 => Draft::Draft201909,
        Dialect::Draft202012 => Draft::Draft202012,
    }
}

/// The meta-schema with its formats taken seriously: a `pattern` that is no regular expression is a mistake.
fn meta_schema(dialect: Dialect) -> Result<Validator, ValidationError<'static>> {
    let options = jsonschema::options().with_draft(draft(dialect)).should_validate_formats(true);
    options.build(&json!({ "$ref": dialect.uri() }))
}

impl Dialects {
    /// For the drafts of some schemas and of those in them.
    pub(crate) fn new<'s>(
        outermost: impl Iterator<Item = &'s Schema>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let in_use: BTreeSet<Dialect> =
            outermost.flat_map(Schema::all).map(|schema| schema.dialect).collect();
        let mut meta_schemas = BTreeMap::new();
        for dialect in in_use {
            match meta_schema(dialect) {
                Ok(meta_schema) => drop(meta_schemas.insert(dialect, meta_schema)),
                Err(error) => {
                    let message = format!("the meta-schema cannot be used: {error}");
                    let help = "this is a bug in webhook-catalog: please report it";
                    diagnostics.push(Diagnostic::at_file(&rules::INTERNAL, "", message, help));
                }
            }
        }
        Self { meta_schemas, patterns: Mutex::default() }
    }

    /// Reports a `$schema` that names none of the drafts; says whether it is known in which draft the file is to be read.
    pub(crate) fn check_declared(
        &self,
        root: &Schema,
        document: &Value,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(declared) = document.get(Keyword::Schema.as_str()) else { return true };
        let uri = declared.as_str();
        if uri.and_then(Dialect::of).is_some() {
            return true;
        }
        let meant = uri.and_then(Dialect::closest);
        let help =
            format!("write the URI of a draft of JSON Schema, for example `{}`", Dialect::Draft202012.uri());
        diagnostics.push(Diagnostic::at_value(
            &rules::DIALECT,
            root.location_of(Keyword::Schema),
            format!("expected a draft of JSON Schema, found {}", brief(declared)),
            did_you_mean(meant, &help),
        ));
        false
    }

    /// Reports where a schema, of which `document` is the file, is not valid in its draft.
    pub(crate) fn check(&self, outermost: &Schema, document: &Value, diagnostics: &mut Diagnostics) {
        let before = diagnostics.errors();
        self.check_value(outermost, document, diagnostics);
        for schema in outermost.all() {
            // The meta-schemas of the old drafts say nothing of `$defs`, which people write in them all the same.
            if schema.dialect < Dialect::Draft201909 && schema.has(Keyword::Defs) {
                for inner in schema.map(Keyword::Defs).into_iter().flat_map(|defs| defs.values()) {
                    self.check_value(inner, document, diagnostics);
                }
            }
        }
        let is_valid = diagnostics.errors() == before;
        for schema in outermost.all() {
            check_keywords(schema, document, diagnostics);
            // Said by the meta-schema, where it is no regular expression at all.
            if is_valid {
                self.check_patterns(schema, diagnostics);
            }
        }
    }

    fn check_value(&self, schema: &Schema, document: &Value, diagnostics: &mut Diagnostics) {
        let dialect = schema.dialect;
        let Some(value) = document.pointer(&schema.location.pointer) else { return };
        let meta_schema = self.meta_schemas.get(&dialect);
        let errors = meta_schema.into_iter().flat_map(|meta_schema| meta_schema.iter_errors(value));
        // A reference may have letters in it that a URI must not have; where it leads is looked at elsewhere.
        let is_spelling = |error: &ValidationError<'_>| matches!(error.kind(), ValidationErrorKind::Format { format } if format != "regex");
        for error in errors.filter(|error| !is_spelling(error)) {
            for finding in explain(&error) {
                let message = format!("invalid JSON Schema: {}", finding.message);
                let help = format!(
                    "see https://json-schema.org/{} for the values of the keyword",
                    specification(dialect)
                );
                let location =
                    Location::new(&*schema.location.file, schema.location.pointer.clone() + &finding.pointer);
                diagnostics.push(Diagnostic::at_value(&rules::DIALECT, location, message, help));
            }
        }
    }

    /// Reports regular expressions that the meta-schema takes for one but nobody could use, such as one that is too large.
    fn check_patterns(&self, schema: &Schema, diagnostics: &mut Diagnostics) {
        let own = schema.constraints.pattern.iter();
        let own = own.map(|pattern| (pattern, schema.location_of(Keyword::Pattern), false));
        let of_names = schema.map(Keyword::PatternProperties).into_iter().flatten();
        let of_names = of_names.map(|(pattern, inner)| (pattern, inner.location.clone(), true));
        for (pattern, location, is_key) in own.chain(of_names) {
            if self.is_usable(pattern) {
                continue;
            }
            let message =
                format!("{} is too large for a regular expression, or is none", brief(&json!(pattern)));
            let help = "write a shorter or simpler one";
            diagnostics.push(match is_key {
                true => Diagnostic::at_key(&rules::DIALECT, location, message, help),
                false => Diagnostic::at_value(&rules::DIALECT, location, message, help),
            });
        }
    }
}

impl Dialects {
    fn is_usable(&self, pattern: &str) -> bool {
        let tried = || self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        let known = tried().get(pattern).copied();
        known.unwrap_or_else(|| {
            let is_usable = is_usable_pattern(pattern);
            tried().insert(pattern.to_owned(), is_usable);
            is_usable
        })
    }
}

/// Where the draft is described, below json-schema.org.
fn specification(dialect: Dialect) -> String {
    match dialect {
        Dialect::Draft201909 | Dialect::Draft202012 => format!("draft/{}", dialect.name()),
        old => old.name().to_owned(),
    }
}

/// Whether a validator can use a regular expression.
pub(crate) fn is_usable_pattern(pattern: &str) -> bool {
    let schema = json!({ "pattern": pattern });
    jsonschema::options().with_draft(Draft::Draft202012).build(&schema).is_ok()
}

/// What the meta-schema does not mind, and nobody can make sense of.
fn check_keywords(schema: &Schema, document: &Value, diagnostics: &mut Diagnostics) {
    let mut report = |keyword: Keyword, message: String, help: &str| {
        diagnostics.push(Diagnostic::at_key(&rules::DIALECT, schema.location_of(keyword), message, help));
    };
    if !schema.location.pointer.is_empty() && schema.has(Keyword::Schema) {
        let pointer = schema.location_of(Keyword::Schema).pointer;
        let declared = document.pointer(&pointer).and_then(Value::as_str).and_then(Dialect::of);
        if declared != Some(schema.dialect) {
            let message =
                format!("`$schema` differs from that of the file, which is in {}", schema.dialect.name());
            report(Keyword::Schema, message, "move the schema to a file of its own, or remove `$schema`");
        }
    }
    for keyword in [Keyword::DynamicRef, Keyword::RecursiveRef] {
        if schema.has(keyword) && schema.has(Keyword::Ref) {
            let message = format!("`{}` next to `$ref`", keyword.as_str());
            report(
                keyword,
                message,
                "remove one of the two, or put each in a schema of its own under `allOf`",
            );
        }
    }
}

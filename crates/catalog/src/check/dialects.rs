//! Whether a schema is valid in the draft that it is written in.

use std::cell::LazyCell;
use std::collections::HashSet;

use serde_json::Value;

use webhook_schema::explain::{brief, explain};
use webhook_schema::model::{Dialect, Keyword, Schema};
use webhook_schema::validate::{Kind, Pattern, PatternError, check_schema};
use webhook_schema::{Diagnostic, Diagnostics, closest, did_you_mean, tokens};

use crate::check::forms;
use crate::check::habits;
use crate::check::repeated::{Seen, repeated};
use crate::rules;

/// Reports a `$schema` that names none of the drafts; says whether it is known in which draft the file is to be read.
pub(crate) fn check_declared(root: &Schema, document: &Value, diagnostics: &mut Diagnostics) -> bool {
    let Some(declared) = document.get(Keyword::Schema.as_str()) else { return true };
    let uri = declared.as_str();
    if uri.and_then(Dialect::of).is_some() {
        return true;
    }
    let newest = Dialect::Draft202012.uri();
    let (meant, help) = match uri.is_some_and(Dialect::is_too_old) {
        true => (None, format!("rewrite the schema in draft-04 or a later one, for example `{newest}`")),
        false => (
            uri.and_then(Dialect::closest),
            format!("write the URI of a draft of JSON Schema, for example `{newest}`"),
        ),
    };
    diagnostics.push(Diagnostic::at_value(
        &rules::DIALECT,
        root.location_of(Keyword::Schema),
        format!("expected a draft of JSON Schema, found {}", brief(declared)),
        did_you_mean(meant, &help),
    ));
    false
}

/// What says what to write at a pointer into a schema of a draft; the last asks which pointers lead to schemas.
type Help = fn(&Value, &str, Dialect, &dyn Fn(&str) -> bool) -> Option<String>;

/// Reports where a schema, of which `document` is the file, is not valid in its draft.
pub(crate) fn check(outermost: &Schema, document: &Value, diagnostics: &mut Diagnostics) {
    let pointer = &outermost.location.pointer;
    let errors = document.pointer(pointer).map(|value| check_schema(value, outermost.dialect));
    let schemas: LazyCell<HashSet<&str>, _> = LazyCell::new(|| {
        let all = outermost.all().into_iter();
        all.filter_map(|schema| schema.location.pointer.strip_prefix(&**pointer)).collect()
    });
    let findings =
        errors.iter().flatten().flat_map(|error| explain(error).into_iter().map(move |it| (error, it)));
    for (error, finding) in findings {
        let (message, help) = match error.kind {
            // It may be valid all the same.
            Kind::Regex { error, .. } if error != PatternError::Invalid => {
                (finding.message, Some(error.help()))
            }
            Kind::Regex { error, is_name } => {
                let at = document.pointer(pointer).and_then(|schema| schema.pointer(&finding.pointer));
                let name = tokens(&finding.pointer).last().filter(|_| is_name);
                let fault = name.as_deref().or(at.and_then(Value::as_str)).and_then(Pattern::fault);
                let fault = fault.map(|fault| format!(": {fault}")).unwrap_or_default();
                (format!("invalid JSON Schema: {}{fault}", finding.message), Some(error.help()))
            }
            _ => (format!("invalid JSON Schema: {}", finding.message), None),
        };
        let location = outermost.location.at(&finding.pointer);
        if let (Kind::UniqueItems, Some(items)) = (&error.kind, document.pointer(&location.pointer)) {
            let mut seen = Seen::default();
            for (at, item) in items.as_array().into_iter().flatten().enumerate() {
                if let Some(first) = seen.before(at, item) {
                    let message = format!("invalid JSON Schema: {} is listed twice", brief(item));
                    diagnostics.push(repeated(&rules::DIALECT, &location, at, first, message));
                }
            }
            continue;
        }
        let help_by = |help: Help| {
            let is_schema = |pointer: &str| schemas.contains(pointer);
            help(document.pointer(pointer)?, &finding.pointer, outermost.dialect, &is_schema)
        };
        let meant = help_by(habits::help);
        let form = || help_by(forms::help).unwrap_or_else(|| "correct it, or remove it".to_owned());
        let help = match (meant, &error.kind) {
            (Some(meant), _) => meant,
            (None, Kind::Enum(names)) => {
                did_you_mean(closest(&error.found.text, names.iter().filter_map(Value::as_str)), &form())
            }
            (None, Kind::Required(_)) => "add it: it has the limit".to_owned(),
            (None, _) => help.map_or_else(form, str::to_owned),
        };
        diagnostics.push(match finding.key {
            true => Diagnostic::at_key(&rules::DIALECT, location, message, help),
            false => Diagnostic::at_value(&rules::DIALECT, location, message, help),
        });
    }
    for schema in outermost.all() {
        check_keywords(schema, document, diagnostics);
    }
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

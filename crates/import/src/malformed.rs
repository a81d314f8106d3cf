//! Keywords with a value that no draft has for them, such as `"maxLength": -1`. One that describes values or limits them is left
//! out: what is left allows more. One that says what values are is for the author to correct, unless it is plain what it means.

use serde_json::{Map, Value};
use webhook_schema::explain::explain;
use webhook_schema::model::{Dialect, JsonType, Keyword, Role, Schema};
use webhook_schema::tokens;
use webhook_schema::validate::{Error, Kind, check_keyword};

use crate::closed::CLOSING;
use crate::left_out::LeftOut;
use crate::rules;

/// Mends the keywords of a schema, which is as the document has it, where that is safe.
pub(crate) fn mend(object: &mut Map<String, Value>, schema: &Schema, left_out: &mut LeftOut) {
    for keyword in schema.keywords.iter() {
        let key = keyword.as_str();
        let Some(value) = object.get(key).filter(|value| !is_of_older_draft(*keyword, value, schema)) else {
            continue;
        };
        let at = schema.location_of(*keyword);
        if *keyword == Keyword::Items
            && value.is_array()
            && !object.contains_key(Keyword::PrefixItems.as_str())
        {
            let message = "a list in `items` is what older drafts have: it is read as `prefixItems`";
            left_out.alike(&rules::MALFORMED, at, message, "write it as `prefixItems`");
            continue;
        }
        let mut errors = check_keyword(*keyword, value, Dialect::Draft202012);
        // Items go from the end on, so that the others stay where they are.
        errors.reverse();
        for error in errors {
            let token = tokens(&error.pointer).next();
            let whole = object.get(key).unwrap_or(&Value::Null);
            let part = token.as_deref().map_or(Some(whole), |token| part(whole, token));
            if let Some(Mended { value, said, help }) = part.and_then(|part| mended(*keyword, &error, part)) {
                let at = token.as_ref().map_or_else(|| at.clone(), |token| at.child(token));
                left_out.alike(&rules::MALFORMED, at, &said, help);
                put(object, key, token.as_deref(), value);
            }
        }
    }
}

/// Whether a value is what an older draft has for a keyword.
fn is_of_older_draft(keyword: Keyword, value: &Value, schema: &Schema) -> bool {
    match keyword {
        Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum => schema.dialect < Dialect::Draft6,
        Keyword::Items => value.is_array() && schema.dialect < Dialect::Draft202012,
        _ => false,
    }
}

/// What becomes of a keyword, or of a part of it.
struct Mended {
    /// What it is from now on; `None` where it is gone.
    value: Option<Value>,
    said: String,
    help: &'static str,
}

/// What becomes of what is wrong; `None` where only the author can say what is meant.
fn mended(keyword: Keyword, error: &Error, part: &Value) -> Option<Mended> {
    let is_whole = error.pointer.is_empty();
    let found = explain(error).into_iter().next()?.message;
    let gone = |help| {
        let key = keyword.as_str();
        let what = if is_whole { format!("`{key}` is left out") } else { format!("left out of `{key}`") };
        Some(Mended { value: None, said: format!("{found}: {what}"), help })
    };
    match keyword.role() {
        Role::Asserts if keyword == Keyword::Type => match part {
            Value::Null => Some(Mended {
                value: Some("null".into()),
                said: "expected the name of a type, found null: it is read as the type `null`".to_owned(),
                help: "write it in quotes: the names of types are strings",
            }),
            Value::String(any) if any == "any" && is_whole => Some(Mended {
                value: None,
                said: "`any` is not a type, and is left out".to_owned(),
                help: "remove it: without a `type`, every value is valid",
            }),
            Value::String(text) => without_braces(text).map(|ty| Mended {
                value: Some(ty.into()),
                said: format!("`{text}` is how JSDoc writes a type: it is read as `{ty}`"),
                help: "write it without braces",
            }),
            _ => None,
        },
        Role::Asserts | Role::Annotates => gone(advice(keyword, part)),
        _ if matches!(error.kind, Kind::Regex { .. }) => None,
        _ if is_whole && (says_nothing(part) || CLOSING.contains(&keyword) && is_switch(part)) => {
            gone("correct it, or remove it")
        }
        Role::AppliesToParts(_) if says_nothing(part) => {
            let said = format!("{found}: every value is allowed");
            Some(Mended { value: Some(true.into()), said, help: "describe the values, as with a `type`" })
        }
        _ => None,
    }
}

/// The type that is written in braces, as programs have it that copy JSDoc's `@type {boolean}`.
fn without_braces(text: &str) -> Option<&'static str> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    JsonType::called(inner).map(JsonType::as_str)
}

/// What to do about a keyword that describes or limits values.
fn advice(keyword: Keyword, part: &Value) -> &'static str {
    match (keyword, part) {
        (Keyword::ExclusiveMinimum, Value::Bool(true)) => "write the limit here, and not in `minimum`",
        (Keyword::ExclusiveMaximum, Value::Bool(true)) => "write the limit here, and not in `maximum`",
        (Keyword::Required, Value::Bool(_)) => {
            "to require a property, list it in the `required` of the object that it belongs to"
        }
        _ => "correct it, or remove it",
    }
}

/// Whether this is what programs write that have nothing to say.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a text was meant as `true` or `false`.
fn is_switch(value: &Value) -> bool {
    value.as_str().is_some_and(|text| ["true", "false", "yes", "no"].contains(&text))
}

fn part<'v>(whole: &'v Value, token: &str) -> Option<&'v Value> {
    match whole {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        whole => whole.get(token),
    }
}

/// Gives a key of an object, or a part of what it holds, another value, or takes it out.
fn put(object: &mut Map<String, Value>, key: &str, token: Option<&str>, value: Option<Value>) {
    match (token, object.get_mut(key)) {
        (Some(token), Some(Value::Object(entries))) => put(entries, token, None, value),
        (Some(token), Some(Value::Array(items))) => {
            let Some(at) = token.parse::<usize>().ok().filter(|at| *at < items.len()) else { return };
            items.splice(at..=at, value);
        }
        (_, None) => {}
        (_, Some(own)) => match value {
            Some(value) => *own = value,
            None => drop(object.shift_remove(key)),
        },
    }
}

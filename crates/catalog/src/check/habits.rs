//! What JSON Schema has in place of what an author is used to from another draft or another language.

use serde_json::Value;

use webhook_schema::model::{Dialect, JsonType, Keyword};
use webhook_schema::validate::check_keyword;
use webhook_schema::{parent, tokens};

/// What to write in place of a value that a draft does not have at `pointer`, where it is known what was meant. `schema` is the
/// outermost one, and `is_schema` tells which pointers in it lead to schemas.
pub(crate) fn help(
    schema: &Value,
    pointer: &str,
    dialect: Dialect,
    is_schema: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let value = schema.pointer(pointer)?;
    let list = parent(pointer);
    if list.ends_with("/type") && is_schema(parent(list)) {
        return type_name(value);
    }
    let name = tokens(pointer).last()?;
    if list.ends_with("/properties") && is_schema(parent(list)) {
        return keyword_as_property(&name, value, dialect);
    }
    let around = Some(list).filter(|around| is_schema(around))?;
    match (Keyword::of(&name, dialect)?, value) {
        (Keyword::Type, value) => type_name(value),
        (Keyword::Required, Value::Bool(is_required)) => Some(required(around, *is_required)),
        (Keyword::Required, Value::String(text)) if matches!(text.as_str(), "true" | "false") => {
            Some(required(around, text == "true"))
        }
        (Keyword::Required, Value::String(name)) => Some(format!("write `[\"{name}\"]`")),
        (Keyword::Items, Value::Array(_)) if dialect == Dialect::Draft202012 => {
            Some("write `prefixItems`, which has the items by position since 2020-12; or name the draft that it is in with `$schema`".to_owned())
        }
        (limit @ (Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum), value) => {
            exclusive(limit, value, schema.pointer(around)?)
        }
        (Keyword::Enum | Keyword::Examples, value) if !value.is_array() && !value.is_object() => {
            Some(format!("write a list: `[{value}]`"))
        }
        (_, Value::String(text)) => unquoted(text),
        _ => None,
    }
}

/// For a keyword that is written among the properties, in place of next to them.
fn keyword_as_property(name: &str, value: &Value, dialect: Dialect) -> Option<String> {
    let keyword = Keyword::of(name, dialect)?;
    if value.is_null() || !check_keyword(keyword, value, dialect).is_empty() {
        return None;
    }
    let place = format!("next to `properties`: in there, `{name}` is the name of a property");
    Some(match value.as_str().and_then(JsonType::called) {
        Some(ty) => {
            let ty = ty.as_str();
            format!("write it {place}; the schema of such a property is `{{ \"type\": \"{ty}\" }}`")
        }
        None => format!("write it {place}"),
    })
}

/// For a name of a type that is not JSON Schema's.
fn type_name(value: &Value) -> Option<String> {
    /// Strings that have a format of their own.
    const FORMATS: [(&str, &str); 8] = [
        ("date", "date"),
        ("datetime", "date-time"),
        ("date-time", "date-time"),
        ("timestamp", "date-time"),
        ("uuid", "uuid"),
        ("uri", "uri"),
        ("url", "uri"),
        ("email", "email"),
    ];
    let name = value.as_str()?;
    if let Some(ty) = JsonType::called(name) {
        return Some(format!("write `\"{}\"`", ty.as_str()));
    }
    let lower = name.to_lowercase();
    if let Some((_, format)) = FORMATS.iter().find(|(other, _)| *other == lower) {
        return Some(format!("write `\"type\": \"string\", \"format\": \"{format}\"`"));
    }
    if matches!(lower.as_str(), "any" | "mixed" | "unknown") {
        return Some("remove it: without `type`, any value is valid".to_owned());
    }
    let either = match name.strip_suffix('?') {
        Some(name) => vec![name, "null"],
        None => name.split(['|', ',']).collect(),
    };
    let types: Option<Vec<_>> = either.into_iter().map(JsonType::called).collect();
    if let Some(types) = types {
        let names: Vec<String> = types.iter().map(|ty| format!("\"{}\"", ty.as_str())).collect();
        return Some(format!("write a list: `[{}]`", names.join(", ")));
    }
    let item = JsonType::called(name.strip_suffix("[]")?)?;
    Some(format!("write `\"type\": \"array\", \"items\": {{ \"type\": \"{}\" }}`", item.as_str()))
}

/// For draft-03's `required`, at the property itself.
fn required(schema: &str, is_required: bool) -> String {
    let tokens: Vec<String> = tokens(schema).collect();
    match (&tokens[..], is_required) {
        ([.., properties, name], true) if properties == "properties" => {
            format!("remove it, and list `{name}` in the `required` next to `properties`")
        }
        ([.., properties, _], false) if properties == "properties" => {
            "remove it: a property is optional unless the `required` next to `properties` lists it".to_owned()
        }
        (_, true) => "list the names of the properties that are required".to_owned(),
        (_, false) => "remove it: properties are optional unless they are listed".to_owned(),
    }
}

/// For a limit that is exclusive: in draft-04 a switch next to it, and the limit itself in later drafts.
fn exclusive(keyword: Keyword, value: &Value, schema: &Value) -> Option<String> {
    let limit = if keyword == Keyword::ExclusiveMinimum { Keyword::Minimum } else { Keyword::Maximum };
    let (exclusive, limit) = (keyword.as_str(), limit.as_str());
    match (value, schema.get(limit)) {
        (Value::Bool(false), _) => Some(format!("remove it: `{limit}` is inclusive by itself")),
        (Value::Bool(true), Some(Value::Number(number))) => {
            Some(format!("write `\"{exclusive}\": {number}` in place of both `{limit}` and this"))
        }
        (Value::Bool(true), _) => Some("write the limit itself".to_owned()),
        (Value::Number(number), None) => {
            Some(format!("write `\"{limit}\": {number}, \"{exclusive}\": true`"))
        }
        (Value::Number(_), Some(_)) => Some(format!("write `true`: the limit is that of `{limit}`")),
        (Value::String(text), _) => unquoted(text),
        _ => None,
    }
}

/// For a number or a boolean in quotes.
fn unquoted(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    (value.is_number() || value.is_boolean()).then(|| format!("write `{value}`, without quotes"))
}

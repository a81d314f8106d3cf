//! What the value of a keyword looks like, for where an author has written another.

use serde_json::Value;

use webhook_schema::model::{Dialect, Holds, JsonType, Keyword};
use webhook_schema::{parent, tokens};

const SCHEMA: &str = "write a schema, such as `{ \"type\": \"string\" }`";

/// What to write at `pointer` in place of a value that a draft does not have there. `schema` is the outermost one, and
/// `is_schema` tells which pointers in it lead to schemas.
pub(crate) fn help(
    schema: &Value,
    pointer: &str,
    dialect: Dialect,
    is_schema: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let value = schema.pointer(pointer)?;
    // The keyword itself, an entry of its list or object, or one of a list in that.
    let mut at = pointer;
    for depth in 0..3 {
        let around = parent(at);
        let keyword = tokens(at).last().and_then(|name| Keyword::of(&name, dialect));
        match keyword.filter(|_| is_schema(around)) {
            Some(keyword) if depth == 0 => return Some(of_keyword(keyword, value, dialect)),
            Some(keyword) => return of_entry(keyword, value, dialect),
            None => at = around,
        }
    }
    None
}

fn of_keyword(keyword: Keyword, value: &Value, dialect: Dialect) -> String {
    use Keyword::*;
    let is_empty = value.as_array().is_some_and(Vec::is_empty);
    let text = match keyword {
        Type if is_empty => "list the types, or remove it: without `type`, any value is valid",
        Type if value.is_null() => "write `\"null\"`, in quotes, if the value is null; or remove it",
        Type if value.is_string() => {
            "write one of these; to refer to another schema, write `$ref` in place of `type`"
        }
        Type if value.get(Ref.as_str()).is_some() => "write `$ref` in place of `type`",
        Type => "write the name of a type, such as `\"string\"`, or a list of names",
        Enum | Examples => return list_of(value),
        Required if is_empty => "list the name of a property, or remove it",
        Required => "write a list of names, such as `[\"id\"]`",
        AllOf | AnyOf | OneOf | PrefixItems if is_empty => "add a schema to the list, or remove it",
        AllOf | AnyOf | OneOf | PrefixItems if value.is_object() => {
            "put it in a list: `[{ … }]`, with a schema for each"
        }
        AllOf | AnyOf | OneOf | PrefixItems => {
            "write a list of schemas, such as `[{ \"type\": \"string\" }]`"
        }
        DependentRequired => "write an object with lists of names, such as `{ \"a\": [\"b\"] }`",
        PatternProperties => {
            "write an object with a schema for each pattern, such as `{ \"^x-\": { \"type\": \"string\" } }`"
        }
        MinLength | MaxLength | MinItems | MaxItems | MinContains | MaxContains | MinProperties
        | MaxProperties => "write a whole number that is not below 0",
        MultipleOf => "write a number above 0",
        Minimum | Maximum | ExclusiveMinimum | ExclusiveMaximum => "write a number",
        UniqueItems | Deprecated | ReadOnly | WriteOnly | RecursiveAnchor => "write `true` or `false`",
        Anchor | DynamicAnchor => {
            "write a name of letters, digits, `-`, `_` and `.` that begins with a letter"
        }
        Id if value.is_string() => "remove what follows `#`: `$anchor` names a part of a file",
        Pattern => "write a regular expression, as a string",
        Ref => "write a string, such as `\"#/$defs/name\"`",
        Vocabulary => "write an object with `true` or `false` for each URI",
        keyword => match keyword.holds() {
            Some(Holds::One | Holds::OneOrList) => return of_schema(value, dialect),
            Some(_) => {
                "write an object with a schema for each name, such as `{ \"id\": { \"type\": \"string\" } }`"
            }
            None => "write a string",
        },
    };
    text.to_owned()
}

/// What to write within the list or the object that is the value of a keyword.
fn of_entry(keyword: Keyword, value: &Value, dialect: Dialect) -> Option<String> {
    use Keyword::*;
    let text = match keyword {
        Type if value.is_null() => "write `\"null\"`, in quotes",
        Type => "write the name of a type, such as `\"string\"`",
        Required => "write the name of a property, in quotes",
        DependentRequired if value.is_string() => return Some(format!("write `[{value}]`")),
        DependentRequired if value.is_object() => {
            "move it to `dependentSchemas`, which has schemas; or write names of properties, such as `[\"b\"]`"
        }
        DependentRequired => "write names of properties, such as `[\"b\"]`",
        DependentSchemas if value.is_array() => {
            "move it to `dependentRequired`, which has lists of names; or write a schema, such as `{ \"required\": [\"b\"] }`"
        }
        Dependencies => "write names of properties, such as `[\"b\"]`, or a schema",
        Vocabulary => "write `true` or `false`",
        keyword => return keyword.holds().map(|_| of_schema(value, dialect)),
    };
    Some(text.to_owned())
}

/// What to write in place of what is no schema.
fn of_schema(value: &Value, dialect: Dialect) -> String {
    match value {
        Value::String(text) => match JsonType::called(text) {
            Some(ty) => format!("write `{{ \"type\": \"{}\" }}`", ty.as_str()),
            None if text.contains(['#', '/']) || text.ends_with(".json") => {
                format!("write `{{ \"$ref\": {value} }}`")
            }
            None => SCHEMA.to_owned(),
        },
        Value::Bool(true) => "write `{}`, by which any value is valid".to_owned(),
        Value::Bool(false) => "write `{ \"not\": {} }`, by which no value is valid".to_owned(),
        Value::Null if dialect > Dialect::Draft4 => format!("{SCHEMA}, or `true` for any value"),
        Value::Array(_) => {
            "write one schema; that a value is one of several is `{ \"anyOf\": [ … ] }`".to_owned()
        }
        _ => SCHEMA.to_owned(),
    }
}

/// A list of what was written without one.
fn list_of(value: &Value) -> String {
    const LONGEST: usize = 60;
    let list = match value {
        Value::String(text) => {
            Value::from(text.split([',', '|']).map(|part| part.trim().to_owned()).collect::<Vec<_>>())
        }
        Value::Object(_) => return "write a list of the values".to_owned(),
        value => Value::from(vec![value.clone()]),
    };
    let items: Vec<String> = list.as_array().into_iter().flatten().map(Value::to_string).collect();
    let list = format!("[{}]", items.join(", "));
    if list.len() > LONGEST {
        "write a list of the values".to_owned()
    } else {
        format!("write a list: `{list}`")
    }
}

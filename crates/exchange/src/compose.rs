//! A body to send: an event's example, with fields set by their paths, an id of its own and the time.

use serde_json::{Map, Value};
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;
use webhook_runtime::Contract;
use webhook_schema::model::JsonType;
use webhook_schema::{Location, closest, counted, did_you_mean};

use crate::fields::Fields;
use crate::{fresh, plain};

/// A field to set, as `data.lines[0].sku=A-1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    path: Vec<Step>,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Item(usize),
}

/// Makes bodies of an event.
#[derive(Clone, Copy, Debug)]
pub struct Compose<'c> {
    catalog: &'c Catalog,
    event: &'c Event,
}

impl Assignment {
    /// Reads `<path>=<value>`; in a path, names have dots between them, and the number of an item is in brackets.
    ///
    /// # Errors
    ///
    /// When there is no `=`, or no path before it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected = || format!("expected <path>=<value>, such as data.name=Support, found `{text}`");
        let (path, value) = text.split_once('=').ok_or_else(expected)?;
        let mut steps = Vec::new();
        for part in path.split('.') {
            let (name, items) = part.split_once('[').map_or((part, ""), |(name, items)| (name, items));
            if name.is_empty() {
                return Err(expected());
            }
            steps.push(Step::Field(name.to_owned()));
            if !items.is_empty() || part.ends_with('[') {
                for item in items.split('[') {
                    let number = item.strip_suffix(']').and_then(|number| number.parse().ok());
                    steps.push(Step::Item(number.ok_or_else(expected)?));
                }
            }
        }
        Ok(Self { path: steps, text: value.to_owned() })
    }
}

impl<'c> Compose<'c> {
    /// For the event of a name.
    ///
    /// # Errors
    ///
    /// When the catalog does not have it.
    pub fn new(catalog: &'c Catalog, name: &str) -> Result<Self, String> {
        let event = catalog.index.events.iter().find(|event| event.name == name);
        let event = event.ok_or_else(|| {
            let nearest = closest(name, catalog.index.events.iter().map(|event| event.name.as_str()));
            format!(
                "there is no event `{name}` in the catalog: {}",
                did_you_mean(nearest, "schemas/webhooks/index.json names them all")
            )
        })?;
        Ok(Self { catalog, event })
    }

    /// The event's name.
    pub fn name(&self) -> &'c str {
        &self.event.name
    }

    /// The event's example as it is.
    ///
    /// # Errors
    ///
    /// When it has none.
    pub fn example(&self) -> Result<Value, String> {
        let example = self.catalog.example(self.event).map(|document| document.to_value());
        example.ok_or_else(|| format!("`{}` has no example", self.event.name))
    }

    /// Sets a field. The value takes the type that the schema gives the field.
    ///
    /// # Errors
    ///
    /// When there is no such field, or its type does not have such a value.
    pub fn set(&self, body: &mut Value, assignment: &Assignment) -> Result<(), String> {
        let location = Location::new(self.event.schema_file(), "");
        let mut fields = self.catalog.at(&location).map(|schema| Fields::new(self.catalog, schema));
        let mut at = String::new();
        for step in &assignment.path {
            fields = match (fields, step) {
                (Some(fields), Step::Field(name)) => match fields.field(name) {
                    Some(field) => Some(field),
                    None if fields.is_free_object() => None,
                    None => return Err(unknown(&fields, &at, name)),
                },
                (Some(fields), Step::Item(number)) => match fields.item(*number) {
                    Some(item) => Some(item),
                    None if fields.is_free_array() => None,
                    None => return Err(format!("`{at}` is not an array: it has no item [{number}]")),
                },
                (None, _) => None,
            };
            at = match step {
                Step::Field(name) if at.is_empty() => name.clone(),
                Step::Field(name) => format!("{at}.{name}"),
                Step::Item(number) => format!("{at}[{number}]"),
            };
        }
        let types: Vec<JsonType> = fields.iter().flat_map(Fields::types).collect();
        let value = typed(&types, &assignment.text).map_err(|message| format!("`{at}`: {message}"))?;
        put(body, &assignment.path, value).map_err(|message| format!("`{at}`: {message}"))
    }
}

/// Gives a body an id and a time of its own, in the form that it has them.
pub fn freshen(contract: &Contract, body: &mut Value) {
    let Some(plain) = contract.plain() else { return };
    if let Some(id) = plain::id(contract, body).map(fresh::like) {
        body[plain.id_field] = id.into();
    }
    let field = plain.created_at_field;
    let now = match body.get(field) {
        Some(Value::String(_)) => Value::from(fresh::timestamp()),
        Some(Value::Number(_)) => Value::from(fresh::unix_seconds()),
        _ => return,
    };
    body[field] = now;
}

/// Sets a field of a body that no schema is known of. The value is JSON where it is written so, and a text otherwise.
///
/// # Errors
///
/// When there is no such item of an array.
pub fn set(body: &mut Value, assignment: &Assignment) -> Result<(), String> {
    put(body, &assignment.path, typed(&[], &assignment.text)?)
}

fn unknown(fields: &Fields<'_>, at: &str, name: &str) -> String {
    let names = fields.names();
    let place = if at.is_empty() { "the body".to_owned() } else { format!("`{at}`") };
    let nearest = closest(name, names.iter().copied());
    let all = names.iter().copied().collect::<Vec<_>>().join(", ");
    match names.is_empty() {
        true => format!("{place} has no fields: there is no `{name}`"),
        false => format!(
            "there is no field `{name}` in {place}: {}",
            did_you_mean(nearest, &format!("it has {all}"))
        ),
    }
}

/// A text as a value of one of some types; of any, where there are none.
fn typed(types: &[JsonType], text: &str) -> Result<Value, String> {
    let json = serde_json::from_str::<Value>(text);
    if types.is_empty() {
        return Ok(json.unwrap_or_else(|_| text.into()));
    }
    if let Ok(value) = json
        && JsonType::of_value(&value).is_among(types)
        && !value.is_string()
    {
        return Ok(value);
    }
    if types.contains(&JsonType::String) {
        return Ok(text.into());
    }
    let expected: Vec<&str> = types.iter().map(|ty| ty.as_str()).collect();
    Err(format!("expected a value of type {}, found `{text}`", expected.join(" or ")))
}

/// Puts a value where a path leads, making objects and arrays on the way.
fn put(body: &mut Value, path: &[Step], value: Value) -> Result<(), String> {
    let mut place = body;
    for step in path {
        place = match step {
            Step::Field(name) => {
                if !place.is_object() {
                    *place = Value::Object(Map::new());
                }
                &mut place[name.as_str()]
            }
            Step::Item(number) => {
                if !place.is_array() {
                    *place = Value::Array(Vec::new());
                }
                let items = place.as_array_mut().ok_or("not an array")?;
                if *number > items.len() {
                    let all = counted(items.len(), "item", "items");
                    return Err(format!("the array has {all}: the next one is [{}]", items.len()));
                }
                if *number == items.len() {
                    items.push(Value::Null);
                }
                &mut items[*number]
            }
        };
    }
    *place = value;
    Ok(())
}

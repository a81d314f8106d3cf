//! Bodies, held against the schemas of their events: what is wrong, and what is only new.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use webhook_catalog::{Catalog, Validator};
use webhook_runtime::Contract;
use webhook_schema::{Location, closest, did_you_mean, join};

use crate::fields::Fields;
use crate::sign;

/// The schemas of a catalog's events, ready to check bodies.
pub struct Payloads {
    contract: Contract,
    validators: BTreeMap<String, (Location, Validator)>,
}

/// What a body's name says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// An event of the catalog.
    Event(String),
    /// An event that is delivered without being in the catalog.
    Synthetic(String),
    /// Neither: where in the body, as a JSON Pointer, and why.
    Neither(String, String),
}

/// What is in a body and not in the catalog. A receiver takes it; a catalog should have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum New {
    /// A field, at a JSON Pointer.
    Field(String),
    /// A value of an enum, at a JSON Pointer.
    Value(String, String),
}

impl Payloads {
    /// Those of a catalog that was loaded without a mistake.
    ///
    /// # Errors
    ///
    /// When the schema of an event cannot be used.
    pub fn new(catalog: &Catalog) -> Result<Self, String> {
        let mut validators = BTreeMap::new();
        for event in &catalog.index.events {
            let location = Location::new(event.schema_file(), "");
            let validator = Validator::new(catalog, &location)
                .ok_or_else(|| format!("the schema of `{}` cannot be used", event.name))?;
            validators.insert(event.name.clone(), (location, validator));
        }
        Ok(Self { contract: catalog.index.contract.clone(), validators })
    }

    /// The event that a body names.
    pub fn named(&self, body: &Value) -> Named {
        let field = &self.contract.envelope.type_field;
        let Some(name) = sign::event(&self.contract, body) else {
            return Named::Neither(
                String::new(),
                format!("expected the event's name in `{field}`, a string"),
            );
        };
        if self.validators.contains_key(name) {
            return Named::Event(name.to_owned());
        }
        if self.contract.subscription.synthetic_events.iter().any(|synthetic| synthetic == name) {
            return Named::Synthetic(name.to_owned());
        }
        let nearest = closest(name, self.validators.keys().map(String::as_str));
        let help = did_you_mean(nearest, "add it to the catalog, or correct its name");
        Named::Neither(join("", field), format!("there is no event `{name}` in the catalog: {help}"))
    }

    /// What a schema's validator says of a body of an event: JSON Pointer and words, each.
    pub fn check(&self, event: &str, body: &Value) -> Vec<(String, String)> {
        self.validators.get(event).map_or_else(Vec::new, |(_, validator)| validator.check(body))
    }

    /// What is new in a body of an event, and what else is wrong with it. A new field that the schema does not allow is both.
    pub fn news(&self, catalog: &Catalog, event: &str, body: &Value) -> (Vec<New>, Vec<(String, String)>) {
        let schema = self.validators.get(event).and_then(|(location, _)| catalog.at(location));
        let Some(schema) = schema else { return (Vec::new(), self.check(event, body)) };
        let mut news = Vec::new();
        look(&Fields::new(catalog, schema), body, "", &mut news);
        let mut wrong = self.check(event, body);
        wrong
            .retain(|(pointer, _)| !news.iter().any(|new| matches!(new, New::Value(at, _) if at == pointer)));
        (news, wrong)
    }
}

impl fmt::Display for New {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(_) => f.write_str("a field that the catalog does not have"),
            Self::Value(_, value) => write!(f, "a value that the catalog does not have: `{value}`"),
        }
    }
}

impl New {
    /// Where it is, as a JSON Pointer.
    pub fn pointer(&self) -> &str {
        match self {
            Self::Field(pointer) | Self::Value(pointer, _) => pointer,
        }
    }
}

/// Notes new fields and new values of enums.
fn look(fields: &Fields<'_>, value: &Value, pointer: &str, news: &mut Vec<New>) {
    match value {
        Value::Object(object) => {
            let is_free = fields.is_free_object();
            for (name, value) in object {
                let pointer = join(pointer, name);
                match fields.field(name) {
                    Some(field) => look(&field, value, &pointer, news),
                    None if is_free => {}
                    None => news.push(New::Field(pointer)),
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                if let Some(fields) = fields.item(at) {
                    look(&fields, item, &join(pointer, &at.to_string()), news);
                }
            }
        }
        Value::String(text) => {
            let values = fields.values();
            let is_known = values.iter().any(|known| known.as_str() == Some(text));
            if fields.is_enum() && !is_known {
                news.push(New::Value(pointer.to_owned(), text.clone()));
            }
        }
        _ => {}
    }
}

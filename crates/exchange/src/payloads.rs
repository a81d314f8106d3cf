//! Bodies, held against the schemas of their events: what is wrong, and what is only new.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use webhook_catalog::{Catalog, Validator};
use webhook_runtime::Contract;
use webhook_schema::{Location, closest, did_you_mean, join};

use crate::fields::Fields;
use crate::plain;

/// The schemas of a catalog's events, ready to check bodies.
pub struct Payloads {
    contract: Contract,
    validators: BTreeMap<String, (Location, Validator)>,
    unread: Box<Unread>,
}

/// What a receiver cannot read of an event of a name: where, as a JSON Pointer, and what is there.
pub type Unread = dyn Fn(&str, &Value) -> Vec<(String, String)> + Send + Sync;

/// What a body's name says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// An event of the catalog.
    Event(String),
    /// An event that is delivered without being in the catalog.
    Synthetic(String),
    /// Neither, and why.
    Neither(Wrong),
}

/// What is in a body that its schema does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where, as a JSON Pointer; empty for the body as a whole.
    pub pointer: String,
    /// What, in words.
    pub what: String,
}

/// What a body has that its schema does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What is in it and not in the catalog.
    pub new: Vec<New>,
    /// What the schema does not allow, or a receiver cannot read.
    pub wrong: Vec<Wrong>,
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
        Ok(Self { contract: catalog.index.contract.clone(), validators, unread: Box::new(|_, _| Vec::new()) })
    }

    /// The same for receivers that do not read all that the schemas allow.
    #[must_use]
    pub fn read_by(self, unread: Box<Unread>) -> Self {
        Self { unread, ..self }
    }

    /// The event that a body names, where the catalog has a field for that.
    pub fn named(&self, body: &Value) -> Named {
        let field = self.contract.plain().map_or("", |plain| plain.type_field);
        match plain::event(&self.contract, body) {
            Some(name) => self.named_as(Some(name), &join("", field)),
            None => {
                let what = format!("expected the event's name in `{field}`, a string");
                Named::Neither(Wrong::new("", what))
            }
        }
    }

    /// The event of a name that was found at a JSON Pointer.
    pub fn named_as(&self, name: Option<&str>, pointer: &str) -> Named {
        let Some(name) = name else {
            return Named::Neither(Wrong::new(pointer, "expected the name of an event, found none"));
        };
        if self.validators.contains_key(name) {
            return Named::Event(name.to_owned());
        }
        if self.contract.subscription.synthetic_events.iter().any(|synthetic| synthetic == name) {
            return Named::Synthetic(name.to_owned());
        }
        let nearest = closest(name, self.validators.keys().map(String::as_str));
        let help = did_you_mean(nearest, "add it to the catalog, or correct its name");
        let what = format!("there is no event `{name}` in the catalog: {help}");
        Named::Neither(Wrong::new(pointer, what))
    }

    /// What the schema of an event does not allow in a body, and what of the rest a receiver cannot read.
    pub fn check(&self, event: &str, body: &Value) -> Vec<Wrong> {
        let mut found =
            self.validators.get(event).map_or_else(Vec::new, |(_, validator)| validator.check(body));
        let unread = (self.unread)(event, body);
        let is_told = |at: &str| found.iter().any(|(told, _)| told == at);
        let unread: Vec<_> = unread.into_iter().filter(|(at, _)| !is_told(at)).collect();
        found.extend(unread);
        found.into_iter().map(|(pointer, what)| Wrong { pointer, what }).collect()
    }

    /// What is new in a body of an event, and what is wrong. A new value of an enum is not wrong, and a field that an object does
    /// not have is not new where the object is closed.
    pub fn look(&self, catalog: &Catalog, event: &str, body: &Value) -> Found {
        let mut found = Found { wrong: self.check(event, body), ..Found::default() };
        let schema = self.validators.get(event).and_then(|(location, _)| catalog.at(location));
        if let Some(schema) = schema {
            look(&Fields::new(catalog, schema), body, "", &mut found.new);
        }
        let is_new = |at: &str| found.new.iter().any(|new| matches!(new, New::Value(own, _) if own == at));
        found.wrong.retain(|wrong| !is_new(&wrong.pointer));
        let is_wrong = |at: &str| found.wrong.iter().any(|wrong| wrong.pointer == at);
        found.new.retain(|new| !is_wrong(new.pointer()));
        found
    }
}

impl Wrong {
    /// At a JSON Pointer, and in words.
    pub fn new(pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), what: what.into() }
    }
}

/// Where, unless it is the body as a whole, and what.
impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.what),
            pointer => write!(f, "{pointer}: {}", self.what),
        }
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

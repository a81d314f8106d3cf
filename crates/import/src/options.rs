//! What is asked for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_contract::signature::Location;
use webhook_contract::{Layout, Plain};

/// What a catalog is made by.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What events are named after; where nothing is said, their `type` where all bodies have one, and else their keys.
    pub naming: Option<Naming>,
    /// Names in place of others.
    pub renamed: BTreeMap<String, String>,
    /// Events that are left out, by their names.
    pub skipped: BTreeSet<String>,
    /// Whether bodies are kept as they are, or become the payload; where nothing is said, they are kept if they can be.
    pub bodies: Option<Bodies>,
    /// Where deliveries have the event's name, for a new catalog whose events are the bodies as they are.
    pub name_in: Option<Location>,
    /// Examples that generated code does not read, by where they are in the documents, and of those that were made, by the
    /// body: for each, where in the body, and why.
    pub unread: BTreeMap<webhook_schema::Location, (String, String)>,
    /// Keys that schemas of the documents require, and probably misspell: for each schema and key, what to do about it.
    pub misspelled: BTreeMap<(webhook_schema::Location, String), String>,
    /// Keys in examples of the catalog that no schema describes any more.
    pub undescribed: BTreeSet<webhook_schema::Location>,
    /// Fields of the envelope in place of those that the index names: of the name, payload, time and id.
    pub fields: [Option<String>; 4],
    /// The text of an index with a contract, and without events: where there is no catalog yet.
    pub index: String,
    /// Whether that index says how deliveries are laid out, which is an example otherwise.
    pub is_laid_out: bool,
}

/// What events are named after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The key that an event is listed under: a webhook's, a callback's, a message's, a definition's.
    Key,
    /// The `operationId`.
    Operation,
    /// The address of the channel.
    Channel,
    /// The path of the file, with dots.
    Path,
    /// The title of the schema.
    Title,
    /// The `const` at a JSON Pointer into the body.
    Constant(String),
}

impl std::str::FromStr for Naming {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "key" => Self::Key,
            "operation-id" => Self::Operation,
            "channel" => Self::Channel,
            "path" => Self::Path,
            "title" => Self::Title,
            pointer if pointer.starts_with('/') => Self::Constant(pointer.to_owned()),
            _ => {
                return Err("expected `key`, `operation-id`, `channel`, `path`, `title`, or a JSON Pointer such as `/type`"
                    .to_owned());
            }
        })
    }
}

/// What becomes of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bodies {
    /// They have the envelope's fields, and stay as they are.
    Kept,
    /// They become the payload of an envelope.
    Wrapped,
    /// They are the events, and stay as they are: where the name is, the index says.
    Whole,
}

/// How an index says that deliveries are laid out.
pub(crate) fn layout(index: &Value) -> Option<Layout> {
    serde_json::from_value(index.pointer("/contract/envelope")?.clone()).ok()
}

/// The fields of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    pub name: String,
    pub data: String,
    pub time: String,
    pub id: String,
}

impl Fields {
    /// Those that a layout names, or else ours.
    pub fn of(layout: Option<&Layout>) -> Self {
        let plain = layout.and_then(Layout::plain);
        let or =
            |field: fn(&Plain<'_>) -> String, default: &str| plain.as_ref().map_or(default.to_owned(), field);
        Self {
            name: or(|plain| plain.type_field.to_owned(), "type"),
            data: or(|plain| plain.data_field.to_owned(), "data"),
            time: or(|plain| plain.created_at_field.to_owned(), "created_at"),
            id: or(|plain| plain.id_field.to_owned(), "id"),
        }
    }

    /// The same with those that were asked for.
    pub fn with(self, [name, data, time, id]: &[Option<String>; 4]) -> Self {
        let or = |asked: &Option<String>, own: String| asked.clone().unwrap_or(own);
        Self {
            name: or(name, self.name),
            data: or(data, self.data),
            time: or(time, self.time),
            id: or(id, self.id),
        }
    }

    pub fn all(&self) -> [&str; 4] {
        [&self.name, &self.data, &self.time, &self.id]
    }
}

//! The shape of the catalog's `index.json`, as an author writes it. The index's own JSON Schema is derived from it.

use std::collections::BTreeMap;

use serde::Deserialize;
use webhook_contract::Contract;
use webhook_schema::Location;

pub use crate::index::date::Date;
use crate::index::evolution::Evolution;
use crate::index::lints::Lints;
use crate::index::rust::Rust;
use crate::layout::{WEBHOOKS, in_webhooks};

/// The catalog's index: who emits, under which contract, and every event with where its files are.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Path or URL of the schema of this file, for editors.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Catalog version: the date of the last breaking change, `YYYY-MM-DD`.
    pub version: Date,
    /// The company whose API emits the events.
    pub provider: Provider,
    /// How the generated crates are released, and where the crates that they need come from.
    #[serde(default)]
    pub rust: Rust,
    /// What becomes of findings of the rules that are about taste, by rule: `deny`, `warn` or `allow`.
    #[serde(default)]
    pub lints: Lints,
    /// What holds for every event.
    pub contract: Contract,
    /// What becomes of changes from one version of the catalog to the next.
    #[serde(default)]
    pub evolution: Evolution,
    /// What emits events in the provider's own code, for the command `emitters`.
    #[serde(default)]
    pub emitters: Emitters,
    /// Names in Rust for what would get the name of something else, by place: `<file>#<JSON Pointer>` of a schema or of a
    /// value of an enum. For schemas that you do not edit; in your own, write `x-rust-name`.
    #[serde(default)]
    pub rust_names: BTreeMap<String, String>,
    /// Families, in the order in which they are presented.
    pub families: Vec<Family>,
    /// Events, in the order in which the API lists them.
    pub events: Vec<Event>,
}

/// The company whose API emits the events.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Name in lower case with hyphens; the generated crates are `<name>-events` and `<name>-events-<family>`.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")))]
    pub name: String,
    /// Name as people write it.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub title: String,
    /// Base URL of the API, with its version and without a slash at the end; left out where no API is described.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^https://[^\s]*[^\s/]$")))]
    pub api_base_url: Option<String>,
}

/// What emits events in the provider's own code.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Emitters {
    /// The functions, methods and macros that emit, by their names or the ends of their paths: `emit`, `bus.publish`,
    /// `Outbox::push`. Where there are any, a name counts as emitted if it reaches one of them, and not otherwise; where
    /// there are none, if it reaches a call, a field or a result that may send it.
    #[serde(default)]
    pub functions: Vec<String>,
}

/// A family: events of one subject, presented together and generated into one crate.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Name in lower case with hyphens; it becomes a crate name, a feature and a module.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")))]
    pub name: String,
    /// Name as people write it.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub title: String,
    /// What the family's events are about.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub description: String,
    /// What else a reader has to know: the rail it is emitted on, or that emitters are pending.
    #[serde(default)]
    pub note: Option<String>,
}

/// An event of the catalog.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Name, as deliveries have it; it never changes its meaning. `contract.name.pattern` says what names look like.
    pub name: String,
    /// Name in Rust, where two events would have the same one.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^[A-Z][A-Za-z0-9]*$")))]
    pub rust_name: Option<String>,
    /// Name of the family that it belongs to.
    pub family: String,
    /// What fires it, what does not, and what to do with it. Required for a published event.
    #[serde(default)]
    pub description: String,
    /// Schema of the whole delivered body: a JSON file next to the index.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub schema: String,
    /// Example of a delivered body: a JSON file next to the index.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub example: String,
    /// Where it comes from.
    pub emission: Emission,
    /// How the provider classifies it, such as `operator-actionable`; left out where it does not.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub classification: Option<String>,
    /// Whether the catalog page presents it. An event that is not published can be subscribed to all the same.
    pub published: bool,
    /// Catalog version that introduced it; left out where it is not known.
    #[serde(default)]
    pub since: Option<Date>,
    /// The event whose place it took.
    #[serde(default)]
    pub replaces: Option<Replaced>,
    /// Whether it is on its way out: still in the catalog, but nobody should start to rely on it.
    #[serde(default)]
    pub deprecated: bool,
    /// The first day on which it may be gone, where that is known. Only what is deprecated has one.
    #[serde(default)]
    pub sunset: Option<Date>,
    /// Name of the event that takes its place, where there is one. Only what is deprecated has one.
    #[serde(default)]
    pub replaced_by: Option<String>,
}

impl Index {
    /// The name in Rust that the index gives a place.
    pub fn rust_name(&self, place: &Location) -> Option<&str> {
        if self.rust_names.is_empty() {
            return None;
        }
        self.rust_names.get(&Self::rust_names_key(place)?).map(String::as_str)
    }

    /// What `rust_names` calls a place: the path of its file from the index, and the pointer in it. Those of the API's schemas
    /// have no names there.
    pub fn rust_names_key(place: &Location) -> Option<String> {
        let file = place.file.strip_prefix(WEBHOOKS)?.strip_prefix('/')?;
        Some(format!("{file}#{}", place.pointer))
    }
}

impl Event {
    /// The name of its schema in the tree.
    pub fn schema_file(&self) -> String {
        in_webhooks(&self.schema)
    }

    /// The name of its example in the tree.
    pub fn example_file(&self) -> String {
        in_webhooks(&self.example)
    }
}

/// Where an event comes from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Emission {
    /// The part of the system that emits it.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub component: String,
    /// What in that part fires it.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub trigger: String,
    /// Whether it is emitted today.
    pub status: Status,
    /// What else is known of the emitter.
    #[serde(default)]
    pub note: Option<String>,
}

/// Whether an event is emitted today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Emitted today.
    Live,
    /// Named in the catalog, but not emitted yet.
    Declared,
    /// Nothing is known of whether it is emitted.
    Unknown,
}

impl Status {
    /// The status as the index has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Declared => "declared",
            Self::Unknown => "unknown",
        }
    }
}

/// An event name that is no longer emitted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Replaced {
    /// The name that is gone.
    pub name: String,
    /// Catalog version that dropped it.
    #[serde(default)]
    pub dropped: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_rust_go_by_the_way_from_the_index() {
        for (file, expected) in [
            ("webhooks/invoice.schema.json", Some("invoice.schema.json#/a")),
            ("webhooks/parts/note.json", Some("parts/note.json#/a")),
            ("api/common.schema.json", None),
        ] {
            assert_eq!(Index::rust_names_key(&Location::new(file, "/a")).as_deref(), expected);
        }
    }
}

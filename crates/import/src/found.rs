//! What documents say of events, whichever format they are in.

use indexmap::IndexMap;
use serde_json::Value;
use webhook_contract::BodyForm;
use webhook_contract::signature::Location as Place;
use webhook_schema::{Diagnostic, Location};

/// An event as a document describes it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// What it may be named after, by where that is from.
    pub names: Names,
    /// Where its description starts, for messages.
    pub at: Location,
    /// Where the documents list it, for messages about the event as such.
    pub listed: Location,
    /// Where the schema of its body is.
    pub body: Location,
    /// What a delivery is that has it: JSON, or a form.
    pub form: BodyForm,
    /// Texts that its deliveries have in headers and the query: one where it is the same in all, or shown as an example of them,
    /// and several where it is one of these.
    pub around: Vec<(Place, Vec<String>)>,
    /// What a choice of bodies calls it, where it is one of them.
    pub chosen: Option<String>,
    /// That choice.
    pub choice: Option<Location>,
    /// Where the choice is of what is within bodies: the keys that lead there, and the branch.
    pub branch: Option<(Vec<String>, Location)>,
    /// Why it cannot be in the deliveries of the catalog.
    pub misfit: Option<Diagnostic>,
    /// What fires it, as far as the document says.
    pub description: String,
    /// Names of what it belongs to, the most important first.
    pub tags: Vec<String>,
    /// What the document says of it in our own words, as an exported catalog does: properties of an entry of the index.
    pub entry: Vec<(&'static str, Value)>,
    /// Where the bodies are that the document shows.
    pub examples: Vec<Location>,
}

/// What an event may be named after.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// The key that it is listed under.
    pub key: Option<String>,
    /// The `operationId` of an operation.
    pub operation: Option<String>,
    /// The address of a channel.
    pub channel: Option<String>,
    /// The path of a file without its extension.
    pub path: Option<String>,
    /// The title of a schema.
    pub title: Option<String>,
}

impl Names {
    /// The options that name an event after what this one has.
    pub fn options(&self) -> Vec<String> {
        let all = [
            ("key", &self.key),
            ("operation-id", &self.operation),
            ("channel", &self.channel),
            ("path", &self.path),
            ("title", &self.title),
        ];
        let known = all.into_iter().filter(|(_, name)| name.is_some());
        known.map(|(option, _)| format!("`--name-from {option}`")).collect()
    }
}

/// What a document says of the groups that events are in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    pub title: Option<String>,
    pub description: Option<String>,
    pub note: Option<String>,
}

/// The contract that an exported catalog has.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    /// As the index has it.
    pub value: Value,
    /// Where the schema of the envelope is in the document.
    pub envelope: Option<Location>,
}

/// Everything that was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct All {
    pub events: Vec<Found>,
    /// Why something that is listed as an event cannot be one, by the name that it is listed under, if it has one.
    pub refused: Vec<(Option<String>, Diagnostic)>,
    pub groups: IndexMap<String, Group>,
    /// The version of the document, where that is a date, as a catalog's is.
    pub version: Option<String>,
    /// The base URL of the provider's API.
    pub api: Option<String>,
    /// The contract, where the document is an exported catalog.
    pub contract: Option<Stated>,
    /// Names in Rust that such a catalog gives, each with where what it names is in the document.
    pub rust_names: Vec<(Location, String)>,
}

impl All {
    /// Notes why something that is listed as an event cannot be one: it may be left out.
    pub fn refuse(&mut self, name: Option<&str>, mut mistake: Diagnostic) {
        if let Some(name) = name {
            mistake.help += &format!("; or leave the event out with `--skip {name}`");
        }
        self.refused.push((name.map(str::to_owned), mistake));
    }
}

//! The shape of the endpoint API's `index.json`, as an author writes it. What the contract of the catalog's index says of an
//! operation, such as the paths and statuses of a replay, is not repeated here.

use std::collections::BTreeMap;

use serde::Deserialize;
use webhook_contract::{Contract, Template, Text};

/// The API that endpoints are managed with: its operations, and where their schemas and examples are.
///
/// Requests go to the `api_base_url` of the catalog's index.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Path or URL of the schema of this file, for editors.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// How a request says who sends it.
    pub authentication: Authentication,
    /// Paths of the operations that the contract of the catalog's index gives none of.
    pub paths: Paths,
    /// Each parameter of a path, by its name in braces there.
    pub path_parameters: BTreeMap<String, PathParameter>,
    /// The operations.
    pub operations: Operations,
    /// Body of an answer that refuses a request.
    pub error: ErrorBody,
    /// What is assumed where the provider's documents are silent, a sentence each.
    #[serde(default)]
    pub assumptions: Vec<Text>,
}

/// How a request says who sends it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Authentication {
    /// Scheme of the `Authorization` header.
    pub scheme: AuthenticationScheme,
    /// What the token is, for people: `JWT`, for example.
    #[serde(default)]
    pub format: Option<String>,
    /// Who gets a token, and where from.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub description: String,
}

/// Scheme of the `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AuthenticationScheme {
    /// A token that whoever has it may use.
    Bearer,
}

/// Paths below the API's base URL, with `{…}` for their parameters.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// Path that creates an endpoint.
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^/")))]
    pub create_endpoint: Template,
    /// Path that gives an endpoint a new signing secret.
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = r"^/")))]
    pub rotate_secret: Template,
}

/// A parameter of a path.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PathParameter {
    /// Reference to its schema, as `<file>#<JSON Pointer>`.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub schema: String,
    /// What it names.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub description: String,
}

/// The operations.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operations {
    /// Creates an endpoint.
    pub create_endpoint: Operation,
    /// Gives an endpoint a new signing secret.
    pub rotate_secret: Operation,
    /// Sends an event again; left out where the contract has no replay path. Takes the idempotency header of that.
    #[serde(default)]
    pub replay: Option<Operation>,
    /// Sends one delivery again; left out where the contract has no path for it.
    #[serde(default)]
    pub redeliver: Option<Operation>,
}

/// What can be asked of the API.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// What it does, in a few words.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub summary: String,
    /// What it does, what it does not, and what to expect of it.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub description: String,
    /// Body of the request; left out where it has none.
    #[serde(default)]
    pub request: Option<Request>,
    /// Answer to a request that was carried out.
    pub response: Response,
    /// Answers that refuse a request; those that the contract knows of are not repeated.
    pub errors: Vec<Refusal>,
}

/// Body of a request.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Whether a request has to have one.
    pub required: bool,
    /// Its schema: a file next to this one.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub schema: String,
    /// An example of it: a file next to this one.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub example: String,
}

/// Answer to a request that was carried out.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Its status, from 200 to 299.
    #[cfg_attr(feature = "schemars", schemars(range(min = 200, max = 299)))]
    pub status: u16,
    /// What it says.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub description: String,
    /// Schema of its body: a file next to this one.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub schema: String,
    /// An example of its body: a file next to this one.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub example: String,
}

/// Answer that refuses a request.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// Its status, from 400 to 599.
    #[cfg_attr(feature = "schemars", schemars(range(min = 400, max = 599)))]
    pub status: u16,
    /// What it means.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub description: String,
}

/// Body of an answer that refuses a request.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorBody {
    /// Its schema: a file next to this one.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub schema: String,
    /// An example of it: a file next to this one.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub example: String,
}

/// Name of an operation, as [`Operations`] has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OperationName {
    /// `create_endpoint`
    CreateEndpoint,
    /// `rotate_secret`
    RotateSecret,
    /// `replay`
    Replay,
    /// `redeliver`
    Redeliver,
}

impl OperationName {
    /// Every operation that an API may have, in the order in which they are presented.
    pub const ALL: [Self; 4] = [Self::CreateEndpoint, Self::RotateSecret, Self::Replay, Self::Redeliver];

    /// The name as the index has it.
    pub fn as_str(self) -> &'static str {
        self.facts().0
    }

    /// The method of its requests.
    pub fn method(self) -> &'static str {
        self.facts().1
    }

    /// The parameters that its path may have: whoever calls it says these.
    pub fn parameters(self) -> &'static [&'static str] {
        self.facts().2
    }

    fn facts(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Self::CreateEndpoint => ("create_endpoint", "POST", &["org_id"]),
            Self::RotateSecret => ("rotate_secret", "POST", &["org_id", "endpoint_id"]),
            Self::Replay => ("replay", "POST", &["org_id", "event_id"]),
            Self::Redeliver => ("redeliver", "POST", &["org_id", "delivery_id"]),
        }
    }
}

impl Operations {
    /// The operations that the API has, each with its name, in the order in which they are presented.
    pub fn all(&self) -> impl Iterator<Item = (OperationName, &Operation)> {
        OperationName::ALL.into_iter().filter_map(|name| Some((name, self.get(name)?)))
    }

    /// An operation, where the API has it.
    pub fn get(&self, name: OperationName) -> Option<&Operation> {
        match name {
            OperationName::CreateEndpoint => Some(&self.create_endpoint),
            OperationName::RotateSecret => Some(&self.rotate_secret),
            OperationName::Replay => self.replay.as_ref(),
            OperationName::Redeliver => self.redeliver.as_ref(),
        }
    }
}

impl Api {
    /// The path of an operation, from here or from the contract, where that has one.
    pub fn path<'a>(&'a self, name: OperationName, contract: &'a Contract) -> Option<&'a Template> {
        match name {
            OperationName::CreateEndpoint => Some(&self.paths.create_endpoint),
            OperationName::RotateSecret => Some(&self.paths.rotate_secret),
            OperationName::Replay => Some(&contract.replay.as_ref()?.event.as_ref()?.path),
            OperationName::Redeliver => contract.replay.as_ref()?.redeliver_path.as_ref(),
        }
    }

    /// Every file that is named, as schema and example, with the pointer of the object that names it.
    pub(crate) fn bodies(&self) -> Vec<(String, &str, &str)> {
        let mut bodies = Vec::new();
        for (name, operation) in self.operations.all() {
            let at = format!("/operations/{}", name.as_str());
            if let Some(Request { schema, example, .. }) = &operation.request {
                bodies.push((format!("{at}/request"), schema.as_str(), example.as_str()));
            }
            let Response { schema, example, .. } = &operation.response;
            bodies.push((format!("{at}/response"), schema, example));
        }
        bodies.push(("/error".to_owned(), &self.error.schema, &self.error.example));
        bodies
    }
}

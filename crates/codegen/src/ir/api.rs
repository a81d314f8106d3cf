//! The endpoint API, resolved.
//!
//! Operations with their bodies, and what the contract adds to them.

use std::collections::BTreeMap;

use serde_json::Value;
use webhook_catalog::index::api::{Api as Entry, Operation as OperationEntry, OperationName};
use webhook_contract::Template;
use webhook_schema::Location;

use super::ShapeId;

/// The API that endpoints are managed with.
pub struct Api<'c> {
    /// The API as its index has it.
    pub entry: &'c Entry,
    /// Parameters of paths, in order of their names.
    pub parameters: Vec<Parameter<'c>>,
    /// The operations by name.
    pub operations: BTreeMap<OperationName, Operation<'c>>,
    /// Body of an answer that refuses a request.
    pub error: Body<'c>,
}

/// A parameter of a path.
pub struct Parameter<'c> {
    /// The name in braces.
    pub name: &'c str,
    /// What it names.
    pub description: &'c str,
    /// Where its schema is.
    pub schema: Location,
}

/// What can be asked of the API.
pub struct Operation<'c> {
    /// Its name.
    pub name: OperationName,
    /// The operation as the index has it.
    pub entry: &'c OperationEntry,
    /// Its path below the API's base URL.
    pub path: &'c Template,
    /// Body of the request.
    pub request: Option<Body<'c>>,
    /// Body of the answer to a request that was carried out.
    pub response: Body<'c>,
    /// The type of that answer.
    pub answer: ShapeId,
    /// Statuses that refuse a request, with what they mean, in order; those of the contract among them.
    pub refusals: Vec<(u16, Refusal<'c>)>,
    /// Whether it takes the contract's idempotency header.
    pub is_idempotent: bool,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal<'c> {
    /// For a reason that the API's index describes.
    Described(&'c str),
    /// The idempotency key was used with another body before.
    KeyReused,
    /// The first request with the idempotency key is not answered yet.
    InFlight,
}

/// A body: where its schema is, and an example of it.
pub struct Body<'c> {
    /// Where its schema is.
    pub schema: Location,
    /// An example that fits it.
    pub example: &'c Value,
}

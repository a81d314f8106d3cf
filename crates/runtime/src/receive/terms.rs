//! What a receiver acts by, next to the signature.

use std::time::Duration;

use webhook_contract::{Contract, Text};

/// What a receiver acts by, next to the signature: where things are in a body, and how long the sender waits.
pub(crate) struct Terms {
    /// The field that holds the event's name.
    pub name: Text,
    /// The field that identifies the event.
    pub id: Text,
    /// The field within whose values the id is unique, if it is not unique by itself.
    pub scope: Option<Text>,
    /// The header that repeats the id.
    pub id_header: Text,
    /// How long the sender waits for an answer.
    pub wait: Duration,
}

impl Terms {
    pub fn of_contract(contract: &Contract) -> Terms {
        let key = &contract.idempotency_key;
        Terms {
            name: contract.envelope.type_field.clone(),
            id: key.field.clone(),
            scope: key.scope.clone(),
            id_header: key.header.clone(),
            wait: contract.retry.timeout,
        }
    }
}

//! The names that a plain contract has for fields of a body.

use serde_json::Value;
use webhook_runtime::Contract;

/// The event's name in a body.
pub fn event<'b>(contract: &Contract, body: &'b Value) -> Option<&'b str> {
    body.get(contract.plain()?.type_field)?.as_str()
}

/// The event's id in a body.
pub fn id<'b>(contract: &Contract, body: &'b Value) -> Option<&'b str> {
    body.get(contract.plain()?.id_field)?.as_str()
}

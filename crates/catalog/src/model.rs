//! Reading a model out of JSON: in one way everywhere, so that what reads each of them is compiled once.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Error;

/// The model that a value is, or where it is none.
pub(crate) fn read_model<M: DeserializeOwned>(value: &Value) -> Result<M, Error<serde_json::Error>> {
    serde_path_to_error::deserialize(value)
}

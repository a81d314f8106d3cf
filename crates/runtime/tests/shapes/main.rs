//! The types that the macros define: what they read, what they write, and where an error is.

mod errors;
mod object_union;
mod objects;
mod round_trips;
mod tuples;
mod type_union;
mod types;
mod value_enum;

use serde_json::{from_str, to_string};

/// Reads a text as `T` and writes it again.
fn written<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> String {
    let value: T = from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    to_string(&value).expect("it is written")
}

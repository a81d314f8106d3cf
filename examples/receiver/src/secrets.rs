//! The signing secrets.
//!
//! Knows the variables that they are in. Tells of a variable that is not as it should be by its name, and never by what
//! is in it.

use std::env::{self, VarError};

use mnemom_events::Receiver;

const SECRET: &str = "WEBHOOK_SECRET";
const PREVIOUS: &str = "WEBHOOK_SECRET_PREVIOUS";

/// A receiver that accepts what is signed with the secrets of the environment.
pub fn receiver() -> Result<Receiver, String> {
    let secret = variable(SECRET)?.ok_or_else(|| {
        format!("{SECRET} is not set, or is empty: it has to be the endpoint's signing secret")
    })?;
    let receiver = Receiver::new(&secret).map_err(|error| format!("{SECRET}: {error}"))?;
    match variable(PREVIOUS)? {
        // Only while a rotation is under way, for what had been sent before.
        Some(previous) => receiver.and_accept(&previous).map_err(|error| format!("{PREVIOUS}: {error}")),
        None => Ok(receiver),
    }
}

/// What a variable is set to; nothing where it is empty.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        // Not the error itself, which has the value in it.
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8")),
    }
}

//! Reads the signing secrets from environment variables. Messages name a variable, and never show its value.

use std::env::{self, VarError};

use mnemom_events::{CONTRACT, Receiver, Secret};

use crate::log;

const SECRET: &str = "WEBHOOK_SECRET";
const PREVIOUS: &str = "WEBHOOK_SECRET_PREVIOUS";

/// A receiver that accepts the secrets in the environment.
pub fn receiver() -> Result<Receiver, String> {
    let secret = variable(SECRET)?.ok_or_else(|| {
        format!("{SECRET} is not set, or is empty: set it to the endpoint's signing secret")
    })?;
    let receiver = Receiver::new(&secret).map_err(|error| format!("{SECRET}: {error}"))?;
    warn_of_form(SECRET, &secret);
    match variable(PREVIOUS)? {
        // Only during a rotation, for what was sent before it.
        Some(previous) => {
            let receiver = receiver.and_accept(&previous).map_err(|error| format!("{PREVIOUS}: {error}"))?;
            warn_of_form(PREVIOUS, &previous);
            Ok(receiver)
        }
        None => Ok(receiver),
    }
}

/// Warns if a secret does not look like one of the provider's.
fn warn_of_form(name: &str, text: &str) {
    if let Ok(secret) = Secret::new(text)
        && let Err(warning) = CONTRACT.signature.check_form(secret.expose())
    {
        log::line(format_args!("warning: {name}: {warning}"));
    }
}

/// The value of a variable; `None` if it is empty.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        // Not the error itself, which contains the value.
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8")),
    }
}

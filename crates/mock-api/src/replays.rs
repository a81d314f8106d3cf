//! Idempotency keys: which are being used, and which answer each has led to.
//!
//! A key belongs to one request of one organization.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;
use serde_json::Value;

/// The keys of all organizations.
#[derive(Debug, Default)]
pub(crate) struct Replays(Mutex<BTreeMap<Key, State>>);

/// An organization and a key.
type Key = (String, String);

/// What identifies a request: its path and its body.
pub(crate) type Request = (String, Value);

/// The answer to a request.
pub(crate) type Answer = (StatusCode, Value);

#[derive(Clone, Debug)]
enum State {
    InFlight,
    Done(Request, Answer),
}

/// What there is to do about a request.
pub(crate) enum Begin<'r> {
    /// Carry it out.
    New(Claim<'r>),
    /// A request with its key is being carried out.
    InFlight,
    /// This request with its key was carried out, and answered so.
    Done(Request, Answer),
}

/// The right to carry out a request. When it is dropped without an answer, the key is free again.
pub(crate) struct Claim<'r> {
    replays: &'r Replays,
    key: Key,
}

impl Replays {
    pub fn begin(&self, organization: &str, key: &str) -> Begin<'_> {
        let key = (organization.to_owned(), key.to_owned());
        let mut states = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match states.get(&key) {
            None => {
                states.insert(key.clone(), State::InFlight);
                Begin::New(Claim { replays: self, key })
            }
            Some(State::InFlight) => Begin::InFlight,
            Some(State::Done(request, answer)) => Begin::Done(request.clone(), answer.clone()),
        }
    }
}

impl Claim<'_> {
    /// Keeps the answer for those who ask again.
    pub fn finish(self, request: Request, answer: Answer) {
        self.set(State::Done(request, answer));
    }

    fn set(&self, state: State) {
        let mut states = self.replays.0.lock().unwrap_or_else(PoisonError::into_inner);
        states.insert(self.key.clone(), state);
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut states = self.replays.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(State::InFlight) = states.get(&self.key) {
            states.remove(&self.key);
        }
    }
}

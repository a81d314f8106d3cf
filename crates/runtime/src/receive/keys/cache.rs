//! Keys that were fetched, by the address that they are from, for as long as they are used.
//!
//! What a request asks for is not proved: the number of addresses is bounded, so is how often each is asked, and how many unknown
//! ones are.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::document::Keys;
use crate::{Verifier, VerifyError};

/// How many addresses are kept.
const ADDRESSES: usize = 16;

/// How many unknown addresses are asked in the time of one pause. Less than are kept, so that those that are in use stay.
const UNKNOWN: usize = 8;

/// How long keys are used, and how long an address is left alone.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub lifetime: Duration,
    pub pause: Duration,
}

/// What was fetched.
#[derive(Default)]
pub(super) struct Cache(Mutex<Slots>);

#[derive(Default)]
struct Slots {
    slots: Vec<(Box<str>, Arc<Slot>)>,
    /// When the first of the unknown addresses was asked for that are counted.
    since: Option<SystemTime>,
    unknown: usize,
}

/// An address.
#[derive(Default)]
pub(super) struct Slot {
    /// Held by the request that fetches.
    pub fetching: async_lock::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    asked: Option<SystemTime>,
    found: Option<(SystemTime, Keys)>,
}

impl Cache {
    /// What is known of an address.
    ///
    /// # Errors
    ///
    /// When it is one more unknown address than are asked in the time of one pause.
    pub fn slot(&self, url: &str, now: SystemTime, limits: Limits) -> Result<Arc<Slot>, VerifyError> {
        let mut slots = locked(&self.0);
        if let Some((_, slot)) = slots.slots.iter().find(|(own, _)| **own == *url) {
            return Ok(Arc::clone(slot));
        }
        if slots.since.is_none_or(|since| passed(since, now) >= limits.pause) {
            (slots.since, slots.unknown) = (Some(now), 0);
        }
        if slots.unknown == UNKNOWN {
            return Err(VerifyError::KeyUnavailable);
        }
        slots.unknown += 1;
        if slots.slots.len() == ADDRESSES {
            // Of those that are not used, or else of all, the one that came last: whoever makes addresses up has no other removed.
            let last = (0..ADDRESSES).max_by_key(|at| (!slots.slots[*at].1.is_used(now, limits), *at));
            slots.slots.remove(last.unwrap_or_default());
        }
        let slot = Arc::<Slot>::default();
        slots.slots.push((url.into(), Arc::clone(&slot)));
        Ok(slot)
    }
}

impl Slot {
    /// The verifier by a key that is still used.
    pub fn known(&self, id: Option<&str>, now: SystemTime, limits: Limits) -> Option<Arc<Verifier>> {
        let state = locked(&self.state);
        let (found, keys) = state.found.as_ref()?;
        let is_used = passed(*found, now) < limits.lifetime && keys.until.is_none_or(|until| now < until);
        is_used.then(|| keys.by_id(id))?
    }

    /// Notes that the address is asked.
    ///
    /// # Errors
    ///
    /// When it was asked too short a time ago.
    pub fn ask(&self, now: SystemTime, limits: Limits) -> Result<(), VerifyError> {
        let mut state = locked(&self.state);
        if state.asked.is_some_and(|asked| passed(asked, now) < limits.pause) {
            return Err(match state.is_used(now, limits) {
                true => VerifyError::UnknownKey,
                false => VerifyError::KeyUnavailable,
            });
        }
        state.asked = Some(now);
        Ok(())
    }

    /// Keeps what was found, in place of what was before: a key that is not there any more is not used any more.
    pub fn keep(&self, keys: Keys, now: SystemTime) {
        locked(&self.state).found = Some((now, keys));
    }

    fn is_used(&self, now: SystemTime, limits: Limits) -> bool {
        locked(&self.state).is_used(now, limits)
    }
}

impl State {
    fn is_used(&self, now: SystemTime, limits: Limits) -> bool {
        self.found.as_ref().is_some_and(|(found, _)| passed(*found, now) < limits.lifetime)
    }
}

/// How much time has passed. Where the clock was put back, it is taken to have passed the other way: otherwise, keys would be
/// used, and addresses left alone, until the clock is where it was.
fn passed(since: SystemTime, now: SystemTime) -> Duration {
    now.duration_since(since).unwrap_or_else(|error| error.duration())
}

/// Nothing panics while it holds one of these locks, and what they guard is whole at any time.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Keys that expire.
//!
//! There is no clock: every time is a [`Duration`] since a start that the caller chooses.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::EventKey;

/// Keys, each with the time when it expires and the serial number of its insertion.
#[derive(Default)]
pub(super) struct Expiring {
    places: HashMap<EventKey, Place>,
    order: BTreeMap<Place, EventKey>,
    inserted: u64,
}

/// A key's position in the order of expiry; of those that expire together, the one inserted first comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    end: Duration,
    serial: u64,
}

impl Expiring {
    /// Inserts a key, replacing an earlier insertion. Returns its serial number.
    pub(super) fn insert(&mut self, key: EventKey, end: Duration) -> u64 {
        self.remove(&key);
        let serial = self.inserted;
        self.inserted += 1;
        let place = Place { end, serial };
        self.places.insert(key.clone(), place);
        self.order.insert(place, key);
        serial
    }

    /// The serial number of a key, if it is there.
    pub(super) fn serial(&self, key: &EventKey) -> Option<u64> {
        self.places.get(key).map(|place| place.serial)
    }

    pub(super) fn contains(&self, key: &EventKey) -> bool {
        self.places.contains_key(key)
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn remove(&mut self, key: &EventKey) {
        if let Some(place) = self.places.remove(key) {
            self.order.remove(&place);
        }
    }

    /// Removes the key that expires first. Returns whether there was one.
    pub(super) fn remove_first(&mut self) -> bool {
        let Some((_, key)) = self.order.pop_first() else { return false };
        self.places.remove(&key);
        true
    }

    /// Removes the keys that expire at `now` or before.
    pub(super) fn remove_ended(&mut self, now: Duration) {
        while self.order.first_key_value().is_some_and(|(place, _)| place.end <= now) {
            self.remove_first();
        }
    }
}

//! Keys that are there until their time has come.
//!
//! There is no clock: every time is a [`Duration`] since a start that the caller has chosen.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::EventKey;

/// Keys, each with the time of its end and a serial number that no other insertion has.
#[derive(Default)]
pub(super) struct Expiring {
    places: HashMap<EventKey, Place>,
    order: BTreeMap<Place, EventKey>,
    inserted: u64,
}

/// Where a key is in the order of ends; of those with the same end, the one inserted first is first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    end: Duration,
    serial: u64,
}

impl Expiring {
    /// Adds a key, in the place of itself if it is there. Gives its serial number.
    pub(super) fn insert(&mut self, key: EventKey, end: Duration) -> u64 {
        self.remove(&key);
        let serial = self.inserted;
        self.inserted += 1;
        let place = Place { end, serial };
        self.places.insert(key.clone(), place);
        self.order.insert(place, key);
        serial
    }

    /// The serial number of a key that is there.
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

    /// Removes the key that ends first. Says whether there was one.
    pub(super) fn remove_first(&mut self) -> bool {
        let Some((_, key)) = self.order.pop_first() else { return false };
        self.places.remove(&key);
        true
    }

    /// Removes the keys whose end is not after `now`.
    pub(super) fn remove_ended(&mut self, now: Duration) {
        while self.order.first_key_value().is_some_and(|(place, _)| place.end <= now) {
            self.remove_first();
        }
    }
}

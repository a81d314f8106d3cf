//! The simplest implementation of [`Store`](super::Store)'s rules, and tests that compare a store with it.
//!
//! Time is a number that a test chooses.

use std::time::Duration;

use proptest::prelude::*;

use super::{Begin, Claim, EventKey};

/// A store whose time a test chooses.
pub(super) trait Subject {
    /// Begins an event; `None` when the store is full or its disk does not work.
    fn begin(&mut self, key: &EventKey, lease: Duration, now: Duration) -> Option<Begin>;
    /// Commits, and returns whether that is on disk, if there is one.
    fn commit(&mut self, claim: &Claim, now: Duration) -> bool;
    fn abort(&mut self, claim: Claim);
    /// Stops as if the process was killed, and starts again.
    fn restart(&mut self);
    /// Makes the disk fail, or work again.
    #[cfg(feature = "redb")]
    fn fill(&mut self, _is_full: bool) {}
}

/// One step of a test. Indices are taken modulo the number of items.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Begin {
        id: u8,
        lease: Duration,
    },
    Commit {
        claim: usize,
    },
    Abort {
        claim: usize,
    },
    Wait(Duration),
    Restart,
    #[cfg(feature = "redb")]
    Fill(bool),
}

#[cfg(feature = "redb")]
pub(super) fn faulty_step() -> impl Strategy<Value = Step> {
    prop_oneof![8 => step(), 2 => any::<bool>().prop_map(Step::Fill)]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let time = || (0_u64..12).prop_map(Duration::from_secs);
    prop_oneof![
        8 => (0_u8..10, time()).prop_map(|(id, lease)| Step::Begin { id, lease }),
        4 => any::<usize>().prop_map(|claim| Step::Commit { claim }),
        3 => any::<usize>().prop_map(|claim| Step::Abort { claim }),
        3 => time().prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ]
}

pub(super) fn key(id: u8) -> EventKey {
    EventKey::new(Some("account"), &id.to_string())
}

/// The rules, as searches of whole lists.
pub(super) struct Model {
    capacity: usize,
    retention: Duration,
    durable: bool,
    in_flight: Vec<InFlight>,
    done: Vec<Done>,
    begun: usize,
    is_full: bool,
    /// Whether the disk has failed a commit and has not worked since.
    has_failed: bool,
    /// What could not be written.
    owed: Vec<Done>,
}

struct InFlight {
    id: u8,
    number: usize,
    end: Duration,
}

#[derive(Clone, Copy)]
struct Done {
    id: u8,
    end: Duration,
}

#[derive(Debug, PartialEq)]
enum Answer {
    New(usize),
    Duplicate,
    InFlight,
    Refused,
}

impl Model {
    /// A store with this capacity; a durable one remembers commits after a restart.
    pub(super) fn new(capacity: usize, retention: Duration, durable: bool) -> Model {
        Model {
            capacity,
            retention,
            durable,
            in_flight: Vec::new(),
            done: Vec::new(),
            begun: 0,
            is_full: false,
            has_failed: false,
            owed: Vec::new(),
        }
    }

    fn begin(&mut self, id: u8, lease: Duration, now: Duration) -> Answer {
        if !self.recover() {
            return Answer::Refused;
        }
        self.forget(now);
        if self.done.iter().any(|done| done.id == id) {
            return Answer::Duplicate;
        }
        if self.in_flight.iter().any(|event| event.id == id) {
            return Answer::InFlight;
        }
        while self.done.len() + self.in_flight.len() >= self.capacity && !self.done.is_empty() {
            self.done.remove(0);
        }
        if self.in_flight.len() >= self.capacity {
            return Answer::Refused;
        }
        self.begun += 1;
        self.in_flight.push(InFlight { id, number: self.begun, end: now + lease });
        Answer::New(self.begun)
    }

    fn commit(&mut self, id: u8, now: Duration) -> bool {
        if self.is_full {
            self.has_failed = true;
            self.owed.retain(|owed| owed.id != id);
            self.owed.push(Done { id, end: now + self.retention });
            return false;
        }
        self.recover();
        self.forget(now);
        self.in_flight.retain(|event| event.id != id);
        self.done.retain(|done| done.id != id);
        while self.done.len() + self.in_flight.len() >= self.capacity && !self.done.is_empty() {
            self.done.remove(0);
        }
        self.done.push(Done { id, end: now + self.retention });
        true
    }

    /// Whether events are accepted. Once the disk works again, what could not be written is written.
    fn recover(&mut self) -> bool {
        if self.has_failed && self.is_full {
            return false;
        }
        self.has_failed = false;
        for owed in std::mem::take(&mut self.owed) {
            self.in_flight.retain(|event| event.id != owed.id);
            self.done.retain(|done| done.id != owed.id);
            self.done.push(owed);
        }
        true
    }

    fn abort(&mut self, number: usize) {
        self.in_flight.retain(|event| event.number != number);
    }

    fn restart(&mut self) {
        self.in_flight.clear();
        self.owed.clear();
        (self.is_full, self.has_failed) = (false, false);
        if !self.durable {
            self.done.clear();
        }
    }

    fn forget(&mut self, now: Duration) {
        self.in_flight.retain(|event| event.end > now);
        self.done.retain(|done| done.end > now);
    }
}

/// Applies the steps to both, and compares every answer.
pub(super) fn check(steps: &[Step], mut model: Model, subject: &mut impl Subject) {
    let mut now = Duration::ZERO;
    // Claims are kept after their lease has run out: handlers may be late.
    let mut claims: Vec<(u8, usize, Claim)> = Vec::new();
    for step in steps {
        match *step {
            Step::Begin { id, lease } => {
                let expected = model.begin(id, lease, now);
                let answer = match subject.begin(&key(id), lease, now) {
                    Some(Begin::New(claim)) => {
                        claims.push((id, model.begun, claim));
                        Answer::New(model.begun)
                    }
                    Some(Begin::Duplicate) => Answer::Duplicate,
                    Some(Begin::InFlight) => Answer::InFlight,
                    None => Answer::Refused,
                };
                assert_eq!(answer, expected, "{step:?} at {now:?}");
            }
            Step::Commit { claim } if !claims.is_empty() => {
                let (id, _, claim) = claims.swap_remove(claim % claims.len());
                assert_eq!(subject.commit(&claim, now), model.commit(id, now), "{step:?} at {now:?}");
            }
            Step::Abort { claim } if !claims.is_empty() => {
                let (_, number, claim) = claims.swap_remove(claim % claims.len());
                model.abort(number);
                subject.abort(claim);
            }
            Step::Commit { .. } | Step::Abort { .. } => {}
            Step::Wait(time) => now += time,
            #[cfg(feature = "redb")]
            Step::Fill(is_full) => {
                model.is_full = is_full;
                subject.fill(is_full);
            }
            Step::Restart => {
                claims.clear();
                model.restart();
                subject.restart();
            }
        }
    }
}

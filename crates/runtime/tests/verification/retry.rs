//! A sender that follows the contract, against a receiver that misbehaves. Nothing waits: the time is a number.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use webhook_runtime::retry::{Next, Outcome, RetryPolicy};
use webhook_runtime::testing::{Attempt, Request};
use webhook_runtime::{Catalog, Receiver, Secret, VerifyError};

use crate::acme::{Acme, EventType};
use crate::delivery::{ID_HEADER, NOW, SECRET, time};

use Behavior::*;

/// What the receiver does with a request.
#[derive(Clone, Copy, Debug)]
enum Behavior {
    /// Answers nothing.
    Silent,
    /// Cannot be reached.
    Down,
    /// Answers with this, whatever comes.
    Answers(u16),
    /// Behaves correctly: 204, or the status of the refusal.
    Well,
}

/// A clock that advances only when it is told to.
#[derive(Clone)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn now(&self) -> u64 {
        self.0.load(Relaxed)
    }

    fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_secs(), Relaxed);
    }
}

/// The record of a delivery.
struct Course {
    /// When each attempt began, in seconds after the first.
    attempts: Vec<u64>,
    /// What the receiver's verifier said to each.
    verdicts: Vec<Result<(), VerifyError>>,
    requests: Vec<Request<Acme>>,
    end: Next,
}

/// Delivers an event to a receiver that behaves so, attempt by attempt, and in the last way from then on. Each attempt
/// is signed as `sign` says, and goes through a real verifier, however the receiver then behaves.
fn deliver_signed_by(behaviors: &[Behavior], sign: impl Fn(u64) -> Request<Acme>) -> Course {
    let clock = Clock(Arc::new(AtomicU64::new(NOW)));
    let receivers_clock = clock.clone();
    let receiver =
        Receiver::<Acme>::new(SECRET).expect("a secret").clock(move || time(receivers_clock.now()));
    let (last, _) = behaviors.split_last().expect("a behavior");
    let mut course =
        Course { attempts: Vec::new(), verdicts: Vec::new(), requests: Vec::new(), end: Next::GiveUp };
    for attempt in 1.. {
        assert!(attempt <= SCHEDULE.len(), "no more attempts than the contract has");
        let request = sign(clock.now());
        let verdict = receiver.verify(&request.headers, &request.body).map(drop);
        course.attempts.push(clock.now() - NOW);
        course.verdicts.push(verdict);
        course.requests.push(request);
        let outcome = match behaviors.get(attempt - 1).unwrap_or(last) {
            Silent => Outcome::Timeout,
            Down => Outcome::NetworkError,
            Answers(status) => Outcome::Status(*status),
            Well => Outcome::Status(verdict.map_or_else(VerifyError::status, |()| 204)),
        };
        if outcome == Outcome::Timeout {
            clock.pass(POLICY.timeout.expect("a timeout"));
        }
        course.end = POLICY.next_attempt(attempt, outcome).expect("a whole policy");
        match course.end {
            Next::RetryAfter(delay) => clock.pass(delay),
            Next::Delivered | Next::Refused | Next::GiveUp => break,
        }
    }
    course
}

/// Each attempt has its own signature and time, as in the contract.
fn deliver(behaviors: &[Behavior]) -> (Vec<u64>, Next) {
    let course = deliver_signed_by(behaviors, sign);
    assert!(
        course.verdicts.iter().all(Result::is_ok),
        "signed anew, every attempt verifies, the last one too"
    );
    let id = (ID_HEADER.to_owned(), "evt-1".to_owned());
    assert!(course.requests.iter().all(|request| request.headers.contains(&id)), "an event keeps its id");
    (course.attempts, course.end)
}

fn sign(now: u64) -> Request<Acme> {
    Attempt::example(EventType::OrderPaid).at(time(now)).sign_with(&Secret::new(SECRET).expect("a secret"))
}

const POLICY: &RetryPolicy = Acme::CONTRACT.retry.as_ref().unwrap();

/// The contract's table, written out: at once, then after 10 s, 30 s, 2 min, 10 min, 1 h.
const SCHEDULE: [u64; 6] = [0, 10, 40, 160, 760, 4360];

/// What the schedule comes to when every attempt takes the 10 s after which the sender stops waiting.
const SCHEDULE_OF_TIMEOUTS: [u64; 6] = [0, 20, 60, 190, 800, 4410];

/// What it comes to when every answer asks for a minute: 60 s for 10 s and 30 s, and the rest as it is.
const SCHEDULE_OF_429: [u64; 6] = [0, 60, 120, 240, 840, 4440];

#[test]
fn the_last_attempt_comes_after_an_hour_twelve_minutes_and_forty_seconds() {
    assert_eq!(SCHEDULE[5], 3600 + 12 * 60 + 40);
    assert_eq!(POLICY.span(), Duration::from_secs(4360));
    assert_eq!(POLICY.attempts(), 6);
}

/// What a delivery comes to: when its attempts are made, and what follows the last.
fn course(behaviors: &[Behavior]) -> (Vec<u64>, Next) {
    deliver(behaviors)
}

cases!(course {
    at_once: &[Well] => (vec![0], Next::Delivered),
    any_2xx: &[Answers(299)] => (vec![0], Next::Delivered),

    always_500: &[Answers(500)] => (SCHEDULE.to_vec(), Next::GiveUp),
    always_599: &[Answers(599)] => (SCHEDULE.to_vec(), Next::GiveUp),
    always_301: &[Answers(301)] => (SCHEDULE.to_vec(), Next::GiveUp),
    always_down: &[Down] => (SCHEDULE.to_vec(), Next::GiveUp),
    always_silent: &[Silent] => (SCHEDULE_OF_TIMEOUTS.to_vec(), Next::GiveUp),
    always_429: &[Answers(429)] => (SCHEDULE_OF_429.to_vec(), Next::GiveUp),

    always_400: &[Answers(400)] => (vec![0], Next::Refused),
    always_410: &[Answers(410)] => (vec![0], Next::Refused),
    always_428: &[Answers(428)] => (vec![0], Next::Refused),
    always_430: &[Answers(430)] => (vec![0], Next::Refused),

    // 429 asks for 60 s: more than the 10 s that are due, less than the 2 min.
    one_429_at_the_first_step: &[Answers(429), Answers(500)] => (vec![0, 60, 90, 210, 810, 4410], Next::GiveUp),
    one_429_at_the_second_step: &[Answers(500), Answers(429), Answers(500)] => (vec![0, 10, 70, 190, 790, 4390], Next::GiveUp),
    one_429_at_the_third_step: &[Answers(500), Answers(500), Answers(429), Answers(500)] => (SCHEDULE.to_vec(), Next::GiveUp),
    one_429_at_the_last_step: &[Answers(500), Answers(500), Answers(500), Answers(500), Answers(429), Well] => (SCHEDULE.to_vec(), Next::Delivered),
    a_429_at_the_last_attempt: &[Answers(500), Answers(500), Answers(500), Answers(500), Answers(500), Answers(429)] => (SCHEDULE.to_vec(), Next::GiveUp),

    recovers_at_the_second_attempt: &[Answers(503), Well] => (SCHEDULE[..2].to_vec(), Next::Delivered),
    recovers_at_the_last_attempt: &[Answers(500), Answers(500), Answers(500), Answers(500), Answers(500), Well] => (SCHEDULE.to_vec(), Next::Delivered),
    refuses_at_the_third_attempt: &[Answers(500), Answers(500), Answers(400), Well] => (SCHEDULE[..3].to_vec(), Next::Refused),
    refuses_at_the_last_attempt: &[Answers(500), Answers(500), Answers(500), Answers(500), Answers(500), Answers(422)] => (SCHEDULE.to_vec(), Next::Refused),
    everything_at_once: &[Silent, Answers(429), Down, Answers(302), Answers(500), Well] => (vec![0, 20, 80, 200, 800, 4400], Next::Delivered),
});

/// Why the contract assumes that each attempt is signed again: with the first signature, the last two attempts are too
/// late.
#[test]
fn signed_only_once_the_last_two_attempts_are_stale() {
    let first = sign(NOW);
    let course = deliver_signed_by(&[Answers(500)], |_| first.clone());
    assert_eq!(course.attempts, SCHEDULE);
    let stale = Err(VerifyError::Stale);
    assert_eq!(course.verdicts, [Ok(()), Ok(()), Ok(()), Ok(()), stale, stale]);
}

/// A receiver that does not have the sender's new secret yet loses nothing: it answers 503, and has the whole schedule
/// to catch up.
#[test]
fn a_secret_that_is_not_rolled_out_yet_loses_nothing() {
    let new = Secret::new("the-new-secret").expect("a secret");
    let rotated = |now| Attempt::example(EventType::OrderPaid).at(time(now)).sign_with(&new);
    let course = deliver_signed_by(&[Well], rotated);
    assert_eq!(course.attempts, SCHEDULE);
    assert!(course.verdicts.iter().all(|verdict| *verdict == Err(VerifyError::NoMatch)));
    assert_eq!(course.end, Next::GiveUp);
}

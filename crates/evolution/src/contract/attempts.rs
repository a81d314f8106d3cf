//! Compares when deliveries are attempted, and how another one is asked for.

use std::time::Duration;

use webhook_contract::{EventReplay, Next, Outcome, RetryPolicy};

use super::Found;
use crate::change::Change;
use crate::rules;

const OUTCOMES: &str = "/contract/retry/outcomes";

/// Whatever changed in the retry policy and the replay path.
pub(super) fn compare(found: &mut Found<'_>) {
    found.retry();
    found.replay();
}

impl Found<'_> {
    fn retry(&mut self) {
        let (before, after) = (self.before, self.after);
        let (old, new) = match (&before.index.contract.retry, &after.index.contract.retry) {
            (Some(old), Some(new)) => (old, new),
            (old, new) => {
                return self.stated("/contract/retry", "retry policy", old.is_some(), new.is_some());
            }
        };
        const TIMEOUT: &str = "/contract/retry/timeout_seconds";
        match (old.timeout, new.timeout) {
            (Some(old), Some(new)) => {
                self.by_size(TIMEOUT, (old, new), &rules::TIMEOUT_REDUCED, &rules::TIMEOUT_INCREASED);
            }
            (old, new) => self.stated(TIMEOUT, "timeout", old.is_some(), new.is_some()),
        }
        self.schedule(old, new);
        match [old, new].map(|policy| !policy.rules.is_empty()) {
            [true, true] => self.outcomes(old, new),
            [was, is] => self.stated(OUTCOMES, "consequence of each answer", was, is),
        }
        // No number is stated where none is known, which is less than any.
        let failures = (old.disable_after_failures, new.disable_after_failures);
        self.by_size(
            "/contract/retry/disable_after_failures",
            failures,
            &rules::DISABLED_SOONER,
            &rules::CONTRACT_CHANGED,
        );
        self.withdrawn(failures.0.as_ref(), failures.1.as_ref());
        self.said(&rules::CONTRACT_CHANGED, &["/contract/retry/promise"]);
    }

    /// When attempts are made.
    fn schedule(&mut self, old: &RetryPolicy, new: &RetryPolicy) {
        const AT: &str = "/contract/retry/delays_seconds";
        let attempts = (old.attempts(), new.attempts());
        let spans = (old.span(), new.span());
        if attempts.0 == 0 || attempts.1 == 0 {
            self.stated(AT, "schedule of attempts", attempts.0 > 0, attempts.1 > 0);
        } else if attempts.1 < attempts.0 || spans.1 < spans.0 {
            let message = format!(
                "{} attempts within {} became {} within {}",
                attempts.0,
                told(spans.0),
                attempts.1,
                told(spans.1)
            );
            self.push(AT, Change::new(&rules::RETRY_REDUCED, message));
        } else {
            self.differs(&rules::RETRY_INCREASED, AT);
        }
    }

    /// What each answer leads to.
    fn outcomes(&mut self, old: &RetryPolicy, new: &RetryPolicy) {
        // Whether an answer is final must not depend on how many attempts there are.
        let open =
            |policy: &RetryPolicy| RetryPolicy { delays: vec![Duration::ZERO; 2].into(), ..policy.clone() };
        let (old, new) = (open(old), open(new));
        let answers = (100..600).map(Outcome::Status).chain([Outcome::NetworkError, Outcome::Timeout]);
        let mut lists: [Vec<Outcome>; 5] = Default::default();
        for answer in answers {
            let next = [&old, &new].map(|policy| policy.next_attempt(1, answer));
            let [Some(old), Some(new)] = next else { continue };
            let kind = match (old, new) {
                (Next::Delivered, Next::Delivered) => continue,
                (Next::Delivered, _) => 0,
                (_, Next::Delivered) => 1,
                (Next::RetryAfter(_), Next::Refused) => 2,
                (Next::Refused, Next::RetryAfter(_)) => 3,
                (old, new) if old != new => 4,
                _ => continue,
            };
            lists[kind].push(answer);
        }
        let [narrowed, widened, given_up, retried, delayed] = lists;
        for (rule, answers, what) in [
            (&rules::SUCCESS_NARROWED, narrowed, "no longer count as delivered"),
            (&rules::SUCCESS_WIDENED, widened, "count as delivered now"),
            (&rules::RETRY_REDUCED, given_up, "no longer lead to another attempt"),
            (&rules::RETRY_INCREASED, retried, "lead to another attempt now"),
            (&rules::CONTRACT_CHANGED, delayed, "lead to another attempt at a different time"),
        ] {
            if !answers.is_empty() {
                self.push(
                    OUTCOMES,
                    Change::new(rule, format!("these answers {what}: {}", answers_told(&answers))),
                );
            }
        }
    }

    fn replay(&mut self) {
        let (before, after) = (self.before, self.after);
        let (old, new) = match (&before.index.contract.replay, &after.index.contract.replay) {
            (Some(old), Some(new)) => (old, new),
            (old, new) => {
                return self.stated("/contract/replay", "replay path", old.is_some(), new.is_some());
            }
        };
        match (&old.event, &new.event) {
            (Some(old), Some(new)) => self.replay_of_events(old, new),
            (old, new) => {
                let at = "/contract/replay/replay_path";
                self.stated(at, "way to replay an event", old.is_some(), new.is_some());
            }
        }
        const REDELIVER: &str = "/contract/replay/redeliver_path";
        match (&old.redeliver_path, &new.redeliver_path) {
            (Some(_), Some(_)) => drop(self.differs(&rules::REPLAY_CHANGED, REDELIVER)),
            (old, new) => self.stated(REDELIVER, "way to repeat a delivery", old.is_some(), new.is_some()),
        }
        self.said(&rules::CONTRACT_CHANGED, &["/contract/replay/promise"]);
    }

    fn replay_of_events(&mut self, old: &EventReplay, new: &EventReplay) {
        self.header(&rules::REPLAY_CHANGED, "/contract/replay/idempotency_header");
        for field in ["replay_path", "key_reused_status", "in_flight_status"] {
            self.differs(&rules::REPLAY_CHANGED, &format!("/contract/replay/{field}"));
        }
        let lengths = (old.idempotency_key_max_length, new.idempotency_key_max_length);
        let ids = (old.max_endpoint_ids, new.max_endpoint_ids);
        let (less, more) = (&rules::REPLAY_CHANGED, &rules::CONTRACT_CHANGED);
        self.by_size("/contract/replay/idempotency_key_max_length", lengths, less, more);
        self.by_size("/contract/replay/max_endpoint_ids", ids, less, more);
    }
}

fn told(span: Duration) -> String {
    format!("{} s", span.as_secs())
}

/// Answers in words, with statuses as ranges.
fn answers_told(answers: &[Outcome]) -> String {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    let mut others = Vec::new();
    for answer in answers {
        match answer {
            Outcome::Status(status) => match ranges.last_mut() {
                Some((_, last)) if *last + 1 == *status => *last = *status,
                _ => ranges.push((*status, *status)),
            },
            Outcome::NetworkError => others.push("network errors".to_owned()),
            Outcome::Timeout => others.push("timeouts".to_owned()),
        }
    }
    let range = |(first, last): &(u16, u16)| {
        if first == last { first.to_string() } else { format!("{first} to {last}") }
    };
    ranges.iter().map(range).chain(others).collect::<Vec<_>>().join(", ")
}

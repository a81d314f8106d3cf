//! When a sender attempts a delivery again.
//!
//! Knows the schedule, and what each answer leads to. Does not send, wait or count time.

use std::time::Duration;

/// When a delivery is attempted, and what each answer leads to.
///
/// ```
/// use std::time::Duration;
/// use webhook_runtime::retry::{Action, Next, Outcome, Responses, RetryPolicy, RetryRule};
///
/// const POLICY: RetryPolicy = RetryPolicy {
///     delays: &[Duration::ZERO, Duration::from_secs(10), Duration::from_secs(30)],
///     timeout: Duration::from_secs(10),
///     rules: &[
///         RetryRule { responses: Responses::Class(2), action: Action::Delivered, at_least: Duration::ZERO },
///         RetryRule { responses: Responses::Status(429), action: Action::Retry, at_least: Duration::from_secs(60) },
///         RetryRule { responses: Responses::Class(4), action: Action::Fail, at_least: Duration::ZERO },
///     ],
///     disable_after_failures: 100,
/// };
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(204)), Next::Delivered);
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(500)), Next::RetryAfter(Duration::from_secs(10)));
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(429)), Next::RetryAfter(Duration::from_secs(60)));
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(410)), Next::Refused);
/// assert_eq!(POLICY.next_attempt(3, Outcome::Timeout), Next::GiveUp);
/// assert_eq!(POLICY.span(), Duration::from_secs(40));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Wait before each attempt, counted from the end of the one before; the first is zero.
    pub delays: &'static [Duration],
    /// How long the sender waits for an answer.
    pub timeout: Duration,
    /// What each class of answer leads to; the first that fits counts, and what fits none is retried.
    pub rules: &'static [RetryRule],
    /// Number of consecutive failures after which the endpoint is disabled.
    pub disable_after_failures: u32,
}

/// What a class of answers leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryRule {
    /// The class.
    pub responses: Responses,
    /// What the sender does.
    pub action: Action,
    /// Shortest wait before the next attempt, where the schedule's is shorter.
    pub at_least: Duration,
}

/// A class of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Responses {
    /// One status.
    Status(u16),
    /// A hundred of them: `4` is 400 to 499.
    Class(u16),
    /// No connection, or one that broke.
    NetworkError,
    /// No answer in time.
    Timeout,
}

/// What the sender does after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The delivery is done.
    Delivered,
    /// The next attempt follows.
    Retry,
    /// The delivery has failed for good.
    Fail,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver answered with this status.
    Status(u16),
    /// There was no connection, or it broke.
    NetworkError,
    /// There was no answer in time.
    Timeout,
}

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the event has arrived.
    Delivered,
    /// Another attempt, after this wait.
    RetryAfter(Duration),
    /// Nothing: the answer was final.
    Refused,
    /// Nothing: this was the last attempt.
    GiveUp,
}

impl RetryPolicy {
    /// What follows the attempt of this number, the first being 1, after it ended so.
    pub fn next_attempt(&self, attempt: usize, outcome: Outcome) -> Next {
        let rule = self.rules.iter().find(|rule| rule.responses.fits(outcome));
        let (action, at_least) =
            rule.map_or((Action::Retry, Duration::ZERO), |rule| (rule.action, rule.at_least));
        match (action, self.delays.get(attempt)) {
            (Action::Delivered, _) => Next::Delivered,
            (Action::Fail, _) => Next::Refused,
            (Action::Retry, Some(&delay)) => Next::RetryAfter(delay.max(at_least)),
            (Action::Retry, None) => Next::GiveUp,
        }
    }

    /// The largest number of attempts.
    pub fn attempts(&self) -> usize {
        self.delays.len()
    }

    /// How long after the first attempt the last one starts, when every answer comes at once.
    pub fn span(&self) -> Duration {
        self.delays.iter().sum()
    }
}

impl Responses {
    fn fits(self, outcome: Outcome) -> bool {
        match (self, outcome) {
            (Responses::Status(status), Outcome::Status(answered)) => status == answered,
            (Responses::Class(class), Outcome::Status(answered)) => class == answered / 100,
            (Responses::NetworkError, Outcome::NetworkError) | (Responses::Timeout, Outcome::Timeout) => true,
            _ => false,
        }
    }
}

//! Invariant: when a sender attempts a delivery again.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::text::Text;

/// When a delivery is attempted, and what each answer leads to.
///
/// ```
/// use std::borrow::Cow;
/// use std::time::Duration;
/// use webhook_contract::{Action, Next, Outcome, Responses, RetryPolicy, RetryRule, text};
///
/// const fn rule(responses: Responses, action: Action, at_least: Option<Duration>) -> RetryRule {
///     RetryRule { responses, action, at_least, assumed: false }
/// }
///
/// const POLICY: &RetryPolicy = &RetryPolicy {
///     delays: Cow::Borrowed(&[Duration::ZERO, Duration::from_secs(10), Duration::from_secs(30)]),
///     timeout: Some(Duration::from_secs(10)),
///     rules: Cow::Borrowed(&[
///         rule(Responses::Class(2), Action::Delivered, None),
///         rule(Responses::Status(429), Action::Retry, Some(Duration::from_secs(60))),
///         rule(Responses::Class(4), Action::Fail, None),
///     ]),
///     disable_after_failures: Some(100),
///     promise: text("Three attempts."),
/// };
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(204)), Some(Next::Delivered));
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(500)), Some(Next::RetryAfter(Duration::from_secs(10))));
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(429)), Some(Next::RetryAfter(Duration::from_secs(60))));
/// assert_eq!(POLICY.next_attempt(1, Outcome::Status(410)), Some(Next::Refused));
/// assert_eq!(POLICY.next_attempt(3, Outcome::Timeout), Some(Next::GiveUp));
/// assert_eq!(POLICY.span(), Duration::from_secs(40));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(description = "Invariant: retry policy.")
)]
pub struct RetryPolicy {
    /// Wait before each attempt, counted from the end of the one before; the first is zero. Empty where no schedule is stated.
    #[cfg_attr(
        feature = "serde",
        serde(default, rename = "delays_seconds", deserialize_with = "crate::seconds::list")
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "Vec<u32>",
            length(min = 1),
            description = "Wait before each attempt, counted from the one before, in seconds; the first is `0`. Left out where no \
                schedule is stated."
        )
    )]
    pub delays: Cow<'static, [Duration]>,
    /// How long the sender waits for an answer; `None` where that is not stated.
    #[cfg_attr(
        feature = "serde",
        serde(default, rename = "timeout_seconds", deserialize_with = "crate::seconds::optional")
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "Option<u32>",
            range(min = 1),
            description = "How long the sender waits for an answer, in seconds; left out where that is not stated."
        )
    )]
    pub timeout: Option<Duration>,
    /// What each class of answer leads to; the first that fits counts, and what fits none is retried. Empty where none is
    /// stated.
    #[cfg_attr(feature = "serde", serde(default, rename = "outcomes"))]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "Vec<RetryRule>",
            length(min = 1),
            description = "What each class of answer leads to; the first that fits counts. Left out where none is stated."
        )
    )]
    pub rules: Cow<'static, [RetryRule]>,
    /// Number of consecutive failures after which an endpoint is disabled; left out where none are known to disable it.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
    pub disable_after_failures: Option<u32>,
    /// What is promised of the attempts.
    pub promise: Text,
}

/// What a class of answer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RetryRule {
    /// The class: a status (`429`), a hundred of them (`4xx`), `network_error` or `timeout`.
    #[cfg_attr(feature = "serde", serde(rename = "response"))]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "String", regex(pattern = r"^([1-5][0-9]{2}|[1-5]xx|network_error|timeout)$"))
    )]
    pub responses: Responses,
    /// What the sender does.
    pub action: Action,
    /// Shortest wait before the next attempt, where the schedule's is shorter.
    #[cfg_attr(
        feature = "serde",
        serde(default, rename = "minimum_delay_seconds", deserialize_with = "crate::seconds::optional")
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "Option<u32>",
            range(min = 1),
            description = "Shortest wait before the next attempt, in seconds, where it is not the schedule's."
        )
    )]
    pub at_least: Option<Duration>,
    /// Whether this is one of the assumptions, and not documented.
    #[cfg_attr(feature = "serde", serde(default))]
    pub assumed: bool,
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
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
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
    /// What follows the attempt of this number, the first being 1, after it ended so. `None` where the policy does not state it:
    /// without rules nothing is known of any answer, and without a schedule nothing of the next attempt.
    #[inline]
    pub fn next_attempt(&self, attempt: usize, outcome: Outcome) -> Option<Next> {
        if self.rules.is_empty() {
            return None;
        }
        let rule = self.rules.iter().find(|rule| rule.responses.fits(outcome));
        let (action, at_least) = rule.map_or((Action::Retry, None), |rule| (rule.action, rule.at_least));
        match (action, self.delays.get(attempt)) {
            (Action::Delivered, _) => Some(Next::Delivered),
            (Action::Fail, _) => Some(Next::Refused),
            (Action::Retry, _) if self.delays.is_empty() => None,
            (Action::Retry, Some(&delay)) => Some(Next::RetryAfter(delay.max(at_least.unwrap_or_default()))),
            (Action::Retry, None) => Some(Next::GiveUp),
        }
    }

    /// The largest number of attempts; 0 where no schedule is stated.
    #[inline]
    pub fn attempts(&self) -> usize {
        self.delays.len()
    }

    /// How long after the first attempt the last one starts, when every answer comes at once; zero where no schedule is stated.
    #[inline]
    pub fn span(&self) -> Duration {
        self.delays.iter().sum()
    }
}

impl Responses {
    #[inline]
    fn fits(self, outcome: Outcome) -> bool {
        match (self, outcome) {
            (Responses::Status(status), Outcome::Status(answered)) => status == answered,
            (Responses::Class(class), Outcome::Status(answered)) => class == answered / 100,
            (Responses::NetworkError, Outcome::NetworkError) | (Responses::Timeout, Outcome::Timeout) => true,
            _ => false,
        }
    }
}

/// A text that names no class of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseResponsesError(String);

impl fmt::Display for ParseResponsesError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a status, a hundred of them (`4xx`), `network_error` or `timeout`", self.0)
    }
}

impl std::error::Error for ParseResponsesError {}

impl FromStr for Responses {
    type Err = ParseResponsesError;

    /// Reads a status (`429`), a hundred of them (`4xx`), `network_error` or `timeout`.
    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str, range: std::ops::Range<u16>| {
            let number = digits.parse().ok().filter(|number| range.contains(number));
            number.filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let found = match (text, text.strip_suffix("xx")) {
            ("network_error", _) => Some(Self::NetworkError),
            ("timeout", _) => Some(Self::Timeout),
            (_, Some(class)) => number(class, 1..6).map(Self::Class),
            (status, None) => number(status, 100..600).map(Self::Status),
        };
        found.ok_or_else(|| ParseResponsesError(text.to_owned()))
    }
}

impl fmt::Display for Responses {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => status.fmt(f),
            Self::Class(class) => write!(f, "{class}xx"),
            Self::NetworkError => f.write_str("network_error"),
            Self::Timeout => f.write_str("timeout"),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Responses {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'_, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_what_is_not_stated() {
        const RULES: &[RetryRule] = &[RetryRule {
            responses: Responses::Class(4),
            action: Action::Fail,
            at_least: None,
            assumed: false,
        }];
        const TWO: &[Duration] = &[Duration::ZERO; 2];
        let policy = |delays: &'static [Duration], rules: &'static [RetryRule]| RetryPolicy {
            delays: delays.into(),
            timeout: None,
            rules: rules.into(),
            disable_after_failures: None,
            promise: "".into(),
        };
        let statuses = [400, 500].map(Outcome::Status);
        let next = |policy: RetryPolicy| statuses.map(|outcome| policy.next_attempt(1, outcome));
        assert_eq!(next(policy(&[], &[])), [None, None]);
        assert_eq!(next(policy(TWO, &[])), [None, None]);
        assert_eq!(next(policy(&[], RULES)), [Some(Next::Refused), None]);
        assert_eq!(next(policy(TWO, RULES)), [Some(Next::Refused), Some(Next::RetryAfter(Duration::ZERO))]);
    }

    #[test]
    #[cfg(feature = "serde")]
    fn a_policy_may_state_a_timeout_alone() {
        let policy: RetryPolicy =
            serde_json::from_str(r#"{ "timeout_seconds": 10, "promise": "Ten seconds." }"#)
                .expect("a policy");
        assert_eq!((policy.timeout, policy.attempts()), (Some(Duration::from_secs(10)), 0));
        assert_eq!(policy.next_attempt(1, Outcome::Status(200)), None);
    }

    #[test]
    fn classes_of_answers_are_read_and_written_in_one_way() {
        for (text, responses) in [
            ("429", Responses::Status(429)),
            ("100", Responses::Status(100)),
            ("5xx", Responses::Class(5)),
            ("network_error", Responses::NetworkError),
            ("timeout", Responses::Timeout),
        ] {
            assert_eq!(text.parse(), Ok(responses));
            assert_eq!(responses.to_string(), text);
        }
        for bad in ["", "xx", "0xx", "6xx", "45xx", "+4xx", "99", "600", "+429", "4XX", "timeouts"] {
            let error = bad.parse::<Responses>().expect_err(bad);
            assert!(error.to_string().starts_with(&format!("`{bad}` is not")), "{error}");
        }
    }
}

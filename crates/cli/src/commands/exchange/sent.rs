//! What was sent, how it was answered, and what the sender would do next.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use webhook_exchange::Answer;
use webhook_runtime::contract::words::duration;
use webhook_runtime::retry::{Next, Outcome as Ended};
use webhook_runtime::{RetryPolicy, Timestamp};
use webhook_schema::counted;
use webhook_schema::diagnostic::terminal::one_line;

use super::{GREEN, NO_EVENT, RED, YELLOW, cell, color, listed};
use crate::commands::sockets::{after_interrupt, tell};
use crate::{Color, Context, Outcome, Status};

/// Characters of an answer's body that are shown.
const EXCERPT: usize = 200;
/// Characters of the longest verdict.
const WIDEST: usize = 9;

/// A request and its answer.
pub(crate) struct Sent {
    pub event: Option<String>,
    pub id: Option<String>,
    pub url: String,
    pub expected: Expected,
    pub answer: Answer,
    /// When the answer came, or was given up.
    pub answered: SystemTime,
}

/// How a receiver that works answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Delivery,
    /// It refuses this.
    Refusal(&'static str),
}

/// What became of a request, in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Delivered,
    /// The sender would send it again.
    ToRetry,
    /// The sender would give up.
    Failed,
    /// It was not accepted, and the contract does not state what the sender would do.
    Unaccepted,
    /// What is forged was refused, as it has to be.
    Refused,
    /// What is forged was accepted.
    Accepted,
}

/// Tells of requests as they are answered, and sums up.
pub(crate) struct Report<'c> {
    retry: Option<&'c RetryPolicy>,
    is_json: bool,
    color: Color,
    latencies: Vec<Duration>,
    /// How many requests there were of each verdict.
    counts: [usize; Verdict::ALL.len()],
    /// What is wrong with forged requests that were accepted.
    forgery: &'static str,
    /// Whether nothing forged was sent, because a genuine request was not delivered.
    pub is_inconclusive: bool,
}

impl Verdict {
    const ALL: [Self; 6] =
        [Self::Delivered, Self::ToRetry, Self::Failed, Self::Unaccepted, Self::Refused, Self::Accepted];

    fn told(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::ToRetry => "to retry",
            Self::Failed => "failed",
            Self::Unaccepted => "not taken",
            Self::Refused => "refused",
            Self::Accepted => "accepted",
        }
    }

    fn color(self) -> &'static str {
        match self {
            Self::Delivered | Self::Refused => GREEN,
            Self::ToRetry => YELLOW,
            Self::Failed | Self::Unaccepted | Self::Accepted => RED,
        }
    }

    fn is_as_expected(self) -> bool {
        matches!(self, Self::Delivered | Self::Refused)
    }
}

impl<'c> Report<'c> {
    pub fn new(retry: Option<&'c RetryPolicy>, is_json: bool, context: &Context) -> Self {
        Self {
            retry,
            is_json,
            color: color(context),
            latencies: Vec::new(),
            counts: Default::default(),
            forgery: "",
            is_inconclusive: false,
        }
    }

    /// Prints what is said of a request, and counts it. Gives whether it was answered as it should be.
    pub fn tell(&mut self, sent: &Sent) -> bool {
        let verdict = sent.verdict(self.retry);
        self.counts[verdict as usize] += 1;
        if let (Verdict::Accepted, Expected::Refusal(what)) = (verdict, sent.expected) {
            self.forgery = what;
        }
        self.latencies.push(sent.answer.latency);
        tell(&match self.is_json {
            true => sent.to_json(self.retry),
            false => sent.to_text(self.retry, self.color),
        });
        verdict.is_as_expected()
    }

    /// How it all ended; `is_whole` where nothing stopped it.
    pub fn outcome(mut self, is_whole: bool) -> Outcome {
        let mut err = String::new();
        let accepted = self.counts[Verdict::Accepted as usize];
        if accepted > 0 {
            let (requests, what) = (counted(accepted, "request", "requests"), self.forgery);
            // Writing to a String cannot fail.
            let _ = writeln!(err, "error: {requests} with {what} accepted: the receiver must refuse them");
        }
        if self.is_inconclusive {
            err.push_str(
                "error: the genuine request was not delivered, so a refusal would prove nothing: correct the URL or the secret\n",
            );
        }
        if !is_whole {
            err.push_str("error: stopped before everything was sent\n");
        }
        let is_unexpected =
            |verdict: &Verdict| !verdict.is_as_expected() && self.counts[*verdict as usize] > 0;
        let is_fine = is_whole && !Verdict::ALL.iter().any(is_unexpected);
        // A single line needs no sum, unless there were to be more.
        let is_summed_up = self.latencies.len() > usize::from(is_whole) && !self.is_json;
        let summary = if is_summed_up { self.summary() } else { String::new() };
        let status = if is_fine { Status::Fine } else { Status::Failed };
        Outcome::new(status).out(after_interrupt(!is_whole) + &summary).err(err)
    }

    /// The last line.
    fn summary(&mut self) -> String {
        self.latencies.sort();
        let all = self.latencies.len();
        let [median, slowest] = [all / 2, all - 1].map(|at| milliseconds(self.latencies[at]));
        let counts = Verdict::ALL.map(|verdict| (self.counts[verdict as usize], verdict.told()));
        let requests = counted(all, "request", "requests");
        format!("{requests}: {}; median {median}, slowest {slowest}\n", listed(&counts))
    }
}

impl Sent {
    /// What the sender does next, as far as the contract states it: that a 2xx is a delivery need not be stated.
    fn next(&self, retry: Option<&RetryPolicy>) -> Option<Next> {
        match retry.filter(|retry| !retry.rules.is_empty()) {
            Some(retry) => retry.next_attempt(1, self.answer.outcome),
            None => matches!(self.answer.outcome, Ended::Status(200..300)).then_some(Next::Delivered),
        }
    }

    fn verdict(&self, retry: Option<&RetryPolicy>) -> Verdict {
        match (self.expected, self.next(retry)) {
            (Expected::Delivery, Some(Next::Delivered)) => Verdict::Delivered,
            (Expected::Delivery, Some(Next::RetryAfter(_))) => Verdict::ToRetry,
            (Expected::Delivery, Some(Next::Refused | Next::GiveUp)) => Verdict::Failed,
            (Expected::Delivery, None) => Verdict::Unaccepted,
            (Expected::Refusal(_), Some(Next::Delivered)) => Verdict::Accepted,
            // Without an answer, nothing was refused.
            (Expected::Refusal(_), _) if self.status().is_none() => Verdict::Failed,
            (Expected::Refusal(_), _) => Verdict::Refused,
        }
    }

    fn status(&self) -> Option<u16> {
        match self.answer.outcome {
            Ended::Status(status) => Some(status),
            Ended::NetworkError | Ended::Timeout => None,
        }
    }

    /// A line, and one for what the receiver said where that matters.
    fn to_text(&self, retry: Option<&RetryPolicy>, color: Color) -> String {
        let status = self.status().map_or_else(|| "---".to_owned(), |status| status.to_string());
        let verdict = self.verdict(retry);
        let event = self.event.as_deref().unwrap_or(NO_EVENT);
        let id = self.id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
        // Names, ids and answers come from others, and may contain anything.
        let mut text = format!(
            "{} {} {:>7}  {}{}\n",
            color.paint(verdict.color(), &status),
            cell(verdict.told(), WIDEST, verdict.color(), color),
            milliseconds(self.answer.latency),
            one_line(&format!("{event}{id}")),
            self.remark(retry),
        );
        let body = String::from_utf8_lossy(&self.answer.body);
        let excerpt: String = body.trim().chars().take(EXCERPT).collect();
        let is_told = verdict != Verdict::Delivered && !excerpt.is_empty();
        if let Some(why) = self.answer.trouble.clone().or(is_told.then_some(excerpt)) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "    {}", one_line(&why));
        }
        text
    }

    /// What there is to say at the end of the line.
    fn remark(&self, retry: Option<&RetryPolicy>) -> String {
        match (self.expected, self.next(retry)) {
            (Expected::Refusal(what), _) => format!(", with {what}"),
            (_, None) => ": the contract does not state what the sender does next".to_owned(),
            (_, Some(Next::Delivered)) => String::new(),
            (_, Some(Next::RetryAfter(wait))) => {
                let attempts = retry.map_or(0, RetryPolicy::attempts);
                format!(", in {} (attempt 2 of {attempts})", duration(wait))
            }
            (_, Some(Next::Refused)) => ", for good: the sender takes this answer as final".to_owned(),
            (_, Some(Next::GiveUp)) => ", for good: there is one attempt".to_owned(),
        }
    }

    /// The time after a wait, to the second.
    fn at(&self, wait: Duration) -> String {
        let time = self.answered.duration_since(UNIX_EPOCH).unwrap_or_default() + wait;
        let millis = i64::try_from(time.as_secs() * 1000).unwrap_or_default();
        let time = Timestamp::from_unix_millis(millis).map(|time| time.as_str().replace(".000", ""));
        time.unwrap_or_default()
    }

    fn to_json(&self, retry: Option<&RetryPolicy>) -> String {
        let next = self.next(retry);
        let (action, wait) = match next {
            Some(Next::Delivered) => (Some("delivered"), None),
            Some(Next::RetryAfter(wait)) => (Some("retry"), Some(wait)),
            Some(Next::Refused) => (Some("refused"), None),
            Some(Next::GiveUp) => (Some("give_up"), None),
            None => (None, None),
        };
        let sent = json!({
            "event": self.event,
            "id": self.id,
            "url": self.url,
            "status": self.status(),
            "latency_ms": self.answer.latency_ms(),
            "error": self.answer.trouble,
            "next": action,
            "retry_in_seconds": wait.map(|wait| wait.as_secs()),
            "retry_at": wait.map(|wait| self.at(wait)),
            "as_expected": self.verdict(retry).is_as_expected(),
        });
        format!("{sent}\n")
    }
}

fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 { format!("{milliseconds:.1} ms") } else { format!("{milliseconds:.0} ms") }
}

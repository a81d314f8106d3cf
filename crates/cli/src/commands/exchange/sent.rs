//! What was sent, how it was answered, and what the sender would do next.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use webhook_exchange::Answer;
use webhook_runtime::retry::{Next, Outcome as Ended};
use webhook_runtime::{Contract, Timestamp};
use webhook_schema::counted;
use webhook_schema::diagnostic::terminal::one_line;

use super::{GREEN, NO_EVENT, RED, YELLOW, color, tell};
use crate::{Color, Context, Outcome, Status};

/// Characters of an answer's body that are shown.
const EXCERPT: usize = 200;

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

/// Tells of requests as they are answered, and sums up.
pub(crate) struct Report<'c> {
    contract: &'c Contract,
    is_json: bool,
    color: Color,
    latencies: Vec<Duration>,
    delivered: usize,
    retried: usize,
    refused: usize,
    /// Requests that were not answered as they should be.
    unexpected: usize,
    /// How many forged requests were accepted, and what is wrong with them.
    accepted: (usize, &'static str),
}

impl<'c> Report<'c> {
    pub fn new(contract: &'c Contract, is_json: bool, context: &Context) -> Self {
        Self {
            contract,
            is_json,
            color: color(context),
            latencies: Vec::new(),
            delivered: 0,
            retried: 0,
            refused: 0,
            unexpected: 0,
            accepted: (0, ""),
        }
    }

    /// Prints what is said of a request, and counts it. Gives whether it was answered as it should be.
    pub fn tell(&mut self, sent: &Sent) -> bool {
        let next = sent.next(self.contract);
        match next {
            Next::Delivered => self.delivered += 1,
            Next::RetryAfter(_) => self.retried += 1,
            Next::Refused | Next::GiveUp => self.refused += 1,
        }
        if let (Next::Delivered, Expected::Refusal(what)) = (next, sent.expected) {
            self.accepted = (self.accepted.0 + 1, what);
        }
        self.latencies.push(sent.answer.latency);
        let is_as_expected = sent.is_as_expected(self.contract);
        self.unexpected += usize::from(!is_as_expected);
        tell(&match self.is_json {
            true => sent.to_json(self.contract),
            false => sent.to_text(self.contract, self.color),
        });
        is_as_expected
    }

    /// How it all ended; `err` is what there is to say besides.
    pub fn outcome(mut self, mut err: String) -> Outcome {
        let (accepted, what) = self.accepted;
        if accepted > 0 {
            let requests = counted(accepted, "request", "requests");
            // Writing to a String cannot fail.
            let _ = writeln!(err, "error: {requests} with {what} accepted: the receiver has to refuse them");
        }
        let status = if self.unexpected == 0 { Status::Fine } else { Status::Failed };
        let is_summed_up = self.latencies.len() > 1 && !self.is_json;
        let summary = if is_summed_up { self.summary() } else { String::new() };
        Outcome::new(status).out(summary).err(err)
    }

    /// The last line, of more than one.
    fn summary(&mut self) -> String {
        self.latencies.sort();
        let all = self.latencies.len();
        let [median, slowest] = [all / 2, all - 1].map(|at| milliseconds(self.latencies[at]));
        format!(
            "{}: {} delivered, {} to be tried again, {} refused; median {median}, slowest {slowest}\n",
            counted(all, "request", "requests"),
            self.delivered,
            self.retried,
            self.refused,
        )
    }
}

impl Sent {
    fn next(&self, contract: &Contract) -> Next {
        contract.retry.next_attempt(1, self.answer.outcome)
    }

    fn is_as_expected(&self, contract: &Contract) -> bool {
        let is_answer = matches!(self.answer.outcome, Ended::Status(_));
        let is_delivered = self.next(contract) == Next::Delivered;
        match self.expected {
            Expected::Delivery => is_delivered,
            Expected::Refusal(_) => is_answer && !is_delivered,
        }
    }

    fn status(&self) -> Option<u16> {
        match self.answer.outcome {
            Ended::Status(status) => Some(status),
            Ended::NetworkError | Ended::Timeout => None,
        }
    }

    fn to_text(&self, contract: &Contract, color: Color) -> String {
        let id = self.id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
        let next = self.next(contract);
        let ended = match self.status() {
            Some(status) => status.to_string(),
            None => "no answer".to_owned(),
        };
        let code = match next {
            Next::Delivered => GREEN,
            Next::RetryAfter(_) => YELLOW,
            Next::Refused | Next::GiveUp => RED,
        };
        let mut text = format!(
            "{}{}: {} in {}, {}\n",
            one_line(self.event.as_deref().unwrap_or(NO_EVENT)),
            one_line(&id),
            color.paint(code, &ended),
            milliseconds(self.answer.latency),
            self.told(next, contract),
        );
        let body = String::from_utf8_lossy(&self.answer.body);
        let excerpt: String = body.trim().chars().take(EXCERPT).collect();
        let why = self
            .answer
            .trouble
            .clone()
            .or_else(|| (next != Next::Delivered && !excerpt.is_empty()).then_some(excerpt));
        if let Some(why) = why {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {}", one_line(&why));
        }
        text
    }

    /// What the sender would do, in words.
    fn told(&self, next: Next, contract: &Contract) -> String {
        match next {
            Next::Delivered => "delivered".to_owned(),
            Next::RetryAfter(wait) => {
                let attempts = contract.retry.attempts();
                format!(
                    "the sender would try again in {} (attempt 2 of {attempts}, at {})",
                    seconds(wait),
                    self.at(wait)
                )
            }
            Next::Refused => "the sender would not try again: this answer is final".to_owned(),
            Next::GiveUp => "the sender would not try again: there is one attempt".to_owned(),
        }
    }

    /// The time after a wait, to the second.
    fn at(&self, wait: Duration) -> String {
        let time = self.answered.duration_since(UNIX_EPOCH).unwrap_or_default() + wait;
        let millis = i64::try_from(time.as_secs() * 1000).unwrap_or_default();
        let time = Timestamp::from_unix_millis(millis).map(|time| time.as_str().replace(".000", ""));
        time.unwrap_or_default()
    }

    fn to_json(&self, contract: &Contract) -> String {
        let next = self.next(contract);
        let (action, wait) = match next {
            Next::Delivered => ("delivered", None),
            Next::RetryAfter(wait) => ("retry", Some(wait)),
            Next::Refused => ("refused", None),
            Next::GiveUp => ("give_up", None),
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
            "as_expected": self.is_as_expected(contract),
        });
        format!("{sent}\n")
    }
}

fn seconds(time: Duration) -> String {
    match (time.as_secs() / 60, time.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 { format!("{milliseconds:.1} ms") } else { format!("{milliseconds:.0} ms") }
}

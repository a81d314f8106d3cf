//! What was sent, how it was answered, and what the sender would do next.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use webhook_exchange::Answer;
use webhook_runtime::retry::{Next, Outcome as Ended};
use webhook_runtime::{Contract, Timestamp};
use webhook_schema::counted;
use webhook_schema::diagnostic::terminal::one_line;

use super::{GREEN, RED, YELLOW, color};
use crate::{Color, Context, Outcome, Status};

/// Characters of an answer's body that are shown.
const EXCERPT: usize = 200;

/// A request and its answer.
pub(crate) struct Sent {
    pub event: String,
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

/// What is said of all that was sent.
pub(crate) fn outcome(
    sent: &[Sent],
    contract: &Contract,
    is_json: bool,
    context: &Context,
    warnings: String,
) -> Outcome {
    let color = color(context);
    let mut out = String::new();
    let mut err = warnings;
    for one in sent {
        out.push_str(&if is_json { one.to_json(contract) } else { one.to_text(contract, color) });
    }
    if sent.len() > 1 && !is_json {
        out.push_str(&summary(sent, contract));
    }
    let accepted = sent.iter().filter(|one| !one.is_as_expected(contract));
    let forged: Vec<&str> = accepted.filter_map(|one| one.expected.forged()).collect();
    if let Some(what) = forged.first() {
        let requests = counted(forged.len(), "request", "requests");
        let _ = writeln!(err, "error: {requests} with {what} accepted: the receiver has to refuse them");
    }
    let is_fine = sent.iter().all(|one| one.is_as_expected(contract));
    Outcome::new(if is_fine { Status::Fine } else { Status::Failed }).out(out).err(err)
}

impl Expected {
    fn forged(self) -> Option<&'static str> {
        match self {
            Self::Delivery => None,
            Self::Refusal(what) => Some(what),
        }
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
            one_line(&self.event),
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
            "trouble": self.answer.trouble,
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

/// The last line, of more than one.
fn summary(sent: &[Sent], contract: &Contract) -> String {
    let count = |is: &dyn Fn(Next) -> bool| sent.iter().filter(|one| is(one.next(contract))).count();
    let mut latencies: Vec<Duration> = sent.iter().map(|one| one.answer.latency).collect();
    latencies.sort();
    let [median, slowest] = [latencies.len() / 2, latencies.len() - 1].map(|at| milliseconds(latencies[at]));
    format!(
        "{}: {} delivered, {} to be tried again, {} refused; median {median}, slowest {slowest}\n",
        counted(sent.len(), "request", "requests"),
        count(&|next| next == Next::Delivered),
        count(&|next| matches!(next, Next::RetryAfter(_))),
        count(&|next| matches!(next, Next::Refused | Next::GiveUp)),
    )
}

//! What is said of one delivery, for people and programs.

use std::fmt::Write as _;

use serde_json::{Value, json};
use webhook_diagnose::Diagnosis;
use webhook_exchange::payloads::Found;
use webhook_exchange::{Answer, Request};
use webhook_runtime::retry::Outcome as Ended;
use webhook_schema::diagnostic::terminal::one_line;

use super::{GREEN, HANDSHAKE, NO_EVENT, RED, YELLOW, causes, cell};
use crate::Color;

/// Characters of the longest verdict.
const WIDEST: usize = 7;
/// What is found stands under the verdict.
const INDENT: &str = "         ";

/// A delivery, and what was found of it.
#[derive(Default)]
pub(crate) struct Delivery {
    /// When it came, as RFC 3339 has it.
    pub received: String,
    pub event: Option<String>,
    pub id: Option<String>,
    /// Whether it delivers nothing, and asks for a certain answer.
    pub is_handshake: bool,
    /// Whether one with this id came before.
    pub is_duplicate: bool,
    /// Why the signature does not verify.
    pub refused: Option<String>,
    pub diagnosis: Option<Diagnosis>,
    pub found: Found,
    /// The file that it is in.
    pub record: Option<String>,
    pub forwarded: Option<Answer>,
    /// What it was answered with.
    pub status: u16,
}

/// What a delivery is, in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fine,
    /// Fine, with something that the catalog does not have.
    New,
    Wrong,
    Refused,
}

impl Verdict {
    pub const ALL: [Self; 4] = [Self::Fine, Self::New, Self::Wrong, Self::Refused];

    pub fn told(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::New => "new",
            Self::Wrong => "wrong",
            Self::Refused => "refused",
        }
    }

    fn color(self) -> &'static str {
        match self {
            Self::Fine => GREEN,
            Self::New => YELLOW,
            Self::Wrong | Self::Refused => RED,
        }
    }
}

impl Delivery {
    /// Of a request of which no more is known than when it came.
    pub fn of(request: &Request) -> Self {
        let received = request.received.as_ref().map(|time| time.as_str().to_owned());
        Self { received: received.unwrap_or_default(), ..Self::default() }
    }

    pub fn verdict(&self) -> Verdict {
        if self.refused.is_some() {
            Verdict::Refused
        } else if !self.found.wrong.is_empty() {
            Verdict::Wrong
        } else if !self.found.new.is_empty() {
            Verdict::New
        } else {
            Verdict::Fine
        }
    }

    /// A line, and one for each finding.
    pub fn to_text(&self, color: Color) -> String {
        let time = self.received.get(11..19).unwrap_or_default();
        let event = self.event.as_deref().unwrap_or(if self.is_handshake { HANDSHAKE } else { NO_EVENT });
        let id = self.id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
        let verdict = self.verdict();
        // Names, ids and answers come from others, and may contain anything.
        let mut text = format!(
            "{time} {}  {}",
            cell(verdict.told(), WIDEST, verdict.color(), color),
            one_line(&format!("{event}{id}")),
        );
        if self.is_duplicate {
            text.push_str(", duplicate");
        }
        if let Some(answer) = &self.forwarded {
            text.push_str(&match (answer.outcome, &answer.trouble) {
                (Ended::Status(status), _) => format!(", answered with {status}"),
                (_, trouble) => {
                    format!(", not forwarded: {}", one_line(trouble.as_deref().unwrap_or_default()))
                }
            });
        }
        text.push('\n');
        if let Some(refused) = &self.refused {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{INDENT}{refused}");
        }
        if let Some(diagnosis) = &self.diagnosis {
            text.push_str(&causes::to_text(diagnosis, INDENT, color));
        }
        for new in &self.found.new {
            let _ = writeln!(text, "{INDENT}new: {}", one_line(&format!("{}: {new}", new.pointer())));
        }
        for wrong in &self.found.wrong {
            let _ = writeln!(text, "{INDENT}wrong: {}", one_line(&wrong.to_string()));
        }
        text
    }

    /// An object on a line.
    pub fn to_json(&self) -> String {
        let new =
            self.found.new.iter().map(|new| json!({ "pointer": new.pointer(), "what": new.to_string() }));
        let wrong = self.found.wrong.iter();
        let wrong = wrong.map(|wrong| json!({ "pointer": wrong.pointer, "what": wrong.what }));
        let forwarded = self.forwarded.as_ref().map(|answer| {
            let status = match answer.outcome {
                Ended::Status(status) => Some(status),
                Ended::NetworkError | Ended::Timeout => None,
            };
            json!({ "status": status, "latency_ms": answer.latency_ms(), "error": answer.trouble })
        });
        let delivery = json!({
            "received": self.received,
            "event": self.event,
            "id": self.id,
            "handshake": self.is_handshake,
            "duplicate": self.is_duplicate,
            "verdict": self.verdict().told(),
            "refused": self.refused,
            "causes": self.diagnosis.as_ref().map_or_else(|| json!([]), causes::to_json),
            "new": new.collect::<Value>(),
            "wrong": wrong.collect::<Value>(),
            "record": self.record,
            "forwarded": forwarded,
            "status": self.status,
        });
        format!("{delivery}\n")
    }
}

//! What a check found, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};
use webhook_schema::counted;
use webhook_schema::diagnostic::terminal::one_line;

/// Violations that are kept; more are counted.
pub(crate) const KEPT: usize = 1_000;
/// Names that are listed in the text, of what was never sent.
const LISTED: usize = 20;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Requests that came in.
    pub requests: usize,
    /// Requests that were as they should be.
    pub valid: usize,
    /// What was wrong, in the order in which it came.
    pub violations: Vec<Violation>,
    /// Violations that are not in the list because there are too many.
    pub more: usize,
    /// Live events.
    pub events: Tally,
    /// Fields of the live events, as `event: path`.
    pub fields: Tally,
    /// Values of their enums, as `event: path = value`.
    pub values: Tally,
}

/// How much of something was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How much there is.
    pub total: usize,
    /// What was never sent.
    pub missing: Vec<String>,
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The number of the request, from 1.
    pub request: usize,
    /// The event's name, if it has one.
    pub event: Option<String>,
    /// The event's id, if it has one.
    pub id: Option<String>,
    /// Where in the body, as a JSON Pointer; empty for the body or the request as a whole.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl Tally {
    /// How much was sent.
    pub fn sent(&self) -> usize {
        self.total - self.missing.len()
    }

    /// The share that was sent, in percent; 100 where there is nothing to send.
    pub fn percent(&self) -> f64 {
        if self.total == 0 { 100.0 } else { 100.0 * self.sent() as f64 / self.total as f64 }
    }

    fn to_json(&self) -> Value {
        json!({ "total": self.total, "sent": self.sent(), "missing": self.missing })
    }
}

impl Report {
    /// Whether nothing was wrong.
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// For programs: an object with `requests`, `valid`, `violations` and `coverage`, and a newline at the end.
    pub fn to_json(&self) -> String {
        let violation = |it: &Violation| {
            json!({
                "request": it.request, "event": it.event, "id": it.id, "pointer": it.pointer, "message": it.message,
            })
        };
        let report = json!({
            "requests": self.requests,
            "valid": self.valid,
            "violations": self.violations.iter().map(violation).collect::<Vec<_>>(),
            "more_violations": self.more,
            "coverage": {
                "events": self.events.to_json(),
                "fields": self.fields.to_json(),
                "values": self.values.to_json(),
            },
        });
        // The alternate form of a value is its pretty-printed JSON, and cannot fail.
        format!("{report:#}\n")
    }

    /// For people: each violation in a line, lists of what was never sent, and how much there was of each.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail. Names and ids are the sender's, and may hold anything.
        for Violation { request, event, id, pointer, message } in &self.violations {
            let event = event.as_deref().unwrap_or("no event");
            let id = id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
            let at = if pointer.is_empty() { String::new() } else { format!(" at {pointer}") };
            let _ = writeln!(text, "request {request}: {}", one_line(&format!("{event}{id}{at}: {message}")));
        }
        if self.more > 0 {
            let _ = writeln!(text, "… and {} more violations", self.more);
        }
        let tallies = [("events", &self.events), ("fields", &self.fields), ("enum values", &self.values)];
        for (what, tally) in tallies {
            // The parts of an event that was never sent go without saying.
            let is_of = |part: &str, event: &String| {
                part.strip_prefix(event).is_some_and(|rest| rest.starts_with(": "))
            };
            let is_told = |part: &&String| !self.events.missing.iter().any(|event| is_of(part, event));
            let missing: Vec<&String> = tally.missing.iter().filter(is_told).collect();
            if !missing.is_empty() {
                let _ = writeln!(text, "{what} that were never sent:");
            }
            for part in missing.iter().take(LISTED) {
                let _ = writeln!(text, "  {}", one_line(part));
            }
            if missing.len() > LISTED {
                let _ = writeln!(text, "  … and {} more", missing.len() - LISTED);
            }
        }
        let _ = writeln!(
            text,
            "{}, {} valid, {}; sent {} of {} live events, {} of {} fields, {} of {} enum values",
            counted(self.requests, "request", "requests"),
            self.valid,
            counted(self.violations.len() + self.more, "violation", "violations"),
            self.events.sent(),
            self.events.total,
            self.fields.sent(),
            self.fields.total,
            self.values.sent(),
            self.values.total,
        );
        text
    }
}

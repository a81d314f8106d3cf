//! Diagnostics for GitHub: a workflow annotation each.

use std::fmt::Write as _;

use super::model::Severity;
use super::sink::Diagnostics;
use super::terminal::one_line;

impl Diagnostics {
    /// A workflow command per diagnostic, in the order of [`to_text`](Self::to_text).
    pub fn to_github(&self) -> String {
        let mut text = String::new();
        for found in self.located() {
            let diagnostic = found.diagnostic;
            let file = property(&one_line(&found.primary.path));
            let position = found.primary.position.as_ref();
            let position =
                position.map(|position| format!(",line={},col={}", position.line, position.column));
            let mut message = one_line(&diagnostic.message);
            for (spot, label) in &found.labels {
                let line = spot.position.as_ref().map(|position| format!(":{}", position.line));
                let _ = write!(
                    message,
                    "\nnote: {}{}: {}",
                    one_line(&spot.path),
                    line.unwrap_or_default(),
                    one_line(label)
                );
            }
            if !diagnostic.help.is_empty() {
                let _ = write!(message, "\nhelp: {}", one_line(&diagnostic.help));
            }
            let position = position.unwrap_or_default();
            let severity = match diagnostic.severity {
                // GitHub has no notes.
                Severity::Note => "notice",
                severity => severity.as_str(),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "::{severity} file={file}{position}::{}", data(&message));
        }
        text
    }
}

/// A text as the message of a workflow command.
pub fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a workflow command.
pub fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

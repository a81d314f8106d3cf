//! Diagnostics for people: file, line and column, the source line with a caret, and what to do.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io::IsTerminal;

use super::model::Severity;
use super::sink::{Diagnostics, Located, Spot};
use super::terminal::one_line;
use crate::words::counted;

/// Whether text is colored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// ANSI colors.
    Always,
}

impl Color {
    /// Colors for a terminal, unless the variable `NO_COLOR` is set to a non-empty value; plain text otherwise.
    pub fn detect(stream: &impl IsTerminal) -> Self {
        let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if is_wanted && stream.is_terminal() { Self::Always } else { Self::Never }
    }

    /// A text in a color, by its ANSI code: `32` is green.
    pub fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Never => text.to_owned(),
            Self::Always => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// Warnings of one rule, and notes, that are printed: in schemas that somebody else wrote there may be thousands alike.
const LIKE_IT: usize = 10;

const BOLD: &str = "1";
const RED: &str = "1;31";
const YELLOW: &str = "1;33";
const BLUE: &str = "1;34";
const CYAN: &str = "1;36";

impl Diagnostics {
    /// For people: `file:line:column: error: message`, the line with a caret, further locations, and what to do about it;
    /// in order of file, line and column, each once, with the number of mistakes at the end. Of warnings and notes of one
    /// rule, only the first ten are shown. Empty when nothing was found.
    pub fn to_text(&self) -> String {
        self.to_text_in(Color::Never)
    }

    /// Each diagnostic as [`to_text`](Self::to_text) prints it, in the order in which they were pushed, for whoever groups
    /// them in another way.
    pub fn to_texts_in(&self, color: Color) -> Vec<String> {
        let written = |found: &Located<'_>| {
            let mut text = String::new();
            write_one(&mut text, found, color);
            text
        };
        self.found().iter().map(written).collect()
    }

    /// The same text as [`to_text`](Self::to_text), with or without colors.
    pub fn to_text_in(&self, color: Color) -> String {
        let located = self.located();
        let mut text = String::new();
        let mut kinds: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
        for found in &located {
            let kind = (found.diagnostic.severity, found.diagnostic.rule.id);
            let seen = kinds.entry(kind).or_default();
            *seen += 1;
            if kind.0 == Severity::Error || *seen <= LIKE_IT {
                write_one(&mut text, found, color);
            }
        }
        for ((severity, rule), number) in kinds {
            if severity != Severity::Error && number > LIKE_IT {
                let more = count(number - LIKE_IT, &format!("more {}", severity.as_str()));
                // Writing to a String cannot fail.
                let _ = writeln!(text, "… and {more} of `{rule}`, which the JSON output shows");
            }
        }
        let files = |severity: Severity| -> (usize, HashSet<&str>) {
            let of = located.iter().filter(|found| found.diagnostic.severity == severity);
            (of.clone().count(), of.map(|found| found.primary.path.as_str()).collect())
        };
        let names = [(Severity::Error, "mistake"), (Severity::Warning, "warning"), (Severity::Note, "note")];
        for (severity, what) in names {
            let (number, files) = files(severity);
            if number > 0 {
                let _ = writeln!(text, "{} in {}", count(number, what), count(files.len(), "file"));
            }
        }
        text
    }
}

fn write_one(text: &mut String, found: &Located<'_>, color: Color) {
    let diagnostic = found.diagnostic;
    let severity = match diagnostic.severity {
        Severity::Error => color.paint(RED, "error"),
        Severity::Warning => color.paint(YELLOW, "warning"),
        Severity::Note => color.paint(BLUE, "note"),
    };
    let message = color.paint(BOLD, &one_line(&diagnostic.message));
    write_spot(text, "", &found.primary, &format!("{severity}: {message}"), color);
    for (spot, label) in &found.labels {
        let note = color.paint(BLUE, "note");
        write_spot(text, "  ", spot, &format!("{note}: {}", one_line(label)), color);
    }
    if !diagnostic.help.is_empty() {
        let _ = writeln!(text, "  {}: {}", color.paint(CYAN, "help"), one_line(&diagnostic.help));
    }
    text.push('\n');
}

fn write_spot(text: &mut String, indent: &str, spot: &Spot, message: &str, color: Color) {
    let file = one_line(&spot.path);
    let Some(position) = &spot.position else {
        let _ = writeln!(text, "{indent}{}: {message}", color.paint(BOLD, &file));
        return;
    };
    let (line, space) = &position.excerpt;
    let number = position.line.to_string();
    let gutter = " ".repeat(number.len());
    let place = format!("{file}:{number}:{}", position.column);
    let _ = writeln!(text, "{indent}{}: {message}", color.paint(BOLD, &place));
    let _ = writeln!(text, "{}", format!("{indent}  {number} | {line}").trim_end());
    let _ = writeln!(text, "{indent}  {gutter} | {space}{}", color.paint(RED, "^"));
}

fn count(number: usize, what: &str) -> String {
    counted(number, what, &format!("{what}s"))
}

//! Why a signature fails, for people and programs.

use std::fmt::Write as _;

use serde_json::{Value, json};
use webhook_diagnose::Diagnosis;
use webhook_schema::diagnostic::terminal::one_line;

use super::YELLOW;
use crate::Color;

/// Each cause with its remedy, two lines each.
pub(crate) fn to_text(diagnosis: &Diagnosis, color: Color) -> String {
    let mut text = String::new();
    for finding in &diagnosis.findings {
        // Writing to a String cannot fail. A detail may hold what the sender wrote.
        let _ =
            writeln!(text, "  {}: {}", color.paint(YELLOW, finding.cause.id), one_line(&finding.sentence()));
        let _ = writeln!(text, "    {}", finding.cause.remedy);
    }
    text
}

/// An array of objects with `id`, `what` and `remedy`.
pub(crate) fn to_json(diagnosis: &Diagnosis) -> Value {
    let causes = diagnosis.findings.iter().map(|finding| {
        json!({ "id": finding.cause.id, "what": finding.sentence(), "remedy": finding.cause.remedy })
    });
    causes.collect()
}

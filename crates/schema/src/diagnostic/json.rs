//! Diagnostics for programs: an array of JSON objects.

use serde_json::{Value, json};

use super::sink::{Diagnostics, Spot};

impl Diagnostics {
    /// An array with an object per diagnostic, in the order of [`to_text`](Self::to_text), with a newline at the end:
    /// `rule`, `severity`, `message`, `help`, `file`, `line`, `column` (both from 1; null for a file as a whole), and
    /// `labels` with `message`, `file`, `line` and `column` each.
    pub fn to_json(&self) -> String {
        let all = self.located();
        let all = all.iter().map(|found| {
            let diagnostic = found.diagnostic;
            let labels =
                found.labels.iter().map(|(spot, message)| with_spot(json!({ "message": message }), spot));
            let value = json!({
                "rule": diagnostic.rule.id,
                "severity": diagnostic.severity.as_str(),
                "message": diagnostic.message,
                "help": diagnostic.help,
                "labels": labels.collect::<Vec<_>>(),
            });
            with_spot(value, &found.primary)
        });
        // The alternate form of a value is its pretty-printed JSON, and cannot fail.
        format!("{:#}\n", Value::Array(all.collect()))
    }
}

fn with_spot(mut value: Value, spot: &Spot) -> Value {
    value["file"] = spot.path.as_str().into();
    value["line"] = spot.position.as_ref().map(|position| position.line).into();
    value["column"] = spot.position.as_ref().map(|position| position.column).into();
    value
}

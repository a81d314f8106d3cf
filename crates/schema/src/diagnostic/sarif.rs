//! Diagnostics as SARIF 2.1.0, which code scanning services read.

use serde_json::{Value, json};

use super::model::Rule;
use super::sink::{Diagnostics, Spot};

impl Diagnostics {
    /// A SARIF 2.1.0 log of one run, with a newline at the end; results are in the order of [`to_text`](Self::to_text).
    pub fn to_sarif(&self) -> String {
        let located = self.located();
        let mut rules: Vec<&Rule> = located.iter().map(|found| found.diagnostic.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let rules =
            rules.iter().map(|rule| json!({ "id": rule.id, "shortDescription": { "text": rule.summary } }));
        let results = located.iter().map(|found| {
            let diagnostic = found.diagnostic;
            let text = if diagnostic.help.is_empty() {
                format!("{}.", diagnostic.message)
            } else {
                format!("{}. Help: {}.", diagnostic.message, diagnostic.help)
            };
            let mut result = json!({
                "ruleId": diagnostic.rule.id,
                "level": diagnostic.severity.as_str(),
                "message": { "text": text },
                "locations": [location(&found.primary)],
            });
            let labels = found.labels.iter().map(|(spot, message)| {
                let mut related = location(spot);
                related["message"] = json!({ "text": message });
                related
            });
            let labels: Vec<Value> = labels.collect();
            if !labels.is_empty() {
                result["relatedLocations"] = labels.into();
            }
            result
        });
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": { "name": "hookwright", "rules": rules.collect::<Vec<_>>() } },
                "columnKind": "unicodeCodePoints",
                "results": results.collect::<Vec<_>>(),
            }],
        });
        // The alternate form of a value is its pretty-printed JSON, and cannot fail.
        format!("{log:#}\n")
    }
}

fn location(spot: &Spot) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&spot.path) } });
    if let Some(position) = &spot.position {
        physical["region"] = json!({ "startLine": position.line, "startColumn": position.column });
    }
    json!({ "physicalLocation": physical })
}

/// A path as a relative URI reference: what may not stand in one is percent-encoded.
fn uri(path: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'$' | b'@' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).collect()
}

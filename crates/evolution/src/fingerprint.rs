//! Names for findings that stay the same as long as the change does.

use std::collections::HashMap;

use siphasher::sip::SipHasher;
use webhook_catalog::layout::INDEX;
use webhook_schema::{Location, tokens};

use crate::change::Change;

/// Gives each finding a fingerprint.
#[derive(Default)]
pub(crate) struct Fingerprints {
    taken: HashMap<String, usize>,
}

impl Fingerprints {
    /// 12 hexadecimal digits of what changed and where. Lines, and positions among events and branches, do not count.
    pub(crate) fn of(&mut self, change: &Change, events: &[String]) -> String {
        let places = [&change.before, &change.after]
            .map(|at| at.as_ref().map_or_else(String::new, |at| place(at, events)));
        let text = format!("{}\n{}\n{}\n{}", change.rule.id, places[0], places[1], change.detail);
        let number = self.taken.entry(text.clone()).or_default();
        *number += 1;
        let text = if *number > 1 { format!("{text}\n{number}") } else { text };
        // Not a secret, but the same on every machine and with every release, which a hash of the standard library is not.
        format!("{:012x}", SipHasher::new().hash(text.as_bytes()) >> 16)
    }
}

/// A place by what it means.
fn place(at: &Location, events: &[String]) -> String {
    let mut way = vec![at.file.to_string()];
    let mut before = String::new();
    for token in tokens(&at.pointer) {
        let is_position =
            matches!(before.as_str(), "allOf" | "anyOf" | "oneOf" | "enum" | "required" | "examples")
                && token.bytes().all(|byte| byte.is_ascii_digit());
        let is_event = *at.file == *INDEX && before == "events" && way.len() == 2;
        before.clone_from(&token);
        match (is_position, is_event) {
            (true, _) => {}
            (_, true) => way.push(events.join(" ")),
            _ => way.push(token),
        }
    }
    way.join("\t")
}

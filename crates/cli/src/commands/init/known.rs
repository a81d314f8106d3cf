//! What is known of a provider before there is a catalog: how its deliveries are laid out and signed.

use serde_json::{Value, json};

use super::files::STABLE_EVENTS;
use super::secrets::Secrets;

/// What a pack says of a provider.
pub(super) struct Known {
    /// What crates are named after.
    pub name: String,
    /// The name as people write it.
    pub title: String,
    pub secrets: Secrets,
    /// The pack as it is written.
    pub pack: Value,
}

impl Known {
    /// Has the contract of an index say the same.
    pub fn state(&self, index: &mut Value) {
        let contract = &mut index["contract"];
        contract["envelope"] = self.pack["envelope"].clone();
        contract["signature"] = self.pack["signature"].clone();
        contract["name"] = json!({
            "grammar": format!("As {} writes them.", self.title),
            "pattern": r"\S+( \S+)*",
            "promise": "Not stated by the pack. A name is taken to keep its meaning.",
        });
        contract["idempotency_key"] = json!({
            "promise": "The same event may arrive more than once: handle each one once.",
        });
        contract["assumptions"] = json!([STABLE_EVENTS]);
    }
}

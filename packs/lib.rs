//! How providers sign their webhooks, and where the events are in what they send, as data: `<pack>/contract.json`.
//!
//! ```
//! let text = webhook_packs::contract("stripe").expect("there is one");
//! assert!(text.contains("\"in\": \"header:stripe-signature\""));
//! assert!(webhook_packs::names().count() > 50);
//! ```

/// Name and contract of each, in the order of the names.
const PACKS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The names of all packs, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(name, _)| *name)
}

/// The contract of a pack, as JSON.
pub fn contract(name: &str) -> Option<&'static str> {
    let at = PACKS.binary_search_by_key(&name, |(own, _)| own).ok()?;
    Some(PACKS[at].1)
}

//! How providers sign their webhooks, and where the events are in what they send, as data: `<pack>/contract.json`, with
//! example deliveries in `<pack>/deliveries.json`.
//!
//! ```
//! let text = webhook_packs::contract("stripe").expect("there is one");
//! assert!(text.contains("\"in\": \"header:stripe-signature\""));
//! assert!(webhook_packs::names().count() > 50);
//! ```

/// Name, contract and deliveries of each, in the order of the names.
const PACKS: &[(&str, &str, Option<&str>)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The names of all packs, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(name, ..)| *name)
}

/// The contract of a pack, as JSON.
pub fn contract(name: &str) -> Option<&'static str> {
    pack(name).map(|(_, contract, _)| *contract)
}

/// Example deliveries of a pack, as JSON, where there are any.
pub fn deliveries(name: &str) -> Option<&'static str> {
    pack(name)?.2
}

fn pack(name: &str) -> Option<&'static (&'static str, &'static str, Option<&'static str>)> {
    let at = PACKS.binary_search_by_key(&name, |(own, ..)| own).ok()?;
    PACKS.get(at)
}

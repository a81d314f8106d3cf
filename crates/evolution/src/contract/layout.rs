//! Compares two layouts: what a receiver with the older one finds in deliveries that are laid out by the newer one.

use webhook_contract::{Layout, Location as Place, TimeRule};

use super::{Found, place};
use crate::rules;
use crate::verdict::{Bump, Compatibility};

const AT: &str = "/contract/envelope";

/// Whatever changed in how deliveries are laid out. A layout that says the same in other words has not changed.
pub(super) fn compare(found: &mut Found<'_>) {
    let (old, new) = (&found.before.index.contract.envelope, &found.after.index.contract.envelope);
    for (field, is_other) in [
        ("body", old.body != new.body),
        ("events", old.events() != new.events()),
        ("name", places(&old.name) != places(&new.name)),
        // A name of one part has nothing to join.
        ("join", old.join != new.join && old.name.len() > 1 && new.name.len() > 1),
        ("data", payload(old) != payload(new)),
        ("resource", old.resource != new.resource && old.resource.is_some()),
    ] {
        if is_other
            && found.differs(&rules::ENVELOPE_CHANGED, &format!("{AT}/{field}"))
            // What is where the schema's one event was is another thing, or cannot be parsed; of all else, the schema tells.
            && matches!(field, "body" | "events")
            && let Some(change) = found.changes.last_mut()
        {
            change.verdict.strict = Compatibility::Breaking;
        }
    }
    identity(found, old, new);
    // These order events, or are for people; nobody reads a body by them.
    match (&old.time, &new.time) {
        // Who reads it all the same cannot.
        (Some(old), Some(new)) if old.unit != new.unit => {
            found.differs(&rules::ENVELOPE_CHANGED, &format!("{AT}/time/unit"));
        }
        (old, new) => {
            let time = |time: &TimeRule| place(&time.location);
            beside(found, "time", old.as_ref().map(time), new.as_ref().map(time));
        }
    }
    beside(found, "version", old.version.as_ref().map(place), new.version.as_ref().map(place));
    beside(found, "delivery", old.delivery.as_ref().map(place), new.delivery.as_ref().map(place));
    requests(found, old, new);
}

/// What identifies an event: the parts of its id, of which the last is its own and those before say within what.
fn identity(found: &mut Found<'_>, old: &Layout, new: &Layout) {
    let (older, newer) = (places(&old.id), places(&new.id));
    if older == newer {
        return;
    }
    // An id without a scope is unique in any.
    let is_wider = !newer.is_empty() && older.len() > newer.len() && older.ends_with(&newer);
    let rule = if is_wider { &rules::CONTRACT_CHANGED } else { &rules::IDEMPOTENCY_KEY_CHANGED };
    found.differs(rule, &format!("{AT}/id"));
}

/// What stands next to the payload: nobody misses what was not there.
fn beside(found: &mut Found<'_>, field: &str, old: Option<String>, new: Option<String>) {
    if old == new {
        return;
    }
    let rule = if old.is_none() { &rules::CONTRACT_CHANGED } else { &rules::ENVELOPE_CHANGED };
    let is_plain = found.after.index.contract.plain().is_some();
    if found.differs(rule, &format!("{AT}/{field}"))
        && let Some(change) = found.changes.last_mut()
    {
        match old {
            Some(_) => change.verdict.wire = Compatibility::Risky,
            // What is not laid out in the plain way has a method for it.
            None if !is_plain => change.verdict.rust = Bump::Minor,
            None => {}
        }
    }
}

/// Requests that ask for a certain answer, and what deliveries are answered: a receiver gives the answers that it knows.
fn requests(found: &mut Found<'_>, old: &Layout, new: &Layout) {
    let lost = |old: &Layout, new: &Layout| {
        new.handshakes.iter().any(|handshake| !old.handshakes.contains(handshake))
    };
    if lost(old, new) {
        found.differs(&rules::ANSWER_CHANGED, &format!("{AT}/handshake"));
    } else if lost(new, old) {
        found.differs(&rules::CONTRACT_CHANGED, &format!("{AT}/handshake"));
    }
    if old.answer != new.answer {
        let rule = if new.answer.ok.is_none() { &rules::CONTRACT_CHANGED } else { &rules::ANSWER_CHANGED };
        found.differs(rule, &format!("{AT}/answer"));
    }
}

fn places(places: &[Place]) -> Vec<String> {
    places.iter().map(place).collect()
}

/// Where the payload is: the event itself, where nothing else is said.
fn payload(layout: &Layout) -> Option<String> {
    let itself = || layout.resource.is_none().then(|| "body:/".to_owned());
    layout.data.as_ref().map(place).or_else(itself)
}

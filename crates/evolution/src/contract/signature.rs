//! Compares two signature rules: what a receiver with the older one makes of deliveries that are signed by the newer one.

use std::borrow::Cow;
use std::time::Duration;

use webhook_contract::{Message, Piece, SignatureRule, TimeLocation, TimestampRule};

use super::{Found, place};
use crate::change::Change;
use crate::rules;
use crate::verdict::{Bump, Compatibility};
use webhook_schema::code;

const AT: &str = "/contract/signature";

/// Whatever changed in how deliveries are signed. A rule that says the same in other words has not changed.
pub(super) fn compare(found: &mut Found<'_>) {
    let (old, new) = (&found.before.index.contract.signature, &found.after.index.contract.signature);
    rule(found, AT, old, new);
    further(found, &old.also, &new.also);
    match (old.secret, new.secret) {
        (old, new) if old == new => {}
        // Nobody warns of a form that was not known.
        (None, _) => drop(found.differs(&rules::CONTRACT_CHANGED, &format!("{AT}/secret"))),
        _ => drop(found.differs(&rules::SECRET_FORM_CHANGED, &format!("{AT}/secret"))),
    }
    found.said(&rules::CONTRACT_CHANGED, &[&format!("{AT}/promise")]);
}

/// One rule, whether it is the first or a further one.
fn rule(found: &mut Found<'_>, at: &str, old: &SignatureRule, new: &SignatureRule) {
    for (field, is_other) in [
        ("algorithm", old.algorithm != new.algorithm),
        ("pair", old.pair != new.pair),
        ("encoding", old.encoding != new.encoding),
        ("message", old.message.as_ref().map(signed) != new.message.as_ref().map(signed)),
        ("key", old.key != new.key),
    ] {
        if is_other {
            found.differs(&rules::SIGNATURE_CHANGED, &format!("{at}/{field}"));
        }
    }
    if old.items != new.items {
        let is_never_split =
            new.items.is_none() && old.items.as_deref().is_some_and(|text| is_apart(text, old));
        let rule = if is_never_split { &rules::CONTRACT_CHANGED } else { &rules::SIGNATURE_CHANGED };
        found.differs(rule, &format!("{at}/items"));
    }
    let places = |rule: &SignatureRule| rule.locations.iter().map(place).collect::<Vec<_>>();
    let labels = |rule: &SignatureRule| rule.take.iter().map(ToString::to_string).collect::<Vec<_>>();
    let in_case = places(old) == places(new);
    match alternatives(found, &format!("{at}/in"), &places(old), &places(new)) {
        false if old.locations == new.locations => {}
        false if in_case => found.respelled(&format!("{at}/in")),
        false => drop(found.differs(&rules::CONTRACT_CHANGED, &format!("{at}/in"))),
        true => {}
    }
    alternatives(found, &format!("{at}/take"), &labels(old), &labels(new));
    timestamp(found, &format!("{at}/timestamp"), old.timestamp.as_ref(), new.timestamp.as_ref());
    keys(found, &format!("{at}/keys_at_once"), old.keys_at_once, new.keys_at_once);
}

/// Labels or places, in any of which a receiver finds a signature. Whether there are changes.
fn alternatives(found: &mut Found<'_>, at: &str, old: &[String], new: &[String]) -> bool {
    let without = |list: &[String], other: &[String]| {
        let left = list.iter().filter(|text| !other.contains(text)).map(|text| code(text));
        left.collect::<Vec<_>>().join(", ")
    };
    let (gone, came) = (without(old, new), without(new, old));
    if gone.is_empty() && came.is_empty() {
        return false;
    }
    if !old.iter().any(|text| new.contains(text)) {
        return found.differs(&rules::SIGNATURE_CHANGED, at);
    }
    if !gone.is_empty() {
        let message = format!("signatures no longer come as {gone}");
        found.push(at, Change::new(&rules::SCHEME_REMOVED, message));
    }
    if !came.is_empty() {
        let change = Change::new(&rules::SCHEME_ADDED, format!("signatures may come as {came}, too"));
        // Whoever signs once does it by the first.
        let is_first = new.first().is_some_and(|first| !old.contains(first));
        found.push(at, if is_first { change.wire(Compatibility::Risky) } else { change });
    }
    true
}

fn timestamp(found: &mut Found<'_>, at: &str, old: Option<&TimestampRule>, new: Option<&TimestampRule>) {
    let (Some(old), Some(new)) = (old, new) else {
        let (rule, message) = match (old, new) {
            (None, None) => return,
            (Some(_), _) => (&rules::SIGNATURE_CHANGED, "the time of sending is no longer there"),
            // A receiver that does not know of it does not look for it; the signed text is compared by itself.
            (_, Some(TimestampRule { past: None, future: None, .. })) => {
                (&rules::CONTRACT_CHANGED, "the time of sending is there now")
            }
            (_, Some(_)) => (&rules::TOLERANCE_REDUCED, "the time of sending was not checked, and is"),
        };
        return found.push(at, Change::new(rule, message));
    };
    let (is_same, is_as_written) =
        (time_place(&old.location) == time_place(&new.location), old.location == new.location);
    match (is_same, is_as_written) {
        (false, _) => drop(found.differs(&rules::SIGNATURE_CHANGED, &format!("{at}/in"))),
        (true, false) => found.respelled(&format!("{at}/in")),
        (true, true) => {}
    }
    if old.unit != new.unit {
        found.differs(&rules::SIGNATURE_CHANGED, &format!("{at}/unit"));
    }
    for (field, old, new) in
        [("past_seconds", old.past, new.past), ("future_seconds", old.future, new.future)]
    {
        // Without a tolerance, nothing is too old.
        let both = (old.unwrap_or(Duration::MAX), new.unwrap_or(Duration::MAX));
        let (less, more) = (&rules::TOLERANCE_REDUCED, &rules::TOLERANCE_INCREASED);
        found.by_size(&format!("{at}/{field}"), both, less, more);
    }
}

/// How many secrets may be active: a receiver takes as many as it was told, and no more.
fn keys(found: &mut Found<'_>, at: &str, old: u32, new: u32) {
    if new > old {
        let message = format!("{old} secrets may be active at the same time, and {new} may now");
        let change = Change::new(&rules::SIGNATURE_CHANGED, message);
        found.push(at, change.wire(Compatibility::Risky).rust(Bump::Patch));
    } else if new < old {
        found.differs(&rules::CONTRACT_CHANGED, at);
    }
}

/// Signatures that must hold, too. A receiver does not look for one that it does not know, and refuses what lacks one that
/// it knows.
fn further(found: &mut Found<'_>, old: &[SignatureRule], new: &[SignatureRule]) {
    let at = format!("{AT}/also");
    let all_of = |list: &[SignatureRule], other: &[SignatureRule]| {
        list.iter().all(|rule| other.iter().any(|other| bare(rule) == bare(other)))
    };
    match (all_of(old, new), all_of(new, old)) {
        (true, true) => {}
        (true, false) => {
            let message = "there is a further signature, which must hold, too";
            found.push(&at, Change::new(&rules::CONTRACT_CHANGED, message));
        }
        _ if old.len() == new.len() => {
            for (number, (old, new)) in old.iter().zip(new).enumerate() {
                rule(found, &format!("{at}/{number}"), old, new);
            }
        }
        _ => drop(found.differs(&rules::SIGNATURE_CHANGED, &at)),
    }
}

/// What a rule says to programs.
fn bare(rule: &SignatureRule) -> SignatureRule {
    SignatureRule { promise: None, vectors: Cow::Borrowed(&[]), ..rule.clone() }
}

/// Whether a text is in no signature and in no label, so that a receiver that splits there splits nothing.
fn is_apart(text: &str, rule: &SignatureRule) -> bool {
    let is_of_digest = |c: char| c.is_ascii_alphanumeric() || "+/=-_".contains(c);
    rule.algorithm.signs() && !text.chars().all(is_of_digest)
}

/// The same of a time.
fn time_place(place: &TimeLocation) -> String {
    match place {
        TimeLocation::Header(_) => place.to_string().to_ascii_lowercase(),
        TimeLocation::Item(_) | TimeLocation::Body(_) => place.to_string(),
    }
}

/// What is signed, with the names of headers as HTTP compares them.
fn signed(message: &Message) -> Message {
    let piece = |piece: &Piece| match piece {
        Piece::Header(name) => Piece::Header(name.to_ascii_lowercase().into()),
        other => other.clone(),
    };
    match message {
        Message::Template(pieces) => Message::Template(pieces.iter().map(piece).collect()),
        Message::Fields(_) => message.clone(),
    }
}

//! Formats of texts and numbers.

use serde_json::Value;
use webhook_schema::code;
use webhook_schema::model::{FORMATS, Keyword};

use super::limits::{Texts, places};
use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::limits::{FAMILIES, Family};
use crate::rules;
use crate::sample::sample;
use crate::verdict::{Bump, Compatibility};

/// The formats that generated types have a type for.
const TYPED: [&str; 2] = ["date-time", "password"];

/// Formats of integers, each with the least and the greatest that it has room for.
const INTEGERS: [(&str, i128, i128); 9] = [
    ("int8", i8::MIN as i128, i8::MAX as i128),
    ("int16", i16::MIN as i128, i16::MAX as i128),
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("uint8", 0, u8::MAX as i128),
    ("uint16", 0, u16::MAX as i128),
    ("uint32", 0, u32::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
    // An integer that a double holds exactly.
    ("double-int", -(1 << 53) + 1, (1 << 53) - 1),
];

/// Formats of other numbers, each after those that are a part of it.
const FLOATS: [&str; 3] = ["float", "double", "decimal"];

/// Formats of texts, each with those that it is a part of.
const TEXTS: [(&str, &[&str]); 5] = [
    ("email", &["idn-email"]),
    ("hostname", &["idn-hostname"]),
    ("uri", &["iri", "uri-reference", "iri-reference"]),
    ("uri-reference", &["iri-reference"]),
    ("iri", &["iri-reference"]),
];

impl<'c> Comparer<'c> {
    pub(super) fn compare_formats(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let (older, newer) = (formats(before, kind), formats(after, kind));
        if older.keys().eq(newer.keys()) {
            return;
        }
        let rust = {
            let typed = |formats: &Texts<'_>| TYPED.iter().find(|format| formats.contains_key(*format));
            match kind == Kinds::STRING && typed(&older) != typed(&newer) {
                true => Bump::Major,
                false => Bump::Patch,
            }
        };
        let lost: Vec<_> = older.iter().filter(|(format, _)| !newer.contains_key(*format)).collect();
        let gained = newer.iter().find(|(format, _)| !older.contains_key(*format));
        let is_kept = |format: &str| {
            newer.keys().any(|new| is_part(new, format)) || kind == Kinds::NUMBER && has_room(format, after)
        };
        // What a validator would miss is worst.
        let worst = |(format, _): &&(&&str, &_)| (!is_kept(format), is_asserted(format, kind));
        let lost = lost.into_iter().max_by_key(|lost| worst(&lost));
        let (rule, message) = match (lost, gained) {
            (Some((old, _)), Some((new, _))) => {
                (&rules::FORMAT_CHANGED, format!("the format was {} and is {}", code(old), code(new)))
            }
            (Some((old, _)), None) => {
                (&rules::FORMAT_REMOVED, format!("the format {} was removed", code(old)))
            }
            (None, Some((new, _))) => (&rules::FORMAT_ADDED, format!("the format {} was added", code(new))),
            (None, None) => return,
        };
        let (old_at, new_at) = places(before, after, lost.map(|(_, at)| at), gained.map(|(_, at)| at));
        let change = Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref()).rust(rust);
        let change = match lost {
            Some((format, _)) if is_kept(format) => {
                change.wire(Compatibility::Safe).strict(Compatibility::Safe)
            }
            // Few validators look at formats of integers. A receiver whose type has just that room fails on others; what goes
            // beyond 32 bits both ways is read into whatever integer is at hand, as it is without a format.
            Some((format, _)) if kind == Kinds::NUMBER && room(format).is_some() => {
                let change = change.strict(Compatibility::Risky);
                if is_wide(format) { change.wire(Compatibility::Risky) } else { change }
            }
            // People may rely on it; no validator looks at it.
            Some((format, _)) if !is_asserted(format, kind) => {
                change.wire(Compatibility::Risky).strict(Compatibility::Safe)
            }
            _ => change,
        };
        let mut probes = sample(self.after, after, kind);
        probes.extend(["", "not of that form", "2026", "a b", "ü@example.com"].map(Value::from));
        found.push(change.put(probes));
    }
}

/// The formats that say something of values of a kind: those of texts say nothing of a number.
fn formats<'c>(one: &One<'c>, kind: Kinds) -> Texts<'c> {
    let all = one.members.iter().filter_map(|member| {
        Some((member.schema.constraints.format.as_deref()?, member.schema.location_of(Keyword::Format)))
    });
    all.filter(|(format, _)| kind == Kinds::STRING || !FORMATS.contains(format)).collect()
}

/// The format of texts that generated types have a type for.
pub(super) fn typed_format<'c>(one: &One<'c>) -> Option<&'c str> {
    formats(one, Kinds::STRING).into_keys().find(|format| TYPED.contains(format))
}

/// Whether validators know a format.
fn is_asserted(format: &str, kind: Kinds) -> bool {
    kind == Kinds::STRING && FORMATS.contains(&format)
}

/// Whether whatever is of a format is of another one.
fn is_part(format: &str, of: &str) -> bool {
    let float = |format: &str| FLOATS.iter().position(|known| *known == format);
    let is_float = float(format).zip(float(of)).is_some_and(|(format, of)| format <= of);
    let is_integer = room(format).zip(room(of)).is_some_and(|(format, of)| is_within(format, of));
    is_float || is_integer || TEXTS.iter().any(|(part, wholes)| *part == format && wholes.contains(&of))
}

/// The least and the greatest integer of a format.
fn room(format: &str) -> Option<(i128, i128)> {
    INTEGERS.iter().find(|(known, ..)| *known == format).map(|(_, least, greatest)| (*least, *greatest))
}

/// Whether a format has room for integers of more than 32 bits, and for negative ones.
fn is_wide(format: &str) -> bool {
    room(format).is_some_and(|(least, greatest)| least < i32::MIN.into() && greatest > i32::MAX.into())
}

/// Whether a format has room for whatever the limits allow.
fn has_room(format: &str, one: &One<'_>) -> bool {
    let limit = |family: &Family| family.of(one)?.value.as_i128();
    let allowed = limit(&FAMILIES[0]).zip(limit(&FAMILIES[1]));
    allowed.zip(room(format)).is_some_and(|(allowed, room)| is_within(allowed, room))
}

fn is_within(inner: (i128, i128), outer: (i128, i128)) -> bool {
    inner.0 >= outer.0 && inner.1 <= outer.1
}

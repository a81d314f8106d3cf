//! Public items of the generated crates: what is gone, or another one, although nothing else says so.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use webhook_schema::Location;

use crate::change::Change;
use crate::finding::{Comparison, Finding};
use crate::fingerprint::Fingerprints;
use crate::report::finding;
use crate::rules::{EVENT_NOT_COMPARED, EVENT_REMOVED, RUST_ITEM_CHANGED};
use crate::verdict::Bump;

/// A public item of the generated crates: a type, a field, a variant, a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its path: the crate, `::`, the type, and what is in that.
    pub path: String,
    /// What it is: a type, or a word.
    pub what: String,
    /// The events because of which it is there.
    pub events: Arc<[String]>,
    /// Where the schema has it.
    pub place: Location,
}

/// What to do about a value that is no longer in place.
const BOXED: &str = "The object is too big now to hold this in place, or holds itself: let it have fewer fields, or release the crates as a \
     major version.";

/// What to do about a value of another type.
const RETYPED: &str = "Say of the value what the older schema said, so that its type stays, or release the crates as a major version.";

/// What to do about equal objects that are no longer equal.
const PARTED: &str = "Two objects without a name of their own were equal, and so one type. Give both the same fields, or release the crates as a \
     major version, with each under a name in `$defs`: then the next field does not part them.";

/// An item that is gone, or what is in its place.
type Pair<'i> = (&'i Item, Option<&'i Item>);

/// What an item is called, and where the schema has it.
type TypeKey<'i> = (&'i str, &'i Location);

/// What changed of a type, under its path in one of the crates that have it.
type InCrate<'i> = (&'i str, Vec<Pair<'i>>);

/// Adds a finding for each type with an item that is gone or another one, unless every event that reaches it has a major
/// change already, or was not compared.
///
/// This is what the other rules are held to: a change that none of them knows is not missed.
pub fn add_items(comparison: &mut Comparison, before: &[Item], after: &[Item]) {
    let now: HashMap<&str, &Item> = after.iter().map(|item| (item.path.as_str(), item)).collect();
    let was: HashMap<&str, &Item> = before.iter().map(|item| (item.path.as_str(), item)).collect();
    let major = comparison.findings.iter().filter(|finding| finding.verdict.rust == Bump::Major);
    // Of an event that was not compared, nobody knows the items.
    let unknown = comparison.findings.iter().filter(|finding| *finding.rule == EVENT_NOT_COMPARED);
    let is_told: HashSet<&String> =
        major.clone().chain(unknown).flat_map(|finding| &finding.events).collect();
    let has_major = major.count() > 0;
    let is_told = |item: &Item| match item.events.is_empty() {
        true => has_major,
        false => item.events.iter().all(|event| is_told.contains(event)),
    };
    let mut changed: IndexMap<&str, Vec<Pair<'_>>> = IndexMap::new();
    for item in before {
        let new = now.get(item.path.as_str()).copied();
        if new.is_none_or(|new| new.what != item.what) && !is_told(item) {
            changed.entry(type_of(&item.path)).or_default().push((item, new));
        }
    }
    // A type that several crates have is one: that of the crate which defines it, and is there for the most events.
    let mut types: IndexMap<Vec<(TypeKey<'_>, Option<&str>)>, InCrate<'_>> = IndexMap::new();
    for (path, pairs) in changed {
        let what = pairs.iter().map(|(item, new)| (key(item), new.map(|new| new.what.as_str())));
        let (known, of_known) = types.entry(what.collect()).or_insert_with(|| (path, pairs.clone()));
        if of_events(&pairs) > of_events(of_known) {
            (*known, *of_known) = (path, pairs);
        }
    }
    let mut types: Vec<InCrate<'_>> = types.into_values().collect();
    types.sort_unstable_by_key(|(path, _)| *path);
    // Where another crate goes on handing a type on.
    let gone: HashSet<TypeKey<'_>> = types.iter().map(|(_, pairs)| key(pairs[0].0)).collect();
    let is_same = |item: &&Item| now.get(item.path.as_str()).is_some_and(|new| new.what == item.what);
    let kept = before.iter().filter(is_same).map(|item| (key(item), item.path.as_str()));
    let elsewhere: HashMap<TypeKey<'_>, &str> = kept.filter(|(key, _)| gone.contains(key)).collect();
    let removed = comparison.findings.iter().filter(|finding| *finding.rule == EVENT_REMOVED);
    let removed: HashSet<String> = removed.flat_map(|finding| finding.events.clone()).collect();
    let mut fingerprints = Fingerprints::default();
    for (path, pairs) in types {
        let mut found = found(path, &pairs, &mut fingerprints);
        if pairs.iter().any(|(item, new)| new.is_some_and(|new| are_parted(item, new, &was, &now))) {
            found.help = PARTED.to_owned();
        } else if found.help == RUST_ITEM_CHANGED.instead
            && pairs.iter().all(|(item, new)| new.is_some_and(|new| !is_of_another_name(item, new, &was)))
        {
            found.help = RETYPED.to_owned();
        }
        found.events.retain(|event| !removed.contains(event));
        if let Some(other) = elsewhere.get(&key(pairs[0].0)) {
            found.message += &format!("; `{other}` is there as before");
            found.help = format!("Name it as `{other}`.");
        }
        comparison.findings.push(found);
    }
}

/// What an item is in each crate that has it.
fn key(item: &Item) -> TypeKey<'_> {
    (without_crate(&item.path), &item.place)
}

/// How many events the items are there for.
fn of_events(pairs: &[Pair<'_>]) -> usize {
    pairs.iter().map(|(item, _)| item.events.len()).max().unwrap_or_default()
}

/// The path of the type that an item is in, or is.
fn type_of(path: &str) -> &str {
    let start = path.find("::").map_or(0, |at| at + 2);
    let end = path[start..].find(['.', ':']).map_or(path.len(), |at| start + at);
    &path[..end]
}

fn without_crate(path: &str) -> &str {
    path.split_once("::").map_or(path, |(_, rest)| rest)
}

/// A type with what is in its `Box` in place.
fn in_place(what: &str) -> Option<String> {
    let (before, rest) = what.split_once("Box<")?;
    let (boxed, after) = rest.split_once('>')?;
    Some(format!("{before}{boxed}{after}"))
}

/// The names in a type.
fn words(what: &str) -> Vec<&str> {
    what.split(|letter: char| !letter.is_alphanumeric()).collect()
}

/// Whether an item has another type than before in which a type of the crate is missing: one that may have another name.
fn is_of_another_name(item: &Item, new: &Item, was: &HashMap<&str, &Item>) -> bool {
    let Some((krate, _)) = item.path.split_once("::") else { return false };
    let kept = words(&new.what);
    let mut gone = words(&item.what).into_iter().filter(|word| !kept.contains(word));
    gone.any(|word| was.contains_key(format!("{krate}::{word}").as_str()))
}

/// Whether an item has another type than before because a type is one no longer that went by both names.
fn are_parted(item: &Item, new: &Item, was: &HashMap<&str, &Item>, now: &HashMap<&str, &Item>) -> bool {
    let (old, new) = (words(&item.what), words(&new.what));
    let differing: Vec<_> = old.iter().zip(&new).filter(|(old, new)| old != new).collect();
    let [(old, new)] = differing[..] else { return false };
    let Some((krate, _)) = item.path.split_once("::") else { return false };
    let are_one = |items: &HashMap<&str, &Item>| {
        let place = |name: &str| items.get(format!("{krate}::{name}").as_str()).map(|item| &item.place);
        Some(place(old)? == place(new)?)
    };
    are_one(was) == Some(true) && are_one(now) == Some(false)
}

fn found(path: &str, pairs: &[Pair<'_>], fingerprints: &mut Fingerprints) -> Finding {
    // Where the type itself is gone, so is what is in it.
    let (item, new) = pairs.iter().find(|(item, _)| item.path == path).unwrap_or(&pairs[0]);
    let mut message = match new {
        None => format!("`{}` is gone from the generated crates", item.path),
        Some(new) => {
            format!("`{}` is `{}` in the generated crates, and was `{}`", item.path, new.what, item.what)
        }
    };
    if pairs.len() > 1 && item.path != path {
        message += &format!(", and {} more of `{path}` changed", pairs.len() - 1);
    }
    let mut events: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for event in pairs.iter().flat_map(|(item, _)| item.events.iter()) {
        if seen.insert(event) {
            events.push(event.clone());
        }
    }
    let change = Change::new(&RUST_ITEM_CHANGED, message).at(Some(&item.place), new.map(|new| &new.place));
    let change = change.detail(item.path.as_str());
    let is_boxed = new.is_some_and(|new| in_place(&new.what).as_deref() == Some(&item.what));
    let fingerprint = fingerprints.of(&change, &events);
    let found = finding(change, events, fingerprint, None);
    if is_boxed { Finding { help: BOXED.to_owned(), ..found } } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::PROPERTY_REMOVED;

    fn item(path: &str, what: &str, events: &[&str]) -> Item {
        let events = events.iter().map(|event| (*event).to_owned()).collect();
        Item { path: path.to_owned(), what: what.to_owned(), events, place: Location::new("a.json", "/x") }
    }

    fn messages(comparison: &Comparison) -> Vec<&str> {
        comparison.findings.iter().map(|finding| finding.message.as_str()).collect()
    }

    #[test]
    fn what_is_gone_or_another_one_is_found_once_for_each_type() {
        let before = [
            item("x_a::T", "an object", &["e", "f"]),
            item("x_a::T.one", "String", &["e", "f"]),
            item("x_a::T::builder().one", "a setter", &["e", "f"]),
            item("x_a::U", "an object", &["f"]),
            item("x_a::U.one", "String", &["f"]),
            item("x_b::T.one", "String", &["e", "f"]),
            item("x_b::T::builder().one", "a setter", &["e", "f"]),
            item("x_b::V", "an object", &["e"]),
            item("x_b::V.one", "u64", &["e"]),
        ];
        let after = [
            item("x_a::T", "an object", &["e", "f"]),
            item("x_b::V", "an object", &["e"]),
            item("x_b::V.one", "i128", &["e"]),
            item("x_b::W", "an object", &["e"]),
        ];
        let mut comparison = Comparison::default();
        add_items(&mut comparison, &before, &after);
        assert_eq!(
            messages(&comparison),
            [
                "`x_a::T.one` is gone from the generated crates, and 1 more of `x_a::T` changed",
                "`x_a::U` is gone from the generated crates",
                "`x_b::V.one` is `i128` in the generated crates, and was `u64`",
            ]
        );
        assert_eq!(comparison.findings[0].events, ["e", "f"]);
        assert_eq!(comparison.verdict().rust, Bump::Major);
        let mut comparison = Comparison::default();
        add_items(&mut comparison, &before, &before);
        assert_eq!(comparison, Comparison::default());
    }

    #[test]
    fn what_one_crate_no_longer_hands_on_is_told_of_the_events_it_was_there_for() {
        let before = [item("x_a::T", "an object", &["e"]), item("x_common::T", "an object", &["e", "f"])];
        let mut comparison = Comparison::default();
        add_items(&mut comparison, &before, &before[1..]);
        assert_eq!(
            messages(&comparison),
            ["`x_a::T` is gone from the generated crates; `x_common::T` is there as before"]
        );
        assert_eq!(comparison.findings[0].help, "Name it as `x_common::T`.");
        assert_eq!(comparison.findings[0].events, ["e"]);
        // Gone from both, it is one finding, of the crate that defined it.
        let gone = Change::new(&EVENT_REMOVED, "removed");
        let gone = finding(gone, vec!["g".to_owned()], String::new(), None);
        let mut comparison = Comparison { findings: vec![gone], ..Comparison::default() };
        let before =
            [item("x_a::T", "an object", &["e"]), item("x_common::T", "an object", &["e", "f", "g"])];
        add_items(&mut comparison, &before, &[]);
        assert_eq!(messages(&comparison), ["removed", "`x_common::T` is gone from the generated crates"]);
        assert_eq!(comparison.findings[1].events, ["e", "f"]);
    }

    #[test]
    fn equal_objects_that_part_are_told_with_the_way_out() {
        let at = |pointer: &str, item: Item| Item { place: Location::new("a.json", pointer), ..item };
        let field = |what: &str| item("x_a::T.to", what, &["e"]);
        let before = [
            field("Option<Vec<From>>"),
            at("/from", item("x_a::From", "an object", &["e"])),
            at("/from", item("x_a::To", "an object", &["e"])),
        ];
        let mut after = before.clone();
        after[0] = field("Option<Vec<To>>");
        let mut renamed = Comparison::default();
        add_items(&mut renamed, &before, &after);
        assert_eq!(renamed.findings[0].help, RUST_ITEM_CHANGED.instead);
        after[2] = at("/to", after[2].clone());
        let mut parted = Comparison::default();
        add_items(&mut parted, &before, &after);
        assert_eq!(
            messages(&parted),
            ["`x_a::T.to` is `Option<Vec<To>>` in the generated crates, and was `Option<Vec<From>>`"]
        );
        assert_eq!(parted.findings[0].help, PARTED);
    }

    #[test]
    fn a_value_of_another_type_has_no_name_to_keep() {
        let mut comparison = Comparison::default();
        let (before, after) = (item("x_a::T.size", "i64", &["e"]), item("x_a::T.size", "Number", &["e"]));
        add_items(&mut comparison, &[before], &[after]);
        assert_eq!(comparison.findings[0].help, RETYPED);
    }

    #[test]
    fn what_a_major_change_of_all_its_events_says_is_not_said_again() {
        let major = Change::new(&PROPERTY_REMOVED, "gone");
        let major = finding(major, vec!["e".to_owned()], String::new(), None);
        let mut comparison = Comparison { findings: vec![major], ..Comparison::default() };
        let before = [item("x_a::T.one", "String", &["e"]), item("x_a::U.one", "String", &["e", "f"])];
        add_items(&mut comparison, &before, &[]);
        assert_eq!(messages(&comparison), ["gone", "`x_a::U.one` is gone from the generated crates"]);
    }
}

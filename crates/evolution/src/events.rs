//! Compares the entries of two indexes: which events there are, and what is said of each.

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::{Date, Event, Status};
use webhook_catalog::layout::INDEX;
use webhook_contract::SubscriptionDefault;
use webhook_schema::{Document, Location};

use crate::change::Change;
use crate::rules;
use crate::verdict::Compatibility;

/// An event of both versions, by the numbers of its entries.
#[derive(Clone, Copy)]
pub(crate) struct Both<'c> {
    pub before: (usize, &'c Event),
    pub after: (usize, &'c Event),
}

/// The events of two versions.
pub(crate) struct Events<'c> {
    pub both: Vec<Both<'c>>,
    pub removed: Vec<(usize, &'c Event)>,
    pub added: Vec<(usize, &'c Event)>,
}

/// A change with the events that it affects.
pub(crate) type Affecting = (Change, Vec<String>);

impl<'c> Events<'c> {
    pub(crate) fn of(before: &'c Catalog, after: &'c Catalog) -> Self {
        let by_name = |catalog: &'c Catalog| {
            let numbered = catalog.index.events.iter().enumerate().rev();
            numbered
                .map(|(number, event)| (event.name.as_str(), (number, event)))
                .collect::<std::collections::HashMap<_, _>>()
        };
        let (older, newer) = (by_name(before), by_name(after));
        let mut events = Self { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
        for (number, event) in after.index.events.iter().enumerate() {
            match older.get(event.name.as_str()) {
                Some(old) => events.both.push(Both { before: *old, after: (number, event) }),
                None => events.added.push((number, event)),
            }
        }
        let is_gone = |(_, event): &(usize, &Event)| !newer.contains_key(event.name.as_str());
        events.removed = before.index.events.iter().enumerate().filter(is_gone).collect();
        events
    }
}

/// Where an event's entry is.
pub(crate) fn place(number: usize) -> Location {
    Location::new(INDEX, "/events").child(&number.to_string())
}

/// What the entries of an event say in two versions.
pub(crate) fn compare(event: Both<'_>, before: &Catalog, after: &Catalog) -> Vec<Change> {
    let ((old_number, old), (new_number, new)) = (event.before, event.after);
    let (old_place, new_place) = (place(old_number), place(new_number));
    let mut changes = Vec::new();
    let mut push = |key: &str, change: Change| {
        let at = |place: &Location, catalog: &Catalog| {
            let inner = key.split('/').fold(place.clone(), |at, token| at.child(token));
            if catalog.value(&inner).is_some() { inner } else { place.clone() }
        };
        changes.push(change.before(&at(&old_place, before)).after(&at(&new_place, after)).detail(key));
    };
    match (old.emission.status, new.emission.status) {
        (old, new) if old == new => {}
        (_, Status::Live) => push("emission/status", Change::new(&rules::STATUS_RAISED, "it is live now")),
        (Status::Live, Status::Declared) => {
            push(
                "emission/status",
                Change::new(&rules::STATUS_LOWERED, "it was live and is only declared now"),
            );
        }
        (Status::Live, Status::Unknown) => {
            push(
                "emission/status",
                Change::new(&rules::STATUS_UNCLEAR, "it was live, and it is not known whether it still is"),
            );
        }
        (Status::Unknown, Status::Declared) => {
            let change =
                Change::new(&rules::STATUS_UNCLEAR, "it was not known whether it is emitted, and it is not");
            push("emission/status", change);
        }
        (_, _) => push("emission/status", info("its status was changed")),
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => {
            let change = Change::new(&rules::EVENT_DEPRECATED, "it is deprecated now");
            let change = match (&new.sunset, &new.replaced_by) {
                (None, None) => change,
                (None, Some(_)) => change.help("Say when it ends."),
                (Some(_), None) => change.help("Say what takes its place."),
                (Some(_), Some(_)) => change.help(""),
            };
            push("deprecated", change);
        }
        (true, false) => {
            push("deprecated", Change::new(&rules::EVENT_UNDEPRECATED, "it is no longer deprecated"))
        }
        _ => {}
    }
    // A sunset that comes or goes with the deprecation is told with that.
    if old.deprecated && new.deprecated {
        let days = [&old.sunset, &new.sunset].map(|sunset| sunset.as_ref().map(|date| date.0.as_str()));
        if let Some(change) = sunset(days[0], days[1]) {
            push("sunset", change);
        }
    }
    if old.rust_name != new.rust_name {
        push("rust_name", Change::new(&rules::RUST_NAME_CHANGED, "its name in Rust was changed"));
    }
    if let (Some(old), Some(new)) = (&old.since, &new.since)
        && old != new
    {
        let message = format!("`since` was {} and is {}", old.0, new.0);
        push("since", Change::new(&rules::SINCE_CHANGED, message));
    }
    for (key, is_other) in [
        ("description", old.description != new.description),
        ("classification", old.classification != new.classification),
        ("published", old.published != new.published),
        ("replaces", old.replaces != new.replaces),
        ("replaced_by", old.replaced_by != new.replaced_by && old.deprecated && new.deprecated),
        ("emission/component", old.emission.component != new.emission.component),
        ("emission/trigger", old.emission.trigger != new.emission.trigger),
        ("emission/note", old.emission.note != new.emission.note),
        ("schema", old.schema != new.schema),
    ] {
        if is_other {
            push(key, info(&format!("its `{}` was changed", key.replace('/', "."))));
        }
    }
    let example =
        |catalog: &Catalog, event: &Event| catalog.document(&event.example_file()).map(Document::to_value);
    if example(before, old) != example(after, new) {
        let change = Change::new(&rules::EVENT_EXAMPLE_CHANGED, "its example was changed").annotation();
        let whole = |event: &Event| Location::new(event.example_file(), "");
        changes.push(change.before(&whole(old)).after(&whole(new)));
    }
    changes
}

/// What it means that something may be gone from another day on.
pub(crate) fn sunset(old: Option<&str>, new: Option<&str>) -> Option<Change> {
    let (rule, message) = match (old, new) {
        (Some(old), Some(new)) if new < old => {
            (&rules::SUNSET_EARLIER, format!("its sunset was {old} and is {new}"))
        }
        (Some(old), Some(new)) if new > old => {
            (&rules::SUNSET_LATER, format!("its sunset was {old} and is {new}"))
        }
        (None, Some(new)) => (&rules::SUNSET_LATER, format!("its sunset is {new} now")),
        (Some(old), None) => (&rules::SUNSET_LATER, format!("its sunset was {old}, and it has none now")),
        _ => return None,
    };
    Some(Change::new(rule, message))
}

fn info(message: &str) -> Change {
    Change::new(&rules::EVENT_CHANGED, message).annotation()
}

/// Events that belong to another family now, together where they moved together.
pub(crate) fn families(both: &[Both<'_>], before: &Catalog) -> Vec<Affecting> {
    let mut moved: Vec<((&str, &str), Affecting)> = Vec::new();
    for event in both {
        let (old, new) = (event.before.1, event.after.1);
        if old.family == new.family {
            continue;
        }
        let key = (old.family.as_str(), new.family.as_str());
        let place = || {
            let message = format!("moved from the family `{}` to `{}`", old.family, new.family);
            let change =
                Change::new(&rules::FAMILY_MOVED, message).detail(format!("{} {}", old.family, new.family));
            let (before, after) =
                (place(event.before.0).child("family"), place(event.after.0).child("family"));
            (change.before(&before).after(&after), Vec::new())
        };
        let at = moved.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            moved.push((key, place()));
            moved.len() - 1
        });
        let (_, (change, events)) = &mut moved[at];
        events.push(new.name.clone());
        let example = before.document(&old.example_file());
        if example.is_some_and(|example| tells_family(example.value(), &old.family)) {
            change.verdict.wire = Compatibility::Breaking;
        }
    }
    moved.into_iter().map(|(_, affecting)| affecting).collect()
}

/// Whether a body says which family its event belongs to.
fn tells_family(body: &Value, family: &str) -> bool {
    match body {
        Value::Object(object) => object.iter().any(|(key, value)| {
            let is_family = key.to_lowercase().contains("family");
            is_family && value.as_str() == Some(family) || tells_family(value, family)
        }),
        Value::Array(items) => items.iter().any(|item| tells_family(item, family)),
        _ => false,
    }
}

/// An event that is new.
pub(crate) fn added(number: usize, event: &Event, before: &Catalog, after: &Catalog) -> Vec<Affecting> {
    let message = format!("the event `{}` was added", event.name);
    let is_unasked = before.index.contract.subscription.default == SubscriptionDefault::All;
    let change = Change::new(&rules::EVENT_ADDED, message);
    let change = match is_unasked && event.emission.status != Status::Declared {
        // Endpoints that take everything get it without having asked for it.
        true => change.wire(Compatibility::Risky),
        false => change,
    };
    let events = Location::new(INDEX, "/events");
    let mut changes = vec![(change.before(&events).after(&place(number)), vec![event.name.clone()])];
    let (older, newer) = (&before.index.version, &after.index.version);
    if let Some(since) = event.since.as_ref().filter(|since| *since < older || *since > newer) {
        let message = format!("it is new, and its `since` says {}", since.0);
        let change = Change::new(&rules::SINCE_CHANGED, message);
        let change = change.before(&events).after(&place(number).child("since"));
        changes.push((change, vec![event.name.clone()]));
    }
    changes
}

/// An event that is gone.
pub(crate) fn removed(number: usize, event: &Event, today: &Date) -> Affecting {
    let change = Change::new(&rules::EVENT_REMOVED, format!("the event `{}` was removed", event.name));
    let was_announced = event.deprecated && event.sunset.as_ref().is_some_and(|sunset| sunset <= today);
    let change = match event.emission.status {
        Status::Declared => change.wire(Compatibility::Safe),
        Status::Live | Status::Unknown if was_announced => change.wire(Compatibility::Risky),
        Status::Live | Status::Unknown => change,
    };
    let events = Location::new(INDEX, "/events");
    (change.before(&place(number)).after(&events), vec![event.name.clone()])
}

/// An event that has another name.
pub(crate) fn renamed(old: (usize, &Event), new: (usize, &Event), why: &str) -> Affecting {
    let message = format!("`{}` seems to have been renamed to `{}`: {why}", old.1.name, new.1.name);
    let change = Change::new(&rules::EVENT_RENAMED, message).before(&place(old.0).child("name"));
    (change.after(&place(new.0).child("name")), vec![new.1.name.clone(), old.1.name.clone()])
}

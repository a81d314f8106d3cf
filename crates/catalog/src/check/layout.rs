//! Whether a layout finds in each event what it says: in the event's schema, and in its example. Of a plain one, envelope and
//! schemas say all but the unit of its time.

mod examples;
mod handshakes;
mod name;
mod places;
mod unit;
mod values;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use webhook_schema::model::Keyword;
use webhook_schema::{Diagnostic, Diagnostics, Document, Location, closest, did_you_mean};

pub use unit::{in_other_unit, other_unit};

use self::examples::Examples;
use self::name::Names;
use self::places::{Need, Place, places};
use self::values::{Found, Lost, follow};
use crate::check::index::Doubtful;
use crate::draft::Draft;
use crate::index::entries::Event;
use crate::layout::INDEX;
use crate::rules;

/// Pointers at which something was reported, by the name of the example's file.
pub(crate) type Reported = BTreeMap<String, BTreeSet<String>>;

/// Reports places of the layout that events do not have, and examples in which they are not as the layout says.
pub(crate) fn check(draft: &Draft<'_>, doubtful: &Doubtful, diagnostics: &mut Diagnostics) -> Reported {
    handshakes::check(draft, diagnostics);
    let contract = &draft.index.contract;
    let layout = &contract.envelope;
    let mut seen = BTreeSet::new();
    let events = draft.index.events.iter().filter(|event| seen.insert(event.schema.as_str()));
    let events: Vec<&Event> = events.filter(|event| !doubtful.files.contains(&event.name)).collect();
    let examples = Examples::new(layout);
    let is_plain = contract.plain().is_some();
    let mut places = places(layout);
    places.retain(|place| !is_plain || place.need == Need::Time);
    let roots: Vec<_> = events.iter().map(|event| draft.schemas.sound_root(&event.schema_file())).collect();
    let mut found: Vec<Vec<Option<Result<Found<'_>, Lost<'_>>>>> = Vec::new();
    for place in &places {
        let find = |root: &Option<_>| root.map(|root| follow(&draft.schemas, root, place.tokens));
        found.push(roots.iter().map(find).collect());
    }

    let contradicted = unit::check(layout, &places, &found, diagnostics);
    let is_looked_at = |place: &Place<'_>, event| place.need != Need::Time || !contradicted.contains(&event);
    if is_plain {
        let Some(time) = places.first() else { return Reported::new() };
        return check_examples(draft, &events, diagnostics, |number, event, example, diagnostics| {
            match is_looked_at(time, number) {
                true => examples.check_time_alone(event, example, time, diagnostics),
                false => BTreeSet::new(),
            }
        });
    }

    let mut names = Names::new(layout);
    let mut told = HashSet::new();
    for (place, found) in places.iter().zip(&found) {
        let mut lost = found.iter().flatten().filter_map(|found| found.as_ref().err());
        if !found.iter().flatten().any(Result::is_ok) {
            lost.next().into_iter().for_each(|lost| diagnostics.push(nowhere(place, lost)));
            continue;
        }
        for lost in lost.filter(|_| !matches!(place.need, Need::Optional | Need::Time)) {
            if told.insert((lost.value.nearest().location.clone(), lost.token)) {
                diagnostics.push(missing(place, lost));
            }
        }
        let Some(part) = place.name_part else { continue };
        for (event, found) in events.iter().zip(found) {
            found.iter().flatten().for_each(|value| names.hold(event, part, value));
        }
    }
    names.report(diagnostics);

    check_examples(draft, &events, diagnostics, |number, event, example, diagnostics| {
        let there =
            places.iter().zip(&found).filter(|(place, _)| is_looked_at(place, number)).filter_map(
                |(place, found)| Some((place, found[number].as_ref()?.as_ref().ok()?.is_required)),
            );
        let there: Vec<(&Place<'_>, bool)> = there.collect();
        examples.check(event, &example.to_value(), &there, diagnostics)
    })
}

/// Looks at the example of each event, by its number; `check` returns the pointers at which it has reported something.
fn check_examples(
    draft: &Draft<'_>,
    events: &[&Event],
    diagnostics: &mut Diagnostics,
    check: impl Fn(usize, &Event, &Document, &mut Diagnostics) -> BTreeSet<String>,
) -> Reported {
    let mut reported = Reported::new();
    for (number, event) in events.iter().enumerate() {
        let file = event.example_file();
        let Some(example) = draft.schemas.documents.get(&file) else { continue };
        let pointers = check(number, event, example, diagnostics);
        if !pointers.is_empty() {
            reported.insert(file, pointers);
        }
    }
    reported
}

fn nowhere(place: &Place<'_>, lost: &Lost<'_>) -> Diagnostic {
    let message = format!("no event's schema has `{}`", place.pointer());
    let help = did_you_mean(
        closest(lost.token, lost.value.names()),
        "name a property of the events, or add this one to their schemas",
    );
    Diagnostic::at_value(&rules::CONTRACT, Location::new(INDEX, &*place.at), message, help)
}

fn missing(place: &Place<'_>, lost: &Lost<'_>) -> Diagnostic {
    let location = lost.value.nearest().location_of(Keyword::Properties);
    let message = format!("no property `{}`, which {}", lost.token, place.need.what());
    let help = did_you_mean(
        closest(lost.token, lost.value.names()),
        &format!("the contract's layout has it at `{}`: describe it in `properties`", place.pointer()),
    );
    Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help)
}

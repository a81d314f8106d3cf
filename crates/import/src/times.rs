//! The unit in which bodies that are kept count the time of their event: no schema says it, and what the documents show does.

use serde_json::{Value, json};
use webhook_catalog::{in_other_unit, other_unit};
use webhook_contract::TimeUnit;
use webhook_schema::model::{JsonType, Keyword, Schema};
use webhook_schema::{Location, join};

use crate::bodies::{Members, parts};
use crate::documents::Documents;
use crate::found::Found;
use crate::left_out::LeftOut;
use crate::rules;
use crate::samples::examples_of;

/// What to do about a time in another unit.
pub(crate) const CORRECT_TIME: &str =
    "correct it: the times of all events are in one unit, which is seconds or milliseconds";

/// The unit of the field that has the time: where it is a number, the one that most of what is shown is in, and otherwise seconds.
pub(crate) fn unit(documents: &Documents, events: &[Found], all: &[Members<'_>], field: &str) -> TimeUnit {
    let said: Vec<&Schema> = said(all, field).flat_map(|schema| parts(documents, &schema.location)).collect();
    let is_number = |ty: &JsonType| matches!(ty, JsonType::Integer | JsonType::Number);
    if !said.iter().any(|schema| schema.types.iter().flatten().any(is_number)) {
        return TimeUnit::Rfc3339;
    }
    let samples = said.iter().flat_map(|schema| samples_of(documents, &schema.location));
    let of_bodies = events.iter().flat_map(|event| &event.examples).map(|at| at.child(field));
    let places: Vec<Location> = samples.chain(of_bodies).collect();
    // How many are surely in one unit, by another.
    let shown = |unit, by| {
        let values = places.iter().filter_map(|at| documents.value(at));
        values.filter(|value| other_unit(by, value) == Some(unit)).count()
    };
    let seconds = shown("seconds", TimeUnit::Milliseconds);
    match shown("milliseconds", TimeUnit::Seconds) > seconds {
        true => TimeUnit::Milliseconds,
        false => TimeUnit::Seconds,
    }
}

/// Leaves out of the schema of the time what it shows in another unit.
pub(crate) fn leave_out_others(
    schema: &mut Value,
    unit: TimeUnit,
    documents: &Documents,
    all: &[Members<'_>],
    field: &str,
    left_out: &mut LeftOut,
) {
    if !drop_others(schema, unit) {
        return;
    }
    for at in said(all, field).flat_map(|schema| samples_of(documents, &schema.location)) {
        if let Some(found) = documents.value(&at).and_then(|value| in_other_unit(unit, value)) {
            let message = format!("this time is left out: {found}");
            left_out.alike(&rules::SAMPLE, at, &message, CORRECT_TIME);
        }
    }
}

/// Says whether there was any.
fn drop_others(schema: &mut Value, unit: TimeUnit) -> bool {
    let Some(object) = schema.as_object_mut() else { return false };
    let is_other = |value: &Value| other_unit(unit, value).is_some();
    let (default, examples) = (Keyword::Default.as_str(), Keyword::Examples.as_str());
    let mut is_any = false;
    if object.get(default).is_some_and(is_other) {
        object.shift_remove(default);
        is_any = true;
    }
    if let Some(shown) = object.get_mut(examples).and_then(Value::as_array_mut) {
        let before = shown.len();
        shown.retain(|value| !is_other(value));
        is_any |= shown.len() < before;
        if shown.is_empty() {
            object.shift_remove(examples);
        }
    }
    let all = object.get_mut(Keyword::AllOf.as_str()).and_then(Value::as_array_mut);
    all.into_iter().flatten().fold(is_any, |is_any, part| drop_others(part, unit) || is_any)
}

/// A body that was made, with a time in the unit in place of one that a schema shows in another.
pub(crate) fn in_unit(mut body: Value, unit: TimeUnit, field: &str) -> Value {
    const SECONDS: u64 = 1_767_323_045;
    if let Some(time) = body.pointer_mut(&join("", field)).filter(|time| other_unit(unit, time).is_some()) {
        *time = if unit == TimeUnit::Milliseconds { json!(SECONDS * 1000) } else { json!(SECONDS) };
    }
    body
}

fn said<'m>(all: &'m [Members<'m>], field: &str) -> impl Iterator<Item = &'m Schema> {
    all.iter().filter_map(move |members| members.properties.get(field)).flatten().copied()
}

/// Where a schema shows values.
fn samples_of(documents: &Documents, schema: &Location) -> Vec<Location> {
    let default = Some(schema.child(Keyword::Default.as_str())).filter(|at| documents.value(at).is_some());
    examples_of(documents, schema).into_iter().chain(default).collect()
}

//! Whether the time of an event is in another unit than the contract says: by its schema, or in its example.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use webhook_contract::{Layout, TimeUnit};
use webhook_schema::explain::brief;
use webhook_schema::model::{JsonType, Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use super::places::{Need, Place};
use super::values::{Found, Lost};
use crate::layout::INDEX;
use crate::rules;

/// The seconds since 1970 in which an event of an example happened: those of this century.
const PLAUSIBLE: std::ops::Range<f64> = 946_684_800.0..4_102_444_800.0;

/// How times are counted, each with how many there are in a second.
const UNITS: [(&str, f64); 4] =
    [("seconds", 1.0), ("milliseconds", 1e3), ("microseconds", 1e6), ("nanoseconds", 1e9)];

/// The unit that a time is surely counted in, where that is not the one that was said: by this one, it is not of this century,
/// and by the other it is.
pub fn other_unit(said: TimeUnit, value: &Json) -> Option<&'static str> {
    let said = match said {
        TimeUnit::Seconds => "seconds",
        TimeUnit::Milliseconds => "milliseconds",
        TimeUnit::Rfc3339 => return None,
    };
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    let plausible = UNITS.iter().filter(|(_, in_a_second)| PLAUSIBLE.contains(&(number / in_a_second)));
    let plausible: Vec<&str> = plausible.map(|(name, _)| *name).collect();
    plausible.first().copied().filter(|_| !plausible.contains(&said))
}

/// What is wrong with a time that is surely in another unit than the one that was said.
pub fn in_other_unit(said: TimeUnit, value: &Json) -> Option<String> {
    let other = other_unit(said, value)?;
    Some(format!("expected a time in {said}, found one in {other}: {}", brief(value)))
}

/// Reports schemas of times that are never in the unit of the layout, each once. Returns the numbers of the events that have one.
pub(super) fn check(
    layout: &Layout,
    places: &[Place<'_>],
    found: &[Vec<Option<Result<Found<'_>, Lost<'_>>>>],
    diagnostics: &mut Diagnostics,
) -> BTreeSet<usize> {
    let mut events = BTreeSet::new();
    let mut told = BTreeSet::new();
    let time = places.iter().zip(found).find(|(place, _)| place.need == Need::Time);
    let (Some(rule), Some((_, found))) = (&layout.time, time) else { return events };
    for (number, found) in found.iter().enumerate() {
        let Some(Ok(found)) = found else { continue };
        let Some((location, what)) = found.value.certain().find_map(|schema| contradicted(rule.unit, schema))
        else {
            continue;
        };
        events.insert(number);
        if told.insert(location.clone()) {
            let message = format!("expected a time in {}, found {what}", rule.unit);
            let help = "correct the `unit` of `time` in the contract's envelope, or the schema";
            let unit = Location::new(INDEX, "/contract/envelope/time/unit");
            let schema = location.parent();
            let diagnostic = Diagnostic::at_value(&rules::EVENT_SCHEMA, location, message, help)
                .following(vec![schema])
                .label(unit, format!("times are in {}", rule.unit));
            diagnostics.push(diagnostic);
        }
    }
    events
}

/// What a schema says that no time in a unit is, and where.
fn contradicted(unit: TimeUnit, schema: &Schema) -> Option<(Location, String)> {
    let format = schema.constraints.format.as_deref();
    match unit {
        TimeUnit::Rfc3339 => {
            let is_text = schema.types.as_ref().is_none_or(|types| types.contains(&JsonType::String));
            (!is_text)
                .then(|| (schema.location_of(Keyword::Type), "a type that is never a string".to_owned()))
        }
        TimeUnit::Seconds | TimeUnit::Milliseconds => {
            let format = format.filter(|format| ["date", "date-time", "time"].contains(format))?;
            Some((schema.location_of(Keyword::Format), format!("the format `{format}`")))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_unit_is_another_one_where_only_that_gives_a_time_of_this_century() {
        use TimeUnit::{Milliseconds, Rfc3339, Seconds};
        for (said, value, other) in [
            (Seconds, json!(1_772_359_200), None),
            (Seconds, json!(1_772_359_200_000_u64), Some("milliseconds")),
            (Seconds, json!("1772359200000"), Some("milliseconds")),
            (Seconds, json!(1_772_359_200_000_000_u64), Some("microseconds")),
            (Milliseconds, json!(1_772_359_200_000_u64), None),
            (Milliseconds, json!(1_772_359_200), Some("seconds")),
            (Milliseconds, json!(1_772_359_200_000_000_000_u64), Some("nanoseconds")),
            // Made up, or of another century: nobody can tell.
            (Seconds, json!(0), None),
            (Milliseconds, json!(1), None),
            (Seconds, json!("soon"), None),
            (Rfc3339, json!(1_772_359_200), None),
        ] {
            assert_eq!(other_unit(said, &value), other, "{said} {value}");
        }
    }
}

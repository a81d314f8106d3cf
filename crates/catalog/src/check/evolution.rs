//! Whether the changes that an index accepts are listed once each, with a date that exists.

use std::collections::HashMap;

use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::draft::Draft;
use crate::index::names::is_calendar_date;
use crate::layout::INDEX;
use crate::rules;

/// Reports entries that repeat another one, or whose date is none. Whether there is such a change, `compat` says.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let mut first: HashMap<&str, Location> = HashMap::new();
    for (number, accepted) in draft.index.evolution.accepted.iter().enumerate() {
        let entry = Location::new(INDEX, format!("/evolution/accepted/{number}"));
        if accepted.until.has_form() && !is_calendar_date(&accepted.until.0) {
            let message = format!("`{}` is not a calendar date", accepted.until.0);
            let help = "write the last catalog version that has this entry, as YYYY-MM-DD";
            diagnostics.push(Diagnostic::at_value(&rules::DATE, entry.child("until"), message, help));
        }
        let fingerprint = entry.child("fingerprint");
        match first.get(accepted.fingerprint.as_str()) {
            None => drop(first.insert(&accepted.fingerprint, fingerprint)),
            Some(other) => {
                let message = format!("`{}` is accepted twice", accepted.fingerprint);
                let found =
                    Diagnostic::at_value(&rules::ACCEPTED, fingerprint, message, "remove one of the two");
                diagnostics.push(found.label(other.clone(), "it is here, too"));
            }
        }
    }
}

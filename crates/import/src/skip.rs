//! Events that are to be left out: they decide nothing, and what is wrong with them is not reported.

use webhook_contract::Layout;
use webhook_schema::Diagnostics;

use crate::definitions::Definitions;
use crate::documents::Documents;
use crate::envelope::Envelope;
use crate::found::{All, Found};
use crate::names::{Named, Unknown, names};
use crate::options::Options;

/// Removes the events that are to be left out, by the names that they would have had, and returns the names that no event has.
pub(crate) fn leave_out(
    documents: &Documents,
    found: &mut All,
    options: &Options,
    stated: Option<&Layout>,
) -> Unknown {
    // Whatever is wrong is told afterward, of the events that are left.
    let untold = &mut Diagnostics::new();
    let events = &found.events;
    let mut definitions = Definitions::new(options);
    let envelope = Envelope::choose(documents, found, options, stated, true, &mut definitions, untold);
    let Named { names, unknown, .. } = names(documents, events, options, &envelope, untold);
    let is_wanted = |name: &Option<String>| name.as_ref().is_none_or(|name| !options.skipped.contains(name));
    let left = events.iter().zip(&names).filter(|(_, name)| is_wanted(name));
    let left: Vec<Found> = left.map(|(event, _)| event.clone()).collect();
    found.events = left;
    unknown
}

/// Reports what is listed as an event and cannot be one, unless it is to be left out: its name is not unknown.
pub(crate) fn report_refused(
    found: &All,
    options: &Options,
    unknown: &mut Unknown,
    diagnostics: &mut Diagnostics,
) {
    for (name, mistake) in &found.refused {
        if name.as_ref().is_none_or(|name| !options.skipped.contains(name)) {
            diagnostics.push(mistake.clone());
        }
    }
    unknown.retain(|(name, _)| found.refused.iter().all(|(refused, _)| refused.as_ref() != Some(name)));
}

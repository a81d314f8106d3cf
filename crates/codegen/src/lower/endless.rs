//! Values that need another one of their kind, and so on: nobody can send one.

use webhook_catalog::Catalog;
use webhook_schema::model::Schema;
use webhook_schema::{Diagnostic, Diagnostics, Location, endless, tokens};

use crate::rules;

/// Needs of a cycle that are shown besides the first.
const MOST_SHOWN: usize = 10;

/// Refuses what needs another one of its kind, and so on without end.
pub(super) fn refuse(catalog: &Catalog, diagnostics: &mut Diagnostics) {
    if !catalog.references_lead_back() {
        return;
    }
    for places in endless(catalog.schemas(), &|schema| catalog.target(schema)) {
        let Some((first, others)) = places.split_first() else { continue };
        // No example can be right there.
        for place in &places {
            diagnostics.forget_what_follows(place);
            owner(catalog, place)
                .into_iter()
                .for_each(|owner| diagnostics.forget_what_follows(&owner.location));
        }
        let asked = match catalog.value(first).and_then(|value| value.as_str()) {
            Some(key) => format!("`{key}` is required, and its value"),
            None => format!("`{}` asks for a value that", keyword(first)),
        };
        let message = format!("no value is valid here: {asked} needs another one in turn, without end");
        let help = match others {
            [] => "make it optional, or allow null; or make it a list, which may be empty",
            _ => "make one of them optional, or allow null; or make it a list, which may be empty",
        };
        let found = Diagnostic::at_value(&rules::VALUE, first.clone(), message, help);
        let shown = others.iter().take(MOST_SHOWN);
        diagnostics
            .push(shown.fold(found, |found, other| found.label(other.clone(), "this leads back to it")));
    }
}

/// The schema that a place is in.
fn owner<'c>(catalog: &'c Catalog, place: &Location) -> Option<&'c Schema> {
    let mut around = place.parent();
    while catalog.at(&around).is_none() && !around.pointer.is_empty() {
        around = around.parent();
    }
    catalog.at(&around)
}

/// The keyword at a place.
fn keyword(place: &Location) -> String {
    tokens(&place.pointer).last().unwrap_or_default()
}

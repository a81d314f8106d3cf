//! What an index states of changes, as far as it is right or wrong without another version to compare with.

use webhook_catalog::Catalog;
use webhook_catalog::index::Accepted;
use webhook_catalog::index::entries::Date;
use webhook_catalog::layout::INDEX;
use webhook_schema::code;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::mistakes::{ACCEPTED, LEVEL};
use crate::rules::{rule, rules};

/// Tells of levels for rules that there are none of, and of changes that were to be accepted until an earlier version.
pub fn check(catalog: &Catalog, diagnostics: &mut Diagnostics) {
    mistakes(catalog).for_each(|mistake| diagnostics.push(mistake));
}

pub(crate) fn mistakes(catalog: &Catalog) -> impl Iterator<Item = Diagnostic> {
    ended(catalog).chain(levels(catalog))
}

/// Whether a change is no longer accepted in this version.
pub(crate) fn has_ended(entry: &Accepted, version: &Date) -> bool {
    *version > entry.until
}

fn ended(catalog: &Catalog) -> impl Iterator<Item = Diagnostic> {
    let version = &catalog.index.version;
    let entries = catalog.index.evolution.accepted.iter().enumerate();
    entries.filter(|(_, entry)| has_ended(entry, version)).map(|(number, entry)| {
        let message = format!(
            "`{}` is accepted until {}, and the catalog's version is {}",
            entry.fingerprint, entry.until.0, version.0
        );
        let help = "remove the entry: a newer version is where what breaks receivers belongs";
        let until = Location::new(INDEX, format!("/evolution/accepted/{number}/until"));
        Diagnostic::at_value(&ACCEPTED, until, message, help)
    })
}

fn levels(catalog: &Catalog) -> impl Iterator<Item = Diagnostic> {
    let names = catalog.index.evolution.levels.keys().filter(|name| rule(name).is_none());
    names.map(|name| {
        let location = Location::new(INDEX, "/evolution/levels").child(name);
        let help = did_you_mean(
            closest(name, rules().map(|rule| rule.id)),
            "name one of the rules that `hookwright explain` lists, or remove it",
        );
        Diagnostic::at_key(&LEVEL, location, format!("there is no rule {}", code(name)), help)
    })
}

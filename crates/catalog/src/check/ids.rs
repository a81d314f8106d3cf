//! An `$id` by which a file gets the references that mean another file by its name.

use std::collections::BTreeSet;

use webhook_schema::model::{Keyword, Reference, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, counted};

use crate::layout::split;
use crate::references::{References, relative};
use crate::rules;

/// Reports files with the URL of another one, which does not have it itself: whoever refers to that by its name gets this. Returns
/// the names of those that have it.
pub(crate) fn check(references: &References, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    for named in references.schemas.roots().map(|root| &*root.location.file) {
        let [only] = references.schemas.with_uri(&references.url(named)) else { continue };
        if *only.file == *named || !only.pointer.is_empty() {
            continue;
        }
        let uses = uses(named, only, references);
        let (Some(first), Some(schema)) = (uses.first(), references.schemas.at(only)) else { continue };
        let keyword = Keyword::id(schema.dialect);
        let place = schema.location_of(keyword);
        let (keyword, named) = (keyword.as_str(), relative(&only.file, named));
        let leads =
            counted(uses.len() as u64, "reference to that file leads", "references to that file lead");
        let message = format!("this is the `{keyword}` of `{named}`: {leads} here");
        let own = references.url(&only.file);
        let help = format!("write `\"{keyword}\": \"{own}\"`, and give `{named}` the one that is here");
        uses.iter().chain([&place]).for_each(|place| diagnostics.forget_what_follows(place));
        let found = Diagnostic::at_value(&rules::REFERENCE, place, message, help);
        diagnostics.push(found.label(first.clone(), "the first of them"));
        refused.insert(only.file.to_string());
    }
    refused
}

/// The references to a file that lead to another one.
fn uses(named: &str, to: &Location, references: &References) -> Vec<Location> {
    let (_, name) = split(named);
    let is_use = |schema: &&Schema| {
        let path = schema.reference.as_deref().map(|reference| Reference::parse(reference).file);
        let is_named = path.and_then(|path| path.rsplit('/').next()) == Some(name);
        is_named && references.place_of(schema).is_some_and(|place| place.file == to.file)
    };
    let all = references.schemas.outermost().flat_map(Schema::all).filter(is_use);
    all.map(|schema| schema.location_of(schema.reference_keyword())).collect()
}

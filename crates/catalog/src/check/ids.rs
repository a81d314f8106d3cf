//! An `$id` by which a file gets the references that mean another file by its name.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use webhook_schema::model::{Keyword, Reference, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, counted};

use crate::layout::split;
use crate::references::{References, relative};
use crate::rules;

/// Reports files with the URL of another one, which does not have it itself: whoever refers to that by its name gets this. Returns
/// the names of those that have it.
pub(crate) fn check(references: &References, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    let uses_of = OnceCell::new();
    for named in references.schemas.roots().map(|root| &*root.location.file) {
        let [only] = references.schemas.with_uri(&references.url(named)) else { continue };
        if *only.file == *named || !only.pointer.is_empty() {
            continue;
        }
        let uses: Vec<Location> = uses_of
            .get_or_init(|| uses(references))
            .get(&(split(named).1, &*only.file))
            .map(|uses| uses.iter().map(|schema| schema.location_of(schema.reference_keyword())).collect())
            .unwrap_or_default();
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

/// The schemas that refer to a file, by its name, without directories, as they write it, and by the file that it leads to.
fn uses(references: &References) -> HashMap<(&str, &str), Vec<&Schema>> {
    let mut uses: HashMap<(&str, &str), Vec<&Schema>> = HashMap::new();
    for schema in references.schemas.outermost().flat_map(Schema::all) {
        if let (Some(reference), Some(place)) = (&schema.reference, references.place_of(schema)) {
            let name = Reference::parse(reference).file.rsplit('/').next().unwrap_or_default();
            uses.entry((name, &place.file)).or_default().push(schema);
        }
    }
    uses
}

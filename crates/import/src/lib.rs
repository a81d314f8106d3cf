//! Makes a catalog of webhook events out of what a provider publishes: an OpenAPI or AsyncAPI document, or JSON Schemas.
//!
//! [`import()`] reads a [`Tree`] of documents and gives the files of a catalog; nothing is written here, and nothing but
//! the files of the tree is read. Where no catalog can be made of it, every reason is reported with its location in the
//! documents.
//!
//! # What is lost
//!
//! Schemas come out in draft 2020-12, each definition by itself. Comments, `$id`s and anchors are gone, and what a draft
//! ignores next to `$ref`; `discriminator` stays as an annotation, next to `anyOf` where it alone decides. Where bodies are kept,
//! what holds for a body as a whole is said by the envelope, and whether more fields may come is not.

mod asked_fields;
mod assemble;
mod bodies;
mod called;
mod choices;
mod closed;
mod definitions;
mod deliveries;
mod documents;
mod envelope;
mod event_ids;
mod examples;
mod found;
mod idle;
mod import;
mod impossible;
mod index;
mod inherited;
mod kept;
mod known_names;
mod left_out;
mod malformed;
mod names;
mod narrowed;
mod options;
mod read;
mod rules;
mod rust_names;
mod same;
mod samples;
mod skip;
mod spelling;
mod times;
mod titles;
mod trace;
mod undecided;
mod untold;
mod update;
mod writer;
mod yaml;

use webhook_catalog::Catalog;
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostics, Tree};

pub use documents::has_documents;
pub use import::Import;
pub use options::{Bodies, Naming, Options};
pub use rules::RULES;
pub use rust_names::MadeUp;
pub use spelling::transliterated;

/// Makes a catalog of documents.
///
/// `repository` is the tree that the catalog will be in, and `existing` the catalog that is in it already. What that has is
/// updated: definitions follow the documents, and what was written by hand stays.
///
/// What stands in the way is reported, all at once. `None` when nothing can be made then; otherwise, what is made has the rest,
/// so that its mistakes can be found, too.
pub fn import(
    documents: &Tree,
    options: &Options,
    repository: &Tree,
    existing: Option<&Catalog>,
    diagnostics: &mut Diagnostics,
) -> Option<Import> {
    diagnostics.open(documents.label());
    let mut documents = documents::Documents::read(documents, diagnostics);
    let mut found = read::read(&documents, diagnostics);
    let own = existing.and_then(|catalog| catalog.document(INDEX));
    let index = own.map_or_else(|| index::base(options, &found), |index| index.to_value());
    let layout = deliveries::stated(options, &index, own.is_none(), &found);
    let base = index::Base { index, layout };
    let stated = base.layout.as_ref();
    documents.reach(&found.events, &mut Diagnostics::new());
    deliveries::find_events(&documents, &mut found, stated);
    choices::split(&documents, &mut found.events, options, stated);
    let mut unknown = skip::leave_out(&documents, &mut found, options, stated);
    skip::report_refused(&found, options, &mut unknown, diagnostics);
    if !deliveries::are_as_stated(&found.events, diagnostics) {
        return None;
    }
    let misnamed = asked_fields::misnamed(&documents, &found.events, options);
    documents.reach(&found.events, diagnostics);
    let reached = documents.reached(&found.events);
    let choices = found.events.iter().filter_map(|event| event.choice.as_ref());
    documents
        .report_mappings(&choices.map(|at| documents.end(at)).chain(reached.clone()).collect(), diagnostics);
    documents.contradicted = closed::contradicted(&documents, &reached);
    documents.endless = documents.without_end(&reached);
    documents.same = same::repeated(&documents, reached);
    let mut made = assemble::assemble(documents, found, options, base, repository, existing, diagnostics)?;
    made.unknown = unknown;
    made.misnamed = misnamed;
    Some(made)
}

/// What the documents call their provider: the title of the first that has one, without the words that say what kind of document
/// it is; of an exported catalog, what its index says. It is empty where titles have no other words. What cannot be read is
/// reported.
pub fn provider_title(documents: &Tree, diagnostics: &mut Diagnostics) -> Option<String> {
    diagnostics.open(documents.label());
    let titles = documents::Documents::values(documents, diagnostics);
    titles.filter_map(|value| titles::of_provider(&value)).min_by_key(String::is_empty)
}

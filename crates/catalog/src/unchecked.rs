//! Loading a catalog that was checked when it was written.

use std::collections::BTreeSet;

use webhook_schema::{Diagnostics, Tree};

use crate::catalog::Catalog;
use crate::check;
use crate::files::Files;
use crate::index::Index;
use crate::index::before::renew;
use crate::index::shape;
use crate::layout::{API_INDEX, INDEX, is_schema};
use crate::load;
use crate::references;
use crate::schemas::Schemas;

/// Loads a catalog that was checked when it was written, such as one out of a history of its versions, without its
/// examples, and without a validator: it takes a small part of the time that [`load`](crate::load()) does.
///
/// Reported is what cannot be read. What cannot be followed to an end is left out in silence: [`Catalog::schema`] has no
/// schema for such an event. `None` where the index cannot be read.
pub fn load_unchecked(tree: &Tree, diagnostics: &mut Diagnostics) -> Option<Catalog> {
    diagnostics.open(tree.label());
    let mut files = Files::new(tree);
    if !files.read(INDEX, diagnostics) {
        load::report_missing(tree, INDEX, diagnostics);
        return None;
    }
    let is_part = |name: &&str| is_schema(name) || *name == API_INDEX;
    for name in tree.names().filter(is_part) {
        files.read(name, diagnostics);
    }
    let references = references::read(&mut files, diagnostics);
    let document = files.documents.get_mut(INDEX)?;
    // The text stays, for its lines.
    renew(&mut document.value);
    let index = shape::read::<Index>(INDEX, document, diagnostics)?;
    let check::Checked { refused, refers_to } = check::references(&references);
    let schemas = Schemas {
        documents: files.documents,
        references,
        refused,
        refers_to,
        validators: Default::default(),
    };
    let (unsound, examples, shared) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let api = load::older_api(&schemas);
    Some(Catalog { index, api, schemas, unsound, examples, shared })
}

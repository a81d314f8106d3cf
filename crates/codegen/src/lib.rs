//! Generates what a webhook event catalog is used through: event crates, the catalog page, its changelog, an OpenAPI
//! document, and the schemas that authors refer to.
//!
//! A [`Catalog`] is lowered once, then each renderer makes [`Files`] of it. Nothing is read or written, and all names come
//! from the catalog.

mod components;
mod files;
mod fit;
mod ir;
mod keywords;
mod lower;
mod marker;
pub mod markup;
mod meanings;
mod names;
mod reading;
mod render;
mod request;
mod rules;
pub mod shell;
mod surface;
pub mod svg;
mod told;
mod words;

use webhook_catalog::Catalog;
use webhook_schema::{Diagnostic, Diagnostics, on_large_stack, parallel};

use ir::Ir;

pub use files::{Files, Writes};
pub use marker::is_generated;
pub use reading::Reader;
pub use rules::RULES;
pub use webhook_evolution::Item;
pub use webhook_evolution::history::History;

/// Directories, relative to the project's root, that hold nothing but generated files.
pub const OWNED: &[&str] = &["crates/events", "docs/src/reference", "schemas/meta"];

/// What was generated.
pub struct Output {
    /// The files, all of them below [`OWNED`].
    pub files: Files,
    /// What they were made of.
    pub summary: Summary,
    /// What was not made a type of, and what is an annotation to the generator: notes for those who ask.
    pub notes: Vec<Diagnostic>,
}

/// What the files were made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Number of events.
    pub events: usize,
    /// Number of families.
    pub families: usize,
}

/// Generates everything from a catalog.
///
/// `history` has the versions before the catalog's own: the changelog is made of them. The same catalog and history give the
/// same bytes. `None` when the catalog has mistakes, which are then in `diagnostics`; those
/// that loading it found count too.
pub fn generate(catalog: &Catalog, history: History, diagnostics: &mut Diagnostics) -> Option<Output> {
    regenerate(catalog, history, &|_, _| false, diagnostics)
}

/// As [`generate`], where there are files already. `is_up_to_date` is asked of each file's path and what writes its text, on any
/// thread; of those that are, [`Output`] has no text. So not all of them are in memory at once, and some never as a whole.
pub fn regenerate(
    catalog: &Catalog,
    history: History,
    is_up_to_date: &(dyn Fn(&str, &Writes<'_>) -> bool + Sync),
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    on_large_stack(|| {
        let (ir, notes) = understood(catalog, history, diagnostics)?;
        let files = render::render(&ir, is_up_to_date, diagnostics)?;
        let summary = Summary { events: ir.events.len(), families: ir.families.len() };
        Some(Output { files, summary, notes })
    })
}

/// Finds the mistakes that [`generate`] finds, and makes no files.
pub fn check(catalog: &Catalog, history: History, diagnostics: &mut Diagnostics) {
    on_large_stack(|| {
        if let Some((ir, _)) = understood(catalog, history, diagnostics) {
            render::check(&ir, diagnostics);
        }
    });
}

/// A catalog without mistakes as what is rendered, and the notes on it.
fn understood<'c>(
    catalog: &'c Catalog,
    history: History,
    diagnostics: &mut Diagnostics,
) -> Option<(Ir<'c>, Vec<Diagnostic>)> {
    let (mut ir, notes) = lower::lower(catalog, diagnostics);
    let is_sound = diagnostics.has_no_error();
    let components = || is_sound.then(|| lower::components_of(catalog, &ir));
    let (components, ()) = parallel::both(components, || {
        render::rust::collisions::refuse(&ir, diagnostics);
        reading::check(&ir, catalog, diagnostics);
        webhook_evolution::check(catalog, diagnostics);
    });
    if !diagnostics.has_no_error() {
        return None;
    }
    ir.components = components?;
    ir.releases = history.releases(catalog, diagnostics)?;
    Some((ir, notes))
}

/// The public items of the crates that [`generate`] makes of a catalog, in order of their paths.
///
/// Finds the same mistakes. `None` where they leave a type out; the examples may be wrong.
pub fn surface(catalog: &Catalog, diagnostics: &mut Diagnostics) -> Option<Vec<Item>> {
    on_large_stack(|| {
        let before = diagnostics.errors();
        let (ir, _) = lower::lower(catalog, diagnostics);
        render::rust::collisions::refuse(&ir, diagnostics);
        let is_whole = catalog.has_sound_layout() && diagnostics.errors() == before;
        reading::check(&ir, catalog, diagnostics);
        is_whole.then(|| surface::surface(&ir))
    })
}

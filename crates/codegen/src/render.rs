//! The list of what is generated. A part turns the [`Ir`] into files, on any core; to add one, add a module and a line here.

mod events_json;
mod evolution_rules;
mod feed;
mod history;
mod keywords;
mod markdown;
mod meta_schema;
mod openapi;
mod pictures;
pub mod rust;

use webhook_schema::{Diagnostic, Diagnostics, parallel};

use crate::files::{Files, IsUpToDate, Sink};
use crate::ir::{FamilyId, Ir};
use crate::marker::marker;

/// A part of what is generated. None needs what another makes.
enum Part {
    Rust(rust::Part),
    /// The pages of a family.
    Family(FamilyId),
    /// The other pages of the reference.
    Pages,
    Other(fn(&Ir<'_>, &mut Sink<'_>)),
}

/// Every part; those that take the longest come first, so that no core is left waiting for one of them.
fn parts(ir: &Ir<'_>) -> Vec<Part> {
    let others = [
        openapi::render,
        events_json::render,
        keywords::render,
        evolution_rules::render,
        meta_schema::render,
        history::render,
        feed::render,
        pictures::render,
    ];
    let mut rust = rust::parts(ir).map(Part::Rust);
    let first: Vec<Part> = rust.by_ref().take(1).collect();
    let families = ir.numbered_families().map(|(id, _)| Part::Family(id));
    first
        .into_iter()
        .chain(others.map(Part::Other))
        .chain([Part::Pages])
        .chain(rust)
        .chain(families)
        .collect()
}

/// Renders every part, without the texts that are up to date. `None` when one could not be made, which is then in
/// `diagnostics`.
pub fn render(ir: &Ir<'_>, is_up_to_date: &IsUpToDate<'_>, diagnostics: &mut Diagnostics) -> Option<Files> {
    let book = markdown::Book::new(ir);
    let made = parallel::map(parallel::threads(), &parts(ir), |part| {
        let mut files = Sink::new(is_up_to_date);
        match part {
            Part::Rust(part) => rust::render(ir, *part, &mut files)?,
            Part::Family(id) => markdown::render_family(&book, *id, &mut files),
            Part::Pages => markdown::render(&book, &mut files),
            Part::Other(render) => render(ir, &mut files),
        }
        Ok::<_, Box<Diagnostic>>(files.files())
    });
    let mut files = Files::default();
    for made in made {
        match made {
            Ok(made) => files.extend(made),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    diagnostics.has_no_error().then_some(files)
}

/// Finds the mistakes that [`render`] finds.
pub fn check(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let homes: Vec<rust::Part> = rust::parts(ir).collect();
    let checked = parallel::map(parallel::threads(), &homes, |home| rust::check(ir, *home));
    checked.into_iter().filter_map(Result::err).for_each(|diagnostic| diagnostics.push(*diagnostic));
}

/// Where the catalog is, for what generated files say of their source.
const CATALOG: &str = "schemas/webhooks";

/// The marker as Markdown has comments.
fn markdown_marker(source: &str) -> String {
    format!("<!-- {} -->", marker(source))
}

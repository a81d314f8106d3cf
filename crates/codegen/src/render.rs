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

use webhook_schema::{Diagnostics, parallel};

use crate::files::{Files, IsUpToDate, Sink};
use crate::ir::{FamilyId, Ir};
use crate::marker::marker;
use rust::types::Typified;

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

/// Renders every part, without the texts that are up to date. `None` when typify fails, which is then in
/// `diagnostics`.
pub fn render(ir: &Ir<'_>, is_up_to_date: &IsUpToDate<'_>, diagnostics: &mut Diagnostics) -> Option<Files> {
    let typified = match Typified::new(ir) {
        Ok(typified) => typified,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let book = markdown::Book::new(ir);
    let made = parallel::map(parallel::threads(), &parts(ir), |part| {
        let mut files = Sink::new(is_up_to_date);
        match part {
            Part::Rust(part) => rust::render(ir, &typified, *part, &mut files),
            Part::Family(id) => markdown::render_family(&book, *id, &mut files),
            Part::Pages => markdown::render(&book, &mut files),
            Part::Other(render) => render(ir, &mut files),
        }
        files.files()
    });
    let mut files = Files::default();
    made.into_iter().for_each(|made| files.extend(made));
    Some(files)
}

/// Finds the mistakes that [`render`] finds.
pub fn check(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    if let Err(diagnostic) = Typified::new(ir) {
        diagnostics.push(*diagnostic);
    }
}

/// Where the catalog is, for what generated files say of their source.
const CATALOG: &str = "schemas/webhooks";

/// The marker as Markdown has comments.
fn markdown_marker(source: &str) -> String {
    format!("<!-- {} -->", marker(source))
}

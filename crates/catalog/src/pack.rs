//! Packs: what is known of a provider without a catalog.

use webhook_contract::Pack;
use webhook_schema::{Diagnostic, Diagnostics, Location, Tree, typed};

use crate::index::shape::Shape;
use crate::rules;

/// Loads a pack, and reports what is wrong with it. Its vectors are not tried.
pub fn load_pack(tree: &Tree, file: &str, diagnostics: &mut Diagnostics) -> Option<Pack> {
    let document = tree.document(file, diagnostics)?;
    // What tells an author more takes longer, and most packs have no mistake.
    let Ok(pack) = typed::<Pack>(document.value()) else {
        Shape::of_pack().parse(file, &document, diagnostics);
        return None;
    };
    let faults = pack.faults();
    let is_sound = faults.is_empty();
    for fault in faults {
        let location = Location::new(file, fault.pointer);
        diagnostics.push(Diagnostic::at_value(&rules::CONTRACT, location, fault.message, fault.help));
    }
    is_sound.then_some(pack)
}

//! Packs: what is known of a provider without a catalog.

use webhook_contract::Pack;
use webhook_schema::{Diagnostic, Diagnostics, Location, Tree};

use crate::index::shape::pointer;
use crate::rules;

/// Loads a pack, and reports what is wrong with it. Its vectors are not tried.
pub fn load_pack(tree: &Tree, file: &str, diagnostics: &mut Diagnostics) -> Option<Pack> {
    let document = tree.document(file, diagnostics)?;
    let pack: Pack = match serde_path_to_error::deserialize(&document.value) {
        Ok(pack) => pack,
        Err(error) => {
            let location = Location::new(file, pointer(error.path()));
            let help = "correct what the message says; `hookwright packs stripe --json` shows one";
            let message = error.inner().to_string();
            diagnostics.push(Diagnostic::at_value(&rules::CONTRACT, location, message, help));
            return None;
        }
    };
    let faults = pack.faults();
    let is_sound = faults.is_empty();
    for fault in faults {
        let location = Location::new(file, fault.pointer);
        diagnostics.push(Diagnostic::at_value(&rules::CONTRACT, location, fault.message, fault.help));
    }
    is_sound.then_some(pack)
}

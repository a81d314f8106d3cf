//! Names in Rust that the index gives to places in schemas, by the places that these have in the document: whoever imports it
//! has the same crates.

use std::collections::BTreeMap;

use webhook_catalog::layout::in_webhooks;
use webhook_schema::Location;

use crate::ir::Ir;

/// Where they stand.
pub const NAMES: &str = "x-rust-names";

/// The names, by references to what they name. What is in no component is in no delivery.
pub fn names<'i>(ir: &'i Ir<'_>) -> BTreeMap<String, &'i str> {
    let names = ir.index.rust_names.iter();
    names.filter_map(|(place, name)| Some((reference(ir, place)?, name.as_str()))).collect()
}

/// A reference to a place, by the component around it that is nearest.
fn reference(ir: &Ir<'_>, place: &str) -> Option<String> {
    let (file, pointer) = place.split_once('#')?;
    let mut above = Location::new(in_webhooks(file), pointer);
    while ir.components.name_of(&above).is_none() {
        if above.pointer.is_empty() {
            return None;
        }
        above = above.parent();
    }
    let component = ir.components.reference(&above);
    Some(format!("{}{}", component["$ref"].as_str()?, &pointer[above.pointer.len()..]))
}

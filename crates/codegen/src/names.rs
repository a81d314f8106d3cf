//! Names of shapes and events in camel case, as pages, documents and code have them.

mod way;

use webhook_catalog::index::entries::Event;
pub use webhook_catalog::spelling::{
    condensed, definition_name as definition_ident, spelled, type_name as type_ident,
};

pub use self::way::{Way, abbreviated};

/// The name of an event in camel case: its author's, or one that is made of its name.
pub fn event_ident(event: &Event) -> String {
    let ident = match &event.rust_name {
        Some(name) => type_ident(name),
        None => condensed(type_ident(&event.name)),
    };
    match ident {
        // For the events that a build does not know.
        ident if ident == "Unknown" => "UnknownEvent".to_owned(),
        ident => ident,
    }
}

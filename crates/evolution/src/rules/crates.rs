//! Rules about the generated crates.

crate::rule::table! {
    RUST_ITEM_CHANGED = "rust-item-changed" (Safe, Safe, Major) "A public item of the generated crates is gone or has changed."
        why "The other rules look at schemas. This one looks at what is generated of them, so that no change of a name or a type goes unnoticed: code that names the item no longer compiles."
        instead "Keep the name, or give the old one with `x-rust-name`."
        bad Payload r##"{ "type": "object", "properties": { "size": { "$ref": "#/$defs/Size" } }, "$defs": { "Size": { "type": "object", "properties": { "width": { "type": "integer" } } } } }"##
            => r##"{ "type": "object", "properties": { "size": { "$ref": "#/$defs/Extent" } }, "$defs": { "Extent": { "type": "object", "properties": { "width": { "type": "integer" } } } } }"##
        good Payload r##"{ "type": "object", "properties": { "size": { "type": "integer" } } }"##
            => r##"{ "type": "object", "properties": { "size": { "type": "integer", "title": "Extent" } } }"##
}

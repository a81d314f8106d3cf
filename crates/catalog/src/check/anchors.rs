//! Names that schemas give themselves, for references to use: in a file, or a part of it with an `$id` of its own, each is
//! the name of one schema.

use std::collections::{BTreeSet, HashMap};

use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::references::References;
use crate::rules;

/// Reports names that several schemas have, `$anchor` and `$dynamicAnchor` alike; returns their files.
pub(crate) fn check(references: &References, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    if !references.schemas.has_anchors() {
        return refused;
    }
    let mut named: HashMap<(&Location, &str), &Schema> = HashMap::new();
    for schema in references.schemas.outermost().flat_map(Schema::all) {
        // Some generators of old drafts write a pointer as the `id` of each schema: nothing refers to it as to a name.
        for name in schema.seldom.anchors.iter().filter(|name| !name.starts_with('/')) {
            let first = *named.entry((&schema.resource.root, name)).or_insert(schema);
            if first.location == schema.location {
                continue;
            }
            let message = format!("expected a unique anchor, found `{name}` again");
            let help = "rename one of the two, and change what refers to it";
            let diagnostic = Diagnostic::at_value(&rules::REFERENCE, naming(schema, name), message, help)
                .label(naming(first, name), "already the name of this schema");
            diagnostics.push(diagnostic);
            refused.insert(schema.location.file.to_string());
        }
    }
    refused
}

/// Where a schema names itself.
fn naming(schema: &Schema, name: &str) -> Location {
    let keyword = match schema.seldom.dynamic_anchor.as_deref() {
        Some(dynamic) if dynamic == name => Keyword::DynamicAnchor,
        _ if schema.has(Keyword::Anchor) => Keyword::Anchor,
        _ => Keyword::id(schema.dialect),
    };
    schema.location_of(keyword)
}

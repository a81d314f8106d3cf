//! Where a `$ref` leads.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::schema::Schema;
use crate::location::Location;

/// A `$ref` in its two parts.
///
/// ```
/// use webhook_schema::model::{Fragment, Reference};
///
/// let reference = Reference::parse("common.schema.json#/$defs/a%20b");
/// assert_eq!(reference.file, "common.schema.json");
/// assert_eq!(reference.fragment, Fragment::Pointer("/$defs/a b".to_owned()));
/// assert_eq!(Reference::parse("#id").fragment, Fragment::Anchor("id".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The file's name or URL; empty for the file that the reference is in.
    pub file: &'a str,
    /// The schema in that file.
    pub fragment: Fragment,
}

/// How a reference names a schema in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fragment {
    /// By JSON Pointer; the empty one is the whole file.
    Pointer(String),
    /// By a name that the schema gives itself.
    Anchor(String),
}

impl<'a> Reference<'a> {
    /// The parts of a `$ref`.
    pub fn parse(text: &'a str) -> Self {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        let fragment = if is_pointer { Fragment::Pointer(fragment) } else { Fragment::Anchor(fragment) };
        Self { file, fragment }
    }
}

/// Schema files by name.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::model::{Reference, Schema, Schemas};
///
/// let mut schemas = Schemas::default();
/// schemas.insert(Schema::read("a.json", &json!({ "$defs": { "b": { "$anchor": "c" } } })));
/// let by_pointer = schemas.find("a.json", &Reference::parse("#/$defs/b").fragment).unwrap();
/// let by_anchor = schemas.find("a.json", &Reference::parse("#c").fragment).unwrap();
/// assert_eq!(by_pointer.location, by_anchor.location);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    roots: BTreeMap<String, Schema>,
    /// Pointers by file and anchor.
    anchors: BTreeMap<(String, String), String>,
}

impl Schemas {
    /// Adds a schema file.
    pub fn insert(&mut self, root: Schema) {
        let file = &root.location.file;
        for schema in root.all() {
            if let Some(anchor) = &schema.anchor {
                let pointer = schema.location.pointer.clone();
                self.anchors.entry((file.clone(), anchor.clone())).or_insert(pointer);
            }
        }
        self.roots.insert(file.clone(), root);
    }

    /// The schema files, in order of their names.
    pub fn roots(&self) -> impl Iterator<Item = &Schema> {
        self.roots.values()
    }

    /// A schema file.
    pub fn root(&self, file: &str) -> Option<&Schema> {
        self.roots.get(file)
    }

    /// The schema at a location.
    pub fn at(&self, location: &Location) -> Option<&Schema> {
        self.root(&location.file)?.at(&location.pointer)
    }

    /// The schema that a fragment names in a file.
    pub fn find(&self, file: &str, fragment: &Fragment) -> Option<&Schema> {
        let pointer = match fragment {
            Fragment::Pointer(pointer) => pointer,
            Fragment::Anchor(anchor) => self.anchors.get(&(file.to_owned(), anchor.clone()))?,
        };
        self.root(file)?.at(pointer)
    }
}

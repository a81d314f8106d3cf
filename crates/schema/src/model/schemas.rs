//! Schema files together, and the schema that a reference leads to in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::keyword::Keyword;
use super::reference::Fragment;
use super::schema::Schema;
use crate::location::{Location, tokens};

/// Schema files by name, with the schemas in them that no keyword holds but a reference leads to.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::Location;
/// use webhook_schema::model::{Reference, Schema, Schemas};
///
/// let document = json!({ "$defs": { "b": { "$anchor": "c" } }, "components": { "d": { "type": "string" } } });
/// let mut schemas = Schemas::default();
/// schemas.insert(Schema::read("a.json", &document));
/// let by_pointer = schemas.find("a.json", &Reference::parse("#/$defs/b").fragment).unwrap();
/// let by_anchor = schemas.find("a.json", &Reference::parse("#c").fragment).unwrap();
/// assert_eq!(by_pointer.location, by_anchor.location);
///
/// let d = Location::new("a.json", "/components/d");
/// assert!(schemas.at(&d).is_none());
/// assert!(schemas.graft(&d, &document));
/// assert!(schemas.at(&d).is_some());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    // In boxes: a table is half empty, and a schema is large.
    roots: HashMap<Arc<str>, Box<Schema>>,
    /// The files in their order. To look for one among thousands, a table is faster than a tree.
    files: BTreeSet<Arc<str>>,
    /// Schemas that no keyword holds.
    grafts: BTreeMap<Location, Schema>,
    /// Where a resource is, by its URI; of several, in the order in which they were added.
    resources: HashMap<String, Vec<Location>>,
    /// Where a schema is, by the root of its resource and a name that it gives itself.
    anchors: BTreeMap<(Location, String), Location>,
}

impl Schemas {
    /// Adds a schema file.
    pub fn insert(&mut self, root: Schema) {
        self.note(&root);
        let file = &root.location.file;
        self.files.insert(Arc::clone(file));
        self.roots.insert(Arc::clone(file), Box::new(root));
    }

    /// Reads what is at a location of a file, which was added as `document`, as a schema, though no keyword says that it is
    /// one. Says whether there can be one: not where a keyword says that something else is there.
    pub fn graft(&mut self, location: &Location, document: &Value) -> bool {
        let value = document.pointer(&location.pointer);
        let value = value.filter(|value| value.is_object() || value.is_boolean());
        let (Some(value), Some(root)) = (value, self.root(&location.file)) else { return false };
        let around = root.toward(&location.pointer);
        let way = &location.pointer[around.location.pointer.len()..];
        let next = tokens(way).next().and_then(|token| Keyword::of(&token, around.dialect));
        if next.is_some_and(|keyword| around.has(keyword)) {
            return false;
        }
        let schema = Schema::graft(location.clone(), value, around);
        self.note(&schema);
        self.grafts.insert(location.clone(), schema);
        true
    }

    fn note(&mut self, root: &Schema) {
        for schema in root.all() {
            let resource = &schema.resource;
            for anchor in schema.seldom.anchors.iter() {
                let key = (resource.root.clone(), anchor.clone());
                self.anchors.entry(key).or_insert_with(|| schema.location.clone());
            }
            if resource.root == schema.location {
                // Nearly always one: a list has room for more from the start.
                let known =
                    self.resources.entry(resource.uri.clone()).or_insert_with(|| Vec::with_capacity(1));
                if !known.contains(&schema.location) {
                    known.push(schema.location.clone());
                }
            }
        }
    }

    /// The schema files, in order of their names.
    pub fn roots(&self) -> impl Iterator<Item = &Schema> {
        self.files.iter().filter_map(|file| self.root(file))
    }

    /// The outermost schemas: those of whole files, then those that no keyword holds.
    pub fn outermost(&self) -> impl Iterator<Item = &Schema> {
        self.roots().chain(self.grafts.values())
    }

    /// The outermost schemas of a file.
    pub fn outermost_of<'s>(&'s self, file: &str) -> impl Iterator<Item = &'s Schema> + use<'s> {
        let first = Location::new(file, "");
        let file = file.to_owned();
        let grafts = self.grafts.range(first..).map(|(_, schema)| schema);
        self.root(&file).into_iter().chain(grafts.take_while(move |schema| *schema.location.file == *file))
    }

    /// A schema file.
    pub fn root(&self, file: &str) -> Option<&Schema> {
        self.roots.get(file).map(|root| &**root)
    }

    /// The schema at a location.
    pub fn at(&self, location: &Location) -> Option<&Schema> {
        self.look_up(location).map(|(_, schema)| schema)
    }

    /// The outermost schema that the one at a location is in: that of the file, or one that no keyword holds.
    pub fn outermost_at(&self, location: &Location) -> Option<&Schema> {
        self.look_up(location).map(|(outermost, _)| outermost)
    }

    fn look_up(&self, location: &Location) -> Option<(&Schema, &Schema)> {
        let root = self.root(&location.file)?;
        if let Some(schema) = root.at(&location.pointer) {
            return Some((root, schema));
        }
        let mut above = location.clone();
        while !self.grafts.is_empty() && !above.pointer.is_empty() {
            if let Some(graft) = self.grafts.get(&above)
                && let Some(schema) = graft.at(&location.pointer[above.pointer.len()..])
            {
                return Some((graft, schema));
            }
            above = above.parent();
        }
        None
    }

    /// The schemas that go by a URI, as their `$id`s or the names of their files have it: none, one, or several.
    pub fn with_uri(&self, uri: &str) -> &[Location] {
        self.resources.get(uri).map(Vec::as_slice).unwrap_or_default()
    }

    /// Where the schema is that gives itself a name, in the resource that starts at `root`.
    pub fn anchor(&self, root: &Location, name: &str) -> Option<&Location> {
        self.anchors.get(&(root.clone(), name.to_owned()))
    }

    /// Whether any schema gives itself a name.
    pub fn has_anchors(&self) -> bool {
        !self.anchors.is_empty()
    }

    /// The names that schemas give themselves in the resource that starts at `root`.
    pub fn anchors(&self, root: &Location) -> impl Iterator<Item = &str> {
        let own = self.anchors.range((root.clone(), String::new())..);
        own.take_while(move |((own, _), _)| own == root).map(|((_, name), _)| name.as_str())
    }

    /// The schema that a fragment names in a file.
    pub fn find(&self, file: &str, fragment: &Fragment) -> Option<&Schema> {
        let root = Location::new(file, "");
        match fragment {
            Fragment::Pointer(pointer) => self.at(&Location::new(file, pointer.as_str())),
            Fragment::Anchor(anchor) => self.at(self.anchor(&root, anchor)?),
        }
    }
}

//! The files that were given, as JSON, and the schemas in them. No other file is ever opened.

mod inheritance;
mod mapped;
mod mappings;
mod parents;
mod references;
mod told;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::iter::successors;
use std::sync::Arc;

use serde_json::Value;
use webhook_schema::model::{Dialect, Keyword, Resource, Schema, Schemas, file_uri};
use webhook_schema::source::is_json;
use webhook_schema::{Diagnostics, Directory, Location, Tree, endless};

use crate::found::Found;
use crate::rules;
use crate::yaml::{self, Marks};
use mapped::Mapped;
use parents::Parents;

pub(crate) use parents::{Child, Parent, including};

/// Schemas that are looked at along references.
const MOST_REFERENCES: usize = 32;

/// The files that were given, and could be read.
pub(crate) struct Documents {
    files: BTreeMap<String, File>,
    pub schemas: Schemas,
    /// The files by the URIs of their names.
    names: BTreeMap<String, String>,
    /// The URIs of files that were given and could not be read, which was reported.
    unreadable: BTreeSet<String>,
    /// Where the references lead of the schemas that were reached.
    leads: BTreeMap<Location, Location>,
    /// The texts that a `mapping` gives to schemas.
    mapped: Mapped,
    /// The schemas that others inherit from.
    parents: Parents,
    /// Those of them that somebody refers to and means a child.
    chosen: BTreeSet<Location>,
    /// Which definition is in the place of another that says the same.
    pub same: BTreeMap<Location, Location>,
    /// The keywords that no value is valid by, or none that has a key, for they rule out what something else requires or describes.
    pub contradicted: BTreeMap<Location, Impossible>,
    /// What values need to be valid, and never get: each has to have another one like it in it.
    pub endless: BTreeSet<Location>,
}

/// A property that something else rules out.
#[derive(Debug)]
pub(crate) struct Impossible {
    /// Its key.
    pub key: String,
    /// Where it is required or described.
    pub location: Location,
    /// Whether it is required, so that no value is valid. Otherwise, one without any key is.
    pub is_required: bool,
}

struct File {
    value: Value,
    text: Arc<str>,
    /// Where values are in the text; `None` for JSON, in which printers find them.
    marks: Option<Marks>,
}

/// A tree with a file as other programs read it: without the byte order mark that some editors write.
fn without_mark<'t>(tree: &'t Tree, name: &str) -> Cow<'t, Tree> {
    let bytes = tree.read(name).unwrap_or_default();
    match bytes.strip_prefix("\u{feff}".as_bytes()) {
        Some(rest) => Cow::Owned(Tree::memory(tree.label(), [(name, rest.to_vec())]).within(tree.limits())),
        None => Cow::Borrowed(tree),
    }
}

/// Whether there is a file in a tree that would be read as a document.
pub fn has_documents(tree: &Tree) -> bool {
    tree.names().any(|name| is_read(tree, name))
}

/// Files that are named unlike any document are passed over when they come from a directory.
fn is_read(tree: &Tree, name: &str) -> bool {
    is_document(name) || !is_in_directory(tree, name)
}

/// Whether a file is named like one that can be read.
fn is_document(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_json(name) || lower.ends_with(".yaml") || lower.ends_with(".yml")
}

/// The files in a tree that may be documents, each with what is in it if that can be read.
fn files<'t>(
    tree: &'t Tree,
    diagnostics: &'t mut Diagnostics,
) -> impl Iterator<Item = (&'t str, Option<File>)> + use<'t> {
    tree.names().filter(|name| is_read(tree, name)).map(|name| {
        let tree = &*without_mark(tree, name);
        let file = if is_json(name) {
            tree.document(name, diagnostics).map(|read| File {
                value: read.to_value(),
                text: read.text,
                marks: None,
            })
        } else {
            tree.text(name, diagnostics).and_then(|text| {
                let (value, marks) = yaml::read(name, &text, tree.limits().max_depth, diagnostics)?;
                Some(File { value, text, marks: Some(marks) })
            })
        };
        (name, file)
    })
}

impl Documents {
    /// Reads what is in a tree, as far as it can be.
    pub fn read(tree: &Tree, diagnostics: &mut Diagnostics) -> Self {
        let mut documents = Self {
            files: BTreeMap::new(),
            schemas: Schemas::default(),
            names: BTreeMap::new(),
            unreadable: BTreeSet::new(),
            leads: BTreeMap::new(),
            mapped: Mapped::default(),
            parents: Parents::default(),
            chosen: BTreeSet::new(),
            same: BTreeMap::new(),
            contradicted: BTreeMap::new(),
            endless: BTreeSet::new(),
        };
        tree.report(diagnostics);
        for (name, file) in files(tree, diagnostics) {
            if let Some(file) = file {
                documents.schemas.insert(Schema::read(name, &file.value));
                documents.names.insert(file_uri(name), name.to_owned());
                documents.files.insert(name.to_owned(), file);
            } else {
                documents.unreadable.insert(file_uri(name));
            }
        }
        (documents.parents, documents.mapped) = documents.find_parents();
        documents
    }

    /// What the files in a tree say, as far as they can be read.
    pub fn values<'t>(
        tree: &'t Tree,
        diagnostics: &'t mut Diagnostics,
    ) -> impl Iterator<Item = Value> + use<'t> {
        tree.report(diagnostics);
        files(tree, diagnostics).filter_map(|(_, file)| Some(file?.value))
    }

    /// The files with what they say, in order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.files.iter().map(|(name, file)| (name.as_str(), &file.value))
    }

    /// The value at a location.
    pub fn value(&self, location: &Location) -> Option<&Value> {
        self.files.get(&*location.file)?.value.pointer(&location.pointer)
    }

    /// The value that a location leads to when `$ref`s are followed, with where it is; `None` when it was reported that
    /// there is none.
    pub fn follow(&self, location: Location, diagnostics: &mut Diagnostics) -> Option<(Location, &Value)> {
        let mut seen = vec![location];
        loop {
            let here = seen.last()?.clone();
            let value = self.value(&here)?;
            let Some(reference) = value.get(Keyword::Ref.as_str()).and_then(Value::as_str) else {
                return Some((here, value));
            };
            let at = here.child(Keyword::Ref.as_str());
            let next = self.place(&Resource::of_file(&here.file), reference, &at, diagnostics)?;
            if seen.contains(&next) {
                let message = format!("`{reference}` leads back to itself");
                let help = "refer to what is meant in the end";
                diagnostics.push(self.mistake(&rules::REFERENCE, &at, message, help));
                return None;
            }
            seen.push(next);
        }
    }

    /// Reads the schemas of the bodies of events, and all that these reach, though no keyword may say that they are schemas. What
    /// leads nowhere is reported, once.
    pub fn reach(&mut self, events: &[Found], diagnostics: &mut Diagnostics) {
        let mut open: Vec<Location> = events.iter().map(|event| event.body.clone()).collect();
        let mut seen: BTreeSet<Location> = BTreeSet::new();
        self.chosen.clear();
        let bodies: Vec<Location> = open.clone();
        bodies.iter().for_each(|body| self.choose(body, &mut open));
        while let Some(location) = open.pop() {
            if !seen.insert(location.clone()) || !self.read_schema(&location, diagnostics) {
                continue;
            }
            let mut found = Vec::new();
            let mut chosen = Vec::new();
            for schema in self.schemas.at(&location).map(Schema::all).into_iter().flatten() {
                // One that is written in place.
                if schema.location != location {
                    chosen.push(schema.location.clone());
                }
                let Some(reference) = &schema.reference else { continue };
                let at = schema.location_of(schema.reference_keyword());
                let place = self.place(&schema.resource, reference, &at, diagnostics);
                if let Some(place) = place.as_ref().filter(|place| !self.is_like_schema(place)) {
                    let message =
                        format!("`{reference}` leads to an object without any keyword of JSON Schema");
                    let help = "refer to a schema: this one allows every value";
                    let mistake = self.mistake(&rules::REFERENCE, &at, message, help).warning();
                    diagnostics.push(self.label(mistake, place, "it leads here"));
                }
                found.extend(place.map(|place| (schema.location.clone(), place)));
            }
            let whole = found.iter().filter(|(from, to)| !self.parents.is_inclusion(from, to));
            chosen.extend(whole.map(|(_, to)| to.clone()));
            chosen.iter().for_each(|place| self.choose(place, &mut open));
            open.extend(found.iter().map(|(_, place)| place.clone()));
            self.leads.extend(found);
        }
        self.cut_cycles(diagnostics);
    }

    /// Notes that somebody means a child of a schema, if it is a parent: its children are to be read, too.
    fn choose(&mut self, place: &Location, open: &mut Vec<Location>) {
        if let Some(parent) = self.parents.at(place) {
            open.extend(parent.children.iter().map(|child| child.place.clone()));
            self.chosen.insert(place.clone());
        }
    }

    /// A schema that others inherit from, if somebody refers to it and means one of these.
    pub fn parent(&self, place: &Location) -> Option<&Parent> {
        self.parents.at(place).filter(|_| self.chosen.contains(place))
    }

    /// Whether a schema includes another one, of which children are meant elsewhere.
    pub fn is_inclusion(&self, from: &Location, to: &Location) -> bool {
        self.chosen.contains(to) && self.parents.is_inclusion(from, to)
    }

    /// Where the schemas are that were reached: the bodies of events, what references lead to, and what inherits from that.
    pub fn reached(&self, events: &[Found]) -> BTreeSet<Location> {
        let parents = self.chosen.iter().filter_map(|place| self.parents.at(place));
        let children = parents.flat_map(|parent| parent.children.iter().map(|child| &child.place));
        events.iter().map(|event| &event.body).chain(self.leads.values()).chain(children).cloned().collect()
    }

    /// Whether one of some places is in a schema or in what that reaches.
    pub fn is_among_reached(&self, places: &[Location], schema: &Location) -> bool {
        let (mut open, mut seen) = (vec![schema], BTreeSet::new());
        while let Some(schema) = open.pop().filter(|_| !places.is_empty()) {
            if !seen.insert(schema) {
                continue;
            }
            if places.iter().any(|place| place.is_within(schema)) {
                return true;
            }
            let inner = self.schemas.at(schema).map(Schema::all).unwrap_or_default();
            open.extend(inner.into_iter().filter_map(|inner| self.leads.get(&inner.location)));
        }
        false
    }

    /// The schemas at some places, with those in them, each once: a file that is a schema has its definitions in it, too.
    pub fn all_at(&self, places: &BTreeSet<Location>) -> Vec<&Schema> {
        let mut seen = HashSet::new();
        let schemas = places.iter().filter_map(|place| self.schemas.at(place)).flat_map(Schema::all);
        schemas.filter(|schema| seen.insert(&schema.location)).collect()
    }

    /// What the schemas at some places need without end.
    pub fn without_end(&self, places: &BTreeSet<Location>) -> BTreeSet<Location> {
        let sets = endless(self.all_at(places), &|schema| self.target(schema));
        sets.into_iter().flatten().collect()
    }

    /// What is required or described next to a keyword that rules it out, where that is so.
    pub fn ruled_out(&self, keyword: &Location) -> Option<&Impossible> {
        self.contradicted.get(keyword)
    }

    /// The place of a definition, or that of one that says the same.
    pub fn one<'d>(&'d self, place: &'d Location) -> &'d Location {
        self.same.get(place).unwrap_or(place)
    }

    /// A schema, the one that it refers to, and so on; of references that lead in a circle, which are reported elsewhere, a few.
    pub fn along<'d>(&'d self, schema: &'d Schema) -> impl Iterator<Item = &'d Schema> {
        successors(Some(schema), |schema| self.target(schema)).take(MOST_REFERENCES)
    }

    /// Where the schema at a location leads in the end: to itself, unless it is a reference.
    pub fn end(&self, schema: &Location) -> Location {
        let end = self.schemas.at(schema).and_then(|schema| self.along(schema).last());
        end.map_or_else(|| schema.clone(), |end| end.location.clone())
    }

    /// The schema that the reference of a schema leads to; `None` where it has none, or it leads nowhere.
    pub fn target(&self, schema: &Schema) -> Option<&Schema> {
        self.schemas.at(self.leads.get(&schema.location)?)
    }

    /// The only value that a schema allows by `const`. OpenAPI 3.0 does not have that keyword, and documents that say it mean it.
    pub fn only_value<'d>(&'d self, schema: &'d Schema) -> Option<&'d Value> {
        let root = self.files.get(&*schema.location.file).map(|file| &file.value);
        let is_openapi = root.is_some_and(|root| root.get("openapi").is_some());
        // There, nothing next to a reference counts.
        let is_meant = is_openapi && schema.dialect == Dialect::Draft4 && schema.reference.is_none();
        let mut said =
            schema.seldom.unknown.iter().filter(|(key, _)| is_meant && key == Keyword::Const.as_str());
        schema.constraints.constant.as_ref().or_else(|| said.next().map(|(_, value)| value))
    }

    /// Whether what is at a location may be meant as a schema, which an empty object is.
    fn is_like_schema(&self, place: &Location) -> bool {
        let Some(Value::Object(object)) = self.value(place) else { return true };
        let is_keyword = |key: &String| {
            ["nullable", "discriminator", "example", "xml", "externalDocs"].contains(&key.as_str())
                || key.starts_with("x-")
                || Keyword::ALL.iter().any(|keyword| keyword.as_str() == key)
        };
        object.is_empty() || object.keys().any(is_keyword)
    }

    fn read_schema(&mut self, location: &Location, diagnostics: &mut Diagnostics) -> bool {
        if self.schemas.at(location).is_some() {
            return true;
        }
        let file = self.files.get(&*location.file);
        if file.is_some_and(|file| self.schemas.graft(location, &file.value)) {
            return true;
        }
        let message = "expected a schema, that is an object or a boolean";
        let help = "write a schema, or refer to one";
        diagnostics.push(self.mistake(&rules::REFERENCE, location, message, help));
        false
    }

    /// Reports references that lead back to themselves without a schema on the way, and forgets where they lead.
    fn cut_cycles(&mut self, diagnostics: &mut Diagnostics) {
        let mut done: BTreeSet<Location> = BTreeSet::new();
        let mut cycles = Vec::new();
        for start in self.leads.keys() {
            let mut way = Vec::new();
            let mut next = Some(start);
            while let Some(here) = next.filter(|here| !done.contains(*here)) {
                if way.contains(&here) {
                    cycles.push(here.clone());
                    break;
                }
                way.push(here);
                next = self.leads.get(here);
            }
            done.extend(way.into_iter().cloned());
        }
        for cycle in cycles {
            let at = cycle.child(Keyword::Ref.as_str());
            let message = "this reference leads back to itself without a schema on the way";
            let help = "refer to what is meant in the end";
            diagnostics.push(self.mistake(&rules::REFERENCE, &at, message, help));
            self.leads.remove(&cycle);
        }
    }
}

fn is_in_directory(tree: &Tree, name: &str) -> bool {
    let mut above = Some(name);
    while let Some(name) = above {
        above = match name.rsplit_once('/') {
            Some((directory, _)) => Some(directory),
            None => (!name.is_empty()).then_some(""),
        };
        if above.is_some_and(|directory| *tree.directory(directory) == Directory::Listed) {
            return true;
        }
    }
    false
}

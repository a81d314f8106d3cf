//! Where a `$ref` leads: the schema files, the URLs that they go by, and the references between them.
//!
//! Knows files by name, schemas by JSON Pointer, and that the API's files may refer to the catalog's but not the other
//! way. Does not know events, and reports only what is wrong with the
//! reference itself: a file that could not be read was reported when it was read.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::catalog::{API, EVENT_TYPES};
use crate::files::Document;
use crate::keywords::subschemas;
use crate::place::Place;
use crate::words::{closest, did_you_mean};

/// What stands before a schema file's name in its URL when no file has a usable `$id`.
const NO_BASE: &str = "https://catalog.invalid/";

/// The schema files and where their references lead.
#[derive(Debug, Default)]
pub(crate) struct Refs {
    /// The name of the catalog's directory, by which the API's files refer to it.
    dir: String,
    /// What stands before the file's name in every `$id`.
    pub(crate) base: String,
    /// Every schema, by its place, with the references and alternatives that speak of the same value.
    pub(crate) schemas: BTreeMap<Place, Vec<Place>>,
    /// Files that it was reported of that they cannot be read, or that they are not there.
    pub(crate) unreadable: BTreeSet<String>,
}

/// Why a reference leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It was reported what is wrong with the file.
    Reported,
    /// The reference is wrong: message and help.
    Wrong(String, String),
}

impl Refs {
    /// Notes every schema of the files; references are looked up afterwards, with [`Refs::resolve`].
    pub(crate) fn new<'a>(
        dir: &str,
        documents: impl Iterator<Item = (&'a str, &'a Document)> + Clone,
        unreadable: BTreeSet<String>,
    ) -> Self {
        let dir = dir.rsplit('/').next().unwrap_or(dir).to_owned();
        let base = common_base(documents.clone());
        let mut refs = Self { dir, base, schemas: BTreeMap::new(), unreadable };
        documents.for_each(|(file, document)| refs.add(file, document));
        refs
    }

    /// Notes every schema of a file.
    pub(crate) fn add(&mut self, file: &str, document: &Document) {
        let pointers = all_schemas(&document.value).into_iter().map(|(pointer, _)| pointer);
        self.schemas.extend(pointers.map(|pointer| (Place::new(file, pointer), Vec::new())));
    }

    /// The schema that `reference` leads to when it is written in `file`.
    pub(crate) fn resolve(&self, file: &str, reference: &str) -> Result<Place, Lost> {
        self.look_up(file, reference, self.target(file, reference)?)
    }

    /// The URL that a schema file ought to have as its `$id`.
    pub(crate) fn url(&self, file: &str) -> String {
        match file.strip_prefix("../") {
            None => format!("{}{file}", self.base),
            Some(rest) => {
                let base = self.base.trim_end_matches('/');
                let host = base.find("://").map_or(0, |at| at + "://".len());
                let above = base[host..].rfind('/').map_or(base, |slash| &base[..host + slash]);
                format!("{above}/{rest}")
            }
        }
    }

    /// What `reference` means when it is written in `file`, be it there or not.
    pub(crate) fn target(&self, file: &str, reference: &str) -> Result<Place, Lost> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let Some(target) = (if path.is_empty() { Some(file.to_owned()) } else { self.file(file, path) })
        else {
            let message = format!("`{reference}` leads out of the catalog's directory");
            let mut help =
                "refer to a schema file in the directory by its name alone, and copy here what is elsewhere"
                    .to_owned();
            if file.starts_with(API) {
                help += &format!(
                    "; the catalog's are in `../{}/`, and `{EVENT_TYPES}` lists its events",
                    self.dir
                );
            }
            return Err(Lost::Wrong(message, help));
        };
        let pointer = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        if !pointer.is_empty() && !pointer.starts_with('/') {
            let message = format!("`#{fragment}` is an anchor, and anchors are not supported");
            let help = "refer by JSON Pointer, for example `#/$defs/name`";
            return Err(Lost::Wrong(message, help.to_owned()));
        }
        Ok(Place::new(target, pointer))
    }

    /// The file that a path means when it is written in `from`; `None` where it leads out.
    fn file(&self, from: &str, path: &str) -> Option<String> {
        let is_name = |name: &&str| !name.contains(['/', '\\', ':']) && *name != "..";
        if let Some(name) = path.strip_prefix(self.base.as_str()) {
            return Some(name).filter(is_name).map(str::to_owned);
        }
        let beside = Some(path.strip_prefix("./").unwrap_or(path)).filter(is_name);
        if !from.starts_with(API) {
            return beside.map(str::to_owned);
        }
        let in_catalog = || path.strip_prefix("../")?.strip_prefix(self.dir.as_str())?.strip_prefix('/');
        match beside {
            Some(name) => Some(format!("{API}{name}")),
            None if path == EVENT_TYPES => Some(path.to_owned()),
            None => in_catalog().filter(is_name).map(str::to_owned),
        }
    }

    /// A file as `from` writes it; `None` where it cannot.
    fn written(&self, from: &str, file: &str) -> Option<String> {
        match (from.starts_with(API), file.strip_prefix(API)) {
            (true, Some(name)) => Some(name.to_owned()),
            (true, None) if file.starts_with("../") => Some(file.to_owned()),
            (true, None) => Some(format!("../{}/{file}", self.dir)),
            (false, _) => Some(file.to_owned()).filter(|file| !file.starts_with("../")),
        }
    }

    /// Whether there is a schema file of that name, and it could be read.
    pub(crate) fn has_file(&self, file: &str) -> bool {
        self.schemas.contains_key(&Place::new(file, ""))
    }

    fn look_up(&self, from: &str, reference: &str, place: Place) -> Result<Place, Lost> {
        if self.schemas.contains_key(&place) {
            return Ok(place);
        }
        if self.unreadable.contains(&place.file) {
            return Err(Lost::Reported);
        }
        let wrong = |message, suggestion: Option<&str>, help| {
            Err(Lost::Wrong(message, did_you_mean(suggestion, help)))
        };
        let written = self.written(from, &place.file).unwrap_or_default();
        if !self.has_file(&place.file) {
            let files = self.schemas.keys().filter(|known| known.pointer.is_empty());
            let files: Vec<String> = files.filter_map(|known| self.written(from, &known.file)).collect();
            let message = format!("`{reference}` leads nowhere: there is no schema file `{written}`");
            let suggestion = closest(&written, files.iter().map(String::as_str));
            return wrong(message, suggestion, "write the file, or correct the reference");
        }
        let known = self.schemas.keys().filter(|known| known.file == place.file);
        let message = format!("`{reference}` leads nowhere: {written} has no schema at `{}`", place.pointer);
        let suggestion = closest(&place.pointer, known.map(|known| known.pointer.as_str()));
        wrong(
            message,
            suggestion.filter(|pointer| !pointer.is_empty()),
            "define it there, or correct the reference",
        )
    }
}

/// Every schema in a schema file with its pointer, from the outside in.
pub fn all_schemas(root: &Value) -> Vec<(String, &Value)> {
    let mut found = vec![(String::new(), root)];
    let mut next = 0;
    while let Some((pointer, schema)) = found.get(next).cloned() {
        found.extend(subschemas(&pointer, schema).into_iter().map(|inner| (inner.pointer, inner.schema)));
        next += 1;
    }
    found
}

/// What most `$id`s have before their file's name; of several that are as frequent, the first in order.
fn common_base<'a>(documents: impl Iterator<Item = (&'a str, &'a Document)>) -> String {
    let mut bases: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, document) in documents {
        let id = document.value.get("$id").and_then(Value::as_str);
        if let Some(base) = id.and_then(|id| id.strip_suffix(file)).filter(|base| is_base(base)) {
            *bases.entry(base).or_default() += 1;
        }
    }
    let most = bases.values().max().copied();
    let base = bases.into_iter().find(|&(_, count)| Some(count) == most);
    base.map_or(NO_BASE, |(base, _)| base).to_owned()
}

fn is_base(base: &str) -> bool {
    let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    host.is_some_and(|host| host.len() > 1 && host.ends_with('/') && !host.starts_with('/'))
        && jsonschema::uri::from_str(base).is_ok()
}

//! Where a `$ref` leads: the schema files, the URLs that they go by, and the references between them. The API's files may
//! refer to the catalog's, but not the other way.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_schema::model::{Fragment, Keyword, Reference, Schema, Schemas};
use webhook_schema::{Document, Location, closest, did_you_mean};

use crate::layout::{API, EVENT_TYPES, WEBHOOKS, split};

/// The part of a URL before the name of a schema file, when no file has a usable `$id`.
const NO_BASE: &str = "https://catalog.invalid/";

/// The schema files and where their references lead.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// The part before the file's name in every `$id`.
    pub(crate) base: String,
    /// The schema files that could be read.
    pub(crate) schemas: Schemas,
    /// Files of which it was reported that they cannot be read or are missing.
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

impl References {
    /// Reads the schema files; references are looked up afterwards, with [`References::resolve`].
    pub(crate) fn new<'a>(
        documents: impl Iterator<Item = (&'a str, &'a Document)> + Clone,
        unreadable: BTreeSet<String>,
    ) -> Self {
        let base = common_base(documents.clone());
        let mut references = Self { base, schemas: Schemas::default(), unreadable };
        documents.for_each(|(file, document)| references.add(file, document));
        references
    }

    /// Reads a schema file.
    pub(crate) fn add(&mut self, file: &str, document: &Document) {
        self.schemas.insert(Schema::read(file, &document.value));
    }

    /// The schema that `reference` leads to when it is written in `file`.
    pub(crate) fn resolve(&self, file: &str, reference: &str) -> Result<&Schema, Lost> {
        self.look_up(file, reference, &self.target(file, reference)?)
    }

    /// The URL that a schema file ought to have as its `$id`.
    pub(crate) fn url(&self, file: &str) -> String {
        match split(file) {
            (WEBHOOKS, name) => format!("{}{name}", self.base),
            _ => {
                let base = self.base.trim_end_matches('/');
                let host = base.find("://").map_or(0, |at| at + "://".len());
                let above = base[host..].rfind('/').map_or(base, |slash| &base[..host + slash]);
                format!("{above}/{file}")
            }
        }
    }

    /// What `reference` means when it is written in `file`, be it there or not.
    pub(crate) fn target(&self, file: &str, reference: &str) -> Result<Location, Lost> {
        let Reference { file: path, fragment } = Reference::parse(reference);
        let Some(target) = (if path.is_empty() { Some(file.to_owned()) } else { self.file(file, path) })
        else {
            let message = format!("`{reference}` leads out of the catalog's directory");
            let mut help =
                "refer to a schema file in the directory by its name alone, and copy what is elsewhere"
                    .to_owned();
            if split(file).0 == API {
                help += &format!(
                    "; the catalog's are in `../{WEBHOOKS}/`, and `../{EVENT_TYPES}` lists its events"
                );
            }
            return Err(Lost::Wrong(message, help));
        };
        match fragment {
            Fragment::Pointer(pointer) => Ok(Location::new(target, pointer)),
            Fragment::Anchor(anchor) => {
                let message = format!("`#{anchor}` is an anchor, and anchors are not supported");
                let help = "refer by JSON Pointer, for example `#/$defs/name`";
                Err(Lost::Wrong(message, help.to_owned()))
            }
        }
    }

    /// The file that a path means when it is written in `from`; `None` where it leads out.
    fn file(&self, from: &str, path: &str) -> Option<String> {
        let is_name = |name: &&str| !name.contains(['/', '\\', ':']) && *name != "..";
        if let Some(name) = path.strip_prefix(self.base.as_str()) {
            return Some(name).filter(is_name).map(|name| format!("{WEBHOOKS}/{name}"));
        }
        let (directory, _) = split(from);
        if let Some(name) = Some(path.strip_prefix("./").unwrap_or(path)).filter(is_name) {
            return Some(format!("{directory}/{name}"));
        }
        let other = path.strip_prefix("../").filter(|_| directory == API)?;
        let (WEBHOOKS, name) = split(other) else {
            return Some(other).filter(|other| *other == EVENT_TYPES).map(str::to_owned);
        };
        Some(name).filter(is_name).map(|_| other.to_owned())
    }

    /// A file as `from` writes it; `None` where it cannot.
    fn written(&self, from: &str, file: &str) -> Option<String> {
        let (own, (directory, name)) = (split(from).0, split(file));
        match directory == own {
            true => Some(name.to_owned()),
            false => Some(format!("../{file}")).filter(|_| own == API),
        }
    }

    /// Whether there is a schema file of that name, and it could be read.
    pub(crate) fn has_file(&self, file: &str) -> bool {
        self.schemas.root(file).is_some()
    }

    fn look_up(&self, from: &str, reference: &str, location: &Location) -> Result<&Schema, Lost> {
        if let Some(schema) = self.schemas.at(location) {
            return Ok(schema);
        }
        if self.unreadable.contains(&location.file) {
            return Err(Lost::Reported);
        }
        let wrong = |message, suggestion: Option<&str>, help| {
            Err(Lost::Wrong(message, did_you_mean(suggestion, help)))
        };
        let written = self.written(from, &location.file).unwrap_or_default();
        let Some(root) = self.schemas.root(&location.file) else {
            let files = self.schemas.roots().map(|root| &root.location.file);
            let files: Vec<String> = files.filter_map(|known| self.written(from, known)).collect();
            let message = format!("`{reference}` leads nowhere: there is no schema file `{written}`");
            let suggestion = closest(&written, files.iter().map(String::as_str));
            return wrong(message, suggestion, "write the file, or correct the reference");
        };
        let known = root.all();
        let message =
            format!("`{reference}` leads nowhere: {written} has no schema at `{}`", location.pointer);
        let suggestion =
            closest(&location.pointer, known.iter().map(|known| known.location.pointer.as_str()));
        wrong(
            message,
            suggestion.filter(|pointer| !pointer.is_empty()),
            "define it there, or correct the reference",
        )
    }
}

/// What most `$id`s have before their file's name; of several that are as frequent, the first in order.
fn common_base<'a>(documents: impl Iterator<Item = (&'a str, &'a Document)>) -> String {
    let mut bases: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, document) in documents {
        let (WEBHOOKS, name) = split(file) else { continue };
        let id = document.value.get(Keyword::Id.as_str()).and_then(Value::as_str);
        if let Some(base) = id.and_then(|id| id.strip_suffix(name)).filter(|base| is_base(base)) {
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

//! Which schema a reference leads to, and what an author is told when it leads to none. The API's files may refer to the
//! catalog's, but not the other way.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;
use webhook_schema::model::{Dialect, Fragment, Keyword, Reference, Resource, Schema, Schemas, is_uri};
use webhook_schema::{Location, closest, did_you_mean};

use super::paths::{self, relative};
use crate::layout::{API, EVENT_TYPES, EXAMPLE, SCHEMA, WEBHOOKS, closest_file, split};

/// The part of a URL before the name of a schema file, when no file has a usable `$id`.
const NO_BASE: &str = "https://catalog.invalid/";

/// Names that are looked through for the one that was meant.
const MAX_CANDIDATES: usize = 1_000;
/// Mistakes after which nobody is told any more what was probably meant: looking for that takes its time.
pub(crate) const MAX_ADVICE: usize = 200;

/// The schema files and where their references lead.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// The part before the file's name in most `$id`s.
    pub(crate) base: String,
    /// The schema files that could be read.
    pub(crate) schemas: Schemas,
    /// Files of which it was reported that they cannot be read or are missing.
    pub(crate) unreadable: BTreeSet<String>,
    /// Files that are something else than schemas, each with what it is.
    pub(crate) no_schemas: BTreeMap<String, &'static str>,
    /// Where the reference of a schema leads, by the schema's location: found once, for resolving a URI takes its time.
    pub(super) places: HashMap<Location, Location>,
    /// The schemas whose references lead to none, in the order of the files.
    pub(crate) lost: Vec<Location>,
    /// The files that a file refers to.
    pub(crate) refers_to: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

/// The resources that paths mean, by where they are written, for whoever asks for very many: a URI takes its time to resolve, and
/// most references in a file have one of few. With each schema that is read, they may mean another.
pub(super) type Known = HashMap<(Location, String), Option<Location>>;

/// Why a reference leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It was reported what is wrong with the file.
    Reported,
    /// The reference is wrong: message and help.
    Wrong(String, String),
}

/// Why no place can be said for a reference.
enum Unplaced {
    Outside,
    /// The `$id` of both.
    Ambiguous(Location, Location),
    /// The resource has no such anchor.
    NoAnchor(Location, String),
}

impl References {
    /// The schema that `reference` leads to when an index has it, `file`.
    pub(crate) fn resolve(&self, file: &str, reference: &str) -> Result<&Schema, Lost> {
        let from = Resource::of_file(file);
        self.find(&from, reference).ok_or_else(|| self.lost(&from, reference, true))
    }

    /// Finds where the references of all schemas lead. No schema is added after that.
    pub(super) fn settle(&mut self) {
        let (mut places, mut lost, mut refers_to) = (HashMap::new(), Vec::new(), BTreeMap::new());
        let mut known = Known::new();
        for schema in self.schemas.outermost().flat_map(Schema::all) {
            let Some(reference) = &schema.reference else { continue };
            let from = &schema.location;
            let place = self.place_by(&mut known, &schema.resource, reference);
            let target = place.as_ref().and_then(|place| self.schemas.at(place));
            if target.is_none() {
                lost.push(from.clone());
            }
            // Many lead to one schema, which has the texts of its location already.
            let Some(place) = target.map(|target| target.location.clone()).or(place) else { continue };
            let files: &mut BTreeSet<_> = refers_to.entry(Arc::clone(&from.file)).or_default();
            files.insert(Arc::clone(&place.file));
            places.insert(from.clone(), place);
        }
        (self.places, self.lost, self.refers_to) = (places, lost, refers_to);
    }

    /// Where the reference of a schema leads, be there a schema or not; `None` where it has none, or it means no place.
    pub(crate) fn place_of(&self, schema: &Schema) -> Option<&Location> {
        schema.reference.as_ref()?;
        self.places.get(&schema.location)
    }

    /// The schema that the reference of a schema leads to; `None` where it has none, or it leads nowhere.
    pub(crate) fn target(&self, schema: &Schema) -> Option<&Schema> {
        self.schemas.at(self.place_of(schema)?)
    }

    /// The schema that `reference` leads to when it is written in `from`.
    pub(crate) fn find(&self, from: &Resource, reference: &str) -> Option<&Schema> {
        self.schemas.at(&self.place(from, reference)?)
    }

    /// Whether no file has an `$id` that says where all of them are.
    pub(crate) fn has_no_base(&self) -> bool {
        self.base == NO_BASE
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

    /// Where `reference` leads when it is written in `from`, be there a schema or not; `None` where it means no place.
    pub(crate) fn place(&self, from: &Resource, reference: &str) -> Option<Location> {
        self.try_place(from, reference).ok()
    }

    /// The same with what is known already.
    pub(super) fn place_by(&self, known: &mut Known, from: &Resource, reference: &str) -> Option<Location> {
        let Reference { file: path, fragment } = Reference::parse(reference);
        let root = match path.is_empty() {
            true => from.root.clone(),
            false => {
                let key = (from.root.clone(), path.to_owned());
                known.entry(key).or_insert_with(|| self.resource(from, path).ok()).clone()?
            }
        };
        self.within(root, fragment).ok()
    }

    fn try_place(&self, from: &Resource, reference: &str) -> Result<Location, Unplaced> {
        let Reference { file: path, fragment } = Reference::parse(reference);
        let root = match path.is_empty() {
            true => from.root.clone(),
            false => self.resource(from, path)?,
        };
        self.within(root, fragment)
    }

    /// What a fragment means in a resource.
    fn within(&self, root: Location, fragment: Fragment) -> Result<Location, Unplaced> {
        match fragment {
            Fragment::Pointer(pointer) => Ok(root.at(&pointer)),
            // That there is no such file is found when it is looked up.
            Fragment::Anchor(_) if !self.has_file(&root.file) => Ok(root),
            Fragment::Anchor(name) => {
                let place = self.schemas.anchor(&root, &name).cloned();
                place.ok_or(Unplaced::NoAnchor(root, name))
            }
        }
    }

    /// The resource that a path means: by its URI, or else by the name of its file.
    fn resource(&self, from: &Resource, path: &str) -> Result<Location, Unplaced> {
        let own = &from.root.file;
        let uri = from.resolve(path);
        let with_uri = uri.as_ref().map(|uri| self.schemas.with_uri(uri)).unwrap_or_default();
        let with_uri: Vec<&Location> =
            with_uri.iter().filter(|root| paths::may_refer(own, &root.file)).collect();
        let by_name = || paths::file(own, path, &self.base);
        match with_uri.as_slice() {
            [only] => Ok((*only).clone()),
            [] => by_name().map(|file| Location::new(file, "")).ok_or(Unplaced::Outside),
            [first, second, ..] => {
                // What several files have, such as a copy of a schema that all of them use, is the file's own first. A file that
                // has the `$id` of another is a mistake, and does not mean itself by the name of that.
                let ambiguous = |first: &Location, second: &Location| {
                    Err(Unplaced::Ambiguous(first.clone(), second.clone()))
                };
                let of = |file: &str| {
                    let mut of_file = with_uri.iter().filter(|root| *root.file == *file);
                    Some((*of_file.next()?, of_file.next()))
                };
                let of_own = of(own);
                let in_own = of_own.filter(|(root, _)| !root.pointer.is_empty());
                match in_own.or_else(|| of(&by_name()?)).or(of_own) {
                    Some((only, None)) => Ok(only.clone()),
                    Some((first, Some(second))) => ambiguous(first, second),
                    None => ambiguous(first, second),
                }
            }
        }
    }

    /// Whether there is a schema file of that name, and it could be read.
    pub(crate) fn has_file(&self, file: &str) -> bool {
        self.schemas.root(file).is_some()
    }

    /// Why a reference leads nowhere; with the name that was probably meant, where that is asked for.
    pub(crate) fn lost(&self, from: &Resource, reference: &str, with_advice: bool) -> Lost {
        let own = &from.root.file;
        if let Some(meant) = with_advice.then(|| self.respelled(from, reference)).flatten() {
            return Lost::Wrong(format!("`{reference}` leads nowhere"), format!("write `{meant}`"));
        }
        let wrong = |message: String, candidates: &mut dyn Iterator<Item = &str>, meant: &str, help: &str| {
            let meant = with_advice.then(|| closest(meant, candidates.take(MAX_CANDIDATES))).flatten();
            Lost::Wrong(message, did_you_mean(meant.filter(|meant| !meant.is_empty()), help))
        };
        let place = match self.try_place(from, reference) {
            Ok(place) => place,
            Err(Unplaced::Outside) => return outside(own, reference, &self.base),
            Err(Unplaced::Ambiguous(first, second)) => {
                let is_one_file = first.file == second.file;
                let names = [first, second].map(|root| match is_one_file {
                    true => format!("{}#{}", relative(own, &root.file), root.pointer),
                    false => relative(own, &root.file),
                });
                let message = format!(
                    "`{reference}` is ambiguous: `{}` and `{}` both have this `$id`",
                    names[0], names[1]
                );
                let help = match is_one_file {
                    true => "give each an `$id` of its own",
                    false => "refer to one of them by the name of its file",
                };
                return Lost::Wrong(message, help.to_owned());
            }
            Err(Unplaced::NoAnchor(root, name)) => {
                let file = relative(own, &root.file);
                let message = format!("`{reference}` leads nowhere: {file} has no anchor `{name}`");
                let help = "name an anchor of it, or refer by JSON Pointer, for example `#/$defs/name`";
                return wrong(message, &mut self.schemas.anchors(&root), &name, help);
            }
        };
        if self.unreadable.contains(&*place.file) {
            return Lost::Reported;
        }
        let written = relative(own, &place.file);
        let Some(root) = self.schemas.root(&place.file) else {
            let (message, help) = match self.no_schemas.get(&*place.file) {
                Some(what) => {
                    (format!("`{reference}` leads to no schema: {written} is {what}"), "refer to a schema")
                }
                None => (
                    format!("`{reference}` leads nowhere: there is no schema file `{written}`"),
                    "write the file, or correct the reference",
                ),
            };
            let meant = with_advice.then(|| self.meant(own, &place.file)).flatten();
            return Lost::Wrong(message, did_you_mean(meant.as_deref(), help));
        };
        let known = if with_advice { root.all() } else { Vec::new() };
        let message = format!("`{reference}` leads nowhere: {written} has no schema at `{}`", place.pointer);
        if let Some(whole) = reference.strip_suffix("#/") {
            let help = format!("write `{whole}#` for the whole file: `#/` asks for a key that is empty");
            return Lost::Wrong(message, help);
        }
        let mut known = known.iter().map(|known| &*known.location.pointer);
        wrong(message, &mut known, &place.pointer, "define it there, or correct the reference")
    }

    /// A reference to a definition that leads nowhere, with `#/` where the pointer begins, or by the other keyword for definitions,
    /// if that leads to a schema.
    fn respelled(&self, from: &Resource, reference: &str) -> Option<String> {
        let keywords = [Keyword::Defs, Keyword::Definitions].map(Keyword::as_str);
        let (file, name) = keywords.iter().find_map(|keyword| {
            let (file, name) = reference.split_once(keyword)?;
            Some((file.trim_end_matches(['#', '/']), name.strip_prefix('/')?))
        })?;
        let mut respelled = keywords.iter().map(|keyword| format!("{file}#/{keyword}/{name}"));
        respelled.find(|meant| self.find(from, meant).is_some())
    }

    /// The schema file that is probably meant by the name of one that is not there, or is no schema; as it is written in `from`.
    pub(crate) fn meant(&self, from: &str, file: &str) -> Option<String> {
        let files = self.schemas.roots().take(MAX_CANDIDATES).map(|root| &*root.location.file);
        let files = files.filter(|file| paths::may_refer(from, file));
        let files: Vec<String> = files.map(|known| relative(from, known)).collect();
        // Next to an example is the schema of the same event.
        let wanted = relative(from, file).replace(EXAMPLE, SCHEMA);
        closest_file(&wanted, files.iter().map(String::as_str)).map(str::to_owned)
    }
}

fn outside(from: &str, reference: &str, base: &str) -> Lost {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let file = path.strip_suffix('/').filter(|path| paths::file(from, path, base).is_some());
    if let Some(file) = file {
        let message = format!("`{reference}` leads nowhere: `{path}` is not the name of a file");
        return Lost::Wrong(message, format!("write `{file}#{fragment}`"));
    }
    let message = format!("`{reference}` leads out of the catalog's directory");
    let mut help =
        "refer to a schema file in the directory by its name or `$id`, and copy what is elsewhere".to_owned();
    if split(from).0 == API {
        help += &format!("; the catalog's are in `../{WEBHOOKS}/`, and `../{EVENT_TYPES}` lists its events");
    }
    Lost::Wrong(message, help)
}

/// What most `$id`s have before their file's name; of several that are as frequent, the first in order.
pub(super) fn common_base<'a>(of_files: impl Iterator<Item = &'a String>) -> String {
    let mut bases: HashMap<&str, usize> = HashMap::new();
    of_files.for_each(|base| *bases.entry(base).or_default() += 1);
    let base = bases.into_iter().max_by_key(|(base, count)| (*count, Reverse(*base)));
    base.map_or(NO_BASE, |(base, _)| base).to_owned()
}

/// What the `$id` of a schema file has before the file's name.
pub(super) fn base_of<'v>(file: &str, schema: &'v Value) -> Option<&'v str> {
    let (WEBHOOKS, name) = split(file) else { return None };
    let keyword = Keyword::id(Dialect::of_document(schema));
    schema.get(keyword.as_str())?.as_str()?.strip_suffix(name).filter(|base| is_base(base))
}

fn is_base(base: &str) -> bool {
    let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    host.is_some_and(|host| host.len() > 1 && host.ends_with('/') && !host.starts_with('/')) && is_uri(base)
}

//! Reads schema files, and whatever their references lead to: more files, and places that no keyword holds.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::Value;
use webhook_schema::model::{Alike, Reference, Resource, Schema};
use webhook_schema::{Diagnostics, Document, parallel};

use super::look_up::{Known, References, base_of, common_base};
use crate::event_types;
use crate::files::Files;
use crate::layout::{
    API_INDEX, EVENT_TYPES, INDEX, in_api, in_webhooks, is_example, is_plain_name, is_schema,
};

/// A reference, and what it is relative to.
type Pending = (Arc<Resource>, Arc<str>);

/// A file that is a schema, with what its `$id` has before the file's name.
pub(crate) type Root = (Option<String>, Schema);

/// A schema as the value of a file.
pub(crate) fn root(file: &str, value: &Value, alike: &Alike) -> Root {
    (base_of(file, value).map(str::to_owned), Schema::read_one_of_many(file, value, alike))
}

/// Reads the files that are schemas: those that are named like one, which are `known` already, those that an index has, and those
/// that any of these reach.
pub(crate) fn read(
    files: &mut Files<'_>,
    mut known: HashMap<String, Root>,
    alike: &Alike,
    diagnostics: &mut Diagnostics,
) -> References {
    let no_schemas = no_schemas(files);
    let mut named: Vec<String> = files.documents.keys().filter(|file| is_schema(file)).cloned().collect();
    let index = |files: &Files<'_>, name: &str, read: &dyn Fn(&Value) -> Vec<String>| {
        files.documents.get(name).map(|document| read(document.value())).unwrap_or_default()
    };
    let of_events = index(files, INDEX, &|index| values_of(index, "events", "schema"));
    named.extend(of_events.iter().filter(|name| is_plain_name(name)).map(|name| in_webhooks(name)));
    named.retain(|file| !no_schemas.contains_key(file) && files.read(file, diagnostics));
    named.sort_unstable();
    named.dedup();

    let others: Vec<&String> = named.iter().filter(|file| !known.contains_key(*file)).collect();
    let read = |file: &&String| root(file, &files.documents[*file].to_value(), alike);
    let read = parallel::map(parallel::threads(), &others, read);
    known.extend(others.into_iter().cloned().zip(read));
    let (bases, schemas): (Vec<_>, Vec<_>) = named.iter().filter_map(|file| known.remove(file)).unzip();
    let base = common_base(bases.iter().flatten());
    let references = References { base, no_schemas, ..References::default() };
    let mut reader = Reader { references, pending: Vec::new(), known: Known::new() };
    schemas.into_iter().for_each(|schema| reader.add(schema));
    let events = files.documents.get(INDEX).map(|document| document.value());
    let event_types = event_types::document(&reader.references.url(EVENT_TYPES), events);
    reader.add(Schema::read(EVENT_TYPES, event_types.value()));
    files.documents.insert(EVENT_TYPES.to_owned(), event_types);

    let envelope = index(files, INDEX, &|index| {
        let envelope = index.pointer("/contract/envelope/schema").and_then(Value::as_str);
        envelope.map(str::to_owned).into_iter().collect()
    });
    reader.pend(INDEX, envelope);
    reader.pend(API_INDEX, index(files, API_INDEX, &|api| values_of(api, "", "schema")));
    reader.follow_all(files, diagnostics);
    reader.references.unreadable.clone_from(&files.unreadable);
    let roots = reader.references.schemas.roots().map(|root| &*root.location.file);
    let other_values = roots.filter(|file| files.documents.get(*file).is_some_and(is_no_schema));
    let other_values: Vec<String> = other_values.map(str::to_owned).collect();
    reader.references.unreadable.extend(other_values);
    reader.references.settle();
    reader.references
}

/// Whether a file has neither an object nor a boolean in it, as its text begins: nothing more is to be said of what it lacks.
fn is_no_schema(document: &Document) -> bool {
    !document.text.trim_start().starts_with(['{', 't', 'f'])
}

/// The examples that the indexes have.
pub(crate) fn examples(files: &Files<'_>) -> Vec<String> {
    named_as(files, "example")
}

/// The files that an index has under `key`.
fn named_as(files: &Files<'_>, key: &str) -> Vec<String> {
    let of = |index: &str, below: &str, name: fn(&str) -> String| -> Vec<String> {
        let index = files.documents.get(index).map(|document| document.value());
        let names = index.into_iter().flat_map(|index| values_of(index, below, key));
        names.filter(|path| is_plain_name(path)).map(|path| name(&path)).collect()
    };
    let mut named = of(INDEX, "events", in_webhooks);
    named.extend(of(API_INDEX, "", in_api));
    named
}

/// The files that are read as something else: the indexes and the examples, each with what it is. Where an index has a file as
/// both, its name decides. Any other file may be a schema, whatever it is called.
fn no_schemas(files: &Files<'_>) -> BTreeMap<String, &'static str> {
    let examples = examples(files).into_iter().filter(|file| !is_schema(file));
    let by_name = named_as(files, "schema").into_iter().filter(|file| is_example(file));
    let examples = examples.chain(by_name).map(|file| (file, "an example"));
    examples.chain([INDEX, API_INDEX].map(|index| (index.to_owned(), "an index"))).collect()
}

/// The texts that objects have under `key`, wherever they are below a property of an index; the index may have any shape.
fn values_of(index: &Value, below: &str, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = match below {
        "" => vec![index],
        below => index.get(below).into_iter().collect(),
    };
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                found.extend(object.get(key).and_then(Value::as_str).map(str::to_owned));
                open.extend(object.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

struct Reader {
    references: References,
    pending: Vec<Pending>,
    /// What paths mean by the schemas that were read so far.
    known: Known,
}

impl Reader {
    fn add(&mut self, schema: Schema) {
        self.pending.extend(references_in(&schema));
        self.references.schemas.insert(schema);
        self.known.clear();
    }

    fn pend(&mut self, index: &str, references: impl IntoIterator<Item = String>) {
        let resource = Arc::new(Resource::of_file(index));
        self.pending
            .extend(references.into_iter().map(|reference| (Arc::clone(&resource), reference.into())));
    }

    /// Follows every reference once, and again where a file was read meanwhile: an `$id` in it may be what was meant.
    fn follow_all(&mut self, files: &mut Files<'_>, diagnostics: &mut Diagnostics) {
        let mut lost: Vec<Pending> = Vec::new();
        loop {
            let before = files.documents.len();
            while let Some(pending) = self.pending.pop() {
                if !self.follow(&pending, files, diagnostics) {
                    lost.push(pending);
                }
            }
            if files.documents.len() == before {
                return;
            }
            self.pending.append(&mut lost);
        }
    }

    /// Reads what a reference leads to; says whether it leads to anything.
    fn follow(
        &mut self,
        (from, reference): &Pending,
        files: &mut Files<'_>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let mut place = self.references.place_by(&mut self.known, from, reference);
        let has_file = place.as_ref().is_some_and(|place| self.references.has_file(&place.file));
        if !has_file {
            let may_be_schema = |file: &Arc<str>| !self.references.no_schemas.contains_key(&**file);
            let by_name = place.map(|place| place.file).filter(may_be_schema);
            let by_name = by_name.filter(|file| files.read(file, diagnostics));
            let by_id = || {
                let path = Reference::parse(reference).file;
                let file = files.with_id(&from.resolve(path).filter(|_| !path.is_empty())?)?;
                files.read(&file, diagnostics).then(|| file.into())
            };
            let Some(file) = by_name.or_else(by_id) else { return false };
            if self.references.has_file(&file) {
                return false;
            }
            self.add(Schema::read(&file, files.documents[&*file].value()));
            place = self.references.place_by(&mut self.known, from, reference);
        }
        let Some(place) = place else { return false };
        if self.references.schemas.at(&place).is_some() {
            return true;
        }
        let Some(document) = files.documents.get(&*place.file) else { return false };
        if !self.references.schemas.graft(&place, document.value()) {
            return false;
        }
        self.known.clear();
        if let Some(schema) = self.references.schemas.at(&place) {
            self.pending.extend(references_in(schema));
        }
        true
    }
}

fn references_in(root: &Schema) -> Vec<Pending> {
    let all = root.all().into_iter();
    all.filter_map(|schema| Some((Arc::clone(&schema.resource), schema.reference.clone()?))).collect()
}

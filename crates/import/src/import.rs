//! What an import comes to, and how it settles what is found of the catalog.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::layout::INDEX;
use webhook_schema::{At, Diagnostic, Diagnostics, Location, Severity};

use crate::documents::Documents;
use crate::examples::Lacking;
use crate::index;
use crate::options::Options;
use crate::rust_names::{self, MadeUp, Stated};
use crate::trace::Trace;
use crate::update;

/// What an import comes to.
pub struct Import {
    /// Name in the tree and text of each file that is new, or no longer as it was.
    pub files: Vec<(String, String)>,
    /// How many events the documents have.
    pub events: usize,
    /// Events of the catalog that the documents do not have.
    pub not_in_documents: Vec<String>,
    /// Texts of the catalog that differ from the documents', and stayed.
    pub kept: usize,
    /// Texts of the catalog that were lost with branches of which it cannot be told what has become of them, by file.
    pub lost: BTreeMap<String, usize>,
    /// Examples that are the documents', and those that were made.
    pub examples: (usize, usize),
    /// Examples that were in the catalog, and are not valid any more.
    pub replaced_examples: Vec<String>,
    /// Keys that are gone from examples of the catalog, because the documents do not have them any more, by event.
    pub shortened_examples: Vec<(String, String)>,
    /// Names that were to be changed or left out and no event has, each with the one that was probably meant.
    pub unknown: Vec<(String, Option<String>)>,
    /// What is wrong with options that name fields which no body has.
    pub misnamed: Vec<String>,
    /// Whether bodies became the payload of an envelope.
    pub is_wrapped: bool,
    /// Where bodies that did have a name of their own, as a JSON Pointer.
    pub name_at: Option<String>,
    /// Whether bodies are the events, as they are, and only the place of their names is known.
    pub is_whole: bool,
    /// Whether a part of names is what the documents call the events, since they do not say what deliveries have.
    pub are_names_taken: bool,
    /// Whether there was no index before.
    pub is_new: bool,
    /// Whether the contract of a new index is a provider's: a pack's, or that of an exported catalog.
    pub has_contract: bool,
    /// Parts of the layout that no event has, and that were left out of a new index.
    pub left_out: Vec<&'static str>,
    /// Lints that the new index allows.
    pub allowed: Vec<&'static str>,
    /// Names in Rust that the new index has for what would have had the name of something else.
    pub named: Vec<MadeUp>,
    /// Those that the documents give.
    pub(crate) stated_names: Stated,
    /// The index.
    pub(crate) index: Value,
    /// Where the examples that are the documents' are there, and the bodies of those that were made, by their files.
    pub(crate) sources: BTreeMap<String, Location>,
    /// Events that lack an example.
    pub(crate) lacking: Vec<Lacking>,
    pub(crate) documents: Documents,
    pub(crate) trace: Trace,
}

impl Import {
    /// Whether every event has an example.
    pub fn has_examples(&self) -> bool {
        self.lacking.is_empty()
    }

    /// What was found of the catalog, as far as it can be told of the documents that it is made of.
    /// `explained` is the sink that the import was told to. That an event has no example is only told where nothing else is
    /// wrong with its schemas.
    pub fn explain(&self, found: &Diagnostics, explained: &mut Diagnostics) {
        let files = self.files.iter().map(|(name, text)| (name, text));
        // What is about taste would be allowed, and hides what is not.
        let is_taste = |found: &Diagnostic| self.allowed.contains(&found.rule.id);
        // That there is no example is told with the reason.
        let is_example = |found: &Diagnostic| match &found.at {
            At::Value(place) => *place.file == *INDEX && place.pointer.ends_with("/example"),
            At::Key(_) | At::Offset { .. } | At::File(_) => false,
        };
        let found = found.iter().filter(|found| !is_taste(found) && !is_example(found));
        let found: Vec<Diagnostic> = found.map(|found| self.with_way_to_allow(found)).collect();
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        let sources: Vec<Location> = errors.filter_map(|error| self.trace.source_of(error)).collect();
        for (body, mistake) in &self.lacking {
            if !self.documents.is_among_reached(&sources, body) {
                explained.push(mistake.clone());
            }
        }
        self.trace.explain(&self.documents, found.iter(), files, explained);
    }

    /// What was found, with how it is allowed: a new index allows what is about taste, and one that is there is its authors'.
    fn with_way_to_allow(&self, found: &Diagnostic) -> Diagnostic {
        let mut found = found.clone();
        if !self.is_new && index::LINTS.contains(&found.rule.id) {
            found.help += &format!(
                "; or allow it with `\"{}\": \"allow\"` in `lints` of schemas/{INDEX}",
                found.rule.id
            );
        }
        found
    }

    /// Adds to options what was found of the catalog that they have made, and a further import can do without; `before` finds what
    /// was wrong with the one that was there. Says whether there is something new.
    pub fn teach(
        &self,
        options: &mut Options,
        found: &Diagnostics,
        before: &dyn Fn() -> Diagnostics,
    ) -> bool {
        let known =
            |options: &Options| options.unread.len() + options.misspelled.len() + options.undescribed.len();
        let was_known = known(options);
        options.unread.extend(self.unread(found));
        options.misspelled.extend(self.misspelled(found));
        options.undescribed.extend(self.undescribed(found, before));
        known(options) > was_known
    }

    /// Keys in examples of the catalog that no schema describes any more. Those that none has described before are their authors' to
    /// correct.
    fn undescribed(&self, found: &Diagnostics, before: &dyn Fn() -> Diagnostics) -> BTreeSet<Location> {
        let all = |found: &Diagnostics| -> BTreeSet<Location> {
            let errors = found.iter().filter(|mistake| mistake.severity == Severity::Error);
            let undescribed = errors.filter(|mistake| mistake.rule.id == "undescribed-key");
            let places = undescribed.filter_map(|mistake| match &mistake.at {
                At::Key(place) => Some(place.clone()),
                At::Value(_) | At::Offset { .. } | At::File(_) => None,
            });
            places.filter(|place| !self.sources.contains_key(&*place.file)).collect()
        };
        let found = all(found);
        match self.is_new || found.is_empty() {
            true => BTreeSet::new(),
            false => found.difference(&all(&before())).cloned().collect(),
        }
    }

    /// Examples that generated code does not read: for each, where in the body, and why. An import whose options have them takes
    /// others.
    fn unread(&self, found: &Diagnostics) -> BTreeMap<Location, (String, String)> {
        let unread = found.iter().filter(|mistake| mistake.rule.id == "reading");
        let unread = unread.filter_map(|mistake| match &mistake.at {
            At::Value(place) => {
                let source = self.sources.get(&*place.file)?;
                Some((source.clone(), (place.pointer.to_string(), mistake.message.clone())))
            }
            At::Key(_) | At::Offset { .. } | At::File(_) => None,
        });
        unread.collect()
    }

    /// Keys that schemas of the documents require and probably misspell: for each schema and key, what to do about it. An import
    /// whose options have them does not require them.
    fn misspelled(&self, found: &Diagnostics) -> BTreeMap<(Location, String), String> {
        let misspelled = found.iter().filter(|mistake| mistake.rule.id == "object");
        let misspelled = misspelled.filter_map(|mistake| match &mistake.at {
            At::Value(place) => {
                let file = self.written(&place.file)?;
                let key = file.pointer(&place.pointer)?.as_str()?.to_owned();
                let required = place.parent();
                let schema = required.parent();
                Some(((self.trace.source(&schema)?, key), mistake.help.clone()))
            }
            At::Key(_) | At::Offset { .. } | At::File(_) => None,
        });
        misspelled.collect()
    }

    /// Has the index settle what was found of the catalog: what is new gets another name where it would have that of something
    /// else in Rust, and an index that is new allows the lints that documents rarely keep to. `existing` is the catalog that was
    /// there. Says whether another look is worth it.
    pub fn settle(&mut self, existing: Option<&Catalog>, found: &Diagnostics) -> bool {
        let named: Vec<(&At, Location)> = found
            .iter()
            .filter(|mistake| mistake.rule.id == "rust-name")
            .filter_map(|mistake| Some((&mistake.at, self.place_to_name(existing, mistake)?)))
            .collect();
        let mut is_worth_it = false;
        if self.is_new {
            let left_out = index::without_missing_places(&mut self.index, found);
            is_worth_it = !left_out.is_empty();
            self.left_out.extend(left_out);
        }
        for (at, place) in named {
            match at {
                At::Key(_) => rust_names::name_field(&mut self.index, &place),
                _ if *place.file == *INDEX => {
                    if !rust_names::name_event(&mut self.index, &place) {
                        continue;
                    }
                }
                _ => {
                    let file = self.written(&place.file);
                    let value = file.as_ref().and_then(|file| file.pointer(&place.pointer));
                    rust_names::name_value(&mut self.index, &place, value);
                }
            }
            is_worth_it = true;
        }
        self.named = rust_names::made_up(&self.index, &self.stated_names);
        if self.is_new {
            // What was allowed before is not found any more.
            let (known, is_found) =
                (&self.allowed, |lint: &str| found.iter().any(|mistake| mistake.rule.id == lint));
            self.allowed = index::allow(&mut self.index, |lint| known.contains(&lint) || is_found(lint));
        }
        self.write_index(existing);
        is_worth_it
    }

    /// Which of the places that would have one name in Rust is to get another: one that is new, where there was a catalog.
    fn place_to_name(&self, existing: Option<&Catalog>, mistake: &Diagnostic) -> Option<Location> {
        let places = std::iter::once(&mistake.at).chain(mistake.labels.iter().map(|label| &label.at));
        let mut places = places.filter_map(|at| match at {
            At::Key(place) | At::Value(place) => Some(place),
            At::Offset { .. } | At::File(_) => None,
        });
        let place = match existing.filter(|_| !self.is_new) {
            Some(existing) => places.find(|place| self.is_added(existing, place)),
            None => places.next(),
        };
        place.cloned()
    }

    /// Whether a catalog that was there does not have what is at a place.
    fn is_added(&self, existing: &Catalog, place: &Location) -> bool {
        if *place.file == *INDEX {
            let name = self.index.pointer(&place.pointer).and_then(Value::as_str);
            return existing.index.events.iter().all(|event| Some(event.name.as_str()) != name);
        }
        let (old, new) = (existing.document(&place.file), self.written(&place.file));
        let (Some(old), Some(new)) = (old, &new) else { return old.is_none() };
        update::moved(new, old.value(), &place.pointer).is_none()
    }

    /// A file that is new, or no longer as it was.
    fn written(&self, file: &str) -> Option<Value> {
        let text = self.files.iter().find(|(name, _)| name == file).map(|(_, text)| text)?;
        serde_json::from_str(text).ok()
    }

    fn write_index(&mut self, existing: Option<&Catalog>) {
        let own = existing.filter(|_| !self.is_new).and_then(|catalog| catalog.document(INDEX));
        let at = self.files.iter().position(|(name, _)| name == INDEX);
        let text = match own {
            Some(own) => rust_names::written(at.map_or(&*own.text, |at| &*self.files[at].1), &self.index),
            None => index::laid_out(&self.index),
        };
        match at {
            Some(at) => self.files[at].1 = text,
            None if own.is_some_and(|own| *own.text != *text) => self.files.push((INDEX.to_owned(), text)),
            None => {}
        }
    }
}

//! What an import comes to, and how it settles what is found of the catalog.

use std::collections::BTreeMap;

use serde_json::Value;
use webhook_catalog::layout::INDEX;
use webhook_schema::{At, Diagnostic, Diagnostics, Location, Severity};

use crate::documents::Documents;
use crate::examples::Lacking;
use crate::index;
use crate::options::Options;
use crate::trace::Trace;

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
    /// Names that were to be changed or left out and no event has, each with the one that was probably meant.
    pub unknown: Vec<(String, Option<String>)>,
    /// Whether bodies became the payload of an envelope.
    pub is_wrapped: bool,
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
    pub named: usize,
    /// How many names in Rust the documents give.
    pub(crate) stated_names: usize,
    /// The index, where it is new.
    pub(crate) index: Option<Value>,
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

    /// Adds to options what was found of the catalog that they have made, and a further import can do without. Says whether there
    /// is something new.
    pub fn teach(&self, options: &mut Options, found: &Diagnostics) -> bool {
        let known = |options: &Options| options.unread.len() + options.misspelled.len();
        let before = known(options);
        options.unread.extend(self.unread(found));
        options.misspelled.extend(self.misspelled(found));
        known(options) > before
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
                let text = self.files.iter().find(|(name, _)| **name == *place.file).map(|(_, text)| text)?;
                let file: Value = serde_json::from_str(text).ok()?;
                let key = file.pointer(&place.pointer)?.as_str()?.to_owned();
                let required = place.parent();
                let schema = required.parent();
                Some(((self.trace.source(&schema)?, key), mistake.help.clone()))
            }
            At::Key(_) | At::Offset { .. } | At::File(_) => None,
        });
        misspelled.collect()
    }

    /// Has a new index settle what was found of the catalog: it allows the lints that documents rarely keep to, and names what
    /// would have the name of something else in Rust. Says whether another look is worth it.
    pub fn settle(&mut self, found: &Diagnostics) -> bool {
        let Some(index) = &mut self.index else { return false };
        let left_out = index::without_missing_places(index, found);
        let mut is_worth_it = !left_out.is_empty();
        self.left_out.extend(left_out);
        for mistake in found.iter().filter(|mistake| mistake.rule.id == "rust-name") {
            match &mistake.at {
                At::Key(place) => index::name_field(index, place),
                At::Value(place) if *place.file == *INDEX => {
                    if !index::name_event(index, place) {
                        continue;
                    }
                }
                At::Value(place) => {
                    let text =
                        self.files.iter().find(|(name, _)| **name == *place.file).map(|(_, text)| text);
                    let file: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
                    let value = file.as_ref().and_then(|file| file.pointer(&place.pointer));
                    index::name_in_rust(index, place, value);
                }
                At::Offset { .. } | At::File(_) => continue,
            }
            is_worth_it = true;
        }
        self.named = index::count_rust_names(index) - self.stated_names;
        // What was allowed before is not found any more.
        let (known, is_found) =
            (&self.allowed, |lint: &str| found.iter().any(|mistake| mistake.rule.id == lint));
        self.allowed = index::allow(index, |lint| known.contains(&lint) || is_found(lint));
        if let Some((_, text)) = self.files.iter_mut().find(|(name, _)| name == INDEX) {
            *text = index::laid_out(index);
        }
        is_worth_it
    }
}

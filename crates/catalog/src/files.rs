//! Reads the files of a tree that are part of a catalog: those that are named like one, and those that something refers to.

use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;
use serde_json::Value;
use webhook_schema::model::Resource;
use webhook_schema::source::is_json;
use webhook_schema::{Diagnostics, Document, Tree, parallel};

use crate::layout::{API, WEBHOOKS, split};

/// Files by their names.
pub(crate) type Documents = IndexMap<String, Document>;

/// The files that were read so far.
pub(crate) struct Files<'t> {
    tree: &'t Tree,
    /// The files that could be read.
    pub(crate) documents: Documents,
    /// Files of which it was reported that they cannot be read.
    pub(crate) unreadable: BTreeSet<String>,
    /// The files that were not read, by the URIs that their `$id`s come to. Found when it is first asked for.
    by_id: Option<HashMap<String, String>>,
}

impl<'t> Files<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        let unreadable = tree.unusable().map(str::to_owned).collect();
        Self { tree, documents: Documents::new(), unreadable, by_id: None }
    }

    /// Reads a file, unless it was read before; says whether there is one, and it could be read.
    pub(crate) fn read(&mut self, file: &str, diagnostics: &mut Diagnostics) -> bool {
        if self.is_unread(file) {
            let document = self.tree.document(file, diagnostics);
            self.keep(file, document);
        }
        self.documents.contains_key(file)
    }

    /// The same for many files at once, on every core; gives what `look` makes of each that could be read.
    ///
    /// Together, their values would be most of what there is in memory: none is kept.
    pub(crate) fn read_all<'n, Seen: Send>(
        &mut self,
        files: impl Iterator<Item = &'n str>,
        diagnostics: &mut Diagnostics,
        look: impl Fn(&str, &Value) -> Seen + Sync,
    ) -> Vec<(String, Seen)> {
        let files: Vec<&str> = files.filter(|file| self.is_unread(file)).collect();
        let read = parallel::map(parallel::threads(), &files, |file| {
            let mut found = Diagnostics::new();
            let document = self.tree.look(file, &mut found, |value| look(file, value));
            (document, found)
        });
        let mut seen = Vec::new();
        for (file, (document, found)) in files.into_iter().zip(read) {
            diagnostics.append(found);
            let (document, looked) = document.unzip();
            self.keep(file, document);
            seen.extend(looked.map(|looked| (file.to_owned(), looked)));
        }
        seen
    }

    fn is_unread(&self, file: &str) -> bool {
        let is_there = self.tree.has(file) && is_json(file);
        is_there && !self.documents.contains_key(file) && !self.unreadable.contains(file)
    }

    fn keep(&mut self, file: &str, document: Option<Document>) {
        match document {
            Some(document) => drop(self.documents.insert(file.to_owned(), document)),
            None => drop(self.unreadable.insert(file.to_owned())),
        }
    }

    /// The JSON file that goes by a URI and was not read, because nothing names it.
    pub(crate) fn with_id(&mut self, uri: &str) -> Option<String> {
        let (tree, documents) = (self.tree, &self.documents);
        let by_id = self.by_id.get_or_insert_with(|| {
            let is_part = |file: &&str| [WEBHOOKS, API].contains(&split(file).0) && is_json(file);
            let files = tree.names().filter(is_part).filter(|file| !documents.contains_key(*file));
            let ids = files.filter_map(|file| {
                // Whatever is wrong with it is said when it turns out to be part of the catalog.
                let document = tree.document(file, &mut Diagnostics::new())?;
                Some((Resource::of_document(file, document.value()).uri, file.to_owned()))
            });
            ids.collect()
        });
        by_id.get(uri).cloned()
    }
}

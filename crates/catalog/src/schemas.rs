//! The files that could be read, and where the references between their schemas lead.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use webhook_schema::model::Schema;
use webhook_schema::validate::{Validator, Validators};
use webhook_schema::{Location, strongly_connected};

use crate::files::Documents;
use crate::references::References;

/// The files that could be read, with the references between them and what is known to be wrong.
#[derive(Debug)]
pub(crate) struct Schemas {
    /// In order of their names.
    pub(crate) documents: Documents,
    pub(crate) references: References,
    /// Schema files that were reported, or that reach one.
    pub(crate) refused: BTreeSet<String>,
    /// All schemas that were not refused, compiled when somebody asks after the catalog was loaded.
    pub(crate) validators: OnceLock<Arc<Validators>>,
}

impl Schemas {
    /// The value at a location.
    pub(crate) fn value(&self, location: &Location) -> Option<&Value> {
        self.documents.get(&*location.file)?.value().pointer(&location.pointer)
    }

    /// The schema at the root of a file, when nothing was reported of it or of what it reaches.
    pub(crate) fn sound_root(&self, file: &str) -> Option<&Schema> {
        self.references.schemas.root(file).filter(|_| !self.refused.contains(file))
    }

    /// The schema at a location.
    pub(crate) fn at(&self, location: &Location) -> Option<&Schema> {
        self.references.schemas.at(location)
    }

    /// What tells whether values are valid against the schema at a location; `None` where there is none, or it was refused.
    pub(crate) fn validator(&self, location: &Location) -> Option<Validator> {
        let all = || self.sound().map(|root| &*root.location.file);
        self.validators.get_or_init(|| self.compiled(all())).at(location)
    }

    /// The schemas of some files and of those that these reach, compiled; without those that were refused.
    pub(crate) fn compiled<'s>(&'s self, files: impl Iterator<Item = &'s str>) -> Arc<Validators> {
        let files = self.reached(files).into_iter().filter(|file| !self.refused.contains(*file));
        let outermost = files.flat_map(|file| self.references.schemas.outermost_of(file));
        Arc::new(Validators::new(outermost, &|schema| self.references.target(schema)))
    }

    /// Files, and what is reached from them by references.
    pub(crate) fn reached<'s>(&'s self, files: impl IntoIterator<Item = &'s str>) -> BTreeSet<&'s str> {
        let refers_to =
            |file: &str| self.references.refers_to.get(file).into_iter().flatten().map(|file| &**file);
        reached(files, refers_to)
    }

    /// Whether a file refers to itself, or to one from which references lead back to it.
    pub(crate) fn lead_back(&self) -> bool {
        let refers_to = &self.references.refers_to;
        let numbers: HashMap<&Arc<str>, usize> =
            refers_to.keys().enumerate().map(|(number, file)| (file, number)).collect();
        let number = |file| numbers.get(file).copied();
        let edges: Vec<Vec<usize>> =
            refers_to.values().map(|files| files.iter().filter_map(number).collect()).collect();
        let is_loop = |file: &usize| edges[*file].contains(file);
        strongly_connected(&edges).iter().any(|set| set.len() > 1 || set.iter().any(is_loop))
    }

    /// The schema files that nothing was reported of.
    pub(crate) fn sound(&self) -> impl Iterator<Item = &Schema> {
        self.references.schemas.roots().filter(|root| !self.refused.contains(&*root.location.file))
    }
}

/// Files, and what is reached from them.
pub(crate) fn reached<'f, Files: Iterator<Item = &'f str>>(
    files: impl IntoIterator<Item = &'f str>,
    next: impl Fn(&str) -> Files,
) -> BTreeSet<&'f str> {
    let mut open: Vec<&str> = files.into_iter().collect();
    let mut reached: BTreeSet<&str> = open.iter().copied().collect();
    while let Some(file) = open.pop() {
        open.extend(next(file).filter(|file| reached.insert(file)));
    }
    reached
}

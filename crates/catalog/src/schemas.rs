//! The files that could be read, and where the references between their schemas lead.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use webhook_schema::model::Schema;
use webhook_schema::validate::{Validator, Validators};
use webhook_schema::{Document, Location};

use crate::references::References;

/// The files that could be read, with the references between them and what is known to be wrong.
#[derive(Debug)]
pub(crate) struct Schemas {
    pub(crate) documents: BTreeMap<String, Document>,
    pub(crate) references: References,
    /// Schema files that were reported, or that reach one.
    pub(crate) refused: BTreeSet<String>,
    /// The files that a schema file refers to.
    pub(crate) refers_to: BTreeMap<String, BTreeSet<String>>,
    /// All schemas that were not refused, compiled when one is asked for.
    pub(crate) validators: Mutex<Option<Arc<Validators>>>,
}

impl Schemas {
    /// The value at a location.
    pub(crate) fn value(&self, location: &Location) -> Option<&Value> {
        self.documents.get(&location.file)?.value().pointer(&location.pointer)
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
        let is_sound = |schema: &&Schema| !self.refused.contains(&schema.location.file);
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let validators = validators.get_or_insert_with(|| {
            let outermost = self.references.schemas.outermost().filter(is_sound);
            Arc::new(Validators::new(outermost, &|schema| self.references.target(schema)))
        });
        validators.at(location)
    }

    /// Drops the validators until one is asked for.
    pub(crate) fn forget_validators(&self) {
        self.validators.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// The schema files that nothing was reported of.
    pub(crate) fn sound(&self) -> impl Iterator<Item = &Schema> {
        self.references.schemas.roots().filter(|root| !self.refused.contains(&root.location.file))
    }
}

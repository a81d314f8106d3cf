//! Payloads by themselves: those of two events that may be one.

use webhook_schema::Location;
use webhook_schema::model::Schema;

use super::{Comparer, Pair, Place};
use crate::facts::Entries;
use crate::facts::objects::Object;

impl<'c> Comparer<'c> {
    /// Whether two bodies have the same payload.
    pub(crate) fn have_same_payload(&mut self, before: &'c Schema, after: &'c Schema) -> bool {
        let (old, new) = (self.payload(false, before), self.payload(true, after));
        let (Some((before, old)), Some((after, new))) = (old, new) else { return false };
        let place = Place { before: old, after: new };
        let id = self.pair(Pair::Values { before, after, place, is_root: true });
        let worst = self.worst(id);
        !worst.is_changed && !worst.is_open
    }

    /// What is said of the payload, and where; `None` where nothing is.
    fn payload(&mut self, is_after: bool, root: &'c Schema) -> Option<(Entries<'c>, Location)> {
        let catalog = self.catalog(is_after);
        let (mut entries, mut at) = (vec![root], root.location.clone());
        for key in catalog.index.contract.envelope.payload() {
            let facts = self.facts_of(is_after, &entries);
            let object = Object::of(facts.alternatives.first()?);
            let property = object.properties.get(&**key)?;
            (entries, at) = (property.entries.clone(), property.at.clone());
        }
        Some((entries, at))
    }
}

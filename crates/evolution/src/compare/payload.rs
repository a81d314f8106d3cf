//! Payloads by themselves: those of two events that may be one.

use webhook_schema::model::Schema;

use super::{Comparer, Pair, Place};
use crate::facts::objects::Object;

impl<'c> Comparer<'c> {
    /// Whether two bodies have the same payload.
    pub(crate) fn have_same_payload(&mut self, before: &'c Schema, after: &'c Schema) -> bool {
        let (older, newer) = (self.facts_of(false, &[before]), self.facts_of(true, &[after]));
        let (Some(old), Some(new)) = (older.alternatives.first(), newer.alternatives.first()) else {
            return false;
        };
        let (old, new) = (Object::of(old), Object::of(new));
        let fields = (self.before.index.contract.plain(), self.after.index.contract.plain());
        let (Some(before), Some(after)) = fields else { return false };
        let (old, new) = (old.properties.get(before.data_field), new.properties.get(after.data_field));
        let (Some(old), Some(new)) = (old, new) else { return false };
        let place = Place { before: old.at.clone(), after: new.at.clone() };
        let id = self.pair(Pair::Values {
            before: old.entries.clone(),
            after: new.entries.clone(),
            place,
            is_root: true,
        });
        let worst = self.worst(id);
        !worst.is_changed && !worst.is_open
    }
}

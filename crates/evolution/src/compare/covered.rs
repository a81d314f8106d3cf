//! Whether older alternatives allow all that a newer one does.

use serde_json::Value;
use webhook_schema::model::Schema;

use super::tags::Fixed;
use super::{Comparer, NodeId, One};
use crate::facts::is_valid;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;

impl<'c> Comparer<'c> {
    /// Whether older alternatives allow all that a newer one does.
    pub(super) fn is_covered(&mut self, olds: &[One<'c>], new: &One<'c>, kind: Kinds) -> bool {
        self.cover(olds, new, kind) == Some(None)
    }

    /// Whether older alternatives allow all of a newer one, as validators see it, and the pair with what receivers may miss of it,
    /// such as a property that was optional.
    pub(super) fn cover(&mut self, olds: &[One<'c>], new: &One<'c>, kind: Kinds) -> Option<Option<NodeId>> {
        let mut missed = None;
        for old in olds {
            let id = self.alternatives(old, new, kind);
            let worst = self.worst(id);
            if worst.allows_no_more() {
                return Some(None);
            }
            if worst.validates_no_more() {
                missed.get_or_insert(id);
            }
        }
        let is_allowed =
            self.is_each_value_allowed(olds, new, kind) || self.is_covered_together(olds, new, kind);
        if is_allowed { Some(None) } else { missed.map(Some) }
    }

    /// Whether a newer alternative lists its values, and older ones allow each of them.
    fn is_each_value_allowed(&self, olds: &[One<'c>], new: &One<'c>, kind: Kinds) -> bool {
        let Some(listed) = &new.values else { return false };
        let mut values = listed.values.iter().map(|one| &one.value);
        values.all(|value| {
            !kind.has(Kinds::of_value(value))
                || olds.iter().any(|old| {
                    let members: Vec<&Schema> = old.members.iter().map(|member| member.schema).collect();
                    is_valid(self.before, &members, value)
                })
        })
    }

    /// Whether each text that a newer alternative has at the tag of the older ones stands for one that allows all else of it.
    fn is_covered_together(&mut self, olds: &[One<'c>], new: &One<'c>, kind: Kinds) -> bool {
        let Some(tag) = self.tag(false, olds).filter(|tag| tag.discriminator.is_none()) else { return false };
        let newer = Object::of(new);
        let Some(texts) = self.own_texts(true, std::slice::from_ref(&newer), &tag.name) else { return false };
        texts.into_iter().flatten().all(|text| {
            let stands_for = |fixed: &[Fixed]| fixed.iter().any(|fixed| fixed.text == text);
            let Some(old) = tag.values.iter().position(|fixed| stands_for(fixed)) else { return false };
            let older = Object::of(&olds[old]);
            let is_text_valid = older
                .properties
                .get(&*tag.name)
                .is_some_and(|property| is_valid(self.before, &property.entries, &Value::from(text)));
            // What is said of names by a pattern may be said of the tag, too.
            is_text_valid && newer.patterns.is_empty() && older.patterns.is_empty() && {
                let id = self.alternatives(&olds[old], new, kind);
                self.worst_beside(id, &tag.name).allows_no_more()
            }
        })
    }
}

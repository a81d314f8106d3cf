//! The worst of what was found of a pair and what is in it: what a proof goes by.

use std::collections::HashSet;

use webhook_schema::model::Schema;

use super::{Comparer, NodeId, Place, Step};
use crate::verdict::{Bump, Compatibility, Verdict};

/// The worst of what was found of a pair and what is in it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Worst {
    pub verdict: Verdict,
    /// Whether anything changed but what schemas say to people.
    pub is_changed: bool,
    /// Whether a part of it is still being looked at.
    pub is_open: bool,
    /// Whether something is valid now that has no place in the older version's types. A limit that is gone is none of it.
    pub is_unreadable: bool,
}

impl Worst {
    /// Adds what was found of another pair.
    pub(super) fn add(&mut self, other: Self) {
        self.verdict = self.verdict.max(other.verdict);
        self.is_changed |= other.is_changed;
        self.is_open |= other.is_open;
        self.is_unreadable |= other.is_unreadable;
    }

    pub(crate) fn is_safe(self) -> bool {
        self.verdict.wire == Default::default()
    }

    pub(crate) fn is_safe_for_all(self) -> bool {
        self.is_safe() && self.verdict.strict == Default::default()
    }

    /// Whether it is proven that whatever is allowed now was allowed before.
    pub(crate) fn allows_no_more(self) -> bool {
        self.is_safe_for_all() && !self.is_open
    }

    /// The same as validators see it, who do not miss a property that was optional.
    pub(crate) fn validates_no_more(self) -> bool {
        self.verdict.strict == Compatibility::Safe && !self.is_open
    }
}

impl<'c> Comparer<'c> {
    /// The worst of what is reached from a pair.
    pub(super) fn worst(&mut self, root: NodeId) -> Worst {
        let mut worst = Worst::default();
        let (mut todo, mut seen) = (vec![root], HashSet::new());
        while let Some(id) = todo.pop() {
            if !seen.insert(id) {
                continue;
            }
            if let Some(known) = self.worsts.get(&id) {
                worst.add(*known);
                continue;
            }
            worst.is_open |= !self.look_at(id);
            let node = &self.nodes[id];
            for change in node.changes.iter().map(|id| &self.changes[*id]) {
                worst.verdict = worst.verdict.max(change.verdict);
                worst.is_changed |= !change.is_annotation;
                worst.is_unreadable |=
                    change.verdict.wire == Compatibility::Breaking && change.verdict.rust == Bump::Major;
            }
            todo.extend(node.edges.iter().map(|(id, _)| *id));
        }
        if !worst.is_open {
            self.worsts.insert(root, worst);
        }
        worst
    }

    /// The worst that there would be between two values.
    pub(super) fn worst_of(&mut self, before: &[&'c Schema], after: &[&'c Schema], place: &Place) -> Worst {
        let id = self.values(before.to_vec(), after.to_vec(), place.clone());
        self.worst(id)
    }

    /// The worst of what was found of two objects besides a property.
    pub(super) fn worst_beside(&mut self, id: NodeId, property: &str) -> Worst {
        let is_open = !self.look_at(id);
        let mut worst = Worst { is_open, ..Worst::default() };
        for change in &self.nodes[id].changes {
            worst.verdict = worst.verdict.max(self.changes[*change].verdict);
        }
        let is_other = |(_, step): &&(NodeId, Step)| !matches!(step, Step::Key(key) if key == property);
        let others: Vec<NodeId> = self.nodes[id].edges.iter().filter(is_other).map(|(id, _)| *id).collect();
        for other in others {
            let own = self.worst(other);
            worst.add(own);
        }
        worst
    }
}

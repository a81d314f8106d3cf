//! Where the schemas are that others hold or refer to, while they are compiled.

use std::collections::HashMap;

use super::pattern::Pattern;
use super::run::NodeId;
use crate::model::Schema;

/// The schemas that are compiled, by their numbers, with the target of each reference.
pub(super) struct Links<'s> {
    ids: HashMap<*const Schema, NodeId>,
    target: &'s dyn Fn(&Schema) -> Option<&'s Schema>,
    patterns: HashMap<&'s str, Option<Pattern>>,
}

impl<'s> Links<'s> {
    pub(super) fn new(schemas: &[&'s Schema], target: &'s dyn Fn(&Schema) -> Option<&'s Schema>) -> Self {
        let ids = schemas.iter().enumerate().map(|(id, schema)| (std::ptr::from_ref(*schema), id));
        Self { ids: ids.collect(), target, patterns: HashMap::new() }
    }

    /// A schema that a keyword holds.
    pub(super) fn id(&self, schema: &Schema) -> NodeId {
        self.ids[&std::ptr::from_ref(schema)]
    }

    /// The schema that a reference leads to.
    pub(super) fn target(&self, schema: &Schema) -> Option<NodeId> {
        self.ids.get(&std::ptr::from_ref((self.target)(schema)?)).copied()
    }

    /// A regular expression, compiled once; `None` where it cannot be used.
    pub(super) fn pattern(&mut self, text: &'s str) -> Option<Pattern> {
        self.patterns.entry(text).or_insert_with(|| Pattern::new(text).ok()).clone()
    }
}

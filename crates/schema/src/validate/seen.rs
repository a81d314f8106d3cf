//! Which parts of a value keywords have described: what `unevaluatedProperties` and `unevaluatedItems` leave out.

use std::collections::HashSet;

/// The parts of an object or array that keywords have described so far.
#[derive(Debug, Default)]
pub(super) struct Seen<'v> {
    /// All properties and items.
    all: bool,
    properties: HashSet<&'v str>,
    /// Items before this one.
    first_items: usize,
    items: HashSet<usize>,
}

impl<'v> Seen<'v> {
    pub(super) fn has_property(&self, name: &str) -> bool {
        self.all || self.properties.contains(name)
    }

    pub(super) fn has_item(&self, index: usize) -> bool {
        self.all || index < self.first_items || self.items.contains(&index)
    }

    pub(super) fn add_property(&mut self, name: &'v str) {
        self.properties.insert(name);
    }

    pub(super) fn add_item(&mut self, index: usize) {
        self.items.insert(index);
    }

    pub(super) fn add_first_items(&mut self, count: usize) {
        self.first_items = self.first_items.max(count);
    }

    pub(super) fn add_all(&mut self) {
        self.all = true;
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.all |= other.all;
        self.first_items = self.first_items.max(other.first_items);
        self.properties.extend(other.properties);
        self.items.extend(other.items);
    }
}

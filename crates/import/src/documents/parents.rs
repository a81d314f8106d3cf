//! Schemas that others inherit from, as OpenAPI 3.0 writes a choice. Who refers to such a parent means one of the children, or
//! the parent itself.

use std::collections::{BTreeMap, BTreeSet};

use webhook_schema::{Location, parent};

/// A schema that others inherit from.
#[derive(Debug)]
pub(crate) struct Parent {
    /// The key that tells children apart.
    pub key: String,
    /// Where that is said.
    pub at: Location,
    /// The children, in the order of the `mapping`, and then of the document.
    pub children: Vec<Child>,
    /// Whether each child includes it, so that what it says is said of all of them.
    pub is_in_children: bool,
    /// Whether it has branches, so that there are no others than the children.
    pub has_branches: bool,
    /// What is made of it by inclusion: the children, and what is between them and it.
    pub(super) line: BTreeSet<Location>,
}

/// One of those that inherit from a schema.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    pub place: Location,
    /// What the `mapping` calls it; nothing where it goes by its own name.
    pub texts: Vec<String>,
}

/// The schemas that others inherit from, by where they are.
#[derive(Debug, Default)]
pub(crate) struct Parents(pub(super) BTreeMap<Location, Parent>);

impl Parents {
    pub fn at(&self, place: &Location) -> Option<&Parent> {
        self.0.get(place)
    }

    /// Whether a schema refers to a parent as to what it is made of, and does not mean one of the children.
    pub fn is_inclusion(&self, from: &Location, to: &Location) -> bool {
        let outer = including(from);
        outer != *from && self.at(to).is_some_and(|parent| parent.line.contains(&outer))
    }
}

/// The schema that a part of an `allOf` is of.
pub(crate) fn including(place: &Location) -> Location {
    let mut pointer = &*place.pointer;
    loop {
        let list = parent(pointer);
        let is_part = !pointer.is_empty() && list.ends_with("/allOf");
        if !is_part {
            return place.with_pointer(pointer);
        }
        pointer = parent(list);
    }
}

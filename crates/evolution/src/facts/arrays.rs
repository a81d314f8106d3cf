//! What is said of an array: its first items by position, and the others.

use webhook_schema::Location;
use webhook_schema::model::{Dialect, Keyword, Schema};

use super::{Alternative, Entries, says_nothing};

/// What is said of an array.
pub(crate) struct Array<'c> {
    members: Vec<&'c Schema>,
    /// How many items have a schema of their own.
    pub first: usize,
}

/// What is said of an item.
#[derive(Default)]
pub(crate) struct Items<'c> {
    pub entries: Entries<'c>,
    /// Where it says that there is none.
    pub closed: Option<Location>,
}

impl<'c> Array<'c> {
    pub(crate) fn of(alternative: &Alternative<'c>) -> Self {
        let members: Vec<&'c Schema> = alternative.members.iter().map(|member| member.schema).collect();
        let first = members.iter().map(|schema| schema.first_items().len()).max().unwrap_or(0);
        Self { members, first }
    }

    /// What is said of the item at a position.
    pub(crate) fn item(&self, position: usize) -> Items<'c> {
        self.collect(|schema| schema.first_items().get(position).or_else(|| schema.rest_of_items()))
    }

    /// What is said of the items after the first ones.
    pub(crate) fn rest(&self) -> Items<'c> {
        self.collect(Schema::rest_of_items)
    }

    /// How many items there are at most, because there is none at the next place.
    pub(crate) fn longest(&self) -> Option<usize> {
        let is_ruled_out = |schema: &Schema| schema.boolean == Some(false);
        let longest = |schema: &&'c Schema| {
            let first = schema.first_items();
            let is_closed = schema.rest_of_items().is_some_and(is_ruled_out);
            first.iter().position(is_ruled_out).or(is_closed.then_some(first.len()))
        };
        self.members.iter().filter_map(longest).min()
    }

    /// What is said of the items after the first ones: nothing where that depends on what else is said.
    pub(crate) fn others(&self) -> Entries<'c> {
        let is_apart = |schema: &&Schema| schema.has(Keyword::UnevaluatedItems);
        if self.members.iter().any(is_apart) { Entries::new() } else { self.rest().entries }
    }

    /// Whether what is said of unevaluated items is not said of those that `contains` is about.
    pub(crate) fn spares_contained(&self) -> bool {
        let spares = |schema: &&Schema| {
            schema.has(Keyword::UnevaluatedItems) && schema.dialect == Dialect::Draft202012
        };
        self.members.iter().any(spares)
    }

    /// What is said of an item by its place, or else of those that nothing else is said of.
    fn collect(&self, of: impl Fn(&'c Schema) -> Option<&'c Schema>) -> Items<'c> {
        let by_place: Vec<&Schema> = self.members.iter().filter_map(|schema| of(schema)).collect();
        let unevaluated = self.members.iter().filter_map(|schema| schema.one(Keyword::UnevaluatedItems));
        let all = if by_place.is_empty() { unevaluated.collect() } else { by_place };
        let mut items = Items::default();
        for schema in all {
            if schema.boolean == Some(false) {
                items.closed.get_or_insert_with(|| schema.location.clone());
            } else if !says_nothing(schema) {
                items.entries.push(schema);
            }
        }
        items
    }
}

//! Where in a value another is made: how deep, and what is shown there that need not be.

use std::cell::Cell;

use webhook_schema::model::Keyword;

use crate::facts::{Alternative, address};

/// How deep a value is made.
const DEEPEST: usize = 32;

/// The same once nothing is looked at any more.
const DEEPEST_UNSEEN: usize = 6;

/// How many optional properties are shown of an object, of the objects in it, and of those in these.
const MOST_SHOWN: [usize; 3] = [12, 6, 3];

/// Where in a value another is made.
#[derive(Clone, Copy)]
pub(super) struct At<'l> {
    depth: usize,
    /// Looks that are left, for all of the value.
    left: &'l Cell<usize>,
    /// What is shown that need not be there; `None` for nothing.
    shown: Option<Shown<'l>>,
}

/// Where in a value optional properties are shown.
#[derive(Clone, Copy)]
struct Shown<'l> {
    /// How many objects around it show theirs.
    level: usize,
    /// The innermost of these.
    around: Option<&'l Around<'l>>,
}

/// An object around a value.
pub(super) struct Around<'l> {
    /// The schemas that it is made of, by their addresses.
    schemas: Vec<usize>,
    outer: Option<&'l Self>,
    /// How many optional properties of it are shown.
    pub most_shown: usize,
}

impl<'l> At<'l> {
    pub(super) fn top(left: &'l Cell<usize>) -> Self {
        Self { depth: 0, left, shown: None }
    }

    /// The same, where optional properties are shown.
    pub(super) fn top_showing(left: &'l Cell<usize>) -> Self {
        Self { shown: Some(Shown { level: 0, around: None }), ..Self::top(left) }
    }

    pub(super) fn below(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// Where nothing is shown but what has to be there.
    pub(super) fn plain(self) -> Self {
        Self { shown: None, ..self }
    }

    /// An object that is made here. One in another of its kind shows nothing.
    pub(super) fn object(self, alternative: &Alternative<'_>) -> Around<'l> {
        let described = alternative.members.iter().map(|member| member.schema);
        let described = described.filter(|schema| schema.has(Keyword::Properties));
        let schemas: Vec<usize> = described.map(address).collect();
        let outer = self.shown.and_then(|shown| shown.around);
        let mut around = std::iter::successors(outer, |around| around.outer);
        let is_again = around.any(|around| schemas.iter().any(|schema| around.schemas.contains(schema)));
        let most_shown = self.shown.filter(|_| !is_again).and_then(|shown| MOST_SHOWN.get(shown.level));
        Around { most_shown: most_shown.copied().unwrap_or_default(), schemas, outer }
    }

    /// In an object that is made here.
    pub(super) fn within<'a>(self, around: &'a Around<'a>) -> At<'a>
    where
        'l: 'a,
    {
        let shown = self.shown.filter(|_| around.most_shown > 0);
        let shown = shown.map(|shown| Shown { level: shown.level + 1, around: Some(around) });
        At { shown, ..self.below() }
    }

    /// Whether it is in another value.
    pub(super) fn is_inside(self) -> bool {
        self.depth > 0
    }

    /// Whether anything is shown that need not be there.
    pub(super) fn shows(self) -> bool {
        self.shown.is_some()
    }

    /// Whether an item is shown that need not be there.
    pub(super) fn shows_item(self) -> bool {
        self.shown.is_some_and(|shown| shown.level < MOST_SHOWN.len())
    }

    /// Whether nothing is made within the value any more.
    pub(super) fn is_deepest(self) -> bool {
        self.depth >= DEEPEST
    }

    /// The same where nothing is looked at any more.
    pub(super) fn is_deepest_unseen(self) -> bool {
        self.depth >= DEEPEST_UNSEEN
    }

    /// Whether another look is left, which this one takes. Without, the first value that comes has to do.
    pub(super) fn look(self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }
}

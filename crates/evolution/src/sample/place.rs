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
    /// The innermost of the objects and arrays around it.
    around: Option<&'l Around<'l>>,
    /// How many objects around it show optional properties; `None` where nothing is shown that need not be there.
    shown: Option<usize>,
}

/// An object or an array around a value.
pub(super) struct Around<'l> {
    /// The schemas that it is made of, by their addresses.
    schemas: Vec<usize>,
    outer: Option<&'l Self>,
    /// How many optional properties of it are shown.
    pub most_shown: usize,
}

impl<'l> At<'l> {
    pub(super) fn top(left: &'l Cell<usize>) -> Self {
        Self { depth: 0, left, around: None, shown: None }
    }

    /// The same, where optional properties are shown.
    pub(super) fn top_showing(left: &'l Cell<usize>) -> Self {
        Self { shown: Some(0), ..Self::top(left) }
    }

    pub(super) fn below(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// Where nothing is shown but what has to be there.
    pub(super) fn plain(self) -> Self {
        Self { shown: None, ..self }
    }

    /// An object or an array that is made here. An object in another of its kind shows nothing.
    pub(super) fn made(self, alternative: &Alternative<'_>) -> Around<'l> {
        let most_shown = self.shown.filter(|_| !self.is_again(alternative));
        let most_shown = most_shown.and_then(|level| MOST_SHOWN.get(level)).copied().unwrap_or_default();
        Around { most_shown, schemas: made_of(alternative).collect(), outer: self.around }
    }

    /// Whether an object or an array around it is of the same kind.
    pub(super) fn is_again(self, alternative: &Alternative<'_>) -> bool {
        let mut around = std::iter::successors(self.around, |around| around.outer);
        around.any(|around| made_of(alternative).any(|schema| around.schemas.contains(&schema)))
    }

    /// In an object that is made here.
    pub(super) fn within<'a>(self, around: &'a Around<'a>) -> At<'a>
    where
        'l: 'a,
    {
        let shown = self.shown.filter(|_| around.most_shown > 0).map(|level| level + 1);
        At { shown, ..self.item_of(around) }
    }

    /// In an array that is made here.
    pub(super) fn item_of<'a>(self, around: &'a Around<'a>) -> At<'a>
    where
        'l: 'a,
    {
        At { around: Some(around), ..self.below() }
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
        self.shown.is_some_and(|level| level < MOST_SHOWN.len())
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

/// The schemas that describe what is in an object or an array, by their addresses.
fn made_of(alternative: &Alternative<'_>) -> impl Iterator<Item = usize> {
    const DESCRIBES: [Keyword; 3] = [Keyword::Properties, Keyword::Items, Keyword::PrefixItems];
    let described = alternative.members.iter().map(|member| member.schema);
    described.filter(|schema| DESCRIBES.iter().any(|keyword| schema.has(*keyword))).map(address)
}

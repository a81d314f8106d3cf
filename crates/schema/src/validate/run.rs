//! One value against one schema: the way through schemas and parts of the value, and what bounds it.

use std::fmt::Debug;
use std::thread;

use serde_json::Value;

use super::at::At;
use super::error::{Error, Found, Kind};
use super::seen::Seen;
use crate::location::Location;
use crate::model::Keyword;

/// A schema, by its number.
pub(super) type NodeId = usize;

/// A schema, as values are checked against it.
#[derive(Debug)]
pub(super) struct Node {
    pub location: Location,
    pub rules: Vec<Rule>,
    /// Whether it is `false`.
    pub is_false: bool,
    /// Whether a rule is about what the others have described.
    pub looks_at_seen: bool,
}

/// What a keyword says.
#[derive(Debug)]
pub(super) struct Rule {
    pub keyword: Keyword,
    pub check: Box<dyn Check>,
    /// Whether `nullable` makes an exception for null.
    pub spares_null: bool,
}

/// What has to hold of a value.
pub(super) trait Check: Debug + Send + Sync {
    /// Whether it does; says what is wrong and what it describes, where that is asked for.
    fn holds<'v>(&self, run: &mut Run<'_>, place: Place<'_>, at: &At<'_, 'v>, out: Out<'_, 'v>) -> bool;
}

/// Schemas that are looked at for one value at most, and more for each part of it. What goes beyond has the same schemas in
/// branches of branches, for which the time would double with each.
const MOST: usize = 1_000_000;
const MOST_PER_PART: usize = 200;

/// Schemas in schemas at most.
const DEEPEST: usize = 20_000;

/// Schemas in schemas on one stack, and its bytes: each level takes a few KiB in a build without optimization.
const PER_STACK: usize = 200;
const STACK: usize = 4 << 20;

/// What is wanted to know besides whether a value is valid.
#[derive(Default)]
pub(super) struct Out<'o, 'v> {
    /// What is wrong. Without, the first mistake ends it.
    pub errors: Option<&'o mut Vec<Error>>,
    /// Which parts were described. They are those of a valid value; with errors, also those that a schema describes which
    /// the value violates, so that no part is reported for both.
    pub seen: Option<&'o mut Seen<'v>>,
}

impl<'v> Out<'_, 'v> {
    /// For another schema of the same value.
    pub(super) fn in_place(&mut self) -> Out<'_, 'v> {
        Out { errors: self.errors.as_deref_mut(), seen: self.seen.as_deref_mut() }
    }

    /// For a part of the value, of which only the errors count.
    pub(super) fn of_part<'p>(&mut self) -> Out<'_, 'p> {
        Out { errors: self.errors.as_deref_mut(), seen: None }
    }

    /// Whether one mistake is all that is asked for.
    pub(super) fn is_brief(&self) -> bool {
        self.errors.is_none()
    }

    /// Says what is wrong, where that is asked for; always `false`.
    pub(super) fn fail(
        &mut self,
        run: &mut Run<'_>,
        place: Place<'_>,
        at: &At<'_, '_>,
        kind: impl FnOnce() -> Kind,
    ) -> bool {
        // Compiled for each kind: what is done with it is not.
        if self.is_to_be_told(run) {
            self.tell(run, place, at, kind());
        }
        false
    }

    fn is_to_be_told(&self, run: &mut Run<'_>) -> bool {
        let Some(errors) = &self.errors else { return false };
        // One of each branch says at least what that is for.
        run.told.has_more |= run.told.left == 0 && !errors.is_empty();
        run.told.left > 0 || errors.is_empty()
    }

    fn tell(&mut self, run: &mut Run<'_>, place: Place<'_>, at: &At<'_, '_>, kind: Kind) {
        let Some(errors) = &mut self.errors else { return };
        run.told.left = run.told.left.saturating_sub(1);
        let keyword = match place.keyword {
            Some(keyword) => place.schema.child(keyword.as_str()),
            None => place.schema.clone(),
        };
        errors.push(Error { pointer: at.pointer(), found: Found::of(at.value), keyword, kind });
    }
}

/// A run of one value.
pub(super) struct Run<'n> {
    nodes: &'n [Node],
    left: usize,
    depth: usize,
    /// What was told. Whoever drops errors of branches, since one of them fits, puts back what was there before.
    pub told: Told,
}

/// How much is told of what is wrong.
#[derive(Clone, Copy)]
pub(super) struct Told {
    /// How many errors are still told, with those of branches.
    left: usize,
    /// Whether there are more errors.
    has_more: bool,
}

impl<'n> Run<'n> {
    /// Whether a value is valid against the schema `id`; appends what is wrong, where that is asked for, up to so many
    /// errors.
    pub(super) fn start(
        nodes: &'n [Node],
        id: NodeId,
        value: &Value,
        mut errors: Option<&mut Vec<Error>>,
        most_errors: usize,
    ) -> bool {
        let left = MOST + MOST_PER_PART * parts(value);
        let told = Told { left: most_errors, has_more: false };
        let mut run = Self { nodes, left, depth: 0, told };
        let at = At::root(value);
        let is_valid = run.schema(id, &at, Out { errors: errors.as_deref_mut(), seen: None });
        let Some(errors) = errors else { return is_valid && run.left > 0 };
        let whole = |kind: Kind| {
            let (keyword, found) = (nodes[id].location.clone(), Found::of(value));
            Error { pointer: String::new(), found, keyword, kind }
        };
        if run.left == 0 {
            // Whatever was found may be wrong.
            *errors = vec![whole(Kind::TooMuch)];
            return false;
        }
        errors.extend(run.told.has_more.then(|| whole(Kind::More(most_errors))));
        is_valid
    }

    /// Whether a part is valid against a schema.
    pub(super) fn schema<'v>(&mut self, id: NodeId, at: &At<'_, 'v>, out: Out<'_, 'v>) -> bool {
        if self.left == 0 || self.depth == DEEPEST {
            self.left = 0;
            return false;
        }
        self.left -= 1;
        self.depth += 1;
        let is_valid = if self.depth.is_multiple_of(PER_STACK) {
            self.schema_on_new_stack(id, at, out)
        } else {
            self.rules(id, at, out)
        };
        self.depth -= 1;
        is_valid
    }

    fn schema_on_new_stack<'v>(&mut self, id: NodeId, at: &At<'_, 'v>, out: Out<'_, 'v>) -> bool {
        let done = thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(STACK);
            let thread = thread.spawn_scoped(scope, || self.rules(id, at, out)).ok()?;
            thread.join().ok()
        });
        // Without a thread it is not found out.
        done.unwrap_or_else(|| {
            self.left = 0;
            false
        })
    }

    fn rules<'v>(&mut self, id: NodeId, at: &At<'_, 'v>, mut out: Out<'_, 'v>) -> bool {
        let nodes = self.nodes;
        let node = &nodes[id];
        let mut seen = (node.looks_at_seen || out.seen.is_some()).then(Seen::default);
        if node.is_false {
            return out.fail(self, Place { schema: &node.location, keyword: None }, at, || Kind::False);
        }
        let mut is_valid = true;
        for Rule { keyword, check, spares_null } in &node.rules {
            if *spares_null && at.value.is_null() {
                continue;
            }
            let place = Place { schema: &node.location, keyword: Some(*keyword) };
            let out = Out { errors: out.errors.as_deref_mut(), seen: seen.as_mut() };
            let ends_it = out.errors.is_none();
            is_valid &= check.holds(self, place, at, out);
            if !is_valid && ends_it {
                return false;
            }
        }
        if let (Some(all), Some(seen)) = (out.seen, seen) {
            all.merge(seen);
        }
        is_valid
    }

    /// Whether a schema is `false`.
    pub(super) fn is_false(&self, id: NodeId) -> bool {
        self.nodes[id].is_false
    }
}

/// How many values there are in a value, with itself.
fn parts(value: &Value) -> usize {
    let (mut open, mut count) = (vec![value], 0);
    while let Some(value) = open.pop() {
        count += 1;
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => open.extend(object.values()),
            _ => {}
        }
    }
    count
}

/// A keyword in its schema.
#[derive(Clone, Copy)]
pub(super) struct Place<'n> {
    schema: &'n Location,
    /// `None` for a schema that is `false`.
    keyword: Option<Keyword>,
}

impl Place<'_> {
    /// Whether it is this keyword.
    pub(super) fn is(self, keyword: Keyword) -> bool {
        self.keyword == Some(keyword)
    }
}

//! Compares what two versions say of a value, and of what is in it.
//!
//! Each pair of schemas is looked at once, however many ways lead to it: a pair is a [`Node`] with the changes at its own
//! place, and edges to the pairs for the parts of the value. Which events a change affects follows from who reaches it.

mod annotations;
mod apart;
mod arrays;
mod conditions;
mod contains;
mod covered;
mod discriminator;
mod disjoint;
mod exclusive;
mod formats;
mod included;
mod limits;
mod listed;
mod maps;
mod meaning;
mod names;
mod objects;
mod order;
mod others;
mod patterns;
mod payload;
mod tags;
mod types;
mod unevaluated;
mod unions;
mod worst;

use std::collections::HashMap;
use std::rc::Rc;

use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::Schema;

pub(crate) use self::annotations::dialects_told;
use self::listed::listing_says_kinds;
use self::types::has_another_implied_type;
use self::worst::Worst;
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::same::Same;
use crate::facts::{Alternative, Entries, Facts, address, are_any, facts};
use crate::unchanged::Unchanged;
use crate::verdict::Bump;

/// How many pairs may be looked at, each because of the one before, so that the stack holds all of them.
const DEEPEST: usize = 60;

/// The number of a pair.
pub(crate) type NodeId = usize;

/// The number of a change.
pub(crate) type ChangeId = usize;

/// What makes two changes one: the rule, where it is in both versions, and what tells it from others there.
type ChangeKey = (&'static str, Option<Location>, Option<Location>, String);

/// From a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The same value, as one of the things that it may be.
    Same,
    /// A property.
    Key(String),
    /// The item at a position.
    Item(usize),
    /// An item after the first ones, whose number is this.
    EachItem(usize),
    /// A property without a name.
    EachKey,
}

/// What was found of a pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node<'c> {
    pub changes: Vec<ChangeId>,
    pub edges: Vec<(NodeId, Step)>,
    /// What the newer version says of the value.
    pub after: Entries<'c>,
    /// Of a value that may be several things, the one that it is, and of which kind it is.
    pub one: Option<(One<'c>, Kinds)>,
}

/// What is compared.
#[derive(Clone, Debug)]
enum Pair<'c> {
    Values { before: Entries<'c>, after: Entries<'c>, place: Place, is_root: bool },
    Alternatives { before: One<'c>, after: One<'c>, kind: Kinds },
}

/// One of the alternatives of a value.
#[derive(Clone, Debug)]
pub(crate) struct One<'c> {
    facts: Rc<Facts<'c>>,
    number: usize,
}

impl<'c> std::ops::Deref for One<'c> {
    type Target = Alternative<'c>;

    fn deref(&self) -> &Alternative<'c> {
        &self.facts.alternatives[self.number]
    }
}

/// Where a value is described; or, where nothing is said of it, what it is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub before: Location,
    pub after: Location,
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Values(Vec<usize>, Vec<usize>, Option<Place>, bool),
    Alternatives(Vec<usize>, Vec<usize>, Kinds),
}

enum State<'c> {
    Waiting(Pair<'c>),
    Running,
    Done,
}

/// Compares values of two catalogs.
pub(crate) struct Comparer<'c> {
    pub before: &'c Catalog,
    pub after: &'c Catalog,
    unchanged: Unchanged,
    pub nodes: Vec<Node<'c>>,
    states: Vec<State<'c>>,
    ids: HashMap<Key, NodeId>,
    pub changes: Vec<Change>,
    change_ids: HashMap<ChangeKey, ChangeId>,
    facts: [HashMap<Vec<usize>, Rc<Facts<'c>>>; 2],
    /// The worst of pairs of which nothing is being looked at anymore.
    worsts: HashMap<NodeId, Worst>,
    /// How many pairs are being looked at, each because of the one before.
    depth: usize,
    /// Schemas whose annotations were compared.
    annotated: HashMap<(usize, usize), Vec<ChangeId>>,
}

/// What is found while a pair is looked at.
#[derive(Default)]
pub(crate) struct Found {
    changes: Vec<Change>,
    known: Vec<ChangeId>,
    edges: Vec<(NodeId, Step)>,
}

impl Found {
    pub(crate) fn push(&mut self, change: Change) {
        self.changes.push(change);
    }
}

impl<'c> Comparer<'c> {
    pub(crate) fn new(before: &'c Catalog, after: &'c Catalog) -> Self {
        Self {
            before,
            after,
            unchanged: Unchanged::new(before, after),
            nodes: Vec::new(),
            states: Vec::new(),
            ids: HashMap::new(),
            changes: Vec::new(),
            change_ids: HashMap::new(),
            facts: Default::default(),
            worsts: HashMap::new(),
            depth: 0,
            annotated: HashMap::new(),
        }
    }

    /// Compares whole bodies, and everything in them.
    pub(crate) fn bodies(&mut self, before: &'c Schema, after: &'c Schema) -> NodeId {
        let place = Place { before: before.location.clone(), after: after.location.clone() };
        let root = self.pair(Pair::Values { before: vec![before], after: vec![after], place, is_root: true });
        // Everything that is reached from it is looked at.
        self.worst(root);
        root
    }

    /// The pair of values.
    fn values(&mut self, before: Entries<'c>, after: Entries<'c>, place: Place) -> NodeId {
        self.pair(Pair::Values { before, after, place, is_root: false })
    }

    /// The pair of alternatives, of which only values of a kind count.
    fn alternatives(&mut self, before: &One<'c>, after: &One<'c>, kind: Kinds) -> NodeId {
        self.pair(Pair::Alternatives { before: before.clone(), after: after.clone(), kind })
    }

    fn pair(&mut self, pair: Pair<'c>) -> NodeId {
        let addresses =
            |entries: &[&Schema]| entries.iter().map(|schema| address(schema)).collect::<Vec<_>>();
        let key = match &pair {
            Pair::Values { before, after, place, is_root } => {
                let place = (before.is_empty() || after.is_empty()).then(|| place.clone());
                Key::Values(addresses(before), addresses(after), place, *is_root)
            }
            Pair::Alternatives { before, after, kind } => Key::Alternatives(before.key(), after.key(), *kind),
        };
        if let Some(&id) = self.ids.get(&key) {
            return id;
        }
        let id = self.nodes.len();
        self.ids.insert(key, id);
        let mut node = Node::default();
        let is_same = match &pair {
            Pair::Values { before, after, .. } => {
                node.after.clone_from(after);
                self.unchanged.are(before, after)
            }
            Pair::Alternatives { after, kind, .. } => {
                node.one = Some((after.clone(), *kind));
                false
            }
        };
        self.nodes.push(node);
        self.states.push(if is_same { State::Done } else { State::Waiting(pair) });
        id
    }

    /// Looks at a pair, unless that was done; says whether it is done now.
    fn look_at(&mut self, id: NodeId) -> bool {
        match std::mem::replace(&mut self.states[id], State::Running) {
            // It is looked at later, when fewer wait for it.
            State::Waiting(pair) if self.depth == DEEPEST => {
                self.states[id] = State::Waiting(pair);
                false
            }
            State::Waiting(pair) => {
                self.depth += 1;
                let mut found = Found::default();
                match pair {
                    Pair::Values { before, after, place, is_root } => {
                        self.compare_values(&before, &after, &place, is_root, &mut found);
                    }
                    Pair::Alternatives { before, after, kind } => {
                        self.compare_alternatives(&before, &after, kind, &mut found);
                    }
                }
                self.depth -= 1;
                let changes = found.changes.into_iter().map(|change| self.note(change));
                let changes: Vec<ChangeId> = changes.collect();
                let node = &mut self.nodes[id];
                node.changes = found.known;
                node.changes.extend(changes);
                node.edges = found.edges;
                self.states[id] = State::Done;
                true
            }
            state => {
                let is_done = matches!(state, State::Done);
                self.states[id] = state;
                is_done
            }
        }
    }

    /// The number of a change; the same change at the same place is one.
    fn note(&mut self, mut change: Change) -> ChangeId {
        // Where a version says nothing of a value, what the value is in is there.
        change.before = change.before.map(|at| nearest(self.before, at));
        change.after = change.after.map(|at| nearest(self.after, at));
        let key = (change.rule.id, change.before.clone(), change.after.clone(), change.detail.clone());
        if let Some(&id) = self.change_ids.get(&key) {
            let known = &mut self.changes[id];
            known.verdict = known.verdict.max(change.verdict);
            return id;
        }
        let id = self.changes.len();
        self.changes.push(change);
        self.change_ids.insert(key, id);
        id
    }

    /// The catalog of a version.
    fn catalog(&self, is_after: bool) -> &'c Catalog {
        if is_after { self.after } else { self.before }
    }

    fn facts_of(&mut self, is_after: bool, entries: &[&'c Schema]) -> Rc<Facts<'c>> {
        let catalog = self.catalog(is_after);
        let key: Vec<usize> = entries.iter().map(|schema| address(schema)).collect();
        let known = self.facts[usize::from(is_after)].entry(key);
        Rc::clone(known.or_insert_with(|| Rc::new(facts(catalog, entries))))
    }

    /// Whether two schemas say the same, each of the older or of the newer version.
    fn same_in(&self, (a, one): (bool, &'c Schema), (b, other): (bool, &'c Schema)) -> bool {
        Same::new(self.catalog(a), self.catalog(b)).are(one, other)
    }

    /// Whether two schemas say the same.
    fn same(&self, before: &'c Schema, after: &'c Schema) -> bool {
        Same::new(self.before, self.after).are(before, after)
    }

    fn compare_values(
        &mut self,
        before: &[&'c Schema],
        after: &[&'c Schema],
        place: &Place,
        is_root: bool,
        found: &mut Found,
    ) {
        let (older, newer) = self.facts_of_both(before, after);
        self.compare_annotations(&older, &newer, found);
        let mut content = Found::default();
        let is_const = self.compare_constants((before, after), (&older, &newer), &mut content);
        if !is_const {
            // What is listed, or no longer, says of which kinds a value is: that is no change of its own.
            let is_by_listing = listing_says_kinds(&older, &newer);
            if !is_by_listing {
                self.compare_types(&older, &newer, place, &mut content);
            }
            // That a value may be anything says all that could be said of each kind.
            let is_wider = !is_by_listing && !(newer.kinds - older.kinds - Kinds::NULL).is_empty();
            let is_any = is_wider && are_any(&newer);
            let is_common = |kind: &Kinds| older.kinds.meets(*kind) && newer.kinds.meets(*kind);
            for kind in Kinds::EACH.into_iter().filter(|kind| !is_any && is_common(kind)) {
                self.compare_kind(&older, &newer, kind, &mut content);
            }
            self.compare_exclusiveness(&older, &newer, &mut content);
            self.compare_overlap(before, (&older, &newer), &mut content);
        }
        self.compare_null((before, after), (&older, &newer), &mut content);
        if !is_root {
            self.compare_names(before, after, &mut content, found);
        }
        found.changes.append(&mut content.changes);
        found.edges.append(&mut content.edges);
    }

    fn compare_alternatives(&mut self, before: &One<'c>, after: &One<'c>, kind: Kinds, found: &mut Found) {
        self.compare_fractions(before, after, kind, found);
        let is_listed = self.compare_listed(before, after, kind, found);
        if !is_listed {
            self.compare_limits(before, after, kind, found);
            match kind {
                Kinds::OBJECT => self.compare_objects(before, after, found),
                Kinds::ARRAY => self.compare_arrays(before, after, found),
                _ => {}
            }
        }
        self.compare_conditions(before, after, kind, found);
        if kind == Kinds::OBJECT || kind == Kinds::ARRAY {
            self.compare_unevaluated(before, after, kind, found);
        }
        if has_another_implied_type(&before.facts, &after.facts) {
            // Whatever was said of it made it one.
            found.changes.iter_mut().for_each(|change| change.verdict.rust = Bump::Major);
        }
        self.fold_included(before, after, found);
    }
}

/// A location, or the innermost of those around it that is there.
fn nearest(catalog: &Catalog, mut at: Location) -> Location {
    // A schema is found without the value of its file.
    let is_there = |at: &Location| catalog.at(at).is_some() || catalog.value(at).is_some();
    while !at.pointer.is_empty() && catalog.document(&at.file).is_some() && !is_there(&at) {
        at = at.parent();
    }
    at
}

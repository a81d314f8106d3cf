//! Bodies that the newer schema accepts and a receiver of the older one cannot read, or in which it misses something.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Value, json};
use webhook_catalog::Validator;
use webhook_schema::Document;
use webhook_schema::model::Schema;

use crate::bodies::Body;
use crate::change::Probe;
use crate::compare::{ChangeId, Comparer, NodeId, Step};
use crate::facts::facts;
use crate::facts::objects::Object;
use crate::sample::{sample, sample_of};

/// How many bodies are tried for one finding.
const MOST_TRIES: usize = 48;

/// The longest way to a change that is gone.
const LONGEST_WAY: usize = 64;

/// Finds bodies; validators are made once for each pair of schemas.
pub(crate) struct Counterexamples<'a, 'c> {
    comparer: &'a Comparer<'c>,
    /// Of both versions, by the pair of schemas.
    validators: HashMap<NodeId, Option<(Validator, Validator)>>,
    /// The shortest ways from a pair, made once for each.
    ways: HashMap<NodeId, Ways>,
    /// A value of each pair that is not null.
    values: HashMap<NodeId, Option<Value>>,
    /// A value of the alternative that each pair stands for.
    turned: HashMap<NodeId, Option<Value>>,
}

/// The shortest ways from a pair to others.
struct Ways {
    /// The pair before each, and the step from there.
    before: HashMap<NodeId, (NodeId, Step)>,
    /// The nearest pair with each change.
    with: HashMap<ChangeId, NodeId>,
}

impl<'a, 'c> Counterexamples<'a, 'c> {
    pub(crate) fn new(comparer: &'a Comparer<'c>) -> Self {
        Self {
            comparer,
            validators: HashMap::new(),
            ways: HashMap::new(),
            values: HashMap::new(),
            turned: HashMap::new(),
        }
    }

    /// A body that shows a change: valid in the newer version, and not in the older one unless a name has changed.
    pub(crate) fn find(&mut self, change: ChangeId, body: &Body<'c>) -> Option<Value> {
        let catalogs = [self.comparer.before, self.comparer.after];
        let examples = catalogs
            .into_iter()
            .zip(&body.examples)
            .map(|(catalog, file)| catalog.document(file).map(Document::to_value));
        let examples: Vec<Value> = examples.flatten().collect();
        let mut tries = Vec::new();
        let way = self.way(body.root, change)?;
        let probe = &self.comparer.changes[change].probe;
        match probe.within {
            Some(within) => {
                for (inner, more) in self.breaking_within(within) {
                    let way: Vec<_> = way.iter().chain(&more).cloned().collect();
                    tries.push((way, &self.comparer.changes[inner].probe));
                }
            }
            None => tries.push((way, probe)),
        }
        let mut left = MOST_TRIES;
        for example in examples {
            for (way, probe) in &tries {
                for made in self.bodies(&example, way, probe) {
                    left = left.checked_sub(1)?;
                    if self.shows(&made, body, probe) {
                        return Some(made);
                    }
                }
            }
        }
        None
    }

    fn shows(&mut self, made: &Value, body: &Body<'c>, probe: &Probe) -> bool {
        let comparer = self.comparer;
        let validators = self.validators.entry(body.root).or_insert_with(|| {
            let [before, after] = body.schemas.map(|schema| &schema.location);
            Some((Validator::new(comparer.before, before)?, Validator::new(comparer.after, after)?))
        });
        validators.as_ref().is_some_and(|(before, after)| {
            after.is_valid(made) && (probe.old_key.is_some() || !before.is_valid(made))
        })
    }

    /// The shortest way from a pair to a change: each step with the pair that it leads to.
    fn way(&mut self, root: NodeId, change: ChangeId) -> Option<Vec<(NodeId, Step)>> {
        let comparer = self.comparer;
        let ways = self.ways.entry(root).or_insert_with(|| Ways::from(root, comparer));
        let mut at = *ways.with.get(&change)?;
        let mut way = Vec::new();
        while let Some((before, step)) = ways.before.get(&at) {
            way.push((at, step.clone()));
            at = *before;
        }
        way.reverse();
        (way.len() <= LONGEST_WAY).then_some(way)
    }

    /// Changes that break receivers in a pair that stands apart, each with the way to it.
    fn breaking_within(&self, within: NodeId) -> Vec<(ChangeId, Vec<(NodeId, Step)>)> {
        let mut found = Vec::new();
        let (mut todo, mut seen) = (vec![(within, Vec::new())], HashSet::from([within]));
        while let Some((id, way)) = todo.pop() {
            let node = &self.comparer.nodes[id];
            let breaking = node.changes.iter().filter(|change| {
                self.comparer.changes[**change].verdict.wire == crate::verdict::Compatibility::Breaking
            });
            found.extend(breaking.map(|change| (*change, way.clone())));
            for (next, step) in node.edges.iter().filter(|_| way.len() < LONGEST_WAY) {
                if seen.insert(*next) {
                    let mut way: Vec<(NodeId, Step)> = way.clone();
                    way.push((*next, step.clone()));
                    todo.push((*next, way));
                }
            }
        }
        found
    }

    /// Bodies in which what a change is about is as it could not be before.
    fn bodies(&mut self, example: &Value, way: &[(NodeId, Step)], probe: &Probe) -> Vec<Value> {
        let removal = probe.is_removal.then_some(None);
        let edits: Vec<Option<&Value>> = removal.into_iter().chain(probe.values.iter().map(Some)).collect();
        let mut bodies = Vec::new();
        // As the example has it; and with values of the alternatives that the way leads through.
        for is_turned in [false, true] {
            for value in &edits {
                let mut body = example.clone();
                let Some((at, entries)) = self.reach(&mut body, way, is_turned) else { continue };
                if edit(at, probe, *value) {
                    self.complete(at, entries);
                    bodies.push(body);
                }
            }
        }
        bodies
    }

    /// Adds properties that the newer version requires.
    fn complete(&self, at: &mut Value, entries: &[&'c Schema]) {
        let Value::Object(object) = at else { return };
        let facts = facts(self.comparer.after, entries);
        let [alternative] = &facts.alternatives[..] else { return };
        for (name, property) in Object::of(alternative).properties {
            if property.required.is_some() && !object.contains_key(name) {
                let value = sample_of(self.comparer.after, &property.entries).into_iter().next();
                object.insert(name.to_owned(), value.unwrap_or_else(|| json!("text")));
            }
        }
    }

    /// The value at the end of a way, with what the newer version says of it; what is missing on the way is made.
    fn reach<'v>(
        &mut self,
        body: &'v mut Value,
        way: &[(NodeId, Step)],
        is_turned: bool,
    ) -> Option<(&'v mut Value, &'a [&'c Schema])> {
        let comparer = self.comparer;
        let mut at = body;
        let mut entries: &[&Schema] = &[];
        for (id, step) in way {
            let node = &comparer.nodes[*id];
            let mut made = || {
                let value = self.values.entry(*id).or_insert_with(|| {
                    let values = sample_of(comparer.after, &node.after);
                    values.into_iter().find(|value| !value.is_null())
                });
                value.clone().unwrap_or(json!({}))
            };
            at = match step {
                Step::Same => {
                    if let Some((alternative, kind)) = node.one.as_ref().filter(|_| is_turned) {
                        let value = self
                            .turned
                            .entry(*id)
                            .or_insert_with(|| sample(comparer.after, alternative, *kind).into_iter().next());
                        *at = value.clone()?;
                    }
                    at
                }
                Step::Key(key) => {
                    let value = at.as_object_mut()?.entry(key.clone()).or_insert_with(&mut made);
                    if value.is_null() {
                        *value = made();
                    }
                    value
                }
                Step::EachKey => {
                    let object = at.as_object_mut()?;
                    let key = object.keys().next().cloned().unwrap_or_else(|| "example".to_owned());
                    object.entry(key).or_insert_with(made)
                }
                Step::Item(position) | Step::EachItem(position) => {
                    let items = at.as_array_mut()?;
                    while items.len() <= *position {
                        items.push(made());
                    }
                    items.get_mut(*position)?
                }
            };
            if *step != Step::Same {
                entries = &node.after;
            }
        }
        Some((at, entries))
    }
}

impl Ways {
    fn from(root: NodeId, comparer: &Comparer<'_>) -> Self {
        let (mut before, mut with) = (HashMap::new(), HashMap::new());
        let (mut todo, mut seen) = (VecDeque::from([root]), HashSet::from([root]));
        while let Some(id) = todo.pop_front() {
            let node = &comparer.nodes[id];
            for change in &node.changes {
                with.entry(*change).or_insert(id);
            }
            for (next, step) in &node.edges {
                if seen.insert(*next) {
                    before.insert(*next, (id, step.clone()));
                    todo.push_back(*next);
                }
            }
        }
        Self { before, with }
    }
}

/// Puts a value in its place, or removes what is there; says whether that could be done.
fn edit(at: &mut Value, probe: &Probe, value: Option<&Value>) -> bool {
    match (&probe.key, value) {
        (Some(key), value) => {
            let Some(object) = at.as_object_mut() else { return false };
            let moved = probe.old_key.as_ref().and_then(|old| object.remove(old));
            match value {
                Some(value) => object.insert(key.clone(), moved.unwrap_or_else(|| value.clone())),
                None => object.remove(key),
            };
            true
        }
        (None, Some(value)) => {
            *at = value.clone();
            true
        }
        (None, None) => false,
    }
}

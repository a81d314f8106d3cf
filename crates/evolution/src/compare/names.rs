//! Names of types: a definition names the type of whatever refers to it.

use webhook_schema::model::{JsonType, Keyword, Schema};
use webhook_schema::{Location, code};

use super::{Comparer, Found, Node, One, State};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;
use crate::facts::{Facts, address, says_only};
use crate::rule::Rule;
use crate::rules;
use crate::verdict::Bump;

/// What a reference leads to, in messages.
const REFERRED_TO: &str = "the definition that is referred to";

/// What stands between a change and what it means for the content of a value, in messages.
const DIFFERS: &str = "; what it says of the value differs: ";

/// A definition, and the schema that refers to it.
#[derive(Clone, Copy)]
pub(super) struct Referred<'c> {
    from: &'c Schema,
    pub to: &'c Schema,
}

impl<'c> Comparer<'c> {
    /// Compares the names of the types of a value; what was found of its content goes into the finding where it is another
    /// definition's.
    pub(super) fn compare_names(
        &mut self,
        before: &[&'c Schema],
        after: &[&'c Schema],
        content: &mut Found,
        found: &mut Found,
    ) {
        let (old, new) = (self.definition(false, before), self.definition(true, after));
        let place = |entries: &[&'c Schema]| entries.last().map(|schema| schema.location.clone());
        match (old, new) {
            (Some(old), Some(new)) => {
                let told = (&rules::REF_RETARGETED, REFERRED_TO);
                let at = (&old.from.location, &new.from.location);
                self.compare_definitions((old, new), told, at, content, found);
            }
            (Some(old), None) if self.is_named(false, old.to) && !self.has_branch(true, after, old) => {
                let message = format!("what {} defines is written in place now", code(&name_of(old.to)));
                let change = Change::new(&rules::REF_INLINED, message)
                    .at(Some(&old.from.location), place(after).as_ref());
                found.push(change);
            }
            (None, Some(new))
                if self.is_named(true, new.to)
                    && !before.is_empty()
                    && !self.has_branch(false, before, new) =>
            {
                let message = format!("what was written in place refers to {} now", code(&name_of(new.to)));
                let change = Change::new(&rules::REF_EXTRACTED, message)
                    .at(place(before).as_ref(), Some(&new.from.location));
                found.push(change);
            }
            _ => {}
        }
    }

    /// Compares the names of two definitions that something stands for; `rule` and `what` tell where it stands for another one.
    pub(super) fn compare_definitions(
        &mut self,
        (old, new): (Referred<'c>, Referred<'c>),
        (rule, what): (&'static Rule, &str),
        (before, after): (&Location, &Location),
        content: &mut Found,
        found: &mut Found,
    ) {
        // What a name in Rust changes is told of the definition.
        if old.to.location == new.to.location || plain(old.to) == plain(new.to) {
            return;
        }
        if let Some(change) = self.renamed((old, new)) {
            return found.push(change);
        }
        let rust = self.rust_of_names((old, new));
        let names = format!("{} and is {}", code(&name_of(old.to)), code(&name_of(new.to)));
        let change = Change::new(rule, format!("{what} was {names}"));
        let change = change.before(before).after(after).rust(rust);
        found.push(self.with_content(change, content));
    }

    /// A definition that has another name, where each version has only one of them.
    pub(super) fn renamed(&mut self, (old, new): (Referred<'c>, Referred<'c>)) -> Option<Change> {
        let is_renamed =
            self.after.at(&old.to.location).is_none() && self.before.at(&new.to.location).is_none();
        if !is_renamed || plain(old.to) == plain(new.to) {
            return None;
        }
        let names = format!("{} and is {}", code(&name_of(old.to)), code(&name_of(new.to)));
        let change = Change::new(&rules::DEFINITION_RENAMED, format!("the definition was {names}"));
        let rust = self.rust_of_names((old, new));
        Some(change.before(&old.to.location).after(&new.to.location).rust(rust))
    }

    fn rust_of_names(&mut self, (old, new): (Referred<'c>, Referred<'c>)) -> Bump {
        let is_named = self.is_named(false, old.to) || self.is_named(true, new.to);
        if is_named { Bump::Major } else { Bump::Patch }
    }

    /// A change with what it means for the content of the value, which was found already.
    pub(super) fn with_content(&mut self, mut change: Change, content: &mut Found) -> Change {
        let inner = Found {
            changes: std::mem::take(&mut content.changes),
            known: Vec::new(),
            edges: std::mem::take(&mut content.edges),
        };
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        self.states.push(State::Done);
        let changes = inner.changes.into_iter().map(|change| self.note(change)).collect();
        self.nodes[id] = Node { changes, edges: inner.edges, ..Node::default() };
        let worst = self.worst(id);
        if worst.is_open {
            // It holds itself, and what is in it is not known yet.
            content.edges = self.nodes[id].edges.clone();
            content.known = self.nodes[id].changes.clone();
        }
        if worst.is_changed {
            change.message += DIFFERS;
            change.message += &self.messages_in(id).join("; ");
            change.verdict = change.verdict.max(worst.verdict);
            change.probe.within = Some(id);
        }
        change
    }

    /// What a few of the changes in a pair say.
    fn messages_in(&self, root: super::NodeId) -> Vec<String> {
        const MOST: usize = 3;
        let (mut todo, mut seen, mut messages) = (vec![root], Vec::new(), Vec::<String>::new());
        while let Some(id) = todo.pop().filter(|_| messages.len() < MOST) {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let changes = self.nodes[id].changes.iter().map(|change| &self.changes[*change]);
            for message in changes.filter(|change| !change.is_annotation).map(told_within) {
                // The same may be so of several parts.
                if !messages.contains(&message) {
                    messages.push(message);
                }
            }
            todo.extend(self.nodes[id].edges.iter().rev().map(|(id, _)| *id));
        }
        messages.truncate(MOST);
        messages
    }

    /// The one definition that a value is.
    fn definition(&self, is_after: bool, entries: &[&'c Schema]) -> Option<Referred<'c>> {
        let mut found = Vec::new();
        for entry in entries {
            self.add_definitions(is_after, entry, &mut found, 0);
        }
        match found[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Whether a value may be another version's definition, and something else as well.
    fn has_branch(&self, is_after: bool, entries: &[&'c Schema], definition: Referred<'c>) -> bool {
        let mut branches = entries.iter().flat_map(|entry| entry.choices()).flatten();
        branches.any(|branch| {
            let own = self.definition(is_after, &[branch]);
            own.is_some_and(|own| own.to.location == definition.to.location)
        })
    }

    /// The definition that a branch is.
    pub(super) fn definition_of(&self, is_after: bool, one: &One<'c>) -> Option<Referred<'c>> {
        self.definition(is_after, &[one.branch?])
    }

    fn add_definitions(
        &self,
        is_after: bool,
        schema: &'c Schema,
        found: &mut Vec<Referred<'c>>,
        depth: usize,
    ) {
        const DEEPEST: usize = 16;
        let catalog = self.catalog(is_after);
        if let Some(mut to) = catalog.target(schema) {
            for _ in 0..DEEPEST {
                match catalog.target(to).filter(|_| says_only(to, &[Keyword::Ref])) {
                    Some(next) => to = next,
                    None => break,
                }
            }
            if !found.iter().any(|known| address(known.to) == address(to)) {
                found.push(Referred { from: schema, to });
            }
        }
        if depth == DEEPEST {
            return;
        }
        for part in schema.list(Keyword::AllOf).unwrap_or_default() {
            self.add_definitions(is_after, part, found, depth + 1);
        }
        for branches in schema.choices() {
            let is_null = |branch: &&Schema| branch.types.as_deref() == Some(&[JsonType::Null]);
            let others: Vec<&'c Schema> = branches.iter().filter(|branch| !is_null(branch)).collect();
            if let [one] = others[..] {
                self.add_definitions(is_after, one, found, depth + 1);
            }
        }
    }

    /// Whether a definition gives a type its name in generated code: its own, or one for what is in it.
    fn is_named(&mut self, is_after: bool, definition: &'c Schema) -> bool {
        const OTHERS: [Keyword; 6] =
            [Keyword::Enum, Keyword::Const, Keyword::Ref, Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf];
        const DEEPEST: usize = 8;
        let format = definition.constraints.format.as_deref();
        let is_id = definition.types.as_deref() == Some(&[JsonType::String])
            && !OTHERS.into_iter().any(|keyword| definition.has(keyword))
            && !matches!(format, Some("date-time" | "password"));
        is_id
            || self.has_type(is_after, definition)
            || parts_in_place(definition, DEEPEST).into_iter().any(|part| self.has_type(is_after, part))
    }

    /// Whether there is a type of its own for what a schema describes, wherever it is.
    fn has_type(&mut self, is_after: bool, schema: &'c Schema) -> bool {
        let facts = self.facts_of(is_after, &[schema]);
        is_union(&facts)
            || facts.alternatives.iter().any(|alternative| match &alternative.values {
                Some(listed) => {
                    listed.values.iter().any(|one| one.value.is_string()) || listed.values.len() > 1
                }
                None => {
                    let one = One { facts: std::rc::Rc::clone(&facts), number: 0 };
                    alternative.kinds.meets(Kinds::OBJECT)
                        && alternative.kinds != Kinds::ANY
                        && !Object::of(&one).is_map()
                        || alternative.kinds == Kinds::ANY && !Object::of(&one).properties.is_empty()
                }
            })
    }
}

/// A change as it is told within another one: of a definition in a definition, what it says is told, and not that it is another.
fn told_within(change: &Change) -> String {
    let message = match change.message.split_once(DIFFERS) {
        Some((_, content)) => content,
        None => &change.message,
    };
    let message = match [&rules::PROPERTY_RENAMED, &rules::TAG_VALUE_RENAMED].contains(&change.rule) {
        true => message.rsplit_once(": ").map_or(message, |(renamed, _)| renamed),
        false => message,
    };
    message.replacen(REFERRED_TO, "a definition in it", 1)
}

/// Items and values that a schema describes itself, and not by a reference.
fn parts_in_place(schema: &Schema, depth: usize) -> Vec<&Schema> {
    let others = [Keyword::Items, Keyword::AdditionalItems, Keyword::AdditionalProperties];
    let parts = others.into_iter().filter_map(|keyword| schema.one(keyword)).chain(schema.first_items());
    let own = parts.filter(|part| part.reference.is_none() && depth > 0);
    own.flat_map(|part| std::iter::once(part).chain(parts_in_place(part, depth - 1))).collect()
}

fn is_union(facts: &Facts<'_>) -> bool {
    facts.alternatives.len() > 1 || facts.kinds.count_non_null() > 1 && facts.kinds != Kinds::ANY
}

/// The letters and digits of a name: types are called the same whatever joins their words.
fn plain(definition: &Schema) -> String {
    name_of(definition).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a definition is called: its key, the name of its file where it is all of that, or what its author says.
pub(super) fn name_of(definition: &Schema) -> String {
    if let Some(name) = definition.unknown_value("x-rust-name").and_then(|name| name.as_str()) {
        return name.to_owned();
    }
    let at = &definition.location;
    match webhook_schema::tokens(&at.pointer).last() {
        Some(key) => key,
        None => {
            let name = at.file.rsplit('/').next().unwrap_or(&at.file);
            name.strip_suffix(".schema.json").or(name.strip_suffix(".json")).unwrap_or(name).to_owned()
        }
    }
}

//! Alternatives: branches of `oneOf` and `anyOf` that describe values of one kind.

use std::collections::BTreeSet;
use std::rc::Rc;

use webhook_contract::Enums;
use webhook_schema::code;
use webhook_schema::model::{Keyword, Schema};

use super::formats::typed_format;
use super::names::name_of;
use super::tags::{Tag, ToldApart};
use super::{Comparer, Found, One, Step, Worst};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;
use crate::facts::values::is_extensible;
use crate::facts::{Facts, says_only};
use crate::rules;
use crate::sample::sample;
use crate::verdict::{Bump, Compatibility};

impl<'c> Comparer<'c> {
    /// Compares the values of a kind, which both versions have.
    pub(super) fn compare_kind(
        &mut self,
        older: &Rc<Facts<'c>>,
        newer: &Rc<Facts<'c>>,
        kind: Kinds,
        found: &mut Found,
    ) {
        // Of null there is no more than one.
        if kind == Kinds::NULL {
            return;
        }
        let (olds, news) = (ones(older, kind), ones(newer, kind));
        if let ([old], [new]) = (&olds[..], &news[..]) {
            let id = self.alternatives(old, new, kind);
            found.edges.push((id, Step::Same));
            return;
        }
        let (old_tag, new_tag) = (self.tag(false, &olds), self.tag(true, &news));
        // What has told alternatives apart names them in generated types.
        let is_retagged = old_tag.is_some()
            && old_tag.as_ref().map(|tag| &tag.name) != new_tag.as_ref().map(|tag| &tag.name);
        self.compare_discriminators((&olds, &news), (old_tag.as_ref(), new_tag.as_ref()), found);
        let old_key = old_tag.as_ref().map(|tag| tag.name.clone());
        let tags = old_tag.zip(new_tag).filter(|(old, new)| old.name == new.name);
        let is_told_apart = kind == Kinds::OBJECT && tags.is_none();
        let told_apart = is_told_apart.then(|| self.told_apart(&olds, &news)).flatten();
        let mut matched = self.matched((&olds, &news), tags.as_ref(), told_apart.as_ref(), kind);
        let others = found.changes.len();
        for (old, new) in &matched {
            let pair = (&olds[*old], &news[*new]);
            match &tags {
                Some((old_tag, new_tag)) => {
                    let texts = old_tag.common(*old, new_tag, *new);
                    self.compare_tagged(pair, texts, (&old_tag.name, kind), found);
                }
                None => self.compare_branch(&olds, pair, kind, found),
            }
        }
        if let Some(tags) = &tags {
            let is_open = self.is_open(older, Some(&tags.0));
            Self::compare_texts(tags, &matched, is_open, found);
            self.find_renamed_tags((&olds, &news), tags, &mut matched, found);
        }
        for (number, new) in news.iter().enumerate() {
            if !matched.iter().any(|(_, other)| *other == number) {
                let (tag, count) = (tags.as_ref().map(|(old, _)| old), found.changes.len());
                let key = tag.map(|tag| &tag.name).or(told_apart.as_ref().map(|by| &by.name));
                self.branch_added(older, (&olds, new), (tag, key), kind, found);
                if is_retagged {
                    found.changes[count..].iter_mut().for_each(|change| change.verdict.rust = Bump::Major);
                }
            }
        }
        for (number, old) in olds.iter().enumerate() {
            if !matched.iter().any(|(other, _)| *other == number) {
                let key = old_key.as_ref().or(told_apart.as_ref().map(|by| &by.name));
                self.branch_removed((older, newer), (&olds, old, &news), key, kind, found);
            }
        }
        if kind == Kinds::STRING && text_type(&olds).is_some_and(|ty| text_type(&news) == Some(ty)) {
            found.changes[others..].iter_mut().for_each(|change| change.verdict.rust = Bump::Patch);
        }
        if kind == Kinds::OBJECT && tags.is_none() {
            self.compare_order((older, newer), (&olds, &news), &matched, others, found);
        }
    }

    fn compare_branch(
        &mut self,
        olds: &[One<'c>],
        (old, new): (&One<'c>, &One<'c>),
        kind: Kinds,
        found: &mut Found,
    ) {
        let definitions = self.definition_of(false, old).zip(self.definition_of(true, new));
        found.changes.extend(definitions.and_then(|both| self.renamed(both)));
        let id = self.alternatives(old, new, kind);
        let worst = self.worst(id);
        if !worst.is_safe_for_all() && self.is_covered(olds, new, kind) {
            let change = Change::new(
                &rules::BRANCH_COVERED,
                "a branch allows more now, all of which another branch allowed before",
            );
            let at = |one: &One<'c>| one.branch.or(one.nearest()).map(|schema| schema.location.clone());
            return found.push(change.at(at(old).as_ref(), at(new).as_ref()));
        }
        found.edges.push((id, Step::Same));
    }

    fn branch_added(
        &mut self,
        older: &Facts<'c>,
        (olds, new): (&[One<'c>], &One<'c>),
        (tag, key): (Option<&Tag>, Option<&String>),
        kind: Kinds,
        found: &mut Found,
    ) {
        let after = new.branch.or(new.nearest()).map(|schema| schema.location.clone());
        let before = match older.union {
            Some((owner, keyword)) => Some(owner.location_of(keyword)),
            None => olds.first().and_then(|old| old.nearest()).map(|schema| schema.location.clone()),
        };
        // What goes by a text of its own is new to receivers, whatever it allows.
        let has_text = tag.is_some_and(|tag| tag.discriminator.is_some());
        if let Some(missed) = self.cover(olds, new, kind).filter(|_| !has_text) {
            let change = Change::new(
                &rules::BRANCH_COVERED,
                "a branch was added, all of which another branch allowed before",
            );
            found.edges.extend(missed.map(|id| (id, Step::Same)));
            let change = if older.union.is_none() { change.rust(Bump::Major) } else { change };
            return found.push(change.at(before.as_ref(), after.as_ref()));
        }
        let is_open = self.is_open(older, tag);
        let message = format!("a branch was added: {}", self.told_by((true, new), olds, key, kind));
        let change = Change::new(&rules::BRANCH_ADDED, message);
        let change = match (tag, is_open) {
            (None, _) => change,
            (Some(_), true) => {
                change.wire(Compatibility::Risky).help("Tell receivers before the first one is sent.")
            }
            (Some(_), false) => change.help("Add an event, or take a new catalog version."),
        };
        // One type becomes one of several.
        let change = if older.union.is_none() { change.rust(Bump::Major) } else { change };
        let detail = told(new, kind);
        found.push(
            change.at(before.as_ref(), after.as_ref()).detail(detail).put(sample(self.after, new, kind)),
        );
    }

    /// What a branch is called in a message: its definition, or its type with what tells it from others, which is the text at the
    /// key that tells branches apart, or else the keys that it requires.
    fn told_by(
        &mut self,
        (is_after, one): (bool, &One<'c>),
        olds: &[One<'c>],
        key: Option<&String>,
        kind: Kinds,
    ) -> String {
        let name = match self.definition_of(is_after, one) {
            Some(definition) => code(&name_of(definition.to)),
            None => told(one, kind),
        };
        let text = key.and_then(|key| {
            let text = self.fixed_text(is_after, &Object::of(one), key)?;
            Some(format!(", of which {} is {}", code(key), code(&text.text)))
        });
        let keys = || if name == Kinds::OBJECT.to_string() { with_keys(one, olds) } else { String::new() };
        let more = text.unwrap_or_else(keys);
        name + &more
    }

    /// Whether receivers have to expect branches, and texts at the tag, that they do not know.
    fn is_open(&self, older: &Facts<'c>, tag: Option<&Tag>) -> bool {
        let said = older.union.and_then(|(owner, _)| is_extensible(owner));
        let said = said.or(tag.and_then(|tag| tag.is_extensible));
        said.unwrap_or(self.before.index.contract.schema.enums == Enums::Open)
    }

    fn branch_removed(
        &mut self,
        (older, newer): (&Facts<'c>, &Facts<'c>),
        (olds, old, news): (&[One<'c>], &One<'c>, &[One<'c>]),
        key: Option<&String>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let before = old.branch.or(old.nearest()).map(|schema| schema.location.clone());
        let after = match newer.union {
            Some((owner, keyword)) => Some(owner.location_of(keyword)),
            None => {
                newer.alternatives.first().and_then(|new| new.nearest()).map(|schema| schema.location.clone())
            }
        };
        let is_exclusive = matches!(older.union, Some((_, Keyword::OneOf)));
        let message = format!("a branch was removed: {}", self.told_by((false, old), olds, key, kind));
        let change = Change::new(&rules::BRANCH_REMOVED, message);
        let change = match older.union.filter(|_| is_exclusive && !self.are_disjoint(false, olds)) {
            // What was valid against both was valid against neither, and now it is.
            Some((owner, _)) => {
                let values = self.of_fewer(owner, &[owner], news, kind);
                let is_shown = !values.is_empty();
                let strict = if is_shown { Compatibility::Breaking } else { Compatibility::Risky };
                change.strict(strict).help("Make sure that no value is of two branches.").put(values)
            }
            None => change,
        };
        found.push(change.at(before.as_ref(), after.as_ref()).detail(told(old, kind)));
    }

    /// Which alternatives are the same one.
    fn matched(
        &mut self,
        (olds, news): (&[One<'c>], &[One<'c>]),
        tags: Option<&(Tag, Tag)>,
        told_apart: Option<&ToldApart>,
        kind: Kinds,
    ) -> Vec<(usize, usize)> {
        let mut matched: Vec<(usize, usize)> = Vec::new();
        if let Some((old_tag, new_tag)) = tags {
            for old in 0..olds.len() {
                let of_old = (0..news.len()).filter(|new| old_tag.common(old, new_tag, *new).is_some());
                matched.extend(of_old.map(|new| (old, new)));
            }
            return matched;
        }
        let definition = |catalog: &'c webhook_catalog::Catalog, one: &One<'c>| {
            let branch = one.branch.filter(|branch| says_only(branch, &[Keyword::Ref]))?;
            catalog.target(branch).map(|target| target.location.clone())
        };
        let same_definition = |before: &'c webhook_catalog::Catalog,
                               after: &'c webhook_catalog::Catalog,
                               old: &One<'c>,
                               new: &One<'c>| {
            let (old, new) = (definition(before, old), definition(after, new));
            old.is_some() && old == new
        };
        let is_safe = |worst: Worst| !worst.is_changed;
        type Test<'t, 'c> = &'t dyn Fn(&mut Comparer<'c>, usize, usize) -> bool;
        let by_definition: Test<'_, 'c> =
            &|comparer, old, new| same_definition(comparer.before, comparer.after, &olds[old], &news[new]);
        let by_content: Test<'_, 'c> = &|comparer, old, new| {
            let id = comparer.alternatives(&olds[old], &news[new], kind);
            is_safe(comparer.worst(id))
        };
        let by_safety: Test<'_, 'c> = &|comparer, old, new| {
            let id = comparer.alternatives(&olds[old], &news[new], kind);
            comparer.worst(id).is_safe()
        };
        // A branch that holds the union itself differs wherever another one does: its content does not tell which it is, but its
        // keys may.
        let by_texts: Test<'_, 'c> = &|_, old, new| told_apart.is_some_and(|by| by.are_one(old, new));
        let keys = |all: &[One<'c>]| match kind {
            Kinds::OBJECT => all.iter().map(keys_of).collect(),
            _ => Vec::new(),
        };
        let (old_keys, new_keys) = (keys(olds), keys(news));
        let by_keys: Test<'_, 'c> = &|_, old, new| {
            let is_own =
                |all: &[Keys<'c>], own: &Keys<'c>| all.iter().filter(|keys| *keys == own).count() == 1;
            old_keys.get(old).is_some_and(|keys| is_own(&old_keys, keys) && is_own(&new_keys, keys))
                && old_keys.get(old) == new_keys.get(new)
        };
        for test in [by_definition, by_texts, by_content, by_keys, by_safety] {
            for old in 0..olds.len() {
                for new in 0..news.len() {
                    let is_free = !matched.iter().any(|(known, other)| *known == old || *other == new);
                    if is_free && test(self, old, new) {
                        matched.push((old, new));
                    }
                }
            }
        }
        let free = |count: usize, is_taken: &dyn Fn(usize) -> bool| {
            (0..count).filter(|number| !is_taken(*number)).collect::<Vec<_>>()
        };
        let free_olds = free(olds.len(), &|number| matched.iter().any(|(old, _)| *old == number));
        let free_news = free(news.len(), &|number| matched.iter().any(|(_, new)| *new == number));
        if free_olds.len() == free_news.len() {
            // As many as before: each was changed.
            matched.extend(free_olds.into_iter().zip(free_news));
        }
        matched
    }
}

/// The alternatives that may be of a kind.
pub(super) fn ones<'c>(facts: &Rc<Facts<'c>>, kind: Kinds) -> Vec<One<'c>> {
    let numbers = 0..facts.alternatives.len();
    let of_kind = numbers.filter(|number| facts.alternatives[*number].kinds.meets(kind));
    of_kind.map(|number| One { facts: Rc::clone(facts), number }).collect()
}

/// Which type generated code has for texts of several branches: that of a format which all of them have, or the usual one. `None`
/// where values are listed.
fn text_type<'c>(ones: &[One<'c>]) -> Option<Option<&'c str>> {
    let mut formats = ones.iter().map(typed_format);
    let first = formats.next().filter(|_| ones.iter().all(|one| one.values.is_none()))?;
    Some(first.filter(|_| formats.all(|format| format == first)))
}

/// The keys of an object, and whether each is required.
type Keys<'c> = BTreeSet<(&'c str, bool)>;

fn keys_of<'c>(one: &One<'c>) -> Keys<'c> {
    let properties = Object::of(one).properties.into_iter();
    properties.map(|(name, property)| (name, property.required.is_some())).collect()
}

/// The first keys that an object requires: those that not all of these do, if there are any.
fn with_keys(one: &One<'_>, all: &[One<'_>]) -> String {
    const MOST: usize = 3;
    let required = |one: &One<'_>, name: &str| {
        one.members.iter().flat_map(|member| member.schema.required.iter()).any(|entry| entry.key == name)
    };
    let own = Object::of(one).properties;
    let own = own.iter().filter(|(_, property)| property.required.is_some()).map(|(name, _)| *name);
    let of_all = |name: &&str| all.len() > 1 && all.iter().all(|one| required(one, name));
    let (shared, apart): (Vec<&str>, Vec<&str>) = own.partition(of_all);
    let keys = if apart.is_empty() { shared } else { apart };
    let names: Vec<String> = keys.iter().take(MOST).map(|key| code(key)).collect();
    match &names[..] {
        [] => String::new(),
        [one] => format!(" with {one}"),
        [first @ .., last] if keys.len() <= MOST => format!(" with {} and {last}", first.join(", ")),
        _ => format!(" with {} and {} more", names.join(", "), keys.len() - MOST),
    }
}

/// What a branch is called in a message, as far as it is about values of a kind.
fn told(one: &One<'_>, kind: Kinds) -> String {
    let schema: Option<&Schema> = one.branch.or(one.nearest());
    let name = schema
        .and_then(|schema| schema.reference.as_deref())
        .and_then(|reference| reference.rsplit('/').next());
    match name {
        Some(name) => code(name),
        None => match &one.values {
            Some(listed) => {
                listed.values.iter().map(|one| one.value.to_string()).collect::<Vec<_>>().join(", ")
            }
            None => (one.kinds & kind).to_string(),
        },
    }
}

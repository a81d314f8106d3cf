//! Tags: properties whose fixed values tell the branches of a union apart.

use std::collections::HashSet;

use webhook_schema::{Location, code};

use super::{Comparer, Found, NodeId, One, Step};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;
use crate::renames::{self, Guess};
use crate::rules;
use crate::sample::sample;

/// The property that tells alternatives apart.
pub(super) struct Tag {
    pub name: String,
    /// What each alternative has there: one text, or each of those that a `discriminator` gives it.
    pub values: Vec<Vec<Fixed>>,
    /// What the schemas say of whether there may be more.
    pub is_extensible: Option<bool>,
    /// The `discriminator` that says so, where the alternatives do not.
    pub discriminator: Option<Location>,
}

/// A property whose texts tell the alternatives of both versions apart.
pub(super) struct ToldApart {
    pub name: String,
    old: Vec<Vec<String>>,
    new: Vec<Vec<String>>,
}

impl ToldApart {
    /// Whether two alternatives have a text in common.
    pub(super) fn are_one(&self, old: usize, new: usize) -> bool {
        self.old[old].iter().any(|text| self.new[new].contains(text))
    }
}

/// A text that a property always has, or one of several.
pub(super) struct Fixed {
    pub text: String,
    /// The keyword that says so.
    pub at: Location,
    /// What its schema says of whether there may be others.
    pub is_extensible: Option<bool>,
}

impl Tag {
    /// The first text that an alternative has in common with one of another version.
    pub(super) fn common<'t>(
        &'t self,
        own: usize,
        other: &'t Self,
        others: usize,
    ) -> Option<(&'t Fixed, &'t Fixed)> {
        let same = |text: &str| other.values[others].iter().find(|fixed| fixed.text == text);
        self.values[own].iter().find_map(|fixed| Some((fixed, same(&fixed.text)?)))
    }
}

impl<'c> Comparer<'c> {
    /// The property that tells objects apart.
    pub(super) fn tag(&mut self, is_after: bool, all: &[One<'c>]) -> Option<Tag> {
        if all.len() < 2 {
            return None;
        }
        let objects: Vec<Object<'c>> = all.iter().map(|one| Object::of(one)).collect();
        let names: Vec<&str> = objects[0].properties.keys().copied().collect();
        let by_texts = names.into_iter().find_map(|name| {
            let mut values: Vec<Fixed> = Vec::new();
            for object in &objects {
                let fixed = self.fixed_text(is_after, object, name)?;
                if values.iter().any(|known| known.text == fixed.text) {
                    return None;
                }
                values.push(fixed);
            }
            let is_extensible = values.iter().find_map(|fixed| fixed.is_extensible);
            let values = values.into_iter().map(|fixed| vec![fixed]).collect();
            Some(Tag { name: name.to_owned(), values, is_extensible, discriminator: None })
        });
        by_texts.or_else(|| self.discriminated(is_after, all, &objects))
    }

    /// The one text that an object always has at a property.
    pub(super) fn fixed_text(&mut self, is_after: bool, object: &Object<'c>, name: &str) -> Option<Fixed> {
        let property = object.properties.get(name).filter(|property| property.required.is_some())?;
        let facts = self.facts_of(is_after, &property.entries);
        let [only] = &facts.alternatives[..] else { return None };
        let listed = only.values.as_ref()?;
        match &listed.values[..] {
            [one] => Some(Fixed {
                text: one.value.as_str()?.to_owned(),
                at: listed.at.clone(),
                is_extensible: listed.is_extensible,
            }),
            _ => None,
        }
    }

    /// The first property at which each object of both versions always has a text of its own, or one of several, with the
    /// texts. Where there are several, it is no tag to generated code, and tells which branches are the same all the same.
    pub(super) fn told_apart(&mut self, olds: &[One<'c>], news: &[One<'c>]) -> Option<ToldApart> {
        let objects = |all: &[One<'c>]| all.iter().map(|one| Object::of(one)).collect::<Vec<_>>();
        let (olds, news) = (objects(olds), objects(news));
        let names: Vec<&str> = olds.first()?.properties.keys().copied().collect();
        names.into_iter().find_map(|name| {
            let old = self.own_texts(false, &olds, name)?;
            Some(ToldApart { name: name.to_owned(), old, new: self.own_texts(true, &news, name)? })
        })
    }

    pub(super) fn own_texts(
        &mut self,
        is_after: bool,
        objects: &[Object<'c>],
        name: &str,
    ) -> Option<Vec<Vec<String>>> {
        let mut all = HashSet::new();
        let mut texts_of = |object: &Object<'c>| {
            let property = object.properties.get(name).filter(|property| property.required.is_some())?;
            let facts = self.facts_of(is_after, &property.entries);
            let [only] = &facts.alternatives[..] else { return None };
            let texts = only.values.as_ref()?.values.iter().map(|one| Some(one.value.as_str()?.to_owned()));
            let texts = texts.collect::<Option<Vec<_>>>()?;
            texts.iter().all(|text| all.insert(text.clone())).then_some(texts)
        };
        objects.iter().map(&mut texts_of).collect()
    }

    /// Compares the branches that a text stands for in both versions. That another branch allowed the same before does not
    /// help: it went by another text.
    pub(super) fn compare_tagged(
        &mut self,
        (old, new): (&One<'c>, &One<'c>),
        texts: Option<(&Fixed, &Fixed)>,
        (name, kind): (&str, Kinds),
        found: &mut Found,
    ) {
        let edges = vec![(self.alternatives(old, new, kind), Step::Same)];
        let mut content = Found { edges, ..Found::default() };
        let definitions = (self.definition_of(false, old), self.definition_of(true, new));
        if let (Some((old_text, new_text)), (Some(old), Some(new))) = (texts, definitions) {
            let what = format!("what {} of {} stands for", code(&old_text.text), code(name));
            let (told, at) = ((&rules::TAG_VALUE_RETARGETED, &*what), (&old_text.at, &new_text.at));
            self.compare_definitions((old, new), told, at, &mut content, found);
        }
        found.known.append(&mut content.known);
        found.edges.append(&mut content.edges);
    }

    /// Finds pairs of branches that only one version has and that are the same but for the value of the tag.
    pub(super) fn find_renamed_tags(
        &mut self,
        (olds, news): (&[One<'c>], &[One<'c>]),
        (old_tag, new_tag): &(Tag, Tag),
        matched: &mut Vec<(usize, usize)>,
        found: &mut Found,
    ) {
        let mut guesses = Vec::new();
        for (old_number, old) in olds.iter().enumerate() {
            for (new_number, new) in news.iter().enumerate() {
                if matched.iter().any(|(old, new)| *old == old_number || *new == new_number) {
                    continue;
                }
                let id = self.alternatives(old, new, Kinds::OBJECT);
                if self.others_than(id, &old_tag.name).is_some() {
                    let (old, new) =
                        (&old_tag.values[old_number][0].text, &new_tag.values[new_number][0].text);
                    guesses.push(Guess {
                        old: old_number,
                        new: new_number,
                        likeness: strsim::jaro_winkler(old, new),
                        why: "one branch was removed, one was added, and they differ in nothing else",
                    });
                }
            }
        }
        for guess in renames::nearest(guesses) {
            let (old, new) = (&old_tag.values[guess.old][0], &new_tag.values[guess.new][0]);
            let message = format!(
                "the value {} of {} seems to have been renamed to {}: {}",
                code(&old.text),
                code(&old_tag.name),
                code(&new.text),
                guess.why
            );
            let change = Change::new(&rules::TAG_VALUE_RENAMED, message).before(&old.at).after(&new.at);
            let change = change.detail(format!("{} {}", old.text, new.text));
            found.push(change.put(sample(self.after, &news[guess.new], Kinds::OBJECT)));
            let id = self.alternatives(&olds[guess.old], &news[guess.new], Kinds::OBJECT);
            found.edges.extend(self.others_than(id, &old_tag.name).unwrap_or_default());
            matched.push((guess.old, guess.new));
        }
    }

    /// What there is to compare in two objects besides a property, if they are the same but for it: nothing is different, though
    /// of what holds itself that is not known yet.
    fn others_than(&mut self, id: NodeId, property: &str) -> Option<Vec<(NodeId, Step)>> {
        if !self.look_at(id) {
            return None;
        }
        let node = &self.nodes[id];
        if node.changes.iter().any(|change| !self.changes[*change].is_annotation) {
            return None;
        }
        let is_other = |(_, step): &&(NodeId, Step)| !matches!(step, Step::Key(key) if key == property);
        let others: Vec<(NodeId, Step)> = node.edges.iter().filter(is_other).cloned().collect();
        others.iter().all(|(id, _)| !self.worst(*id).is_changed).then_some(others)
    }
}

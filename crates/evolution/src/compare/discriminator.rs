//! OpenAPI's `discriminator`: a schema's word for which branch the texts at a key stand for, as far as the branches do not say
//! so themselves. No validator knows of it, but receivers read by it.

use webhook_catalog::{Discriminator, Source, Text};
use webhook_schema::code;
use webhook_schema::model::Schema;

use super::tags::{Fixed, Tag};
use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::address;
use crate::facts::kinds::Kinds;
use crate::facts::objects::Object;
use crate::facts::values::Listed;
use crate::rules;
use crate::verdict::Compatibility;

impl<'c> Comparer<'c> {
    /// The property that tells objects apart where it is a `discriminator` that says so: each object has some text there.
    pub(super) fn discriminated(
        &mut self,
        is_after: bool,
        all: &[One<'c>],
        objects: &[Object<'c>],
    ) -> Option<Tag> {
        let catalog = self.catalog(is_after);
        let (owner, _) = all.first()?.facts.union?;
        let said = Discriminator::of(owner)?;
        let branches: Option<Vec<(usize, &Schema)>> =
            all.iter().map(|one| one.branch.map(|branch| (address(branch), branch))).collect();
        let mut values: Vec<Vec<Fixed>> = Vec::new();
        for (object, texts) in objects.iter().zip(said.texts(&branches?, catalog)) {
            let property = object.properties.get(said.key).filter(|property| property.required.is_some())?;
            let facts = self.facts_of(is_after, &property.entries);
            let own: Option<&Listed> = match &facts.alternatives[..] {
                [only] => only.values.as_ref(),
                _ => None,
            };
            // What goes by the name of its schema, and rules that out, goes by nothing.
            let has = |text: &str| own.is_none_or(|own| own.values.iter().any(|one| one.value == text));
            if texts.iter().any(|text| text.source == Source::Name && !has(&text.text)) {
                return None;
            }
            let fixed = |Text { text, source }| {
                let mapped = said.place.child("mapping").child(&text);
                let (at, is_extensible) = match (source, own) {
                    (Source::Mapping, _) => (mapped, None),
                    (Source::Listed, Some(own)) => (own.at.clone(), own.is_extensible),
                    (Source::Name | Source::Listed, _) => (said.place.clone(), None),
                };
                Fixed { text, at, is_extensible }
            };
            let texts: Vec<Fixed> = texts.into_iter().map(fixed).collect();
            let is_known =
                |fixed: &Fixed| values.iter().flatten().any(|known: &Fixed| known.text == fixed.text);
            if facts.kinds != Kinds::STRING || texts.is_empty() || texts.iter().any(is_known) {
                return None;
            }
            values.push(texts);
        }
        let is_extensible = values.iter().flatten().find_map(|fixed| fixed.is_extensible);
        let discriminator = Some(said.place.clone());
        Some(Tag { name: said.key.to_owned(), values, is_extensible, discriminator })
    }

    /// Notes a `discriminator` that tells branches apart in one version only, and a text of each branch that does so now.
    pub(super) fn compare_discriminators(
        &self,
        (olds, news): (&[One<'c>], &[One<'c>]),
        (old_tag, new_tag): (Option<&Tag>, Option<&Tag>),
        found: &mut Found,
    ) {
        let name = |tag: Option<&Tag>| tag.map(|tag| tag.name.clone());
        let discriminator = |tag: Option<&Tag>| tag.and_then(|tag| tag.discriminator.clone());
        if name(old_tag) == name(new_tag) {
            return;
        }
        if let (Some(name), Some(before), [new, ..]) = (name(old_tag), discriminator(old_tag), news) {
            // The one branch that is left may still go by its text.
            let says_so = |schema| Discriminator::of(schema).is_some_and(|said| said.key == name.as_str());
            if news.len() > 1 || !new.members.iter().any(|member| says_so(member.schema)) {
                let message = format!("{} no longer tells the branches apart", code(&name));
                let change = Change::new(&rules::DISCRIMINATOR_REMOVED, message);
                found.push(change.before(&before).after(&new.around(&before)));
            }
        }
        if let (None, Some(new_tag), [old, _, ..]) = (old_tag, new_tag, olds) {
            let message = format!("{} tells the branches apart now", code(&new_tag.name));
            let change = Change::new(&rules::DISCRIMINATOR_ADDED, message);
            found.push(match &new_tag.discriminator {
                Some(after) => change.before(&old.around(after)).after(after),
                None => {
                    let at =
                        |one: &One<'c>| one.facts.union.map(|(owner, keyword)| owner.location_of(keyword));
                    change.at(at(old).as_ref(), news.first().and_then(at).as_ref())
                }
            });
        }
    }

    /// Notes texts that came to branches which go by others as well, or went from them.
    pub(super) fn compare_texts(
        (old_tag, new_tag): &(Tag, Tag),
        matched: &[(usize, usize)],
        is_open: bool,
        found: &mut Found,
    ) {
        let has = |tag: &Tag, text: &str| tag.values.iter().flatten().any(|known| known.text == text);
        for (new, texts) in new_tag.values.iter().enumerate() {
            let Some((old, _)) = matched.iter().find(|(_, other)| *other == new) else { continue };
            for fixed in texts.iter().filter(|fixed| !has(old_tag, &fixed.text)) {
                let message = format!("the value {} was added to {}", code(&fixed.text), code(&new_tag.name));
                let change = Change::new(&rules::TAG_VALUE_ADDED, message).detail(&fixed.text);
                let change = match is_open {
                    true => change
                        .wire(Compatibility::Risky)
                        .help("Tell receivers before the first new value is sent."),
                    false => change,
                };
                found.push(change.before(&old_tag.values[*old][0].at).after(&fixed.at));
            }
        }
        for (old, texts) in old_tag.values.iter().enumerate() {
            let Some((_, new)) = matched.iter().find(|(other, _)| *other == old) else { continue };
            for fixed in texts.iter().filter(|fixed| !has(new_tag, &fixed.text)) {
                let message =
                    format!("the value {} was removed from {}", code(&fixed.text), code(&old_tag.name));
                let change = Change::new(&rules::TAG_VALUE_REMOVED, message).detail(&fixed.text);
                found.push(change.before(&fixed.at).after(&new_tag.values[*new][0].at));
            }
        }
    }
}

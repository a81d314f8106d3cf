//! `additionalProperties` or `items` in one version, and in the other the keyword for what is unevaluated.
//!
//! The former are about all that the schema which has them does not speak of itself. The latter leave out whatever another
//! schema in the same place evaluates. They say the same only where none does.

use webhook_schema::model::{Keyword, Schema};

use super::evaluated::{Evaluated, Parts, unevaluated};
use super::{Loss, allowed, owners};
use crate::change::Change;
use crate::compare::{Comparer, Found, One};
use crate::facts::kinds::Kinds;
use crate::facts::objects::of_every_name;
use crate::facts::says_nothing;
use crate::rules;
use crate::sample::Search;
use crate::verdict::{Bump, Compatibility};

/// A schema that says what all parts are that it does not speak of itself.
struct Plain<'c> {
    owner: &'c Schema,
    rest: &'c Schema,
    keyword: Keyword,
}

impl<'c> Comparer<'c> {
    /// Notes that something is evaluated of which the older version said what it is, whatever other schemas say of it.
    pub(super) fn compare_respelled(
        &mut self,
        (before, after): (&One<'c>, &One<'c>),
        kind: Kinds,
        is_told: bool,
        found: &mut Found,
    ) {
        let keyword = unevaluated(kind);
        let all = owners(after, keyword);
        if all.is_empty() {
            return;
        }
        for old in plain(before, kind) {
            if plain(after, kind).into_iter().any(|new| self.is_no_wider(old.rest, new.rest)) {
                continue;
            }
            let older = old.evaluated(Evaluated::new(self.before, before, kind));
            let mut owners = all.clone();
            owners.retain(|new| new.one(keyword).is_some_and(|left| self.is_no_wider(old.rest, left)));
            let by = |new| (new, Evaluated::by(self.after, after, kind, new));
            let news: Vec<_> = owners.into_iter().map(by).collect();
            let [(new, newer), ..] = &news[..] else { continue };
            if !news.iter().all(|(_, newer)| self.evaluates_beyond(&old, &older, newer, is_told)) {
                continue;
            }
            let more_keys = self.more_keys(&older, newer);
            let search = Search {
                before: self.before,
                after: self.after,
                newer: after,
                older: old.owner,
                hints: (vec![old.owner], newer.hints(new)),
                keys: more_keys,
            };
            let (rule, what) = allowed(keyword);
            let message = format!(
                "`{}` does not apply to all {what} that `{}` applied to: schemas next to it, or under a condition, evaluate some",
                keyword.as_str(),
                old.keyword.as_str()
            );
            let change = Change::new(rule, message).before(&old.rest.location);
            let change = change.after(&new.location_of(keyword)).detail(keyword.as_str());
            let verdict = Compatibility::Breaking;
            let loss = Loss { left: Some(old.rest), older: &older, newer, verdict };
            found.push(self.judged(change, keyword, &loss, search.values(kind)));
        }
    }

    /// Notes that what was evaluated is what all others have to be as well.
    pub(super) fn compare_respelled_plainly(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let keyword = unevaluated(kind);
        for old in owners(before, keyword).into_iter().filter(|_| owners(after, keyword).is_empty()) {
            let Some(left) = old.one(keyword) else { continue };
            let mut news = plain(after, kind);
            news.retain(|new| self.is_no_wider(left, new.rest));
            let [new, ..] = &news[..] else { continue };
            let older = Evaluated::by(self.before, before, kind, old);
            let newer = new.evaluated(Evaluated::new(self.after, after, kind));
            let conditional = self.conditional_parts(&newer, &older);
            let is_evaluated = older.has_rest
                || [&older.always, &conditional]
                    .into_iter()
                    .any(|parts| !newer.always.has(parts) || !parts.contained.is_empty());
            if !is_evaluated {
                continue;
            }
            let (rule, what) = match kind {
                Kinds::OBJECT => (&rules::ADDITIONAL_FORBIDDEN, "properties"),
                _ => (&rules::ITEMS_FORBIDDEN, "items"),
            };
            let message = format!(
                "`{}` applies to {what} that other schemas evaluate, and `{}` did not",
                new.keyword.as_str(),
                keyword.as_str()
            );
            let change = Change::new(rule, message).before(&old.location_of(keyword)).rust(Bump::Patch);
            found.push(change.after(&new.rest.location).detail(keyword.as_str()));
        }
    }

    /// Whether `additionalProperties` or `items` say all that the keyword did, and of no fewer parts.
    pub(super) fn is_said_plainly(
        &mut self,
        old: &'c Schema,
        older: &Evaluated<'c>,
        after: &One<'c>,
    ) -> bool {
        let Some(left) = old.one(unevaluated(older.kind)) else { return false };
        plain(after, older.kind).into_iter().any(|new| {
            let newer = new.evaluated(Evaluated::new(self.after, after, older.kind));
            older.always.has(&newer.always) && self.is_no_wider(left, new.rest)
        })
    }

    /// Whether a part is evaluated in the newer version that the older one did not leave to another schema, unless that is told
    /// where schemas that always hold are compared.
    fn evaluates_beyond(
        &mut self,
        old: &Plain<'c>,
        older: &Evaluated<'c>,
        newer: &Evaluated<'c>,
        is_told: bool,
    ) -> bool {
        let mut known = newer.all();
        known.add(old.parts(newer.kind));
        let conditional = self.conditional_parts(older, newer);
        let always = newer.always.contained.iter().filter(|_| !is_told);
        let contained: Vec<&Schema> = always.chain(&conditional.contained).copied().collect();
        !known.is_all
            && (newer.has_rest
                || !known.has(&newer.always)
                || !known.has(&conditional)
                || contained.into_iter().any(|held| !self.is_no_wider(old.rest, held)))
    }
}

impl<'c> Plain<'c> {
    /// What it leaves to others: what the schema speaks of itself.
    fn parts(&self, kind: Kinds) -> Parts<'c> {
        let mut parts = Parts::default();
        // A pattern that every name matches is about those with a schema of their own as well.
        if kind != Kinds::OBJECT || of_every_name(self.owner).is_empty() {
            parts.add_own(self.owner, kind);
        }
        Parts { is_all: false, contained: Vec::new(), ..parts }
    }

    fn evaluated(&self, mut new: Evaluated<'c>) -> Evaluated<'c> {
        new.always = self.parts(new.kind);
        new
    }
}

fn plain<'c>(one: &One<'c>, kind: Kinds) -> Vec<Plain<'c>> {
    let rest = |schema: &'c Schema| match kind {
        Kinds::OBJECT => {
            let own = || schema.one(Keyword::AdditionalProperties);
            (of_every_name(schema).into_iter().next().or_else(own), Keyword::AdditionalProperties)
        }
        _ if schema.list(Keyword::Items).is_some() => (schema.rest_of_items(), Keyword::AdditionalItems),
        _ => (schema.rest_of_items(), Keyword::Items),
    };
    let all = one.members.iter().filter_map(|member| {
        let (said, keyword) = rest(member.schema);
        let rest = said.filter(|said| !says_nothing(said))?;
        Some(Plain { owner: member.schema, rest, keyword })
    });
    all.collect()
}

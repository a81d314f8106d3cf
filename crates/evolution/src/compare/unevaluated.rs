//! What `unevaluatedProperties` and `unevaluatedItems` are about: what no schema in the same place evaluates, whether it holds
//! always or under a condition.
//!
//! What has a name or a place in the schemas that always hold is compared as such. This is about the rest of it: conditions that
//! evaluate more, and schemas next to the keyword whose properties it does not see.

mod respelled;

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::{Dialect, Keyword, Schema};
use webhook_schema::validate::Pattern;

use super::conditions::UNPROVEN;
use super::{Comparer, Found, One, Place};
use crate::change::Change;
use crate::facts::address;
use crate::facts::kinds::Kinds;
use crate::rule::Rule;
use crate::rules;
use crate::sample::Search;
use crate::verdict::{Bump, Compatibility};

/// Parts of a value that schemas evaluate.
#[derive(Default)]
struct Parts<'c> {
    names: BTreeSet<&'c str>,
    patterns: BTreeSet<&'c str>,
    /// How many items have a schema of their own.
    first: usize,
    /// Whether no part is left.
    is_all: bool,
    /// What items are like that `contains` is about.
    contained: Vec<&'c Schema>,
}

/// What is evaluated in the place of a schema with such a keyword.
struct Evaluated<'c> {
    catalog: &'c Catalog,
    one: One<'c>,
    kind: Kinds,
    always: Parts<'c>,
    /// Whether a schema in the place says of the rest what it is, so that none is left to the keyword.
    has_rest: bool,
    /// The schema with the keyword, by its address.
    owner: Option<usize>,
    conditional: Vec<&'c Schema>,
    seen: HashSet<usize>,
}

impl<'c> Comparer<'c> {
    /// Notes that something may be there which was not evaluated, and ruled out by that.
    pub(super) fn compare_unevaluated(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let keyword = unevaluated(kind);
        let (olds, news) = (owners(before, keyword), owners(after, keyword));
        let news: Vec<_> =
            news.into_iter().map(|new| (new, Evaluated::by(self.after, after, kind, new))).collect();
        let of_contains = [&rules::CONTAINS_TIGHTENED, &rules::CONTAINS_LOOSENED];
        let is_told = found.changes.iter().any(|change| {
            of_contains.contains(&change.rule) && change.verdict.strict == Compatibility::Breaking
        });
        for old in olds {
            let older = Evaluated::by(self.before, before, kind, old);
            let [(new, newer), ..] = &news[..] else {
                // What it saw is told where the properties and items are compared that nothing is said of.
                if older.hides_any() && !self.is_said_plainly(old, &older, after) {
                    let at = [old.location_of(keyword), after.around(&old.location)];
                    found.push(told(keyword, old.one(keyword), Vec::new(), at));
                }
                continue;
            };
            if news.iter().any(|(new, newer)| !self.evaluates_more((old, &older), (new, newer), is_told)) {
                continue;
            }
            let search = Search {
                before: self.before,
                after: self.after,
                newer: after,
                older: old,
                hints: (vec![old], newer.hints(new)),
                keys: self.more_keys(&older, newer),
            };
            let change = told(
                keyword,
                old.one(keyword),
                search.values(kind),
                [old, new].map(|schema| schema.location_of(keyword)),
            );
            found.push(match older.contains_by_draft_only(newer) {
                // Validators differ on what is contained in the older draft, so that no body need show it.
                true => change.wire(Compatibility::Breaking).strict(Compatibility::Breaking),
                false => change,
            });
        }
        self.compare_respelled((before, after), kind, is_told, found);
        self.compare_respelled_plainly(before, after, kind, found);
    }

    /// Whether a part of a value may be evaluated in the newer version, and was not in the older one; of what is contained it may
    /// be told already.
    fn evaluates_more(
        &mut self,
        (old, older): (&'c Schema, &Evaluated<'c>),
        (new, newer): (&'c Schema, &Evaluated<'c>),
        is_told: bool,
    ) -> bool {
        let place = Place { before: old.location.clone(), after: new.location.clone() };
        let conditional = self.conditional_parts(older, newer);
        let contained: Vec<&Schema> = newer
            .always
            .contained
            .iter()
            .filter(|_| !is_told)
            .chain(&conditional.contained)
            .copied()
            .collect();
        newer.has_rest && !older.has_rest && !older.always.is_all
            || older.hides_what(&newer.always)
            || !older.always.has(&conditional)
            || !older.always.is_all
                && contained.into_iter().any(|new| {
                    let mut olds = older.always.contained.iter();
                    !olds.any(|old| self.worst_of(&[*old], &[new], &place).allows_no_more())
                })
    }

    /// What the newer version evaluates under conditions that the older one does not have.
    fn conditional_parts(&self, older: &Evaluated<'c>, newer: &Evaluated<'c>) -> Parts<'c> {
        let mut parts = Parts::default();
        for owner in &newer.conditional {
            if !older.conditional.iter().any(|old| self.have_same_conditions(old, owner)) {
                let mut inner = Evaluated::new(newer.catalog, &newer.one, newer.kind);
                conditions_of(owner).into_iter().for_each(|part| inner.add(part));
                inner.add_conditional();
                inner.always.is_all |= inner.has_rest;
                parts.add(inner.always);
            }
        }
        parts
    }

    fn have_same_conditions(&self, old: &'c Schema, new: &'c Schema) -> bool {
        let (olds, news) = (conditions_of(old), conditions_of(new));
        let shape = |schema: &Schema| CONDITIONS.map(|keyword| schema.has(keyword));
        shape(old) == shape(new)
            && olds.len() == news.len()
            && olds.into_iter().zip(news).all(|(old, new)| self.same(old, new))
    }

    /// The names that are evaluated now, and were not always, with those that conditions ask for.
    fn more_keys(&self, older: &Evaluated<'c>, newer: &Evaluated<'c>) -> Vec<String> {
        let conditional = self.conditional_parts(older, newer);
        let now = newer.always.names.iter().chain(&conditional.names);
        let more = now.filter(|name| !older.always.names.contains(*name)).map(|name| (*name).to_owned());
        let patterns =
            conditional.patterns.iter().filter(|pattern| !older.always.patterns.contains(*pattern));
        let matching = patterns.filter_map(|pattern| Pattern::texts(pattern).into_iter().next());
        let any = conditional.is_all.then(|| "example".to_owned());
        let asked = newer.conditional.iter().flat_map(|owner| conditions_of(owner));
        let asked = asked.flat_map(|schema| schema.required.iter()).map(|entry| entry.key.to_string());
        let dependent = newer.conditional.iter().filter_map(|owner| owner.map(Keyword::DependentSchemas));
        let dependent = dependent.flatten().map(|(key, _)| key.to_string());
        more.chain(matching).chain(any).chain(asked).chain(dependent).collect()
    }
}

/// What is about parts of a value of a kind that nothing evaluates.
fn unevaluated(kind: Kinds) -> Keyword {
    match kind {
        Kinds::OBJECT => Keyword::UnevaluatedProperties,
        _ => Keyword::UnevaluatedItems,
    }
}

/// Whether there is a schema that some values are valid against.
fn allows(part: Option<&Schema>) -> bool {
    part.is_some_and(|part| part.boolean != Some(false))
}

const CONDITIONS: [Keyword; 5] =
    [Keyword::If, Keyword::Then, Keyword::Else, Keyword::DependentSchemas, Keyword::Dependencies];

/// The schemas that a value may be held against, by conditions of a schema, and that evaluate what is in it if it is valid.
fn conditions_of(schema: &Schema) -> Vec<&Schema> {
    let parts =
        CONDITIONS.into_iter().filter(|_| schema.has(Keyword::If)).filter_map(|keyword| schema.one(keyword));
    let dependent = CONDITIONS.into_iter().filter_map(|keyword| schema.map(keyword)).flatten();
    parts.chain(dependent.map(|(_, schema)| schema)).collect()
}

/// The schemas of an alternative for which something must not be left over.
fn owners<'c>(one: &One<'c>, keyword: Keyword) -> Vec<&'c Schema> {
    let all = one.members.iter().map(|member| member.schema);
    all.filter(|schema| schema.one(keyword).is_some_and(|left| left.boolean != Some(true))).collect()
}

impl<'c> Evaluated<'c> {
    fn new(catalog: &'c Catalog, one: &One<'c>, kind: Kinds) -> Self {
        Self {
            catalog,
            one: one.clone(),
            kind,
            always: Parts::default(),
            has_rest: false,
            owner: None,
            conditional: Vec::new(),
            seen: HashSet::new(),
        }
    }

    fn by(catalog: &'c Catalog, one: &One<'c>, kind: Kinds, owner: &'c Schema) -> Self {
        let mut evaluated = Self::new(catalog, one, kind);
        evaluated.owner = Some(address(owner));
        evaluated.add(owner);
        evaluated
    }

    fn add(&mut self, schema: &'c Schema) {
        if !self.seen.insert(address(schema)) {
            return;
        }
        self.always.add_own(schema, self.kind);
        let keyword = unevaluated(self.kind);
        let is_owner = self.owner == Some(address(schema));
        self.has_rest |= !is_owner && allows(schema.one(keyword));
        if !conditions_of(schema).is_empty() {
            self.conditional.push(schema);
        }
        let included = schema.list(Keyword::AllOf).unwrap_or_default().iter();
        for part in self.catalog.target(schema).into_iter().chain(included) {
            self.add(part);
        }
        for keyword in [Keyword::AnyOf, Keyword::OneOf] {
            let is_test = self
                .one
                .tests
                .iter()
                .any(|(owner, own)| address(owner) == address(schema) && *own == keyword);
            for branch in schema.list(keyword).into_iter().flatten() {
                // Of the others, each makes an alternative of its own, unless they are under a condition.
                if is_test || !self.is_member(schema) || self.is_member(branch) {
                    self.add(branch);
                }
            }
        }
    }

    fn is_member(&self, schema: &Schema) -> bool {
        self.one.members.iter().any(|member| address(member.schema) == address(schema))
    }

    /// Schemas of which samples show what is evaluated: the one with the keyword, and those under conditions.
    fn hints(&self, owner: &'c Schema) -> Vec<&'c Schema> {
        let conditions = self.conditional.iter().flat_map(|owner| conditions_of(owner));
        std::iter::once(owner).chain(conditions).collect()
    }

    /// What is evaluated under conditions in these conditions.
    fn add_conditional(&mut self) {
        while let Some(owner) = self.conditional.pop() {
            conditions_of(owner).into_iter().for_each(|part| self.add(part));
        }
    }

    /// Whether what is contained is evaluated in the newer version, and was not only for its draft.
    fn contains_by_draft_only(&self, newer: &Self) -> bool {
        let has_contains = self.one.members.iter().any(|member| member.schema.has(Keyword::Contains));
        has_contains && self.always.contained.is_empty() && !newer.always.contained.is_empty()
    }

    /// Whether other schemas of the alternative speak of a part that the keyword does not see.
    fn hides_any(&self) -> bool {
        !self.always.has(&self.all())
    }

    /// What the schemas of the alternative speak of.
    fn all(&self) -> Parts<'c> {
        let mut all = Parts::default();
        self.one.members.iter().for_each(|member| all.add_own(member.schema, self.kind));
        all
    }

    /// Whether there is a part of which other schemas of the alternative speak, and the keyword does not see it, unlike that of the
    /// newer version.
    fn hides_what(&self, newer: &Parts<'c>) -> bool {
        let all = self.all();
        let own = &self.always;
        let is_hidden = |name: &&str| all.names.contains(name) && !own.names.contains(name);
        let hides_others = all.is_all || !own.patterns.is_superset(&all.patterns);
        !own.is_all
            && (newer.names.iter().any(is_hidden)
                || hides_others && !own.has(newer)
                || own.first < all.first.min(newer.first))
    }
}

impl<'c> Parts<'c> {
    /// Adds what a schema evaluates by itself.
    fn add_own(&mut self, schema: &'c Schema, kind: Kinds) {
        if kind == Kinds::OBJECT {
            let keys = |keyword: Keyword| schema.map(keyword).into_iter().flatten().map(|(key, _)| &**key);
            self.names.extend(keys(Keyword::Properties));
            self.patterns.extend(keys(Keyword::PatternProperties));
            self.is_all |= allows(schema.one(Keyword::AdditionalProperties));
        } else {
            self.first = self.first.max(schema.first_items().len());
            self.is_all |= allows(schema.rest_of_items());
            let is_evaluated = schema.dialect == Dialect::Draft202012;
            self.contained.extend(schema.one(Keyword::Contains).filter(|_| is_evaluated));
        }
    }

    fn add(&mut self, other: Self) {
        self.names.extend(other.names);
        self.patterns.extend(other.patterns);
        self.first = self.first.max(other.first);
        self.is_all |= other.is_all;
        self.contained.extend(other.contained);
    }

    /// Whether all that others evaluate is among these, but for what is contained.
    fn has(&self, other: &Self) -> bool {
        self.is_all
            || !other.is_all
                && other.first <= self.first
                && self.names.is_superset(&other.names)
                && self.patterns.is_superset(&other.patterns)
    }
}

/// The rule about parts that the keyword no longer applies to, and what they are called.
fn allowed(keyword: Keyword) -> (&'static Rule, &'static str) {
    match keyword {
        Keyword::UnevaluatedProperties => (&rules::ADDITIONAL_ALLOWED, "properties"),
        _ => (&rules::ITEMS_ALLOWED, "items"),
    }
}

fn told(
    keyword: Keyword,
    left: Option<&Schema>,
    values: Vec<Value>,
    [before, after]: [Location; 2],
) -> Change {
    let (rule, what) = allowed(keyword);
    let message = format!(
        "`{}` no longer applies to all {what} that it applied to: schemas next to it, or under a condition, evaluate more",
        keyword.as_str()
    );
    let change = Change::new(rule, message).before(&before).after(&after).detail(keyword.as_str());
    let verdict = if values.is_empty() { Compatibility::Risky } else { Compatibility::Breaking };
    judged(change, keyword, left, values, verdict)
}

/// A change by which a keyword applies to less.
fn judged(
    change: Change,
    keyword: Keyword,
    left: Option<&Schema>,
    values: Vec<Value>,
    verdict: Compatibility,
) -> Change {
    // Whoever reads leniently skips a property that was ruled out.
    let is_skipped =
        keyword == Keyword::UnevaluatedProperties && left.is_some_and(|left| left.boolean == Some(false));
    let change = if values.is_empty() { change.help(UNPROVEN) } else { change };
    let change = change.rust(Bump::Patch).strict(verdict);
    change.wire(if is_skipped { Compatibility::Safe } else { verdict }).put(values)
}

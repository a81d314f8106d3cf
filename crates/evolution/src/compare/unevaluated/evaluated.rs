//! What schemas in the place of a keyword for what is unevaluated evaluate, always or under a condition.

use std::collections::{BTreeMap, HashSet};

use webhook_catalog::{Catalog, name_matches};
use webhook_schema::model::{Dialect, Keyword, Schema};

use crate::compare::One;
use crate::facts::kinds::Kinds;
use crate::facts::{Entries, address};

/// Parts of a value that schemas evaluate.
#[derive(Clone, Default)]
pub(super) struct Parts<'c> {
    /// Properties, with the schemas by which they are evaluated.
    pub names: BTreeMap<&'c str, Entries<'c>>,
    /// The same by patterns.
    pub patterns: BTreeMap<&'c str, Entries<'c>>,
    /// The schemas of all properties or items that are left.
    pub others: Entries<'c>,
    /// How many items have a schema of their own.
    pub first: usize,
    /// Whether no part is left.
    pub is_all: bool,
    /// What items are like that `contains` is about.
    pub contained: Entries<'c>,
}

/// What is evaluated in the place of a schema with such a keyword.
pub(super) struct Evaluated<'c> {
    pub catalog: &'c Catalog,
    pub one: One<'c>,
    pub kind: Kinds,
    pub always: Parts<'c>,
    /// Whether a schema in the place says of the rest what it is, so that none is left to the keyword.
    pub has_rest: bool,
    /// The schema with the keyword, by its address.
    owner: Option<usize>,
    pub conditional: Vec<&'c Schema>,
    /// Branches of `anyOf` that make alternatives of their own: a value may be of several of them.
    pub others: Vec<&'c Schema>,
    seen: HashSet<usize>,
}

impl<'c> Evaluated<'c> {
    pub(super) fn new(catalog: &'c Catalog, one: &One<'c>, kind: Kinds) -> Self {
        Self {
            catalog,
            one: one.clone(),
            kind,
            always: Parts::default(),
            has_rest: false,
            owner: None,
            conditional: Vec::new(),
            others: Vec::new(),
            seen: HashSet::new(),
        }
    }

    pub(super) fn by(catalog: &'c Catalog, one: &One<'c>, kind: Kinds, owner: &'c Schema) -> Self {
        let mut evaluated = Self::new(catalog, one, kind);
        evaluated.owner = Some(address(owner));
        evaluated.add(owner);
        evaluated
    }

    /// What schemas evaluate that a value may be valid against, next to the alternative.
    pub(super) fn by_itself(&self, schemas: Vec<&'c Schema>) -> Parts<'c> {
        let mut inner = Self::new(self.catalog, &self.one, self.kind);
        schemas.into_iter().for_each(|schema| inner.add(schema));
        inner.add_conditional();
        inner.always.is_all |= inner.has_rest;
        inner.always
    }

    /// What an alternative describes, wherever it does, and under whichever condition.
    pub(super) fn described(catalog: &'c Catalog, one: &One<'c>, kind: Kinds) -> Parts<'c> {
        let mut described = Self::new(catalog, one, kind);
        one.members.iter().for_each(|member| described.add(member.schema));
        described.add_conditional();
        described.always
    }

    pub(super) fn add(&mut self, schema: &'c Schema) {
        if !self.seen.insert(address(schema)) {
            return;
        }
        self.always.add_own(schema, self.kind);
        let keyword = unevaluated(self.kind);
        let is_owner = self.owner == Some(address(schema));
        if let Some(left) = schema.one(keyword).filter(|left| !is_owner && allows(left)) {
            self.has_rest = true;
            self.always.others.push(left);
        }
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
                } else if keyword == Keyword::AnyOf {
                    self.others.push(branch);
                }
            }
        }
    }

    fn is_member(&self, schema: &Schema) -> bool {
        self.one.members.iter().any(|member| address(member.schema) == address(schema))
    }

    /// Schemas of which samples show what is evaluated: the one with the keyword, and those under conditions.
    pub(super) fn hints(&self, owner: &'c Schema) -> Vec<&'c Schema> {
        let conditions = self.conditional.iter().flat_map(|owner| conditions_of(owner));
        std::iter::once(owner).chain(conditions).chain(self.others.iter().copied()).collect()
    }

    /// What is evaluated under conditions in these conditions.
    pub(super) fn add_conditional(&mut self) {
        while let Some(owner) = self.conditional.pop() {
            conditions_of(owner).into_iter().for_each(|part| self.add(part));
        }
    }

    /// Whether what is contained is evaluated in the newer version, and was not only for its draft.
    pub(super) fn contains_by_draft_only(&self, newer: &Self) -> bool {
        let has_contains = self.one.members.iter().any(|member| member.schema.has(Keyword::Contains));
        has_contains && self.always.contained.is_empty() && !newer.always.contained.is_empty()
    }

    /// Whether other schemas of the alternative speak of a part that the keyword does not see.
    pub(super) fn hides_any(&self) -> bool {
        !self.always.has(&self.all())
    }

    /// What the schemas of the alternative speak of.
    pub(super) fn all(&self) -> Parts<'c> {
        let mut all = Parts::default();
        self.one.members.iter().for_each(|member| all.add_own(member.schema, self.kind));
        all
    }

    /// Whether there is a part of which other schemas of the alternative speak, and the keyword does not see it, unlike that of the
    /// newer version.
    pub(super) fn hides_what(&self, newer: &Parts<'c>) -> bool {
        let all = self.all();
        let own = &self.always;
        let is_hidden = |name: &&str| all.names.contains_key(name) && !own.names.contains_key(name);
        let hides_others = all.is_all || !has_keys(&own.patterns, &all.patterns);
        !own.is_all
            && (newer.names.keys().any(is_hidden)
                || hides_others && !own.has(newer)
                || own.first < all.first.min(newer.first))
    }
}

impl<'c> Parts<'c> {
    /// Adds what a schema evaluates by itself.
    pub(super) fn add_own(&mut self, schema: &'c Schema, kind: Kinds) {
        if kind == Kinds::OBJECT {
            for (keyword, all) in
                [(Keyword::Properties, &mut self.names), (Keyword::PatternProperties, &mut self.patterns)]
            {
                for (key, held) in schema.map(keyword).into_iter().flatten() {
                    all.entry(key).or_default().push(held);
                }
            }
            self.add_others(schema.one(Keyword::AdditionalProperties));
        } else {
            self.first = self.first.max(schema.first_items().len());
            self.add_others(schema.rest_of_items());
            let is_evaluated = schema.dialect == Dialect::Draft202012;
            self.contained.extend(schema.one(Keyword::Contains).filter(|_| is_evaluated));
        }
    }

    fn add_others(&mut self, others: Option<&'c Schema>) {
        if let Some(others) = others.filter(|others| allows(others)) {
            self.is_all = true;
            self.others.push(others);
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        for (all, more) in [(&mut self.names, other.names), (&mut self.patterns, other.patterns)] {
            more.into_iter().for_each(|(key, held)| all.entry(key).or_default().extend(held));
        }
        self.others.extend(other.others);
        self.first = self.first.max(other.first);
        self.is_all |= other.is_all;
        self.contained.extend(other.contained);
    }

    /// Whether all that others evaluate is among these, but for what is contained.
    pub(super) fn has(&self, other: &Self) -> bool {
        self.is_all
            || !other.is_all
                && other.first <= self.first
                && has_keys(&self.names, &other.names)
                && has_keys(&self.patterns, &other.patterns)
    }

    /// The schemas of the properties that others do not evaluate.
    pub(super) fn beyond(&self, others: &Self) -> Entries<'c> {
        let more = |all: &BTreeMap<&'c str, Entries<'c>>, known: &BTreeMap<&'c str, Entries<'c>>| {
            let more = all.iter().filter(|(key, _)| !known.contains_key(*key));
            more.flat_map(|(_, held)| held.iter().copied()).collect::<Entries<'c>>()
        };
        let mut beyond = more(&self.names, &others.names);
        beyond.extend(more(&self.patterns, &others.patterns));
        beyond.extend(&self.others);
        beyond
    }
}

fn has_keys(all: &BTreeMap<&str, Entries<'_>>, others: &BTreeMap<&str, Entries<'_>>) -> bool {
    others.keys().all(|key| all.contains_key(key))
}

pub(super) const CONDITIONS: [Keyword; 5] =
    [Keyword::If, Keyword::Then, Keyword::Else, Keyword::DependentSchemas, Keyword::Dependencies];

/// The schemas that a value may be held against, by conditions of a schema, and that evaluate what is in it if it is valid.
pub(super) fn conditions_of(schema: &Schema) -> Vec<&Schema> {
    let parts =
        CONDITIONS.into_iter().filter(|_| schema.has(Keyword::If)).filter_map(|keyword| schema.one(keyword));
    let dependent = CONDITIONS.into_iter().filter_map(|keyword| schema.map(keyword)).flatten();
    parts.chain(dependent.map(|(_, schema)| schema)).collect()
}

/// Whether some values are valid against a schema.
fn allows(part: &Schema) -> bool {
    part.boolean != Some(false)
}

/// What is about parts of a value of a kind that nothing evaluates.
pub(super) fn unevaluated(kind: Kinds) -> Keyword {
    match kind {
        Kinds::OBJECT => Keyword::UnevaluatedProperties,
        _ => Keyword::UnevaluatedItems,
    }
}

/// The schemas that describe a property by its name, under whichever condition; where there is one, with all that evaluate it.
pub(in crate::compare) fn described<'c>(catalog: &'c Catalog, one: &One<'c>, name: &str) -> Entries<'c> {
    let mut all = Evaluated::described(catalog, one, Kinds::OBJECT);
    let mut said = all.names.remove(name).unwrap_or_default();
    said.retain(|held| held.boolean != Some(false));
    if !said.is_empty() {
        let matching = all.patterns.into_iter().filter(|(pattern, _)| name_matches(pattern, name));
        said.extend(matching.flat_map(|(_, held)| held).chain(all.others));
    }
    said
}

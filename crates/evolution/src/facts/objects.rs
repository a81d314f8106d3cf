//! What is said of an object: its properties by name, and what holds for those without a name.

use std::collections::{BTreeMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;
use webhook_catalog::{Catalog, matches_every_name, name_matches};
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::Pattern;

use super::arrays::Array;
use super::{Alternative, Entries, facts, says_nothing};

/// What is said of an object.
pub(crate) struct Object<'c> {
    pub properties: IndexMap<&'c str, Property<'c>>,
    /// Names that `properties` rules out.
    ruled_out: HashSet<&'c str>,
    /// What holds for names that are not among the properties and match no pattern.
    pub rest: Rest<'c>,
    pub patterns: IndexMap<&'c str, Entries<'c>>,
    members: Vec<&'c Schema>,
}

/// A property with a name.
pub(crate) struct Property<'c> {
    pub entries: Entries<'c>,
    /// The schema of the property itself, or the entry of `required` where there is no more.
    pub at: Location,
    /// The entry of `required`.
    pub required: Option<Location>,
    /// Whether a closed object next to the one that has it rules it out.
    pub is_forbidden: bool,
}

/// What holds for properties without a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rest<'c> {
    /// Where it says that there are none.
    pub closed: Option<Location>,
    /// What their values are.
    pub entries: Entries<'c>,
    /// Where that is said.
    pub at: Option<Location>,
}

impl<'c> Object<'c> {
    pub(crate) fn of(alternative: &Alternative<'c>) -> Self {
        let members: Vec<&'c Schema> = alternative.members.iter().map(|member| member.schema).collect();
        let mut object = Self {
            properties: IndexMap::new(),
            ruled_out: HashSet::new(),
            rest: Rest::default(),
            patterns: IndexMap::new(),
            members,
        };
        object.add_named();
        object.add_others();
        object
    }

    fn add_named(&mut self) {
        for schema in self.members.clone() {
            for (name, property) in schema.map(Keyword::Properties).into_iter().flatten() {
                if property.boolean == Some(false) {
                    self.ruled_out.insert(name);
                    continue;
                }
                let known = self
                    .properties
                    .entry(name)
                    .or_insert_with(|| Property::new(property.location.clone(), Vec::new()));
                known.entries.push(property);
            }
        }
        for schema in self.members.clone() {
            for entry in schema.required.iter() {
                let location = || schema.location_of_required(entry);
                let new = || Property::new(location(), Vec::new());
                let known = self.properties.entry(&entry.key).or_insert_with(new);
                known.required.get_or_insert_with(location);
            }
        }
        let ruled_out = &self.ruled_out;
        self.properties.retain(|name, _| !ruled_out.contains(name));
        let names: Vec<&'c str> = self.properties.keys().copied().collect();
        for name in names {
            let rest = self.rest_for(name);
            if let Some(property) = self.properties.get_mut(name) {
                property.entries.extend(rest.entries);
                property.is_forbidden = rest.closed.is_some();
            }
        }
    }

    fn add_others(&mut self) {
        for schema in &self.members {
            let patterns = patterns(schema).filter(|(pattern, _)| !matches_every_name(pattern));
            patterns.for_each(|(pattern, held)| self.patterns.entry(pattern).or_default().push(held));
        }
        self.rest = self.rest_by(|schema| self.others(schema));
    }

    /// What schemas say together.
    fn rest_by(&self, said: impl Fn(&'c Schema) -> Entries<'c>) -> Rest<'c> {
        let mut rest = Rest::default();
        self.members.iter().flat_map(|schema| said(schema)).for_each(|others| rest.add(others));
        rest
    }

    /// What a schema says of properties that it neither names nor has a pattern for that only some names match. Next to what is
    /// said of all others, there is none that is not evaluated.
    fn others(&self, schema: &'c Schema) -> Entries<'c> {
        let of_all = of_every_name(schema);
        if !of_all.is_empty() {
            return of_all;
        }
        let unevaluated = || schema.one(Keyword::UnevaluatedProperties).filter(|_| !self.evaluates_all());
        schema.one(Keyword::AdditionalProperties).or_else(unevaluated).into_iter().collect()
    }

    /// Whether a schema says what all properties are that it does not name, so that each of them is evaluated.
    fn evaluates_all(&self) -> bool {
        let allows = |others: &Schema| others.boolean != Some(false);
        self.members.iter().any(|schema| {
            schema.one(Keyword::AdditionalProperties).is_some_and(allows)
                || of_every_name(schema).into_iter().any(allows)
        })
    }

    /// What holds for a name, besides what `properties` says of it.
    pub(crate) fn rest_for(&self, name: &str) -> Rest<'c> {
        let mut rest = Rest::default();
        let is_named =
            |schema: &Schema| schema.map(Keyword::Properties).is_some_and(|all| all.contains_key(name));
        let is_known = self.members.iter().any(|schema| is_named(schema));
        let evaluates_all = self.evaluates_all();
        let all_patterns = || self.members.iter().flat_map(|schema| patterns(schema));
        let has_any_pattern = all_patterns().any(|(pattern, _)| name_matches(pattern, name));
        for schema in &self.members {
            let matching: Vec<&Schema> = patterns(schema)
                .filter(|(pattern, _)| name_matches(pattern, name))
                .map(|(_, held)| held)
                .collect();
            let has_pattern = !matching.is_empty();
            matching.into_iter().for_each(|held| rest.add(held));
            if let Some(others) =
                schema.one(Keyword::AdditionalProperties).filter(|_| !is_named(schema) && !has_pattern)
            {
                rest.add(others);
            }
            let is_left = !is_known && !has_any_pattern && !evaluates_all;
            let unevaluated = schema.one(Keyword::UnevaluatedProperties).filter(|_| is_left);
            if let Some(others) = unevaluated.filter(|_| !schema.has(Keyword::AdditionalProperties)) {
                rest.add(others);
            }
        }
        if self.ruled_out.contains(name) {
            let by = self.members.iter().find_map(|schema| schema.map(Keyword::Properties)?.get(name));
            rest.closed = by.map(|schema| schema.location.clone()).or(rest.closed);
        }
        rest
    }

    /// What `additionalProperties` and the like say of names that match a pattern, as far as these do not match one next to it:
    /// of those, it says nothing. What is unevaluated matches none in any schema of the place.
    pub(crate) fn rest_for_pattern(&self, pattern: &str) -> Rest<'c> {
        let is_covered_in = |schemas: &[&'c Schema]| {
            let all = schemas.iter().flat_map(|schema| patterns(schema));
            let own = all.filter(|(_, held)| held.boolean != Some(false));
            is_covered(pattern, own.map(|(pattern, _)| pattern))
        };
        let is_of = |schema: &'c Schema| match schema.has(Keyword::AdditionalProperties) {
            true => is_covered_in(&[schema]),
            false => is_covered_in(&self.members),
        };
        self.rest_by(|schema| {
            let of_all = of_every_name(schema);
            let others = || self.others(schema).into_iter().filter(|_| !is_of(schema)).collect();
            if of_all.is_empty() { others() } else { of_all }
        })
    }

    /// What holds for names that are not among the properties and match no pattern, whatever is said under conditions: by these,
    /// properties may have been evaluated.
    pub(crate) fn certain_rest(&self) -> Rest<'c> {
        let is_certain = !self.has_conditions();
        self.rest_by(|schema| {
            let is_told = is_certain || !schema.has(Keyword::UnevaluatedProperties);
            let others = || schema.one(Keyword::AdditionalProperties).into_iter().collect();
            if is_told { self.others(schema) } else { others() }
        })
    }

    /// Whether a schema allows properties that nothing evaluates, which by that are evaluated for others.
    fn may_have_unevaluated(&self) -> bool {
        let mut left = self.members.iter().filter_map(|schema| schema.one(Keyword::UnevaluatedProperties));
        left.any(|left| left.boolean != Some(false))
    }

    /// Whether some of what is said holds under conditions only.
    fn has_conditions(&self) -> bool {
        const CONDITIONS: [Keyword; 5] =
            [Keyword::If, Keyword::DependentSchemas, Keyword::Dependencies, Keyword::AnyOf, Keyword::OneOf];
        self.members.iter().any(|schema| CONDITIONS.into_iter().any(|keyword| schema.has(keyword)))
    }

    /// The names that `properties` rules out, each with where it does.
    pub(crate) fn ruled_out(&self) -> impl Iterator<Item = (&'c str, &'c Location)> {
        let ruled_out = self.members.iter().flat_map(|schema| schema.never_there());
        ruled_out.map(|(name, schema)| (name, &schema.location))
    }

    /// Whether there is never a key, whatever is said under conditions.
    pub(crate) fn certainly_rules_out(&self, name: &str) -> bool {
        self.is_ruled_out(name)
            || self.rest_for(name).closed.is_some()
                && (!self.members.iter().any(|schema| schema.has(Keyword::UnevaluatedProperties))
                    || !self.has_conditions() && !self.may_have_unevaluated())
    }

    pub(crate) fn is_ruled_out(&self, name: &str) -> bool {
        self.ruled_out.contains(name)
    }

    /// Whether it is closed: there is nothing but what has a name.
    pub(crate) fn is_closed(&self) -> bool {
        self.rest.closed.is_some()
    }

    /// Whether the type in generated code is a map, and not a struct.
    pub(crate) fn is_map(&self) -> bool {
        let is_described = |schema: &&Schema| schema.has(Keyword::Properties);
        !(self.members.iter().any(is_described) || self.is_closed() && self.patterns.is_empty())
    }

    /// What a map holds into which a receiver reads all keys that have no name: what is under one of them is any of these.
    /// There are none where there is no such map, or where it holds anything.
    pub(crate) fn in_map(&self) -> Entries<'c> {
        let is_open = !self.is_closed() && self.rest.entries.is_empty();
        if is_open {
            return Entries::new();
        }
        let patterns = self.patterns.values().flatten().copied();
        let held =
            patterns.filter(|held| held.boolean != Some(false)).chain(self.rest.entries.iter().copied());
        let held: Entries<'c> = held.collect();
        if held.iter().any(|held| says_nothing(held)) { Entries::new() } else { held }
    }

    /// Whether generated code reads keys without a field into the same map, or into none in both.
    pub(crate) fn has_map_of(&self, other: &Self, are_same: impl Fn(&'c Schema, &'c Schema) -> bool) -> bool {
        let ((old, is_left), (new, is_left_now)) = (self.held(), other.held());
        let is_any = |held: &[&Schema]| held.iter().all(|held| says_nothing(held));
        let has = |object: &Self, held: &[&Schema]| object.is_map() || !held.is_empty();
        self.is_map() == other.is_map()
            && has(self, &old) == has(other, &new)
            && (is_any(&old) && is_any(&new)
                || is_left == is_left_now
                    && old.len() == new.len()
                    && old.iter().zip(&new).all(|(old, new)| are_same(old, new)))
    }

    /// What is said of keys without a field, each schema once, and whether that leaves keys of which nothing is said.
    fn held(&self) -> (Entries<'c>, bool) {
        let patterns = self.patterns.values().flatten().copied();
        let mut held: Entries<'c> = patterns.filter(|held| held.boolean != Some(false)).collect();
        let is_left = !held.is_empty() && !self.is_closed() && self.rest.entries.is_empty();
        held.extend(&self.rest.entries);
        (held, is_left)
    }

    /// What names have to be like.
    pub(crate) fn names(&self) -> Entries<'c> {
        self.members.iter().filter_map(|schema| schema.one(Keyword::PropertyNames)).collect()
    }
}

impl<'c> Property<'c> {
    pub(crate) fn new(at: Location, entries: Entries<'c>) -> Self {
        Self { entries, at, required: None, is_forbidden: false }
    }
}

impl<'c> Rest<'c> {
    fn add(&mut self, others: &'c Schema) {
        if others.boolean == Some(false) {
            self.closed.get_or_insert_with(|| others.location.clone());
        } else if !says_nothing(others) {
            self.entries.push(others);
        }
        self.at.get_or_insert_with(|| others.location.clone());
    }
}

/// Whether it is proven that every name that matches a pattern matches one of these.
pub(crate) fn is_covered<'p>(pattern: &'p str, by: impl IntoIterator<Item = &'p str>) -> bool {
    let patterns: Vec<&str> = std::iter::once(pattern).chain(by).collect();
    let [_, by @ ..] = &patterns[..] else { return false };
    !by.is_empty()
        && (by.contains(&pattern)
            || Pattern::always(&patterns, |matched| !matched[0] || matched[1..].contains(&true)))
}

/// What a schema says of names that match a pattern.
fn patterns(schema: &Schema) -> impl Iterator<Item = (&str, &Schema)> {
    let all = schema.map(Keyword::PatternProperties).into_iter().flatten();
    all.map(|(pattern, held)| (&**pattern, held))
}

/// What a schema says of all names by patterns that each of them matches: `additionalProperties` next to it is about none.
pub(crate) fn of_every_name(schema: &Schema) -> Entries<'_> {
    let all = patterns(schema).filter(|(pattern, _)| matches_every_name(pattern));
    all.map(|(_, held)| held).collect()
}

/// Whether a value has a key, at any depth, that one of the things that it may be rules out.
pub(crate) fn has_key_ruled_out(catalog: &Catalog, entries: &[&Schema], value: &Value) -> bool {
    let inner = |entries: &[&Schema], value: &Value| has_key_ruled_out(catalog, entries, value);
    let is_scalar = !value.is_object() && !value.is_array();
    !is_scalar
        && facts(catalog, entries).alternatives.iter().any(|alternative| match value {
            Value::Object(value) => {
                let object = Object::of(alternative);
                value.iter().any(|(key, value)| match object.properties.get(key.as_str()) {
                    Some(property) => property.is_forbidden || inner(&property.entries, value),
                    None => {
                        let rest = object.rest_for(key);
                        rest.closed.is_some() || inner(&rest.entries, value)
                    }
                })
            }
            _ => {
                let array = Array::of(alternative);
                let mut items = value.as_array().into_iter().flatten().enumerate();
                items.any(|(position, item)| inner(&array.item(position).entries, item))
            }
        })
}

/// Which keys ask for which others: `dependentRequired`, and what `dependencies` has of that; with the schema that says it,
/// and where.
pub(crate) fn dependent_required<'c>(
    alternative: &Alternative<'c>,
    value_at: impl Fn(&Location) -> Option<&'c Value>,
) -> BTreeMap<(&'c str, &'c str), (&'c Schema, Location)> {
    let mut found = BTreeMap::new();
    for member in &alternative.members {
        for keyword in [Keyword::DependentRequired, Keyword::Dependencies] {
            if !member.schema.has(keyword) {
                continue;
            }
            let at = member.schema.location_of(keyword);
            for (key, asked) in value_at(&at).and_then(Value::as_object).into_iter().flatten() {
                for name in asked.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    let place = || (member.schema, at.child(key));
                    found.entry((key.as_str(), name)).or_insert_with(place);
                }
            }
        }
    }
    found
}

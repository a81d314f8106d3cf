//! Values that need another one of their kind, and so on: there is no end to any of them.

use std::collections::{HashMap, HashSet};

use crate::cycles::strongly_connected;
use crate::location::Location;
use crate::model::{JsonType, Keyword, Schema};

/// What schemas need without end: the entries of `required`, and the limits of arrays and maps, that lead back to themselves,
/// together with those that lead there from them.
///
/// A way out is whatever ends: a key that may be missing, null, an empty list or map, another branch. Only what a value always
/// has is followed, so that nothing is told that is not so. What a schema rules out in other ways is not looked at.
pub fn endless<'s>(
    schemas: impl IntoIterator<Item = &'s Schema>,
    target: &dyn Fn(&Schema) -> Option<&'s Schema>,
) -> Vec<Vec<Location>> {
    let schemas: Vec<&Schema> = schemas.into_iter().collect();
    if !has_cycle(&schemas, target) {
        return Vec::new();
    }
    let numbers = schemas.iter().enumerate().map(|(number, schema)| (&schema.location, number)).collect();
    let mut needs = Needs { target, numbers, kinds: Vec::new(), all: Vec::new() };
    for (number, schema) in schemas.iter().enumerate() {
        needs.add(number, schema);
    }
    needs.without_end()
}

/// Whether references lead back to where they are, as they do in few catalogs: otherwise, whatever is needed ends.
fn has_cycle<'s>(schemas: &[&'s Schema], target: &dyn Fn(&Schema) -> Option<&'s Schema>) -> bool {
    let (mut targets, mut numbers) = (Vec::new(), HashMap::new());
    for schema in schemas.iter().filter_map(|schema| target(schema)) {
        numbers.entry(&schema.location).or_insert_with(|| {
            targets.push(schema);
            targets.len() - 1
        });
    }
    let number = |to: &Schema| numbers.get(&to.location).copied();
    let within =
        |schema: &&'s Schema| schema.all().into_iter().filter_map(target).filter_map(number).collect();
    let edges: Vec<Vec<usize>> = targets.iter().map(within).collect();
    let is_loop = |one: &usize| edges[*one].contains(one);
    strongly_connected(&edges).iter().any(|set| set.len() > 1 || set.iter().any(is_loop))
}

/// Kinds of values: objects and arrays, and whatever has nothing in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Object,
    Array,
    Plain,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Object, Self::Array, Self::Plain];

    fn of(ty: JsonType) -> Self {
        match ty {
            JsonType::Object => Self::Object,
            JsonType::Array => Self::Array,
            _ => Self::Plain,
        }
    }
}

/// Values of one kind of a schema: the number of both.
type Node = usize;

fn node(schema: usize, kind: Kind) -> Node {
    schema * Kind::ALL.len() + kind as usize
}

/// What a value has to have: one of several.
struct Need {
    owner: Node,
    any: Vec<Node>,
    /// The keyword that says so; `None` where it is a value itself that has to be one of several.
    place: Option<Location>,
}

struct Needs<'s, 't> {
    target: &'t dyn Fn(&Schema) -> Option<&'s Schema>,
    numbers: HashMap<&'s Location, usize>,
    /// Whether there may be values of a kind at all.
    kinds: Vec<bool>,
    all: Vec<Need>,
}

impl<'s> Needs<'s, '_> {
    fn add(&mut self, number: usize, schema: &'s Schema) {
        let parts = self.parts(schema);
        let lists_values = |part: &&Schema| {
            part.values.is_some() || part.constraints.constant.is_some() || part.boolean == Some(false)
        };
        let is_nullable = self.is_nullable(schema);
        let allowed = Kind::ALL
            .map(|kind| kind == Kind::Plain && is_nullable || parts.iter().all(|part| allows(part, kind)));
        // A value that is written out ends; and where none is valid for another reason, that is the mistake.
        if parts.iter().any(lists_values) || !allowed.contains(&true) {
            self.kinds.extend([true; 3]);
            return;
        }
        self.kinds.extend(allowed);
        let needing = Kind::ALL.into_iter().filter(|kind| allowed[*kind as usize]);
        for kind in needing.filter(|kind| !is_nullable || *kind != Kind::Plain) {
            let owner = node(number, kind);
            for branches in parts.iter().flat_map(|part| part.choices()) {
                let any = branches.iter().filter_map(|branch| Some(node(self.number(branch)?, kind)));
                let any = any.collect();
                self.all.push(Need { owner, any, place: None });
            }
            match kind {
                Kind::Object => self.add_properties(owner, &parts),
                Kind::Array => self.add_items(owner, &parts),
                Kind::Plain => {}
            }
        }
    }

    fn add_properties(&mut self, owner: Node, parts: &[&'s Schema]) {
        let required = || parts.iter().flat_map(|by| by.required.iter().map(move |entry| (by, entry)));
        for part in parts {
            let properties = part.map(Keyword::Properties);
            let rest = rest_of_keys(part);
            for (by, entry) in required() {
                let own = properties.and_then(|properties| properties.get(&*entry.key));
                if let Some(value) = own.or(rest) {
                    self.need(owner, &[value], by.location_of_required(entry));
                }
            }
            let least = part.constraints.min_properties.is_some_and(|least| least > 0);
            if let Some(rest) = rest.filter(|_| least) {
                let values: Vec<&Schema> =
                    properties.into_iter().flat_map(|all| all.values()).chain([rest]).collect();
                self.need(owner, &values, part.location_of(Keyword::MinProperties));
            }
        }
    }

    fn add_items(&mut self, owner: Node, parts: &[&'s Schema]) {
        let limits = parts.iter().filter_map(|part| Some((part.constraints.min_items?, *part)));
        if let Some((least, limited)) = limits.max_by_key(|(least, _)| *least) {
            let place = limited.location_of(Keyword::MinItems);
            for part in parts {
                let first = part.first_items();
                let count = usize::try_from(least).unwrap_or(usize::MAX);
                let rest = part.rest_of_items().filter(|_| count > first.len());
                for item in first.iter().take(count).chain(rest) {
                    self.need(owner, &[item], place.clone());
                }
            }
        }
        for part in parts.iter().filter(|part| part.seldom.min_contains != Some(0)) {
            if let Some(contained) = part.one(Keyword::Contains) {
                self.need(owner, &[contained], part.location_of(Keyword::Contains));
            }
        }
    }

    fn need(&mut self, owner: Node, values: &[&'s Schema], place: Location) {
        let of = |value: &&'s Schema| {
            let number = self.number(value)?;
            let parts = self.parts(value);
            // What keywords are about is what a value is meant to be, where no type is said.
            let implied =
                parts.iter().flat_map(|part| part.keywords.iter()).filter_map(|keyword| keyword.implies());
            let implied: Vec<Kind> = implied.map(Kind::of).collect();
            let says_type = parts.iter().any(|part| part.types.is_some()) || implied.is_empty();
            let is_nullable = self.is_nullable(value);
            let meant = Kind::ALL.into_iter().filter(move |kind| {
                says_type || implied.contains(kind) || is_nullable && *kind == Kind::Plain
            });
            Some(meant.map(move |kind| node(number, kind)))
        };
        let any = values.iter().filter_map(of).flatten().collect();
        self.all.push(Need { owner, any, place: Some(place) });
    }

    fn number(&self, schema: &Schema) -> Option<usize> {
        self.numbers.get(&schema.location).copied()
    }

    /// Whether null is valid because `nullable` says so, whatever that stands next to: of the schema, or of each that it includes
    /// or refers to, unless that has nothing against null.
    fn is_nullable(&self, schema: &'s Schema) -> bool {
        let (mut is_said, mut open) = (false, vec![schema]);
        let mut seen = HashSet::new();
        while let Some(schema) = open.pop() {
            if schema.nullable {
                is_said = true;
            } else if !seen.insert(&schema.location) {
                continue;
            } else if schema.types.as_ref().is_some_and(|types| !types.contains(&JsonType::Null))
                || schema.choices().next().is_some()
            {
                return false;
            } else {
                open.extend(schema.list(Keyword::AllOf).unwrap_or_default());
                open.extend((self.target)(schema));
            }
        }
        is_said
    }

    /// A schema with all that it includes and refers to, each once.
    fn parts(&self, schema: &'s Schema) -> Vec<&'s Schema> {
        let (mut parts, mut open) = (Vec::new(), vec![schema]);
        let mut seen = HashSet::new();
        while let Some(schema) = open.pop() {
            if seen.insert(&schema.location) {
                parts.push(schema);
                open.extend(schema.list(Keyword::AllOf).unwrap_or_default());
                open.extend((self.target)(schema));
            }
        }
        parts
    }

    /// The needs that come to no end, by the sets of those that lead to each other.
    fn without_end(self) -> Vec<Vec<Location>> {
        let nodes = self.kinds.len();
        let mut open_needs = vec![0_usize; nodes];
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); nodes];
        for (number, need) in self.all.iter().enumerate() {
            open_needs[need.owner] += 1;
            need.any.iter().for_each(|node| needed_by[*node].push(number));
        }
        let mut ends: Vec<bool> = (0..nodes).map(|node| self.kinds[node] && open_needs[node] == 0).collect();
        let mut todo: Vec<Node> = (0..nodes).filter(|node| ends[*node]).collect();
        let mut is_met = vec![false; self.all.len()];
        while let Some(node) = todo.pop() {
            for need in &needed_by[node] {
                if std::mem::replace(&mut is_met[*need], true) {
                    continue;
                }
                let owner = self.all[*need].owner;
                open_needs[owner] -= 1;
                if open_needs[owner] == 0 && !std::mem::replace(&mut ends[owner], true) {
                    todo.push(owner);
                }
            }
        }
        let mut edges: Vec<Vec<Node>> = vec![Vec::new(); nodes];
        let unmet = || self.all.iter().zip(&is_met).filter(|(_, is_met)| !**is_met).map(|(need, _)| need);
        for need in unmet() {
            edges[need.owner].extend(need.any.iter().filter(|node| self.kinds[**node]));
        }
        if edges.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let mut set_of = vec![0; nodes];
        let sets = strongly_connected(&edges);
        for (number, set) in sets.iter().enumerate() {
            set.iter().for_each(|node| set_of[*node] = number);
        }
        let mut places: Vec<Vec<Location>> = vec![Vec::new(); sets.len()];
        for need in unmet() {
            let set = set_of[need.owner];
            let leads_back = need.any.iter().any(|node| set_of[*node] == set && self.kinds[*node]);
            if let (true, Some(place)) = (leads_back, &need.place) {
                places[set].push(place.clone());
            }
        }
        places.iter_mut().for_each(|places| {
            places.sort_unstable();
            places.dedup();
        });
        // What is included by several is in the sets of each.
        let mut seen = HashSet::new();
        places.retain(|places| !places.is_empty() && seen.insert(places[0].clone()));
        places.sort_unstable();
        places
    }
}

/// Whether a schema allows values of a kind by itself.
fn allows(schema: &Schema, kind: Kind) -> bool {
    let types = schema.types.as_ref();
    types.is_none_or(|types| types.iter().any(|ty| Kind::of(*ty) == kind))
        || schema.nullable && kind == Kind::Plain
}

/// What a schema says of all keys that it does not name.
fn rest_of_keys(schema: &Schema) -> Option<&Schema> {
    let keywords = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
    let rest = keywords.into_iter().find_map(|keyword| schema.one(keyword))?;
    let says_something = rest.boolean.is_none() && !rest.keywords.is_empty();
    (!schema.has(Keyword::PatternProperties) && says_something).then_some(rest)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What is found in `$defs`, without what all places start with.
    fn found(defs: Value) -> Vec<Vec<String>> {
        let schema = Schema::read("a.json", &json!({ "$defs": defs }));
        let target = |from: &Schema| schema.at(from.reference.as_deref()?.strip_prefix('#')?);
        let sets = endless(schema.all(), &target).into_iter();
        let short = |place: Location| place.pointer.replace("/$defs/", "");
        sets.map(|places| places.into_iter().map(short).collect()).collect()
    }

    fn object(key: &str, value: Value) -> Value {
        json!({ "type": "object", "required": [key], "properties": { (key): value } })
    }

    #[test]
    fn what_needs_another_of_its_kind_has_no_end() {
        let to = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
        for (defs, expected) in [
            (json!({ "a": object("a", to("a")) }), vec![vec!["a/required/0"]]),
            (
                json!({ "a": object("b", to("b")), "b": object("a", to("a")), "c": object("a", to("a")) }),
                vec![vec!["a/required/0", "b/required/0"]],
            ),
            // What is required by one schema, and described by another.
            (
                json!({
                    "base": { "properties": { "up": to("a") } },
                    "a": { "type": "object", "allOf": [to("base")], "required": ["up"] }
                }),
                vec![vec!["a/required/0"]],
            ),
            // Each branch leads back.
            (
                json!({ "a": object("b", json!({ "oneOf": [to("a"), to("b")] })), "b": object("c", to("a")) }),
                vec![vec!["a/required/0", "b/required/0"]],
            ),
            // Lists and maps that cannot be empty.
            (
                json!({ "a": object("b", json!({ "type": "array", "items": to("a"), "minItems": 1 })) }),
                vec![vec!["a/properties/b/minItems", "a/required/0"]],
            ),
            (json!({ "a": { "type": "array", "contains": to("a") } }), vec![vec!["a/contains"]]),
            (
                json!({ "a": { "type": "object", "minProperties": 1, "additionalProperties": to("a") } }),
                vec![vec!["a/minProperties"]],
            ),
            // No type is said, and an object is meant.
            (
                json!({ "a": { "required": ["a"], "properties": { "a": to("a") } } }),
                vec![vec!["a/required/0"]],
            ),
        ] {
            assert_eq!(found(defs.clone()), expected, "{defs}");
        }
    }

    #[test]
    fn what_has_a_way_out_ends() {
        let to_a = || json!({ "$ref": "#/$defs/a" });
        for value in [
            json!({ "type": ["object", "null"], "allOf": [{ "$ref": "#/$defs/open" }] }),
            json!({ "nullable": true, "allOf": [to_a()] }),
            json!({ "nullable": true, "oneOf": [to_a()] }),
            json!({ "nullable": true, "$ref": "#/$defs/a" }),
            json!({ "allOf": [{ "nullable": true, "allOf": [to_a()] }] }),
            json!({ "oneOf": [to_a(), { "type": "string" }] }),
            json!({ "anyOf": [{ "type": "null" }, to_a()] }),
            json!({ "type": "array", "items": to_a() }),
            json!({ "type": "array", "items": to_a(), "minItems": 1, "prefixItems": [true] }),
            json!({ "type": "array", "contains": to_a(), "minContains": 0 }),
            json!({ "type": "object", "additionalProperties": to_a() }),
            json!({ "type": "object", "minProperties": 1, "additionalProperties": to_a(), "properties": { "b": true } }),
            json!({ "type": "object", "required": ["xa"], "patternProperties": { "^x": true }, "additionalProperties": to_a() }),
            json!({ "type": "object", "properties": { "a": to_a() } }),
            json!({ "type": "object", "nullable": true, "required": ["a"], "properties": { "a": to_a() } }),
            json!({ "enum": [{ "a": 1 }], "required": ["a"], "properties": { "a": to_a() } }),
            // These have no value either, but for another reason, which is told as such.
            json!(false),
            json!({ "type": "string", "allOf": [to_a()] }),
        ] {
            let defs = json!({ "a": object("a", value), "open": object("a", json!(true)) });
            assert_eq!(found(defs.clone()), Vec::<Vec<String>>::new(), "{defs}");
        }
    }
}

//! Conditions that no object meets, because a name or a value in them is probably misspelled: the key is near to one that is
//! described, and is itself described nowhere, or the property has other values.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use webhook_schema::explain::brief;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::{Own, identity};
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::described::{self, names};
use crate::index::lints::{Lint, Lints};
use crate::references::References;

/// Keys that are asked for by a key next to them.
const BY_KEY: [Keyword; 3] = [Keyword::DependentRequired, Keyword::DependentSchemas, Keyword::Dependencies];

/// Keys of an object that are compared with those that it has, and names that each is compared with: of an object with more, somebody
/// is told soon enough.
const MOST: usize = 100;
const MAX_CANDIDATES: usize = 1_000;

/// A key that a condition is about.
struct Asked<'s> {
    key: &'s str,
    at: Location,
    /// Whether its name is at the place, and not the value of a list.
    is_name: bool,
    keyword: Keyword,
}

/// Reports conditions on what no object has, of a schema with what is written in its `allOf`, unless that was `included` in another
/// one already. `is_anywhere` tells whether a key is described anywhere in the document: what reaches a schema may describe more.
pub(super) fn check<'s>(
    schema: &'s Schema,
    is_anywhere: &dyn Fn(&str) -> bool,
    included: &mut HashSet<&'s Location>,
    references: &'s References,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let may_have_one = schema
        .keywords
        .iter()
        .any(|keyword| matches!(keyword, Keyword::AllOf | Keyword::If) || BY_KEY.contains(keyword));
    if !may_have_one || included.contains(&schema.location) {
        return;
    }
    let parts = with_included(schema);
    included.extend(parts.iter().skip(1).map(|part| &part.location));
    let conditions: Vec<&Schema> = parts.iter().filter_map(|part| part.one(Keyword::If)).collect();
    if conditions.is_empty() && !parts.iter().any(|part| BY_KEY.iter().any(|keyword| part.has(*keyword))) {
        return;
    }
    let mut properties: HashMap<&str, Vec<&Schema>> = HashMap::new();
    for (key, property) in parts.iter().flat_map(|part| part.map(Keyword::Properties)).flatten() {
        properties.entry(key).or_default().push(property);
    }
    let consequences = [Keyword::Then, Keyword::Else].into_iter();
    let consequences =
        consequences.flat_map(|keyword| parts.iter().filter_map(move |part| part.one(keyword)));
    for schema in conditions.iter().copied().chain(consequences).flat_map(tests) {
        check_unknown(schema, &properties, lints, diagnostics);
    }
    let mut asked = asked_keys(&parts, &conditions);
    asked.retain(|asked| !properties.contains_key(asked.key) && !is_anywhere(asked.key));
    if let Some(described) = described::properties(schema, references).filter(|_| !asked.is_empty()) {
        asked.retain(|asked| !described.contains(asked.key));
        let mut names: Vec<&str> = properties.keys().copied().collect();
        names.sort_unstable();
        asked.into_iter().take(MOST).for_each(|asked| check_key(asked, &names, lints, diagnostics));
    }
    let mut known = HashMap::new();
    for condition in conditions.into_iter().flat_map(tests) {
        for (key, test) in condition.map(Keyword::Properties).into_iter().flatten() {
            if let Some(all) = properties.get(&**key).filter(|_| test.lists().next().is_some()) {
                let each = || all.iter().map(|property| Allowed::new(property, references)).collect();
                let allowed: &mut Vec<Allowed<'_>> = known.entry(&**key).or_insert_with(each);
                check_values(test, key, allowed, lints, diagnostics);
            }
        }
    }
}

/// The keys that an object is asked for, each once for a keyword. Of short ones, any is near.
fn asked_keys<'s>(parts: &[&'s Schema], conditions: &[&'s Schema]) -> Vec<Asked<'s>> {
    let by_key = parts.iter().flat_map(|part| by_key(part));
    let by_test = conditions.iter().flat_map(|condition| tests(condition)).flat_map(tested);
    let mut seen = HashSet::new();
    let all = by_key.chain(by_test).filter(|asked| asked.key.len() > 3);
    all.filter(|asked| seen.insert((asked.keyword, asked.key))).collect()
}

/// Reports properties that are written where keywords are.
fn check_unknown(
    schema: &Schema,
    properties: &HashMap<&str, Vec<&Schema>>,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let unknown = schema.seldom.unknown.iter().filter(|(_, value)| value.is_object());
    for (name, _) in unknown.filter(|(name, _)| properties.contains_key(&**name)) {
        let finding = |rule| {
            let message = format!("`{name}` has no effect here: it is a property, and no keyword");
            let help = "write it in `properties`";
            Diagnostic::at_key(rule, schema.location.child(name), message, help)
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

/// Reports a key that is nearly one of those that an object has, and not described itself.
fn check_key(asked: Asked<'_>, names: &[&str], lints: &Lints, diagnostics: &mut Diagnostics) {
    let Asked { key, at, is_name, keyword } = asked;
    // `id` next to `@id` is none.
    let letters = |key: &str| key.replace(|letter: char| !letter.is_alphanumeric(), "");
    let others = names.iter().copied().filter(|other| letters(other) != letters(key));
    let Some(meant) = closest(key, others.take(MAX_CANDIDATES)) else { return };
    let finding = |rule| {
        let name = keyword.as_str();
        let message = format!("`{name}` has no effect for `{key}`: no such property is described");
        let help = did_you_mean(Some(meant), "describe it in `properties`, or remove it");
        match is_name {
            true => Diagnostic::at_key(rule, at, message, help),
            false => Diagnostic::at_value(rule, at, message, help),
        }
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

/// Reports values that a condition asks for, of a property that never has them, wherever that is described: one schema may narrow
/// what another one has conditions for.
fn check_values(
    test: &Schema,
    key: &str,
    allowed: &[Allowed<'_>],
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    for (keyword, values) in test.lists() {
        let place = test.location_of(keyword);
        for (number, value) in values.iter().enumerate() {
            let ruled_out: Option<Vec<Location>> = allowed.iter().map(|it| it.ruled_out_by(value)).collect();
            let Some(by) = ruled_out.and_then(|by| by.into_iter().next()) else { continue };
            let at = match keyword {
                Keyword::Const => place.clone(),
                _ => place.child(&number.to_string()),
            };
            let finding = |rule| {
                let parts = allowed.iter().flat_map(|it| it.parts.iter());
                let texts = parts.flat_map(|part| part.schema.lists());
                let texts = texts.flat_map(|(_, values)| values).filter_map(|value| value.as_str());
                let meant = value.as_str().and_then(|value| closest(value, texts.take(MAX_CANDIDATES)));
                let message = format!("{} has no effect: `{key}` never has this value", brief(value));
                let help = "write a value that the property may have, or remove the condition";
                Diagnostic::at_value(rule, at, message, did_you_mean(meant, help))
                    .label(by, "what rules it out")
            };
            lints.report(Lint::NoEffect, finding, diagnostics);
        }
    }
}

/// The values that a property may have, by what is said of it whatever else it is.
struct Allowed<'s> {
    parts: Vec<Part<'s>>,
    is_nullable: bool,
    /// Whether it has one value. What fixes that may share conditions with what fixes another one.
    is_fixed: bool,
}

/// What one schema says of these.
struct Part<'s> {
    schema: &'s Schema,
    lists: Vec<(Keyword, HashSet<String>)>,
    own: Own,
}

impl<'s> Allowed<'s> {
    fn new(property: &'s Schema, references: &'s References) -> Self {
        let (mut parts, mut seen, mut open) = (Vec::new(), HashSet::new(), vec![property]);
        while let Some(schema) = open.pop() {
            if seen.insert(&schema.location) {
                open.extend(schema.list(Keyword::AllOf).into_iter().flatten());
                open.extend(references.target(schema));
                let lists = schema.lists();
                let lists = lists.map(|(keyword, values)| (keyword, values.iter().map(identity).collect()));
                parts.push(Part { schema, lists: lists.collect(), own: Own::new(schema) });
            }
        }
        let is_fixed = parts.iter().flat_map(|part| &part.lists).any(|(_, values)| values.len() == 1);
        Self { is_nullable: parts.iter().any(|part| part.schema.nullable), is_fixed, parts }
    }

    /// The keyword by which the property never has a value. A format need not be meant so.
    fn ruled_out_by(&self, value: &Value) -> Option<Location> {
        if self.is_fixed || value.is_null() && self.is_nullable {
            return None;
        }
        let wanted = identity(value);
        self.parts.iter().find_map(|Part { schema, lists, own }| {
            let list = lists.iter().find(|(_, values)| !values.contains(&wanted));
            let by_limit = || own.ruled_out_by(value).filter(|by| *by != schema.location_of(Keyword::Format));
            list.map(|(keyword, _)| schema.location_of(*keyword)).or_else(by_limit)
        })
    }
}

/// A schema, and those that are written in its `allOf`.
fn with_included(schema: &Schema) -> Vec<&Schema> {
    from(schema, |schema| schema.list(Keyword::AllOf).into_iter().flatten())
}

/// A condition, and what is in it of the same value.
fn tests(condition: &Schema) -> Vec<&Schema> {
    from(condition, Schema::in_place)
}

/// A schema, those that follow from it, and so on.
fn from<'s, Next: Iterator<Item = &'s Schema>>(
    first: &'s Schema,
    next: impl Fn(&'s Schema) -> Next,
) -> Vec<&'s Schema> {
    let mut all = vec![first];
    let mut at = 0;
    while let Some(schema) = all.get(at).copied() {
        all.extend(next(schema));
        at += 1;
    }
    all
}

/// The keys that a condition requires, or says something of.
fn tested(condition: &Schema) -> impl Iterator<Item = Asked<'_>> {
    let properties = condition.map(Keyword::Properties).into_iter().flatten();
    let properties = properties.map(|(key, property)| Asked {
        key,
        at: property.location.clone(),
        is_name: true,
        keyword: Keyword::If,
    });
    properties.chain(condition.required.iter().map(|required| Asked {
        key: &required.key,
        at: condition.location_of_required(required),
        is_name: false,
        keyword: Keyword::If,
    }))
}

/// The keys on which others depend.
fn by_key(schema: &Schema) -> Vec<Asked<'_>> {
    let asked = |keyword: Keyword, key| Asked {
        key,
        at: schema.location_of(keyword).child(key),
        is_name: true,
        keyword,
    };
    let of_lists =
        BY_KEY.into_iter().find(|keyword| *keyword != Keyword::DependentSchemas && schema.has(*keyword));
    let lists = of_lists.into_iter().flat_map(|keyword| {
        let lists = schema.seldom.dependent_required.iter();
        lists.map(move |(key, _)| asked(keyword, key.as_str()))
    });
    let schemas = [Keyword::DependentSchemas, Keyword::Dependencies].into_iter().flat_map(|keyword| {
        let schemas = schema.map(keyword).into_iter().flatten();
        schemas.map(move |(key, _)| asked(keyword, &**key))
    });
    lists.chain(schemas).collect()
}

/// The names that schemas describe anywhere but in conditions.
pub(super) fn names_anywhere(outermost: &Schema) -> HashSet<&str> {
    let (mut described, mut open) = (HashSet::new(), vec![outermost]);
    while let Some(schema) = open.pop() {
        described.extend(names(schema));
        let held = schema.held().filter(|(keyword, _)| *keyword != Keyword::If);
        open.extend(held.flat_map(|(_, held)| held.schemas()));
    }
    described
}

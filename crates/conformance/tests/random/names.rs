//! What is added to a catalog renames nothing that was there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_conformance::random::dice::Dice;
use webhook_conformance::random::document::{PAYLOAD, child, encoded};

use crate::generated::{events, generated};
use crate::setting;

/// Events of each catalog.
const EVENTS: usize = 6;

type Files = Vec<(String, String)>;

#[test]
fn additions_keep_every_name() {
    let (catalogs, seed) = (setting("RANDOM_CATALOGS", 8), setting("RANDOM_SEED", 1));
    let (mut compared, mut refused, mut gone) = (0, 0, String::new());
    for number in 0..catalogs {
        let seed = seed.wrapping_mul(7_919).wrapping_add(number);
        let made = events(seed, EVENTS, 1).events;
        let [last, others @ ..] = &made[..] else { continue };
        let all: Vec<&RandomEvent> = others.iter().collect();
        let before = files("dice", &all);
        let Ok(output) = generated(&before) else { continue };
        let names = names_of(&output);
        let mut dice = Dice::seeded(seed);
        for _ in 0..10 {
            let (what, after) = match dice.below(5) {
                0 => {
                    let mut more = all.clone();
                    more.insert(dice.below(all.len() + 1), last);
                    ("an event".to_owned(), files("dice", &more))
                }
                kind => added(&before, kind, &mut dice),
            };
            if after == before {
                continue;
            }
            let Ok(output) = generated(&after) else {
                refused += 1;
                continue;
            };
            compared += 1;
            let lost: Vec<String> = names.difference(&names_of(&output)).cloned().collect();
            if !lost.is_empty() {
                gone += &format!("catalog {number}: without {lost:?} after adding {what}\n");
            }
        }
    }
    println!("{compared} catalogs compared, {refused} refused");
    assert!(gone.is_empty(), "{gone}");
    assert!(compared > refused, "only {compared} were compared, and {refused} were refused");
}

/// The files of a catalog, with one thing more in one of its events' schemas.
fn added(files: &Files, kind: usize, dice: &mut Dice<'_>) -> (String, Files) {
    let mut files = files.clone();
    let schemas = files.iter().enumerate();
    let of_events = schemas.filter(|(_, (name, _))| name.ends_with("x.schema.json")).map(|(at, _)| at);
    let file = *dice.pick(&of_events.collect::<Vec<usize>>());
    let mut schema: Value = serde_json::from_str(&files[file].1).expect("a schema");
    let places = places(&schema, kind, "", false);
    if places.is_empty() {
        return ("nothing".to_owned(), files);
    }
    let place = dice.pick(&places).clone();
    let reference = json!({ "$ref": format!("#{}", encoded(&property(&schema, dice))) });
    match schema.pointer_mut(&place).expect("it is there") {
        Value::Array(values) => values.insert(dice.below(values.len() + 1), json!("added")),
        Value::Object(entries) => {
            let at = dice.below(entries.len() + 1);
            let mut more: Map<String, Value> = Map::new();
            let new = match dice.below(4) {
                0 => json!({ "type": "string" }),
                1 => reference,
                2 => json!({ "type": "object", "properties": { "within": { "enum": ["p", "q"] } } }),
                _ => json!({ "type": "array", "items": { "type": "integer" } }),
            };
            let added = [("added".to_owned(), new)];
            let old = std::mem::take(entries);
            let (first, rest): (Vec<_>, Vec<_>) =
                old.into_iter().enumerate().partition(|(number, _)| *number < at);
            more.extend(first.into_iter().map(|(_, entry)| entry));
            more.extend(added);
            more.extend(rest.into_iter().map(|(_, entry)| entry));
            *entries = more;
        }
        _ => {}
    }
    let what = format!("{place} in {}: {schema}", files[file].0);
    files[file].1 = format!("{schema:#}");
    (what, files)
}

/// The place of a property that there is, or of the payload: something may come to refer to it. What is in a branch goes by
/// the branch, which has other names where it is read with the others.
fn property(schema: &Value, dice: &mut Dice<'_>) -> String {
    const BRANCHED: [&str; 12] = [
        "oneOf",
        "anyOf",
        "if",
        "then",
        "else",
        "not",
        "additionalProperties",
        "unevaluatedProperties",
        "patternProperties",
        "dependentSchemas",
        "dependencies",
        "contains",
    ];
    let is_plain =
        |map: &&String| map.starts_with(PAYLOAD) && map.split('/').all(|word| !BRANCHED.contains(&word));
    let maps = places(schema, 1, "", false);
    let keys = maps.iter().filter(is_plain).flat_map(|map| {
        let keys = schema.pointer(map).and_then(Value::as_object).into_iter().flat_map(Map::keys);
        keys.map(|key| child(map, key))
    });
    let mut all: Vec<String> = keys.collect();
    all.push(PAYLOAD.to_owned());
    dice.pick(&all).clone()
}

/// Where something can be added: to the properties of a payload, to an enum of strings, or to the definitions. `is_data` where
/// a value is no schema, or where a key is one of an author.
fn places(value: &Value, kind: usize, at: &str, is_data: bool) -> Vec<String> {
    let Value::Object(entries) = value else { return Vec::new() };
    let mut found = Vec::new();
    for (key, inner) in entries {
        let below = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        let is_text = |values: &Vec<Value>| values.len() > 1 && values.iter().all(Value::is_string);
        let is_place = match key.as_str() {
            "properties" => kind <= 2 && !at.is_empty(),
            "enum" => kind == 3 && inner.as_array().is_some_and(is_text),
            "$defs" | "definitions" => kind == 4,
            _ => false,
        };
        if !is_data && is_place && (inner.is_object() || inner.is_array()) {
            found.push(below.clone());
        }
        const MAPS: [&str; 6] =
            ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];
        if ["x-own", "const", "default", "not"].contains(&key.as_str()) && !is_data {
            continue;
        }
        found.extend(places(inner, kind, &below, !is_data && MAPS.contains(&key.as_str())));
        for (number, inner) in inner.as_array().into_iter().flatten().enumerate() {
            found.extend(places(inner, kind, &format!("{below}/{number}"), false));
        }
    }
    found
}

/// The types of a crate, each with what is in it, and the names of others that it offers.
#[derive(Default)]
struct Crate {
    types: BTreeMap<String, BTreeSet<String>>,
    others: BTreeMap<String, String>,
}

/// Every public name: `crate::Type`, `crate::Type::variant_or_field_or_function`.
fn names_of(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut crates: BTreeMap<&str, Crate> = BTreeMap::new();
    for (path, text) in files.iter().filter(|(path, _)| path.contains("/src/")) {
        let Some((name, _)) = path.strip_prefix("crates/events/").and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let of_crate = crates.entry(name).or_default();
        file.items.iter().for_each(|item| collect(item, of_crate));
    }
    let mut names = BTreeSet::new();
    for (krate, Crate { types, others }) in &crates {
        let own = types.iter().map(|(name, members)| (name, Some(members)));
        // What has a name elsewhere has the same in it.
        let members_of = |name: &String| {
            let others = crates.values().find_map(|krate| krate.types.get(name));
            others.or_else(|| {
                let aliased =
                    crates.values().find_map(|krate| krate.others.get(name).filter(|it| *it != name))?;
                crates.values().find_map(|krate| krate.types.get(aliased))
            })
        };
        let others = others.iter().map(|(name, target)| (name, members_of(target)));
        for (name, members) in own.chain(others) {
            names.insert(format!("{krate}::{name}"));
            names.extend(members.into_iter().flatten().map(|member| format!("{krate}::{name}::{member}")));
        }
    }
    names
}

fn collect(item: &syn::Item, found: &mut Crate) {
    let is_public = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
    match item {
        syn::Item::Struct(item) if is_public(&item.vis) => {
            let fields = item.fields.iter().filter(|field| is_public(&field.vis));
            let names = fields.filter_map(|field| field.ident.as_ref()).map(ToString::to_string);
            found.types.entry(item.ident.to_string()).or_default().extend(names);
        }
        syn::Item::Enum(item) if is_public(&item.vis) => variants(item, found),
        syn::Item::Type(item) if is_public(&item.vis) => {
            if let syn::Type::Path(path) = &*item.ty
                && let Some(target) = path.path.segments.last()
            {
                found.others.insert(item.ident.to_string(), target.ident.to_string());
            }
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let syn::Type::Path(path) = &*item.self_ty else { return };
            let name = path.path.segments.last().map(|segment| segment.ident.to_string());
            let functions = item.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) if is_public(&function.vis) => {
                    Some(function.sig.ident.to_string())
                }
                _ => None,
            });
            found.types.entry(name.unwrap_or_default()).or_default().extend(functions);
        }
        syn::Item::Macro(item) => {
            if let Ok(item) = item.mac.parse_body::<syn::ItemEnum>() {
                variants(&item, found);
            } else if let Ok(item) = item.mac.parse_body::<syn::ItemStruct>() {
                found.types.entry(item.ident.to_string()).or_default();
            }
        }
        syn::Item::Use(item) if is_public(&item.vis) => used(&item.tree, found),
        _ => {}
    }
}

fn variants(item: &syn::ItemEnum, found: &mut Crate) {
    let names = item.variants.iter().map(|variant| variant.ident.to_string());
    found.types.entry(item.ident.to_string()).or_default().extend(names);
}

fn used(tree: &syn::UseTree, found: &mut Crate) {
    match tree {
        syn::UseTree::Path(path) if path.ident == "webhook_runtime" => {}
        syn::UseTree::Path(path) => used(&path.tree, found),
        syn::UseTree::Name(name) => drop(found.others.insert(name.ident.to_string(), name.ident.to_string())),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| used(tree, found)),
        syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => {}
    }
}

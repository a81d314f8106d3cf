//! The public items of the generated crates, without the crates: what those who use them may name.
//!
//! Readers follow from the types, and are no items of their own. Nobody names the type of a builder: `builder()` gives one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use webhook_catalog::layout::INDEX;
use webhook_evolution::Item;
use webhook_schema::Location;

use crate::ir::{Field, Home, Ir, Item as Held, Shape, ShapeId, ShapeKind, Type};
use crate::render::rust;

/// The items of the crates of payloads, of the API's answers and of the facade, in order of their paths.
pub fn surface(ir: &Ir<'_>) -> Vec<Item> {
    let reach = Reach::of(ir);
    let none: Arc<[String]> = Arc::new([]);
    let mut items = Vec::new();
    for home in ir.crates() {
        let krate = rust::crate_ident(ir, home).to_string();
        for (id, events) in reach.in_crate(ir, home) {
            let mut add = |path: String, what: String, place: &Location| {
                items.push(Item { path, what, events: Arc::clone(&events), place: place.clone() });
            };
            let shape = ir.shape(id);
            for name in shape.names() {
                add(format!("{krate}::{name}"), kind(&shape.kind).to_owned(), &shape.place);
            }
            let within = format!("{krate}::{}", shape.ident);
            members(ir, id, &mut |path, what, place| add(format!("{within}{path}"), what, place));
        }
    }
    let facade = rust::facade_name(ir).replace('-', "_");
    for field in ir.around() {
        let path = format!("{facade}::Delivery.{}", rust::names::name_of(field));
        let what = of_field(ir, None, field);
        items.push(Item { path, what, events: Arc::clone(&none), place: field.place.clone() });
    }
    for method in methods(ir) {
        let (path, place) =
            (format!("{facade}::Delivery::{method}"), Location::new(INDEX, "/contract/envelope"));
        items.push(Item { path, what: "a method".to_owned(), events: Arc::clone(&none), place });
    }
    for event in &ir.events {
        let payload = ir.shape(event.payload);
        let events: Arc<[String]> = Arc::new([event.entry.name.clone()]);
        let family = rust::names::feature(&ir.family(event.family).entry.name);
        for (path, what) in [
            (format!("{facade}::Event::{}", event.ident), payload.ident.clone()),
            (format!("{facade}::EventType::{}", event.ident), format!("{:?}", event.entry.name)),
            (format!("{facade}::kind::{}", event.ident), format!("{} in {family}", payload.ident)),
        ] {
            items.push(Item { path, what, events: Arc::clone(&events), place: payload.place.clone() });
        }
    }
    items.sort_by(|a, b| a.path.cmp(&b.path));
    items.dedup_by(|a, b| a.path == b.path);
    items
}

/// What deliveries that are not laid out in the plain way have only with some layouts.
fn methods(ir: &Ir<'_>) -> impl Iterator<Item = &'static str> {
    let layout = &ir.index.contract.envelope;
    let methods = [
        ("attempt", layout.delivery.is_some()),
        ("time", layout.time.is_some()),
        ("version", layout.version.is_some()),
        ("resource", layout.resource.is_some()),
        ("decode", layout.is_told_by_body()),
    ];
    let is_plain = ir.plain.is_some();
    methods.into_iter().filter(move |(_, is_there)| *is_there && !is_plain).map(|(name, _)| name)
}

/// Which events reach each shape.
#[derive(Default)]
struct Reach {
    all: BTreeMap<ShapeId, Vec<String>>,
    /// By the family's number, those of the family.
    of_family: HashMap<usize, BTreeMap<ShapeId, Vec<String>>>,
}

impl Reach {
    fn of(ir: &Ir<'_>) -> Self {
        let mut reach = Self::default();
        for event in &ir.events {
            let of_family = reach.of_family.entry(event.family.0).or_default();
            let mut seen = HashSet::from([event.payload]);
            let mut todo = vec![event.payload];
            while let Some(id) = todo.pop() {
                for events in [&mut reach.all, of_family] {
                    events.entry(id).or_default().push(event.entry.name.clone());
                }
                todo.extend(ir.shape(id).kind.parts().into_iter().filter(|part| seen.insert(*part)));
            }
        }
        reach
    }

    /// The shapes that a crate defines or hands on, each with the events because of which it is there: a family's crate hands
    /// on what its own events reach, whoever else does.
    fn in_crate(&self, ir: &Ir<'_>, home: Home) -> Vec<(ShapeId, Arc<[String]>)> {
        let names =
            |events: Option<&Vec<String>>| events.map_or_else(Arc::default, |names| names.as_slice().into());
        match home {
            Home::Family(family) => {
                let of_family = self.of_family.get(&family.0).into_iter().flatten();
                of_family.map(|(id, events)| (*id, names(Some(events)))).collect()
            }
            home => ir.ids_in(home).iter().map(|id| (*id, names(self.all.get(id)))).collect(),
        }
    }
}

fn kind(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Object { .. } => "an object",
        ShapeKind::Enum(_) => "an open enum",
        ShapeKind::Id { .. } => "an identifier",
        ShapeKind::Union { tag: Some(_), .. } => "a tagged union",
        ShapeKind::Union { tag: None, .. } => "a union",
        ShapeKind::Types { .. } => "a value of several types",
        ShapeKind::Tuple { .. } => "a tuple",
        ShapeKind::Named(_) => "a named value",
    }
}

/// What is in a type: how its path goes on, what it is, and where the schema has it.
fn members(ir: &Ir<'_>, id: ShapeId, add: &mut dyn FnMut(String, String, &Location)) {
    let shape: &Shape = ir.shape(id);
    let held = |item: &Held| of_item(ir, Some(id), item);
    match &shape.kind {
        ShapeKind::Object { fields, rest, .. } => {
            fields.iter().for_each(|field| of_one(ir, id, field, add));
            if let Some(rest) = rest {
                let name = rust::names::rest(fields);
                add(format!(".{name}"), format!("BTreeMap<String, {}>", held(rest)), &shape.place);
            }
        }
        ShapeKind::Tuple { fields, rest, .. } => {
            fields.iter().for_each(|field| of_one(ir, id, field, add));
            add(format!(".{}", rust::names::rest(fields)), format!("Vec<{}>", held(rest)), &shape.place);
        }
        ShapeKind::Enum(values) => {
            for value in values {
                let name = rust::names::name_of_value(value);
                add(format!("::{name}"), value.value.to_string(), &value.place);
            }
        }
        ShapeKind::Union { tag, variants, .. } => {
            for variant in variants {
                let name = rust::unions::variant_name(ir, shape, tag.as_ref(), variant);
                let object = &ir.shape(variant.shape).ident;
                if rust::builders::is_single(variants, variant.shape) {
                    add(format!("::from({object})"), name.clone(), &variant.place);
                }
                add(format!("::{name}"), object.clone(), &variant.place);
            }
        }
        ShapeKind::Types { arms, .. } => {
            for arm in arms {
                let name = rust::unions::arm_name(arm.json);
                add(format!("::{name}"), of_type(ir, Some(id), &arm.ty), &shape.place);
            }
        }
        ShapeKind::Named(item) => add(".0".to_owned(), held(item), &shape.place),
        ShapeKind::Id { .. } => {}
    }
}

/// A field, and what sets it.
fn of_one(ir: &Ir<'_>, owner: ShapeId, field: &Field, add: &mut dyn FnMut(String, String, &Location)) {
    add(format!(".{}", rust::names::name_of(field)), of_field(ir, Some(owner), field), &field.place);
    if rust::builders::only_value(ir, field).is_none() {
        add(format!("::builder().{}", rust::names::setter(field)), "a setter".to_owned(), &field.place);
    }
}

fn of_field(ir: &Ir<'_>, owner: Option<ShapeId>, field: &Field) -> String {
    let ty = of_type(ir, owner, &field.ty);
    match (field.required, field.nullable) {
        (true, false) => ty,
        (true, true) | (false, false) => format!("Option<{ty}>"),
        (false, true) => format!("Option<Option<{ty}>>"),
    }
}

fn of_item(ir: &Ir<'_>, owner: Option<ShapeId>, item: &Held) -> String {
    let ty = of_type(ir, owner, &item.ty);
    if item.nullable { format!("Option<{ty}>") } else { ty }
}

fn of_type(ir: &Ir<'_>, owner: Option<ShapeId>, ty: &Type) -> String {
    match ty {
        Type::String => "String".to_owned(),
        Type::Secret => "Secret".to_owned(),
        Type::Timestamp => "Timestamp".to_owned(),
        Type::Integer { unsigned: true } => "u64".to_owned(),
        Type::Integer { unsigned: false } => "i128".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Any => "RawJson".to_owned(),
        // What is in a list or map is behind a pointer already.
        Type::List(item) => format!("Vec<{}>", of_item(ir, None, item)),
        Type::Map(item) => format!("BTreeMap<String, {}>", of_item(ir, None, item)),
        Type::Shape(id) => {
            let ident = &ir.shape(*id).ident;
            let is_boxed = owner.is_some_and(|owner| ir.boxes.have(owner, ty));
            if is_boxed { format!("Box<{ident}>") } else { ident.clone() }
        }
    }
}

//! Names that generated Rust cannot have: reserved ones, two that would be one, and texts that no name can be made of.

use std::collections::HashMap;

use serde_json::Value;
use webhook_catalog::index::Index;
use webhook_catalog::index::names::is_event_name;
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Diagnostics, Location, tokens};

use super::{delivery, delivery_by_layout, names, unions};
use crate::ir::{Field, Home, Ir, Keyword, Shape, ShapeKind};
use crate::markup::{code, visible_json};
use crate::names::{event_ident, type_ident};
use crate::rules;

/// Names that generated types are written with. The runtime's macros take none.
const RESERVED: &[&str] =
    &["BTreeMap", "Box", "None", "Number", "Option", "RawJson", "Some", "String", "Timestamp", "Vec"];

/// Names that the API's crate has next to its types.
const RESERVED_IN_API: &[&str] = &["EventType", "Family", "Secret"];

/// How to name what is at a place.
fn name_one(place: &Location) -> String {
    format!(
        "give it another name in code: `\"x-rust-name\": \"OtherName\"` in its schema{}",
        or_in_index(place, "OtherName")
    )
}

/// The same in the index, for schemas that the author does not edit.
fn or_in_index(place: &Location, name: &str) -> String {
    let entry = |key: String| code(&visible_json(&format!("{}: \"{name}\"", Value::from(key))));
    let entry = Index::rust_names_key(place).map(entry);
    entry.map(|entry| format!(", or {entry} in `rust_names` of index.json")).unwrap_or_default()
}

/// The constant next to the variants of the events and of the families, which a variant of that name would hide.
const ALL: &str = "ALL";

/// Reports everything that would have the name of something else, or none.
pub fn refuse(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    refuse_shapes(ir, diagnostics);
    for shape in &ir.shapes {
        refuse_parts(ir, shape, diagnostics);
    }
    refuse_fields(&ir.envelope, diagnostics);
    refuse_envelope(ir, diagnostics);
    refuse_families(ir, diagnostics);
    refuse_events(ir, diagnostics);
}

/// Two shapes that meet in one crate need two names; a shared one meets those of every family.
fn refuse_shapes(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let shared: HashMap<&str, &Shape> = ir
        .shapes_in(Home::Common)
        .into_iter()
        .flat_map(|shape| shape.names().map(move |name| (name, shape)))
        .collect();
    for &home in ir.homes.keys() {
        let mut seen: HashMap<&str, &Shape> = HashMap::new();
        let shapes = ir.shapes_in(home);
        for (shape, ident) in shapes.iter().flat_map(|shape| shape.names().map(move |name| (*shape, name))) {
            let other = seen.insert(ident, shape);
            // It has to have another name anyway.
            if is_reserved(shape) {
                continue;
            }
            if let Some(other) = other.or_else(|| shared.get(ident).copied().filter(|_| home != Home::Common))
            {
                // A schema that was refused may have made a type and left it half done.
                if shape.place == other.place && !diagnostics.has_no_error() {
                    continue;
                }
                let help = format!("{}, or refer to one definition from both", name_one(&shape.place));
                let message = format!("another schema makes the type `{ident}`, too");
                let mistake = Diagnostic::at_value(&rules::RUST_NAME, shape.place.clone(), message, help);
                diagnostics.push(mistake.label(other.place.clone(), "the other schema"));
            }
        }
    }
    let reached = ir.shapes.iter().filter(|shape| shape.home().is_some());
    for shape in reached.filter(|shape| is_reserved(shape)) {
        diagnostics.push(Diagnostic::at_value(
            &rules::RUST_NAME,
            shape.place.clone(),
            format!("the type name `{}` is reserved for generated code", shape.ident),
            name_one(&shape.place),
        ));
    }
}

/// Whether generated code has a type of that name.
fn is_reserved(shape: &Shape) -> bool {
    let ident = shape.ident.as_str();
    RESERVED.contains(&ident) || (shape.in_api && RESERVED_IN_API.contains(&ident))
}

/// What is in a shape: fields, values or variants.
fn refuse_parts(ir: &Ir<'_>, shape: &Shape, diagnostics: &mut Diagnostics) {
    match &shape.kind {
        ShapeKind::Object { fields, .. } | ShapeKind::Tuple { fields, .. } => {
            refuse_fields(fields, diagnostics)
        }
        ShapeKind::Enum(values) => {
            let named = unions::named_values(values).into_iter();
            let names =
                named.map(|value| (names::name_of_value(value), value.value.to_string(), &value.place));
            refuse_variants(shape, "value", names, diagnostics);
        }
        ShapeKind::Union { tag, variants, .. } => {
            let names = variants.iter().map(|variant| {
                let name = unions::variant_name(ir, shape, tag.as_ref(), variant);
                (name, ir.shape(variant.shape).ident.clone(), &variant.place)
            });
            refuse_variants(shape, "object", names, diagnostics);
        }
        ShapeKind::Types { .. } | ShapeKind::Named(_) | ShapeKind::Id { .. } => {}
    }
}

fn refuse_variants<'s>(
    shape: &Shape,
    what: &str,
    variants: impl Iterator<Item = (String, String, &'s Location)>,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: HashMap<String, (String, &Location)> = HashMap::new();
    for (name, text, place) in variants {
        if let Some((other, first)) = seen.get(&name) {
            let message = format!(
                "the {what} {} becomes the variant `{name}` of `{}`, and so does {}",
                code(&text),
                shape.ident,
                code(other)
            );
            let help = match what {
                "value" => {
                    let value = if text.starts_with('"') { text.clone() } else { format!("\"{text}\"") };
                    let name = format!("\"x-rust-name\": {{ {value}: \"OtherName\" }}");
                    format!(
                        "name one of the two: {} next to the list{}; what is sent stays as it is",
                        code(&visible_json(&name)),
                        or_in_index(place, "OtherName")
                    )
                }
                _ => name_one(place),
            };
            let diagnostic = Diagnostic::at_value(&rules::RUST_NAME, place.clone(), message, help);
            diagnostics.push(diagnostic.label((*first).clone(), format!("{} is here", code(other))));
            continue;
        }
        seen.insert(name, (text, place));
    }
}

fn refuse_fields(fields: &[Field], diagnostics: &mut Diagnostics) {
    let named: Vec<(String, &Field)> = fields.iter().map(|field| (names::name_of(field), field)).collect();
    // The one that is spelled like the name keeps it, so that no name reads the key of another.
    let spelled = named.iter().filter(|(name, field)| field.key == *name);
    let mut owners: HashMap<&str, &Field> = spelled.map(|(name, field)| (name.as_str(), *field)).collect();
    for (name, field) in &named {
        let owner = *owners.entry(name).or_insert(field);
        if owner.key == field.key {
            continue;
        }
        let message =
            format!("{} becomes the field `{name}`, and so does {}", code(&field.key), code(&owner.key));
        let described =
            if is_in_required(&field.place) { "a schema for it in `properties`" } else { "its schema" };
        let help = format!(
            "name one of the two: `\"x-rust-name\": \"other_name\"` in {described}{}; what is sent stays as it is",
            or_in_index(&field.place, "other_name")
        );
        let diagnostic = Diagnostic::at_key(&rules::RUST_NAME, field.place.clone(), message, help);
        diagnostics.push(diagnostic.label(owner.place.clone(), format!("{} is here", code(&owner.key))));
    }
}

/// Whether a place is an entry of `required`: of a field that no schema describes.
fn is_in_required(place: &Location) -> bool {
    tokens(&place.parent().pointer).last().as_deref() == Some(Keyword::Required.as_str())
}

/// The envelope's fields are next to what every generated delivery has.
fn refuse_envelope(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let types = if ir.plain.is_some() { delivery::TYPES } else { delivery_by_layout::TYPES };
    for field in ir.around() {
        let name = names::name_of(field);
        if delivery::FIELDS.contains(&name.as_str()) {
            let message = format!(
                "`{}` becomes the field `{name}`, which every generated delivery already has",
                field.key
            );
            let help = format!(
                "give it another name in code, `\"x-rust-name\": \"other_name\"`, or name it in `contract.envelope` of index.json if it \
                 is the event's name or payload; reserved: {}",
                delivery::FIELDS.join(", ")
            );
            let place = field.place.clone();
            diagnostics.push(Diagnostic::at_key(&rules::RUST_NAME, place, message, help));
        }
        let shape = field.ty.shape().map(|id| ir.shape(id));
        if let Some(shape) = shape.filter(|shape| types.contains(&shape.ident.as_str())) {
            diagnostics.push(Diagnostic::at_value(
                &rules::RUST_NAME,
                shape.place.clone(),
                format!("the type name `{}` is reserved for generated code", shape.ident),
                name_one(&shape.place),
            ));
        }
    }
}

fn refuse_families(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (number, family) in ir.index.families.iter().enumerate() {
        let name = family.name.as_str();
        let ident = type_ident(names::feature(name).as_str());
        let mut report = |message: String, help: &str| {
            let location = Location::new(INDEX, format!("/families/{number}/name"));
            diagnostics.push(Diagnostic::at_value(&rules::RUST_NAME, location, message, help));
        };
        if ident == ALL {
            let message = format!("`{name}` becomes `{ALL}` in Rust, which is the list of all families");
            report(message, "choose another name");
        } else if let Some(other) = seen.get(&ident).filter(|other| **other != name) {
            let feature = names::feature(name);
            if feature == names::feature(other) {
                let moved = if feature == name { other } else { name };
                let message =
                    format!("the families `{other}` and `{name}` would both have the feature `{feature}`");
                let help = format!(
                    "rename one: the feature `{moved}` is there already, so that of the family `{moved}` is `{feature}`"
                );
                report(message, &help);
            } else {
                let message = format!("`{name}` and `{other}` are both `{ident}` in Rust");
                report(message, "rename one of them: names have to differ in more than hyphens");
            }
        }
        seen.insert(ident, name);
    }
}

fn refuse_events(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, (&str, usize)> = HashMap::new();
    // Another name was reported when the catalog was loaded.
    let named = ir.index.events.iter().enumerate().filter(|(_, event)| is_event_name(&event.name));
    for (number, event) in named {
        let name = event.name.as_str();
        let ident = event_ident(event);
        let place = |number: usize| Location::new(INDEX, format!("/events/{number}/name"));
        let mistake = |message: String, help: &str| {
            Diagnostic::at_value(&rules::RUST_NAME, place(number), message, help)
        };
        if ident == ALL {
            let message = format!("`{name}` becomes `{ALL}` in Rust, which is the list of all events");
            diagnostics.push(mistake(message, "choose another name"));
        } else if let Some((other, at)) = seen.get(&ident).filter(|(other, _)| *other != name) {
            let message = format!("`{name}` and `{other}` are both `{ident}` in Rust");
            let help = "name one of the two: `\"rust_name\": \"OtherName\"` in its entry; what is sent stays as it is";
            diagnostics.push(mistake(message, help).label(place(*at), format!("`{other}` is here")));
        }
        seen.insert(ident, (name, number));
    }
}

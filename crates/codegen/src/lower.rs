//! From the catalog to the [`Ir`]: everything resolved, everything named, or a diagnostic.
//!
//! Knows which shapes an event reaches and that names must not collide. What a schema's keywords mean is known in
//! [`schema`] and [`object`], what Rust makes of it is not known here.

mod annotations;
mod object;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::{Catalog, Diagnostic, Diagnostics, Place, model};

use crate::ir::{Event, Family, Field, Home, Ir, Shape, ShapeId, Type};
use crate::names::type_ident;

/// That something was wrong and has been reported: whoever meets it just gives up on what it was doing.
struct Reported;

type Lowered<T> = Result<T, Reported>;

/// Names that generated code uses for itself.
const RESERVED: &[&str] = &[
    "BTreeMap",
    "Box",
    "Number",
    "Option",
    "RawJson",
    "String",
    "Timestamp",
    "UnknownText",
    "UnknownVariant",
    "Vec",
];

struct Lowering<'c, 'd> {
    catalog: &'c Catalog,
    diagnostics: &'d mut Diagnostics,
    /// `None` while the shape is being lowered: a shape may refer to itself.
    shapes: Vec<Option<Shape>>,
    shape_at: BTreeMap<Place, ShapeId>,
    /// References under way that have not led to a named shape so far.
    open_references: Vec<Place>,
}

/// Resolves a catalog. Events that cannot be resolved are left out, and reported.
pub fn lower<'c>(catalog: &'c Catalog, diagnostics: &mut Diagnostics) -> Ir<'c> {
    let mut lowering = Lowering {
        catalog,
        diagnostics,
        shapes: Vec::new(),
        shape_at: BTreeMap::new(),
        open_references: Vec::new(),
    };
    let index = &catalog.index;
    let envelope = lowering.envelope().unwrap_or_default();
    let events: Vec<Event<'c>> = index.events.iter().filter_map(|entry| lowering.event(entry).ok()).collect();
    let families = index.families.iter().enumerate().map(|(family, entry)| {
        let mut of_family: Vec<usize> = (0..events.len()).filter(|&event| events[event].family == family).collect();
        of_family.sort_by_key(|&event| &events[event].entry.name);
        Family { entry, events: of_family }
    });
    let families = families.collect();
    let shapes = lowering.shapes.into_iter().flatten().collect();
    let shared_schemas = catalog.shared_schemas().map(|(file, document)| {
        let id = document.value.get("$id").and_then(Value::as_str);
        (id.unwrap_or(file).to_owned(), document.text.as_str())
    });
    let shared_schemas = shared_schemas.collect();
    let mut ir = Ir { index, families, events, envelope, shapes, shared_schemas };
    find_homes(&mut ir);
    refuse_collisions(&ir, diagnostics);
    ir
}

impl<'c> Lowering<'c, '_> {
    fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        self.diagnostics.push(diagnostic);
        Reported
    }

    fn envelope(&mut self) -> Lowered<Vec<Field>> {
        // A reference that leads nowhere was reported when the catalog was loaded.
        let reference = &self.catalog.index.contract.envelope.schema;
        let (place, value) = self.catalog.resolve("index.json", reference).ok_or(Reported)?;
        Ok(self.object(&place, value, "Envelope")?.fields)
    }

    fn event(&mut self, entry: &'c model::Event) -> Lowered<Event<'c>> {
        // Each of these has been reported when the catalog was loaded.
        let index = &self.catalog.index;
        let family = index.families.iter().position(|family| family.name == entry.family).ok_or(Reported)?;
        let schema = self.catalog.schema(entry).ok_or(Reported)?;
        let example = self.catalog.example(entry).ok_or(Reported)?;
        let ident = type_ident(&entry.name).ok_or(Reported)?;

        let contract = &index.contract.envelope;
        let root = Place::new(&entry.schema, "");
        self.refuse_envelope_fields(&root, &schema.value);
        let properties = root.child("properties");
        let Some(data) = schema.value.get("properties").and_then(|all| all.get(&contract.data_field)) else {
            return Err(self.report(Diagnostic::at_value(
                root,
                format!("the schema says nothing of the payload, `{}`", contract.data_field),
                format!("add `{}` to `properties`", contract.data_field),
            )));
        };
        let place = properties.child(&contract.data_field);
        let typed = self.typed(&place, data, &ident)?;
        let payload = match typed.ty {
            Type::Shape(id) if !typed.nullable && self.holds_fields(id) => id,
            _ => {
                return Err(self.report(Diagnostic::at_value(
                    place,
                    "the payload is not an object",
                    "give it `\"type\": \"object\"` and `properties`, so that fields can be added to it later",
                )));
            }
        };
        let payload_description = self.description(&place, data, &typed.description)?;
        Ok(Event {
            entry,
            ident,
            family,
            payload,
            payload_description,
            schema: &schema.text,
            example: &example.text,
        })
    }

    /// An event's schema adds nothing to the envelope but what its name and payload are.
    fn refuse_envelope_fields(&mut self, root: &Place, schema: &Value) {
        let contract = &self.catalog.index.contract.envelope;
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
        for key in properties.keys().filter(|key| **key != contract.type_field && **key != contract.data_field) {
            self.diagnostics.push(Diagnostic::at_key(
                root.child("properties").child(key),
                format!("`{key}` stands beside the payload in this event only"),
                format!("move it into `{}`, or into the envelope of all events", contract.data_field),
            ));
        }
    }

    fn new_shape(&mut self, place: &Place) -> ShapeId {
        let id = ShapeId(self.shapes.len());
        self.shapes.push(None);
        self.shape_at.insert(place.clone(), id);
        id
    }
}

/// Notes for every shape which families' events reach it.
fn find_homes(ir: &mut Ir<'_>) {
    let mut todo: Vec<(ShapeId, Option<usize>)> =
        ir.events.iter().map(|event| (event.payload, Some(event.family))).collect();
    todo.extend(ir.envelope.iter().filter_map(|field| field.ty.shape()).map(|id| (id, None)));
    while let Some((id, family)) = todo.pop() {
        let Some(shape) = ir.shapes.get_mut(id.0) else { continue };
        let is_new = match family {
            Some(family) => shape.families.insert(family),
            None => !std::mem::replace(&mut shape.in_envelope, true),
        };
        if is_new {
            todo.extend(shape.kind.parts().into_iter().map(|part| (part, family)));
        }
    }
}

/// Two shapes that meet in one crate need two names; a shared one meets those of every family.
fn refuse_collisions(ir: &Ir<'_>, diagnostics: &mut Diagnostics) {
    let homes: BTreeSet<Home> = ir.shapes.iter().filter_map(Shape::home).collect();
    for &home in &homes {
        let mut seen: BTreeMap<&str, &Shape> = BTreeMap::new();
        let shared = if home == Home::Common { Vec::new() } else { ir.shapes_in(Home::Common) };
        for shape in shared.into_iter().chain(ir.shapes_in(home)) {
            if let Some(other) = seen.insert(&shape.ident, shape) {
                diagnostics.push(Diagnostic::at_value(
                    shape.place.clone(),
                    format!("this becomes the type `{}`, and so does {}", shape.ident, other.place),
                    "give one of the two another name under `$defs`, or refer to one definition from both places",
                ));
            }
        }
    }
    for shape in ir.shapes.iter().filter(|shape| RESERVED.contains(&shape.ident.as_str())) {
        diagnostics.push(Diagnostic::at_value(
            shape.place.clone(),
            format!("this becomes the type `{}`, a name that generated code needs for itself", shape.ident),
            "give it another name under `$defs`",
        ));
    }
}

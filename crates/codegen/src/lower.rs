//! From the catalog to the [`Ir`]: everything resolved, everything named, or a diagnostic.
//!
//! What a schema's keywords mean is in [`schema`], [`text`], [`object`] and [`union`].

mod annotations;
mod api;
mod envelope;
mod object;
mod schema;
mod secrets;
mod text;
mod union;

use std::collections::{BTreeMap, BTreeSet};

use webhook_catalog::Catalog;
use webhook_catalog::index::entries;
use webhook_catalog::layout::EVENT_TYPES;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, Rule};

use crate::components::{Components, components};
use crate::ir::{Description, Event, EventId, Family, FamilyId, Ir, Shape, ShapeId, ShapeKind, Type};
use crate::names::type_ident;
use crate::rules;

/// That something was wrong and has been reported: whoever meets it just gives up on what it was doing.
struct Reported;

type Lowered<T> = Result<T, Reported>;

struct Lowering<'c, 'd> {
    catalog: &'c Catalog,
    diagnostics: &'d mut Diagnostics,
    /// The families by name.
    families: BTreeMap<&'c str, FamilyId>,
    shapes: Vec<Shape>,
    /// Shapes of which not all is known: not finished, for a shape may refer to itself, or reported.
    open: BTreeSet<ShapeId>,
    shape_at: BTreeMap<Location, ShapeId>,
    /// Unions whose tag is found once the objects in them are known.
    unions: Vec<union::Unsettled>,
    /// References that are being followed and have not led to a named shape so far.
    open_references: Vec<Location>,
}

/// Resolves a catalog. Events that cannot be resolved are left out, and reported.
pub fn lower<'c>(catalog: &'c Catalog, diagnostics: &mut Diagnostics) -> Ir<'c> {
    // Of two families with one name, which was reported, the first counts.
    let families = catalog.index.families.iter().enumerate();
    let families = families.map(|(number, family)| (family.name.as_str(), FamilyId(number)));
    let mut lowering = Lowering {
        catalog,
        diagnostics,
        families: families.rev().collect(),
        shapes: Vec::new(),
        open: BTreeSet::new(),
        shape_at: BTreeMap::new(),
        unions: Vec::new(),
        open_references: Vec::new(),
    };
    let index = &catalog.index;
    let envelope = lowering.envelope().unwrap_or_default();
    let events: Vec<Event<'c>> = index.events.iter().filter_map(|entry| lowering.event(entry).ok()).collect();
    let api = catalog.api.as_ref().and_then(|api| lowering.api(api).ok());
    lowering.settle_unions();
    let mut families: Vec<Family<'c>> =
        index.families.iter().map(|entry| Family { entry, events: Vec::new() }).collect();
    for (number, event) in events.iter().enumerate() {
        families[event.family.0].events.push(EventId(number));
    }
    for family in &mut families {
        family.events.sort_by_key(|event| &events[event.0].entry.name);
    }
    let shapes = lowering.shapes;
    let shared_schemas = catalog.shared_schemas().map(|(file, document)| {
        let root = catalog.at(&Location::new(file, ""));
        let id = root.and_then(|root| root.id.as_deref());
        (id.unwrap_or(file).to_owned(), document.text.as_str())
    });
    let shared_schemas = shared_schemas.collect();
    let event_types = catalog.event_types().map_or("", |document| &document.text);
    let components = Components::default();
    let homes = BTreeMap::new();
    let mut ir =
        Ir { index, families, events, envelope, shapes, homes, shared_schemas, event_types, api, components };
    find_homes(&mut ir);
    secrets::refuse(&ir, diagnostics);
    secrets::merge_null(&mut ir);
    if diagnostics.has_no_error() {
        ir.components = components_of(catalog, &ir);
    }
    ir
}

impl<'c> Lowering<'c, '_> {
    fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        self.diagnostics.push(diagnostic);
        Reported
    }

    fn refuse(&mut self, rule: &'static Rule, place: &Location, message: &str, help: &str) -> Reported {
        self.report(Diagnostic::at_value(rule, place.clone(), message, help))
    }

    fn refuse_only_null(&mut self, place: &Location) -> Reported {
        self.refuse(
            &rules::VALUE,
            place,
            "only `null` is valid here",
            "describe which other values are valid",
        )
    }

    fn event(&mut self, entry: &'c entries::Event) -> Lowered<Event<'c>> {
        // Each of these has been reported when the catalog was loaded.
        let index = &self.catalog.index;
        let family = *self.families.get(entry.family.as_str()).ok_or(Reported)?;
        let schema = self.catalog.schema(entry).ok_or(Reported)?;
        let ident = type_ident(&entry.name).ok_or(Reported)?;

        let contract = &index.contract.envelope;
        let root = self.catalog.at(&Location::new(entry.schema_file(), "")).ok_or(Reported)?;
        self.refuse_around_payload(root);
        let Some(data) = root.map(Keyword::Properties).and_then(|all| all.get(&*contract.data_field)) else {
            return Err(self.report(Diagnostic::at_value(
                &rules::PAYLOAD,
                root.location.clone(),
                format!("the payload, `{}`, is not described", contract.data_field),
                format!("add `{}` to `properties`", contract.data_field),
            )));
        };
        let place = &data.location;
        let typed = self.typed(data, &ident)?;
        let payload = match typed.ty {
            Type::Shape(id) if !typed.nullable && self.holds_fields(id) => id,
            Type::Shape(id) if self.holds_fields(id) => {
                let help = "remove `null`: an empty payload is an object without fields";
                return Err(self.refuse(&rules::PAYLOAD, place, "the payload may be null", help));
            }
            Type::Map(_) => {
                let help =
                    "declare its properties in `properties`, which may be empty: more can be added later";
                return Err(self.refuse(
                    &rules::PAYLOAD,
                    place,
                    "the payload is an object without declared properties",
                    help,
                ));
            }
            _ => {
                let help =
                    "give it `\"type\": \"object\"` and `properties`, so that fields can be added later";
                return Err(self.refuse(&rules::PAYLOAD, place, "the payload is not an object", help));
            }
        };
        let payload_description = self.description(data, typed.description)?;
        // An example may be at fault while the schema is not, so it is asked for when the schema has been looked at.
        let example = self.catalog.example(entry).ok_or(Reported)?;
        Ok(Event {
            entry,
            ident,
            family,
            payload,
            payload_description,
            schema: &schema.text,
            example: &example.text,
            example_value: &example.value,
        })
    }

    /// A shape that is named, and may be referred to, before it is known what is in it.
    fn new_shape(&mut self, schema: &Schema, ident: &str) -> ShapeId {
        let id = ShapeId(self.shapes.len());
        self.shapes.push(Shape {
            ident: ident.to_owned(),
            description: Description::default(),
            place: schema.location.clone(),
            families: BTreeSet::new(),
            in_envelope: false,
            in_api: false,
            kind: ShapeKind::Object { tag: None, fields: Vec::new() },
        });
        self.open.insert(id);
        self.shape_at.insert(schema.location.clone(), id);
        id
    }

    fn finish_shape(&mut self, id: ShapeId, schema: &Schema, kind: ShapeKind) -> Lowered<schema::Typed> {
        let description = self.description(schema, None)?;
        let shape = &mut self.shapes[id.0];
        (shape.description, shape.kind) = (description, kind);
        self.open.remove(&id);
        Ok(schema::Typed::shape(id))
    }
}

/// Every body's schema as a component: an event's is named after it, and so is the list of events.
fn components_of(catalog: &Catalog, ir: &Ir<'_>) -> Components {
    let events = ir.events.iter().map(|event| {
        let name = format!("{}Event", event.ident);
        (Location::new(event.entry.schema_file(), ""), name)
    });
    let named: Vec<(Location, String)> =
        std::iter::once((Location::new(EVENT_TYPES, ""), "EventType".to_owned())).chain(events).collect();
    let others: Option<Vec<Location>> = ir.api.as_ref().map(|api| {
        let bodies = api
            .operations
            .values()
            .flat_map(|operation| operation.request.iter().chain([&operation.response]));
        let bodies = bodies.chain([&api.error]).map(|body| &body.schema);
        bodies.chain(api.parameters.iter().map(|parameter| &parameter.schema)).cloned().collect()
    });
    components(catalog, &named, &others.unwrap_or_default())
}

/// Who reaches a shape.
#[derive(Clone, Copy)]
enum From {
    Family(FamilyId),
    Envelope,
    Api,
}

/// Notes for every shape who reaches it, and with that where it belongs.
fn find_homes(ir: &mut Ir<'_>) {
    let mut todo: Vec<(ShapeId, From)> =
        ir.events.iter().map(|event| (event.payload, From::Family(event.family))).collect();
    todo.extend(ir.envelope.iter().filter_map(|field| field.ty.shape()).map(|id| (id, From::Envelope)));
    let operations = ir.api.iter().flat_map(|api| api.operations.values());
    todo.extend(operations.map(|operation| (operation.answer, From::Api)));
    while let Some((id, from)) = todo.pop() {
        let shape = &mut ir.shapes[id.0];
        let is_new = match from {
            From::Family(family) => shape.families.insert(family),
            From::Envelope => !std::mem::replace(&mut shape.in_envelope, true),
            From::Api => !std::mem::replace(&mut shape.in_api, true),
        };
        if is_new {
            todo.extend(shape.kind.parts().into_iter().map(|part| (part, from)));
        }
    }
    for (number, shape) in ir.shapes.iter().enumerate() {
        if let Some(home) = shape.home() {
            ir.homes.entry(home).or_default().push(ShapeId(number));
        }
    }
    for ids in ir.homes.values_mut() {
        ids.sort_by_key(|id| &ir.shapes[id.0].ident);
    }
}

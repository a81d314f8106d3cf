//! From the catalog to the [`Ir`]: everything resolved, everything named, or a diagnostic.
//!
//! All that is said of a value is gathered in [`members`], its types in JSON in [`types`], and whether it may be null in [`null`]. What type that gives is in
//! [`typed`], [`definition`], [`values`], [`object`], [`others`], [`array`], [`branches`] and [`union`], what holds under a condition
//! in [`conditional`] and [`clauses`], and what it says beyond the type in [`remarks`]. What a type goes by comes of the way to it, from [`ways`].

mod alternatives;
mod annotations;
mod api;
mod around;
mod array;
mod branches;
mod clauses;
mod conditional;
mod contained;
mod definition;
mod depth;
mod digits;
mod discriminator;
mod endless;
mod envelope;
mod idle;
mod idle_names;
mod keys;
mod members;
mod null;
mod object;
mod others;
mod remarks;
mod same;
mod secrets;
mod typed;
mod types;
mod union;
mod values;
mod ways;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use webhook_catalog::Catalog;
use webhook_catalog::index::entries;
use webhook_catalog::layout::{EVENT_TYPES, INDEX};
use webhook_schema::model::{JsonType, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, Rare, Rule};

use crate::components::{Components, components};
use crate::ir::{
    Boxes, Deprecation, Description, Event, EventId, Family, FamilyId, Ir, Remarks, Shape, ShapeId,
    ShapeKind, SharedSchema, Type,
};
use crate::names::{Way, event_ident, type_ident};
use crate::rules;

/// That something was wrong and has been reported: whoever meets it just gives up on what it was doing.
struct Reported;

type Lowered<T> = Result<T, Reported>;

struct Lowering<'c, 'd> {
    catalog: &'c Catalog,
    diagnostics: &'d mut Diagnostics,
    /// The families by name.
    families: HashMap<&'c str, FamilyId>,
    /// The names of events by where their payloads are.
    payloads: HashMap<Location, String>,
    /// The ways to the branches of a schema, by where they are: each may be referred to.
    ways_to_branches: RefCell<HashMap<&'c Location, HashMap<&'c Location, Way>>>,
    shapes: Vec<Shape>,
    /// Enums by the schemas that they are made of.
    enum_at: HashMap<members::Key, ShapeId>,
    /// Objects in the same way, and by their name: what is around may add to what is in them.
    object_at: HashMap<(members::Key, String), ShapeId>,
    /// Objects that are being looked at: what is made of the same schemas in one of them is that object.
    open_objects: HashMap<members::Key, ShapeId>,
    /// Tuples in the same way: the same schemas may describe an object, too.
    tuple_at: HashMap<members::Key, ShapeId>,
    /// Unions by the schemas that they are made of, and by their name.
    unions_at: HashMap<(members::Key, String), ShapeId>,
    /// Unions whose tag is found once the objects in them are known.
    unions: Vec<union::Unsettled>,
    /// The types of definitions; `None` for what was reported.
    definitions: HashMap<Location, Option<typed::Typed>>,
    /// Definitions that are being looked at, the innermost last, each with the shape that it goes by.
    open_definitions: Vec<(Location, Option<ShapeId>)>,
    /// How many schemas are being looked at, each on the way to the next.
    depth: usize,
    /// Whether there is no end in sight, which was reported.
    is_endless: bool,
    /// How many schemas there are.
    schemas: usize,
    /// How many were looked at for the type of a value, each as often as it was.
    looked_at: usize,
    /// Shapes that stand for a definition of which it is not known yet what it is, with whether it says itself that it is an
    /// object or an array.
    undecided: HashMap<ShapeId, Option<JsonType>>,
    /// Shapes that nothing describes, with where that is missing.
    undescribed: Vec<(ShapeId, Location)>,
    /// Shapes that turned out to be another one.
    same: HashMap<ShapeId, ShapeId>,
    /// What was reported already: a schema may be looked at more than once.
    reported: BTreeSet<String>,
    /// What is given up in silence otherwise.
    notes: Vec<Diagnostic>,
    /// Limits and values beyond 64 bits that an author was warned of.
    told_long: HashSet<Location>,
    /// Which schemas allow null.
    nulls: null::Nulls<'c>,
}

/// Resolves a catalog, with notes on what no type is made of. Events that cannot be resolved are left out, and reported.
pub fn lower<'c>(catalog: &'c Catalog, diagnostics: &mut Diagnostics) -> (Ir<'c>, Vec<Diagnostic>) {
    // Of two families with one name, which was reported, the first counts.
    let families = catalog.index.families.iter().enumerate();
    let families = families.map(|(number, family)| (family.name.as_str(), FamilyId(number)));
    let mut lowering = Lowering {
        catalog,
        diagnostics,
        families: families.rev().collect(),
        payloads: ways::payloads(catalog),
        ways_to_branches: RefCell::default(),
        shapes: Vec::new(),
        enum_at: HashMap::new(),
        object_at: HashMap::new(),
        open_objects: HashMap::new(),
        tuple_at: HashMap::new(),
        unions_at: HashMap::new(),
        unions: Vec::new(),
        definitions: HashMap::new(),
        open_definitions: Vec::new(),
        depth: 0,
        is_endless: false,
        schemas: catalog.schemas().count(),
        looked_at: 0,
        undecided: HashMap::new(),
        undescribed: Vec::new(),
        same: HashMap::new(),
        reported: BTreeSet::new(),
        notes: Vec::new(),
        told_long: HashSet::new(),
        nulls: null::Nulls::default(),
    };
    let mut annotations = annotations::Annotations::default();
    for schema in catalog.schemas() {
        lowering.check_keywords(schema, &mut annotations);
    }
    lowering.notes.extend(annotations.notes());
    lowering.tell_of_included();
    endless::refuse(catalog, lowering.diagnostics);
    let index = &catalog.index;
    let mut envelope = lowering.envelope().unwrap_or_default();
    let mut events = Vec::with_capacity(index.events.len());
    for entry in &index.events {
        match lowering.event(entry) {
            Ok(event) => events.push(event),
            Err(Reported) if lowering.diagnostics.has_no_error() => {
                let (place, message) =
                    (Location::new(entry.schema_file(), ""), "no type was made of this event");
                let help = "this is a bug in the generator: please report it with the schema";
                lowering.refuse(&rules::INTERNAL, &place, message, help);
            }
            Err(Reported) => {}
        }
    }
    let mut api = catalog.api.as_ref().and_then(|api| lowering.api(api).ok());
    lowering.settle_unions();
    let mut roots: Vec<ShapeId> = events.iter().map(|event| event.payload).collect();
    roots.extend(envelope.iter().filter_map(|field| field.ty.shape()));
    roots.extend(api.iter().flat_map(|api| api.operations.values()).map(|operation| operation.answer));
    lowering.report_undescribed(&roots);
    events.iter_mut().for_each(|event| event.payload_told = same::resolved(&lowering.same, event.payload));
    let same = same::merge(&mut lowering.shapes, std::mem::take(&mut lowering.same), &roots);
    let resolved = |id: &mut ShapeId| *id = same.get(id).copied().unwrap_or(*id);
    envelope.iter_mut().for_each(|field| same::redirect(&mut field.ty, &same));
    events.iter_mut().for_each(|event| resolved(&mut event.payload));
    let operations = api.iter_mut().flat_map(|api| api.operations.values_mut());
    operations.for_each(|operation| resolved(&mut operation.answer));
    let mut families: Vec<Family<'c>> =
        index.families.iter().map(|entry| Family { entry, events: Vec::new() }).collect();
    for (number, event) in events.iter().enumerate() {
        families[event.family.0].events.push(EventId(number));
    }
    for family in &mut families {
        family.events.sort_unstable_by_key(|event| &events[event.0].entry.name);
    }
    let (mut shapes, notes) = (lowering.shapes, lowering.notes);
    shapes.shrink_to_fit();
    let shared_schemas = catalog.shared_schemas().map(|(file, document)| {
        let root = catalog.at(&Location::new(file, ""));
        let id = root.and_then(|root| root.id.as_deref());
        SharedSchema { file, id: id.unwrap_or(file).to_owned(), text: &document.text }
    });
    let shared_schemas = shared_schemas.collect();
    let event_types = catalog.event_types().map_or("", |document| &document.text);
    let components = components(catalog, &[], &[]);
    let contract = catalog.document(INDEX).and_then(|index| index.property("contract"));
    let homes = BTreeMap::new();
    let described = index.contract.envelope.schema.as_deref();
    let described = described.and_then(|envelope| catalog.resolve(INDEX, envelope));
    let envelope_place = described.map(|schema| schema.location.clone());
    let envelope_description = described.and_then(annotations::described).unwrap_or_default();
    let mut ir = Ir {
        index,
        families,
        events,
        plain: index.contract.plain(),
        envelope,
        envelope_place,
        envelope_description,
        shapes,
        homes,
        boxes: Boxes::default(),
        contract: contract.unwrap_or_default(),
        shared_schemas,
        event_types,
        api,
        releases: Vec::new(),
        components,
    };
    find_homes(&mut ir);
    depth::refuse(&ir, diagnostics);
    secrets::refuse(&ir, diagnostics);
    secrets::reveal(&mut ir);
    secrets::merge_null(&mut ir);
    ir.boxes = Boxes::new(&ir.shapes);
    if diagnostics.has_no_error() {
        idle_names::tell(catalog, &ir, diagnostics);
        ir.components = components_of(catalog, &ir);
    }
    (ir, notes)
}

impl<'c> Lowering<'c, '_> {
    fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        let key = format!("{:?} {}", diagnostic.at, diagnostic.message);
        if self.reported.insert(key) {
            self.diagnostics.push(diagnostic);
        }
        Reported
    }

    fn refuse(&mut self, rule: &'static Rule, place: &Location, message: &str, help: &str) -> Reported {
        self.report(Diagnostic::at_value(rule, place.clone(), message, help))
    }

    fn event(&mut self, entry: &'c entries::Event) -> Lowered<Event<'c>> {
        // Each of these has been reported when the catalog was loaded.
        let family = *self.families.get(entry.family.as_str()).ok_or(Reported)?;
        let schema = self.catalog.schema(entry).ok_or(Reported)?;
        let ident = event_ident(entry);

        let root = self.catalog.at(&Location::new(entry.schema_file(), "")).ok_or(Reported)?;
        self.refuse_around_payload(root);
        let around = self.around(root)?;
        let way = Way::new(ident.clone());
        let members = self.payload(root, &way)?;
        let nearest = members.last().ok_or(Reported)?.clone();
        let (data, way) = (nearest.schema, nearest.way);
        let mut typed = self.typed_by(&members, &way)?;
        typed.ty = self.own_name(data, &typed.ty).unwrap_or(typed.ty);
        let payload_remarks = Remarks { title: None, ..typed.remarks.clone() }.into();
        let payload_description = self.description(data, typed.description.clone());
        let payload = match typed.ty {
            Type::Shape(id) if !typed.nullable => id,
            _ => {
                let alias = self.type_alias(data).map(|alias| Way::new(type_ident(&alias)));
                let way = alias.unwrap_or(way);
                // What refers to the payload may have made a type of its name, too.
                let referred = self.definitions.get(&data.location).and_then(|known| known.as_ref());
                let of_name =
                    [Some(&typed), referred].into_iter().flatten().filter_map(|typed| match typed.ty {
                        Type::Shape(id) => Some(id),
                        _ => None,
                    });
                let of_name: BTreeSet<ShapeId> = of_name.collect();
                let mut of_name = of_name.into_iter().filter(|id| self.shapes[id.0].ident == way.ident());
                match of_name.next() {
                    Some(id) if !typed.nullable => id,
                    first => {
                        // The name is for the payload, null or not.
                        let others: Vec<ShapeId> = first.into_iter().chain(of_name).collect();
                        for id in others {
                            let shape = &mut self.shapes[id.0];
                            (shape.ident, shape.within) = (way.to("not_null").ident(), Some(way.ident()));
                        }
                        let id = self.new_shape(data, &way);
                        self.finish_shape(id, data, ShapeKind::Named(typed.item()));
                        id
                    }
                }
            }
        };
        // An example may be at fault while the schema is not, so it is asked for when the schema has been looked at; and what is
        // said of it may not be all that is wrong with it.
        let example = self.catalog.document(&entry.example_file()).ok_or(Reported)?;
        Ok(Event {
            entry,
            ident,
            family,
            deprecation: entry.deprecated.then(|| Deprecation {
                sunset: entry.sunset.as_ref().map(|sunset| sunset.0.clone()),
                replaced_by: entry.replaced_by.clone(),
            }),
            payload,
            payload_told: payload,
            payload_description,
            payload_remarks,
            around,
            schema: &schema.text,
            example: &example.text,
            is_example_sound: self.catalog.example(entry).is_some(),
        })
    }

    /// What a payload is called by a value in it that is another of its kind.
    fn own_name(&self, payload: &Schema, ty: &Type) -> Option<Type> {
        let known = self.definitions.get(&payload.location)?.as_ref()?;
        match &self.shapes[known.ty.shape()?.0].kind {
            ShapeKind::Named(item) if item.ty == *ty => Some(known.ty.clone()),
            _ => None,
        }
    }

    /// A shape that is named, and may be referred to, before it is known what is in it.
    fn new_shape(&mut self, schema: &Schema, way: &Way) -> ShapeId {
        let id = ShapeId(self.shapes.len());
        self.shapes.push(Shape {
            ident: way.ident(),
            other_names: Vec::new(),
            others: Vec::new(),
            within: (!way.is_root()).then(|| way.root().to_owned()),
            description: Description::default(),
            place: schema.location.clone(),
            families: Vec::new(),
            in_envelope: false,
            in_api: false,
            kind: ShapeKind::Object { fields: Vec::new(), rest: None, keys: Vec::new() },
        });
        id
    }

    fn finish_shape(&mut self, id: ShapeId, schema: &'c Schema, kind: ShapeKind) {
        // What a value of several types is, and what just has a name, says itself.
        let says_itself = matches!(kind, ShapeKind::Types { .. } | ShapeKind::Named(_));
        let description = match annotations::described(schema) {
            None if says_itself => Description::default(),
            // What a part does not say, the schema does that includes it.
            said => said.or_else(|| annotations::described(self.whole_of(schema))).unwrap_or_else(|| {
                self.undescribed.push((id, schema.location.clone()));
                Description::default()
            }),
        };
        // What is listed says more than a title, and so do the types of a value.
        let goes_by_title = matches!(kind, ShapeKind::Object { .. } | ShapeKind::Union { .. });
        let title = self.title(schema).filter(|_| goes_by_title && description.text.is_empty());
        let description = match title {
            Some(title) => {
                Description { text: format!("{}.", title.trim_end_matches('.')), assumption: Rare::default() }
            }
            None => description,
        };
        let shape = &mut self.shapes[id.0];
        (shape.description, shape.kind) = (description, kind);
    }
}

/// Every body's schema as a component: an event's is named after it, and so is the list of events.
fn components_of<'c>(catalog: &'c Catalog, ir: &Ir<'_>) -> Components<'c> {
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
            From::Family(family) => {
                let place = shape.families.binary_search(&family);
                place.map_err(|place| shape.families.insert(place, family)).is_err()
            }
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
        ids.sort_unstable_by_key(|id| &ir.shapes[id.0].ident);
    }
}

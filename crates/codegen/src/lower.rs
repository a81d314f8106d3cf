//! From the catalog to the [`Ir`]: everything resolved, everything named, or a diagnostic.
//!
//! All that is said of a value is gathered in [`members`], its types in JSON in [`types`], and whether it may be null in [`null`]. What type that gives is in
//! [`typed`], [`definition`], [`values`], [`object`], [`others`], [`array`], [`branches`], [`settled`], [`union`] and [`maps`], what no value can be in
//! [`never`], which keys nobody describes in [`undescribed`], what holds under a condition
//! in [`conditional`] and [`clauses`], and what it says beyond the type in [`remarks`] and [`said_of_branches`]. What a type goes by
//! comes of the way to it, from [`ways`] and [`ways_to_branches`]. What an [`event`] is comes of all of these, and where each type
//! lives of who reaches it, in [`homes`].

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
mod event;
mod homes;
mod idle;
mod idle_names;
mod keys;
mod limits;
mod maps;
mod members;
mod narrowed;
mod never;
mod null;
mod object;
mod others;
mod remarks;
mod ruled_out;
mod said_of_branches;
mod same;
mod secrets;
mod settled;
mod typed;
mod types;
mod undescribed;
mod union;
mod values;
mod ways;
mod ways_to_branches;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use webhook_catalog::layout::{EVENT_TYPES, INDEX};
use webhook_catalog::{Catalog, Discriminator};
use webhook_schema::model::{JsonType, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, Rare, Rule, Shared};

use crate::components::{Components, components};
use crate::ir::api::Api;
use crate::ir::{
    Boxes, Description, Event, EventId, Family, FamilyId, Field, Ir, Shape, ShapeId, ShapeKind, SharedSchema,
};
use crate::names::Way;
use crate::rules;
use crate::words;

/// That something was wrong and has been reported: whoever meets it just gives up on what it was doing.
struct Reported;

type Lowered<T> = Result<T, Reported>;

struct Lowering<'c, 'd> {
    catalog: &'c Catalog,
    diagnostics: &'d mut Diagnostics,
    /// The schema that all events share, where the index names one and it is there.
    envelope_schema: Option<&'c Schema>,
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
    /// The types that take any other value, too, as above.
    open_at: HashMap<(members::Key, String), ShapeId>,
    /// Unions whose tag is found once the objects in them are known.
    unions: Vec<union::Unsettled<'c>>,
    /// The types of definitions; `None` for what was reported.
    definitions: HashMap<Location, Option<typed::Typed>>,
    /// Definitions that are being looked at, the innermost last, each with the shape that it goes by.
    open_definitions: Vec<(Location, Option<ShapeId>)>,
    /// Where values of enums are in their files: many files have one at the same place.
    pointers: Shared<str>,
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
    same: same::Same,
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
    let mut lowering = Lowering::new(catalog, diagnostics);
    lowering.check_schemas();
    let mut bodies = Bodies {
        envelope: lowering.envelope().unwrap_or_default(),
        events: lowering.events(),
        api: catalog.api.as_ref().and_then(|api| lowering.api(api).ok()),
    };
    lowering.settle_unions();
    let roots = bodies.roots();
    lowering.report_undescribed(&roots);
    let Made { mut shapes, same, notes } = lowering.made();
    merge_same(&mut shapes, same, &mut bodies, &roots);
    let mut ir = assembled(catalog, bodies, shapes);
    homes::find(&mut ir);
    depth::find(&mut ir, diagnostics);
    secrets::refuse(&ir, diagnostics);
    secrets::reveal(&mut ir);
    secrets::merge_null(&mut ir);
    ir.boxes = Boxes::new(&ir.shapes);
    if diagnostics.has_no_error() {
        idle_names::tell(catalog, &ir, diagnostics);
    }
    (ir, notes)
}

/// What is left of lowering. What was known on the way takes about as much memory as the shapes.
struct Made {
    shapes: Vec<Shape>,
    same: same::Same,
    notes: Vec<Diagnostic>,
}

/// What types are made of.
struct Bodies<'c> {
    envelope: Vec<Field>,
    events: Vec<Event<'c>>,
    api: Option<Api<'c>>,
}

impl Bodies<'_> {
    /// The shapes that all others are reached from.
    fn roots(&self) -> Vec<ShapeId> {
        let payloads = self.events.iter().map(|event| event.payload);
        let envelope = self.envelope.iter().filter_map(|field| field.ty.shape());
        let operations = self.api.iter().flat_map(|api| api.operations.values());
        payloads.chain(envelope).chain(operations.map(|operation| operation.answer)).collect()
    }
}

/// What was resolved, next to what is taken from the catalog as it is.
fn assembled<'c>(catalog: &'c Catalog, bodies: Bodies<'c>, shapes: Vec<Shape>) -> Ir<'c> {
    let index = &catalog.index;
    let Bodies { envelope, events, api } = bodies;
    let shared_schemas = catalog.shared_schemas().map(|(file, document)| {
        let root = catalog.at(&Location::new(file, ""));
        let id = root.and_then(|root| root.id.as_deref());
        SharedSchema { file, id: id.unwrap_or(file).to_owned(), text: &document.text }
    });
    let contract = catalog.document(INDEX).and_then(|index| index.property("contract"));
    let described = index.contract.envelope.schema.as_deref();
    let described = described.and_then(|envelope| catalog.resolve(INDEX, envelope));
    Ir {
        index,
        families: families(catalog, &events),
        events,
        plain: index.contract.plain(),
        envelope,
        envelope_place: described.map(|schema| schema.location.clone()),
        envelope_description: described.and_then(annotations::described).unwrap_or_default(),
        shapes,
        homes: BTreeMap::new(),
        boxes: Boxes::default(),
        recursion_limit: None,
        contract: contract.unwrap_or_default(),
        shared_schemas: shared_schemas.collect(),
        event_types: catalog.event_types().map_or("", |document| &document.text),
        api,
        releases: Vec::new(),
        components: components(catalog, &[], &[]),
    }
}

/// The families, each with its events in the order of their names.
fn families<'c>(catalog: &'c Catalog, events: &[Event<'c>]) -> Vec<Family<'c>> {
    let entries = catalog.index.families.iter();
    let mut families: Vec<Family<'c>> = entries.map(|entry| Family { entry, events: Vec::new() }).collect();
    for (number, event) in events.iter().enumerate() {
        families[event.family.0].events.push(EventId(number));
    }
    for family in &mut families {
        family.events.sort_unstable_by_key(|event| &events[event.0].entry.name);
    }
    families
}

impl<'c, 'd> Lowering<'c, 'd> {
    fn new(catalog: &'c Catalog, diagnostics: &'d mut Diagnostics) -> Self {
        // Of two families with one name, which was reported, the first counts.
        let families = catalog.index.families.iter().enumerate();
        let families = families.map(|(number, family)| (family.name.as_str(), FamilyId(number)));
        let envelope = catalog.index.contract.envelope.schema.as_deref();
        Self {
            catalog,
            diagnostics,
            envelope_schema: envelope.and_then(|envelope| catalog.resolve(INDEX, envelope)),
            families: families.rev().collect(),
            payloads: ways::payloads(catalog),
            ways_to_branches: RefCell::default(),
            shapes: Vec::new(),
            enum_at: HashMap::new(),
            object_at: HashMap::new(),
            open_objects: HashMap::new(),
            tuple_at: HashMap::new(),
            unions_at: HashMap::new(),
            open_at: HashMap::new(),
            unions: Vec::new(),
            definitions: HashMap::new(),
            open_definitions: Vec::new(),
            pointers: Shared::default(),
            depth: 0,
            is_endless: false,
            schemas: 0,
            looked_at: 0,
            undecided: HashMap::new(),
            undescribed: Vec::new(),
            same: same::Same::default(),
            reported: BTreeSet::new(),
            notes: Vec::new(),
            told_long: HashSet::new(),
            nulls: null::Nulls::default(),
        }
    }

    /// Checks what every schema says, whether or not a type is made of it.
    fn check_schemas(&mut self) {
        let mut annotations = annotations::Annotations::default();
        let mut discriminators = Vec::new();
        for schema in self.catalog.schemas() {
            self.schemas += 1;
            self.check_keywords(schema, &mut annotations);
            discriminators.extend(Discriminator::of(schema).map(|_| schema));
        }
        self.notes.extend(annotations.notes());
        self.tell_of_included(&discriminators);
        endless::refuse(self.catalog, self.diagnostics);
    }

    /// What is left when all is looked at.
    fn made(self) -> Made {
        let Self { mut shapes, same, notes, .. } = self;
        shapes.shrink_to_fit();
        Made { shapes, same, notes }
    }

    fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        let key = format!("{:?} {}", diagnostic.at, diagnostic.message);
        if self.reported.insert(key) {
            if *diagnostic.rule == rules::VALUE {
                self.forget_what_follows(&diagnostic);
            }
            self.diagnostics.push(diagnostic);
        }
        Reported
    }

    fn refuse(&mut self, rule: &'static Rule, place: &Location, message: &str, help: &str) -> Reported {
        self.report(Diagnostic::at_value(rule, place.clone(), message, help))
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
            Some(title) => Description { text: words::sentence(&title).into(), assumption: Rare::default() },
            None => description,
        };
        let shape = &mut self.shapes[id.0];
        (shape.description, shape.kind) = (description, kind);
    }
}

/// Makes shapes that turned out to be the same one; `known` has those of which that was known before.
fn merge_same(shapes: &mut [Shape], known: same::Same, bodies: &mut Bodies<'_>, roots: &[ShapeId]) {
    let Bodies { envelope, events, api } = bodies;
    events.iter_mut().for_each(|event| event.payload_told = known.resolved(event.payload));
    let same = same::merge(shapes, known, roots);
    let resolved = |id: &mut ShapeId| *id = same.resolved(*id);
    envelope.iter_mut().for_each(|field| same::redirect(&mut field.ty, &same));
    events.iter_mut().for_each(|event| resolved(&mut event.payload));
    let operations = api.iter_mut().flat_map(|api| api.operations.values_mut());
    operations.for_each(|operation| resolved(&mut operation.answer));
}

/// Every body's schema as a component: an event's is named after it, and so is the list of events. Lowering leaves these out.
pub fn components_of<'c>(catalog: &'c Catalog, ir: &Ir<'_>) -> Components<'c> {
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

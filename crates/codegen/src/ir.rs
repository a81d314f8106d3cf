//! What the catalog says, with everything resolved: the one input of every renderer.
//!
//! It is about events, named shapes and their fields. There is no syntax in it, neither JSON Schema's keywords nor Rust's
//! tokens, and no sentence that a catalog does not have.

pub mod api;
mod around;
mod boxes;
mod clause;
mod keys;
mod shape;
mod types;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::Value;
use webhook_catalog::index::Index;
use webhook_catalog::index::entries::{Event as Entry, Family as FamilyEntry};
use webhook_contract::{Contract, Plain};
use webhook_evolution::history::Release;
pub use webhook_schema::model::{Bounds, Constraints, JsonType, Keyword};
use webhook_schema::source::parsed;
use webhook_schema::{Emptiness, Location, Rare};

pub use self::around::Around;
pub use self::boxes::Boxes;
pub use self::clause::{About, Choice, Condition, Conditional, Consequence, Contained, Fact, Presence, Says};
pub use self::keys::{Keys, Which};
pub use self::shape::{Arm, EnumValue, Field, Home, Shape, ShapeKind, Variant};
pub use self::types::{Item, Type};
use crate::components::Components;

/// The catalog, resolved.
pub struct Ir<'c> {
    /// The index as written: provider, version, contract.
    pub index: &'c Index,
    /// Families, in the index's order.
    pub families: Vec<Family<'c>>,
    /// Events, in the index's order.
    pub events: Vec<Event<'c>>,
    /// The fields of deliveries by name, where they are laid out in the plain way.
    pub plain: Option<Plain<'c>>,
    /// The fields of the envelope, in the schema's order, the name's field among them; and the payload's, where deliveries are
    /// laid out in the plain way.
    pub envelope: Vec<Field>,
    /// Where the envelope is described.
    pub envelope_place: Option<Location>,
    /// What it says of itself.
    pub envelope_description: Description,
    /// Every named shape; a [`ShapeId`] is an index into this.
    pub shapes: Vec<Shape>,
    /// The shapes of each home, in order of their names.
    pub homes: BTreeMap<Home, Vec<ShapeId>>,
    /// Which parts of shapes are in a `Box`.
    pub boxes: Boxes,
    /// How many steps rustc has to follow types in each other, where that is more than it does by itself.
    pub recursion_limit: Option<usize>,
    /// The contract as it is written.
    pub contract: Value,
    /// Schema files that several events refer to, in order of the file's name.
    pub shared_schemas: Vec<SharedSchema<'c>>,
    /// The list of the names of all events, as the text of a JSON Schema.
    pub event_types: &'c str,
    /// The API that endpoints are managed with, where there is one.
    pub api: Option<api::Api<'c>>,
    /// The versions of the catalog, the newest first.
    pub releases: Vec<Release>,
    /// The schemas of all bodies as they stand, for targets that speak JSON Schema themselves.
    pub components: Components<'c>,
}

/// A schema file that no event has for itself.
pub struct SharedSchema<'c> {
    /// Its name in the tree.
    pub file: &'c str,
    /// Its `$id`; its name where it has none.
    pub id: String,
    /// Its text.
    pub text: &'c str,
}

/// A family of events.
pub struct Family<'c> {
    /// The family as the index has it.
    pub entry: &'c FamilyEntry,
    /// Its events, in order of their names.
    pub events: Vec<EventId>,
}

/// An event.
pub struct Event<'c> {
    /// The event as the index has it.
    pub entry: &'c Entry,
    /// Its name in camel case.
    pub ident: String,
    /// Its family.
    pub family: FamilyId,
    /// That it is on its way out, where it is.
    pub deprecation: Option<Deprecation>,
    /// The shape of its payload.
    pub payload: ShapeId,
    /// The shape that words it as this event's schema does.
    pub payload_told: ShapeId,
    /// What its payload as a whole says.
    pub payload_description: Description,
    /// What this event says of its payload beyond the payload's type.
    pub payload_remarks: Rare<Remarks>,
    /// What this event says of the fields around its payload.
    pub around: Vec<Around>,
    /// The text of its schema.
    pub schema: &'c str,
    /// The text of its example.
    pub example: &'c str,
    /// Whether nothing was reported of that.
    pub is_example_sound: bool,
}

impl Event<'_> {
    /// What the text of its example says.
    pub fn example_value(&self) -> Value {
        parsed(self.example)
    }
}

/// A family of [`Ir::families`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FamilyId(pub usize);

/// An event of [`Ir::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventId(pub usize);

/// A shape of [`Ir::shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub usize);

/// What an author says of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The author's text, which the schema has, too.
    pub text: Arc<str>,
    /// The assumption that the text rests on, where there is one.
    pub assumption: Rare<Option<String>>,
}

/// What a schema says of a value that neither its type nor its constraints say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remarks {
    /// A name that people have for it.
    pub title: Option<String>,
    /// That it is on its way out, where it is.
    pub deprecation: Option<Deprecation>,
    /// When all that is said of it holds, where that is not always so.
    pub conditional: Option<Conditional>,
    /// When it is always there, though it is optional: any one of these is enough.
    pub required_where: Vec<Vec<Condition>>,
    /// What holds of its parts under conditions.
    pub consequences: Vec<Consequence>,
    /// Which of its keys are there, at least.
    pub choices: Vec<Choice>,
    /// What it never is.
    pub never: Vec<Says>,
    /// What some of its items are.
    pub contained: Vec<Contained>,
    /// What is promised of its keys, or of those of parts of it: the way to each, and that.
    pub keys: Vec<(String, Says)>,
    /// What is under keys without a field: the way to the part that has them, and that.
    pub under_keys: Vec<(String, Keys)>,
    /// Whether only the provider sets it.
    pub read_only: bool,
    /// Whether it is never sent.
    pub write_only: bool,
    /// What an absent one means.
    pub default: Option<Value>,
    /// Samples of it.
    pub examples: Vec<Value>,
    /// The values out of those of its type that occur here.
    pub narrowed: Option<Vec<Value>>,
    /// What single values mean that no enum is made of.
    pub meanings: Vec<(Value, String)>,
    /// What is fixed of parts of it: the way to each, and its values.
    pub inside: Vec<(String, Vec<Value>)>,
    /// What is promised of parts of it beyond their types: the way to each, and that.
    pub limits: Vec<(String, Constraints)>,
    /// Keys that are always there here, though the type does not say so.
    pub required: Vec<String>,
    /// Keywords that do not shape a type, with their values.
    pub others: Vec<(Keyword, Value)>,
}

impl Emptiness for Remarks {
    const EMPTY: &'static Self = &Self {
        title: None,
        deprecation: None,
        conditional: None,
        required_where: Vec::new(),
        consequences: Vec::new(),
        choices: Vec::new(),
        never: Vec::new(),
        contained: Vec::new(),
        keys: Vec::new(),
        under_keys: Vec::new(),
        read_only: false,
        write_only: false,
        default: None,
        examples: Vec::new(),
        narrowed: None,
        meanings: Vec::new(),
        inside: Vec::new(),
        limits: Vec::new(),
        required: Vec::new(),
        others: Vec::new(),
    };
}

/// That something is on its way out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// The first day on which it may be gone, as `YYYY-MM-DD`.
    pub sunset: Option<String>,
    /// What takes its place: an event, or a field next to it.
    pub replaced_by: Option<String>,
}

/// The field of an event that has its whole name, where there is one.
pub fn name_field(contract: &Contract) -> Option<&str> {
    match &*contract.envelope.name {
        [name] => name.field(),
        _ => None,
    }
}

impl Ir<'_> {
    /// The fields of the envelope that are neither the name nor the payload.
    pub fn around(&self) -> impl Iterator<Item = &Field> {
        self.envelope.iter().filter(|field| self.is_around(field))
    }

    /// Whether a field of the envelope is neither the name nor the payload.
    pub fn is_around(&self, field: &Field) -> bool {
        match self.plain {
            Some(plain) => field.key != plain.type_field && field.key != plain.data_field,
            // The payload is not among the fields.
            None => self.name_field() != Some(field.key.as_str()),
        }
    }

    /// The field of an event that has its whole name, where there is one.
    pub fn name_field(&self) -> Option<&str> {
        name_field(&self.index.contract)
    }

    /// The field by which events are told from each other, where the schema of every event fixes its own name in it.
    pub fn told_by(&self) -> Option<&str> {
        let name = self.name_field()?;
        let is_fixed = |event: &Event<'_>| {
            let schema = self.components.at(&Location::new(event.entry.schema_file(), ""));
            let mut properties =
                schema.and_then(|schema| schema.map(Keyword::Properties)).into_iter().flatten();
            let own = properties.find(|(key, _)| &***key == name);
            own.is_some_and(|(_, own)| own.keywords.contains(&Keyword::Const))
        };
        (self.plain.is_some() || self.events.iter().all(is_fixed)).then_some(name)
    }

    /// The family of an id.
    pub fn family(&self, id: FamilyId) -> &Family<'_> {
        &self.families[id.0]
    }

    /// The families with their ids, in the index's order.
    pub fn numbered_families(&self) -> impl Iterator<Item = (FamilyId, &Family<'_>)> {
        self.families.iter().enumerate().map(|(number, family)| (FamilyId(number), family))
    }

    /// The events of a family, in order of their names.
    pub fn events_of(&self, family: &Family<'_>) -> impl Iterator<Item = &Event<'_>> {
        family.events.iter().map(|id| &self.events[id.0])
    }

    /// The shape of an id.
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }

    /// Whether a value of a shape holds a secret, and so is never written.
    pub fn holds_secret(&self, shape: &Shape) -> bool {
        let mut seen = HashSet::new();
        let mut todo = vec![shape];
        while let Some(Shape { kind, .. }) = todo.pop() {
            if kind.types().iter().any(|ty| ty.any(&|ty| matches!(ty, Type::Secret))) {
                return true;
            }
            let parts = kind.parts().into_iter().filter(|part| seen.insert(*part));
            todo.extend(parts.map(|part| self.shape(part)));
        }
        false
    }

    /// Whether a field of the envelope is a number that may have a fraction.
    pub fn envelope_has_numbers(&self) -> bool {
        self.envelope.iter().any(|field| has_numbers(&field.ty))
    }

    /// Whether a type of a home has numbers in it that may have a fraction, itself.
    pub fn home_has_numbers(&self, home: Home) -> bool {
        self.shapes_in(home).iter().any(|shape| shape.kind.types().into_iter().any(has_numbers))
    }

    /// Whether a type of a home mixes others, itself.
    pub fn home_has_mixed(&self, home: Home) -> bool {
        self.shapes_in(home).iter().any(|shape| shape.kind.is_mixed())
    }

    /// The homes that there are crates for.
    pub fn crates(&self) -> impl Iterator<Item = Home> {
        let families = (0..self.families.len()).map(|number| Home::Family(FamilyId(number)));
        std::iter::once(Home::Common).chain(families).chain(self.api.as_ref().map(|_| Home::Api))
    }

    /// The ids of the shapes of a home, in order of their names.
    pub fn ids_in(&self, home: Home) -> &[ShapeId] {
        self.homes.get(&home).map_or(&[], Vec::as_slice)
    }

    /// The shapes that several homes share and one of them reaches.
    pub fn handed_on(&self, home: Home) -> impl Iterator<Item = &Shape> {
        let reaches = move |shape: &&Shape| match home {
            Home::Common => false,
            Home::Family(family) => shape.families.binary_search(&family).is_ok(),
            Home::Api => shape.in_api,
        };
        self.ids_in(Home::Common).iter().map(|id| self.shape(*id)).filter(reaches)
    }

    /// The shapes of a home, in order of their names.
    pub fn shapes_in(&self, home: Home) -> Vec<&Shape> {
        self.ids_in(home).iter().map(|id| self.shape(*id)).collect()
    }
}

fn has_numbers(ty: &Type) -> bool {
    ty.any(&|ty| matches!(ty, Type::Number))
}

//! Schemas that are ready for values to be checked against them.

use std::sync::Arc;

use serde_json::Value;

use super::compile::nodes;
use super::error::Error;
use super::run::{Node, NodeId, Run};
use crate::location::Location;
use crate::model::{Fragment, Reference, Schema, Schemas};

/// Errors that are told of one value at most, with those of branches.
const MOST_ERRORS: usize = 1_000;

/// Schemas with all that is in them, each compiled once, whichever refer to it.
///
/// ```
/// use std::sync::Arc;
///
/// use serde_json::json;
/// use webhook_schema::Location;
/// use webhook_schema::model::Schema;
/// use webhook_schema::validate::Validators;
///
/// let name = Schema::read("name.json", &json!({ "type": "string" }));
/// let event = Schema::read("event.json", &json!({ "properties": { "name": { "$ref": "name.json" } } }));
/// // Where references lead is for the caller to say: there is one target here.
/// let validators = Arc::new(Validators::new([&name, &event], &|_| Some(&name)));
/// let event = validators.at(&Location::new("event.json", "")).unwrap();
/// assert!(event.is_valid(&json!({ "name": "Ada" })));
/// let errors = event.errors(&json!({ "name": 7 }));
/// assert_eq!((errors[0].pointer.as_str(), errors[0].keyword.to_string().as_str()), ("/name", "name.json#/type"));
/// ```
#[derive(Debug)]
pub struct Validators {
    nodes: Vec<Node>,
    /// The schemas in the order of their locations.
    sorted: Vec<NodeId>,
}

impl Validators {
    /// Compiles schemas and all that is in them. `target` says where the reference of a schema leads, which is one of
    /// these schemas, or in one. No value is valid where a reference leads nowhere.
    pub fn new<'s>(
        outermost: impl IntoIterator<Item = &'s Schema>,
        target: &'s dyn Fn(&Schema) -> Option<&'s Schema>,
    ) -> Self {
        let schemas: Vec<&Schema> = outermost.into_iter().flat_map(Schema::all).collect();
        let nodes = nodes(&schemas, target);
        let mut sorted: Vec<NodeId> = (0..nodes.len()).collect();
        sorted.sort_unstable_by(|a, b| nodes[*a].location.cmp(&nodes[*b].location));
        Self { nodes, sorted }
    }

    /// The schema at a location.
    pub fn at(self: &Arc<Self>, location: &Location) -> Option<Validator> {
        let found = self.sorted.binary_search_by(|id| self.nodes[*id].location.cmp(location)).ok()?;
        Some(Validator { all: Arc::clone(self), schema: self.sorted[found] })
    }
}

/// A schema that is ready for values to be checked against it. Cheap to clone.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::validate::{Kind, Validator};
///
/// let validator = Validator::of(&json!({ "properties": { "size": { "maximum": 7 } } }));
/// assert!(validator.is_valid(&json!({ "size": 7.0 })));
/// let [error] = &validator.errors(&json!({ "size": 8 }))[..] else { panic!("one error") };
/// assert_eq!((error.pointer.as_str(), &*error.keyword.pointer), ("/size", "/properties/size/maximum"));
/// assert_eq!(error.kind, Kind::Maximum(7.into()));
/// ```
#[derive(Clone, Debug)]
pub struct Validator {
    all: Arc<Validators>,
    schema: NodeId,
}

impl Validator {
    /// The schema that a document is, in the draft that it names; references lead to places in it.
    pub fn of(document: &Value) -> Self {
        let mut schemas = Schemas::default();
        schemas.insert(Schema::read("", document));
        while graft_one(&mut schemas, document) {}
        let target = |schema: &Schema| schemas.at(&place(&schemas, schema)?);
        let all = Arc::new(Validators::new(schemas.outermost(), &target));
        // The document comes first, and is the first schema in itself.
        Self { all, schema: 0 }
    }

    /// Whether a value is valid.
    pub fn is_valid(&self, value: &Value) -> bool {
        Run::start(&self.all.nodes, self.schema, value, None, 0)
    }

    /// What is wrong with a value: nothing where it is valid. After 1,000 errors, with those of branches, one says that there
    /// are more: [`Kind::More`](super::Kind::More).
    pub fn errors(&self, value: &Value) -> Vec<Error> {
        self.first_errors(MOST_ERRORS, value)
    }

    /// All that is wrong with a value, for whoever corrects it.
    pub fn all_errors(&self, value: &Value) -> Vec<Error> {
        self.first_errors(usize::MAX, value)
    }

    fn first_errors(&self, most: usize, value: &Value) -> Vec<Error> {
        let mut errors = Vec::new();
        Run::start(&self.all.nodes, self.schema, value, Some(&mut errors), most);
        errors
    }
}

/// Reads a place that a reference leads to and no keyword holds; says whether there was one.
fn graft_one(schemas: &mut Schemas, document: &Value) -> bool {
    let referring = schemas.outermost().flat_map(Schema::all);
    let places: Vec<Location> = referring.filter_map(|schema| place(schemas, schema)).collect();
    places.into_iter().any(|place| schemas.at(&place).is_none() && schemas.graft(&place, document))
}

/// Where the reference of a schema leads in its own document.
fn place(schemas: &Schemas, schema: &Schema) -> Option<Location> {
    let reference = Reference::parse(schema.reference.as_deref()?);
    let root = match reference.file {
        "" => &schema.resource.root,
        file => schemas.with_uri(&schema.resource.resolve(file)?).first()?,
    };
    match reference.fragment {
        Fragment::Pointer(pointer) => Some(root.at(&pointer)),
        Fragment::Anchor(name) => schemas.anchor(root, &name).cloned(),
    }
}

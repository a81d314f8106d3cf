//! What a schema says of the fields of a value, by their names: all of its parts taken together.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_catalog::{Catalog, name_matches};
use webhook_schema::model::{JsonType, Keyword, Schema};

/// Every schema that speaks of one value: a schema, what it refers to, what it includes, and its branches.
#[derive(Clone, Debug)]
pub struct Fields<'c> {
    catalog: &'c Catalog,
    schemas: Vec<&'c Schema>,
}

impl<'c> Fields<'c> {
    /// Those of a value that a schema describes.
    pub fn new(catalog: &'c Catalog, schema: &'c Schema) -> Self {
        let mut fields = Self { catalog, schemas: Vec::new() };
        fields.add(schema);
        fields
    }

    /// Adds a schema and all that it speaks by; a cycle of references ends where it began.
    fn add(&mut self, schema: &'c Schema) {
        if self.schemas.iter().any(|known| known.location == schema.location) {
            return;
        }
        self.schemas.push(schema);
        if let Some(target) = self.catalog.target(schema) {
            self.add(target);
        }
        for keyword in [Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf] {
            schema.list(keyword).unwrap_or_default().iter().for_each(|part| self.add(part));
        }
        for keyword in [Keyword::Then, Keyword::Else] {
            schema.one(keyword).into_iter().for_each(|part| self.add(part));
        }
    }

    fn of(&self, schemas: impl Iterator<Item = &'c Schema>) -> Option<Self> {
        let mut fields = Self { catalog: self.catalog, schemas: Vec::new() };
        schemas.for_each(|schema| fields.add(schema));
        (!fields.schemas.is_empty()).then_some(fields)
    }

    /// The names that are declared.
    pub fn names(&self) -> BTreeSet<&'c str> {
        let declared = self.schemas.iter().filter_map(|schema| schema.map(Keyword::Properties));
        declared.flat_map(|fields| fields.keys().map(|name| &**name)).collect()
    }

    /// What is said of the field of a name, by that name or by a pattern that it matches; otherwise, what is said of fields that
    /// are not declared. `None` where that is nothing, or only whether they may be there.
    pub fn field(&self, name: &str) -> Option<Self> {
        let declared = self.schemas.iter().filter_map(|schema| schema.map(Keyword::Properties)?.get(name));
        let patterns = self.schemas.iter().filter_map(|schema| schema.map(Keyword::PatternProperties));
        let matching = patterns.flatten().filter(|(pattern, _)| name_matches(pattern, name));
        let others = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
        let others = self.schemas.iter().flat_map(|schema| others.map(|keyword| schema.one(keyword)));
        let others = others.flatten().filter(|other| other.boolean.is_none());
        self.of(declared.chain(matching.map(|(_, field)| field))).or_else(|| self.of(others))
    }

    /// What is said of the item at a position.
    pub fn item(&self, at: usize) -> Option<Self> {
        let item = |schema: &&'c Schema| schema.first_items().get(at).or_else(|| schema.rest_of_items());
        self.of(self.schemas.iter().filter_map(item))
    }

    /// Whether any field may be there: it may be an object, of which nothing is declared.
    pub fn is_free_object(&self) -> bool {
        let declares = |schema: &&Schema| {
            [Keyword::Properties, Keyword::PatternProperties].iter().any(|keyword| schema.has(*keyword))
        };
        self.may_be(JsonType::Object) && !self.schemas.iter().any(declares)
    }

    /// Whether any item may be there: it may be an array, of which nothing is declared.
    pub fn is_free_array(&self) -> bool {
        let says = |schema: &&Schema| schema.rest_of_items().is_some() || !schema.first_items().is_empty();
        self.may_be(JsonType::Array) && !self.schemas.iter().any(says)
    }

    fn may_be(&self, ty: JsonType) -> bool {
        let types = self.types();
        types.is_empty() || types.contains(&ty)
    }

    /// The types that a value may have; empty where nothing is said of that.
    pub fn types(&self) -> BTreeSet<JsonType> {
        let mut types = BTreeSet::new();
        for schema in &self.schemas {
            types.extend(schema.types.iter().flatten());
            types.extend(self.values_of(schema).map(JsonType::of_value));
            types.extend(schema.nullable.then_some(JsonType::Null));
        }
        types
    }

    /// The values that are listed; empty where any may be there.
    pub fn values(&self) -> Vec<&'c Value> {
        self.schemas.iter().flat_map(|schema| self.values_of(schema)).collect()
    }

    fn values_of(&self, schema: &'c Schema) -> impl Iterator<Item = &'c Value> + use<'c> {
        schema.lists().flat_map(|(_, values)| values)
    }

    /// Whether several values are listed: such a list grows. A single value is what makes the event this one.
    pub fn is_enum(&self) -> bool {
        let values = self.values();
        values.iter().any(|value| Some(value) != values.first())
    }
}

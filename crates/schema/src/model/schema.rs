//! A schema, and the schemas in it.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::constraints::Constraints;
use super::dialect::Dialect;
use super::json_type::{JsonType, Types};
use super::keyword::{Keyword, Role};
use super::resource::Resource;
use crate::location::{Location, plain_tokens};
use crate::rare::{Emptiness, Rare};

/// A schema with its location: what its keywords say, whichever draft they are from.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::model::{Keyword, Schema};
///
/// let schema = Schema::read("a.schema.json", &json!({ "properties": { "b": { "type": "string", "x-c": 1 } } }));
/// let b = &schema.map(Keyword::Properties).unwrap()["b"];
/// assert_eq!(b.location.to_string(), "a.schema.json#/properties/b");
/// assert_eq!(b.seldom.unknown, [("x-c".to_owned(), json!(1))]);
/// assert_eq!(schema.at("/properties/b").unwrap().types, b.types);
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    /// Where it is.
    pub location: Location,
    /// The draft that it is written in.
    pub dialect: Dialect,
    /// `true` allows every value, and `false` none; `None` for a schema with keywords, unless these say no more than `false`
    /// does, as `{ "not": {} }`.
    pub boolean: Option<bool>,
    /// The keywords of the draft that it has, as they are written, in their order. Where the draft ignores what is next to
    /// `$ref`, that is not among them.
    pub keywords: Arc<[Keyword]>,
    /// What its references are relative to: its file, or the part of it that has an `$id` of its own.
    pub resource: Arc<Resource>,
    /// Its `$id`, or `id` in draft 4.
    pub id: Rare<Option<String>>,
    /// Its `$ref`; where it has none, its `$dynamicRef` or `$recursiveRef`.
    pub reference: Option<Arc<str>>,
    /// Whether null is a value as well, as OpenAPI 3.0 says it: `nullable`. No keyword of any draft, it is in
    /// [`unknown`](Seldom::unknown) too.
    pub nullable: bool,
    /// The types that a value may have; `None` for any.
    pub types: Option<Types>,
    /// The values that are allowed; `None` for any.
    pub values: Rare<Option<Vec<Value>>>,
    /// What holds beyond that.
    pub constraints: Rare<Constraints>,
    /// Properties that an object must have.
    pub required: Rare<Vec<Required>>,
    /// What few schemas have.
    pub seldom: Rare<Seldom>,
    /// What it says to people.
    pub annotations: Annotations,
    pub(super) applied: Vec<(Keyword, Applied)>,
}

/// What few schemas have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seldom {
    /// Properties that the draft has no keyword for, in their order.
    pub unknown: Vec<(String, Value)>,
    /// Names that references may use in place of a JSON Pointer.
    pub anchors: Vec<String>,
    /// The one of these names that a `$dynamicRef` elsewhere may mean; the empty one for a `$recursiveAnchor`.
    pub dynamic_anchor: Option<String>,
    /// Properties that an object must have when it has another one, by that: `dependentRequired`, or lists in `dependencies`.
    pub dependent_required: Vec<(String, Vec<String>)>,
    /// The smallest number of items that match `contains`; `None` for one.
    pub min_contains: Option<u64>,
    /// The largest number of items that match `contains`.
    pub max_contains: Option<u64>,
    /// How the content of a string is encoded.
    pub content_encoding: Option<String>,
    /// The type of the content of a string.
    pub content_media_type: Option<String>,
    /// The `default`.
    pub default: Option<Value>,
    /// The `examples`.
    pub examples: Vec<Value>,
    /// The first day on which the value may be gone, as `YYYY-MM-DD`: the text of `x-sunset`, which is no keyword of any draft.
    pub sunset: Option<String>,
    /// The field next to it that takes its place: the text of `x-replaced-by`, which is no keyword of any draft.
    pub replaced_by: Option<String>,
}

impl Emptiness for Seldom {
    const EMPTY: &'static Self = &Self {
        unknown: Vec::new(),
        anchors: Vec::new(),
        dynamic_anchor: None,
        dependent_required: Vec::new(),
        min_contains: None,
        max_contains: None,
        content_encoding: None,
        content_media_type: None,
        default: None,
        examples: Vec::new(),
        sunset: None,
        replaced_by: None,
    };
}

/// An entry of `required`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required {
    /// The property.
    pub key: String,
    /// Which entry it is.
    pub index: usize,
}

/// What a schema says to people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    /// The `title`.
    pub title: Rare<Option<String>>,
    /// The `description`; `None` when it is blank.
    pub description: Option<Arc<str>>,
    /// The `readOnly`: whether only the provider sets the value.
    pub read_only: bool,
    /// The `writeOnly`: whether the value is never sent.
    pub write_only: bool,
    /// Whether the value should not be used any more.
    pub deprecated: bool,
}

/// The schemas that a keyword holds.
#[derive(Clone, Debug)]
pub enum Applied {
    /// One schema.
    One(Box<Schema>),
    /// A schema for each position.
    List(Vec<Schema>),
    /// A schema for each name, in the order of the file.
    Map(IndexMap<Arc<str>, Schema>),
}

impl Applied {
    /// The schemas, in their order.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let (listed, named) = match self {
            Self::One(schema) => (std::slice::from_ref(&**schema), None),
            Self::List(schemas) => (schemas.as_slice(), None),
            Self::Map(schemas) => (&[][..], Some(schemas)),
        };
        listed.iter().chain(named.into_iter().flat_map(IndexMap::values))
    }
}

impl Schema {
    /// Whether it has a keyword.
    pub fn has(&self, keyword: Keyword) -> bool {
        self.keywords.contains(&keyword)
    }

    /// The keyword that [`reference`](Self::reference) is from.
    pub fn reference_keyword(&self) -> Keyword {
        let dynamic = [Keyword::Ref, Keyword::DynamicRef, Keyword::RecursiveRef];
        dynamic.into_iter().find(|keyword| self.has(*keyword)).unwrap_or(Keyword::Ref)
    }

    /// The location of an entry of its `required`.
    pub fn location_of_required(&self, entry: &Required) -> Location {
        self.location_of(Keyword::Required).child(&entry.index.to_string())
    }

    /// The location of a keyword's value.
    pub fn location_of(&self, keyword: Keyword) -> Location {
        self.location.child(keyword.as_str())
    }

    /// Where the number of a limit is, if the schema has that limit. In draft 4, `exclusiveMinimum` and `exclusiveMaximum` are
    /// switches of the limits next to them, which have the number.
    pub fn limit(&self, keyword: Keyword) -> Option<Location> {
        let own = &self.constraints;
        let keyword = match keyword {
            Keyword::ExclusiveMinimum if self.has(Keyword::Minimum) && own.bounds.minimum.is_none() => {
                Keyword::Minimum
            }
            Keyword::ExclusiveMaximum if self.has(Keyword::Maximum) && own.bounds.maximum.is_none() => {
                Keyword::Maximum
            }
            keyword => keyword,
        };
        self.has(keyword).then(|| self.location_of(keyword))
    }

    /// The one schema that a keyword holds.
    pub fn one(&self, keyword: Keyword) -> Option<&Schema> {
        match self.applied(keyword)? {
            Applied::One(schema) => Some(schema),
            _ => None,
        }
    }

    /// The schemas that a keyword holds by position.
    pub fn list(&self, keyword: Keyword) -> Option<&[Schema]> {
        match self.applied(keyword)? {
            Applied::List(schemas) => Some(schemas),
            _ => None,
        }
    }

    /// The schemas that a keyword holds by name.
    pub fn map(&self, keyword: Keyword) -> Option<&IndexMap<Arc<str>, Schema>> {
        match self.applied(keyword)? {
            Applied::Map(schemas) => Some(schemas),
            _ => None,
        }
    }

    /// The properties that are never there: those that `properties` allows no value for.
    pub fn never_there(&self) -> impl Iterator<Item = (&str, &Schema)> {
        let properties = self.map(Keyword::Properties).into_iter().flatten();
        properties.filter(|(_, property)| property.boolean == Some(false)).map(|(key, held)| (&**key, held))
    }

    /// Whether one of them is at a key.
    pub fn rules_out(&self, key: &str) -> bool {
        let property = self.map(Keyword::Properties).and_then(|properties| properties.get(key));
        property.is_some_and(|property| property.boolean == Some(false))
    }

    /// The lists of branches of which any one may hold: `oneOf`, then `anyOf`.
    pub fn choices(&self) -> impl Iterator<Item = &[Schema]> {
        [Keyword::OneOf, Keyword::AnyOf].into_iter().filter_map(|keyword| self.list(keyword))
    }

    /// The value of a property that the draft has no keyword for.
    pub fn unknown_value(&self, name: &str) -> Option<&Value> {
        self.seldom.unknown.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The schema of the items that have none by position: `items`, or `additionalItems` where `items` is an array.
    pub fn rest_of_items(&self) -> Option<&Schema> {
        match self.list(Keyword::Items) {
            Some(_) => self.one(Keyword::AdditionalItems),
            None => self.one(Keyword::Items),
        }
    }

    /// The schemas of the first items, by position: `prefixItems`, or `items` where that is an array.
    pub fn first_items(&self) -> &[Schema] {
        self.list(Keyword::PrefixItems).or_else(|| self.list(Keyword::Items)).unwrap_or_default()
    }

    /// The lists of the only values: of `enum`, and of `const`, which lists one.
    pub fn lists(&self) -> impl Iterator<Item = (Keyword, &[Value])> {
        let constant = self.constraints.constant.as_ref().map(std::slice::from_ref);
        let lists = [(Keyword::Enum, self.values.as_deref()), (Keyword::Const, constant)];
        lists.into_iter().filter_map(|(keyword, values)| Some((keyword, values?)))
    }

    /// Whether it says itself that the only value is null.
    pub fn is_null(&self) -> bool {
        self.types.as_deref() == Some(&[JsonType::Null])
            || self.lists().any(|(_, values)| values == [Value::Null])
    }

    /// Whether `types` says that a value may be of this type.
    pub fn names_type(&self, ty: JsonType) -> bool {
        self.types.as_ref().is_some_and(|types| types.contains(&ty))
    }

    /// What its keywords hold, in the order of the file.
    pub fn held(&self) -> impl Iterator<Item = (Keyword, &Applied)> {
        self.applied.iter().map(|(keyword, applied)| (*keyword, applied))
    }

    /// The schemas directly in this one.
    pub fn subschemas(&self) -> impl Iterator<Item = &Schema> {
        self.applied.iter().flat_map(|(_, applied)| applied.schemas())
    }

    /// The schemas directly in this one that are about the same value.
    pub fn in_place(&self) -> impl Iterator<Item = &Schema> {
        let in_place = |keyword: Keyword| matches!(keyword.role(), Role::AppliesInPlace(_));
        self.applied
            .iter()
            .filter(move |(keyword, _)| in_place(*keyword))
            .flat_map(|(_, held)| held.schemas())
    }

    /// This schema and every one in it, from the outside in.
    pub fn all(&self) -> Vec<&Schema> {
        // Most are larger than the smallest list, which would grow again and again.
        let mut found = Vec::with_capacity(16);
        found.push(self);
        let mut next = 0;
        while let Some(schema) = found.get(next).copied() {
            found.extend(schema.subschemas());
            next += 1;
        }
        found
    }

    /// The schema at a JSON Pointer that starts at this one; `None` where there is none, or what is there is not a schema.
    pub fn at(&self, pointer: &str) -> Option<&Schema> {
        let mut tokens = plain_tokens(pointer).peekable();
        let mut schema = self;
        while tokens.peek().is_some() {
            schema = schema.step(&mut tokens)?;
        }
        Some(schema)
    }

    /// The innermost schema on the way that a JSON Pointer leads from this one.
    pub(super) fn toward(&self, pointer: &str) -> &Schema {
        let mut tokens = plain_tokens(pointer);
        let mut schema = self;
        while let Some(inner) = schema.step(&mut tokens) {
            schema = inner;
        }
        schema
    }

    fn step<'t>(&self, tokens: &mut impl Iterator<Item = Cow<'t, str>>) -> Option<&Schema> {
        match self.applied(Keyword::of(&tokens.next()?, self.dialect)?)? {
            Applied::One(inner) => Some(inner),
            Applied::Map(inner) => inner.get(&*tokens.next()?),
            Applied::List(inner) => {
                let token = tokens.next()?;
                // One way to write an index, as the standard has it.
                let index: usize = token.parse().ok().filter(|index: &usize| index.to_string() == token)?;
                inner.get(index)
            }
        }
    }

    fn applied(&self, keyword: Keyword) -> Option<&Applied> {
        self.applied.iter().find(|(own, _)| *own == keyword).map(|(_, applied)| applied)
    }
}

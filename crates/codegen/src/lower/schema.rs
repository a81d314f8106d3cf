//! What a schema's keywords mean for the type of a value.
//!
//! An unsupported keyword is a diagnostic, because one that is ignored in silence makes a type that lies.

use serde_json::Value;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};
use webhook_schema::{Diagnostic, Location, closest};

use super::annotations::{ASSUMPTION, described, others};
use super::union::is_null;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Description, Item, ShapeId, Type};
use crate::names::type_ident;
use crate::rules;

/// Keywords that a schema may have, next to annotations and constraints.
const SUPPORTED: &[Keyword] = &[
    Keyword::Type,
    Keyword::Enum,
    Keyword::Items,
    Keyword::Properties,
    Keyword::Required,
    Keyword::AdditionalProperties,
    Keyword::AllOf,
    Keyword::AnyOf,
    Keyword::OneOf,
    Keyword::Ref,
    Keyword::Defs,
    Keyword::Schema,
    Keyword::Id,
];

/// What to do about an unsupported keyword.
const UNSUPPORTED: &str = "remove it, and put its meaning in the `description`";

/// The type of a value and what is said about it.
pub(super) struct Typed {
    pub ty: Type,
    pub nullable: bool,
    pub constraints: Constraints,
    /// The description of what was referred to.
    pub description: Option<Description>,
}

impl Typed {
    fn new(ty: Type, constraints: Constraints) -> Typed {
        Typed { ty, nullable: false, constraints, description: None }
    }

    pub(super) fn shape(id: ShapeId) -> Typed {
        Typed::new(Type::Shape(id), Constraints::default())
    }
}

impl<'c> Lowering<'c, '_> {
    /// The type of the values of a schema. A shape that has no name of its own is named `hint`.
    pub(super) fn typed(&mut self, schema: &'c Schema, hint: &str) -> Lowered<Typed> {
        match schema.boolean {
            Some(true) => return Ok(Typed::new(Type::Any, Constraints::default())),
            Some(false) => {
                return Err(self.refuse(
                    &rules::VALUE,
                    &schema.location,
                    "no value is valid here",
                    "describe the values with a `type`",
                ));
            }
            None => {}
        }
        // What else there is to say of it is said in the same run.
        let known = self.refuse_unknown_keywords(schema);
        let typed = self.typed_by_keywords(schema, hint);
        known.and(typed)
    }

    fn typed_by_keywords(&mut self, schema: &'c Schema, hint: &str) -> Lowered<Typed> {
        if schema.reference.is_some() {
            self.only_annotations_beside(schema, Keyword::Ref)?;
            return self.reference(schema);
        }
        if let Some((keyword, branches)) = one_of(schema) {
            self.only_annotations_beside(schema, keyword)?;
            return self.branches(schema, branches, hint);
        }
        if let Some(reference) = sole_reference(schema) {
            return self.reference(reference);
        }
        let typed = if schema.has(Keyword::AllOf) {
            self.object_shape(schema, hint)?
        } else {
            let ty = self.one_type(schema)?;
            self.typed_by_type(schema, ty, hint)?
        };
        Ok(Typed { nullable: allows_null(schema), ..typed })
    }

    fn typed_by_type(&mut self, schema: &'c Schema, ty: Option<JsonType>, hint: &str) -> Lowered<Typed> {
        let constant = schema.constraints.constant.as_ref();
        if schema.has(Keyword::Enum) || constant.is_some_and(Value::is_string) {
            if ty.is_some_and(|ty| ty != JsonType::String) {
                return Err(self.refuse_list(&schema.location_of(Keyword::Type)));
            }
            return self.enum_shape(schema, hint);
        }
        if constant.is_some_and(Value::is_null) {
            return Err(self.refuse_only_null(&schema.location));
        }
        let of = |ty| Ok(Typed::new(ty, schema.constraints.clone()));
        match ty {
            Some(JsonType::String) => of(match schema.constraints.format.as_deref() {
                Some("date-time") => Type::Timestamp,
                Some("password") => Type::Secret,
                _ => Type::String,
            }),
            Some(JsonType::Integer) => of(Type::Integer { unsigned: schema.constraints.is_never_negative() }),
            Some(JsonType::Number) => of(Type::Number),
            Some(JsonType::Boolean) => of(Type::Boolean),
            Some(JsonType::Array) => {
                let item = self.item(schema.rest_of_items(), &format!("{hint}Item"))?;
                of(Type::List(item))
            }
            Some(JsonType::Object) if schema.has(Keyword::Properties) => self.object_shape(schema, hint),
            Some(JsonType::Object) => match schema.one(Keyword::AdditionalProperties) {
                Some(Schema { boolean: Some(false), .. }) => self.object_shape(schema, hint),
                values => {
                    let required = schema.required.iter();
                    let reported =
                        required.map(|required| self.refuse_undescribed(&required.key, &required.location));
                    reported.last().map_or(Ok(()), Err)?;
                    let item = self.item(values, &format!("{hint}Value"))?;
                    of(Type::Map(item))
                }
            },
            None if schema.has(Keyword::Properties) || schema.has(Keyword::Items) => Err(self.refuse(
                &rules::VALUE,
                &schema.location,
                "expected `type`: without it, every value that is neither object nor array is valid too",
                "add `\"type\": \"object\"` or `\"type\": \"array\"`",
            )),
            None => of(Type::Any),
            Some(JsonType::Null) => Err(self.refuse_only_null(&schema.location)),
        }
    }

    fn item(&mut self, schema: Option<&'c Schema>, hint: &str) -> Lowered<Box<Item>> {
        let Some(schema) = schema else { return Ok(Box::new(Item { ty: Type::Any, nullable: false })) };
        let typed = self.typed(schema, hint)?;
        Ok(Box::new(Item { ty: typed.ty, nullable: typed.nullable }))
    }

    /// The one type next to null; `None` for any.
    fn one_type(&mut self, schema: &Schema) -> Lowered<Option<JsonType>> {
        let Some(types) = &schema.types else { return Ok(None) };
        let mut others = types.iter().filter(|ty| **ty != JsonType::Null);
        match (others.next(), others.next()) {
            (Some(ty), None) => Ok(Some(*ty)),
            (None, _) => Ok(Some(JsonType::Null)),
            _ => Err(self.refuse(
                &rules::VALUE,
                &schema.location_of(Keyword::Type),
                "expected one type, found several",
                "choose one type (it may be nullable), or make it an object with a field for each",
            )),
        }
    }

    /// The schema that a `$ref` leads to. What leads nowhere was reported when the catalog was loaded.
    pub(super) fn target(&self, schema: &Schema) -> Lowered<&'c Schema> {
        self.catalog.target(schema).ok_or(Reported)
    }

    /// Where a `$ref` leads: a named shape, or a type without a name.
    fn reference(&mut self, schema: &'c Schema) -> Lowered<Typed> {
        let target = self.target(schema)?;
        if let Some(&id) = self.shape_at.get(&target.location) {
            // Where nothing describes it, that is reported there, and not of all that refers to it.
            let description = Some(described(target).ok_or(Reported)?);
            return Ok(Typed { description, nullable: allows_null(target), ..Typed::shape(id) });
        }
        if self.open_references.contains(&target.location) {
            return Err(self.refuse(
                &rules::VALUE,
                &schema.location_of(Keyword::Ref),
                "this reference leads back to itself without an object in between",
                "make it an object with a field that refers back",
            ));
        }
        let Some(ident) = ident_of(&target.location) else {
            return Err(self.refuse(
                &rules::VALUE,
                &schema.location_of(Keyword::Ref),
                &format!("{} cannot become a type name", target.location),
                "refer to a definition under `$defs` whose name contains a letter",
            ));
        };
        self.open_references.push(target.location.clone());
        let typed = match self.id_shape(target, &ident) {
            Some(shape) => shape,
            None => self.typed(target, &ident),
        };
        self.open_references.pop();
        let typed = typed?;
        Ok(Typed { description: described(target).or(typed.description), ..typed })
    }

    pub(super) fn refuse_unknown_keywords(&mut self, schema: &Schema) -> Lowered<()> {
        let mut result = self.check_assumption(schema);
        for name in others(schema, is_supported) {
            result = Err(self.report(Diagnostic::at_key(
                &rules::KEYWORD,
                schema.location.child(name),
                format!("unsupported keyword `{name}`"),
                match similar_keyword(name) {
                    Some(similar) => format!("did you mean `{similar}`?"),
                    None => UNSUPPORTED.to_owned(),
                },
            )));
        }
        result
    }

    pub(super) fn only_annotations_beside(&mut self, schema: &Schema, keyword: Keyword) -> Lowered<()> {
        let mut result = Ok(());
        let where_to = match keyword {
            Keyword::Ref => "what `$ref` names".to_owned(),
            keyword => format!("the branches of `{}`", keyword.as_str()),
        };
        let is_other =
            |other: &&Keyword| **other != keyword && is_supported(**other) && !other.is_annotation();
        let others = schema.keywords.iter().filter(is_other);
        for other in others {
            result = Err(self.report(Diagnostic::at_key(
                &rules::KEYWORD,
                schema.location_of(*other),
                format!("unsupported keyword `{}` next to `{}`", other.as_str(), keyword.as_str()),
                format!("move it to {where_to}, or remove it"),
            )));
        }
        result
    }
}

pub(super) fn is_supported(keyword: Keyword) -> bool {
    SUPPORTED.contains(&keyword) || Constraints::KEYWORDS.contains(&keyword) || keyword.is_annotation()
}

/// The keyword that an unknown one is probably a misspelling of.
fn similar_keyword(name: &str) -> Option<&'static str> {
    // The one keyword of JSON Schema that resembles a supported one without being a misspelling.
    let name = Some(name).filter(|name| *name != Keyword::PropertyNames.as_str())?;
    let supported = Keyword::ALL.iter().filter(|keyword| is_supported(**keyword));
    closest(name, supported.map(|keyword| keyword.as_str()).chain([ASSUMPTION]))
}

/// The name of what is at a location, in camel case.
pub(super) fn ident_of(location: &Location) -> Option<String> {
    type_ident(location.pointer.rsplit('/').next().unwrap_or_default())
}

/// Whether a schema itself allows null; what it refers to is asked separately.
fn allows_null(schema: &Schema) -> bool {
    let of_type = schema.types.as_ref().map(|types| types.contains(&JsonType::Null));
    let of_values = schema.values.as_ref().map(|values| values.contains(&Value::Null));
    let of_branches = one_of(schema).map(|(_, branches)| branches.iter().any(is_null));
    [of_type, of_values, of_branches].into_iter().flatten().reduce(|a, b| a && b).unwrap_or(false)
}

/// The branches of a `oneOf` or `anyOf`, with the keyword that holds them.
fn one_of(schema: &Schema) -> Option<(Keyword, &[Schema])> {
    [Keyword::OneOf, Keyword::AnyOf].into_iter().find_map(|keyword| Some((keyword, schema.list(keyword)?)))
}

/// `allOf` with a reference and nothing else: the older way to describe a reference.
fn sole_reference(schema: &Schema) -> Option<&Schema> {
    let [only] = schema.list(Keyword::AllOf)? else { return None };
    let is_bare = only.keywords == [Keyword::Ref] && only.unknown.is_empty();
    let is_plain = schema.keywords.iter().all(|key| *key == Keyword::AllOf || key.is_annotation());
    Some(only).filter(|_| is_bare && is_plain)
}

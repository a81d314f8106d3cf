//! What a schema says as a formula: `required`, `not`, `if`, `anyOf` and the like put claims together, and any other schema is a
//! claim by itself, whatever it says, of the value or of what is at a key.

use std::cell::Cell;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::model::{Keyword, Role, Schema};

use super::kinds::Kinds;
use super::says_nothing;

/// How deep schemas are looked into, and how many.
const DEEPEST: usize = 12;
const MOST: usize = 300;

/// Something that is true of a value or not.
#[derive(Clone, Debug)]
pub(crate) enum Claim<'c> {
    /// An object has a key.
    Has(&'c str),
    /// The value is valid against a schema that is not taken apart.
    Valid(&'c Schema),
    /// What is at a key, where there is something, is valid against a schema.
    At(&'c str, &'c Schema),
    All(Vec<Self>),
    Any(Vec<Self>),
    /// Exactly one of these is true.
    One(Vec<Self>),
    Not(Box<Self>),
}

impl<'c> Claim<'c> {
    pub(crate) const TRUE: Self = Self::All(Vec::new());
    pub(crate) const FALSE: Self = Self::Any(Vec::new());

    pub(crate) fn not(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// From one thing follows another.
    pub(crate) fn implies(self, other: Self) -> Self {
        Self::Any(vec![self.not(), other])
    }

    /// One key asks for another.
    pub(crate) fn asks(key: &'c str, other: &'c str) -> Self {
        Self::Has(key).implies(Self::Has(other))
    }

    /// Whether it is true, or false, of every value.
    pub(crate) fn certain(&self) -> Option<bool> {
        let each = |claims: &[Self]| claims.iter().map(Self::certain).collect::<Vec<_>>();
        match self {
            Self::Has(_) | Self::Valid(_) | Self::At(..) => None,
            Self::All(claims) => match each(claims) {
                each if each.contains(&Some(false)) => Some(false),
                each => (!each.contains(&None)).then_some(true),
            },
            Self::Any(claims) => match each(claims) {
                each if each.contains(&Some(true)) => Some(true),
                each => (!each.contains(&None)).then_some(false),
            },
            Self::One(claims) => {
                let each = each(claims).into_iter().collect::<Option<Vec<bool>>>()?;
                Some(each.into_iter().filter(|is_true| *is_true).count() == 1)
            }
            Self::Not(claim) => Some(!claim.certain()?),
        }
    }

    /// What a schema says of values of a kind.
    pub(crate) fn of(catalog: &'c Catalog, schema: &'c Schema, kind: Kinds) -> Self {
        Reader { catalog, kind, count: Cell::new(0) }.schema(schema, 0)
    }

    /// What a keyword says of them that puts schemas together.
    pub(crate) fn of_keyword(
        catalog: &'c Catalog,
        schema: &'c Schema,
        keyword: Keyword,
        kind: Kinds,
    ) -> Self {
        let claim = Reader { catalog, kind, count: Cell::new(0) }.keyword(schema, keyword, 0);
        claim.unwrap_or(Self::Valid(schema))
    }
}

struct Reader<'c> {
    catalog: &'c Catalog,
    kind: Kinds,
    /// How many schemas were looked into.
    count: Cell<usize>,
}

impl<'c> Reader<'c> {
    fn schema(&self, schema: &'c Schema, depth: usize) -> Claim<'c> {
        self.count.set(self.count.get() + 1);
        match schema.boolean {
            Some(true) => return Claim::TRUE,
            Some(false) => return Claim::FALSE,
            None if schema.nullable || depth >= DEEPEST || self.count.get() > MOST => {
                return Claim::Valid(schema);
            }
            None => {}
        }
        let each = schema.keywords.iter().map(|keyword| self.keyword(schema, *keyword, depth + 1));
        each.collect::<Option<Vec<_>>>().map_or(Claim::Valid(schema), Claim::All)
    }

    /// `None` where it is not known what a keyword says.
    fn keyword(&self, schema: &'c Schema, keyword: Keyword, depth: usize) -> Option<Claim<'c>> {
        let is_object = self.kind == Kinds::OBJECT;
        let inner = |schema: &'c Schema| self.schema(schema, depth);
        let list = || schema.list(keyword).map(|all| all.iter().map(inner).collect::<Vec<_>>());
        Some(match keyword {
            Keyword::Ref | Keyword::DynamicRef | Keyword::RecursiveRef => inner(self.catalog.target(schema)?),
            Keyword::Type => {
                let kinds = Kinds::of_types(schema.types.as_deref()?);
                match (kinds.has(self.kind), kinds.meets(self.kind)) {
                    (true, _) => Claim::TRUE,
                    (_, false) => Claim::FALSE,
                    _ => return None,
                }
            }
            Keyword::AllOf => Claim::All(list()?),
            Keyword::AnyOf => Claim::Any(list()?),
            Keyword::OneOf => Claim::One(list()?),
            Keyword::Not => inner(schema.one(keyword)?).not(),
            Keyword::If => {
                let part = |keyword: Keyword| schema.one(keyword).map_or(Claim::TRUE, inner);
                let condition = part(Keyword::If);
                let then = condition.clone().implies(part(Keyword::Then));
                Claim::All(vec![then, Claim::Any(vec![condition, part(Keyword::Else)])])
            }
            // `if` says it, and without it they say nothing.
            Keyword::Then | Keyword::Else => Claim::TRUE,
            Keyword::Required | Keyword::Properties if !is_object => Claim::TRUE,
            Keyword::Required => {
                Claim::All(schema.required.iter().map(|entry| Claim::Has(&entry.key)).collect())
            }
            Keyword::Properties => {
                let each = schema.map(keyword)?.iter().map(|(name, property)| match property.boolean {
                    Some(false) => Claim::Has(name).not(),
                    _ if says_nothing(property) => Claim::TRUE,
                    _ => Claim::Has(name).implies(Claim::At(name, property)),
                });
                Claim::All(each.collect())
            }
            Keyword::DependentRequired | Keyword::DependentSchemas | Keyword::Dependencies if !is_object => {
                Claim::TRUE
            }
            Keyword::DependentRequired | Keyword::DependentSchemas | Keyword::Dependencies => {
                let schemas = schema.map(keyword).into_iter().flatten();
                let schemas = schemas.map(|(key, asked)| Claim::Has(key).implies(inner(asked)));
                let said = self.catalog.value(&schema.location_of(keyword)).and_then(Value::as_object);
                let keys = said.into_iter().flatten().flat_map(|(key, asked)| {
                    let asked = asked.as_array().into_iter().flatten().filter_map(Value::as_str);
                    asked.map(|other| Claim::asks(key, other))
                });
                Claim::All(schemas.chain(keys).collect())
            }
            other => match other.role() {
                Role::Annotates | Role::Defines | Role::Identifies => Claim::TRUE,
                _ => return None,
            },
        })
    }
}

//! The types of JSON that a value may have.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{FORMATS, JsonType, Keyword, Schema};

use super::members::{Branches, Member};
use super::{Lowered, Lowering, Reported};
use crate::rules;

/// The types that a value may have.
pub(super) struct Allowed {
    /// The types; `None` for any.
    pub types: Option<BTreeSet<JsonType>>,
    /// Whether no schema says so.
    pub is_implied: bool,
}

impl<'c> Lowering<'c, '_> {
    /// The types of JSON that a value may have; `None` for any. A schema that has only keywords of one type is meant to
    /// be of that type.
    pub(super) fn types(&mut self, members: &[Member<'c>]) -> Lowered<Allowed> {
        let common = self.common_types(members)?;
        let says_values = |member: &Member<'_>| member.schema.lists().next().is_some();
        if common.is_some() || members.iter().any(says_values) {
            return Ok(Allowed { types: common, is_implied: false });
        }
        let keywords = || members.iter().flat_map(|member| member.schema.keywords.iter());
        let formats = members.iter().filter_map(|member| member.schema.constraints.format.as_deref());
        let of_format = formats.filter_map(type_of_format);
        let implied: BTreeSet<JsonType> =
            keywords().filter_map(|keyword| keyword.implies()).chain(of_format).collect();
        let nullable = members.iter().any(|member| member.schema.nullable);
        // A type that another list of branches gives says more than a keyword that is just about one.
        let implied =
            if implied.iter().any(|ty| is_denied(members, *ty)) { BTreeSet::new() } else { implied };
        if let (Some(ty), Some(member)) = (implied.first().filter(|_| implied.len() == 1), members.last()) {
            self.note(member.schema, format!("no `type` is given; it is taken for `{}`", ty.as_str()));
        }
        let is_implied = implied.len() == 1;
        let types =
            is_implied.then(|| implied.into_iter().chain(nullable.then_some(JsonType::Null)).collect());
        Ok(Allowed { types, is_implied })
    }

    /// Refuses a schema that is `false`.
    pub(super) fn refuse_all(&mut self, at: &Location) -> Reported {
        self.refuse(&rules::VALUE, at, "no value is valid here", "describe the values with a `type`")
    }

    /// The types that all members allow; where there are none, that is reported.
    pub(super) fn common_types(&mut self, members: &[Member<'c>]) -> Lowered<Option<BTreeSet<JsonType>>> {
        common_types(members).map_err(|Contradiction { schema, expected, found }| {
            self.forget_what_follows_from(members);
            if schema.boolean == Some(false) {
                return self.refuse_all(&schema.location);
            }
            let message = format!(
                "no value is valid here: what it is combined with allows {}, but this {}",
                in_words(&expected),
                in_words(&found)
            );
            let help = "choose a type that both allow, or include another schema";
            self.refuse(&rules::VALUE, &schema.location_of(Keyword::Type), &message, help)
        })
    }
}

/// Whether a value is surely of a type: where nothing says so, one of another type may be meant.
pub(super) fn is_surely(members: &[Member<'_>], ty: JsonType) -> bool {
    members.iter().any(|member| member.schema.types.as_deref() == Some(&[ty]))
}

/// Whether a branch that may hold, too, is of another type.
fn is_denied(members: &[Member<'_>], ty: JsonType) -> bool {
    let conditional = members.iter().filter(|member| member.branches == Branches::Conditional);
    let lists = conditional.flat_map(|member| member.schema.choices());
    let is_other = |own: &JsonType| *own != ty && (*own, ty) != (JsonType::Integer, JsonType::Number);
    let mut types = lists.flatten().filter_map(|branch| branch.types.as_ref());
    types.any(|types| types.iter().all(|own| is_other(own) && *own != JsonType::Null))
}

/// Types of which no value can be.
pub(super) struct Contradiction<'c> {
    /// The schema that rules out what the others allow.
    schema: &'c Schema,
    pub expected: BTreeSet<JsonType>,
    pub found: BTreeSet<JsonType>,
}

/// The types that all members allow; `None` where none of them says anything of types.
pub(super) fn common_types<'c>(
    members: &[Member<'c>],
) -> Result<Option<BTreeSet<JsonType>>, Contradiction<'c>> {
    let mut common: Option<BTreeSet<JsonType>> = None;
    for member in members {
        if member.schema.boolean == Some(false) {
            let (expected, found) = Default::default();
            return Err(Contradiction { schema: member.schema, expected, found });
        }
        let mut own: Option<BTreeSet<JsonType>> =
            member.schema.types.as_ref().map(|own| own.iter().copied().collect());
        if let Some(own) = &mut own
            && member.schema.nullable
        {
            own.insert(JsonType::Null);
        }
        for found in own.into_iter().chain(types_of_branches(member)) {
            let both = common.as_ref().map_or_else(|| found.clone(), |common| intersection(common, &found));
            if both.is_empty() {
                return Err(Contradiction {
                    schema: member.schema,
                    expected: common.unwrap_or_default(),
                    found,
                });
            }
            common = Some(both);
        }
    }
    Ok(common)
}

/// The types that the branches of a value allow where they say nothing else, for each list of them.
fn types_of_branches(member: &Member<'_>) -> impl Iterator<Item = BTreeSet<JsonType>> {
    member.schema.choices().filter_map(types_listed)
}

/// The types that branches allow which say nothing but those: another way to write a list of types.
pub(super) fn types_listed(branches: &[Schema]) -> Option<BTreeSet<JsonType>> {
    let is_bare = |branch: &Schema| {
        branch.boolean.is_none()
            && branch.keywords.iter().all(|own| *own == Keyword::Type || own.is_annotation())
    };
    let types = branches.iter().map(|branch| {
        let types = branch.types.as_ref().filter(|_| is_bare(branch))?;
        Some(types.iter().copied().chain(branch.nullable.then_some(JsonType::Null)))
    });
    Some(types.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The types that both allow; integers are numbers.
pub(super) fn intersection(a: &BTreeSet<JsonType>, b: &BTreeSet<JsonType>) -> BTreeSet<JsonType> {
    a.union(b).copied().filter(|ty| ty.is_among(a) && ty.is_among(b)).collect()
}

/// The types that a value may have, in words.
pub(super) fn in_words(types: &BTreeSet<JsonType>) -> String {
    types.iter().map(|ty| format!("`{}`", ty.as_str())).collect::<Vec<_>>().join(" or ")
}

pub(super) fn has_type(types: &BTreeSet<JsonType>, value: &Value) -> bool {
    JsonType::of_value(value).is_among(types)
}

/// The type that a format is of, where it is one of JSON Schema or of OpenAPI. Of one that an author made up, who knows.
fn type_of_format(format: &str) -> Option<JsonType> {
    const OF_OPENAPI: [&str; 4] = ["byte", "binary", "base64url", "password"];
    const OF_NUMBERS: [&str; 11] = [
        "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double",
        "decimal",
    ];
    match format {
        _ if FORMATS.contains(&format) || OF_OPENAPI.contains(&format) => Some(JsonType::String),
        _ if OF_NUMBERS.contains(&format) => Some(JsonType::Number),
        _ => None,
    }
}

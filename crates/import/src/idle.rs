//! Keywords that do nothing where they are. They are left out: in the newest draft, they would rule values out that are sent.

use serde_json::{Map, Value};
use webhook_schema::model::{Dialect, Keyword, Role, Schema, Stray, stray};

use crate::documents::Documents;

/// Why a key of a schema does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Idle {
    /// It is probably a misspelling of a keyword.
    Misspelled(Keyword),
    /// It is a keyword, but of another draft.
    OfOtherDraft,
    /// It is a limit, and the draft has it as a switch of this one.
    NotASwitch(Keyword),
    /// It is a switch of a limit that is not there.
    WithoutLimit(Keyword),
    /// It is about the items after those of a list, and there is no list.
    WithoutList,
    /// It is a switch, in newer drafts at least, and here something else.
    NotTrueOrFalse,
}

impl Idle {
    /// Why a key does nothing, and what to do about it.
    pub fn explained(self, key: &str) -> (String, String) {
        match self {
            Self::Misspelled(meant) => (
                format!("`{key}` is not a keyword"),
                format!("if `{}` is meant, correct it and import again", meant.as_str()),
            ),
            Self::OfOtherDraft => (
                format!("`{key}` is not a keyword of this draft"),
                "if it is meant, say so with the `$schema` of a draft that has it, or in OpenAPI with version 3.1"
                    .to_owned(),
            ),
            Self::NotASwitch(limit) => (
                format!("`{key}` is not `true` or `false`, as it is in this draft"),
                format!("write the limit as `{}`, next to `\"{key}\": true`", limit.as_str()),
            ),
            Self::WithoutLimit(limit) => (
                format!("`{key}` says nothing without `{}`", limit.as_str()),
                format!("if there is a limit, write it as `{}`", limit.as_str()),
            ),
            Self::WithoutList => (
                format!("`{key}` says nothing unless `items` is a list"),
                "to limit how many items there are, write `maxItems`".to_owned(),
            ),
            Self::NotTrueOrFalse => (
                format!("`{key}` is not `true` or `false`"),
                format!("write `\"{key}\": true`, and the reason into `description`"),
            ),
        }
    }
}

/// The keys of a schema that do nothing there and would in the newest draft, or were meant to; `object` is the schema as it is
/// written.
pub(crate) fn idle(
    documents: &Documents,
    schema: &Schema,
    object: &Map<String, Value>,
) -> Vec<(String, Idle)> {
    let is_meant = |key: &str| key == Keyword::Const.as_str() && documents.only_value(schema).is_some();
    let strays = schema.unknown.iter().filter(|(key, _)| !is_meant(key)).filter_map(|(key, _)| {
        let why = match stray(key, schema.dialect) {
            Stray::Slip(meant) => Some(Idle::Misspelled(meant)),
            Stray::OtherDraft(keyword) => has_force(keyword).then_some(Idle::OfOtherDraft),
            Stray::Annotation => None,
        };
        Some((key.clone(), why?))
    });
    let idle = strays.chain(idle_switches(schema, object)).chain(idle_marks(schema, object));
    idle.chain(idle_rest(schema, object)).filter(|(key, _)| object.contains_key(key)).collect()
}

/// What marks a schema, such as `deprecated`, where its draft does not say yet that it is true or false: many write the reason.
fn idle_marks(schema: &Schema, object: &Map<String, Value>) -> Vec<(String, Idle)> {
    let marks = [
        (Keyword::Deprecated, Dialect::Draft201909),
        (Keyword::ReadOnly, Dialect::Draft7),
        (Keyword::WriteOnly, Dialect::Draft7),
    ];
    let idle = marks.into_iter().filter(|(mark, since)| {
        schema.dialect < *since && object.get(mark.as_str()).is_some_and(|value| !value.is_boolean())
    });
    idle.map(|(mark, _)| (mark.as_str().to_owned(), Idle::NotTrueOrFalse)).collect()
}

/// Whether values are valid or invalid by a keyword itself, or by what it leads to: a note or a name does no harm.
fn has_force(keyword: Keyword) -> bool {
    let leads_on = matches!(keyword, Keyword::DynamicRef | Keyword::RecursiveRef);
    leads_on || matches!(keyword.role(), Role::Asserts | Role::AppliesInPlace(_) | Role::AppliesToParts(_))
}

/// In draft 4, an exclusive limit is a switch of the limit next to it.
fn idle_switches(schema: &Schema, object: &Map<String, Value>) -> Vec<(String, Idle)> {
    let switches =
        [(Keyword::ExclusiveMinimum, Keyword::Minimum), (Keyword::ExclusiveMaximum, Keyword::Maximum)];
    let switches =
        switches.into_iter().filter(|(switch, _)| schema.dialect < Dialect::Draft6 && schema.has(*switch));
    let idle = switches.filter_map(|(switch, limit)| {
        let why = match object.get(switch.as_str())? {
            Value::Bool(true) if !schema.has(limit) => Idle::WithoutLimit(limit),
            Value::Bool(_) => return None,
            _ => Idle::NotASwitch(limit),
        };
        Some((switch.as_str().to_owned(), why))
    });
    idle.collect()
}

/// Before 2020-12, `additionalItems` is about what comes after the schemas that are listed in `items`.
fn idle_rest(schema: &Schema, object: &Map<String, Value>) -> Option<(String, Idle)> {
    let rest = Keyword::AdditionalItems;
    let is_list = object.get(Keyword::Items.as_str()).is_some_and(Value::is_array);
    (schema.has(rest) && !is_list).then(|| (rest.as_str().to_owned(), Idle::WithoutList))
}

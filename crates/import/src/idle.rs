//! Keywords that do nothing where they are. They are left out: in the newest draft, they would rule values out that are sent.

use serde_json::{Map, Value};
use webhook_schema::Rule;
use webhook_schema::model::{Dialect, Keyword, Role, Schema, Stray, stray};

use crate::documents::Documents;
use crate::rules;

/// Why a key of a schema does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Idle {
    /// It is probably a misspelling of a keyword.
    Misspelled(Keyword),
    /// It is a keyword, but of another draft than the one of such a document.
    OfOtherDraft(Format),
    /// It is a limit, and the draft has it as a switch of this one.
    NotASwitch(Keyword),
    /// It is a switch of a limit that is not there.
    WithoutLimit(Keyword),
    /// It is about the items after those of a list, and there is no list.
    WithoutList,
    /// It is about values of a type that the schema does not allow.
    OfOtherType,
    /// It is a switch, in newer drafts at least, and here something else.
    NotTrueOrFalse,
}

impl Idle {
    /// Why a key does nothing, and what to do about it.
    pub fn explained(self, key: &str) -> (&'static Rule, String, String) {
        let (why, help) = self.said(key);
        let rule = if self == Self::OfOtherType { &rules::IDLE } else { &rules::MISSPELLED };
        (rule, why, help)
    }

    fn said(self, key: &str) -> (String, String) {
        match self {
            Self::Misspelled(meant) => (
                format!("`{key}` is not a keyword"),
                format!("if `{}` is meant, correct it and import again", meant.as_str()),
            ),
            Self::OfOtherDraft(format) => {
                let help = match format {
                    Format::OpenApi30 => "if it is meant, make the document one of OpenAPI 3.1",
                    Format::OpenApi31 => "if it is meant, name a draft that has it in `jsonSchemaDialect`",
                    Format::AsyncApi if key == Keyword::PrefixItems.as_str() => {
                        "if it is meant, write the list in `items`, which is what this draft has for it"
                    }
                    Format::AsyncApi => {
                        "if it is meant, refer to a schema in a file of its own, whose `$schema` is a draft that has it"
                    }
                    Format::JsonSchema => "if it is meant, say so with the `$schema` of a draft that has it",
                };
                (format!("`{key}` is not a keyword of this draft"), help.to_owned())
            }
            Self::OfOtherType => (
                format!("`{key}` says nothing of values of this type"),
                "correct `type`, or remove it".to_owned(),
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
                format!("write `\"{key}\": true`, and put a reason, if there is one, in `description`"),
            ),
        }
    }
}

/// What a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    JsonSchema,
    OpenApi30,
    OpenApi31,
    AsyncApi,
}

impl Format {
    fn of(documents: &Documents, schema: &Schema) -> Self {
        let root = documents.value(&schema.location.with_pointer(""));
        let has = |key: &str| root.is_some_and(|root| root.get(key).is_some());
        match (has("openapi"), has("asyncapi")) {
            (true, _) if schema.dialect == Dialect::Draft4 => Self::OpenApi30,
            (true, _) => Self::OpenApi31,
            (false, true) => Self::AsyncApi,
            (false, false) => Self::JsonSchema,
        }
    }
}

/// The keys of a schema that do nothing there and would in the newest draft, or were meant to; `object` is the schema as it is
/// written. One without
/// a reason follows from another.
pub(crate) fn idle(
    documents: &Documents,
    schema: &Schema,
    object: &Map<String, Value>,
) -> Vec<(String, Option<Idle>)> {
    let format = Format::of(documents, schema);
    let is_meant = |key: &str| key == Keyword::Const.as_str() && documents.only_value(schema).is_some();
    let strays = schema.seldom.unknown.iter().filter(|(key, _)| !is_meant(key)).filter_map(|(key, _)| {
        let why = match stray(key, schema.dialect) {
            Stray::Slip(meant) => Some(Idle::Misspelled(meant)),
            Stray::OtherDraft(keyword) => has_force(keyword).then_some(Idle::OfOtherDraft(format)),
            // The newest draft has none of draft-03's either.
            Stray::Draft3(_) | Stray::Annotation => None,
        };
        Some((key.clone(), why?))
    });
    let idle = strays.chain(idle_switches(schema, object)).chain(idle_marks(schema, object));
    let idle = idle.chain(idle_by_type(schema, object)).map(|(key, why)| (key, Some(why)));
    idle.chain(idle_rest(schema, object)).filter(|(key, _)| object.contains_key(key)).collect()
}

/// What marks a schema, such as `deprecated`, where its draft does not say yet that it is true or false: many write the reason.
fn idle_marks(schema: &Schema, object: &Map<String, Value>) -> Vec<(String, Idle)> {
    let marks = [
        (Keyword::Deprecated, Dialect::Draft201909),
        (Keyword::ReadOnly, Dialect::Draft7),
        (Keyword::WriteOnly, Dialect::Draft7),
    ];
    let marks = marks.into_iter().filter(|(_, since)| schema.dialect < *since);
    // OpenAPI's own is in no draft.
    let marks = marks.map(|(mark, _)| mark.as_str()).chain(["nullable"]);
    let idle = marks.filter(|mark| object.get(*mark).is_some_and(|value| !value.is_boolean()));
    idle.map(|mark| (mark.to_owned(), Idle::NotTrueOrFalse)).collect()
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
fn idle_rest(schema: &Schema, object: &Map<String, Value>) -> Option<(String, Option<Idle>)> {
    let rest = Keyword::AdditionalItems;
    let is_list = object.get(Keyword::Items.as_str()).is_some_and(Value::is_array);
    // The list may be there as newer drafts have it, which is told.
    let is_told = object.contains_key(Keyword::PrefixItems.as_str());
    (schema.has(rest) && !is_list)
        .then(|| (rest.as_str().to_owned(), (!is_told).then_some(Idle::WithoutList)))
}

/// Keywords about values of other types than the schema allows.
fn idle_by_type(schema: &Schema, object: &Map<String, Value>) -> Vec<(String, Idle)> {
    let types = schema.types.as_deref().unwrap_or_default();
    // As draft 3 had it, which said it of the property.
    let is_required = |keyword: Keyword| {
        keyword == Keyword::Required && object.get(keyword.as_str()).is_some_and(Value::is_boolean)
    };
    let is_idle = |keyword: &&Keyword| {
        !is_required(**keyword)
            && keyword.implies().is_some_and(|about| !types.iter().any(|ty| ty.is_among([&about])))
    };
    let idle = schema.keywords.iter().filter(|keyword| !types.is_empty() && is_idle(keyword));
    idle.map(|keyword| (keyword.as_str().to_owned(), Idle::OfOtherType)).collect()
}

//! From JSON to [`Schema`]: what each draft means by its keywords.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::constraints::{Constraints, count};
use super::dialect::Dialect;
use super::json_type::{JsonType, Types};
use super::keyword::{Holds, Keyword, Role};
use super::resource::{Resource, split_fragment};
use super::schema::{Annotations, Applied, Required, Schema};
use crate::location::Location;
use crate::rare::Rare;
use crate::shared::Shared;

/// What OpenAPI 3.0 says in place of the type `null`.
pub const NULLABLE: &str = "nullable";

/// When what is deprecated may be gone.
pub const SUNSET: &str = "x-sunset";

/// What takes the place of a field that is deprecated.
pub const REPLACED_BY: &str = "x-replaced-by";

impl Schema {
    /// Reads a schema file, in the draft that it names.
    pub fn read(file: &str, root: &Value) -> Self {
        Self::read_one_of_many(file, root, &Alike::default())
    }

    /// The same for one of many files: what is alike in them is in memory once.
    pub fn read_one_of_many(file: &str, root: &Value, alike: &Alike) -> Self {
        let resource = Arc::new(Resource::of_document(file, root));
        read(Location::new(file, ""), root, Dialect::of_document(root), &resource, alike)
    }

    /// Reads what is at `location` as a schema, though no keyword says that it is one. `around` is the innermost schema that
    /// it is in.
    pub(super) fn graft(location: Location, value: &Value, around: &Schema) -> Self {
        read(location, value, around.dialect, &around.resource, &Alike::default())
    }
}

/// What schemas have that are written alike: where they are in their files, which keywords they have, and what these say.
///
/// ```
/// use std::sync::Arc;
///
/// use serde_json::json;
/// use webhook_schema::model::{Alike, Schema};
///
/// let (alike, value) = (Alike::default(), json!({ "description": "b", "$ref": "c.json" }));
/// let [one, other] = ["1.json", "2.json"].map(|file| Schema::read_one_of_many(file, &value, &alike));
/// let texts = |schema: Schema| [schema.annotations.description, schema.reference].map(Option::unwrap);
/// assert!(texts(one).iter().zip(&texts(other)).all(|(one, other)| Arc::ptr_eq(one, other)));
/// ```
#[derive(Debug, Default)]
pub struct Alike {
    pointers: Shared<str>,
    keywords: Shared<[Keyword]>,
    texts: Shared<str>,
}

fn read(
    location: Location,
    value: &Value,
    dialect: Dialect,
    around: &Arc<Resource>,
    alike: &Alike,
) -> Schema {
    let own = (!location.pointer.is_empty()).then(|| around.inner(&location, value, dialect)).flatten();
    let mut schema = Schema {
        location,
        resource: own.map_or_else(|| Arc::clone(around), Arc::new),
        dialect,
        boolean: None,
        keywords: Arc::default(),
        id: Rare::default(),
        seldom: Rare::default(),
        reference: None,
        nullable: false,
        types: None,
        values: Rare::default(),
        constraints: Rare::default(),
        required: Rare::default(),
        annotations: Annotations::default(),
        applied: Vec::new(),
    };
    let object = match value {
        Value::Object(object) => object,
        other => {
            schema.boolean = Some(other.as_bool().unwrap_or(true));
            return schema;
        }
    };
    let is_reference = object.get(Keyword::Ref.as_str()).is_some_and(Value::is_string);
    let counts = |keyword: Keyword| {
        !is_reference
            || dialect.reads_next_to_ref()
            || matches!(keyword.role(), Role::Annotates | Role::Defines)
            || matches!(keyword, Keyword::Ref | Keyword::Schema)
    };
    let mut keywords = Vec::new();
    for (name, value) in object {
        match Keyword::of(name, dialect) {
            None => {
                let text = || value.as_str().map(str::to_owned);
                match name.as_str() {
                    NULLABLE => schema.nullable = *value == Value::Bool(true),
                    SUNSET => schema.seldom.sunset = text(),
                    REPLACED_BY => schema.seldom.replaced_by = text(),
                    _ => {}
                }
                schema.seldom.unknown.push((name.clone(), value.clone()));
            }
            Some(keyword) if counts(keyword) => {
                keywords.push(keyword);
                keep(&mut schema, keyword, value, object, alike);
            }
            Some(_) => {}
        }
    }
    // A catalog has very many schemas, and none grows after this.
    schema.keywords = alike.keywords.get(&keywords[..]);
    schema.applied.shrink_to_fit();
    if allows_nothing(&schema) {
        schema.boolean = Some(false);
    }
    schema
}

/// Whether what a schema says is another way to write `false`, as tools do that make objects only: `{ "not": {} }`.
fn allows_nothing(schema: &Schema) -> bool {
    let is_never = |schema: &Schema| schema.boolean == Some(false);
    let is_any = |schema: &Schema| {
        schema.boolean.unwrap_or_else(|| schema.keywords.iter().all(|keyword| keyword.is_annotation()))
    };
    !schema.nullable
        && (schema.values.as_ref().is_some_and(Vec::is_empty)
            || schema.one(Keyword::Not).is_some_and(is_any)
            || schema.list(Keyword::AllOf).is_some_and(|parts| parts.iter().any(is_never))
            || schema.choices().any(|branches| !branches.is_empty() && branches.iter().all(is_never)))
}

fn keep(schema: &mut Schema, keyword: Keyword, value: &Value, around: &Map<String, Value>, alike: &Alike) {
    let text = || value.as_str().map(str::to_owned);
    let shared_text = || value.as_str().map(|text| alike.texts.get(text));
    match keyword {
        Keyword::Id | Keyword::OldId => {
            let (id, anchor) = split_fragment(value.as_str().unwrap_or_default());
            schema.id = text().filter(|_| !id.is_empty()).into();
            // Before 2019-09, this is how an anchor was written.
            if !anchor.is_empty() {
                schema.seldom.anchors.push(anchor.to_owned());
            }
        }
        Keyword::Anchor => schema.seldom.anchors.extend(text()),
        Keyword::DynamicAnchor => {
            schema.seldom.anchors.extend(text());
            schema.seldom.dynamic_anchor = text();
        }
        Keyword::RecursiveAnchor if *value == Value::Bool(true) => {
            schema.seldom.dynamic_anchor = Some(String::new())
        }
        Keyword::Ref => schema.reference = shared_text(),
        Keyword::DynamicRef | Keyword::RecursiveRef if !around.contains_key(Keyword::Ref.as_str()) => {
            schema.reference = shared_text();
        }
        Keyword::Description => {
            let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
            schema.annotations.description = text.map(|text| alike.texts.get(text));
        }
        Keyword::Title => schema.annotations.title = text().into(),
        Keyword::Default => schema.seldom.default = Some(value.clone()),
        Keyword::ReadOnly => schema.annotations.read_only = *value == Value::Bool(true),
        Keyword::WriteOnly => schema.annotations.write_only = *value == Value::Bool(true),
        Keyword::Examples => schema.seldom.examples = value.as_array().cloned().unwrap_or_default(),
        Keyword::Deprecated => schema.annotations.deprecated = *value == Value::Bool(true),
        Keyword::Type => schema.types = types(value),
        Keyword::Enum => schema.values = value.as_array().cloned().into(),
        keyword if Constraints::KEYWORDS.contains(&keyword) => {
            schema.constraints.keep(keyword, value, around);
        }
        Keyword::Required => schema.required = required(value).into(),
        Keyword::DependentRequired => schema.seldom.dependent_required = dependent_required(value),
        Keyword::MinContains => schema.seldom.min_contains = count(value),
        Keyword::MaxContains => schema.seldom.max_contains = count(value),
        Keyword::ContentEncoding => schema.seldom.content_encoding = text(),
        Keyword::ContentMediaType => schema.seldom.content_media_type = text(),
        _ => {
            if keyword == Keyword::Dependencies {
                schema.seldom.dependent_required = dependent_required(value);
            }
            let held = keyword.holds().and_then(|holds| applied(schema, keyword, holds, value, alike));
            schema.applied.extend(held.map(|held| (keyword, held)));
        }
    }
}

fn types(value: &Value) -> Option<Types> {
    let names = match value {
        Value::Array(names) => names.as_slice(),
        name => std::slice::from_ref(name),
    };
    names.iter().map(|name| JsonType::of(name.as_str()?)).collect()
}

fn required(value: &Value) -> Vec<Required> {
    let keys = value.as_array().into_iter().flatten().enumerate();
    keys.filter_map(|(index, key)| Some(Required { key: key.as_str()?.to_owned(), index })).collect()
}

fn dependent_required(value: &Value) -> Vec<(String, Vec<String>)> {
    let lists = value.as_object().into_iter().flatten();
    lists.filter_map(|(name, list)| Some((name.clone(), texts(list.as_array()?)))).collect()
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn applied(schema: &Schema, keyword: Keyword, holds: Holds, value: &Value, alike: &Alike) -> Option<Applied> {
    let inner = |at: &Location, token: &str| at.shared_child(token, &alike.pointers);
    let at = inner(&schema.location, keyword.as_str());
    let read = |location, value| read(location, value, schema.dialect, &schema.resource, alike);
    let is_schema = |value: &Value| value.is_object() || value.is_boolean();
    match (holds, value) {
        (Holds::One | Holds::OneOrList, value) if is_schema(value) => {
            Some(Applied::One(Box::new(read(at, value))))
        }
        (Holds::List | Holds::OneOrList, Value::Array(items)) => {
            let items = items.iter().enumerate();
            Some(Applied::List(
                items.map(|(index, item)| read(inner(&at, &index.to_string()), item)).collect(),
            ))
        }
        (Holds::Map, Value::Object(entries)) => {
            let schemas = entries.iter().filter(|(_, value)| is_schema(value));
            let schemas = schemas.map(|(name, value)| (alike.texts.get(name), read(inner(&at, name), value)));
            let mut schemas: IndexMap<Arc<str>, Schema> = schemas.collect();
            schemas.shrink_to_fit();
            Some(Applied::Map(schemas))
        }
        _ => None,
    }
}

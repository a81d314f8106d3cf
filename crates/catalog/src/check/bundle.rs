//! The schemas of a catalog as a validator gets them: each under a URL of ours, with references that lead where
//! [`References`] says that they do, whatever the names by which the schemas themselves go.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;

use jsonschema::{Retrieve, Uri};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use webhook_schema::model::{JsonType, Keyword, Role, Schema, file_uri};
use webhook_schema::{Location, tokens};

use crate::references::{References, relative};
use crate::schemas::Schemas;

/// What may not stand in a URL's fragment or query.
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Keywords by which schemas have names of their own, and references that are written in other ways than `$ref`.
const REPLACED: [Keyword; 8] = [
    Keyword::Id,
    Keyword::Anchor,
    Keyword::DynamicAnchor,
    Keyword::RecursiveAnchor,
    Keyword::DynamicRef,
    Keyword::RecursiveRef,
    Keyword::Vocabulary,
    Keyword::Ref,
];

/// Keywords that hold definitions.
const DEFINITIONS: [Keyword; 2] = [Keyword::Defs, Keyword::Definitions];

/// The schemas that some are reached from, by their URLs. One that no keyword holds stands apart from its file, and of what a
/// file defines, only what is reached is there: a validator costs as much as that.
///
/// The validator asks for them one by one: putting them all into one of its registries takes a time that goes with the
/// square of their number.
#[derive(Debug)]
pub(crate) struct Bundle(HashMap<String, Value>);

/// A part of an outermost schema: a definition of it, with its keyword and name, or all but the definitions.
struct Part<'s> {
    outermost: &'s Schema,
    definition: Option<(Keyword, &'s str, &'s Schema)>,
}

impl Bundle {
    /// Takes the schemas at some locations and whatever they reach, of files that nothing was reported of.
    pub(crate) fn new<'l>(schemas: &Schemas, locations: impl Iterator<Item = &'l Location>) -> Self {
        let references = &schemas.references;
        let part = |location: &Location| Part::at(references, location);
        let mut seen = BTreeSet::new();
        let mut open: Vec<Part<'_>> = locations.filter_map(part).collect();
        let mut reached: BTreeMap<&Location, Vec<Part<'_>>> = BTreeMap::new();
        while let Some(next) = open.pop() {
            let is_refused = schemas.refused.contains(&next.outermost.location.file);
            if is_refused || !seen.insert(&next.schema().location) {
                continue;
            }
            let targets = next.all().into_iter().filter_map(|schema| references.target(schema));
            open.extend(targets.filter_map(|target| part(&target.location)));
            reached.entry(&next.outermost.location).or_default().push(next);
        }
        let by_url = reached.into_iter().filter_map(|(outermost, parts)| {
            // As the validator writes it.
            let url = jsonschema::uri::from_str(&resource_url(outermost)).ok()?;
            Some((url.as_str().to_owned(), rewritten(references, &parts, schemas.value(outermost)?)))
        });
        Self(by_url.collect())
    }
}

impl<'s> Part<'s> {
    /// The part that the schema at a location is in.
    fn at(references: &'s References, location: &Location) -> Option<Self> {
        let outermost = references.schemas.outermost_at(location)?;
        let mut within = tokens(location.pointer.get(outermost.location.pointer.len()..)?);
        let definition = within.next().zip(within.next()).and_then(|(keyword, name)| {
            let keyword = DEFINITIONS.into_iter().find(|known| known.as_str() == keyword)?;
            let (name, schema) = outermost.map(keyword)?.get_key_value(&*name)?;
            Some((keyword, name.as_str(), schema))
        });
        Some(Self { outermost, definition })
    }

    fn schema(&self) -> &'s Schema {
        self.definition.map_or(self.outermost, |(_, _, schema)| schema)
    }

    /// The schemas in it.
    fn all(&self) -> Vec<&'s Schema> {
        if let Some((_, _, schema)) = self.definition {
            return schema.all();
        }
        let held = self.outermost.held().filter(|(keyword, _)| !DEFINITIONS.contains(keyword));
        let inner = held.flat_map(|(_, held)| held.schemas()).flat_map(Schema::all);
        std::iter::once(self.outermost).chain(inner).collect()
    }

    /// Puts it into an object, from the value of the outermost schema.
    fn copy(&self, value: &Map<String, Value>, into: &mut Map<String, Value>) {
        match self.definition {
            Some((keyword, name, _)) => {
                let keyword = keyword.as_str();
                let definitions = into.entry(keyword).or_insert_with(|| json!({}));
                let definition = value.get(keyword).and_then(|all| all.get(name));
                if let (Some(definitions), Some(definition)) = (definitions.as_object_mut(), definition) {
                    definitions.insert(name.to_owned(), definition.clone());
                }
            }
            None => {
                let is_held = |key: &str| {
                    DEFINITIONS.iter().any(|keyword| keyword.as_str() == key && self.outermost.has(*keyword))
                };
                let members = value.iter().filter(|(key, _)| !is_held(key));
                into.extend(members.map(|(key, value)| (key.clone(), value.clone())));
            }
        }
    }
}

impl Retrieve for Bundle {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        self.0.get(uri.as_str()).cloned().ok_or_else(|| format!("there is no schema {uri}").into())
    }
}

/// The URL of a schema.
pub(crate) fn url(schemas: &webhook_schema::model::Schemas, location: &Location) -> String {
    let outermost = schemas.outermost_at(location).map(|schema| &schema.location);
    let outermost = outermost.unwrap_or(location);
    let within = location.pointer.get(outermost.pointer.len()..).unwrap_or_default();
    format!("{}#{}", resource_url(outermost), encoded(within))
}

/// A file's URL; for what is in a file but stands apart, with its pointer as the query.
fn resource_url(location: &Location) -> String {
    let file = file_uri(&location.file);
    match location.pointer.as_str() {
        "" => file,
        pointer => format!("{file}?{}", encoded(pointer)),
    }
}

/// A keyword that a validator names by its URL, as the author of the file `from` knows it.
pub(crate) fn keyword(url: &str, from: &str) -> String {
    let Some(path) = url.strip_prefix(&file_uri("")) else { return url.to_owned() };
    let (resource, within) = path.split_once('#').unwrap_or((path, ""));
    let (file, outermost) = resource.split_once('?').unwrap_or((resource, ""));
    let file = percent_decode_str(file).decode_utf8_lossy();
    let pointer = format!("{outermost}{within}");
    format!("{}#{}", relative(from, &file), percent_decode_str(&pointer).decode_utf8_lossy())
}

/// A pointer as a part of a URL: what may not stand there is escaped.
fn encoded(pointer: &str) -> String {
    utf8_percent_encode(pointer, FRAGMENT).to_string()
}

/// Parts of an outermost schema, whose value is given, as a validator gets them.
fn rewritten(references: &References, parts: &[Part<'_>], value: &Value) -> Value {
    let Value::Object(object) = value else { return value.clone() };
    let mut copy = Map::new();
    parts.iter().for_each(|part| part.copy(object, &mut copy));
    let mut copy = Value::Object(copy);
    for part in parts {
        let start = part.outermost.location.pointer.len();
        // From the inside out: what is in a schema may move with it.
        for schema in part.all().into_iter().rev() {
            let within = schema.location.pointer.get(start..).unwrap_or_default();
            if let Some(Value::Object(object)) = copy.pointer_mut(within) {
                rewrite(references, schema, object);
            }
        }
    }
    if let (Value::Object(object), Some(part)) = (&mut copy, parts.first()) {
        object.insert(Keyword::Schema.as_str().to_owned(), json!(part.outermost.dialect.uri()));
    }
    copy
}

fn rewrite(references: &References, schema: &Schema, object: &mut Map<String, Value>) {
    let is_sole = schema.reference.is_some() && !schema.dialect.reads_next_to_ref();
    let is_left_out = |key: &str| {
        let keyword = Keyword::of(key, schema.dialect);
        let is_replaced = keyword
            .is_some_and(|keyword| REPLACED.contains(&keyword) || keyword == Keyword::id(schema.dialect));
        // The validator may look for references in what the draft ignores.
        is_replaced || is_sole && keyword.is_none_or(|keyword| keyword.role() != Role::Defines)
    };
    object.retain(|key, _| !is_left_out(key));
    if let Some(target) = references.target(schema) {
        object.insert(Keyword::Ref.as_str().to_owned(), json!(url(&references.schemas, &target.location)));
    }
    if schema.nullable {
        allow_null(schema, object);
    }
}

/// What `nullable` says, in the words of JSON Schema.
fn allow_null(schema: &Schema, object: &mut Map<String, Value>) {
    if let Some(types) = &schema.types
        && !types.contains(&JsonType::Null)
    {
        let ty = object.get(Keyword::Type.as_str()).cloned();
        let mut types = match ty {
            Some(Value::Array(types)) => types,
            one => one.into_iter().collect(),
        };
        types.push(json!("null"));
        object.insert(Keyword::Type.as_str().to_owned(), types.into());
    }
    // Next to a reference or to branches, it is about these. The others do not mind null, and stay where references may
    // lead to what is in them.
    if schema.types.is_none() {
        let minds_null = |keyword: &Keyword| match keyword {
            Keyword::Ref | Keyword::Enum | Keyword::Const => true,
            Keyword::DependentSchemas | Keyword::Dependencies => false,
            keyword => matches!(keyword.role(), Role::AppliesInPlace(_)),
        };
        let keywords = Keyword::ALL.iter().filter(|keyword| minds_null(keyword));
        let inner: Map<String, Value> =
            keywords.filter_map(|keyword| object.remove_entry(keyword.as_str())).collect();
        if !inner.is_empty() {
            object.insert(Keyword::AnyOf.as_str().to_owned(), json!([inner, { "type": "null" }]));
        }
        return;
    }
    if let Some(values) = object.get_mut(Keyword::Enum.as_str()).and_then(Value::as_array_mut)
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

//! Answers, made from the examples of the catalog: what an example has stays, unless its schema says that it is an
//! identifier, a time or a secret.
//!
//! Knows schemas and examples. Does not know operations.

use serde_json::{Map, Value};
use webhook_catalog::Catalog;
use webhook_runtime::Secret;
use webhook_schema::Location;

use crate::ids::{self, Ids};

/// An answer whose identifiers, times and secret are still to be filled in.
#[derive(Debug)]
pub(crate) enum Template {
    /// As the example has it.
    Fixed(Value),
    /// The time of the answer.
    Now,
    /// The signing secret.
    Secret,
    /// An identifier.
    Id {
        /// The path parameter that it goes by.
        parameter: String,
        /// Whether the property has that name, or is an item of a list. One of another name is what the request was about:
        /// the delivery that is repeated, say, where there is a new one too.
        is_own: bool,
    },
    Object(Vec<(String, Template)>),
    /// One for each delivery.
    Each(Box<Template>),
}

/// What is filled in.
#[derive(Clone, Copy)]
pub(crate) struct Values<'v> {
    /// Identifiers in the request's path.
    pub asked: &'v Ids,
    /// Identifiers of what the answer is about.
    pub made: &'v Ids,
    /// Those of each delivery that was made.
    pub deliveries: &'v [Ids],
    pub secret: Option<&'v Secret>,
}

impl Template {
    /// The template of an example, where `parameters` are the places of the path parameters' schemas.
    pub fn new(
        catalog: &Catalog,
        schema: (Location, &Value),
        example: &Value,
        parameters: &[(String, Location)],
    ) -> Template {
        Reader { catalog, parameters }.read(None, schema, example)
    }

    /// The answer.
    pub fn fill(&self, values: Values<'_>) -> Value {
        match self {
            Template::Fixed(value) => value.clone(),
            Template::Now => ids::timestamp().into(),
            Template::Secret => values.secret.map(Secret::expose).into(),
            Template::Id { parameter, is_own } => {
                let (first, second) =
                    if *is_own { (values.made, values.asked) } else { (values.asked, values.made) };
                first.get(parameter).or_else(|| second.get(parameter)).map(String::as_str).into()
            }
            Template::Object(properties) => {
                let filled = properties.iter().map(|(key, template)| (key.clone(), template.fill(values)));
                Value::Object(filled.collect())
            }
            Template::Each(template) => {
                let filled = values.deliveries.iter().map(|made| template.fill(Values { made, ..values }));
                Value::Array(filled.collect())
            }
        }
    }

    /// The properties at the top that hold the secret, at any depth.
    pub fn secret_keys(&self) -> impl Iterator<Item = &str> {
        let properties = if let Template::Object(properties) = self { properties.as_slice() } else { &[] };
        properties.iter().filter(|(_, template)| template.holds_secret()).map(|(key, _)| key.as_str())
    }

    fn holds_secret(&self) -> bool {
        match self {
            Template::Secret => true,
            Template::Object(properties) => properties.iter().any(|(_, template)| template.holds_secret()),
            Template::Each(template) => template.holds_secret(),
            Template::Fixed(_) | Template::Now | Template::Id { .. } => false,
        }
    }
}

struct Reader<'c> {
    catalog: &'c Catalog,
    parameters: &'c [(String, Location)],
}

impl<'c> Reader<'c> {
    fn read(&self, key: Option<&str>, schema: (Location, &'c Value), example: &Value) -> Template {
        let chain = self.chain(schema);
        let format = chain.iter().find_map(|(_, schema)| schema.get("format")).and_then(Value::as_str);
        let parameter = self.parameters.iter().find(|(_, place)| chain.iter().any(|(own, _)| own == place));
        match (example, format, parameter) {
            (Value::String(_), Some("password"), _) => Template::Secret,
            (Value::String(_), Some("date-time"), _) => Template::Now,
            (Value::String(_), _, Some((parameter, _))) => {
                Template::Id { parameter: parameter.clone(), is_own: key.is_none_or(|key| key == parameter) }
            }
            (Value::Object(properties), _, _) => Template::Object(self.read_properties(&chain, properties)),
            (Value::Array(items), _, _) => match (items.first(), inner(&chain, &["items"])) {
                (Some(item), Some(schema)) => match self.read(None, schema, item) {
                    item @ (Template::Object(_) | Template::Id { .. }) => Template::Each(Box::new(item)),
                    _ => Template::Fixed(example.clone()),
                },
                _ => Template::Fixed(example.clone()),
            },
            _ => Template::Fixed(example.clone()),
        }
    }

    fn read_properties(
        &self,
        chain: &[(Location, &'c Value)],
        example: &Map<String, Value>,
    ) -> Vec<(String, Template)> {
        let read = |(key, value): (&String, &Value)| {
            let template = match inner(chain, &["properties", key]) {
                Some(schema) => self.read(Some(key), schema, value),
                None => Template::Fixed(value.clone()),
            };
            (key.clone(), template)
        };
        example.iter().map(read).collect()
    }

    /// A schema, and those that it refers to, one after the other.
    fn chain(&self, schema: (Location, &'c Value)) -> Vec<(Location, &'c Value)> {
        let mut chain = vec![schema];
        while let Some((place, schema)) = chain.last()
            && let Some(reference) = schema.get("$ref").and_then(Value::as_str)
            && let Some(next) = self.catalog.resolve(&place.file, reference)
            && !chain.contains(&next)
        {
            chain.push(next);
        }
        chain
    }
}

/// The first schema that one of a chain has at this path.
fn inner<'c>(chain: &[(Location, &'c Value)], path: &[&str]) -> Option<(Location, &'c Value)> {
    chain.iter().find_map(|(place, schema)| {
        let value = path.iter().try_fold(*schema, |value, part| value.get(part))?;
        let place = path.iter().fold(place.clone(), |place, part| place.child(part));
        Some((place, value))
    })
}

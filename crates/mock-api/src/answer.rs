//! Answers, made from the examples of the catalog: what an example has stays, unless its schema says that it is an
//! identifier, a time or a secret.

use serde_json::{Map, Value};
use webhook_catalog::Catalog;
use webhook_exchange::fresh;
use webhook_runtime::Secret;
use webhook_schema::model::{Keyword, Schema};

use crate::path::Ids;

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
    /// The template of an example; `parameters` are the path parameters with their schemas.
    pub fn new(
        catalog: &Catalog,
        schema: &Schema,
        example: &Value,
        parameters: &[(String, &Schema)],
    ) -> Template {
        Reader { catalog, parameters }.read(None, schema, example)
    }

    /// The answer.
    pub fn fill(&self, values: Values<'_>) -> Value {
        match self {
            Template::Fixed(value) => value.clone(),
            Template::Now => fresh::timestamp().into(),
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
    parameters: &'c [(String, &'c Schema)],
}

impl<'c> Reader<'c> {
    fn read(&self, key: Option<&str>, schema: &'c Schema, example: &Value) -> Template {
        let chain = self.chain(schema);
        let format = chain.iter().find_map(|schema| schema.constraints.format.as_deref());
        let is_in_chain = |schema: &Schema| chain.iter().any(|own| own.location == schema.location);
        let parameter = self.parameters.iter().find(|(_, schema)| is_in_chain(schema));
        match (example, format, parameter) {
            (Value::String(_), Some("password"), _) => Template::Secret,
            (Value::String(_), Some("date-time"), _) => Template::Now,
            (Value::String(_), _, Some((parameter, _))) => {
                Template::Id { parameter: parameter.clone(), is_own: key.is_none_or(|key| key == parameter) }
            }
            (Value::Object(properties), _, _) => Template::Object(self.read_properties(&chain, properties)),
            (Value::Array(items), _, _) => {
                let of_items = chain.iter().find_map(|schema| schema.rest_of_items());
                match items.first().zip(of_items).map(|(item, schema)| self.read(None, schema, item)) {
                    Some(item @ (Template::Object(_) | Template::Id { .. })) => {
                        Template::Each(Box::new(item))
                    }
                    _ => Template::Fixed(example.clone()),
                }
            }
            _ => Template::Fixed(example.clone()),
        }
    }

    fn read_properties(&self, chain: &[&'c Schema], example: &Map<String, Value>) -> Vec<(String, Template)> {
        let of_property =
            |key: &str| chain.iter().find_map(|schema| schema.map(Keyword::Properties)?.get(key));
        let read = |(key, value): (&String, &Value)| {
            let template = match of_property(key) {
                Some(schema) => self.read(Some(key), schema, value),
                None => Template::Fixed(value.clone()),
            };
            (key.clone(), template)
        };
        example.iter().map(read).collect()
    }

    /// A schema, and those that it refers to, one after the other. No reference leads back to itself: that was refused.
    fn chain(&self, schema: &'c Schema) -> Vec<&'c Schema> {
        std::iter::successors(Some(schema), |schema| self.catalog.target(schema)).collect()
    }
}

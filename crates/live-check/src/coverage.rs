//! What can be sent of an event, by its schema: every field and every value of an enum; and what was sent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

/// Fields within fields that are told apart; a schema that is part of itself has no end.
const DEEPEST: usize = 12;

/// The parts of one event: each field by its path, `data.lines[].sku`, with the values that its enum has.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    fields: BTreeMap<String, BTreeMap<String, bool>>,
    sent: BTreeSet<String>,
}

impl Parts {
    /// The parts that a schema describes.
    pub(crate) fn new(catalog: &Catalog, schema: &Schema) -> Self {
        let mut parts = Self::default();
        parts.describe(catalog, schema, "", &mut Vec::new());
        parts
    }

    fn describe<'c>(
        &mut self,
        catalog: &'c Catalog,
        schema: &'c Schema,
        path: &str,
        around: &mut Vec<&'c Location>,
    ) {
        // The same schema on the way here describes the same again.
        if around.contains(&&schema.location) || path.matches(['.', '[']).count() > DEEPEST {
            return;
        }
        around.push(&schema.location);
        if !path.is_empty() {
            let values = self.fields.entry(path.to_owned()).or_default();
            let all = schema.values.iter().flatten().filter(|value| !value.is_null());
            values.extend(all.map(|value| (written(value), false)));
        }
        if let Some(target) = catalog.target(schema) {
            self.describe(catalog, target, path, around);
        }
        for keyword in [Keyword::AllOf, Keyword::AnyOf, Keyword::OneOf] {
            for part in schema.list(keyword).unwrap_or_default() {
                self.describe(catalog, part, path, around);
            }
        }
        for keyword in [Keyword::Then, Keyword::Else] {
            if let Some(part) = schema.one(keyword) {
                self.describe(catalog, part, path, around);
            }
        }
        for (name, field) in schema.map(Keyword::Properties).into_iter().flatten() {
            self.describe(catalog, field, &below(path, name), around);
        }
        for items in schema.rest_of_items().into_iter().chain(schema.first_items()) {
            self.describe(catalog, items, &format!("{path}[]"), around);
        }
        around.pop();
    }

    /// Notes what is in a body.
    pub(crate) fn see(&mut self, body: &Value) {
        let mut open = vec![(String::new(), body)];
        while let Some((path, value)) = open.pop() {
            if let Some(values) = self.fields.get_mut(&path) {
                self.sent.insert(path.clone());
                if let Some(seen) = values.get_mut(&written(value)) {
                    *seen = true;
                }
            }
            match value {
                Value::Object(fields) => {
                    open.extend(fields.iter().map(|(name, value)| (below(&path, name), value)));
                }
                Value::Array(items) => open.extend(items.iter().map(|item| (format!("{path}[]"), item))),
                _ => {}
            }
        }
    }

    /// How many fields there are, and those that were never sent.
    pub(crate) fn fields(&self) -> (usize, Vec<String>) {
        let missing = self.fields.keys().filter(|path| !self.sent.contains(*path)).cloned();
        (self.fields.len(), missing.collect())
    }

    /// How many values of enums there are, and those that were never sent, as `path = value`.
    pub(crate) fn values(&self) -> (usize, Vec<String>) {
        let all =
            || self.fields.iter().flat_map(|(path, values)| values.iter().map(move |value| (path, value)));
        let missing =
            all().filter(|(_, (_, seen))| !**seen).map(|(path, (value, _))| format!("{path} = {value}"));
        (all().count(), missing.collect())
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A value as JSON; a string without its quotes.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

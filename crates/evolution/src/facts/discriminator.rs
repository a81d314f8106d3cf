//! OpenAPI's `discriminator`: the key by whose text the branches of a union go, and the text of each.

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::Schema;

/// What a schema says of how its branches are told apart.
pub(crate) struct Discriminator<'c> {
    /// The key that holds the texts.
    pub key: &'c str,
    schema: &'c Schema,
    said: &'c Value,
}

impl<'c> Discriminator<'c> {
    pub(crate) fn of(schema: &'c Schema) -> Option<Self> {
        let (_, said) = schema.unknown.iter().find(|(name, _)| name == "discriminator")?;
        // In AsyncAPI it is the key alone.
        let key = said.get("propertyName").unwrap_or(said).as_str()?;
        Some(Self { key, schema, said })
    }

    /// Where it is.
    pub(crate) fn place(&self) -> Location {
        self.schema.location.child("discriminator")
    }

    /// The text that a branch goes by; one that refers to no schema has none.
    pub(crate) fn text(&self, catalog: &Catalog, branch: &Schema) -> Option<String> {
        let target = &catalog.target(branch)?.location;
        let name = name_of(target);
        let mapping = self.said.get("mapping").and_then(Value::as_object).into_iter().flatten();
        let leads_here = |to: &str| match catalog.resolve(&self.schema.location.file, to) {
            Some(found) => found.location == *target,
            None => to == name,
        };
        let mut texts = mapping.filter(|(_, to)| to.as_str().is_some_and(leads_here));
        Some(texts.next().map_or_else(|| name.clone(), |(text, _)| text.clone()))
    }
}

/// The name of a schema to OpenAPI: its key, or its file without an ending.
fn name_of(place: &Location) -> String {
    match place.pointer.rsplit('/').next() {
        None | Some("") => {
            let file = place.file.rsplit('/').next().unwrap_or_default();
            file.split('.').next().unwrap_or_default().to_owned()
        }
        Some(key) => key.replace("~1", "/").replace("~0", "~"),
    }
}

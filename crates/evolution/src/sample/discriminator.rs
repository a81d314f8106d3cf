//! OpenAPI's `discriminator`: the text that an object has by which the branches of a union go, so that a body is one that its
//! author recognizes.

use serde_json::Value;
use webhook_catalog::{Catalog, Validator};
use webhook_schema::Location;
use webhook_schema::model::Schema;

use crate::facts::Alternative;

/// The text that an object of an alternative has at a key, where it goes by that.
pub(super) fn tag(
    catalog: &Catalog,
    alternative: &Alternative<'_>,
    key: &str,
    entries: &[&Schema],
) -> Option<Value> {
    let target = &catalog.target(alternative.branch?)?.location;
    let said = |schema: &Schema| {
        let (_, said) = schema.unknown.iter().find(|(name, _)| name == "discriminator")?;
        // In AsyncAPI it is the key alone.
        if said.get("propertyName").unwrap_or(said).as_str() != Some(key) {
            return None;
        }
        let mapping = said.get("mapping").and_then(Value::as_object).into_iter().flatten();
        let leads_here = |to: &str| match catalog.resolve(&schema.location.file, to) {
            Some(found) => found.location == *target,
            None => to == name_of(target),
        };
        let mut texts =
            mapping.filter(|(_, to)| to.as_str().is_some_and(leads_here)).map(|(text, _)| text.as_str());
        Some(Value::from(texts.next().unwrap_or_else(|| name_of(target))))
    };
    let text = alternative.members.iter().find_map(|member| said(member.schema))?;
    let mut validators = entries.iter().filter_map(|schema| Validator::new(catalog, &schema.location));
    validators.all(|validator| validator.is_valid(&text)).then_some(text)
}

/// What a definition is called.
fn name_of(place: &Location) -> &str {
    place.pointer.rsplit('/').next().unwrap_or_default()
}

//! OpenAPI's `discriminator`: the text that an object has by which the branches of a union go, so that a body is one that its
//! author recognizes.

use serde_json::Value;
use webhook_catalog::{Catalog, Discriminator, Validator, branch_name};
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
        let said = Discriminator::of(schema).filter(|said| said.key == key)?;
        let given = said.texts_of(target, catalog).next();
        Some(Value::from(given.map_or_else(|| branch_name(target), str::to_owned)))
    };
    let text = alternative.members.iter().find_map(|member| said(member.schema))?;
    let mut validators = entries.iter().filter_map(|schema| Validator::new(catalog, &schema.location));
    validators.all(|validator| validator.is_valid(&text)).then_some(text)
}

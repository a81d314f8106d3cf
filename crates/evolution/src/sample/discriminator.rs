//! OpenAPI's `discriminator`: the text that an object has by which the branches of a union go, so that a body is one that its
//! author recognizes.

use serde_json::Value;
use webhook_catalog::{Catalog, Discriminator, Validator};
use webhook_schema::model::Schema;

use crate::facts::Alternative;

/// The text that an object of an alternative has at a key, where it goes by that.
pub(super) fn tag(
    catalog: &Catalog,
    alternative: &Alternative<'_>,
    key: &str,
    entries: &[&Schema],
) -> Option<Value> {
    let branch = alternative.branch?;
    let said = |schema| {
        Discriminator::of(schema)
            .filter(|said| said.key == key)?
            .texts(&[((), branch)], catalog)
            .swap_remove(0)
            .into_iter()
            .next()
            .map(|text| text.text)
    };
    let text = Value::from(alternative.members.iter().find_map(|member| said(member.schema))?);
    let mut validators = entries.iter().filter_map(|schema| Validator::new(catalog, &schema.location));
    validators.all(|validator| validator.is_valid(&text)).then_some(text)
}

//! OpenAPI's `discriminator` by the names that its branches have as components: without a `mapping`, these would be the texts
//! that tell them apart.

use serde_json::{Map, Value, json};
use webhook_catalog::Discriminator;
use webhook_schema::Location;
use webhook_schema::model::Schema;

use super::Components;

/// Writes what a schema says of how its branches are told apart, where it does.
pub(super) fn rename(components: &Components<'_>, schema: &Schema, object: &mut Map<String, Value>) {
    let Some(discriminator) = Discriminator::of(schema) else { return };
    let mapping = mapping(components, schema, &discriminator);
    let Some(said) = object.get_mut(Discriminator::NAME) else { return };
    if !said.is_object() {
        *said = json!({ "propertyName": discriminator.key });
    }
    let Some(said) = said.as_object_mut() else { return };
    match mapping.is_empty() {
        true => said.shift_remove("mapping"),
        false => said.insert("mapping".to_owned(), mapping.into()),
    };
}

/// The texts that are given to components, and those that their names do not say. What names no component is left out.
fn mapping(
    components: &Components<'_>,
    schema: &Schema,
    discriminator: &Discriminator<'_>,
) -> Map<String, Value> {
    let catalog = components.catalog;
    let branches: Vec<(&Location, &Schema)> = schema
        .choices()
        .flatten()
        .map(|branch| (catalog.target(branch).map_or(&branch.location, |target| &target.location), branch))
        .collect();
    // In a schema without branches, it is about those that include this one.
    let places: Vec<&Location> = match branches.is_empty() {
        true => components.names.keys().collect(),
        false => branches.iter().map(|(place, _)| *place).collect(),
    };
    let named = |to: &str| places.iter().find(|place| discriminator.names(to, place, catalog));
    let url = |place: &Location| components.name_of(place).map(|_| Value::from(components.url(place)));
    let given = discriminator.mapping.iter();
    let mut mapping: Map<String, Value> =
        given.filter_map(|(text, to)| Some(((*text).to_owned(), url(named(to)?)?))).collect();
    for ((place, _), texts) in branches.iter().zip(discriminator.texts(&branches, catalog)) {
        let (Some(name), Some(url)) = (components.name_of(place), url(place)) else { continue };
        // A text that is given takes the place of the name.
        if texts.iter().any(|text| text.text != name) {
            for text in texts {
                mapping.entry(text.text).or_insert_with(|| url.clone());
            }
        }
    }
    mapping
}

//! The parts of a document: what is there, or what there should have been.

use serde_json::Value;
use webhook_schema::explain::brief;
use webhook_schema::{Diagnostics, Location};

use crate::documents::Documents;
use crate::rules;
use crate::samples::examples_of;

/// The properties of an object that is a property of another, with where each is. Nothing where there is no such property;
/// anything but an object is reported.
pub(super) fn entries<'d>(
    documents: &'d Documents,
    at: &Location,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<(&'d str, Location, &'d Value)> {
    let Some(value) = documents.value(at).and_then(|value| value.get(key)) else { return Vec::new() };
    let at = at.child(key);
    let Some(object) = value.as_object() else {
        let message = format!("expected an object in `{key}`, found {}", brief(value));
        let help = "write an object, or remove it";
        diagnostics.push(documents.mistake(&rules::SHAPE, &at, message, help));
        return Vec::new();
    };
    object.iter().map(|(key, value)| (key.as_str(), at.child(key), value)).collect()
}

/// The items of an array that is a property of another value, with where each is.
pub(super) fn items<'d>(documents: &'d Documents, at: &Location, key: &str) -> Vec<(Location, &'d Value)> {
    let items = documents.value(at).and_then(|value| value.get(key)?.as_array());
    let at = at.child(key);
    items
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(number, item)| (at.child(&number.to_string()), item))
        .collect()
}

/// The names of tags.
pub(super) fn tags(documents: &Documents, at: &Location) -> Vec<String> {
    let name =
        |(_, tag): (Location, &Value)| tag.as_str().or_else(|| tag.get("name")?.as_str()).map(str::to_owned);
    items(documents, at, "tags").into_iter().filter_map(name).collect()
}

/// A text of a document, where there is one.
pub(crate) fn text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Where a schema, or what it refers to, shows values: `examples`, and the `example` of OpenAPI.
pub(crate) fn shown(documents: &Documents, schema: &Location) -> Vec<Location> {
    // A reference that leads nowhere is told with the schemas.
    let target = documents.follow(schema.clone(), &mut Diagnostics::new()).map(|(target, _)| target);
    let places = std::iter::once(schema.clone()).chain(target.filter(|target| target != schema));
    places.flat_map(|place| examples_of(documents, &place)).collect()
}

/// The texts that a value has by its schema, wherever that leads; `None` where it may be any, or something else.
pub(crate) fn texts(documents: &Documents, schema: Location) -> Option<Vec<String>> {
    let (_, value) = documents.follow(schema, &mut Diagnostics::new())?;
    let texts = match value.get("const") {
        Some(only) => std::slice::from_ref(only),
        None => value.get("enum")?.as_array()?,
    };
    texts.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

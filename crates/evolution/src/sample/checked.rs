//! What validators say of values.

use serde_json::Value;
use webhook_catalog::{Catalog, Validator};
use webhook_schema::model::{Keyword, Schema};

/// Whether a value is valid by all of some schemas.
pub(super) fn valid_by(catalog: &Catalog, entries: &[&Schema]) -> impl Fn(&Value) -> bool {
    let validators: Option<Vec<Validator>> =
        entries.iter().map(|schema| Validator::new(catalog, &schema.location)).collect();
    move |value| validators.iter().flatten().all(|validator| validator.is_valid(value))
}

/// As much of an object that is not valid as goes together with one that is.
pub(super) fn grown(larger: &Value, plain: &Value, is_valid: &dyn Fn(&Value) -> bool) -> Option<Value> {
    let (mut object, mut has_more) = (plain.as_object()?.clone(), false);
    for (name, value) in larger.as_object()? {
        if !object.contains_key(name) {
            object.insert(name.clone(), value.clone());
            match is_valid(&Value::Object(object.clone())) {
                true => has_more = true,
                false => drop(object.shift_remove(name)),
            }
        }
    }
    has_more.then_some(Value::Object(object))
}

/// What a schema says of an object under conditions that hold for it.
pub(super) fn asked<'c>(catalog: &Catalog, schema: &'c Schema, object: &Value) -> Vec<&'c Schema> {
    let condition = schema.one(Keyword::If);
    let validator = condition.and_then(|condition| Validator::new(catalog, &condition.location));
    let branch = validator.and_then(|condition| {
        schema.one(if condition.is_valid(object) { Keyword::Then } else { Keyword::Else })
    });
    let dependent = [Keyword::DependentSchemas, Keyword::Dependencies].into_iter();
    let dependent = dependent.filter_map(|keyword| schema.map(keyword)).flatten();
    let dependent = dependent.filter(|(key, _)| object.get(&***key).is_some());
    branch.into_iter().chain(dependent.map(|(_, schema)| schema)).collect()
}

/// The first branch of those that only say which properties have to be there, if none holds for an object.
pub(super) fn missed<'c>(
    catalog: &Catalog,
    test: (&'c Schema, Keyword),
    object: &Value,
) -> Option<&'c Schema> {
    let branches = test.0.list(test.1)?;
    let holds =
        |branch| Validator::new(catalog, branch).is_none_or(|branch: Validator| branch.is_valid(object));
    branches.first().filter(|_| !branches.iter().any(|branch| holds(&branch.location)))
}

//! Values just beyond a limit of the older version.

use serde_json::{Value, json};
use webhook_catalog::Catalog;

use super::scalars::{LONGEST, beyond, numbers};
use super::typical::{sample_array, sample_object, sample_of};
use crate::facts::Alternative;
use crate::facts::kinds::Kinds;
use crate::facts::limits::{Family, Limit};
use crate::facts::objects::Object;

/// Values that the newer version allows and an older limit does not.
pub(crate) fn at_limit(
    catalog: &Catalog,
    newer: &Alternative<'_>,
    limit: &Limit,
    family: &Family,
) -> Vec<Value> {
    let by = if family.is_lower { -1 } else { 1 };
    if family.kind == Kinds::NUMBER {
        let mut values: Vec<Value> =
            [beyond(&limit.value, by)].into_iter().flatten().map(Value::from).collect();
        values.extend(limit.is_exclusive.then(|| Value::from(limit.value.clone())));
        values.extend(numbers(newer));
        return values;
    }
    let Some(count) = limit.value.as_u64().filter(|count| *count <= LONGEST) else { return Vec::new() };
    let count = usize::try_from(count.saturating_add_signed(i64::from(by))).unwrap_or_default();
    match family.kind {
        Kinds::STRING => ["a", "A", "0"].into_iter().map(|text| Value::from(text.repeat(count))).collect(),
        Kinds::ARRAY => vec![sample_array(catalog, newer, count)],
        _ => {
            let mut objects: Vec<Value> = sample_object(catalog, newer).into_iter().collect();
            let described = Object::of(newer);
            let mut names = described
                .properties
                .keys()
                .map(|name| (*name).to_owned())
                .chain((0..count).map(|number| format!("key{number}")));
            if let Some(Value::Object(object)) = objects.last_mut() {
                while object.len() < count {
                    let Some(name) = names.next() else { break };
                    let entries = described.properties.get(name.as_str()).map(|property| &property.entries);
                    let value =
                        sample_of(catalog, entries.unwrap_or(&described.rest.entries)).into_iter().next();
                    object.entry(name).or_insert_with(|| value.unwrap_or_else(|| json!("text")));
                }
            }
            objects
        }
    }
}

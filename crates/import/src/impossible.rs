//! Limits and lists by which no value is valid: they are left out, since values are sent all the same. A `type` stays: it may be
//! what is right, and it is what a value becomes in Rust.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use webhook_schema::model::{JsonType, Keyword, Schema};
use webhook_schema::validate::Own;
use webhook_schema::{Diagnostic, Location, tokens};

use crate::bodies::contradicting;
use crate::closed::closes;
use crate::documents::Documents;
use crate::left_out::LeftOut;
use crate::rules;

/// Keywords that can go where they rule out everything that is listed next to them.
const LIMITS: [Keyword; 9] = [
    Keyword::MinLength,
    Keyword::MaxLength,
    Keyword::Pattern,
    Keyword::Format,
    Keyword::Minimum,
    Keyword::Maximum,
    Keyword::ExclusiveMinimum,
    Keyword::ExclusiveMaximum,
    Keyword::MultipleOf,
];

/// The limits that values of a type are between.
const RANGES: [(JsonType, &[Keyword]); 4] = [
    (
        JsonType::Number,
        &[Keyword::Minimum, Keyword::ExclusiveMinimum, Keyword::Maximum, Keyword::ExclusiveMaximum],
    ),
    (JsonType::String, &[Keyword::MinLength, Keyword::MaxLength]),
    (JsonType::Array, &[Keyword::MinItems, Keyword::MaxItems]),
    (JsonType::Object, &[Keyword::MinProperties, Keyword::MaxProperties]),
];

/// The mistake in a body where parts of its schema fix what is at a pointer to different values, if they do.
pub(crate) fn contradiction(documents: &Documents, body: &Location, pointer: &str) -> Option<Diagnostic> {
    let [(other, expected), (at, found)] = contradicting(documents, body, pointer)?;
    let message = format!("no body is valid: `{pointer}` is fixed to `{expected}`, and here to `{found}`");
    let mistake = documents.mistake(&rules::CONTRADICTION, &at, message, "correct one of them, or remove it");
    Some(documents.label(mistake, &other, format!("it is fixed to `{expected}` here")))
}

/// Leaves out of a schema what rules out every value.
pub(crate) fn leave_out(
    documents: &Documents,
    object: &mut Map<String, Value>,
    schema: &Schema,
    left_out: &mut LeftOut,
) {
    empty_ranges(documents, object, schema, left_out);
    more_than_allowed(documents, object, schema, left_out);
    for keyword in [Keyword::Enum, Keyword::Const] {
        ruled_out(documents, object, schema, keyword, left_out);
    }
}

/// Limits that no value is between.
fn empty_ranges(
    documents: &Documents,
    object: &mut Map<String, Value>,
    schema: &Schema,
    left_out: &mut LeftOut,
) {
    let is_whole = schema.types.as_deref() == Some(&[JsonType::Integer]);
    for (ty, range) in RANGES {
        let limits = schema.constraints.of_type(ty);
        let of_integers = || limits.contradiction_of_integers().filter(|_| is_whole);
        let found = limits.contradiction().or_else(of_integers).or_else(|| limits.contradiction_of_format());
        let Some((keyword, message)) = found else { continue };
        let place = schema.location_of(keyword);
        let message = format!("{message}: these limits are left out");
        let told = documents.mistake_in_key(&rules::CONTRADICTION, &place, message, "correct one of them");
        left_out.told(place, told.warning());
        range.iter().for_each(|keyword| drop(object.shift_remove(keyword.as_str())));
    }
}

/// A least number of items or properties where no others are allowed than those that are described, and these are fewer.
fn more_than_allowed(
    documents: &Documents,
    object: &mut Map<String, Value>,
    schema: &Schema,
    left_out: &mut LeftOut,
) {
    let rest = schema.rest_of_items().or_else(|| schema.one(Keyword::UnevaluatedItems));
    let items = rest.filter(|rest| rest.boolean == Some(false)).map(|_| schema.first_items().len());
    let closes = closes(schema, Keyword::AdditionalProperties) && !schema.has(Keyword::PatternProperties);
    let properties = closes.then(|| schema.map(Keyword::Properties).map_or(0, |own| own.len()));
    let limits = [
        (Keyword::MinItems, schema.constraints.min_items, items),
        (Keyword::MinProperties, schema.constraints.min_properties, properties),
    ];
    for (keyword, least, most) in limits {
        let (Some(least), Some(most)) = (least, most) else { continue };
        let key = keyword.as_str();
        if least > most as u64 && object.shift_remove(key).is_some() {
            let place = schema.location_of(keyword);
            let message =
                format!("no value is valid here: at least {least}, and {most} allowed: `{key}` is left out");
            let help = "require fewer, or allow others";
            let told = documents.mistake_in_key(&rules::CONTRADICTION, &place, message, help);
            left_out.told(place, told.warning());
        }
    }
}

/// What rules out each value that a keyword lists; or the list, where the type is what rules them out.
fn ruled_out(
    documents: &Documents,
    object: &mut Map<String, Value>,
    schema: &Schema,
    keyword: Keyword,
    left_out: &mut LeftOut,
) {
    let values = match keyword {
        Keyword::Const => documents.only_value(schema).map(std::slice::from_ref),
        _ => schema.values.as_deref(),
    };
    let Some(values) = values else { return };
    let key = keyword.as_str();
    let list = schema.location_of(keyword);
    // As OpenAPI 3.0 has it: null is valid whatever the type is.
    let is_spared = |value: &Value| schema.nullable && value.is_null();
    let own = Own::new(schema);
    let ruling = values.iter().map(|value| own.ruled_out_by(value).filter(|_| !is_spared(value)));
    let ruling: BTreeSet<Location> = ruling.collect::<Option<_>>().unwrap_or_default();
    let ty = schema.location_of(Keyword::Type);
    if values.is_empty() {
        let message = "no value is valid here: the list is empty, and is left out";
        let help = "list the values, or remove it";
        let told = documents.mistake_in_key(&rules::CONTRADICTION, &list, message, help).warning();
        left_out.told(list, told);
        object.shift_remove(key);
    } else if ruling.len() == 1 && ruling.contains(&ty) {
        let message = format!("`type` rules out each value that is listed in `{key}`, which is left out");
        let help = "correct it, or the type; in YAML, a string that looks like a number is written in quotes";
        let mistake = documents.mistake_in_key(&rules::CONTRADICTION, &list, message, help);
        let told = documents.label_in_key(mistake, &ty, "it is ruled out by this").warning();
        left_out.told(list, told);
        object.shift_remove(key);
    } else {
        for place in ruling {
            let limit = tokens(&place.pointer).last().unwrap_or_default();
            if LIMITS.iter().any(|known| known.as_str() == limit) && object.shift_remove(&limit).is_some() {
                let message = format!("`{limit}` rules out each value that is listed, and is left out");
                let help = "correct it, or the list";
                let mistake = documents.mistake_in_key(&rules::CONTRADICTION, &place, message, help);
                let told = documents.label_in_key(mistake, &list, "they are listed here").warning();
                left_out.told(place, told);
            }
        }
    }
}

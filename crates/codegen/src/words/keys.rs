//! What is said of keys that have no field, in words.

use super::{capitalized, constraints, of_json_type};
use crate::ir::{JsonType, Keys, Which};
use crate::markup::code;

/// What is under some keys, in sentences.
pub fn sentence(keys: &Keys) -> String {
    let Keys { which, types, nullable, constraints: limits, description } = keys;
    let description = description.as_deref().map(first_paragraph);
    let which = match which {
        Which::Matching(pattern) if pattern.is_empty() => "any key".to_owned(),
        Which::Matching(pattern) => format!("keys that match {}", code(pattern)),
        Which::Others => "any other key".to_owned(),
        // Its type and limits are those of the map.
        Which::All => return format!("about each value: {}", description.unwrap_or_default()),
    };
    let mut nouns: Vec<&str> = types.iter().map(|ty| of_json_type(*ty)).collect();
    if nouns.is_empty() {
        nouns.push("any value");
    } else if *nullable {
        nouns.push(of_json_type(JsonType::Null));
    }
    let mut phrases = vec![nouns.join(" or ")];
    phrases.extend(constraints(limits));
    let described = description.map_or_else(String::new, |text| format!(" {text}"));
    format!("{which}: {}.{described}", phrases.join(", "))
}

/// The same where it is about a part of a value: the way to that.
pub fn at((way, keys): &(String, Keys)) -> String {
    let sentence = sentence(keys);
    match way.as_str() {
        "" => capitalized(&sentence),
        "[]" => format!("In each item, {sentence}"),
        "{key}" => format!("In each value, {sentence}"),
        way => format!("In {}, {sentence}", code(way)),
    }
}

/// What is said first, in one line.
fn first_paragraph(text: &str) -> String {
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

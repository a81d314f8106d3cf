//! The known values of an enum, with what the author says of each.
//!
//! JSON Schema has no place for that, so authors write it into the description: `` Whether it may. `yes`: it may. `no`: not. ``

use super::links::Links;
use super::text::{code, html, inline};
use crate::ir::{EnumValue, Shape, ShapeKind};
use crate::words;

/// Values that are listed in a line; of more, their number is said.
const LISTED: usize = 12;

/// Known values in a phrase, and that there may be others.
pub fn phrase(values: &[EnumValue]) -> String {
    let texts: Vec<String> = values.iter().map(|value| code(&words::text_of(&value.value))).collect();
    format!("one of {} (open)", texts.join(", "))
}

/// The same, unless [`folded`] says it.
pub fn unfolded(shape: &Shape) -> Option<String> {
    match &shape.kind {
        ShapeKind::Enum(values) if !has_meanings(shape, values) => Some(phrase(values)),
        _ => None,
    }
}

/// The values with their meanings, folded; empty where no meaning is known.
pub fn folded(shape: &Shape, links: Links<'_>) -> String {
    let ShapeKind::Enum(values) = &shape.kind else { return String::new() };
    let list = listed(shape, links);
    if list.is_empty() {
        return list;
    }
    let summary = if values.len() > LISTED {
        format!("{} known values", values.len())
    } else {
        let texts: Vec<String> = values
            .iter()
            .map(|value| format!("<code>{}</code>", html(&words::text_of(&value.value))))
            .collect();
        texts.join(", ")
    };
    format!("<details><summary>One of {summary} (open)</summary>\n\n{list}\n\n</details>")
}

/// The values with their meanings; empty where no meaning is known.
pub fn listed(shape: &Shape, links: Links<'_>) -> String {
    let ShapeKind::Enum(values) = &shape.kind else { return String::new() };
    if !has_meanings(shape, values) {
        return String::new();
    }
    let line = |value: &EnumValue| {
        let meaning = meaning(shape, value).map(|meaning| format!(": {}", inline(&meaning, links)));
        format!("- {}{}", code(&words::text_of(&value.value)), meaning.unwrap_or_default())
    };
    values.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn has_meanings(shape: &Shape, values: &[EnumValue]) -> bool {
    values.iter().any(|value| meaning(shape, value).is_some())
}

fn meaning(shape: &Shape, value: &EnumValue) -> Option<String> {
    words::meaning_of(&words::text_of(&value.value), &shape.description.text)
}

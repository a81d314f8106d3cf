//! The known values of an enum, with what the author says of each.

use super::links::Links;
use super::text::{code, html, inline};
use crate::ir::{EnumValue, Ir, Shape, ShapeId, ShapeKind};
use crate::meanings;
use crate::words;

/// Values that are listed in a line; of more, their number is said.
const LISTED: usize = 12;

/// Known values in a phrase, and that there may be others.
pub fn phrase(values: &[EnumValue]) -> String {
    match values {
        [only] => format!("always {} so far", list(std::slice::from_ref(only))),
        values => format!("one of {} (open)", list(values)),
    }
}

/// The same, unless [`folded`] says it. Where there are many and the type's section has them all, these are the first.
pub fn unfolded(ir: &Ir<'_>, links: Links<'_>, id: ShapeId, shape: &Shape) -> Option<String> {
    let ShapeKind::Enum(values) = &shape.kind else { return None };
    if meanings::of_values(shape, values).iter().any(Option::is_some) {
        return None;
    }
    let more = values.len().saturating_sub(LISTED);
    if more < 2 || !links.has_shape(id) {
        return Some(phrase(values));
    }
    let first = list(&values[..LISTED]);
    Some(format!("one of {first}, and {more} more of {} (open)", links.shape(ir, id)))
}

/// The values with their meanings, folded; empty where no meaning is known.
pub fn folded(shape: &Shape, links: Links<'_>) -> String {
    let ShapeKind::Enum(values) = &shape.kind else { return String::new() };
    let listed = listed(shape, links);
    if listed.is_empty() {
        return listed;
    }
    let summary = if values.len() > LISTED {
        format!("{} known values", values.len())
    } else {
        let texts = texts(values);
        texts.iter().map(|text| format!("<code>{}</code>", html(text))).collect::<Vec<_>>().join(", ")
    };
    format!("<details><summary>One of {summary} (open)</summary>\n\n{listed}\n\n</details>")
}

/// The values with their meanings; empty where no meaning is known.
pub fn listed(shape: &Shape, links: Links<'_>) -> String {
    let ShapeKind::Enum(values) = &shape.kind else { return String::new() };
    let meanings = meanings::of_values(shape, values);
    if meanings.iter().all(Option::is_none) {
        return String::new();
    }
    let line = |(meaning, text): (&Option<String>, String)| {
        let meaning = meaning.as_ref().map(|meaning| format!(": {}", inline(meaning, links)));
        format!("- {}{}", code(&text), meaning.unwrap_or_default())
    };
    meanings.iter().zip(texts(values)).map(line).collect::<Vec<_>>().join("\n")
}

/// Values as code, with commas in between.
fn list(values: &[EnumValue]) -> String {
    texts(values).iter().map(|text| code(text)).collect::<Vec<_>>().join(", ")
}

fn texts(values: &[EnumValue]) -> Vec<String> {
    words::texts_of(values.iter().map(|value| &value.value))
}

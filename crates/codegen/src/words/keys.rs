//! What is said of keys that have no field, in words.

use super::{capitalized, constraints, of_json_type, remarks};
use crate::ir::{JsonType, Keys, Remarks, Which};
use crate::markup::code;

/// What is under some keys, in sentences.
pub fn sentence(keys: &Keys) -> String {
    let Keys { which, types, nullable, constraints: limits, .. } = keys;
    let besides = besides(keys);
    let which = match which {
        Which::Matching(pattern) if pattern.is_empty() => "any key: ".to_owned(),
        Which::Matching(pattern) => format!("keys that match {}: ", code(pattern)),
        Which::Others => "any other key: ".to_owned(),
        // Types and limits are those of the map or the list.
        Which::All | Which::Items => {
            let said = besides.join(" ");
            let is_text = keys.description.is_some() || keys.remarks.title.is_some();
            let what = if *which == Which::All { "value" } else { "item" };
            return format!("about each {what}: {}", if is_text { said } else { uncapitalized(&said) });
        }
        Which::Alternative => String::new(),
    };
    let mut nouns: Vec<&str> = types.iter().map(|ty| of_json_type(*ty)).collect();
    if nouns.is_empty() {
        nouns.push("any value");
    } else if *nullable {
        nouns.push(of_json_type(JsonType::Null));
    }
    let mut phrases = vec![nouns.join(" or ")];
    phrases.extend(constraints(limits));
    // Nothing else says so here.
    let format = limits.format.as_deref().filter(|format| *format == "date-time");
    phrases.extend(format.map(|format| format!("format {}", code(format))));
    let end = if which.is_empty() && !besides.is_empty() { ":" } else { "." };
    let said = [format!("{which}{}{end}", phrases.join(", "))].into_iter().chain(besides);
    said.collect::<Vec<_>>().join(" ")
}

/// What is said of the values under some keys besides their types and limits, a sentence each.
fn besides(Keys { description, remarks: said, .. }: &Keys) -> Vec<String> {
    let title = said.title.as_ref().map(|title| format!("{}.", title.trim_end_matches('.')));
    // A title says something next to a description, and else stands for it.
    let (first, title) = match description.as_deref().map(first_paragraph) {
        Some(text) => (Some(text), said.title.clone()),
        None => (title, None),
    };
    let deprecation = said.deprecation.as_ref();
    let deprecation = deprecation.map(|gone| format!("Deprecated: {}.", remarks::deprecation(gone)));
    let others = remarks::remarks(&Remarks { title, ..(**said).clone() });
    first.into_iter().chain(deprecation).chain(others).collect()
}

/// The same where it is about a part of a value: the way to that.
pub fn at((way, keys): &(String, Keys)) -> String {
    let sentence = sentence(keys);
    match way.as_str() {
        "" => capitalized(&sentence),
        way => format!("In {}, {sentence}", part(way)),
    }
}

/// A part of a value, by the way to it: `each item`, `each value of each item`, or the way itself.
pub(super) fn part(way: &str) -> String {
    let (mut rest, mut steps) = (way, Vec::new());
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[]") {
            steps.push("each item");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{key}") {
            steps.push("each value");
            rest = after;
        } else {
            return code(way);
        }
    }
    steps.reverse();
    steps.join(" of ")
}

/// A part of a sentence of what may be one.
fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), letters.as_str()))
}

/// What is said first, in one line.
pub(super) fn first_paragraph(text: &str) -> String {
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

//! Parts of a value, by the way to them, and parts of a text.

use crate::markup::code;

/// A part of a value, by the way to it: `each item`, `each value of each item`, or the way itself.
pub fn part(way: &str) -> String {
    let (mut rest, mut steps) = (way, Vec::new());
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[]") {
            steps.push("each item");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("[…]") {
            steps.push("each later item");
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

/// What is said first, in one line.
pub fn first_paragraph(text: &str) -> String {
    let lines = text.lines().map(str::trim).skip_while(|line| line.is_empty());
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

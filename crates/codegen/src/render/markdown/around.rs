//! What one event says of the fields around its payload.

use super::links::Links;
use super::text::{block, code, inline, line};
use crate::ir::{Around, Constraints, Event, Ir};
use crate::words;

/// The list of these, after a line that opens it; `envelope` is where the fields of all events are.
pub fn list(ir: &Ir<'_>, event: &Event<'_>, envelope: &str, links: Links<'_>) -> Vec<String> {
    if event.around.is_empty() {
        return Vec::new();
    }
    let opening = match ir.envelope[..] {
        [] => "Around the payload, this event has:".to_owned(),
        _ => format!("Around the payload, this event says more than [the envelope]({envelope}):"),
    };
    vec![opening, event.around.iter().map(|one| item(one, links)).collect::<Vec<_>>().join("\n\n")]
}

fn item(said: &Around, links: Links<'_>) -> String {
    let types: Vec<&str> = said.types.iter().map(|ty| ty.as_str()).collect();
    let mut head: Vec<String> = (!types.is_empty()).then(|| types.join(" or ")).into_iter().collect();
    head.extend(said.is_required.then(|| "**required**".to_owned()));
    // A list of values is told as a remark.
    let limits = Constraints { constant: Default::default(), ..said.constraints.clone() };
    head.extend(words::constraints(&limits).iter().map(|phrase| inline(phrase, links)));
    let described = said.description.as_ref().map(|said| block(&words::described(said), links));
    let remarks = line(&words::all(&said.remarks).join(" "), links);
    let head = if head.is_empty() { String::new() } else { format!(": {}", head.join(", ")) };
    let parts = described.into_iter().chain([remarks]).filter(|text| !text.is_empty());
    let indented = |text: String| text.replace('\n', "\n  ");
    let parts: String = parts.map(|text| format!("\n\n  {}", indented(text))).collect();
    let what = if said.way.is_empty() { "the event as a whole".to_owned() } else { code(&said.way) };
    format!("- {what}{head}{parts}")
}

//! How deliveries are laid out, where that is more than a field for each thing; and the requests that deliver nothing.

use serde_json::Value;
use webhook_contract::{BodyForm, Layout, Location, TimeLocation};

use super::links::{Links, url};
use super::text::{code, facts, paragraphs};
use super::{event, fields, signature};
use crate::ir::{Event, Ir};
use crate::request;
use crate::words::handshakes;
use crate::words::layout::{self, FORM, path};

/// What a delivery has, in a layout that is not plain.
pub fn described(ir: &Ir<'_>, links: Links<'_>) -> String {
    let layout = &ir.index.contract.envelope;
    let mut parts = vec![layout::body(layout), facts(layout::facts(layout))];
    if !ir.envelope.is_empty() {
        let but = match layout.payload().first() {
            Some(holder) => format!(" next to {}, in which the payload is", code(holder)),
            None => String::new(),
        };
        parts.push(format!("Every event has these fields{but}:"));
        parts.push(fields::envelope(ir, links));
    }
    parts.push(answers(layout));
    paragraphs(parts)
}

/// What a layout has besides, in which there is a field for each thing.
pub fn besides(layout: &Layout) -> String {
    // That there is a time, and where, has been said.
    let more = layout::besides(layout).into_iter().filter(|(what, _)| *what != "Time");
    paragraphs([facts(more), answers(layout)])
}

/// The answer that deliveries need, and what is answered to other requests.
fn answers(layout: &Layout) -> String {
    let needed = layout.answer.ok.as_ref().map(|rule| {
        let events = if layout.events().is_some() { "all of its events are" } else { "its event is" };
        format!("A delivery has to be answered with {}, once {events} handled.", handshakes::answer(rule))
    });
    let mut parts: Vec<String> = needed.into_iter().collect();
    if !layout.handshakes.is_empty() {
        parts.push(match &*layout.handshakes {
            [_] => "A handshake is a request that delivers nothing, and asks for a certain answer:".to_owned(),
            _ => "A handshake is a request that delivers nothing, and asks for a certain answer. The first one \
                  whose conditions all hold counts:"
                .to_owned(),
        });
        let list = layout.handshakes.iter().map(|own| format!("- {}", handshakes::handshake(own)));
        parts.push(list.collect::<Vec<_>>().join("\n"));
    }
    paragraphs(parts)
}

/// Where the payload of an event is, up to the list of its fields.
pub fn payload(ir: &Ir<'_>, of_type: &str, section: &str) -> String {
    let layout = &ir.index.contract.envelope;
    match (layout.payload(), &layout.resource) {
        ([], Some(resource)) => format!(
            "The fields of [the event]({section}){of_type}. It has no payload: it says that something has changed, and {} is \
             what to fetch.",
            code(&path(resource.tokens()))
        ),
        ([], None) => format!("The payload{of_type}, which is [the event]({section}) as a whole:"),
        (way, _) => format!("The payload{of_type}, in {} of [the event]({section}):", code(&path(way))),
    }
}

/// A request that delivers an example: with the headers and the body around it that the layout has.
pub fn request(ir: &Ir<'_>, event: &Event<'_>) -> Vec<String> {
    let contract = &ir.index.contract;
    let layout = &contract.envelope;
    let mut query: Vec<String> = Vec::new();
    let mut headers: Vec<(String, String)> = Vec::new();
    let media_type = if layout.body == BodyForm::Json { "application/json" } else { FORM };
    headers.push(("Content-Type".to_owned(), media_type.to_owned()));
    let mut add = |place: &Location, text: String| match place {
        Location::Header(name) if !headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) => {
            headers.push((name.to_string(), text));
        }
        Location::Query(name) => {
            let parameter = format!("{}={text}", url(name));
            query.extend((!query.contains(&parameter)).then_some(parameter));
        }
        _ => {}
    };
    for (place, text) in webhook_catalog::name_outside(layout, &event.entry.name, &event.example_value()) {
        let text = if matches!(place, Location::Query(_)) { url(&text) } else { text };
        add(place, text);
    }
    let known = [
        (layout.time.as_ref().map(|time| &time.location), "<time>"),
        (layout.version.as_ref(), "<version>"),
        (layout.delivery.as_ref(), "<attempt>"),
    ];
    layout.id.iter().for_each(|place| add(place, "<id>".to_owned()));
    known.into_iter().for_each(|(place, text)| {
        place.into_iter().for_each(|place| add(place, text.to_owned()));
    });
    if let Some(name) = &contract.idempotency_key.header {
        add(&Location::Header(name.clone()), "<id>".to_owned());
    }
    let rule = &contract.signature;
    if let Some(TimeLocation::Header(name)) = rule.timestamp.as_ref().map(|timestamp| &timestamp.location) {
        add(&Location::Header(name.clone()), "<timestamp>".to_owned());
    }
    for rule in [rule].into_iter().chain(rule.also.iter()) {
        rule.locations.iter().take(1).for_each(|location| add(location, signature::whole(rule)));
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let head = headers.iter().map(|(name, text)| format!("{name}: {text}\n")).collect::<String>();
    let text = format!("POST /webhooks{query} HTTP/1.1\n{head}\n{}", body(layout, event));
    vec![
        if layout.events().is_some() {
            "A request that delivers it alone:"
        } else {
            "A request that delivers it:"
        }
        .to_owned(),
        event::fenced("http", &text),
    ]
}

/// The body of a request, with a word for what is there already, or cannot be read.
fn body(layout: &Layout, event: &Event<'_>) -> String {
    let json = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    match (&layout.body, layout.events()) {
        (BodyForm::Json, None) => "<the example>".to_owned(),
        (BodyForm::Json, Some(_)) => json(&request::body(layout, event.example_value())),
        (BodyForm::Form, _) => "<the fields of the example, form-encoded>".to_owned(),
        (BodyForm::JsonInForm(name), None) => format!("{}=<the example, form-encoded>", url(name)),
        (BodyForm::JsonInForm(name), Some(_)) => {
            let inside = Layout { body: BodyForm::Json, ..layout.clone() };
            let text = request::body(&inside, "<the example>".into()).to_string();
            format!("{}={}, form-encoded", url(name), text.replace("\"<the example>\"", "<the example>"))
        }
    }
}

/// What has to be done before a body is read.
pub fn before_reading(layout: &Layout, links: Links<'_>) -> String {
    let is_asked_first = layout.handshakes.iter().any(|handshake| !handshake.signed);
    match is_asked_first {
        true => format!(
            "Verify the signature before you read a body, except for that of [a handshake]({}) which is not signed.",
            links.section(super::ENVELOPE)
        ),
        false => "Verify the signature before you read a body.".to_owned(),
    }
}

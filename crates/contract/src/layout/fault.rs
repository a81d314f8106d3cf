//! Whether a layout is consistent with itself.

use std::fmt::Display;

use super::answer::{AnswerBody, AnswerRule};
use super::answer_text::AnswerPiece;
use super::body_form::BodyForm;
use super::handshake::{Condition, Expected, Handshake};
use super::rule::Layout;
use crate::signature::{Fault, Location, SignatureRule, header_name};

/// The most parts of a name or an id.
const MOST_PARTS: usize = 3;

impl Layout {
    /// What is wrong with the layout; with the rule that deliveries are signed by, where it is known, what is wrong with both
    /// together. `id` is where the id is that the rule may sign.
    #[inline]
    pub fn faults(&self, rule: Option<&SignatureRule>, id: Option<&Location>) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.events(self, rule, id);
        for (field, places) in [("/name", &self.name), ("/id", &self.id)] {
            if places.len() > MOST_PARTS {
                faults.add(
                    field,
                    format!("more than {MOST_PARTS} parts"),
                    "keep those that tell events apart",
                );
            }
            for (number, place) in places.iter().enumerate() {
                faults.one_value(&format!("{field}/{number}"), place);
            }
        }
        for (field, place) in [
            ("/delivery", self.delivery.as_ref()),
            ("/time/in", self.time.as_ref().map(|time| &time.location)),
            ("/version", self.version.as_ref()),
        ] {
            place.into_iter().for_each(|place| faults.one_value(field, place));
        }
        if self.data.as_ref().is_some_and(|data| !matches!(data, Location::Body(_))) {
            faults.add("/data", "a payload that is not in the body", "write `body:/` and its JSON Pointer");
        }
        if self.data.is_some() && self.resource.is_some() {
            let help =
                "keep `data` where the payload is delivered, and `resource` where it has to be fetched";
            faults.add("/resource", "both a payload and a resource to fetch it from", help);
        }
        for (number, handshake) in self.handshakes.iter().enumerate() {
            faults.handshake(&format!("/handshake/{number}"), handshake, rule);
            if self.handshakes[..number].iter().any(|earlier| earlier.covers(handshake)) {
                let message =
                    "no request is this handshake: one before it counts wherever these conditions hold";
                let help = "put it before that one, or remove it";
                faults.add(&format!("/handshake/{number}/when"), message, help);
            }
        }
        if let Some(answer) = &self.answer.ok {
            faults.answer("/answer/ok", answer);
            if let Some((at, _)) = values(answer).next() {
                let message = "a value of the request, though every delivery gets the same answer";
                faults.add(&format!("/answer/ok{at}"), message, "write a text without placeholders");
            }
        }
        faults.0
    }
}

/// The pieces of an answer that are values of the request, with their places.
#[inline]
fn values(answer: &AnswerRule) -> impl Iterator<Item = (String, &AnswerPiece)> {
    let pieces =
        answer.texts().flat_map(|(at, text)| text.pieces().iter().map(move |piece| (at.clone(), piece)));
    pieces.filter(|(_, piece)| !matches!(piece, AnswerPiece::Text(_)))
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, pointer: &str, message: impl Display, help: impl Display) {
        let pointer = pointer.to_owned();
        self.0.push(Fault { pointer, message: message.to_string(), help: help.to_string() });
    }

    #[inline]
    fn events(&mut self, layout: &Layout, rule: Option<&SignatureRule>, id: Option<&Location>) {
        let mut rules = rule.into_iter().flat_map(SignatureRule::rules);
        if layout.events().is_some() && rules.any(|rule| rule.reads_values(id) && rule.signs_body()) {
            self.add(
                "/events",
                "several events, each with values of its own in a signature of the whole body, which would be hashed as often",
                "sign `{body}` in one rule, and the values of each event in another under `also`",
            );
        }
        if let Some(events) = layout.events()
            && !events.tokens().iter().any(|token| token == "*")
        {
            let message = format!("expected `*` for each event of an array, found `{events}`");
            let help = format!("write `{events}/*`; leave `events` out where a delivery is one event");
            self.add("/events", message, help);
        }
        if layout.body == BodyForm::Form && layout.events().is_some() {
            let help = "leave `events` out, or name the field with JSON in it, as in `form:payload`";
            self.add("/events", "several events in a form, whose fields are strings", help);
        }
    }

    #[inline]
    fn one_value(&mut self, pointer: &str, place: &Location) {
        if let Location::NumberedHeader { .. } = place {
            let message = format!("`{place}` stands for several headers, and one value is asked for");
            self.add(pointer, message, "name one header");
        }
    }

    #[inline]
    fn handshake(&mut self, at: &str, handshake: &Handshake, rule: Option<&SignatureRule>) {
        if handshake.when.is_empty() {
            let help = "say what tells it from a delivery, as in `{ \"body:/type\": \"ping\" }`";
            self.add(&format!("{at}/when"), "no condition: every request would be a handshake", help);
        }
        for condition in handshake.when.iter() {
            let Condition::Value { at: place, is } = condition else { continue };
            let pointer = format!("{at}/when/{}", place.to_string().replace('~', "~0").replace('/', "~1"));
            self.one_value(&pointer, place);
            if !matches!(place, Location::Body(_))
                && matches!(is, Expected::Integer(_) | Expected::Boolean(_))
            {
                let message = format!("`{place}` is a string, and cannot be a number or a boolean");
                self.add(&pointer, message, "put quotation marks around the value");
            }
        }
        self.answer(&format!("{at}/answer"), &handshake.answer);
        for (pointer, piece) in values(&handshake.answer) {
            let pointer = format!("{at}/answer{pointer}");
            match piece {
                AnswerPiece::Hmac(_) if !handshake.signed => {
                    let message = "an HMAC for anybody who asks: the text could be that of a delivery";
                    self.add(
                        &pointer,
                        message,
                        "add `\"signed\": true`, so that only the provider is answered",
                    );
                }
                AnswerPiece::Hmac(_) if rule.is_some_and(|rule| !rule.algorithm.is_hmac()) => {
                    let help =
                        "an HMAC is made by the algorithm of the signature: write what the provider expects";
                    self.add(&pointer, "an HMAC, though deliveries are signed by none", help);
                }
                AnswerPiece::Hmac(place) | AnswerPiece::Value(place) => self.one_value(&pointer, place),
                AnswerPiece::Text(_) => {}
            }
        }
    }

    #[inline]
    fn answer(&mut self, at: &str, answer: &AnswerRule) {
        if !(200..=299).contains(&answer.status) {
            let message = format!("{} is no status of success", answer.status);
            self.add(&format!("{at}/status"), message, "expected 200 to 299");
        }
        if let (204 | 205, Some(body)) = (answer.status, &answer.body) {
            let field = if matches!(body, AnswerBody::Text(_)) { "body" } else { "json" };
            let message = format!("a body, which an answer of {} cannot have", answer.status);
            self.add(&format!("{at}/{field}"), message, "remove it, or set `status` to 200");
        }
        for (number, (name, value)) in answer.headers.iter().enumerate() {
            let pointer = format!("{at}/headers/{number}");
            if let Err(unreadable) = header_name(name) {
                self.add(&pointer, unreadable, "correct the name");
            }
            let is_broken = |piece: &AnswerPiece| matches!(piece, AnswerPiece::Text(text) if text.contains(|c: char| c.is_control()));
            if value.pieces().iter().any(is_broken) {
                self.add(&pointer, "a control character in the value of a header", "remove it");
            }
        }
    }
}

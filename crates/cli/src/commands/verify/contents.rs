//! What a request holds, by the envelope of a contract or a pack.

use std::time::SystemTime;

use serde_json::{Value, json};
use webhook_diagnose::{NamedSecret, Request};
use webhook_exchange::Terms;
use webhook_runtime::contract::BodyForm;
use webhook_runtime::{RawEvent, ReadError, ReceiveError, Received, Reply};
use webhook_schema::counted;
use webhook_schema::diagnostic::terminal::one_line;

/// Events that are shown of one delivery.
const MOST_SHOWN: usize = 10;

/// What a genuine request holds.
pub(super) enum Contents {
    /// Nothing: it asks for this answer.
    Handshake(Reply),
    Events(Vec<Event>),
    /// Why its events cannot be read.
    Unreadable(String),
}

/// What tells an event from others, as far as the provider says it.
pub(super) struct Event {
    name: Option<String>,
    id: Vec<String>,
}

impl Contents {
    /// `None` where the request is not genuine, or nobody says how deliveries are laid out.
    pub fn read(
        terms: &Terms,
        request: &Request,
        secret: &NamedSecret,
        received: SystemTime,
    ) -> Option<Self> {
        let layout = terms.layout()?;
        let reader = terms.reader().ok()?;
        let verifier = terms.verifier(&secret.secret().ok()?).ok()?;
        match reader.receive_at(&request.parts(), &verifier, received) {
            Ok(Received::Handshake(reply)) => Some(Self::Handshake(reply)),
            Ok(Received::Events(events)) => Some(Self::Events(events.into_iter().map(Event::from).collect())),
            Err(ReceiveError::Read(error)) => {
                let is_other = matches!(error, ReadError::Body(_)) && layout.body == BodyForm::Json;
                Some(Self::Unreadable(match is_other && is_form(&request.body) {
                    true => {
                        let reads = match terms {
                            Terms::Contract(_) => "contract",
                            Terms::Pack(_) => "pack",
                        };
                        format!("the body is a form, and the {reads} reads JSON: have the provider send JSON")
                    }
                    false => error.to_string(),
                }))
            }
            Err(_) => None,
        }
    }

    /// A line for each of what there is.
    pub fn to_text(&self) -> String {
        match self {
            Self::Handshake(reply) => {
                let mut answer = reply.status.to_string();
                for (name, value) in &reply.headers {
                    answer += &format!(", {name}: {value}");
                }
                if !reply.body.is_empty() {
                    answer += &format!(", and the body {}", reply.body);
                }
                format!("  a handshake, which delivers no event; answer it with {}\n", one_line(&answer))
            }
            Self::Events(events) => {
                let mut shown: String = events.iter().take(MOST_SHOWN).map(Event::to_text).collect();
                if events.len() > MOST_SHOWN {
                    let more = counted(events.len() - MOST_SHOWN, "event more", "events more");
                    shown += &format!("  and {more}\n");
                }
                shown
            }
            Self::Unreadable(why) => format!("  Its events cannot be read: {}.\n", one_line(why)),
        }
    }
}

/// What `verify --json` says of it: `handshake`, `events` and `unreadable`, null where there is none.
pub(super) fn to_json(contents: Option<&Contents>) -> [(&'static str, Value); 3] {
    let (mut handshake, mut events, mut unreadable) = (Value::Null, Value::Null, Value::Null);
    match contents {
        Some(Contents::Handshake(reply)) => {
            let headers: Vec<_> = reply.headers.iter().map(|(name, value)| json!([&**name, value])).collect();
            handshake = json!({ "status": reply.status, "headers": headers, "body": reply.body });
        }
        Some(Contents::Events(all)) => {
            events = all.iter().map(|event| json!({ "name": event.name, "id": event.id })).collect();
        }
        Some(Contents::Unreadable(why)) => unreadable = why.as_str().into(),
        None => {}
    }
    [("handshake", handshake), ("events", events), ("unreadable", unreadable)]
}

impl From<RawEvent<'_>> for Event {
    fn from(event: RawEvent<'_>) -> Self {
        let event = event.into_owned();
        let id = event.id.iter().map(ToString::to_string).collect();
        Self { name: event.name.map(Into::into), id }
    }
}

impl Event {
    fn to_text(&self) -> String {
        let name = self.name.as_deref().unwrap_or("without a name");
        let id = match self.id.is_empty() {
            true => "without an id".to_owned(),
            false => format!("id {}", self.id.join(" and ")),
        };
        format!("  event {}, {}\n", one_line(name), one_line(&id))
    }
}

/// Whether a body that is no JSON begins with the name of a form's field.
fn is_form(body: &[u8]) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.+%*[]".contains(byte);
    body.iter().position(|byte| *byte == b'=').is_some_and(|at| at > 0 && body[..at].iter().all(is_of_name))
}

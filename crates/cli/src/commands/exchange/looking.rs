//! What a request is: whether it verifies, the events in it, each held against the catalog where there is one, and what it is
//! answered.

use std::time::SystemTime;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_exchange::payloads::{Found, Named};
use webhook_exchange::receive::Reply;
use webhook_exchange::terms::id;
use webhook_exchange::{Payloads, Request, Terms, Wrong, plain};
use webhook_runtime::{
    Contract, RawEvent, Reader, ReceiveError, Received, RequestParts, Secret, Verifier, VerifyError,
};

use super::causes::seen;
use super::delivery::Delivery;

/// What requests are looked at with.
pub(crate) struct Looking {
    pub terms: Terms,
    catalog: Option<(Catalog, Payloads)>,
    reader: Reader,
    /// `None` where signatures are not verified.
    verification: Option<(Secret, Verifier)>,
}

/// What was seen of a request.
pub(crate) struct Looked {
    /// One for each event; one where there is none.
    pub deliveries: Vec<Delivery>,
    pub refused: Option<VerifyError>,
    pub reply: Reply,
}

impl Looking {
    /// By a catalog's contract, or by a pack.
    ///
    /// # Errors
    ///
    /// When the layout cannot be acted by, or there is no verifying with the secret, which is told by where it is from; in
    /// words.
    pub fn new(
        terms: Terms,
        catalog: Option<(Catalog, Payloads)>,
        secret: Option<(Secret, &str)>,
        url: Option<&str>,
    ) -> Result<Self, String> {
        let reader = terms.reader()?;
        let verification = secret.map(|(secret, from)| -> Result<_, String> {
            let verifier = terms.verifier(&secret).map_err(|error| format!("{from}: {error}"))?;
            let verifier = verifier.max_body_bytes(terms.body_limit());
            Ok((
                secret,
                match url {
                    Some(url) => verifier.public_url(url),
                    None => verifier,
                },
            ))
        });
        Ok(Self { terms, catalog, reader, verification: verification.transpose()? })
    }

    /// Looks at a request.
    pub fn look(&self, request: &Request) -> Looked {
        let seen = seen(request);
        let (parts, time) = (seen.parts(), request.received_at());
        match &self.terms {
            Terms::Contract(contract) if is_one_object(contract) => {
                self.look_at_fields(contract, request, &parts)
            }
            _ => self.look_by_layout(request, &parts, time),
        }
    }

    /// At a body that is one event, with its name and its id in fields of it.
    fn look_at_fields(
        &self,
        contract: &Contract,
        request: &Request,
        parts: &RequestParts<'_, Vec<(String, Vec<u8>)>>,
    ) -> Looked {
        let verify = |(secret, _): &(Secret, Verifier)| {
            secret.verify_request_at(contract, parts, request.received_at()).err()
        };
        let refused = self.verification.as_ref().and_then(verify);
        let mut delivery = Delivery::of(request);
        match serde_json::from_slice::<Value>(&request.body) {
            Ok(body) => {
                delivery.event = plain::event(contract, &body).map(str::to_owned);
                delivery.id = plain::id(contract, &body).map(str::to_owned);
                if let Some((catalog, payloads)) = &self.catalog {
                    delivery.found = found(catalog, payloads, payloads.named(&body), &body);
                }
                // One that is missing is told by the schema.
                if delivery.id.as_ref().is_some_and(|id| id.trim().is_empty()) {
                    delivery.found.wrong.push(self.without_id());
                }
            }
            Err(error) => {
                delivery.found.wrong.push(Wrong::new("", format!("the body is not JSON: {error}")));
            }
        }
        self.looked(vec![delivery], refused)
    }

    fn look_by_layout(
        &self,
        request: &Request,
        parts: &RequestParts<'_, Vec<(String, Vec<u8>)>>,
        time: SystemTime,
    ) -> Looked {
        let received = match &self.verification {
            // Nobody says what is in a delivery.
            verification if self.terms.layout().is_none() => {
                let verify = |(_, verifier): &(Secret, Verifier)| verifier.verify_at(parts, time).err();
                return self.looked(vec![Delivery::of(request)], verification.as_ref().and_then(verify));
            }
            Some((_, verifier)) => self.reader.receive_at(parts, verifier, time),
            None => self.reader.events(parts).map(Received::Events).map_err(ReceiveError::from),
        };
        let none = || Delivery::of(request);
        match received {
            Ok(Received::Handshake(reply)) => {
                let delivery = Delivery { is_handshake: true, ..none() };
                Looked { deliveries: vec![delivery], refused: None, reply: as_sent(&reply) }
            }
            Ok(Received::Events(events)) if events.is_empty() => self.looked(vec![none()], None),
            Ok(Received::Events(events)) => {
                self.looked(events.iter().map(|event| self.delivery(request, event)).collect(), None)
            }
            Err(ReceiveError::Verify(error)) => {
                let events = self.reader.events(parts).unwrap_or_default();
                let first = events
                    .first()
                    .map(|event| Delivery { found: Found::default(), ..self.delivery(request, event) });
                self.looked(vec![first.unwrap_or_else(none)], Some(error))
            }
            Err(error) => {
                let mut delivery = none();
                let wrong = format!("its events cannot be read: {error}");
                delivery.found.wrong.push(Wrong::new("", wrong));
                self.looked(vec![delivery], None)
            }
        }
    }

    fn delivery(&self, request: &Request, event: &RawEvent<'_>) -> Delivery {
        let name = event.name.as_deref();
        let mut delivery = Delivery::of(request);
        delivery.event = name.map(str::to_owned);
        delivery.id = id(&event.id);
        if let Some((catalog, payloads)) = &self.catalog {
            let body = serde_json::from_str(&event.text).unwrap_or_default();
            delivery.found = found(catalog, payloads, payloads.named_as(name, ""), &body);
        }
        // What the schema says of the place is enough.
        if event.key().is_none() && delivery.found.wrong.is_empty() {
            delivery.found.wrong.push(self.without_id());
        }
        delivery
    }

    /// What is told of an event that nothing identifies.
    fn without_id(&self) -> Wrong {
        let place = self.terms.layout().and_then(|layout| layout.id.last());
        let pointer = place.and_then(|place| place.within_body()).unwrap_or_default();
        let at = match place {
            Some(place) if pointer.is_empty() => format!(" in `{place}`"),
            _ => String::new(),
        };
        let what = format!(
            "nothing identifies the event{at}: a receiver cannot tell whether it came before, and handles it each time"
        );
        Wrong::new(&pointer, what)
    }

    fn looked(&self, mut deliveries: Vec<Delivery>, refused: Option<VerifyError>) -> Looked {
        let reply = match refused {
            None => as_sent(self.reader.accepted()),
            Some(error) => reply(error.status(), &format!("{error}\n")),
        };
        for delivery in &mut deliveries {
            delivery.refused = refused.map(|error| error.to_string());
        }
        Looked { deliveries, refused, reply }
    }
}

/// Whether nothing but fields of the body says what a delivery is.
fn is_one_object(contract: &Contract) -> bool {
    let layout = &contract.envelope;
    contract.plain().is_some() && layout.handshakes.is_empty() && layout.answer.ok.is_none()
}

fn found(catalog: &Catalog, payloads: &Payloads, named: Named, body: &Value) -> Found {
    match named {
        Named::Event(name) => payloads.look(catalog, &name, body),
        Named::Synthetic(_) => Found::default(),
        Named::Neither(wrong) => Found { wrong: vec![wrong], ..Found::default() },
    }
}

fn as_sent(reply: &webhook_runtime::Reply) -> Reply {
    let headers = reply.headers.iter().map(|(name, value)| (name.to_string(), value.clone().into_bytes()));
    Reply { status: reply.status, headers: headers.collect(), body: reply.body.clone().into_bytes() }
}

/// A text.
pub(crate) fn reply(status: u16, text: &str) -> Reply {
    let headers = vec![("content-type".to_owned(), b"text/plain; charset=utf-8".to_vec())];
    Reply { status, headers, body: text.as_bytes().to_vec() }
}

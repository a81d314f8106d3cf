//! One request after another: signature, envelope, schema.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Status;
use webhook_exchange::payloads::Named;
use webhook_exchange::receive::Broken;
use webhook_exchange::{Payloads, Unread, Wrong, plain, terms};
use webhook_runtime::{Contract, Headers, RawEvent, Reader, RequestParts, Secret};
use webhook_schema::{Location, join};

use crate::coverage::Parts;
use crate::report::{KEPT, Report, Tally, Violation};

/// Checks requests, and remembers what came.
pub struct Check {
    contract: Contract,
    /// `None` where signatures are not verified.
    secret: Option<Secret>,
    /// Finds events by the layout; `None` where each body is one event, with its name and its id in fields of it.
    reader: Option<Reader>,
    payloads: Payloads,
    events: BTreeMap<String, Event>,
    report: Report,
}

struct Event {
    status: Status,
    parts: Parts,
    is_sent: bool,
}

/// An event as it came.
struct Delivered {
    name: Option<String>,
    id: Option<String>,
    body: Value,
}

/// What a request is answered with: as a receiver would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status: 413 for a body over the limit, 503 where the signature is wrong, and 200 for whatever is signed: a body
    /// that is not as the catalog says is no reason for a receiver to have it sent again.
    pub status: u16,
    /// What is wrong, a line each.
    pub body: String,
}

impl Check {
    /// A check of a catalog that was loaded without a mistake. Without a secret, signatures are not verified.
    ///
    /// # Errors
    ///
    /// When the schema of an event cannot be used.
    pub fn new(catalog: &Catalog, secret: Option<Secret>) -> Result<Self, String> {
        let payloads = Payloads::new(catalog)?;
        let mut events = BTreeMap::new();
        for event in &catalog.index.events {
            let schema = catalog.at(&Location::new(event.schema_file(), ""));
            let parts = schema.map(|schema| Parts::new(catalog, schema)).unwrap_or_default();
            let status = event.emission.status;
            events.insert(event.name.clone(), Event { status, parts, is_sent: false });
        }
        let contract = catalog.index.contract.clone();
        let reader = match contract.plain() {
            Some(_) => None,
            None => Some(Reader::new(&contract.envelope).map_err(|fault| fault.to_string())?),
        };
        Ok(Self { contract, secret, reader, payloads, events, report: Report::default() })
    }

    /// The same for receivers that do not read all that the schemas allow.
    #[must_use]
    pub fn read_by(self, unread: Box<Unread>) -> Self {
        Self { payloads: self.payloads.read_by(unread), ..self }
    }

    /// The largest body, in bytes.
    pub fn body_limit(&self) -> usize {
        self.contract.limits.body_limit()
    }

    /// Checks a request.
    pub fn receive(&mut self, headers: &(impl Headers + ?Sized), body: &[u8]) -> Answer {
        self.report.requests += 1;
        let events = self.events(headers, body);
        // Of several, the first stands for the request.
        let first = events.as_ref().ok().and_then(|events| events.first());
        let [event, id] = first.map_or([None, None], |first| [first.name.clone(), first.id.clone()]);
        let mut found = Vec::new();
        let mut status = 200;
        if let Some(secret) = &self.secret
            && let Err(error) = secret.verify(&self.contract, headers, body)
        {
            status = error.status();
            found.push(Wrong::new("", error.to_string()));
        }
        if body.len() > self.body_limit() {
            status = 413;
            if self.secret.is_none() {
                let limit = self.body_limit();
                let what = format!("the body has {} bytes, and the limit is {limit}", body.len());
                found.push(Wrong::new("", what));
            }
        }
        match &events {
            Ok(events) => events.iter().for_each(|event| self.hold(event, &mut found)),
            Err(error) => found.push(Wrong::new("", error.clone())),
        }
        self.answer(status, event, id, found)
    }

    /// Notes a request whose body did not come whole.
    pub fn broken_off(&mut self, broken: &Broken) -> Answer {
        self.report.requests += 1;
        let found = Wrong::new("", format!("the body could not be read: {}", broken.why));
        self.answer(broken.status(), None, None, vec![found])
    }

    /// The events of a request; or why they cannot be told.
    fn events(&self, headers: &(impl Headers + ?Sized), body: &[u8]) -> Result<Vec<Delivered>, String> {
        let Some(reader) = &self.reader else {
            let body: Value =
                serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
            let [name, id] =
                [plain::event, plain::id].map(|read| read(&self.contract, &body).map(str::to_owned));
            return Ok(vec![Delivered { name, id, body }]);
        };
        let events = reader.events(&RequestParts::new(headers, body));
        let events = events.map_err(|error| format!("its events cannot be read: {error}"))?;
        let delivered = |event: RawEvent<'_>| Delivered {
            body: serde_json::from_str(&event.text).unwrap_or_default(),
            id: terms::id(&event.id),
            name: event.name.map(Cow::into_owned),
        };
        Ok(events.into_iter().map(delivered).collect())
    }

    /// Holds an event against its schema.
    fn hold(&mut self, delivered: &Delivered, found: &mut Vec<Wrong>) {
        let body = &delivered.body;
        let named = match &self.reader {
            None => self.payloads.named(body),
            Some(_) => self.payloads.named_as(delivered.name.as_deref(), ""),
        };
        let name = match named {
            Named::Event(name) => name,
            Named::Synthetic(_) => return,
            Named::Neither(wrong) => return found.push(wrong),
        };
        let Some(event) = self.events.get_mut(&name) else { return };
        if event.status == Status::Declared {
            let message =
                format!("`{name}` is sent, and its status in the catalog is `declared`: change it to `live`");
            found.push(Wrong::new(
                join("", self.contract.plain().map_or("", |plain| plain.type_field)),
                message,
            ));
        }
        found.extend(self.payloads.check(&name, body));
        event.is_sent = true;
        event.parts.see(body);
    }

    fn answer(
        &mut self,
        status: u16,
        event: Option<String>,
        id: Option<String>,
        found: Vec<Wrong>,
    ) -> Answer {
        if found.is_empty() {
            self.report.valid += 1;
            return Answer { status: 200, body: String::new() };
        }
        let mut body = String::new();
        for wrong in found {
            body.push_str(&format!("{wrong}\n"));
            if self.report.violations.len() == KEPT {
                self.report.more += 1;
                continue;
            }
            let (request, event, id) = (self.report.requests, event.clone(), id.clone());
            let Wrong { pointer, what: message } = wrong;
            self.report.violations.push(Violation { request, event, id, pointer, message });
        }
        Answer { status, body }
    }

    /// What was found so far.
    pub fn report(&self) -> Report {
        let mut report = self.report.clone();
        for (name, event) in self.events.iter().filter(|(_, event)| event.status == Status::Live) {
            report.events.total += 1;
            if !event.is_sent {
                report.events.missing.push(name.clone());
            }
            add(&mut report.fields, name, event.parts.fields());
            add(&mut report.values, name, event.parts.values());
        }
        report
    }
}

/// Adds what there is of an event.
fn add(tally: &mut Tally, name: &str, (total, missing): (usize, Vec<String>)) {
    tally.total += total;
    tally.missing.extend(missing.into_iter().map(|part| format!("{name}: {part}")));
}

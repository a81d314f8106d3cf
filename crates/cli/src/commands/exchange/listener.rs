//! One delivery after another: verified, held against the catalog, recorded, passed on, answered and told.

use std::collections::{HashSet, VecDeque};
use std::io::{Write as _, stderr, stdout};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_diagnose::{Case, Diagnosis, NamedSecret, diagnose};
use webhook_exchange::payloads::Named;
use webhook_exchange::receive::{Incoming, Reply};
use webhook_exchange::records::Records;
use webhook_exchange::{Answer, Payloads, Request, Target, sign};
use webhook_runtime::retry::Outcome as Ended;
use webhook_runtime::{Secret, VerifyError};
use webhook_schema::counted;

use super::delivery::{Delivery, Verdict};
use crate::Color;

/// Requests that are remembered, for a signature that is of another one.
const EARLIER: usize = 16;
/// Ids that are remembered, for deliveries that come again.
const IDS: usize = 100_000;

/// What receives.
pub(crate) struct Listener {
    pub catalog: Catalog,
    payloads: Payloads,
    /// `None` where signatures are not verified.
    verification: Option<Verification>,
    forward: Option<Target>,
    is_json: bool,
    color: Color,
    state: Mutex<State>,
}

/// How signatures are verified.
pub(crate) struct Verification {
    pub first: Secret,
    pub secrets: Vec<NamedSecret>,
    pub diagnose: bool,
}

struct State {
    records: Option<Records>,
    earlier: VecDeque<(String, webhook_diagnose::Request)>,
    ids: HashSet<String>,
    /// How many there were of each verdict.
    counts: [usize; Verdict::ALL.len()],
    has_failed: bool,
}

impl Listener {
    pub fn new(
        catalog: Catalog,
        payloads: Payloads,
        verification: Option<Verification>,
        forward: Option<Target>,
        records: Option<Records>,
        is_json: bool,
        color: Color,
    ) -> Self {
        let state = State {
            records,
            earlier: VecDeque::new(),
            ids: HashSet::new(),
            counts: Default::default(),
            has_failed: false,
        };
        Self { catalog, payloads, verification, forward, is_json, color, state: Mutex::new(state) }
    }

    /// Looks at a request, tells of it, and answers it.
    pub async fn handle(&self, incoming: Incoming) -> Reply {
        let (request, broken) = match incoming {
            Incoming::Whole(request) => (request, None),
            Incoming::BrokenOff(request, why) => (request, Some(why)),
        };
        let (mut delivery, own) = match broken {
            None => self.look(&request),
            Some(why) => {
                let refused = Some(format!("the body could not be read: {why}"));
                (Delivery { refused, ..self.delivery(&request) }, reply(413, "the body could not be read\n"))
            }
        };
        let answered = match &self.forward {
            Some(target) => {
                let answer = pass_on(target, &request, self.catalog.index.contract.retry.timeout).await;
                let reply = passed_back(&answer);
                delivery.forwarded = Some(answer);
                reply
            }
            None => own,
        };
        delivery.status = answered.status;
        self.tell(&delivery);
        answered
    }

    /// Verifies, checks and records.
    fn look(&self, request: &Request) -> (Delivery, Reply) {
        let contract = &self.catalog.index.contract;
        let mut delivery = self.delivery(request);
        let refused = self.verification.as_ref().and_then(|verification| {
            let time = request.received_at();
            verification.first.verify_at(contract, &request.headers, &request.body, time).err()
        });
        delivery.refused = refused.map(|error| error.to_string());
        match serde_json::from_slice::<Value>(&request.body) {
            Ok(body) => match self.payloads.named(&body) {
                Named::Event(name) => {
                    (delivery.new, delivery.wrong) = self.payloads.news(&self.catalog, &name, &body)
                }
                Named::Synthetic(_) => {}
                Named::Neither(pointer, message) => delivery.wrong.push((pointer, message)),
            },
            Err(error) => delivery.wrong.push((String::new(), format!("the body is not JSON: {error}"))),
        }
        let mut state = self.state();
        if refused.is_none()
            && let Some(id) = &delivery.id
        {
            if state.ids.len() >= IDS {
                state.ids.clear();
            }
            delivery.is_again = !state.ids.insert(id.clone());
        }
        delivery.record = state.record(request, delivery.event.as_deref());
        delivery.diagnosis = refused.and_then(|_| self.diagnosis(request, &mut state));
        state.remember(request, delivery.record.as_deref());
        let own = match refused {
            None => reply(200, ""),
            Some(error @ VerifyError::BodyTooLarge) => {
                reply(error.status(), "the body is larger than the limit\n")
            }
            Some(error) => reply(error.status(), &format!("{error}\n")),
        };
        (delivery, own)
    }

    fn delivery(&self, request: &Request) -> Delivery {
        let contract = &self.catalog.index.contract;
        let body = serde_json::from_slice::<Value>(&request.body).unwrap_or_default();
        Delivery {
            received: request.received.as_ref().map(|time| time.as_str().to_owned()).unwrap_or_default(),
            event: sign::event(contract, &body).map(str::to_owned),
            id: sign::id(contract, &body).map(str::to_owned),
            ..Delivery::default()
        }
    }

    fn diagnosis(&self, request: &Request, state: &mut State) -> Option<Diagnosis> {
        let verification = self.verification.as_ref().filter(|verification| verification.diagnose)?;
        Some(diagnose(&Case {
            contract: &self.catalog.index.contract,
            request: &signed(request),
            received: request.received_at(),
            secrets: &verification.secrets,
            earlier: state.earlier.make_contiguous(),
        }))
    }

    fn tell(&self, delivery: &Delivery) {
        self.state().counts[delivery.verdict() as usize] += 1;
        let text = if self.is_json { delivery.to_json() } else { delivery.to_text(self.color) };
        // A reader that has gone away is no reason to stop.
        let _ = stdout().write_all(text.as_bytes());
        let _ = stdout().flush();
    }

    /// Whether everything verified, was as the catalog has it, and could be recorded.
    pub fn is_fine(&self) -> bool {
        let state = self.state();
        let count = |verdict: Verdict| state.counts[verdict as usize];
        count(Verdict::Refused) + count(Verdict::Wrong) == 0 && !state.has_failed
    }

    /// How many there were of each.
    pub fn summary(&self) -> String {
        let counts = self.state().counts;
        let each: Vec<String> = Verdict::ALL
            .iter()
            .map(|verdict| format!("{} {}", counts[*verdict as usize], verdict.told()))
            .collect();
        format!("{}: {}\n", counted(counts.iter().sum::<usize>(), "delivery", "deliveries"), each.join(", "))
    }

    /// A panic elsewhere leaves it as it was: a delivery is counted or not.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Writes a request, and says where.
    fn record(&mut self, request: &Request, event: Option<&str>) -> Option<String> {
        match self.records.as_mut()?.write(request, event) {
            Ok(path) => Some(path.display().to_string()),
            Err(error) => {
                self.has_failed = true;
                let _ = writeln!(stderr(), "error: {error}");
                None
            }
        }
    }

    fn remember(&mut self, request: &Request, record: Option<&str>) {
        if self.earlier.len() == EARLIER {
            self.earlier.pop_front();
        }
        let received = request.received.as_ref().map_or("", |time| time.as_str());
        let name = record.map_or_else(|| format!("the one of {received}"), str::to_owned);
        self.earlier.push_back((name, signed(request)));
    }
}

fn signed(request: &Request) -> webhook_diagnose::Request {
    webhook_diagnose::Request { headers: request.headers.clone(), body: request.body.clone() }
}

/// To the path of the URL, where it has one, and otherwise to that of the request.
async fn pass_on(target: &Target, request: &Request, wait: std::time::Duration) -> Answer {
    let path = if target.path() == "/" { &request.target } else { target.path() };
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()));
    target.send(&request.method, path, headers, &request.body, wait).await
}

/// What the sender gets of an answer.
fn passed_back(answer: &Answer) -> Reply {
    let why = answer.trouble.as_deref().unwrap_or_default();
    match answer.outcome {
        Ended::Status(status) => Reply { status, headers: answer.headers.clone(), body: answer.body.clone() },
        Ended::NetworkError => reply(502, &format!("{why}\n")),
        Ended::Timeout => reply(504, &format!("{why}\n")),
    }
}

fn reply(status: u16, text: &str) -> Reply {
    let headers = vec![("content-type".to_owned(), b"text/plain; charset=utf-8".to_vec())];
    Reply { status, headers, body: text.as_bytes().to_vec() }
}

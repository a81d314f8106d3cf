//! One delivery after another: verified, held against the catalog, recorded, passed on, answered and told.

use std::collections::{HashSet, VecDeque};
use std::io::{Write as _, stderr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::task::spawn_blocking;
use webhook_catalog::Catalog;
use webhook_diagnose::{Case, Diagnosis, NamedRequest, NamedSecret, Terms, diagnose};
use webhook_exchange::payloads::Named;
use webhook_exchange::receive::{Incoming, Reply};
use webhook_exchange::records::Records;
use webhook_exchange::{Answer, Payloads, Request, Target, Wrong, sign};
use webhook_runtime::retry::Outcome as Ended;
use webhook_runtime::{Contract, Secret, VerifyError};
use webhook_schema::counted;

use super::causes::seen;
use super::delivery::{Delivery, Verdict};
use super::listed;
use crate::Color;
use crate::commands::sockets::tell;

/// Requests that are remembered, for a signature that is of another one.
const EARLIER: usize = 16;
/// Ids that are remembered, for deliveries that come again.
const IDS: usize = 100_000;
/// Bytes of an answer that are passed back.
const LARGEST_ANSWER: usize = 16 << 20;

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
    earlier: VecDeque<NamedRequest>,
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
        let forward = forward.map(|target| target.keeping(LARGEST_ANSWER));
        Self { catalog, payloads, verification, forward, is_json, color, state: Mutex::new(state) }
    }

    /// Looks at a request, tells of it, and answers it.
    pub async fn handle(self: Arc<Self>, incoming: Incoming) -> Reply {
        let (mut delivery, mut answered) = match incoming {
            Incoming::Whole(request) => self.take(request).await,
            Incoming::BrokenOff(request, broken) => {
                let refused = Some(format!("the body could not be read: {}", broken.why));
                let delivery = Delivery { refused, ..Delivery::of(&request) };
                (delivery, reply(broken.status(), "the body could not be read\n"))
            }
        };
        if let Some(answer) = &delivery.forwarded {
            answered = passed_back(answer);
        }
        delivery.status = answered.status;
        self.tell(&delivery);
        answered
    }

    /// Looks at a request that came whole, and passes it on.
    async fn take(self: &Arc<Self>, request: Request) -> (Delivery, Reply) {
        let refused = self.verification.as_ref().and_then(|verification| {
            let time = request.received_at();
            verification.first.verify_at(self.contract(), &request.headers, &request.body, time).err()
        });
        let mut delivery = self.look(&request, refused);
        let request = Arc::new(request);
        let is_diagnosed = self.verification.as_ref().is_some_and(|verification| verification.diagnose);
        if is_diagnosed {
            if refused.is_some() {
                let earlier: Vec<_> = self.state().earlier.iter().cloned().collect();
                // It takes up to a second, in which other requests are answered. One that fails has nothing to say.
                let (listener, request) = (Arc::clone(self), Arc::clone(&request));
                let work = spawn_blocking(move || listener.diagnosis(&request, &earlier));
                delivery.diagnosis = work.await.ok().flatten();
            }
            self.state().remember(&request, delivery.record.as_deref());
        }
        if let Some(target) = &self.forward {
            delivery.forwarded = Some(pass_on(target, &request, self.contract().timeout()).await);
        }
        let own = match refused {
            None => reply(200, ""),
            Some(error) => reply(error.status(), &format!("{error}\n")),
        };
        (delivery, own)
    }

    /// Checks and records.
    fn look(&self, request: &Request, refused: Option<VerifyError>) -> Delivery {
        let mut delivery = Delivery::of(request);
        delivery.refused = refused.map(|error| error.to_string());
        match serde_json::from_slice::<Value>(&request.body) {
            Ok(body) => {
                delivery.event = sign::event(self.contract(), &body).map(str::to_owned);
                delivery.id = sign::id(self.contract(), &body).map(str::to_owned);
                match self.payloads.named(&body) {
                    Named::Event(name) => delivery.found = self.payloads.look(&self.catalog, &name, &body),
                    Named::Synthetic(_) => {}
                    Named::Neither(wrong) => delivery.found.wrong.push(wrong),
                }
            }
            Err(error) => {
                let wrong = Wrong::new("", format!("the body is not JSON: {error}"));
                delivery.found.wrong.push(wrong);
            }
        }
        let mut state = self.state();
        if refused.is_none()
            && let Some(id) = &delivery.id
        {
            if state.ids.len() >= IDS {
                state.ids.clear();
            }
            delivery.is_duplicate = !state.ids.insert(id.clone());
        }
        delivery.record = state.record(request, delivery.event.as_deref());
        delivery
    }

    fn contract(&self) -> &Contract {
        &self.catalog.index.contract
    }

    fn diagnosis(&self, request: &Request, earlier: &[NamedRequest]) -> Option<Diagnosis> {
        Some(diagnose(&Case {
            terms: Terms::Contract(self.contract()),
            request: &seen(request),
            received: request.received_at(),
            secrets: &self.verification.as_ref()?.secrets,
            earlier,
        }))
    }

    fn tell(&self, delivery: &Delivery) {
        self.state().counts[delivery.verdict() as usize] += 1;
        tell(&if self.is_json { delivery.to_json() } else { delivery.to_text(self.color) });
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
        let all = counts.iter().sum::<usize>();
        let each = Verdict::ALL.map(|verdict| (counts[verdict as usize], verdict.told()));
        let separator = if all > 0 { ": " } else { "" };
        format!("{}{separator}{}\n", counted(all, "delivery", "deliveries"), listed(&each))
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
        self.earlier.push_back(NamedRequest { name, request: seen(request) });
    }
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
        Ended::Status(_) if !answer.is_whole => {
            reply(502, &format!("the answer is larger than {} MiB\n", LARGEST_ANSWER >> 20))
        }
        Ended::Status(status) => Reply { status, headers: answer.headers.clone(), body: answer.body.clone() },
        Ended::NetworkError => reply(502, &format!("{why}\n")),
        Ended::Timeout => reply(504, &format!("{why}\n")),
    }
}

fn reply(status: u16, text: &str) -> Reply {
    let headers = vec![("content-type".to_owned(), b"text/plain; charset=utf-8".to_vec())];
    Reply { status, headers, body: text.as_bytes().to_vec() }
}

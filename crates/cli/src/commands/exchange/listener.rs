//! One delivery after another: verified, held against the catalog, recorded, passed on, answered and told.

use std::collections::{HashSet, VecDeque};
use std::io::{Write as _, stderr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::spawn_blocking;
use webhook_diagnose::{Case, Diagnosis, NamedRequest, NamedSecret, diagnose};
use webhook_exchange::receive::{Incoming, Reply};
use webhook_exchange::records::Records;
use webhook_exchange::{Answer, Request, Target, Terms};
use webhook_runtime::retry::Outcome as Ended;
use webhook_schema::counted;

use super::causes::seen;
use super::delivery::{Delivery, Verdict};
use super::listed;
use super::looking::{Looked, Looking, reply};
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
    looking: Looking,
    /// What is tried to find out why a signature fails; `None` where that is not asked.
    diagnosing: Option<Vec<NamedSecret>>,
    forward: Option<Target>,
    is_json: bool,
    color: Color,
    state: Mutex<State>,
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
        looking: Looking,
        diagnosing: Option<Vec<NamedSecret>>,
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
        Self { looking, diagnosing, forward, is_json, color, state: Mutex::new(state) }
    }

    /// The largest body that is taken, in bytes.
    pub fn body_limit(&self) -> usize {
        self.looking.terms.body_limit()
    }

    /// Looks at a request, tells of it, and answers it.
    pub async fn handle(self: Arc<Self>, incoming: Incoming) -> Reply {
        let (mut deliveries, answered) = match incoming {
            Incoming::Whole(request) => self.take(request).await,
            Incoming::BrokenOff(request, broken) => {
                let refused = Some(format!("the body could not be read: {}", broken.why));
                let delivery = Delivery { refused, ..Delivery::of(&request) };
                (vec![delivery], reply(broken.status(), "the body could not be read\n"))
            }
        };
        for delivery in &mut deliveries {
            delivery.status = answered.status;
            self.tell(delivery);
        }
        answered
    }

    /// Looks at a request that came whole, and passes it on.
    async fn take(self: &Arc<Self>, request: Request) -> (Vec<Delivery>, Reply) {
        let Looked { mut deliveries, refused, reply } = self.looking.look(&request);
        let mut answered = reply;
        self.note(&request, refused.is_none(), &mut deliveries);
        let request = Arc::new(request);
        let first = deliveries.first_mut();
        let record = first.as_ref().and_then(|delivery| delivery.record.clone());
        if self.diagnosing.is_some() {
            if refused.is_some()
                && let Some(delivery) = first
            {
                let earlier: Vec<_> = self.state().earlier.iter().cloned().collect();
                // It takes up to a second, in which other requests are answered. One that fails has nothing to say.
                let (listener, request) = (Arc::clone(self), Arc::clone(&request));
                let work = spawn_blocking(move || listener.diagnosis(&request, &earlier));
                delivery.diagnosis = work.await.ok().flatten();
            }
            self.state().remember(&request, record.as_deref());
        }
        if let Some(target) = &self.forward {
            let answer = pass_on(target, &request, self.looking.terms.timeout()).await;
            answered = passed_back(&answer);
            for delivery in &mut deliveries {
                delivery.forwarded = Some(answer.clone());
            }
        }
        (deliveries, answered)
    }

    /// Notes which events came before, and records the request.
    fn note(&self, request: &Request, is_genuine: bool, deliveries: &mut [Delivery]) {
        let mut state = self.state();
        for delivery in &mut *deliveries {
            if let Some(id) = delivery.id.as_ref().filter(|_| is_genuine) {
                if state.ids.len() >= IDS {
                    state.ids.clear();
                }
                delivery.is_duplicate = !state.ids.insert(id.clone());
            }
        }
        let event = deliveries.first().and_then(|delivery| delivery.event.as_deref());
        let record = state.record(request, event);
        deliveries.iter_mut().for_each(|delivery| delivery.record.clone_from(&record));
    }

    fn diagnosis(&self, request: &Request, earlier: &[NamedRequest]) -> Option<Diagnosis> {
        let terms = match &self.looking.terms {
            Terms::Contract(contract) => webhook_diagnose::Terms::Contract(contract),
            Terms::Pack(pack) => webhook_diagnose::Terms::Pack(pack),
        };
        Some(diagnose(&Case {
            terms,
            request: &seen(request),
            received: request.received_at(),
            secrets: self.diagnosing.as_ref()?,
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

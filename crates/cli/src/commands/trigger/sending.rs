//! Signs and sends, and tells how each request was answered.

use std::io::{self, Write as _, stderr};
use std::time::{Duration, SystemTime};

use webhook_exchange::addressed::{address, path};
use webhook_exchange::{Target, Terms, fresh};
use webhook_runtime::testing::{Part, flip_bit};
use webhook_runtime::{Outgoing, SignatureRule, Signing};
use webhook_schema::diagnostic::terminal::one_line;

use super::Options;
use super::templates::{Template, of_catalog, of_pack, warnings};
use crate::commands::exchange::progress::Progress;
use crate::commands::exchange::send_until_stopped;
use crate::commands::exchange::sent::{Expected, Report, Sent};
use crate::commands::pack;
use crate::{Context, Outcome};

/// How requests are signed, and how a receiver that works answers them.
struct Manner {
    /// Seconds ago.
    age: u32,
    is_tampered: bool,
    expected: Expected,
}

/// What all requests have in common.
struct Sender<'s> {
    options: &'s Options,
    terms: &'s Terms,
    signing: Signing,
    target: Target,
}

/// Sends what is asked for.
pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
    triggered(options, context).unwrap_or_else(|outcome| outcome)
}

fn triggered(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
    let target = options.destination.target().map_err(Outcome::usage)?;
    let catalog;
    let (terms, templates) = match &options.pack {
        Some(given) => {
            let pack = pack::load(given, context)?;
            let deliveries = pack::deliveries(given, context)?;
            let templates = of_pack(options, &pack, deliveries).map_err(Outcome::usage)?;
            (Terms::Pack(pack.into()), templates)
        }
        None => {
            catalog = crate::commands::catalog(options.root.as_deref(), context)?;
            let templates = of_catalog(options, &catalog).map_err(Outcome::usage)?;
            let warnings = warnings(&catalog, &templates, options).map_err(Outcome::usage)?;
            // They are of use to whoever waits for answers, too.
            let _ = stderr().write_all(warnings.as_bytes());
            (Terms::Contract(catalog.index.contract.clone().into()), templates)
        }
    };
    if options.aged > 0 && !is_timed(terms.rule()) {
        let said_by = if options.pack.is_some() { "pack" } else { "contract" };
        return Err(Outcome::usage(format!(
            "--aged: no time is signed by this {said_by}, so no delivery is ever too old"
        )));
    }
    let secret = options.secret.read().map_err(Outcome::usage)?;
    let signing = terms.signing(&secret).map_err(|error| Outcome::usage(options.secret.told(&error)))?;
    let sender = Sender { options, terms: &terms, signing, target };
    // What cannot be set or signed is found before anything is sent.
    let mut repeated = Vec::new();
    for template in &templates {
        let [event, id] = sender.trial(template).map_err(Outcome::usage)?;
        // What is set is meant to be the same.
        if options.times > 1 && options.set.is_empty() && id.is_some() {
            let [_, again] = sender.trial(template).map_err(Outcome::usage)?;
            repeated.extend(event.filter(|_| id == again));
        }
    }
    if !repeated.is_empty() {
        let warning = format!(
            "warning: --times: nothing is known of {} that could differ from one delivery to the next, so each has the same id, and a receiver handles the first alone\n",
            repeated.iter().map(|name| format!("`{}`", one_line(name))).collect::<Vec<_>>().join(", ")
        );
        let _ = stderr().write_all(warning.as_bytes());
    }
    let mut report = Report::new(terms.retry(), options.json, context);
    let sent = send_until_stopped(sender.send_all(&templates, &mut report));
    Ok(report.outcome(sent.map_err(Outcome::failed)?))
}

/// Whether a delivery says when it was sent.
fn is_timed(rule: &SignatureRule) -> bool {
    [rule].into_iter().chain(rule.also.iter()).any(|rule| rule.timestamp.is_some())
}

impl Manner {
    const GENUINE: Self = Self { age: 0, is_tampered: false, expected: Expected::Delivery };

    fn of(options: &Options, terms: &Terms) -> Self {
        let tolerance = terms.rule().tolerance().unwrap_or(Duration::MAX);
        let is_stale = u64::from(options.aged) > tolerance.as_secs();
        let expected = match (options.bad_signature, is_stale) {
            (true, _) => Expected::Refusal("a wrong signature"),
            (false, true) => Expected::Refusal("a signature that is too old"),
            (false, false) => Expected::Delivery,
        };
        Self { age: options.aged, is_tampered: options.bad_signature, expected }
    }
}

impl Sender<'_> {
    /// Sends everything; what is forged only after a genuine request that was delivered.
    async fn send_all(&self, templates: &[Template<'_>], report: &mut Report<'_>) -> io::Result<()> {
        let Self { options, terms, .. } = self;
        let fill = |template: &Template<'_>| template.fill(options, terms).map_err(io::Error::other);
        let manner = Manner::of(options, terms);
        if manner.expected != Expected::Delivery
            && let Some(first) = templates.first()
        {
            // An address where nobody verifies anything refuses what is forged, too.
            let sent = self.send(fill(first)?, &Manner::GENUINE).await?;
            if !report.tell(&sent) {
                report.is_inconclusive = true;
                return Ok(());
            }
        }
        let copies = if options.duplicate { 2 } else { 1 };
        let mut progress = Progress::new(templates.len() * options.times as usize * copies);
        for template in templates {
            for _ in 0..options.times {
                let request = fill(template)?;
                for _ in 0..copies {
                    progress.step(terms.named(&request)[0].as_deref());
                    report.tell(&self.send(request.clone(), &manner).await?);
                }
            }
        }
        Ok(())
    }

    /// The name and the id of what would be sent.
    fn trial(&self, template: &Template<'_>) -> Result<[Option<String>; 2], String> {
        let request = template.fill(self.options, self.terms)?;
        Ok(self.terms.named(&self.signed(request, &Manner::GENUINE)?))
    }

    async fn send(&self, request: Outgoing, manner: &Manner) -> io::Result<Sent> {
        let request = self.signed(request, manner).map_err(io::Error::other)?;
        let [event, id] = self.terms.named(&request);
        let path = path(&self.target, &request);
        let json = ("content-type", "application/json");
        let json = request.value("content-type").is_none().then_some(json);
        let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let headers = headers.chain(json).map(|(name, value)| (name, value.as_bytes()));
        let answer =
            self.target.send(&request.method, &path, headers, &request.body, self.terms.timeout()).await;
        let answered = SystemTime::now();
        Ok(Sent { event, id, url: self.target.url.clone(), expected: manner.expected, answer, answered })
    }

    /// A request with its signature, for the URL that a provider would call.
    fn signed(&self, mut request: Outgoing, manner: &Manner) -> Result<Outgoing, String> {
        address(&mut request, self.options.url.as_deref(), &self.target);
        let time = fresh::unix_seconds().saturating_sub(manner.age.into());
        self.signing.sign(&mut request, time).map_err(|error| error.to_string())?;
        if manner.is_tampered {
            flip_bit(self.terms.rule(), self.terms.events(), Part::Signature, &mut request);
        }
        Ok(request)
    }
}

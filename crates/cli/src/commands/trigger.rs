//! `trigger`: sends signed events to a receiver, made of the catalog's examples.

use std::path::PathBuf;

use clap::Args;

use super::destination::Destination;
use super::secrets::Secret;

/// Send a signed event to a receiver on this machine
///
/// Takes the event's example from the catalog, gives it an id and a time of its own, signs it by the contract, sends it, and
/// says how it was answered and what the sender would do next. The secret is taken from WEBHOOK_SECRET.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// The event, such as team.archived
    #[arg(required_unless_present_any = ["all", "file"], conflicts_with_all = ["all", "file"])]
    event: Option<String>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    secret: Secret,
    /// Set a field before sending, such as data.name=Support or data.agent_ids[0]=a; may be given more than once. The value
    /// takes the type that the schema gives the field
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Send the body in this file, JSON or a recorded request, in place of an example. It is parsed and written again: to send
    /// bytes as they are, use `replay`
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Send it so many times, each with an id of its own unless --set gives one
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    times: u32,
    /// Sign with a time so many seconds ago: beyond the contract's tolerance, a receiver must refuse it. A genuine
    /// request is sent first, which it must accept
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=1_000_000_000))]
    aged: u32,
    /// Send a wrong signature: a receiver must refuse it. A genuine request is sent first, which it must accept
    #[arg(long)]
    bad_signature: bool,
    /// Send each event twice, with the same id: a receiver must accept both, and handle one
    #[arg(long)]
    duplicate: bool,
    /// Send every event of the catalog
    #[arg(long, conflicts_with = "set")]
    all: bool,
    /// Print one JSON object per request, for programs
    #[arg(long)]
    json: bool,
    /// The repository whose catalog is taken; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

impl Options {
    /// Why there is no secret to sign with, if there is none: for those who hand the command on to another program, which takes a while to
    /// build.
    pub fn lacking(&self) -> Option<String> {
        self.secret.lacking()
    }
}

const HELP: &str = "\
Examples:
  trigger team.archived --to http://127.0.0.1:8080/webhooks
  trigger team.archived --to http://127.0.0.1:8080/webhooks --set data.name=Support
  trigger --all --to http://127.0.0.1:8080/webhooks
  trigger team.archived --to http://127.0.0.1:8080/webhooks --bad-signature

Exit status: 0 every request was answered as it should be, 1 one was not, or Ctrl-C was pressed, 2 usage, \
3 the catalog has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use sending::run;

#[cfg(feature = "deliveries")]
mod sending {
    use std::fs;
    use std::io::{self, Write as _, stderr};
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    use serde_json::Value;
    use webhook_catalog::Catalog;
    use webhook_exchange::compose::{Compose, freshen};
    use webhook_exchange::payloads::Named;
    use webhook_exchange::{Assignment, Payloads, Request, Target, fresh, sign};
    use webhook_runtime::{Contract, Secret};
    use webhook_schema::diagnostic::terminal::one_line;

    use super::Options;
    use crate::commands::exchange::progress::Progress;
    use crate::commands::exchange::send_until_stopped;
    use crate::commands::exchange::sent::{Expected, Report, Sent};
    use crate::{Context, Outcome};

    /// Something to send, before it gets an id, a time, and the fields that are set.
    struct Template<'c> {
        body: Value,
        /// What sets fields; `None` for a file in which none is set, and which may be of any event.
        compose: Option<Compose<'c>>,
    }

    /// How requests are signed, and how a receiver that works answers them.
    struct Signing {
        /// Seconds ago.
        age: u32,
        is_tampered: bool,
        expected: Expected,
    }

    /// Sends what is asked for.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        triggered(options, context).unwrap_or_else(|outcome| outcome)
    }

    fn triggered(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
        let target = options.destination.target().map_err(Outcome::usage)?;
        let secret = options.secret.read().map_err(Outcome::usage)?;
        let catalog = crate::commands::catalog(options.root.as_deref(), context)?;
        let contract = &catalog.index.contract;
        let templates = templates(options, &catalog).map_err(Outcome::usage)?;
        // What cannot be set is found before anything is sent.
        let bodies: Result<Vec<Value>, String> =
            templates.iter().map(|template| template.fill(options, contract)).collect();
        let warnings = warnings(&catalog, &bodies.map_err(Outcome::usage)?).map_err(Outcome::failed)?;
        // They are of use to whoever waits for answers, too.
        let _ = stderr().write_all(warnings.as_bytes());
        let mut report = Report::new(contract, options.json, context);
        let sent = send_until_stopped(send_all(options, contract, &target, &secret, &templates, &mut report));
        Ok(report.outcome(sent.map_err(Outcome::failed)?))
    }

    fn templates<'c>(options: &Options, catalog: &'c Catalog) -> Result<Vec<Template<'c>>, String> {
        if let Some(path) = &options.file {
            let body = from_file(path)?;
            let name = sign::event(&catalog.index.contract, &body).unwrap_or_default();
            let compose = (!options.set.is_empty()).then(|| Compose::new(catalog, name)).transpose()?;
            return Ok(vec![Template { body, compose }]);
        }
        let names: Vec<&str> = match &options.event {
            Some(name) => vec![name],
            None => catalog.index.events.iter().map(|event| event.name.as_str()).collect(),
        };
        let template = |name: &str| -> Result<Template<'c>, String> {
            let compose = Compose::new(catalog, name)?;
            Ok(Template { body: compose.example()?, compose: Some(compose) })
        };
        names.into_iter().map(template).collect()
    }

    impl Template<'_> {
        /// A body with an id and a time of its own, unless these are set.
        fn fill(&self, options: &Options, contract: &Contract) -> Result<Value, String> {
            let mut body = self.body.clone();
            freshen(contract, &mut body);
            let Some(compose) = &self.compose else { return Ok(body) };
            for assignment in &options.set {
                let told = |message: String| format!("--set {assignment}: {message}");
                let assignment = Assignment::parse(assignment).map_err(told)?;
                compose.set(&mut body, &assignment).map_err(told)?;
            }
            Ok(body)
        }
    }

    fn from_file(path: &Path) -> Result<Value, String> {
        let file = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let body = match Request::parse(&file) {
            Ok(request) => request.body,
            Err(_) => file,
        };
        serde_json::from_slice(&body).map_err(|error| {
            format!("{}: expected JSON, or a recorded request with JSON: {error}", path.display())
        })
    }

    /// What the catalog would say of bodies that were changed. They are sent all the same.
    fn warnings(catalog: &Catalog, bodies: &[Value]) -> Result<String, String> {
        let payloads = Payloads::new(catalog)?;
        let mut warnings = String::new();
        for body in bodies {
            let found = match payloads.named(body) {
                Named::Event(name) => payloads.check(&name, body),
                Named::Synthetic(_) => Vec::new(),
                Named::Neither(wrong) => vec![wrong],
            };
            for wrong in found {
                warnings.push_str(&format!("warning: {}\n", one_line(&wrong.to_string())));
            }
        }
        Ok(warnings)
    }

    impl Signing {
        const GENUINE: Self = Self { age: 0, is_tampered: false, expected: Expected::Delivery };

        fn of(options: &Options, contract: &Contract) -> Self {
            let tolerance = contract.signature.tolerance().unwrap_or(Duration::MAX);
            let is_stale = u64::from(options.aged) > tolerance.as_secs();
            let expected = match (options.bad_signature, is_stale) {
                (true, _) => Expected::Refusal("a wrong signature"),
                (false, true) => Expected::Refusal("a signature that is too old"),
                (false, false) => Expected::Delivery,
            };
            Self { age: options.aged, is_tampered: options.bad_signature, expected }
        }
    }

    /// Sends everything; what is forged only after a genuine request that was delivered.
    async fn send_all(
        options: &Options,
        contract: &Contract,
        target: &Target,
        secret: &Secret,
        templates: &[Template<'_>],
        report: &mut Report<'_>,
    ) -> io::Result<()> {
        let fill = |template: &Template<'_>| template.fill(options, contract).map_err(io::Error::other);
        let signing = Signing::of(options, contract);
        if signing.expected != Expected::Delivery
            && let Some(first) = templates.first()
        {
            // An address where nobody verifies anything refuses what is forged, too.
            let sent = send(&fill(first)?, &Signing::GENUINE, contract, target, secret).await?;
            if !report.tell(&sent) {
                report.is_inconclusive = true;
                return Ok(());
            }
        }
        let copies = if options.duplicate { 2 } else { 1 };
        let mut progress = Progress::new(templates.len() * options.times as usize * copies);
        for template in templates {
            for _ in 0..options.times {
                let body = fill(template)?;
                for _ in 0..copies {
                    progress.step(sign::event(contract, &body));
                    report.tell(&send(&body, &signing, contract, target, secret).await?);
                }
            }
        }
        Ok(())
    }

    async fn send(
        body: &Value,
        signing: &Signing,
        contract: &Contract,
        target: &Target,
        secret: &Secret,
    ) -> io::Result<Sent> {
        let event = sign::event(contract, body).map(str::to_owned);
        let id = sign::id(contract, body).map(str::to_owned);
        let bytes = body.to_string().into_bytes();
        let time = fresh::unix_seconds().saturating_sub(signing.age.into());
        let mut headers =
            sign::headers(contract, secret, id.as_deref(), time, &bytes).map_err(io::Error::other)?;
        if signing.is_tampered {
            let signature =
                headers.iter_mut().filter(|(name, _)| Some(&**name) == contract.signature.signature_header());
            signature.for_each(|(_, value)| *value = sign::tampered(value));
        }
        let answer = target.post(&headers, &bytes, contract.timeout()).await;
        let answered = SystemTime::now();
        Ok(Sent { event, id, url: target.url.clone(), expected: signing.expected, answer, answered })
    }
}

//! `replay`: sends recorded requests to a receiver.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::destination::Destination;
use super::given;
use super::secrets::Secret;

/// Send recorded requests to a receiver on this machine
///
/// Sends what `listen --record` has written, in the order in which it came: the same bodies, ids and headers, signed again with the present
/// time, as a provider does it. With --as-recorded, nothing is changed, and a receiver refuses what has become too old. All
/// headers of a record are sent, `Authorization` and `Cookie` too: look at what is in it before you use --allow-remote.
/// Requests go to the path of the URL, whatever their own was, with the query that they have.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// Recorded requests: files, or directories
    #[arg(required = true, value_name = "PATH")]
    records: Vec<PathBuf>,
    /// Sign as a provider does, and not by a catalog's contract: the name of a pack (`packs` lists them), or the path of a
    /// contract of your own, such as ./acme/contract.json
    #[arg(long, value_name = "PACK", conflicts_with = "root")]
    pack: Option<OsString>,
    /// Where the provider finds the receiver, for providers that sign the URL: its public URL, to which path and query of --to
    /// are added, as `listen --url` does; by default, the URL of --to
    #[arg(long, value_name = "URL", value_parser = given::called_url, conflicts_with = "as_recorded")]
    url: Option<String>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    secret: Secret,
    /// Send timestamp and signature as they were recorded; no secret is needed
    #[arg(long, conflicts_with = "secret")]
    as_recorded: bool,
    /// Print one JSON object per request, for programs
    #[arg(long)]
    json: bool,
    /// The repository whose contract is taken; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

impl Options {
    /// Why there is no secret to sign with, if there is none: for those who hand the command on to another program, which takes a while to
    /// build.
    pub fn lacking(&self) -> Option<String> {
        self.secret.lacking().filter(|_| !self.as_recorded)
    }
}

const HELP: &str = "\
Examples:
  replay records --to http://127.0.0.1:8080/webhooks
  replay records/000001-team.archived.http --to http://127.0.0.1:8080/webhooks --as-recorded
  replay records --pack stripe --to http://127.0.0.1:8080/webhooks

Exit status: 0 every request was delivered, 1 one was not, or Ctrl-C was pressed, 2 usage, \
3 the catalog or the pack has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use replaying::run;

#[cfg(feature = "deliveries")]
mod replaying {
    use std::io;
    use std::path::PathBuf;
    use std::time::SystemTime;

    use webhook_exchange::addressed::{address, path};
    use webhook_exchange::records::{self, Record};
    use webhook_exchange::{Target, Terms, fresh};
    use webhook_runtime::{Outgoing, Signing};

    use super::Options;
    use crate::commands::exchange::progress::Progress;
    use crate::commands::exchange::send_until_stopped;
    use crate::commands::exchange::sent::{Expected, Report, Sent};
    use crate::commands::pack;
    use crate::{Context, Outcome};

    /// What all requests have in common.
    struct Sender {
        terms: Terms,
        /// Where the provider finds the receiver, where that is another URL than the target's.
        url: Option<String>,
        /// `None` where they go as they were recorded.
        signing: Option<Signing>,
        target: Target,
    }

    /// Sends what was recorded.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        replayed(options, context).unwrap_or_else(|outcome| outcome)
    }

    fn replayed(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
        let target = options.destination.target().map_err(Outcome::usage)?;
        let records = recorded(&options.records).map_err(Outcome::usage)?;
        let terms = pack::terms(options.pack.as_deref(), options.root.as_deref(), context)?;
        let secret = (!options.as_recorded).then(|| options.secret.read()).transpose();
        let secret = secret.map_err(Outcome::usage)?;
        let signing = secret.map(|secret| terms.signing(&secret)).transpose();
        let signing = signing.map_err(|error| Outcome::usage(options.secret.told(&error)))?;
        let sender = Sender { terms, url: options.url.clone(), signing, target };
        // What cannot be signed is found before anything is sent.
        for record in &records {
            let told = |message| Outcome::usage(format!("{}: {message}", record.name));
            sender.signed(record).map_err(told)?;
        }
        let mut report = Report::new(sender.terms.retry(), options.json, context);
        let sent = send_until_stopped(async {
            let mut progress = Progress::new(records.len());
            for record in &records {
                report.tell(&sender.send(record, &mut progress).await?);
            }
            Ok(())
        });
        Ok(report.outcome(sent.map_err(Outcome::failed)?))
    }

    fn recorded(paths: &[PathBuf]) -> Result<Vec<Record>, String> {
        let mut all = Vec::new();
        for path in paths {
            let records = records::read(path)?;
            if records.is_empty() {
                return Err(format!("{}: there is no recorded request in it", path.display()));
            }
            all.extend(records);
        }
        Ok(all)
    }

    impl Sender {
        async fn send(&self, record: &Record, progress: &mut Progress) -> io::Result<Sent> {
            let request = self.signed(record).map_err(io::Error::other)?;
            let [event, id] = self.terms.named(&request);
            progress.step(event.as_deref());
            let texts = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
            let is_no_text = |value: &[u8]| std::str::from_utf8(value).is_err();
            let others = record.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()));
            let others = others.filter(|(name, value)| is_no_text(value) && request.value(name).is_none());
            let path = path(&self.target, &request);
            let wait = self.terms.timeout();
            let answer =
                self.target.send(&request.method, &path, texts.chain(others), &request.body, wait).await;
            Ok(Sent {
                event,
                id,
                url: self.target.url.clone(),
                expected: Expected::Delivery,
                answer,
                answered: SystemTime::now(),
            })
        }

        /// A recorded request, addressed; signed by the scheme and with the present time, unless it goes as it was recorded.
        fn signed(&self, record: &Record) -> Result<Outgoing, String> {
            let mut request = record.request.to_outgoing();
            address(&mut request, self.url.as_deref(), &self.target);
            if let Some(signing) = &self.signing {
                let signed = signing.sign(&mut request, fresh::unix_seconds());
                signed.map_err(|error| error.to_string())?;
            }
            Ok(request)
        }
    }
}

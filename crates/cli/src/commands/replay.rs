//! `replay`: sends recorded requests to a receiver.

use std::path::PathBuf;

use clap::Args;

use super::destination::Destination;
use super::secrets::Secret;

/// Send recorded requests to a receiver on this machine
///
/// Sends what `listen --record` has written, in the order in which it came: the same bodies, ids and headers, signed again with the present
/// time, as a provider does it. With --as-recorded, nothing is changed, and a receiver refuses what has become too old. All
/// headers of a record are sent, `Authorization` and `Cookie` too: look at what is in it before you use --allow-remote.
/// Requests go to the path of the URL, whatever their own was.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// Recorded requests: files, or directories
    #[arg(required = true, value_name = "PATH")]
    records: Vec<PathBuf>,
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

Exit status: 0 every request was delivered, 1 one was not, or Ctrl-C was pressed, 2 usage, \
3 the catalog has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use replaying::run;

#[cfg(feature = "deliveries")]
mod replaying {
    use std::io;
    use std::path::PathBuf;
    use std::time::SystemTime;

    use webhook_exchange::{Request, Target, fresh, records, sign};
    use webhook_runtime::{Contract, Secret};

    use super::Options;
    use crate::commands::exchange::progress::Progress;
    use crate::commands::exchange::send_until_stopped;
    use crate::commands::exchange::sent::{Expected, Report, Sent};
    use crate::{Context, Outcome};

    /// Sends what was recorded.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        replayed(options, context).unwrap_or_else(|outcome| outcome)
    }

    fn replayed(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
        let target = options.destination.target().map_err(Outcome::usage)?;
        let secret = (!options.as_recorded).then(|| options.secret.read()).transpose();
        let secret = secret.map_err(Outcome::usage)?;
        let requests = requests(&options.records).map_err(Outcome::usage)?;
        let catalog = crate::commands::catalog(options.root.as_deref(), context)?;
        let contract = &catalog.index.contract;
        let mut report = Report::new(contract.retry.as_ref(), options.json, context);
        let sent = send_until_stopped(async {
            let mut progress = Progress::new(requests.len());
            for request in &requests {
                report.tell(&send(request, contract, secret.as_ref(), &target, &mut progress).await?);
            }
            Ok(())
        });
        Ok(report.outcome(sent.map_err(Outcome::failed)?))
    }

    fn requests(paths: &[PathBuf]) -> Result<Vec<Request>, String> {
        let mut requests = Vec::new();
        for path in paths {
            let records = records::read(path)?;
            if records.is_empty() {
                return Err(format!("{}: there is no recorded request in it", path.display()));
            }
            requests.extend(records.into_iter().map(|record| record.request));
        }
        Ok(requests)
    }

    async fn send(
        request: &Request,
        contract: &Contract,
        secret: Option<&Secret>,
        target: &Target,
        progress: &mut Progress,
    ) -> io::Result<Sent> {
        let body = serde_json::from_slice(&request.body).unwrap_or_default();
        let event = sign::event(contract, &body).map(str::to_owned);
        let header = contract.idempotency_key.header.as_deref().and_then(|header| request.header(header));
        let header = header.map(String::from_utf8_lossy);
        let id = header.map(Into::into).or_else(|| sign::id(contract, &body).map(str::to_owned));
        progress.step(event.as_deref());
        let sign =
            |secret| sign::headers(contract, secret, id.as_deref(), fresh::unix_seconds(), &request.body);
        let signed = secret.map(sign).transpose().map_err(io::Error::other)?.unwrap_or_default();
        let is_signed = |name: &str| signed.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let recorded = request.headers.iter().filter(|(name, _)| !is_signed(name));
        let recorded = recorded.map(|(name, value)| (name.as_str(), value.as_slice()));
        let headers = recorded.chain(signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
        let answer =
            target.send(&request.method, target.path(), headers, &request.body, contract.timeout()).await;
        Ok(Sent {
            event,
            id,
            url: target.url.clone(),
            expected: Expected::Delivery,
            answer,
            answered: SystemTime::now(),
        })
    }
}

//! `replay`: sends recorded requests to a receiver.

use std::path::PathBuf;

use clap::Args;

use super::secrets::Secret;

/// Send recorded requests to a receiver on this machine
///
/// Sends what `listen --record` has written, in its order: the same bodies, ids and headers, signed again with the present
/// time, as a provider does it. With --as-recorded, nothing is changed, and a receiver refuses what has become too old. All
/// headers of a record are sent, `Authorization` and `Cookie` too: look at what is in it before you use --allow-remote.
/// Requests go to the path of the URL, whatever their own was.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// Recorded requests: files, or directories
    #[arg(required = true, value_name = "PATH")]
    records: Vec<PathBuf>,
    /// Where to send them: an http:// URL that leads to this machine
    #[arg(long, value_name = "URL")]
    to: String,
    #[command(flatten)]
    secret: Secret,
    /// Send timestamp and signature as they were recorded; no secret is needed
    #[arg(long, conflicts_with = "secret")]
    as_recorded: bool,
    /// Send to another machine, too
    #[arg(long)]
    allow_remote: bool,
    /// Print one JSON object per request, for programs
    #[arg(long)]
    json: bool,
    /// The repository whose contract is taken; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

const HELP: &str = "\
Examples:
  replay records --to http://127.0.0.1:8080/webhooks
  replay records/000001-team.archived.http --to http://127.0.0.1:8080/webhooks --as-recorded

Exit status: 0 every request was delivered, 1 one was not, 2 usage, 3 the catalog has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use replaying::run;

#[cfg(feature = "deliveries")]
mod replaying {
    use std::time::SystemTime;

    use webhook_exchange::{Request, Target, fresh, records, sign};
    use webhook_runtime::{Contract, Secret};

    use super::Options;
    use crate::commands::exchange::block_on;
    use crate::commands::exchange::progress::Progress;
    use crate::commands::exchange::sent::{Expected, Report, Sent};
    use crate::{Context, Outcome};

    /// Sends what was recorded.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        let target = match Target::parse(&options.to, options.allow_remote) {
            Ok(target) => target,
            Err(message) => return Outcome::usage(format!("--to: {message}")),
        };
        let secret = match (!options.as_recorded).then(|| options.secret.read()).transpose() {
            Ok(secret) => secret,
            Err(message) => return Outcome::usage(message),
        };
        let mut requests = Vec::new();
        for path in &options.records {
            match records::read(path) {
                Ok(read) if read.is_empty() => {
                    return Outcome::usage(format!("{}: there is no recorded request in it", path.display()));
                }
                Ok(read) => requests.extend(read.into_iter().map(|(_, request)| request)),
                Err(message) => return Outcome::usage(message),
            }
        }
        let catalog = match crate::commands::catalog(options.root.as_deref(), context) {
            Ok(catalog) => catalog,
            Err(outcome) => return outcome,
        };
        let contract = &catalog.index.contract;
        let mut report = Report::new(contract, options.json, context);
        let sent = block_on(async {
            let mut progress = Progress::new(requests.len());
            for request in &requests {
                report.tell(&send(request, contract, secret.as_ref(), &target, &mut progress).await);
            }
            Ok(())
        });
        match sent {
            Ok(()) => report.outcome(String::new()),
            Err(error) => Outcome::failed(error),
        }
    }

    async fn send(
        request: &Request,
        contract: &Contract,
        secret: Option<&Secret>,
        target: &Target,
        progress: &mut Progress,
    ) -> Sent {
        let body = serde_json::from_slice(&request.body).unwrap_or_default();
        let event = sign::event(contract, &body).map(str::to_owned);
        let header = request.header(&contract.idempotency_key.header).map(String::from_utf8_lossy);
        let id = header.map(Into::into).or_else(|| sign::id(contract, &body).map(str::to_owned));
        progress.step(event.as_deref());
        let signed = secret.map_or_else(Vec::new, |secret| {
            sign::headers(contract, secret, id.as_deref(), fresh::unix_seconds(), &request.body)
        });
        let is_signed = |name: &str| signed.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let recorded = request.headers.iter().filter(|(name, _)| !is_signed(name));
        let recorded = recorded.map(|(name, value)| (name.as_str(), value.as_slice()));
        let headers = recorded.chain(signed.iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
        let answer =
            target.send(&request.method, target.path(), headers, &request.body, contract.retry.timeout).await;
        Sent {
            event,
            id,
            url: target.url.clone(),
            expected: Expected::Delivery,
            answer,
            answered: SystemTime::now(),
        }
    }
}

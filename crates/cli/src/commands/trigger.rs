//! `trigger`: sends signed events to a receiver, made of the examples of a catalog or a pack.

#[cfg(feature = "deliveries")]
mod sending;
#[cfg(feature = "deliveries")]
mod templates;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::destination::Destination;
use super::given;
use super::secrets::Secret;

/// Send a signed event to a receiver on this machine
///
/// Takes the event's example from the catalog, gives it an id and a time of its own, signs it by the contract, sends it, and
/// says how it was answered and what the sender would do next. With --pack, what is sent is an example delivery of a provider,
/// signed as that provider signs. The secret is taken from WEBHOOK_SECRET.
#[derive(Args)]
#[command(
    group = ArgGroup::new("what").args(["event", "pack", "file", "all"]).multiple(true).required(true),
    after_help = HELP
)]
pub struct Options {
    /// The event, such as team.archived. With --pack, the name of an event or of a delivery in the pack's examples; the first
    /// of them, if there is no name
    #[arg(conflicts_with_all = ["all", "file"])]
    event: Option<String>,
    /// Send what a provider sends, and not a catalog's events: the name of a pack (`packs` lists them), or the path of a
    /// contract of your own, such as ./acme/contract.json
    #[arg(long, value_name = "PACK", conflicts_with = "root")]
    pack: Option<OsString>,
    /// Where the provider finds the receiver, for providers that sign the URL: its public URL, to which path and query of --to
    /// are added, as `listen --url` does; by default, the URL of --to
    #[arg(long, value_name = "URL", value_parser = given::called_url)]
    url: Option<String>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    secret: Secret,
    /// Set a field before sending, such as data.name=Support or data.agent_ids[0]=a; may be given more than once. The value
    /// takes the type that the schema gives the field
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Send the body in this file, JSON or a recorded request, in place of an example; of a recorded request, what the provider
    /// has in headers, too. It is parsed and written again: to send bytes as they are, use `replay`
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Send it so many times, each with an id of its own unless --set gives one. Where the id is a hash of the body, each has a
    /// time of its own, if there is one in the body
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value_t = 1, value_parser = given::whole::<u32>(1, 1_000_000))]
    times: u32,
    /// Sign with a time so many seconds ago: beyond the contract's tolerance, a receiver must refuse it. A genuine
    /// request is sent first, which it must accept
    #[arg(long, allow_negative_numbers = true, value_name = "SECONDS", default_value_t = 0, value_parser = given::whole::<u32>(0, 1_000_000_000))]
    aged: u32,
    /// Send a wrong signature: a receiver must refuse it. A genuine request is sent first, which it must accept
    #[arg(long)]
    bad_signature: bool,
    /// Send each event twice, with the same id: a receiver must accept both, and handle one
    #[arg(long)]
    duplicate: bool,
    /// Send every event of the catalog, or every example of the pack
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
  trigger --pack github issues.opened --to http://127.0.0.1:8080/webhooks
  trigger --pack stripe --all --to http://127.0.0.1:8080/webhooks
  trigger --pack square --url https://shop.example --to http://127.0.0.1:8080/webhooks

Exit status: 0 every request was answered as it should be, 1 one was not, or Ctrl-C was pressed, 2 usage, \
3 the catalog or the pack has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use sending::run;

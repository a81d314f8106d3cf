//! `listen`: receives deliveries, and says of each whether it verifies and what is new or wrong in it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::given;
use super::secrets::Secrets;

/// Receive events on this machine, and say what each of them is
///
/// Listens on 127.0.0.1 where a receiver would, until Ctrl-C. Prints a line for each delivery: when it came, in UTC; whether it
/// is fine, new (it has a field or a value of an enum that the catalog does not have), wrong (its schema does not allow it) or
/// refused (its signature does not verify); the event and its id. Below that stands what is new or wrong. Answers as a receiver would, or passes each request on to one. A request
/// whose body does not come whole is neither recorded nor passed on. With --pack, a provider's deliveries are received: a line
/// for each event in them, handshakes answered, and what the provider asks to be answered. The secret is taken from
/// WEBHOOK_SECRET.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// The port; 0 takes any that is free
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value_t = 4020, value_parser = given::whole::<u16>(0, u16::MAX.into()))]
    port: u16,
    /// Write the port to this file once it is open
    #[arg(long, value_name = "FILE")]
    port_file: Option<PathBuf>,
    #[command(flatten)]
    secrets: Secrets,
    /// Receive what a provider sends, and not a catalog's events: the name of a pack (`packs` lists them), or the path of a
    /// contract of your own, such as ./acme/contract.json
    #[arg(long, value_name = "PACK", conflicts_with = "root")]
    pack: Option<OsString>,
    /// Where the sender finds this program, for providers that sign the URL: its public URL, to which path and query of each
    /// request are added; by default, what the Host header says, with http:// for this machine and https:// for any other
    #[arg(long, value_name = "URL", value_parser = given::called_url)]
    url: Option<String>,
    /// Do not verify signatures
    #[arg(long, conflicts_with_all = ["secret", "secrets_from", "diagnose"])]
    unsigned: bool,
    /// Say why a signature fails, as `verify` does
    #[arg(long)]
    diagnose: bool,
    /// Pass each request on to this http:// URL, headers and body as they came, and answer what it answers. Without a path in
    /// the URL, it keeps its own
    #[arg(long, value_name = "URL")]
    forward: Option<String>,
    /// Forward to another machine, too
    #[arg(long, requires = "forward")]
    allow_remote: bool,
    /// Write each request to a file in this directory, for `replay` and `verify`: with all of its headers, `Authorization` and
    /// `Cookie` too
    #[arg(long, value_name = "DIR")]
    record: Option<PathBuf>,
    /// Print one JSON object per delivery, for programs
    #[arg(long)]
    json: bool,
    /// The repository whose catalog is checked against; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

impl Options {
    /// Why there is no secret to verify with, if there is none: for those who hand the command on to another program, which takes a while to
    /// build.
    pub fn lacking(&self) -> Option<String> {
        self.secrets.lacking().filter(|_| !self.unsigned)
    }
}

const HELP: &str = "\
Examples:
  listen --port 8080
  listen --diagnose --secrets-from .env
  listen --record records --forward http://127.0.0.1:3000/webhooks
  listen --pack stripe --json
  listen --pack square --url https://shop.example

Exit status: 0 every delivery verified and was as the catalog has it, 1 one was not, or the program itself failed, \
2 usage, 3 the catalog or the pack has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use listening::run;

#[cfg(feature = "deliveries")]
mod listening {
    use std::io::{self, Write as _, stderr};
    use std::net::SocketAddr;
    use std::sync::Arc;

    use webhook_diagnose::NamedSecret;
    use webhook_exchange::receive::{ROOM, receive, stopped};
    use webhook_exchange::records::Records;
    use webhook_exchange::{Target, Terms};

    use super::Options;
    use crate::commands::exchange::listener::Listener;
    use crate::commands::exchange::looking::Looking;
    use crate::commands::exchange::{color, payloads};
    use crate::commands::pack;
    use crate::commands::sockets::{after_interrupt, block_on, tell, write_port};
    use crate::{Context, Outcome, Status};

    /// Listens until it is stopped, and sums up.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        listened(options, context).unwrap_or_else(|outcome| outcome)
    }

    fn listened(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
        let listener = Arc::new(listener(options, context)?);
        let limit = listener.body_limit().saturating_add(ROOM);
        let handle = {
            let listener = Arc::clone(&listener);
            move |incoming| Arc::clone(&listener).handle(incoming)
        };
        let listening = |address| listening(options, address);
        block_on(receive(options.port, limit, handle, listening, async |_| stopped().await))
            .map_err(Outcome::unusable)?;
        let status = if listener.is_fine() { Status::Fine } else { Status::Failed };
        let summary = if options.json { String::new() } else { listener.summary() };
        Ok(Outcome::new(status).out(after_interrupt(true) + &summary))
    }

    fn listener(options: &Options, context: &Context) -> Result<Listener, Outcome> {
        let forward = options.forward.as_ref().map(|url| Target::parse(url, options.allow_remote));
        let forward =
            forward.transpose().map_err(|message| Outcome::usage(format!("--forward: {message}")))?;
        if options.port != 0 && forward.as_ref().is_some_and(|target| target.leads_to(options.port)) {
            return Err(Outcome::usage(format!(
                "--forward: port {} is where this program listens",
                options.port
            )));
        }
        let (terms, catalog) = match &options.pack {
            Some(given) => (Terms::Pack(pack::load(given, context)?.into()), None),
            None => {
                let catalog = crate::commands::catalog(options.root.as_deref(), context)?;
                let payloads = payloads(&catalog).map_err(Outcome::failed)?;
                (Terms::Contract(catalog.index.contract.clone().into()), Some((catalog, payloads)))
            }
        };
        let secrets = match options.unsigned {
            true => Vec::new(),
            false => options.secrets.read().map_err(Outcome::usage)?,
        };
        if secrets.len() > 1 && !options.diagnose {
            return Err(Outcome::usage(format!(
                "there are {} secrets, of which the first one counts: the others are for --diagnose",
                secrets.len()
            )));
        }
        let told = |name: &str, error: &dyn std::fmt::Display| Outcome::usage(format!("{name}: {error}"));
        let read = |first: &NamedSecret| first.secret().map_err(|error| told(&first.name, &error));
        let first = secrets.first().map(|first| Ok((read(first)?, first.name.as_str()))).transpose()?;
        let looking = Looking::new(terms, catalog, first, options.url.as_deref()).map_err(Outcome::usage)?;
        let diagnosing = options.diagnose.then_some(secrets);
        let records = options.record.as_ref().map(Records::open).transpose().map_err(Outcome::unusable)?;
        Ok(Listener::new(looking, diagnosing, forward, records, options.json, color(context)))
    }

    /// Says where it listens; for a program that reads standard output, on standard error.
    fn listening(options: &Options, address: SocketAddr) -> io::Result<()> {
        write_port(options.port_file.as_deref(), address)?;
        let line = format!("listening on http://{address}/, until Ctrl-C\n");
        match options.json {
            // A reader that has gone away is no reason to stop.
            true => drop(stderr().write_all(line.as_bytes())),
            false => tell(&line),
        }
        Ok(())
    }
}

//! The command line.
//!
//! Secrets are not options: they come from the environment, where other users of the machine cannot see them.

use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt};

const HELP: &str = "\
usage: example-receiver [--listen ADDRESS] [--store redb:PATH | redis://HOST] [--name NAME]
                        [--journal PATH] [--dead-letters DIRECTORY] [--work MILLISECONDS]

--listen        address to listen on; default 127.0.0.1:8080; port 0 picks a free one
--store         where to remember handled events; default WEBHOOK_STORE, or else redb:handled.redb
--name          name of this service, the same on all its machines, and different from other services that
                use the same Redis; default example-receiver
--journal       file to which every handled event adds a line; default journal.jsonl
--dead-letters  directory for bodies that cannot be decoded, one file each; default dead-letters
--work          how long each handler pretends to work, to see what happens if the process is killed meanwhile

WEBHOOK_SECRET is the endpoint's signing secret; WEBHOOK_SECRET_PREVIOUS, unless empty, is accepted too.
WEBHOOK_STORE takes the same values as --store. Use it for a Redis URL with a password: every user of the
machine can read the arguments.";

/// The options of the command line.
pub struct Options {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Where handled events are remembered.
    pub store: StoreAt,
    /// The name of this service, which no other service in the same Redis has.
    pub name: String,
    /// The file to which every handled event adds a line.
    pub journal: PathBuf,
    /// The directory for bodies that cannot be decoded.
    pub dead_letters: PathBuf,
    /// How long each handler pretends to work.
    pub work: Duration,
}

/// Where handled events are remembered.
pub enum StoreAt {
    /// In a file on this machine.
    Redb(PathBuf),
    /// In Redis, at a URL.
    Redis(String),
}

impl Options {
    /// Reads the command line.
    pub fn from_command_line() -> Result<Options, Box<dyn Error>> {
        let mut options = Options {
            listen: ([127, 0, 0, 1], 8080).into(),
            store: match std::env::var("WEBHOOK_STORE") {
                Ok(text) if !text.is_empty() => {
                    store(&text).map_err(|error| format!("WEBHOOK_STORE: {error}"))?
                }
                _ => StoreAt::Redb("handled.redb".into()),
            },
            name: "example-receiver".to_owned(),
            journal: "journal.jsonl".into(),
            dead_letters: "dead-letters".into(),
            work: Duration::ZERO,
        };
        let mut parser = Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("listen") => options.listen = parser.value()?.parse()?,
                Arg::Long("store") => {
                    options.store =
                        store(&parser.value()?.string()?).map_err(|error| format!("--store: {error}"))?;
                }
                Arg::Long("name") => options.name = parser.value()?.string()?,
                Arg::Long("journal") => options.journal = parser.value()?.into(),
                Arg::Long("dead-letters") => options.dead_letters = parser.value()?.into(),
                Arg::Long("work") => options.work = Duration::from_millis(parser.value()?.parse()?),
                Arg::Long("help") | Arg::Short('h') => {
                    // It does not matter if nobody reads it.
                    let _ = writeln!(std::io::stdout(), "{HELP}");
                    std::process::exit(0);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

fn store(text: &str) -> Result<StoreAt, String> {
    match text.split_once(':') {
        Some(("redb", path)) => Ok(StoreAt::Redb(path.into())),
        Some(("redis", _)) => Ok(StoreAt::Redis(text.into())),
        // Not the text itself, which may contain a password.
        _ => Err("expected redb:PATH or redis://HOST".into()),
    }
}

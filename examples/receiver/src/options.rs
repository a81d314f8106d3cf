//! The command line.
//!
//! Secrets are not among the options: they come from the environment, where other users of the machine do not see
//! them.

use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt};

const HELP: &str = "\
usage: example-receiver [--listen ADDRESS] [--store redb:PATH | redis://HOST] [--name NAME]
                        [--journal PATH] [--dead-letters DIRECTORY] [--work MILLISECONDS]

--listen        where to take requests; 127.0.0.1:8080 if left out, and port 0 takes a free one
--store         where handled events are remembered; if left out, WEBHOOK_STORE, or else redb:handled.redb
--name          name of this service, which its machines share and no other that uses the same Redis has;
                example-receiver if left out
--journal       file that every handled event adds a line to; journal.jsonl if left out
--dead-letters  directory for bodies that cannot be decoded, a file each; dead-letters if left out
--work          how long each handler pretends to work, to try what happens when the process is killed meanwhile

WEBHOOK_SECRET is the endpoint's signing secret; WEBHOOK_SECRET_PREVIOUS, unless empty, is accepted too.
WEBHOOK_STORE is what --store takes: a Redis URL with a password does not belong in the arguments, which
every user of the machine can read.";

/// What the command line says.
pub struct Options {
    /// Where to take requests.
    pub listen: SocketAddr,
    /// Where handled events are remembered.
    pub store: StoreAt,
    /// What tells this service from others in the same Redis.
    pub name: String,
    /// The file that every handled event adds a line to.
    pub journal: PathBuf,
    /// The directory for bodies that cannot be decoded.
    pub dead_letters: PathBuf,
    /// How long each handler pretends to work.
    pub work: Duration,
}

/// Where handled events are remembered.
pub enum StoreAt {
    /// In a file of this machine.
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
                    // Whoever does not read it does not want to know.
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
        // Not the text itself, which may have a password in it.
        _ => Err("expected redb:PATH or redis://HOST".into()),
    }
}

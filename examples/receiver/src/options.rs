//! The command line.
//!
//! Knows its options and their defaults. Secrets are not among them: they come from the environment, where other users of
//! the machine do not see them.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt};

const HELP: &str = "\
usage: example-receiver [--listen ADDRESS] [--store redb:PATH | redis://HOST] [--name NAME]
                        [--journal PATH] [--work MILLISECONDS]

--listen   where to take requests; 127.0.0.1:8080 if left out, and port 0 takes a free one
--store    where handled events are remembered; redb:handled.redb if left out
--name     name of this service, which its machines share and no other that uses the same Redis has;
           example-receiver if left out
--journal  file that every handled event adds a line to; journal.jsonl if left out
--work     how long each handler pretends to work, to try what happens when the process is killed meanwhile

WEBHOOK_SECRET is the endpoint's signing secret; WEBHOOK_SECRET_PREVIOUS, unless empty, is accepted beside it.";

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
            store: StoreAt::Redb("handled.redb".into()),
            name: "example-receiver".to_owned(),
            journal: "journal.jsonl".into(),
            work: Duration::ZERO,
        };
        let mut parser = Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("listen") => options.listen = parser.value()?.parse()?,
                Arg::Long("store") => options.store = store(&parser.value()?.string()?)?,
                Arg::Long("name") => options.name = parser.value()?.string()?,
                Arg::Long("journal") => options.journal = parser.value()?.into(),
                Arg::Long("work") => options.work = Duration::from_millis(parser.value()?.parse()?),
                Arg::Long("help") | Arg::Short('h') => {
                    println!("{HELP}");
                    std::process::exit(0);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

fn store(text: &str) -> Result<StoreAt, Box<dyn Error>> {
    match text.split_once(':') {
        Some(("redb", path)) => Ok(StoreAt::Redb(path.into())),
        Some(("redis", _)) => Ok(StoreAt::Redis(text.into())),
        _ => Err("--store takes redb:PATH or redis://…".into()),
    }
}

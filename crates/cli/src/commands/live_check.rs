//! `live-check`: a receiver that checks what a test suite sends.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::given;

/// Check the events that a test suite sends, on this machine
///
/// Listens on 127.0.0.1 where a receiver would, verifies each signature, holds each body against its schema, and says in
/// the end what was wrong, and which live events, fields and enum values were never sent. With a command after `--`, runs
/// it with the URL in WEBHOOK_URL and the secret in WEBHOOK_SECRET, and ends with it; without one, ends on SIGTERM,
/// Ctrl-C or `POST /__stop`. The secret is taken from WEBHOOK_SECRET; for a command, one is made up if there is none.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  live-check -- npm test\n  live-check --min-coverage 80 --report report.json -- cargo test\n  live-check --port 8080 --idle-timeout 60\n\nExit status: 0 fine, 1 a violation, too little coverage, a command that failed or the program itself, 2 usage, 3 the catalog has mistakes"
)]
pub struct Options {
    /// The port; 0 takes any that is free
    #[arg(long, allow_negative_numbers = true, value_name = "N", default_value_t = 0, value_parser = given::whole::<u16>(0, u16::MAX.into()))]
    port: u16,
    /// Write the port to this file once it is open
    #[arg(long, value_name = "FILE")]
    port_file: Option<PathBuf>,
    /// Write the report to this file, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Fail if fewer of the live events were sent, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 0, allow_negative_numbers = true, value_parser = given::whole::<u8>(0, 100))]
    min_coverage: u8,
    /// Do not verify signatures
    #[arg(long)]
    unsigned: bool,
    /// Without a command: end when nothing has come for so many seconds; 0 waits for ever
    #[arg(long, allow_negative_numbers = true, value_name = "SECONDS", default_value_t = 600, value_parser = given::whole::<u32>(0, u32::MAX.into()))]
    idle_timeout: u32,
    /// The repository whose catalog is checked against; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The command that sends the events, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Whom the report is printed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

#[cfg(feature = "live-check")]
pub(crate) use checking::run;

#[cfg(feature = "live-check")]
mod checking {
    use std::io;
    use std::net::SocketAddr;
    use std::time::Duration;

    use webhook_codegen::Reader;
    use webhook_exchange::records::write_whole;
    use webhook_live_check::{Check, End, Report, Until, listen};
    use webhook_runtime::Secret;

    use super::{Format, Options};
    use crate::commands::secrets::{VARIABLE, variable};
    use crate::commands::sockets::{after_interrupt, block_on, tell, write_port};
    use crate::{Context, Outcome, Status};

    /// Bytes of a secret that is made up.
    const SECRET_BYTES: usize = 32;

    /// Checks until the end, and says what was found.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        checked(options, context).unwrap_or_else(|outcome| outcome)
    }

    fn checked(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
        let catalog = crate::commands::catalog(options.root.as_deref(), context)?;
        let secret = secret(options).map_err(Outcome::usage)?;
        let check = Check::new(&catalog, secret.clone()).map_err(Outcome::failed)?;
        let reader = Reader::new(&catalog);
        let check = check.read_by(Box::new(move |event, body| reader.unread(event, body)));
        let until = match options.command.as_slice() {
            [] => Until::Stopped {
                idle: (options.idle_timeout > 0).then(|| Duration::from_secs(options.idle_timeout.into())),
            },
            command => Until::Command {
                command: command.to_vec(),
                variables: secret.iter().map(|secret| (VARIABLE, secret.expose().into())).collect(),
            },
        };
        let listening = |address| listening(options, address);
        let listen_options = webhook_live_check::Options { port: options.port, until };
        let (report, end) = block_on(listen(check, listen_options, listening)).map_err(Outcome::unusable)?;
        Ok(outcome(options, &report, end))
    }

    /// The secret that signatures are verified with; `None` where they are not.
    fn secret(options: &Options) -> Result<Option<Secret>, String> {
        if options.unsigned {
            return Ok(None);
        }
        match variable()? {
            Some(secret) => Ok(Some(secret)),
            None if !options.command.is_empty() => {
                let digits = (0..2 * SECRET_BYTES).map(|_| fastrand::digit(16));
                Ok(Secret::new(digits.collect::<String>()).ok())
            }
            None => Err(format!(
                "set {VARIABLE} to the secret that the events are signed with, or give --unsigned"
            )),
        }
    }

    /// Says where it listens. A command has the standard output for itself.
    fn listening(options: &Options, address: SocketAddr) -> io::Result<()> {
        write_port(options.port_file.as_deref(), address)?;
        if options.command.is_empty() && options.format == Format::Text {
            tell(&format!("listening on http://{address}/\n"));
        }
        Ok(())
    }

    fn outcome(options: &Options, report: &Report, end: End) -> Outcome {
        if let Some(file) = &options.report
            && let Err(error) = write_whole(file, report.to_json().as_bytes())
        {
            return Outcome::unusable(error);
        }
        let mut why = String::new();
        if let End::Command(status) = end
            && !status.success()
        {
            why.push_str(&format!("error: the command failed: {status}\n"));
        }
        if report.events.percent() < f64::from(options.min_coverage) {
            let (sent, least) = (report.events.percent(), options.min_coverage);
            why.push_str(&format!(
                "error: {sent:.0}% of the live events were sent, and {least}% are required\n"
            ));
        }
        let status = if why.is_empty() && report.is_clean() { Status::Fine } else { Status::Failed };
        let said = match options.format {
            Format::Text => after_interrupt(matches!(end, End::Stopped)) + &report.to_text(),
            Format::Json => report.to_json(),
        };
        Outcome::new(status).out(said).err(why)
    }
}

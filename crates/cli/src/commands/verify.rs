//! `verify`: whether the signature of a request verifies, and if not, why.

use std::path::PathBuf;

use clap::Args;

use super::secrets::Secrets;

/// Say whether the signature of a request verifies and, if not, why
///
/// Takes a recorded request (`listen --record`), a request pasted from a log, or headers and a body. A signature that fails is
/// tried again with every mistake undone that people make with secrets, bodies, times and headers, and up to three of them at
/// once, as far as a second of work goes: each that explains it is told with its remedy. The secret is taken from
/// WEBHOOK_SECRET, and never printed.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// The request: headers, an empty line, and the body; by default, or for -, standard input
    #[arg(conflicts_with_all = ["header", "body"])]
    request: Option<PathBuf>,
    /// A header of the request, such as 'X-Webhook-Timestamp: 1778328000'; may be given more than once
    #[arg(long, value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// The body, byte for byte; by default, or for -, standard input
    #[arg(long, value_name = "FILE", requires = "header")]
    body: Option<PathBuf>,
    #[command(flatten)]
    secrets: Secrets,
    /// Requests that came before, recorded, whose body or time may have been signed in place of this one's: files, or
    /// directories
    #[arg(long, value_name = "PATH")]
    earlier: Vec<PathBuf>,
    /// When the request came, in Unix seconds; by default, when it was recorded, or else now
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(..=1_000_000_000_000))]
    at: Option<u64>,
    /// Print one JSON object, for programs
    #[arg(long)]
    json: bool,
    /// The repository whose contract is taken; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

const HELP: &str = "\
Examples:
  verify records/000001-team.archived.http
  verify --secrets-from .env < request.txt
  verify --header 'X-Webhook-Timestamp: 1778328000' --header 'X-Webhook-Signature: v1=…' --body body.json

Exit status: 0 the signature verifies, 1 it does not, 2 usage, 3 the catalog has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use verifying::run;

#[cfg(feature = "deliveries")]
mod verifying {
    use std::fs;
    use std::io::{Read as _, stdin};
    use std::path::Path;
    use std::time::{Duration, UNIX_EPOCH};

    use serde_json::json;
    use webhook_diagnose::{Case, Diagnosis, diagnose};
    use webhook_exchange::{Request, records, request};
    use webhook_schema::counted;

    use super::Options;
    use crate::commands::exchange::{GREEN, RED, causes, color};
    use crate::{Context, Outcome, Status};

    /// Verifies one request.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        let secrets = match options.secrets.read() {
            Ok(secrets) => secrets,
            Err(message) => return Outcome::usage(message),
        };
        let catalog = match crate::commands::catalog(options.root.as_deref(), context) {
            Ok(catalog) => catalog,
            Err(outcome) => return outcome,
        };
        let request = match request(options) {
            Ok(request) => request,
            Err(message) => return Outcome::usage(message),
        };
        let mut earlier = Vec::new();
        for path in &options.earlier {
            match records::read(path) {
                Ok(records) => earlier.extend(records),
                Err(message) => return Outcome::usage(format!("--earlier: {message}")),
            }
        }
        // A directory of records may hold the request itself.
        earlier.retain(|(_, other)| (&other.headers, &other.body) != (&request.headers, &request.body));
        let earlier: Vec<_> = earlier.into_iter().map(|(name, other)| (name, signed(other))).collect();
        let received = match options.at {
            Some(seconds) => UNIX_EPOCH + Duration::from_secs(seconds),
            None => request.received_at(),
        };
        let diagnosis = diagnose(&Case {
            contract: &catalog.index.contract,
            request: &signed(request),
            received,
            secrets: &secrets,
            earlier: &earlier,
        });
        let status = if diagnosis.is_verified() { Status::Fine } else { Status::Failed };
        let out = if options.json { to_json(&diagnosis) } else { to_text(&diagnosis, context) };
        Outcome::new(status).out(out)
    }

    fn signed(request: Request) -> webhook_diagnose::Request {
        webhook_diagnose::Request { headers: request.headers, body: request.body }
    }

    fn request(options: &Options) -> Result<Request, String> {
        if options.header.is_empty() {
            let name =
                options.request.as_ref().map_or("standard input".into(), |path| path.display().to_string());
            let file = read(options.request.as_deref())?;
            return Request::parse(&file).map_err(|message| format!("{name}: {message}"));
        }
        let header = |line: &String| {
            request::header(line.as_bytes()).map_err(|message| format!("--header: {message}"))
        };
        let headers = options.header.iter().map(header).collect::<Result<_, _>>()?;
        Ok(Request { headers, body: read(options.body.as_deref())?, ..Request::default() })
    }

    /// A file, or standard input.
    fn read(path: Option<&Path>) -> Result<Vec<u8>, String> {
        match path.filter(|path| path.as_os_str() != "-") {
            Some(path) => fs::read(path).map_err(|error| format!("{}: {error}", path.display())),
            None => {
                let mut bytes = Vec::new();
                stdin().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
                Ok(bytes)
            }
        }
    }

    fn to_text(diagnosis: &Diagnosis, context: &Context) -> String {
        let color = color(context);
        match &diagnosis.refused {
            None => format!(
                "{}: signature, time and id are as the contract says\n  If your receiver refuses it all the same, it does not verify the bytes, the headers or the secret that were given here.\n",
                color.paint(GREEN, "verified")
            ),
            Some(why) => format!(
                "{}: {why}\n{}{} tried\n",
                color.paint(RED, "refused"),
                causes::to_text(diagnosis, color),
                counted(diagnosis.tried as u64, "combination", "combinations"),
            ),
        }
    }

    fn to_json(diagnosis: &Diagnosis) -> String {
        let document = json!({
            "verified": diagnosis.is_verified(),
            "refused": diagnosis.refused,
            "causes": causes::to_json(diagnosis),
            "combinations_tried": diagnosis.tried,
            "cut_off": diagnosis.is_cut_off,
        });
        // The alternate form of a value is its pretty-printed JSON, and cannot fail.
        format!("{document:#}\n")
    }
}

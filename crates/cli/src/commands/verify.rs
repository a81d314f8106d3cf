//! `verify`: whether the signature of a request verifies, and if not, why.

#[cfg(feature = "deliveries")]
mod contents;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::given;
use super::secrets::Secrets;

/// Say whether the signature of a request verifies and, if not, why
///
/// Takes a recorded request (`listen --record`), a request pasted from a log, or headers and a body, and goes by the contract
/// of the catalog, or by what a pack knows of a provider. A signature that fails is
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
    /// A file with the body, byte for byte; by default, or for -, standard input
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    #[command(flatten)]
    secrets: Secrets,
    /// Go by what is known of a provider, and not by a catalog: the name of a pack (`packs` lists them), or the path of a
    /// contract of your own, such as ./acme/contract.json
    #[arg(long, value_name = "PACK", conflicts_with = "root")]
    pack: Option<OsString>,
    /// The URL as the sender called it, for providers that sign it; by default, that of the request line, or what its path
    /// and the Host header say
    #[arg(long, value_name = "URL", value_parser = given::called_url)]
    url: Option<String>,
    /// The method, for providers that sign it; by default, that of the request line, or POST
    #[arg(long, value_name = "METHOD", value_parser = given::method)]
    method: Option<String>,
    /// Requests that came before, recorded, whose body or time may have been signed in place of this one's: files, or
    /// directories
    #[arg(long, value_name = "PATH")]
    earlier: Vec<PathBuf>,
    /// When the request came, in Unix seconds; by default, when it was recorded, or else now
    #[arg(long, allow_negative_numbers = true, value_name = "SECONDS", value_parser = given::unix_seconds)]
    at: Option<u64>,
    /// Print one JSON object, for programs
    #[arg(long)]
    json: bool,
    /// The repository whose contract is taken; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

impl Options {
    /// Why there is no secret to verify with, if there is none: for those who hand the command on to another program, which takes a while to
    /// build.
    pub fn lacking(&self) -> Option<String> {
        self.secrets.lacking()
    }
}

const HELP: &str = "\
Examples:
  verify records/000001-team.archived.http
  verify --secrets-from .env < request.txt
  verify --header 'X-Webhook-Timestamp: 1778328000' --header 'X-Webhook-Signature: v1=…' --body body.json
  verify --pack stripe < request.txt
  verify --pack square --url https://shop.example/webhooks < request.txt

Exit status: 0 the signature verifies, or it is a handshake that needs none, 1 it does not, 2 usage, 3 the catalog or the pack has mistakes";

#[cfg(feature = "deliveries")]
pub(crate) use verifying::run;

#[cfg(feature = "deliveries")]
mod verifying {
    use std::fs;
    use std::io::{IsTerminal as _, Read as _, Write as _, stderr, stdin};
    use std::path::Path;
    use std::time::{Duration, UNIX_EPOCH};

    use serde_json::{Value, json};
    use webhook_diagnose::{Case, Diagnosis, NamedRequest, diagnose};
    use webhook_exchange::records::{self, Record};
    use webhook_exchange::{Request, Terms, request};
    use webhook_runtime::contract::{Piece, Weakness, WeaknessKind};
    use webhook_schema::diagnostic::terminal::one_line;

    use super::Options;
    use super::contents::{self, Contents};
    use crate::commands::exchange::{GREEN, RED, causes, color};
    use crate::commands::pack;
    use crate::{Context, Outcome, Status};

    /// Verifies one request.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        verified(options, context).unwrap_or_else(|outcome| outcome)
    }

    fn verified(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
        let terms = pack::terms(options.pack.as_deref(), options.root.as_deref(), context)?;
        let secrets = options.secrets.read().map_err(Outcome::usage)?;
        let request = request(options).map_err(Outcome::usage)?;
        let earlier = earlier(options, &request).map_err(Outcome::usage)?;
        let received = match options.at {
            Some(seconds) => UNIX_EPOCH + Duration::from_secs(seconds),
            None => request.received_at(),
        };
        let mut seen = causes::seen(&request);
        seen.url = options.url.clone().or(seen.url);
        let mut diagnosis = diagnose(&Case {
            terms: diagnosed_by(&terms),
            request: &seen,
            received,
            secrets: &secrets,
            earlier: &earlier,
        });
        if options.pack.as_deref().is_some_and(pack::is_own) {
            diagnosis.doubt_contract();
        }
        let contents = secrets.first().and_then(|secret| Contents::read(&terms, &seen, secret, received));
        // Some handshakes are not signed; nothing else that is refused says what it holds.
        let is_handshake = matches!(contents, Some(Contents::Handshake(_)));
        let is_fine = diagnosis.is_verified() || is_handshake;
        let contents = contents.filter(|_| is_fine);
        let status = if is_fine { Status::Fine } else { Status::Failed };
        let out = match options.json {
            true => to_json(&diagnosis, &terms, contents.as_ref()),
            false => to_text(&diagnosis, &terms, contents.as_ref(), context),
        };
        Ok(Outcome::new(status).out(out))
    }

    /// What it is diagnosed by.
    fn diagnosed_by(terms: &Terms) -> webhook_diagnose::Terms<'_> {
        match terms {
            Terms::Contract(contract) => webhook_diagnose::Terms::Contract(contract),
            Terms::Pack(pack) => webhook_diagnose::Terms::Pack(pack),
        }
    }

    /// What a request that verifies does not prove. How the rule is written down does not matter to whoever has one.
    fn weaknesses(terms: &Terms) -> Vec<Weakness> {
        let mut weaknesses = match terms {
            Terms::Contract(contract) => contract.weaknesses(),
            Terms::Pack(pack) => pack.weaknesses(),
        };
        let is_of_writing = |kind| matches!(kind, WeaknessKind::NoVector | WeaknessKind::SignedUrl);
        weaknesses.retain(|weakness| !is_of_writing(weakness.kind));
        weaknesses
    }

    /// What is sound about a request that verifies.
    fn sound(terms: &Terms) -> String {
        let rule = terms.rule();
        let rules = || [rule].into_iter().chain(rule.also.iter());
        let is_time_checked = rules()
            .filter_map(|rule| rule.timestamp.as_ref())
            .any(|time| time.past.or(time.future).is_some());
        let is_id_signed =
            rules().filter_map(|rule| rule.message.as_ref()).any(|message| message.has(&Piece::Id));
        // A header that repeats the id of a body is held against it.
        let is_id_repeated = match terms {
            Terms::Contract(contract) => {
                contract.plain().is_some() && contract.idempotency_key.header.is_some()
            }
            Terms::Pack(_) => false,
        };
        let what = if rule.algorithm.signs() { "signature" } else { "secret in it" };
        let parts = match (is_time_checked, is_id_signed || is_id_repeated) {
            (true, true) => format!("{what}, time and id are"),
            (true, false) => format!("{what} and time are"),
            (false, true) => format!("{what} and id are"),
            (false, false) => format!("the {what} is"),
        };
        match terms {
            Terms::Contract(_) => format!("{parts} as the contract says"),
            Terms::Pack(pack) => format!("{parts} as the pack says of {}", one_line(&pack.provider.name)),
        }
    }

    /// The requests that came before. A directory of records may hold the request itself.
    fn earlier(options: &Options, request: &Request) -> Result<Vec<NamedRequest>, String> {
        let mut earlier = Vec::new();
        for path in &options.earlier {
            // A path that leads nowhere may be a secret that was given in its place.
            path.metadata().map_err(|error| format!("--earlier: {error}"))?;
            let records = records::read(path).map_err(|message| format!("--earlier: {message}"))?;
            earlier.extend(records);
        }
        let same = |other: &Request| (&other.headers, &other.body) == (&request.headers, &request.body);
        earlier.retain(|record| !same(&record.request));
        let named =
            |record: Record| NamedRequest { name: record.name, request: causes::seen(&record.request) };
        Ok(earlier.into_iter().map(named).collect())
    }

    fn request(options: &Options) -> Result<Request, String> {
        // A signature may be in the body.
        if options.header.is_empty() && options.body.is_none() {
            let path = options.request.as_deref().filter(|path| !is_standard_input(path));
            let name = path.map_or("standard input".into(), |path| path.display().to_string());
            let file = read("REQUEST", options.request.as_deref(), "headers, an empty line and the body")?;
            let request = Request::parse(&file).map_err(|message| format!("{name}: {message}"))?;
            let method = options.method.clone().unwrap_or(request.method);
            return Ok(Request { method, ..request });
        }
        let header = |(at, line): (usize, &String)| {
            request::header(line.as_bytes())
                .map_err(|message| format!("--header, number {}: {message}", at + 1))
        };
        let headers = options.header.iter().enumerate().map(header).collect::<Result<_, _>>()?;
        let method = options.method.clone().unwrap_or_else(|| "POST".to_owned());
        let body = read("--body", options.body.as_deref(), "the body")?;
        Ok(Request { method, headers, body, ..Request::default() })
    }

    fn is_standard_input(path: &Path) -> bool {
        path.as_os_str() == "-"
    }

    /// The file that an argument names, or standard input.
    fn read(argument: &str, path: Option<&Path>, what: &str) -> Result<Vec<u8>, String> {
        match path.filter(|path| !is_standard_input(path)) {
            Some(path) => fs::read(path).map_err(|error| {
                let shown = path.display();
                match path.metadata() {
                    Ok(found) if found.is_dir() => {
                        format!("{argument} {shown}: expected a file with {what}, found a directory")
                    }
                    Ok(_) => format!("{argument} {shown}: {error}"),
                    // A path that leads nowhere may be a secret that was given in its place.
                    Err(error) => format!("{argument}: expected a file with {what}: {error}"),
                }
            }),
            None => {
                if stdin().is_terminal() {
                    // Without this, it looks as if nothing happened.
                    let _ = writeln!(stderr(), "reading {what} from standard input, until Ctrl-D");
                }
                let mut bytes = Vec::new();
                stdin().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
                Ok(bytes)
            }
        }
    }

    fn to_text(
        diagnosis: &Diagnosis,
        terms: &Terms,
        contents: Option<&Contents>,
        context: &Context,
    ) -> String {
        let color = color(context);
        let held = contents.map(Contents::to_text).unwrap_or_default();
        match (&diagnosis.refused, contents) {
            (None, _) => format!(
                "{}: {}\n{held}{}  If your receiver refuses it all the same, it does not verify the bytes, the headers or the secret that were given here.\n",
                color.paint(GREEN, "verified"),
                sound(terms),
                weak_to_text(&weaknesses(terms)),
            ),
            (Some(_), Some(Contents::Handshake(_))) => {
                format!("{}: nothing has to be signed\n{held}", color.paint(GREEN, "accepted"))
            }
            (Some(why), _) => {
                let causes = causes::to_text(diagnosis, "  ", color);
                format!("{}: {why}\n{causes}", color.paint(RED, "refused"))
            }
        }
    }

    /// A line for each.
    fn weak_to_text(weaknesses: &[Weakness]) -> String {
        let line = |weakness: &Weakness| {
            format!("  But {} (`{}`).\n", one_line(&weakness.message), weakness.kind.name())
        };
        weaknesses.iter().map(line).collect()
    }

    fn weak_to_json(weaknesses: &[Weakness]) -> Value {
        let one = |weakness: &Weakness| json!({ "rule": weakness.kind.name(), "what": weakness.message, "remedy": weakness.kind.help() });
        weaknesses.iter().map(one).collect()
    }

    fn to_json(diagnosis: &Diagnosis, terms: &Terms, contents: Option<&Contents>) -> String {
        let mut document = json!({
            "verified": diagnosis.is_verified(),
            "refused": diagnosis.refused,
            "causes": causes::to_json(diagnosis),
            "combinations_tried": diagnosis.tried,
            "cut_off": diagnosis.is_cut_off,
            "weaknesses": weak_to_json(&weaknesses(terms)),
        });
        for (name, value) in contents::to_json(contents) {
            document[name] = value;
        }
        // The alternate form of a value is its pretty-printed JSON, and cannot fail.
        format!("{document:#}\n")
    }
}

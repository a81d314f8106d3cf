//! `packs`: what is known of providers without a catalog.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::Args;
use webhook_contract::words::duration;
use webhook_contract::{
    Algorithm, AnswerBody, AnswerRule, BodyForm, Handshake, Layout, Location, Pack, SignatureRule,
    TimestampRule,
};
use webhook_schema::counted;
use webhook_schema::diagnostic::terminal::one_line;

use super::pack;
use crate::{Context, Outcome, Status};

/// Leads editors to the schema of packs, from where they are in the repository; from anywhere else it leads nowhere.
const SCHEMA: &str = "  \"$schema\": \"../contract.schema.json\",\n";

/// List the providers whose signatures are known, or show what is known of one
///
/// Each is a pack: how the provider signs, and what that does not protect from. `listen`, `verify`, `trigger`
/// and `replay` go by them with `--pack`, and `init --pack` starts a catalog with one.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  packs\n  packs stripe\n  packs stripe --json > contract.json\n\nExit status: 0 fine, 2 usage, 3 the pack has mistakes"
)]
pub struct Options {
    /// The pack to show: a name, or the path of one of your own; without it, all are listed
    #[arg(value_name = "PACK")]
    pack: Option<OsString>,
    /// Print the contract itself, to start one of your own from
    #[arg(long, requires = "pack")]
    json: bool,
}

/// Lists packs, or shows one.
pub fn run(options: &Options, context: &Context) -> Outcome {
    shown(options, context).unwrap_or_else(|outcome| outcome)
}

fn shown(options: &Options, context: &Context) -> Result<Outcome, Outcome> {
    let out = match &options.pack {
        None => list(context)?,
        Some(name) if options.json => pack::text(name, context)?.replacen(SCHEMA, "", 1),
        Some(name) => described(&pack::load(name, context)?),
    };
    Ok(Outcome::new(Status::Fine).out(out))
}

fn list(context: &Context) -> Result<String, Outcome> {
    let mut rows = Vec::new();
    let mut nameless = Vec::new();
    for name in webhook_packs::names() {
        let pack = pack::load(name.as_ref(), context)?;
        if !has_names(&pack) {
            nameless.push(name);
        }
        let mut lints = Vec::new();
        for weakness in pack.weaknesses() {
            let lint = weakness.kind.name();
            if !lints.contains(&lint) {
                lints.push(lint);
            }
        }
        let algorithm = pack.signature.algorithm.to_string();
        rows.push([name.to_owned(), pack.provider.name.to_string(), algorithm, lints.join(", ")]);
    }
    let mut list = String::new();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2)];
    for [name, provider, algorithm, lints] in &rows {
        let [first, second, third] = widths;
        let row = format!("{name:first$}  {provider:second$}  {algorithm:third$}  {lints}");
        list += row.trim_end();
        list.push('\n');
    }
    // Writing to a String cannot fail.
    let _ = write!(
        list,
        "\n`init --pack` starts a catalog with any of these but {}, which do not say where the name of an event is: {}\n",
        nameless.len(),
        nameless.join(", ")
    );
    Ok(list)
}

/// Whether a pack says where the name of an event is.
fn has_names(pack: &Pack) -> bool {
    pack.envelope.as_ref().is_some_and(|layout| !layout.name.is_empty())
}

fn described(pack: &Pack) -> String {
    let mut told = format!("{}\n", one_line(&pack.provider.name));
    let rule = &pack.signature;
    let mut rows = Vec::new();
    rows.extend(pack.provider.documentation.as_ref().map(|url| ("documentation", url.to_string())));
    rows.extend(of_rule(rule));
    for other in rule.also.iter() {
        rows.push(("and also", String::new()));
        rows.extend(of_rule(other));
    }
    let evidence = &pack.provider.evidence;
    rows.extend(evidence.signature.map(|from| ("known from", from.to_string())));
    rows.push(("vectors", counted(rule.vectors.len(), "delivery", "deliveries")));
    if let Some(layout) = &pack.envelope {
        rows.extend(of_layout(layout));
        rows.extend(evidence.envelope.map(|from| ("layout from", from.to_string())));
    }
    if !has_names(pack) {
        let why = "`init --pack` starts none: nothing says where the name of an event is";
        rows.push(("catalog", why.to_owned()));
    }
    rows.extend(pack.provider.doubts.iter().map(|doubt| ("doubt", doubt.to_string())));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, value) in &rows {
        // Writing to a String cannot fail.
        let _ = writeln!(told, "{}", format!("  {name:width$}  {}", one_line(value)).trim_end());
    }
    for weakness in pack.weaknesses() {
        let (name, help) = (weakness.kind.name(), weakness.kind.help());
        let _ = writeln!(told, "  {name}: {}\n    {help}", one_line(&weakness.message));
    }
    told
}

fn of_rule(rule: &SignatureRule) -> Vec<(&'static str, String)> {
    let locations: Vec<String> = rule.locations.iter().map(ToString::to_string).collect();
    let mut rows = vec![("algorithm", rule.algorithm.to_string()), ("signature in", locations.join(", "))];
    if !rule.take.is_empty() {
        rows.push(("labels", rule.take.join(", ")));
    }
    rows.extend(rule.encoding.map(|encoding| ("written in", encoding.to_string())));
    rows.extend(rule.message.as_ref().map(|message| ("message", message.to_string())));
    if rule.algorithm.signs() && rule.algorithm != Algorithm::DigestSha256 {
        rows.push(("key", rule.key.to_string()));
    }
    if rule.algorithm == Algorithm::Basic {
        rows.push(("secret", "`user:password`, as the request has them in base64".to_owned()));
    }
    rows.extend(rule.timestamp.as_ref().map(|time| ("time", of_time(time))));
    rows
}

fn of_layout(layout: &Layout) -> Vec<(&'static str, String)> {
    let listed = |places: &[Location]| places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let of_place = |name, place: Option<&Location>| place.map(|place| (name, place.to_string()));
    let mut rows = vec![(
        "body",
        match &layout.body {
            BodyForm::Json => "JSON".to_owned(),
            BodyForm::Form => "a form".to_owned(),
            BodyForm::JsonInForm(name) => format!("a form, with JSON in its field `{name}`"),
        },
    )];
    rows.extend(layout.events().map(|events| ("events in", format!("body:{events}"))));
    rows.extend(match &*layout.name {
        [] => None,
        [name] => Some(("name", name.to_string())),
        parts => Some(("name", format!("{}, joined by `{}`", listed(parts), layout.join))),
    });
    rows.push(match (&*layout.id, layout.events()) {
        ([], Some(_)) => ("id", "a hash of the event".to_owned()),
        ([], None) => ("id", "a hash of the body".to_owned()),
        (parts, _) => ("id", listed(parts)),
    });
    rows.extend(of_place("attempt", layout.delivery.as_ref()));
    rows.extend(
        layout.time.as_ref().map(|time| ("happened at", format!("{} in {}", time.unit, time.location))),
    );
    rows.extend(of_place("version", layout.version.as_ref()));
    rows.extend(match (&layout.data, &layout.resource) {
        (None, Some(_)) => None,
        (None, None) => Some(("payload", "the event itself".to_owned())),
        (Some(Location::Body(at)), _) if at.tokens().is_empty() => {
            Some(("payload", "the event itself".to_owned()))
        }
        (Some(data), _) => Some(("payload", data.to_string())),
    });
    rows.extend(layout.resource.as_ref().map(|at| ("to be fetched", format!("body:{at}"))));
    rows.extend(layout.handshakes.iter().map(|handshake| ("handshake", of_handshake(handshake))));
    rows.extend(layout.answer.ok.as_ref().map(|answer| ("answer", of_answer(answer))));
    rows
}

fn of_handshake(handshake: &Handshake) -> String {
    let conditions: Vec<String> = handshake.when.iter().map(ToString::to_string).collect();
    let signed = if handshake.signed { ", signed" } else { "" };
    format!("{}{signed}; answer: {}", conditions.join(", "), of_answer(&handshake.answer))
}

fn of_answer(answer: &AnswerRule) -> String {
    let mut told = format!("status {}", answer.status);
    for (name, value) in answer.headers.iter() {
        told += &format!(", header `{name}: {value}`");
    }
    if let Some(AnswerBody::Text(body) | AnswerBody::Json(body)) = &answer.body {
        told += &format!(", body `{body}`");
    }
    told
}

fn of_time(time: &TimestampRule) -> String {
    let limit = |limit: Option<std::time::Duration>, side| {
        limit.map_or_else(String::new, |limit| format!(", at most {} in the {side}", duration(limit)))
    };
    let (past, future) = (limit(time.past, "past"), limit(time.future, "future"));
    format!("{} in {}{past}{future}", time.unit, time.location)
}

//! `init --pack`: a repository whose catalog has what a pack knows of a provider, and an event for each kind that its example
//! deliveries have.

mod names;
mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;

use serde_json::{Value, json};
use webhook_catalog::file_stem;
use webhook_catalog::index::names::is_crate_name;
use webhook_catalog::layout::INDEX;
use webhook_codegen::shell::quoted;
use webhook_contract::Pack;
use webhook_exchange::examples::{Example, examples};
use webhook_runtime::Reader;
use webhook_schema::format::{Order, formatted};
use webhook_schema::{Location, counted};

use self::names::Draft;
use super::files::{Source, files_around, index, title};
use super::known::Known;
use super::secrets::Secrets;
use super::{Options, Repository, check, crate_name, format};
use crate::commands::made_up::made_up;
use crate::commands::pack;
use crate::commands::today::today;
use crate::{Context, Outcome};

/// The family of events whose names do not say one.
const GENERAL: &str = "general";

/// What `trigger` does, where a repository has no server yet.
const TRIGGERED: &str = "sends an event to `hookwright listen --port 8080` in another terminal; both take the secret from WEBHOOK_SECRET";

/// What a catalog assumes whose schemas were made of examples.
const FROM_ONE_EXAMPLE: &str = "What an event has was taken from one example of it: more may come, and what the provider leaves out at times may be required here.";

/// How often names in Rust are made up: a name that settles one mistake may be another one's.
const MOST_ROUNDS: usize = 8;

/// An event of the examples.
struct Event {
    name: String,
    family: String,
    /// What the names of its files begin with.
    stem: String,
    body: Value,
    /// The body as it is written: with all digits of its numbers.
    text: String,
}

/// The repository that a pack makes.
pub(super) fn repository(
    given: &OsStr,
    options: &Options,
    source: Source,
    context: &Context,
) -> Result<Repository, Outcome> {
    let (pack, written) = loaded(given, context)?;
    let told = |message: String| Outcome::usage(format!("--pack {}: {message}", given.display()));
    let deliveries = pack::deliveries(given, context)?;
    let Some(layout) = &pack.envelope else { return Err(nameless(given)) };
    let examples = examples(&pack, deliveries.as_deref())
        .map_err(|message| told(format!("deliveries.json: {message}")))?;
    let events = events(&pack, &examples).map_err(told)?;
    let Some(first) = events.first() else {
        return Err(told(
            "no event has a name in its example deliveries: write one to `deliveries.json` next to the contract, as in \
             {\"deliveries\": [{\"name\": \"an order\", \"headers\": [], \"json\": {}}]}, with what the provider sends in `headers` and `json`"
                .to_owned(),
        ));
    };
    let known = of_pack(given, &pack, written, options, context)?;
    let Known { name, title, .. } = &known;
    let next = format!("hookwright trigger {} --to http://127.0.0.1:8080/webhooks", quoted(&first.name));
    let around = files_around(name, title, &source, (&next, TRIGGERED), Some(&known.secrets));
    let index = filled(index(name, title, Some(&source)), &known, &events);
    let schemas = events.iter().map(|event| {
        let id = format!("https://{name}.example/schemas/webhooks/{}.schema.json", event.stem);
        let schema = schema::of_event(layout, &event.name, &id, &event.body);
        (format!("webhooks/{}.schema.json", event.stem), schema)
    });
    let mut draft = Draft::new(index, schemas.collect());
    let files = |draft: &Draft| [around.clone(), files_of(draft, &events)].concat();
    let (mut named, mut checked) = (BTreeMap::new(), check(&files(&draft)));
    for _ in 0..MOST_ROUNDS {
        let Err(found) = &checked else { break };
        let more = draft.settle(found);
        if more.is_empty() {
            break;
        }
        named.extend(more);
        checked = check(&files(&draft));
    }
    checked.map_err(|found| format(options).mistakes(&found, context.color))?;
    Ok(Repository {
        name: known.name.clone(),
        source,
        notes: said_of(named, &draft, &events),
        files: files(&draft),
        next: (next, TRIGGERED),
        warnings: String::new(),
    })
}

/// A pack that says where the name of an event is, and the same as it is written.
fn loaded(given: &OsStr, context: &Context) -> Result<(Pack, Value), Outcome> {
    let pack = pack::load(given, context)?;
    let written = serde_json::from_str(&pack::text(given, context)?).unwrap_or_default();
    match pack.envelope.as_ref().is_some_and(|layout| !layout.name.is_empty()) {
        true => Ok((pack, written)),
        false => Err(nameless(given)),
    }
}

fn nameless(given: &OsStr) -> Outcome {
    let given = given.display();
    Outcome::usage(format!(
        "--pack {given}: it does not say where the name of an event is, which a catalog needs: complete `envelope` in a copy of \
         it, as `packs --json {given}` prints it"
    ))
}

/// What a pack says of its provider, for a catalog whose events are from elsewhere.
#[cfg(feature = "import")]
pub(super) fn known(given: &OsStr, options: &Options, context: &Context) -> Result<Known, Outcome> {
    let (pack, written) = loaded(given, context)?;
    of_pack(given, &pack, written, options, context)
}

/// The same, with the name and the title that were asked for.
fn of_pack(
    given: &OsStr,
    pack: &Pack,
    written: Value,
    options: &Options,
    context: &Context,
) -> Result<Known, Outcome> {
    let name = options.name.clone();
    let name = name.or_else(|| Some(given.to_str().filter(|name| is_crate_name(name))?.to_owned()));
    let told = || {
        let given = given.display();
        Outcome::usage(format!("--pack {given}: say what the provider is called with --name"))
    };
    let name = crate_name(&name.ok_or_else(told)?).map_err(Outcome::usage)?;
    let title = options.title.clone().unwrap_or_else(|| match pack.provider.name.is_empty() {
        true => title(&name),
        // What is in brackets says which of the provider's schemes it is.
        false => pack.provider.name.split(" (").next().unwrap_or_default().to_owned(),
    });
    let secrets = Secrets::new(&pack.signature, pack::deliveries(given, context)?.as_deref());
    Ok(Known { name, title, secrets, pack: written })
}

/// The files of a catalog.
fn files_of(draft: &Draft, events: &[Event]) -> Vec<(String, String)> {
    let model: Value = serde_json::from_str(webhook_catalog::index_schema()).unwrap_or_default();
    let order = Order::Model { schema: &model, root: &model };
    let mut files = vec![(format!("schemas/{INDEX}"), laid_out(&draft.index, order))];
    for (event, (file, schema)) in events.iter().zip(&draft.schemas) {
        files.push((format!("schemas/{file}"), laid_out(schema, Order::Schema)));
        let example = format!("schemas/webhooks/{}.example.json", event.stem);
        let text = formatted(&event.text, Order::AsWritten).unwrap_or_else(|| event.text.clone());
        files.push((example, text));
    }
    files
}

/// What is said of names that were made up.
fn said_of(named: BTreeMap<Location, String>, draft: &Draft, events: &[Event]) -> String {
    if named.is_empty() {
        return String::new();
    }
    let in_tree = |(path, text): (String, String)| Some((path.strip_prefix("schemas/")?.to_owned(), text));
    let files: Vec<(String, String)> = files_of(draft, events).into_iter().filter_map(in_tree).collect();
    format!(
        "made up {}, because two things would have had the same: choose better ones in `rust_names` and `rust_name` of schemas/{INDEX}, and in `x-rust-name` of the schemas{}\n",
        counted(named.len(), "Rust name", "Rust names"),
        made_up(named.into_iter().collect(), &files),
    )
}

/// JSON as `fmt` leaves it.
fn laid_out(value: &Value, order: Order<'_>) -> String {
    let text = value.to_string();
    formatted(&text, order).unwrap_or(text)
}

/// The events of the examples, each kind once.
fn events(pack: &Pack, examples: &[Example]) -> Result<Vec<Event>, String> {
    let reader = Reader::of_pack(pack).map_err(|fault| fault.to_string())?;
    let (mut names, mut stems) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for example in examples.iter().filter(|example| !example.events.is_empty()) {
        let parts = example.request.parts();
        for event in reader.events(&parts).map_err(|error| format!("{}: {error}", example.name))? {
            let Some(name) = event.name.as_deref().filter(|name| names.insert((*name).to_owned())) else {
                continue;
            };
            let mut stem = file_stem(name);
            // Names may differ in what the name of a file does not have, or in what some file systems take for the same.
            while !stems.insert(stem.to_ascii_lowercase()) {
                stem.push_str("-other");
            }
            let body =
                serde_json::from_str(&event.text).map_err(|error| format!("{}: {error}", example.name))?;
            let text = event.text.to_string();
            found.push(Event { name: name.to_owned(), family: family(name), stem, body, text });
        }
    }
    Ok(found)
}

/// The first word of an event's name.
fn first_word(name: &str) -> &str {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.into_iter().find(|word| !word.is_empty()).unwrap_or_default()
}

/// The family of an event: the first word of its name.
fn family(name: &str) -> String {
    let word = first_word(name).to_ascii_lowercase();
    match is_crate_name(&word) && word != "common" {
        true => word,
        false => GENERAL.to_owned(),
    }
}

/// The index, with what the pack knows and with the events.
fn filled(mut index: Value, known: &Known, events: &[Event]) -> Value {
    let title = known.title.as_str();
    known.state(&mut index);
    let contract = &mut index["contract"];
    contract["schema"]["promise"] = "Every event has one JSON Schema, which describes the event as the layout finds it in a delivery. It was made of one example: complete it from the provider's documentation.".into();
    contract["example"]["promise"] = "Every event has one example: an event that its schema accepts.".into();
    let assumptions = contract["assumptions"].as_array_mut();
    assumptions.into_iter().for_each(|assumptions| assumptions.push(FROM_ONE_EXAMPLE.into()));
    // Nobody but the provider can describe its events.
    index["lints"] = json!({ "missing-description": "allow", "missing-event-description": "allow" });
    if events.iter().any(|event| event.stem != file_stem(&event.name)) {
        index["lints"]["file-name"] = "allow".into();
    }
    let families: BTreeMap<&str, &str> =
        events.iter().rev().map(|event| (event.family.as_str(), first_word(&event.name))).collect();
    let family = |(name, word): (&&str, &&str)| {
        let description = match *name {
            GENERAL => format!("Events of {title} that are of no other family."),
            _ => format!("Events of {title} whose names begin with `{word}`."),
        };
        json!({ "name": name, "title": super::files::title(name), "description": description })
    };
    index["families"] = families.iter().map(family).collect();
    let event = |event: &Event| {
        json!({
            "name": event.name,
            "family": event.family,
            "schema": format!("{}.schema.json", event.stem),
            "example": format!("{}.example.json", event.stem),
            "emission": { "component": title, "trigger": "See the provider's documentation.", "status": "live" },
            "published": true,
            "since": today().0,
        })
    };
    index["events"] = events.iter().map(event).collect();
    index
}

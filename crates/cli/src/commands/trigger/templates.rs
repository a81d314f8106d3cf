//! What is sent, before it gets an id, a time, and the fields that are set.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_exchange::compose::{self, Compose};
use webhook_exchange::event;
use webhook_exchange::examples::{Example, examples};
use webhook_exchange::freshen::freshen;
use webhook_exchange::payloads::Named;
use webhook_exchange::{Assignment, Request, Terms};
use webhook_runtime::Outgoing;
use webhook_runtime::contract::{BodyForm, Pack};
use webhook_schema::diagnostic::terminal::one_line;
use webhook_schema::{closest, did_you_mean};

use super::Options;
use crate::commands::exchange::payloads;

/// Something to send.
pub(super) enum Template<'c> {
    /// An event of a catalog, as its schema has it.
    Event(Compose<'c>, Value),
    /// A body whose events are where the contract says; `None` for one in which nothing is set, and which may be of any event.
    Body(Option<Compose<'c>>, Value),
    /// A delivery.
    Delivery(Outgoing),
}

/// Those of a catalog.
pub(super) fn of_catalog<'c>(options: &Options, catalog: &'c Catalog) -> Result<Vec<Template<'c>>, String> {
    let contract = &catalog.index.contract;
    let is_plain = contract.plain().is_some();
    if let Some(path) = &options.file {
        if !is_plain {
            return Ok(vec![Template::Delivery(delivery_in(path)?)]);
        }
        let body = json_in(path)?;
        let name = webhook_exchange::plain::event(contract, &body).unwrap_or_default();
        let compose = (!options.set.is_empty()).then(|| Compose::new(catalog, name)).transpose()?;
        return Ok(vec![Template::Body(compose, body)]);
    }
    let names: Vec<&str> = match &options.event {
        Some(name) => vec![name],
        None => catalog.index.events.iter().map(|event| event.name.as_str()).collect(),
    };
    let template = |name: &str| -> Result<Template<'c>, String> {
        let compose = Compose::new(catalog, name)?;
        let example = compose.example()?;
        Ok(match is_plain {
            true => Template::Body(Some(compose), example),
            false => Template::Event(compose, example),
        })
    };
    names.into_iter().map(template).collect()
}

/// Those of a pack, by its examples.
pub(super) fn of_pack(
    options: &Options,
    pack: &Pack,
    deliveries: Option<Cow<'static, str>>,
) -> Result<Vec<Template<'static>>, String> {
    if let Some(path) = &options.file {
        return Ok(vec![Template::Delivery(delivery_in(path)?)]);
    }
    let examples =
        examples(pack, deliveries.as_deref()).map_err(|message| format!("deliveries.json: {message}"))?;
    let is_asked_for = |example: &&Example| match &options.event {
        Some(name) => example.name == *name || example.events.contains(name),
        None => true,
    };
    let mut found: Vec<&Example> = examples.iter().filter(is_asked_for).collect();
    if !options.all {
        found.truncate(1);
    }
    match (found.is_empty(), &options.event) {
        (false, _) => {
            Ok(found.into_iter().map(|example| Template::Delivery(example.request.clone())).collect())
        }
        (true, Some(name)) => Err(unknown(name, &examples)),
        (true, None) => Err("the pack has no example: send a delivery of your own with --file".to_owned()),
    }
}

fn unknown(name: &str, examples: &[Example]) -> String {
    let names = examples.iter().flat_map(|example| example.events.iter().chain([&example.name]));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let all: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let all = match all.is_empty() {
        true => "it has none; send a delivery of your own with --file".to_owned(),
        false => format!("it has {}", all.join(", ")),
    };
    format!("the pack has no example of `{name}`: {}", did_you_mean(closest(name, names), &all))
}

impl Template<'_> {
    /// A request with ids and times of its own, unless these are set.
    pub fn fill(&self, options: &Options, terms: &Terms) -> Result<Outgoing, String> {
        let request = match (self, terms) {
            (Self::Body(compose, body), Terms::Contract(contract)) => {
                let mut body = body.clone();
                compose::freshen(contract, &mut body);
                Outgoing::post(filled(compose.as_ref(), body, options)?.to_string())
            }
            (Self::Event(compose, event), Terms::Contract(contract)) => {
                event::delivery(contract, compose.name(), event, |event| set_all(compose, event, options))?
            }
            (Self::Delivery(request), terms) => {
                let mut request = request.clone();
                if let Some(layout) = terms.layout() {
                    freshen(layout, &mut request);
                }
                set(&mut request, options, terms)?;
                request
            }
            // Only a catalog has schemas.
            (Self::Body(..) | Self::Event(..), Terms::Pack(_)) => return Err("expected a catalog".to_owned()),
        };
        Ok(request)
    }
}

/// A body with what is set.
fn filled(compose: Option<&Compose<'_>>, mut body: Value, options: &Options) -> Result<Value, String> {
    if let Some(compose) = compose {
        set_all(compose, &mut body, options)?;
    }
    Ok(body)
}

fn set_all(compose: &Compose<'_>, body: &mut Value, options: &Options) -> Result<(), String> {
    options.set.iter().try_for_each(|assignment| {
        let told = |message: String| format!("--set {assignment}: {message}");
        compose.set(body, &Assignment::parse(assignment).map_err(told)?).map_err(told)
    })
}

/// Sets fields of a delivery that no schema is known of.
fn set(request: &mut Outgoing, options: &Options, terms: &Terms) -> Result<(), String> {
    if options.set.is_empty() {
        return Ok(());
    }
    let is_json = terms.layout().is_none_or(|layout| layout.body == BodyForm::Json);
    let body = is_json.then(|| serde_json::from_slice(&request.body).ok()).flatten();
    let mut body: Value = body.ok_or("--set: the body is not JSON")?;
    for assignment in &options.set {
        let told = |message: String| format!("--set {assignment}: {message}");
        let assignment = Assignment::parse(assignment).map_err(told)?;
        compose::set(&mut body, &assignment).map_err(told)?;
    }
    request.body = body.to_string().into_bytes();
    Ok(())
}

/// What the catalog would say of what is sent. It is sent all the same.
pub(super) fn warnings(
    catalog: &Catalog,
    templates: &[Template<'_>],
    options: &Options,
) -> Result<String, String> {
    let payloads = payloads(catalog)?;
    let contract = &catalog.index.contract;
    let mut warnings = String::new();
    for template in templates {
        let found = match template {
            Template::Body(compose, body) => {
                let mut body = body.clone();
                compose::freshen(contract, &mut body);
                let body = filled(compose.as_ref(), body, options)?;
                match payloads.named(&body) {
                    Named::Event(name) => payloads.check(&name, &body),
                    Named::Synthetic(_) => Vec::new(),
                    Named::Neither(wrong) => vec![wrong],
                }
            }
            Template::Event(compose, event) => {
                payloads.check(compose.name(), &filled(Some(compose), event.clone(), options)?)
            }
            Template::Delivery(_) => Vec::new(),
        };
        for wrong in found {
            warnings.push_str(&format!("warning: {}\n", one_line(&wrong.to_string())));
        }
    }
    Ok(warnings)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| {
        format!("--file {}: expected a file with JSON, or a recorded request: {error}", path.display())
    })
}

fn json_in(path: &Path) -> Result<Value, String> {
    let file = read(path)?;
    let body = match Request::parse(&file) {
        Ok(request) => request.body,
        Err(_) => file,
    };
    serde_json::from_slice(&body).map_err(|error| {
        format!("{}: expected JSON, or a recorded request with JSON: {error}", path.display())
    })
}

/// A recorded request, or a body by itself.
fn delivery_in(path: &Path) -> Result<Outgoing, String> {
    let file = read(path)?;
    // JSON may look like a header.
    let is_json = serde_json::from_slice::<Value>(&file).is_ok();
    let Some(request) = Request::parse(&file).ok().filter(|_| !is_json) else {
        return Ok(Outgoing::post(file));
    };
    Ok(request.to_outgoing())
}

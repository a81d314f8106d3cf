//! What the endpoint API's index has to say to hang together: with itself, with its files, and with the contract.
//!
//! Knows paths, statuses and files of operations. Does not judge schemas as such.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::api::{Api, OperationName, Refusal, parameters};
use crate::body_check::Bodies;
use crate::catalog::{API, API_INDEX, Catalog, EVENT_TYPES, EXAMPLE, INDEX, SCHEMA};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::files::{Listing, is_json};
use crate::inventory::path_problem;
use crate::place::Place;
use crate::refs::{Lost, all_schemas};
use crate::words::{closest, did_you_mean};

/// Reports what does not hang together.
pub(crate) fn check(
    catalog: &Catalog,
    api: &Api,
    listing: &Listing,
    refers_to: &BTreeMap<String, BTreeSet<String>>,
    bodies: Option<&Bodies<'_>>,
    diagnostics: &mut Diagnostics,
) {
    check_paths(catalog, api, diagnostics);
    check_statuses(catalog, api, diagnostics);
    check_limit(catalog, api, diagnostics);
    check_event_names(catalog, diagnostics);
    check_files(catalog, api, listing, refers_to, diagnostics);
    for (_, schema, example) in api.bodies() {
        let sound = catalog.refs.resolve(API_INDEX, schema).ok();
        let sound = sound.filter(|schema| !catalog.refused.contains(&schema.file));
        if let (Some(bodies), Some(schema)) = (bodies, sound) {
            bodies.check(&schema, &format!("{API}{example}"), None, diagnostics);
        }
    }
}

fn at(pointer: impl Into<String>) -> Place {
    Place::new(API_INDEX, pointer)
}

fn check_paths(catalog: &Catalog, api: &Api, diagnostics: &mut Diagnostics) {
    let contract = &catalog.index.contract;
    let place = |name| match name {
        OperationName::CreateEndpoint => at("/paths/create_endpoint"),
        OperationName::RotateSecret => at("/paths/rotate_secret"),
        OperationName::Replay => Place::new(INDEX, "/contract/replay/replay_path"),
        OperationName::Redeliver => Place::new(INDEX, "/contract/replay/redeliver_path"),
    };
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for (name, _) in api.operations.all() {
        let path = api.path(name, contract);
        let Some(names) = parameters(path) else {
            let help = "write a parameter as `{name}`, within one part of the path";
            diagnostics.push(Diagnostic::at_value(place(name), "the braces of this path do not fit", help));
            continue;
        };
        for parameter in &names {
            let known = name.parameters();
            if !known.contains(parameter) {
                let message =
                    format!("the path of `{}` cannot have a parameter `{parameter}`", name.as_str());
                let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
                let help = format!("what a caller says is {}", known.join(" and "));
                diagnostics.push(Diagnostic::at_value(place(name), message, help));
            } else if !api.path_parameters.contains_key(*parameter) {
                let help = "describe it in `path_parameters` of the API's index.json";
                let message = format!("nothing describes the parameter `{parameter}` of this path");
                diagnostics.push(Diagnostic::at_value(place(name), message, help));
            }
        }
        let unnamed =
            names.iter().fold(path.to_owned(), |path, name| path.replace(&format!("{{{name}}}"), "{}"));
        if let Some(other) = seen.insert(unnamed, name.as_str()) {
            let message = format!("this is the path of `{other}` too, and both are a `POST`");
            diagnostics.push(Diagnostic::at_value(place(name), message, "give each operation its own path"));
        }
        used.extend(names);
    }
    for (name, parameter) in &api.path_parameters {
        let place = at("/path_parameters").child(name);
        if !used.contains(name.as_str()) {
            let message = format!("no path has the parameter `{name}`");
            diagnostics.push(Diagnostic::at_key(place.clone(), message, "take it out, or correct the path"));
        }
        check_reference(catalog, &parameter.schema, place.child("schema"), diagnostics);
    }
}

fn check_reference(catalog: &Catalog, reference: &str, place: Place, diagnostics: &mut Diagnostics) {
    if let Err(Lost::Wrong(message, help)) = catalog.refs.resolve(API_INDEX, reference) {
        diagnostics.push(Diagnostic::at_value(place, message, help));
    }
}

fn check_statuses(catalog: &Catalog, api: &Api, diagnostics: &mut Diagnostics) {
    let replay = &catalog.index.contract.replay;
    for (name, operation) in api.operations.all() {
        let mut seen = BTreeSet::new();
        for (number, Refusal { status, .. }) in operation.errors.iter().enumerate() {
            let place = at(format!("/operations/{}/errors/{number}/status", name.as_str()));
            let of_contract = match name {
                OperationName::Replay if *status == replay.key_reused_status => Some("key_reused_status"),
                OperationName::Replay if *status == replay.in_flight_status => Some("in_flight_status"),
                _ => None,
            };
            if let Some(field) = of_contract {
                let message = format!("what {status} means for a replay is said by contract/replay/{field}");
                diagnostics.push(Diagnostic::at_value(place, message, "take this entry out"));
            } else if !seen.insert(status) {
                let message = format!("the status {status} is there already");
                diagnostics.push(Diagnostic::at_value(
                    place,
                    message,
                    "say in one entry all that it may mean",
                ));
            }
        }
    }
}

/// How many endpoints a replay may name stands in the contract, and in the schema that requests are validated with.
fn check_limit(catalog: &Catalog, api: &Api, diagnostics: &mut Diagnostics) {
    let wanted = catalog.index.contract.replay.max_endpoint_ids;
    let Some(request) = &api.operations.replay.request else { return };
    let Ok(schema) = catalog.refs.resolve(API_INDEX, &request.schema) else { return };
    let place = schema.child("properties").child("endpoint_ids");
    let limit = catalog.value(&place).map(|list| list.get("maxItems").and_then(Value::as_u64));
    if limit.is_some_and(|limit| limit != Some(wanted.into())) {
        let message = format!("the contract lets a replay name at most {wanted} endpoints");
        let help = format!("write `\"maxItems\": {wanted}`, or correct contract/replay/max_endpoint_ids");
        diagnostics.push(Diagnostic::at_value(place.child("maxItems"), message, help));
    }
}

/// A list of names of events that somebody has to keep up with the index is one that will not be.
fn check_event_names(catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let names: BTreeSet<&str> = catalog.index.events.iter().map(|event| event.name.as_str()).collect();
    let own = catalog.documents.iter().filter(|(file, _)| file.starts_with(API) && file.ends_with(SCHEMA));
    for (file, document) in own {
        for (pointer, schema) in all_schemas(&document.value) {
            let list = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
            if let Some(name) = list.filter_map(Value::as_str).find(|text| names.contains(text)) {
                let place = Place::new(file.as_str(), pointer).child("enum");
                let message = format!("names of events, such as `{name}`, are listed by hand");
                let help = format!("write `{{ \"$ref\": \"{EVENT_TYPES}\" }}`, which is made from the index");
                diagnostics.push(Diagnostic::at_value(place, message, help));
            }
        }
    }
}

fn check_files(
    catalog: &Catalog,
    api: &Api,
    listing: &Listing,
    refers_to: &BTreeMap<String, BTreeSet<String>>,
    diagnostics: &mut Diagnostics,
) {
    let mut spoken_for = BTreeSet::from([API_INDEX.to_owned()]);
    spoken_for.extend(refers_to.values().flatten().cloned());
    let parameters = api.path_parameters.values().map(|parameter| parameter.schema.as_str());
    let bodies = api.bodies();
    let examples: BTreeSet<&str> = bodies.iter().map(|(_, _, example)| *example).collect();
    for schema in bodies.iter().map(|(_, schema, _)| *schema).chain(parameters) {
        let Ok(Place { file, .. }) = catalog.refs.target(API_INDEX, schema) else { continue };
        // A file that was probably meant is not reported as well.
        let meant = closest(&file, listing.files.keys().map(String::as_str));
        spoken_for.extend(meant.filter(|_| !listing.has(&file)).map(str::to_owned));
        spoken_for.insert(file);
    }
    let mut seen = BTreeSet::new();
    for (pointer, schema, example) in bodies {
        check_reference(catalog, schema, at(format!("{pointer}/schema")), diagnostics);
        if !seen.insert(example) {
            continue;
        }
        let place = at(format!("{pointer}/example"));
        let file = format!("{API}{example}");
        if let Some(message) = path_problem(example) {
            diagnostics.push(Diagnostic::at_value(place, message, "name a file beside index.json"));
        } else if !example.ends_with(EXAMPLE) {
            let message = format!("`{example}` is not the name of an example");
            let help = format!("let it end in `{EXAMPLE}`, and call the file so too");
            diagnostics.push(Diagnostic::at_value(place, message, help));
        } else if !listing.has(&file) {
            let files = listing.files.keys().filter_map(|file| file.strip_prefix(API));
            let free = files.filter(|file| file.ends_with(EXAMPLE) && !examples.contains(file));
            let meant = closest(example, free);
            spoken_for.extend(meant.map(|meant| format!("{API}{meant}")));
            let message = format!("there is no file `{example}`");
            diagnostics.push(Diagnostic::at_value(place, message, did_you_mean(meant, "write the file")));
        }
        spoken_for.insert(file);
    }
    let unowned = listing.files.keys().filter(|file| is_json(file) && !spoken_for.contains(*file));
    for file in unowned {
        let name = file.strip_prefix(API).unwrap_or(file);
        let is_known = (name.ends_with(SCHEMA) || name.ends_with(EXAMPLE)) && !name.contains('/');
        let (message, help) = if is_known {
            ("nothing in index.json leads to this file", "name it there, or delete the file")
        } else {
            let help = "move it out of the directory: index.json, schemas and examples are all there is, side by side";
            ("this JSON file is not part of the API's schemas", help)
        };
        diagnostics.push(Diagnostic::at_file(file.as_str(), message, help));
    }
}

//! Whether the endpoint API's index is consistent: with itself, with its files, and with the contract.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use webhook_schema::model::{Keyword, Resource};
use webhook_schema::source::is_json;
use webhook_schema::{Diagnostic, Diagnostics, Location, did_you_mean};

use crate::check::bodies::Bodies;
use crate::check::contract::UNBALANCED;
use crate::draft::Draft;
use crate::index::api::{Api, OperationName, Refusal};
use crate::index::lints::Lint;
use crate::layout::{
    API, API_INDEX, EVENT_TYPES, EXAMPLE, INDEX, SCHEMA, closest_file, in_api, is_example, is_plain_name,
    is_schema, path_problem, split,
};
use crate::references::Lost;
use crate::rules;

/// Reports what is inconsistent.
pub(crate) fn check(draft: &Draft<'_>, api: &Api, bodies: &mut Bodies, diagnostics: &mut Diagnostics) {
    check_base_url(draft, diagnostics);
    check_paths(draft, api, diagnostics);
    check_statuses(draft, api, diagnostics);
    check_limit(draft, api, diagnostics);
    check_event_names(draft, diagnostics);
    check_files(draft, api, diagnostics);
    for (_, schema, example) in api.bodies() {
        let sound = draft.schemas.references.resolve(API_INDEX, schema).ok();
        let sound = sound.filter(|schema| !draft.schemas.refused.contains(&*schema.location.file));
        let example = in_api(example);
        if let Some(schema) = sound.filter(|_| !draft.schemas.references.has_file(&example)) {
            bodies.add(schema.location.clone(), example, BTreeSet::new());
        }
    }
}

fn at(pointer: impl Into<Arc<str>>) -> Location {
    Location::new(API_INDEX, pointer)
}

fn check_base_url(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    if draft.index.provider.api_base_url.is_none() {
        let location = Location::new(INDEX, "/provider");
        let help = "state the base URL of the API that schemas/api describes";
        diagnostics.push(Diagnostic::at_key(&rules::CONTRACT, location, "missing `api_base_url`", help));
    }
}

/// An operation that the API has and the contract has no path of, or the other way round.
fn half(name: OperationName, is_operation: bool) -> Diagnostic {
    let (location, name) = (at("/operations"), name.as_str());
    // Only these two have theirs in the contract.
    let path = format!("contract.replay.{name}_path");
    let (location, message, help) = match is_operation {
        true => (
            location.child(name),
            format!("there is no path of `{name}`: the contract does not state it"),
            format!("state `{path}` in {INDEX}, or remove the operation"),
        ),
        false => (
            location,
            format!("missing the operation `{name}`, whose path the contract states"),
            format!("describe it, or remove `{path}` from {INDEX}"),
        ),
    };
    Diagnostic::at_key(&rules::API_PATH, location, message, help)
}

fn check_paths(draft: &Draft<'_>, api: &Api, diagnostics: &mut Diagnostics) {
    let mut paths = Paths::default();
    OperationName::ALL.into_iter().for_each(|name| paths.check(name, draft, api, diagnostics));
    for (name, parameter) in &api.path_parameters {
        let location = at("/path_parameters").child(name);
        if !paths.used.contains(name.as_str()) && !paths.wrong.contains(name.as_str()) {
            let message = format!("no path has the parameter `{name}`");
            let help = "remove it, or correct the path";
            diagnostics.push(Diagnostic::at_key(&rules::API_PATH, location.clone(), message, help));
        }
        check_reference(draft, &parameter.schema, location.child("schema"), diagnostics);
    }
}

/// What is known of the paths that were looked at.
#[derive(Default)]
struct Paths<'a> {
    /// The operations, by their methods and their paths without the names of parameters.
    operations: HashMap<(&'static str, String), OperationName>,
    /// Parameters that a path has.
    used: BTreeSet<&'a str>,
    /// Parameters of operations whose path is wrong: it may be the one that has them.
    wrong: BTreeSet<&'static str>,
}

impl<'a> Paths<'a> {
    fn check(
        &mut self,
        name: OperationName,
        draft: &'a Draft<'_>,
        api: &'a Api,
        diagnostics: &mut Diagnostics,
    ) {
        let path = match (api.operations.get(name), api.path(name, &draft.index.contract)) {
            (Some(_), Some(path)) => path,
            (None, None) => return,
            (operation, _) => {
                self.wrong.extend(name.parameters());
                diagnostics.push(half(name, operation.is_some()));
                return;
            }
        };
        let location = match name {
            OperationName::CreateEndpoint => at("/paths/create_endpoint"),
            OperationName::RotateSecret => at("/paths/rotate_secret"),
            OperationName::Replay => Location::new(INDEX, "/contract/replay/replay_path"),
            OperationName::Redeliver => Location::new(INDEX, "/contract/replay/redeliver_path"),
        };
        let mut report = |message: &str, help: &str| {
            diagnostics.push(Diagnostic::at_value(&rules::API_PATH, location.clone(), message, help));
        };
        if !path.is_balanced() {
            self.wrong.extend(name.parameters());
            // Those of the contract are reported with it.
            if *location.file == *API_INDEX {
                let (message, help) = UNBALANCED;
                report(message, help);
            }
            return;
        }
        let mut unnamed = path.to_string();
        for parameter in path.fields() {
            let known = name.parameters();
            if !known.contains(&parameter) {
                self.wrong.extend(known);
                let message =
                    format!("the path of `{}` cannot have a parameter `{parameter}`", name.as_str());
                let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
                report(&message, &format!("callers give {}", known.join(" and ")));
            } else if !api.path_parameters.contains_key(parameter) {
                let message = format!("the parameter `{parameter}` of this path is not described");
                report(&message, "describe it in `path_parameters` of the API's index.json");
            }
            unnamed = unnamed.replace(&format!("{{{parameter}}}"), "{}");
            self.used.insert(parameter);
        }
        if let Some(other) = self.operations.insert((name.method(), unnamed), name) {
            let message =
                format!("`{}` has the same path, and both are a `{}`", other.as_str(), name.method());
            report(&message, "give each operation its own path");
        }
    }
}

fn check_reference(draft: &Draft<'_>, reference: &str, location: Location, diagnostics: &mut Diagnostics) {
    if let Err(Lost::Wrong(message, help)) = draft.schemas.references.resolve(API_INDEX, reference) {
        diagnostics.push(Diagnostic::at_value(&rules::REFERENCE, location, message, help));
    }
}

fn check_statuses(draft: &Draft<'_>, api: &Api, diagnostics: &mut Diagnostics) {
    let replay = draft.index.contract.replay.as_ref().and_then(|replay| replay.event.as_ref());
    for (name, operation) in api.operations.all() {
        let mut seen = HashSet::new();
        for (number, Refusal { status, .. }) in operation.errors.iter().enumerate() {
            let location = at(format!("/operations/{}/errors/{number}/status", name.as_str()));
            let of_contract = replay.filter(|_| name == OperationName::Replay).and_then(|replay| {
                let fields = [
                    (replay.key_reused_status, "key_reused_status"),
                    (replay.in_flight_status, "in_flight_status"),
                ];
                fields.into_iter().find(|(own, _)| own == status).map(|(_, field)| field)
            });
            if let Some(field) = of_contract {
                let message = format!(
                    "the contract already says what {status} means for a replay, in contract/replay/{field}"
                );
                diagnostics.push(Diagnostic::at_value(
                    &rules::API_STATUS,
                    location,
                    message,
                    "remove this entry",
                ));
            } else if !seen.insert(status) {
                let message = format!("duplicate status {status}");
                diagnostics.push(Diagnostic::at_value(
                    &rules::API_STATUS,
                    location,
                    message,
                    "describe all of its meanings in one entry",
                ));
            }
        }
    }
}

/// The contract and the schema of requests both say how many endpoints a replay may name.
fn check_limit(draft: &Draft<'_>, api: &Api, diagnostics: &mut Diagnostics) {
    let replay = draft.index.contract.replay.as_ref().and_then(|replay| replay.event.as_ref());
    let Some(wanted) = replay.map(|event| event.max_endpoint_ids) else { return };
    let Some(request) = api.operations.replay.as_ref().and_then(|replay| replay.request.as_ref()) else {
        return;
    };
    let Ok(schema) = draft.schemas.references.resolve(API_INDEX, &request.schema) else { return };
    let Some(list) = schema.map(Keyword::Properties).and_then(|properties| properties.get("endpoint_ids"))
    else {
        return;
    };
    if list.constraints.max_items != Some(wanted.into()) {
        let message = format!("expected at most {wanted} endpoints per replay, as in the contract");
        let help = format!("write `\"maxItems\": {wanted}`, or correct contract/replay/max_endpoint_ids");
        let location = list.location_of(Keyword::MaxItems);
        diagnostics.push(Diagnostic::at_value(&rules::API_LIMIT, location, message, help));
    }
}

/// A list of event names that has to be kept in step with the index by hand will not be.
fn check_event_names(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let names: BTreeSet<&str> = draft.index.events.iter().map(|event| event.name.as_str()).collect();
    let outermost = draft.schemas.references.schemas.outermost();
    for outermost in outermost.filter(|schema| split(&schema.location.file).0 == API) {
        for schema in outermost.all() {
            let list = schema.values.iter().flatten().filter_map(|value| value.as_str());
            if let Some(name) = list.into_iter().find(|text| names.contains(text)) {
                let location = schema.location_of(Keyword::Enum);
                let message = format!("event names, such as `{name}`, are listed by hand");
                let help =
                    format!("write `{{ \"$ref\": \"../{EVENT_TYPES}\" }}`, which is made from the index");
                diagnostics.push(Diagnostic::at_value(&rules::API_EVENT_NAMES, location, message, help));
            }
        }
    }
}

fn check_files(draft: &Draft<'_>, api: &Api, diagnostics: &mut Diagnostics) {
    let mut expected = BTreeSet::from([API_INDEX.to_owned()]);
    expected.extend(draft.schemas.references.refers_to.values().flatten().map(|file| file.to_string()));
    let own = || draft.tree.names().filter(|file| split(file).0 == API);
    let parameters = api.path_parameters.values().map(|parameter| parameter.schema.as_str());
    let bodies = api.bodies();
    let examples: BTreeSet<&str> = bodies.iter().map(|(_, _, example)| *example).collect();
    for schema in bodies.iter().map(|(_, schema, _)| *schema).chain(parameters) {
        let place = draft.schemas.references.place(&Resource::of_file(API_INDEX), schema);
        let Some(Location { file, .. }) = place else { continue };
        // A file that was probably meant is not reported as well.
        let wanted = file.replace(EXAMPLE, SCHEMA);
        if !draft.tree.has(&file) || wanted != *file {
            expected.extend(closest_file(&wanted, own()).map(str::to_owned));
        }
        expected.insert(file.to_string());
    }
    let mut seen = BTreeSet::new();
    for (pointer, schema, example) in bodies {
        check_reference(draft, schema, at(format!("{pointer}/schema")), diagnostics);
        if !seen.insert(example) {
            continue;
        }
        let files = own().map(|file| split(file).1);
        let free = files.filter(|file| file.ends_with(EXAMPLE) && !examples.contains(file));
        let meant = check_example(draft, example, at(format!("{pointer}/example")), free, diagnostics);
        expected.extend(meant.map(in_api).into_iter().chain([in_api(example)]));
    }
    let unowned = own().filter(|file| is_json(file) && !expected.contains(*file));
    for file in unowned {
        let (message, help) = if is_schema(file) || is_example(file) {
            ("nothing in index.json refers to this file", "refer to it, or delete the file")
        } else {
            let help = "move it out of the directory, or refer to it";
            ("this JSON file is not part of the API's schemas", help)
        };
        let finding = |rule| Diagnostic::at_file(rule, file, message, help);
        draft.index.lints.report(Lint::UnusedFile, finding, diagnostics);
    }
}

/// Reports an example that is no file next to the index; gives the one of the `free` files that was probably meant.
fn check_example<'f>(
    draft: &Draft<'_>,
    example: &str,
    location: Location,
    free: impl Iterator<Item = &'f str>,
    diagnostics: &mut Diagnostics,
) -> Option<&'f str> {
    let mut meant = None;
    let (message, help) = if let Some(message) = path_problem(example) {
        (message, "name a file next to index.json".to_owned())
    } else if !is_plain_name(example) {
        let help = format!("name it `….{}` (and rename the file)", EXAMPLE.trim_start_matches('.'));
        (format!("expected the name of a JSON file, found `{example}`"), help)
    } else if !draft.tree.has(&in_api(example)) {
        meant = closest_file(example, free);
        (format!("there is no file `{example}`"), did_you_mean(meant, "write the file"))
    } else if draft.schemas.references.has_file(&in_api(example)) {
        meant = closest_file(&example.replace(SCHEMA, EXAMPLE), free);
        (format!("`{example}` is a schema, not an example"), did_you_mean(meant, "name an example"))
    } else {
        return None;
    };
    diagnostics.push(Diagnostic::at_value(&rules::API_FILES, location, message, help));
    meant
}

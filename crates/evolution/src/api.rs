//! Compares two versions of the endpoint API: what a client that knows the older one makes of the newer one.
//!
//! What the API answers is read as events are, and the same rules hold. What it is asked goes the other way: a client writes
//! by the older schema, and the API reads by the newer one. So requests are compared from the newer version to the older one,
//! and what is found is told by the opposite rule.

use webhook_catalog::Catalog;
use webhook_catalog::index::api::{Api, Operation};
use webhook_catalog::layout::{API_INDEX, EVENT_TYPES, INDEX, in_api};
use webhook_contract::{Part, Template};
use webhook_schema::{Location, code};

use crate::bodies::{Body, Owner, affected, told_of_api};
use crate::change::Change;
use crate::compare::Comparer;
use crate::counterexample::Counterexamples;
use crate::events::Affecting;
use crate::rule::Rule;
use crate::rules;
use crate::verdict::{Bump, Compatibility};

/// Rules that say that more is allowed, and what is said where that is so from the newer version to the older one.
static OPPOSITES: [(&Rule, &Rule); 28] = [
    (&rules::PROPERTY_ADDED, &rules::PROPERTY_REMOVED),
    (&rules::PROPERTY_REMOVED, &rules::PROPERTY_ADDED),
    (&rules::PROPERTY_MADE_OPTIONAL, &rules::PROPERTY_MADE_REQUIRED),
    (&rules::PROPERTY_MADE_CONDITIONAL, &rules::TYPE_NARROWED),
    (&rules::ADDITIONAL_ALLOWED, &rules::ADDITIONAL_FORBIDDEN),
    (&rules::PATTERN_PROPERTY_REMOVED, &rules::PATTERN_PROPERTY_ADDED),
    (&rules::PROPERTY_NAMES_LOOSENED, &rules::PROPERTY_NAMES_TIGHTENED),
    (&rules::DEPENDENT_REQUIRED_REMOVED, &rules::DEPENDENT_REQUIRED_ADDED),
    (&rules::ALL_OF_REMOVED, &rules::ALL_OF_ADDED),
    (&rules::TYPE_WIDENED, &rules::TYPE_NARROWED),
    (&rules::NULLABLE_ADDED, &rules::NULLABLE_REMOVED),
    (&rules::BRANCH_ADDED, &rules::BRANCH_REMOVED),
    (&rules::TAG_VALUE_ADDED, &rules::TAG_VALUE_REMOVED),
    (&rules::DISCRIMINATOR_REMOVED, &rules::DISCRIMINATOR_ADDED),
    (&rules::ONE_OF_TO_ANY_OF, &rules::ANY_OF_TO_ONE_OF),
    (&rules::ITEMS_ALLOWED, &rules::ITEMS_FORBIDDEN),
    (&rules::ENUM_VALUE_ADDED, &rules::ENUM_VALUE_REMOVED),
    (&rules::ENUM_REMOVED, &rules::ENUM_ADDED),
    (&rules::CONST_WIDENED, &rules::ENUM_MADE_CONST),
    (&rules::CONST_REMOVED, &rules::CONST_ADDED),
    (&rules::LIMIT_LOOSENED, &rules::LIMIT_TIGHTENED),
    (&rules::LIMIT_REMOVED, &rules::LIMIT_ADDED),
    (&rules::MULTIPLE_LOOSENED, &rules::MULTIPLE_TIGHTENED),
    (&rules::UNIQUE_ITEMS_REMOVED, &rules::UNIQUE_ITEMS_ADDED),
    (&rules::FORMAT_REMOVED, &rules::FORMAT_ADDED),
    (&rules::PATTERN_REMOVED, &rules::PATTERN_ADDED),
    (&rules::CONTAINS_LOOSENED, &rules::CONTAINS_TIGHTENED),
    (&rules::NOT_REMOVED, &rules::NOT_ADDED),
];

/// Rules whose findings go by the name of a property.
static OF_A_PROPERTY: [&Rule; 4] = [
    &rules::PROPERTY_ADDED,
    &rules::PROPERTY_REMOVED,
    &rules::PROPERTY_MADE_OPTIONAL,
    &rules::PROPERTY_MADE_CONDITIONAL,
];

/// What bodies of the API are.
const ANSWERS: &str = "answers of";
const REQUESTS: &str = "requests of";
const PATHS: &str = "paths with";

/// Compares what the API answers.
pub(crate) fn answers<'c>(comparer: &mut Comparer<'c>, affecting: &mut Vec<Affecting>) -> Vec<Body<'c>> {
    let Some((old, new)) = comparer.before.api.as_ref().zip(comparer.after.api.as_ref()) else {
        return Vec::new();
    };
    let operations = both(old, new).map(|(name, old, new)| {
        let place = format!("/operations/{name}/response/schema");
        let references = [old.response.schema.as_str(), new.response.schema.as_str()];
        let examples = [&old.response.example, &new.response.example].map(|name| in_api(name));
        (name, place, references, examples)
    });
    let refusal = (
        "error",
        "/error/schema".to_owned(),
        [old.error.schema.as_str(), new.error.schema.as_str()],
        [&old.error.example, &new.error.example].map(|name| in_api(name)),
    );
    let mut bodies = Vec::new();
    for (name, place, [old, new], examples) in operations.chain([refusal]) {
        match (comparer.before.api_schema(old), comparer.after.api_schema(new)) {
            (Some(before), Some(after)) => {
                let root = comparer.bodies(before, after);
                bodies.push(Body { of: Owner::Api(ANSWERS, name), schemas: [before, after], examples, root });
            }
            _ => affecting.push((not_compared(ANSWERS, name, &place), Vec::new())),
        }
    }
    bodies
}

/// What clients send that the API may not accept or read any longer, each with a request that shows it.
pub(crate) fn requests(
    before: &Catalog,
    after: &Catalog,
    has_examples: bool,
) -> Vec<(Change, Option<serde_json::Value>)> {
    let Some((old, new)) = before.api.as_ref().zip(after.api.as_ref()) else { return Vec::new() };
    // The other way round: what was valid is what may be sent.
    let mut comparer = Comparer::new(after, before);
    let mut bodies = Vec::new();
    let mut found: Vec<(Change, Option<serde_json::Value>)> = Vec::new();
    let mut compare = |what, name, place: String, [old, new]: [&str; 2], examples: [String; 2]| match (
        before.api_schema(old),
        after.api_schema(new),
    ) {
        (Some(older), Some(newer)) => {
            let root = comparer.bodies(newer, older);
            bodies.push(Body { of: Owner::Api(what, name), schemas: [newer, older], examples, root });
        }
        _ => found.push((not_compared(what, name, &place), None)),
    };
    for (name, old, new) in both(old, new) {
        if let (Some(old), Some(new)) = (&old.request, &new.request) {
            let examples = [in_api(&new.example), in_api(&old.example)];
            let place = format!("/operations/{name}/request/schema");
            compare(REQUESTS, name, place, [&old.schema, &new.schema], examples);
        }
    }
    for (name, new) in &new.path_parameters {
        if let Some(old) = old.path_parameters.get(name) {
            let place = format!("/path_parameters/{name}/schema");
            // Values in a path have no example of their own.
            compare(PATHS, name.as_str(), place, [&old.schema, &new.schema], Default::default());
        }
    }
    let mut counterexamples = Counterexamples::new(&comparer);
    for (id, of) in affected(&comparer, &bodies) {
        let of: Vec<&Body<'_>> = of.into_iter().map(|number| &bodies[number]).collect();
        let Some(change) = turned(&comparer.changes[id], &told_of_api(&of)) else { continue };
        let is_shown = has_examples && change.verdict.wire == Compatibility::Breaking;
        let shown = of.iter().filter(|_| is_shown).take(3).find_map(|body| counterexamples.find(id, body));
        found.push((change, shown));
    }
    found
}

/// A change from the newer version to the older one, as one from the older to the newer; `None` where it takes nothing from
/// clients.
fn turned(change: &Change, what: &str) -> Option<Change> {
    if of_event_types(change) {
        return None;
    }
    let wire = match change.rule {
        // Who leaves it out gets something else.
        rule if *rule == rules::DEFAULT_CHANGED => change.verdict.wire,
        rule if change.is_annotation || *rule == rules::DIALECT_CHANGED => return None,
        // Nobody sends yet what can be sent from now on.
        rule if *rule == rules::PROPERTY_REMOVED && change.verdict.wire == Compatibility::Risky => {
            return None;
        }
        // It is no longer read.
        rule if *rule == rules::PROPERTY_ADDED => change.verdict.strict.max(Compatibility::Risky),
        // It hits those who send what nobody described.
        rule if *rule == rules::ADDITIONAL_ALLOWED => Compatibility::Risky,
        rule if *rule == rules::PROPERTY_MADE_CONDITIONAL => change.verdict.strict.min(Compatibility::Risky),
        // Whoever gets a request validates it.
        _ => change.verdict.wire.max(change.verdict.strict),
    };
    if wire == Compatibility::Safe {
        return None;
    }
    let opposite = OPPOSITES.iter().find(|(rule, _)| **rule == *change.rule);
    let told = opposite.map_or(change.rule, |(_, opposite)| opposite);
    let sentence = match told {
        rule if *rule == rules::PROPERTY_ADDED => "An object has a new required property",
        rule => rule.summary.trim_end_matches('.'),
    };
    let name = OF_A_PROPERTY.contains(&change.rule).then(|| format!(" ({})", code(&change.detail)));
    let message = format!("{what}: {}{}", lower(sentence), name.unwrap_or_default());
    let detail = format!("{} {}", told.id, change.detail);
    let turned = Change::new(&rules::REQUEST_NARROWED, message).detail(detail).wire(wire).strict(wire);
    Some(turned.at(change.after.as_ref(), change.before.as_ref()))
}

/// Whether a change is of the list of all event names: events that came and went are told as such.
pub(crate) fn of_event_types(change: &Change) -> bool {
    [&change.before, &change.after].into_iter().flatten().any(|at| *at.file == *EVENT_TYPES)
}

/// Compares how operations are asked for, and what they answer besides bodies. Paths and headers of the contract are compared
/// with that.
pub(crate) fn operations(before: &Catalog, after: &Catalog) -> Vec<Change> {
    let (old, new) = match (&before.api, &after.api) {
        (Some(old), Some(new)) => (old, new),
        (Some(_), None) => {
            let change = Change::new(&rules::OPERATION_CHANGED, "the endpoint API is no longer described")
                .rust(Bump::Major);
            return vec![change.before(&Location::new(API_INDEX, "")).after(&Location::new(INDEX, ""))];
        }
        (None, _) => return Vec::new(),
    };
    let mut changes = Vec::new();
    let mut push = |rule, pointer: &str, message: String| {
        let nearest = |catalog: &Catalog| {
            let mut at = Location::new(API_INDEX, pointer);
            while catalog.value(&at).is_none() && !at.pointer.is_empty() {
                at = at.parent();
            }
            at
        };
        let change = Change::new(rule, message).detail(pointer);
        changes.push(change.before(&nearest(before)).after(&nearest(after)));
    };
    for (name, old, new) in [
        ("create_endpoint", &old.paths.create_endpoint, &new.paths.create_endpoint),
        ("rotate_secret", &old.paths.rotate_secret, &new.paths.rotate_secret),
    ] {
        if unnamed(old) != unnamed(new) {
            let message = format!("the path of `{name}` was {old} and is {new}");
            push(&rules::OPERATION_CHANGED, &format!("/paths/{name}"), message);
        }
    }
    for (name, old, new) in both(old, new) {
        let (was, is) = (old.response.status, new.response.status);
        if was != is {
            let message = format!("`{name}` was answered with {was} and is answered with {is}");
            push(&rules::OPERATION_CHANGED, &format!("/operations/{name}/response/status"), message);
        }
        let was_required = old.request.as_ref().is_some_and(|request| request.required);
        if !was_required && new.request.as_ref().is_some_and(|request| request.required) {
            let message = format!("requests of `{name}`: a body is required now");
            push(&rules::REQUEST_NARROWED, &format!("/operations/{name}/request/required"), message);
        }
        if old.request.is_some() && new.request.is_none() {
            let message = format!("requests of `{name}`: a body is no longer read");
            push(&rules::REQUEST_NARROWED, &format!("/operations/{name}/request"), message);
        }
    }
    changes
}

/// The operations of both versions.
fn both<'a>(
    old: &'a Api,
    new: &'a Api,
) -> impl Iterator<Item = (&'static str, &'a Operation, &'a Operation)> {
    new.operations.all().filter_map(|(name, new)| Some((name.as_str(), old.operations.get(name)?, new)))
}

fn not_compared(what: &str, name: &str, pointer: &str) -> Change {
    let at = Location::new(API_INDEX, pointer);
    let message = format!("{what} `{name}` were not compared: a schema of one version has a mistake");
    Change::new(&rules::EVENT_NOT_COMPARED, message).before(&at).after(&at)
}

/// A path without the names of its parameters, which are nowhere in a request.
fn unnamed(path: &Template) -> Vec<Option<&str>> {
    let parts = path.parts().iter();
    let texts = parts.map(|part| match part {
        Part::Text(text) => Some(text.as_ref()),
        Part::Field(_) => None,
    });
    texts.collect()
}

/// A sentence as it goes on after a colon.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

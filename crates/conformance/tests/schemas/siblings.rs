//! An event's schema holds what fixes the event: the body of a sibling, under this event's name, is not valid.
//!
//! `jsonschema` decides, which shares nothing with the generator. Events are compared within their family, a new one
//! too: either its schema tells it apart, or [`ALIKE`] says why nothing does.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_conformance::catalog;

/// Events of one shape that some fields of `data` tell apart.
struct Group {
    /// Why these fields do.
    reason: &'static str,
    events: &'static [&'static str],
    fields: &'static [&'static str],
}

const GROUPS: &[Group] = &[
    Group {
        reason: "A violation is a strict subset of the checkpoints, and says what was done about it.",
        events: &["integrity.checkpoint", "integrity.violation"],
        fields: &["verdict", "integrity_mode", "action_taken"],
    },
    Group {
        reason: "Each is one change of the containment status; an active agent is not contained.",
        events: &["agent.paused", "agent.resumed", "agent.killed"],
        fields: &["previous_status", "containment_status", "contained_at", "contained_by"],
    },
    Group {
        reason: "Each is one verdict, and only what was quarantined is kept.",
        events: &["sh.evaluation.warn", "sh.evaluation.quarantine", "sh.evaluation.block"],
        fields: &["verdict", "quarantine_id"],
    },
    Group {
        reason: "A warning is due at 80% of the ceiling, and the other at the ceiling.",
        events: &["quota.warning", "quota.exceeded"],
        fields: &["usage_percent"],
    },
    Group {
        reason: "A warning is due at 80% of the ceiling, and the other at the ceiling.",
        events: &["quota.risk_warning", "quota.risk_exceeded"],
        fields: &["usage_percent"],
    },
    Group {
        reason: "A warning is due at 80% of the ceiling, and the other at the ceiling.",
        events: &["quota.team_reputation_warning", "quota.team_reputation_exceeded"],
        fields: &["usage_percent"],
    },
    Group {
        reason: "Each is about another check of the trace, and about how it came out.",
        events: &[
            "trace.created",
            "trace.verified",
            "trace.failed",
            "trace.escalation_required",
            "policy.violation",
        ],
        fields: &["verification", "escalation", "policy", "failure_reason"],
    },
    Group {
        reason: "Only an alignment template has its change counted in agents to recompose.",
        events: &["org_alignment_template.updated", "org_protection_template.updated"],
        fields: &["agents_marked_for_recompose"],
    },
    Group {
        reason: "Only an alignment template has its change counted in agents to recompose.",
        events: &["org_alignment_template.deleted", "org_protection_template.deleted"],
        fields: &["agents_marked_for_recompose"],
    },
];

/// Events whose examples are bodies of another event as well but for the name, and why that is in order.
const ALIKE: &[(&str, &[[&str; 2]])] = &[
    (
        "Every violation is a checkpoint, whose verdict may be any.",
        &[["integrity.violation", "integrity.checkpoint"]],
    ),
    (
        "No source says that usage is still below the ceiling when a warning is sent.",
        &[
            ["quota.exceeded", "quota.warning"],
            ["quota.risk_exceeded", "quota.risk_warning"],
            ["quota.team_reputation_exceeded", "quota.team_reputation_warning"],
        ],
    ),
    (
        "What later checks add to a trace may be there when it is created.",
        &[
            ["trace.verified", "trace.created"],
            ["trace.failed", "trace.created"],
            ["trace.escalation_required", "trace.created"],
            ["policy.violation", "trace.created"],
        ],
    ),
    (
        "A trace that passes verification may violate a policy, and may need an escalation: each has its event.",
        &[
            ["policy.violation", "trace.verified"],
            ["trace.escalation_required", "trace.verified"],
            ["trace.escalation_required", "policy.violation"],
        ],
    ),
    (
        "Nothing but the name says which of an agent's cards was updated.",
        &[
            ["alignment_card.updated", "protection_card.updated"],
            ["protection_card.updated", "alignment_card.updated"],
        ],
    ),
    (
        "An alignment template has one field more, and objects are open.",
        &[
            ["org_alignment_template.updated", "org_protection_template.updated"],
            ["org_alignment_template.deleted", "org_protection_template.deleted"],
        ],
    ),
    (
        "Nothing but the name says whether the agent joined or left.",
        &[["team.member_added", "team.member_removed"], ["team.member_removed", "team.member_added"]],
    ),
    (
        "An archived team is told of by its id, organization and name, which a new one has too.",
        &[["team.created", "team.archived"]],
    ),
];

/// What a source fixes in every body of an event: the event, a place in `data`, values that are ruled out there, and the
/// words that rule them out, from the catalog page that the vendor publishes or from our own descriptions.
fn fixed() -> Vec<(&'static str, &'static str, Vec<Value>, &'static str)> {
    let at_least_80 = || vec![json!(0), json!(79.9)];
    let at_least_100 = || vec![json!(0), json!(80.04), json!(99.9)];
    let no_text = || vec![json!("x")];
    vec![
        (
            "integrity.violation",
            "/verdict",
            vec![json!("clear"), json!("review_needed")],
            "returns a boundary_violation verdict",
        ),
        (
            "agent.paused",
            "/previous_status",
            vec![json!("paused"), json!("killed")],
            "containment_status flips active → paused",
        ),
        (
            "agent.paused",
            "/containment_status",
            vec![json!("active"), json!("killed")],
            "containment_status flips active → paused",
        ),
        (
            "agent.killed",
            "/containment_status",
            vec![json!("active"), json!("paused")],
            "an agent is killed, a stronger containment than paused",
        ),
        ("agent.resumed", "/previous_status", vec![json!("active")], "a paused or killed agent is resumed"),
        (
            "agent.resumed",
            "/containment_status",
            vec![json!("paused"), json!("killed")],
            "containment_status transitions to active",
        ),
        (
            "agent.resumed",
            "/contained_at",
            vec![json!("2026-05-11T08:42:17.305Z")],
            "`null` for an agent that is active",
        ),
        ("agent.resumed", "/contained_by", no_text(), "`null` for an agent that is active"),
        (
            "sh.evaluation.warn",
            "/verdict",
            vec![json!("quarantine"), json!("block")],
            "completes with a warn verdict",
        ),
        ("sh.evaluation.warn", "/quarantine_id", no_text(), "`null` for a request that was not quarantined"),
        (
            "sh.evaluation.quarantine",
            "/verdict",
            vec![json!("warn"), json!("block")],
            "quarantines a request",
        ),
        ("sh.evaluation.quarantine", "/quarantine_id", vec![Value::Null], "set aside, under `quarantine_id`"),
        ("sh.evaluation.block", "/verdict", vec![json!("warn"), json!("quarantine")], "blocks a request"),
        ("sh.evaluation.block", "/quarantine_id", no_text(), "`null` for a request that was not quarantined"),
        ("quota.warning", "/usage_percent", at_least_80(), "crosses 80% of the plan ceiling"),
        ("quota.exceeded", "/usage_percent", at_least_100(), "crosses the plan ceiling"),
        ("quota.risk_warning", "/usage_percent", at_least_80(), "crosses 80% of plan ceiling"),
        ("quota.risk_exceeded", "/usage_percent", at_least_100(), "crosses plan ceiling"),
        ("quota.team_reputation_warning", "/usage_percent", at_least_80(), "crosses 80%"),
        ("quota.team_reputation_exceeded", "/usage_percent", at_least_100(), "crosses plan ceiling"),
        ("trace.verified", "/verification", vec![Value::Null], "a trace passes verification"),
        ("trace.verified", "/verification/verified", vec![json!(false)], "a trace passes verification"),
        // Its `verification` may be null: to rule that out would give the field in Rust another type.
        ("trace.failed", "/verification/verified", vec![json!(true)], "a trace fails verification"),
        (
            "trace.escalation_required",
            "/escalation",
            vec![Value::Null],
            "a pattern that warrants operator escalation",
        ),
        (
            "trace.escalation_required",
            "/escalation/required",
            vec![json!(false)],
            "a pattern that warrants operator escalation",
        ),
        ("policy.violation", "/policy", vec![Value::Null], "policy evaluation flags a violation"),
        ("policy.violation", "/policy/violations", vec![json!([])], "policy evaluation flags a violation"),
        (
            "recipe.candidate.created",
            "/status",
            vec![json!("promoted")],
            "a new candidate starts in pending state",
        ),
        ("conscience.escalation", "/conflicts", vec![json!([])], "detects conscience-level conflicts"),
        (
            "sideband.coherence.fired",
            "/pattern_types",
            vec![json!([])],
            "in one or more of the ways that `pattern_types` names",
        ),
        (
            "sideband.fault_line.fired",
            "/fault_lines",
            vec![json!([])],
            "detects a misalignment across a team",
        ),
    ]
}

/// Examples and validators of all events.
struct Events {
    catalog: Catalog,
    validators: BTreeMap<String, Validator>,
}

impl Events {
    fn new() -> Events {
        let catalog = catalog();
        let validator = |event| super::validator(&catalog, event);
        let validators =
            catalog.index.events.iter().map(|event| (event.name.clone(), validator(event))).collect();
        Events { catalog, validators }
    }

    fn example(&self, name: &str) -> &Value {
        let event = self.catalog.index.events.iter().find(|event| event.name == name);
        let event = event.unwrap_or_else(|| panic!("{name} is not in the catalog"));
        self.catalog.example(event).expect("a sound example").value()
    }

    fn accepts(&self, name: &str, body: &Value) -> bool {
        self.validators[name].is_valid(body)
    }
}

/// A body of an event with some fields of `data` as another body has them, or without them.
fn with_fields(body: &Value, fields: &[&str], of: &Value) -> Value {
    let mut body = body.clone();
    let data = body["data"].as_object_mut().expect("a payload is an object");
    for field in fields {
        match of["data"].get(field) {
            Some(value) => drop(data.insert((*field).to_owned(), value.clone())),
            None => drop(data.shift_remove(*field)),
        }
    }
    body
}

fn renamed(body: &Value, name: &str) -> Value {
    let mut body = body.clone();
    body["type"] = name.into();
    body
}

fn alike() -> BTreeSet<[&'static str; 2]> {
    ALIKE.iter().flat_map(|(_, pairs)| pairs.iter().copied()).collect()
}

#[test]
fn a_body_passes_for_no_sibling() {
    let (events, alike) = (Events::new(), alike());
    for Group { reason, events: names, fields } in GROUPS {
        for &from in *names {
            for &to in names.iter().filter(|to| **to != from) {
                let (example, other) = (events.example(from), events.example(to));
                let is_alike = alike.contains(&[from, to]);
                assert_eq!(
                    events.accepts(to, &renamed(example, to)),
                    is_alike,
                    "an example of {from} as {to}. {reason}"
                );
                // It is these fields, and no others, that tell them apart.
                let telling = with_fields(other, fields, example);
                assert_eq!(events.accepts(to, &telling), is_alike, "{telling:#}\n{reason}");
                let rest = with_fields(&renamed(example, to), fields, other);
                assert!(events.accepts(to, &rest), "more than {fields:?} tells {from} from {to}");
            }
        }
    }
}

/// Whoever adds an event that this test stops at either narrows a schema, or adds the pair to [`ALIKE`] with a reason.
#[test]
fn what_is_alike_is_listed() {
    let events = Events::new();
    let mut found = BTreeSet::new();
    for to in &events.catalog.index.events {
        for from in &events.catalog.index.events {
            let body = renamed(events.example(&from.name), &to.name);
            if from.name != to.name && from.family == to.family && events.accepts(&to.name, &body) {
                found.insert([from.name.as_str(), to.name.as_str()]);
            }
        }
    }
    let alike = alike();
    let unlisted: Vec<_> = found.difference(&alike).collect();
    assert!(
        unlisted.is_empty(),
        "[a, b] where an example of a is valid as b, and no reason is listed: {unlisted:?}"
    );
    let told_apart: Vec<_> = alike.difference(&found).collect();
    assert!(told_apart.is_empty(), "listed as alike, and told apart by now: {told_apart:?}");
    assert_eq!(
        alike.len(),
        ALIKE.iter().map(|(_, pairs)| pairs.len()).sum::<usize>(),
        "a pair is listed twice"
    );
}

#[test]
fn what_a_source_fixes_is_fixed() {
    let events = Events::new();
    for (name, pointer, values, source) in fixed() {
        let (pointer, example) = (format!("/data{pointer}"), events.example(name));
        for value in values {
            let mut body = example.clone();
            *body.pointer_mut(&pointer).unwrap_or_else(|| panic!("{name} has no {pointer}")) = value.clone();
            let places: Vec<String> = events.validators[name]
                .iter_errors(&body)
                .map(|error| error.instance_path().to_string())
                .collect();
            assert!(!places.is_empty(), "{name}: {pointer} may be {value}, while a source says: {source}");
            assert!(places.iter().all(|place| *place == pointer), "{name}: {pointer}: {value}: {places:?}");
        }
    }
}

/// Every place below a payload that a part of its `allOf` narrows.
fn narrowed(part: &Value, pointer: String, found: &mut BTreeSet<String>) {
    let is_own = |key: &String| !matches!(key.as_str(), "properties" | "description");
    if part.as_object().is_some_and(|keywords| keywords.keys().any(is_own)) {
        found.insert(pointer.clone());
    }
    for (key, inner) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
        narrowed(inner, format!("{pointer}/{key}"), found);
    }
}

/// Nobody narrows a value without a source for it.
#[test]
fn what_is_narrowed_has_a_source() {
    let catalog = catalog();
    let fixed: BTreeSet<(String, String)> =
        fixed().into_iter().map(|(name, pointer, ..)| (name.to_owned(), pointer.to_owned())).collect();
    let mut seen = 0;
    // `.ci/grow` adds a copy of an event, with all that is narrowed in it.
    let names: BTreeSet<&str> = fixed.iter().map(|(name, _)| name.as_str()).collect();
    for event in catalog.index.events.iter().filter(|event| names.contains(event.name.as_str())) {
        let data = &catalog.schema(event).expect("a sound schema").value()["properties"]["data"];
        let parts = data.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for part in parts.filter(|part| part.get("$ref").is_none()) {
            let mut found = BTreeSet::new();
            narrowed(part, String::new(), &mut found);
            seen += found.len();
            for pointer in found {
                let place = (event.name.clone(), pointer);
                assert!(fixed.contains(&place), "no source is listed for {place:?}");
            }
        }
    }
    assert!(seen > 20, "only {seen} values are narrowed");
}

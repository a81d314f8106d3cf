//! Catalogs of any size, made up: for measuring what grows with the number of events.
//!
//! An event is what events usually are: identifiers, a time, an enum, a nested object, a list, a reference to something that
//! others refer to as well; every fifth has a tagged union. The same arguments give the same bytes.

use serde_json::{Map, Value, json};

/// What an index says of everything but families and events.
const INDEX: &str = include_str!("../../catalog/tests/base/index.json");

const BASE: &str = "https://acme.example/schemas";
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const NOUNS: [&str; 12] = [
    "invoice", "order", "agent", "team", "parcel", "session", "policy", "ticket", "device", "backup",
    "report", "quota",
];
const ACTIONS: [&str; 5] = ["created", "updated", "reviewed", "member_added", "closed"];

/// How events are put into families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Families {
    /// So many, however many events there are.
    Number(usize),
    /// One for every so many events: each is a crate, so this is the most that a generator has to do.
    Of(usize),
}

impl Families {
    fn number(self, events: usize) -> usize {
        match self {
            Self::Number(number) => number.min(events),
            Self::Of(size) => events.div_ceil(size),
        }
    }
}

/// The files of a catalog, by their names below the repository's directory `schemas`.
pub fn files(events: usize, families: Families) -> Vec<(String, String)> {
    let families = families.number(events);
    let mut files = vec![
        ("webhooks/index.json".to_owned(), pretty(&index(events, families))),
        ("webhooks/common.schema.json".to_owned(), pretty(&common(families))),
    ];
    for number in 0..events {
        let (name, body) = (name(number), Body::of(number, number % families));
        files.push((format!("webhooks/{name}.schema.json"), pretty(&schema(&name, &body))));
        let example = json!({
            "id": format!("evt-{number}"),
            "type": name,
            "created_at": "2026-03-01T10:00:00.000Z",
            "data": body.example,
        });
        files.push((format!("webhooks/{name}.example.json"), pretty(&example)));
    }
    files
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Five events are about one thing, which has a number of its own.
fn name(number: usize) -> String {
    let thing = number / ACTIONS.len();
    format!("{}{thing}.{}", NOUNS[thing % NOUNS.len()], ACTIONS[number % ACTIONS.len()])
}

fn index(events: usize, families: usize) -> Value {
    let mut index: Value = serde_json::from_str(INDEX).expect("JSON");
    let family = |number| {
        json!({ "name": format!("family{number}"), "title": format!("Family {number}"),
                "description": format!("What happens in part {number} of the product.") })
    };
    let event = |number: usize| {
        let name = name(number);
        json!({
            "name": name,
            "family": format!("family{}", number % families),
            "description": format!("Sent once for each `{name}`, after the change is stored; not sent for changes that a rule has undone."),
            "schema": format!("{name}.schema.json"),
            "example": format!("{name}.example.json"),
            "emission": { "component": "ledger", "trigger": format!("transition {number}"), "status": "live" },
            "published": true,
            "since": "2026-01-01",
        })
    };
    index["families"] = (0..families).map(family).collect();
    index["events"] = (0..events).map(event).collect();
    index
}

/// What events share: a few shapes that all of them use, and one for each family.
fn common(families: usize) -> Value {
    let mut definitions = Map::new();
    for (name, schema) in [
        (
            "envelope",
            object(
                "What is around every payload.",
                &["id", "type", "created_at", "data"],
                [
                    (
                        "id",
                        json!({ "description": "Identifies the event.", "type": "string", "minLength": 1 }),
                    ),
                    ("type", json!({ "description": "Name of the event.", "type": "string" })),
                    (
                        "created_at",
                        json!({ "description": "When it happened.", "type": "string", "format": "date-time" }),
                    ),
                    ("data", json!({ "description": "The payload.", "type": "object" })),
                ],
            ),
        ),
        (
            "money",
            object(
                "An amount of money.",
                &["cents", "currency"],
                [
                    (
                        "cents",
                        json!({ "description": "The amount in cents.", "type": "integer", "minimum": 0 }),
                    ),
                    ("currency", json!({ "description": "The currency's code.", "enum": ["EUR", "USD"] })),
                ],
            ),
        ),
        (
            "actor_id",
            json!({ "description": "Identifier of who did it.", "type": "string", "minLength": 1, "examples": ["usr-7c21d9e4"] }),
        ),
        (
            "thing_id",
            json!({ "description": "Identifier of what it is about.", "type": "string", "minLength": 1, "examples": ["thg-91b4e0d2"] }),
        ),
        (
            "severity",
            json!({ "description": "How serious it is.", "enum": ["low", "medium", "high", "critical"] }),
        ),
        (
            "address",
            object(
                "Where something is.",
                &["city"],
                [
                    ("city", json!({ "description": "The city.", "type": "string" })),
                    ("street", json!({ "description": "Street and number.", "type": "string" })),
                    (
                        "country",
                        json!({ "description": "The country's code.", "type": "string", "minLength": 2, "maxLength": 2 }),
                    ),
                ],
            ),
        ),
    ] {
        definitions.insert(name.to_owned(), schema);
    }
    for number in 0..families {
        let schema = object(
            "A part of the product.",
            &["id", "state"],
            [
                ("id", reference("thing_id", "The part.")),
                (
                    "state",
                    json!({ "description": "What it is doing.", "enum": ["idle", "active", format!("state_{number}")] }),
                ),
                ("at", reference("address", "Where it is.")),
            ],
        );
        definitions.insert(format!("part{number}"), schema);
    }
    json!({ "$schema": DIALECT, "$id": format!("{BASE}/common.schema.json"), "$defs": definitions })
}

fn reference(name: &str, description: &str) -> Value {
    json!({ "$ref": format!("common.schema.json#/$defs/{name}"), "description": description })
}

fn object<'n>(
    description: &str,
    required: &[&str],
    properties: impl IntoIterator<Item = (&'n str, Value)>,
) -> Value {
    let properties: Map<String, Value> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({ "description": description, "type": "object", "required": required, "properties": properties })
}

fn schema(name: &str, body: &Body) -> Value {
    json!({
        "$schema": DIALECT,
        "$id": format!("{BASE}/{name}.schema.json"),
        "title": name,
        "description": format!("Delivered body of `{name}`."),
        "allOf": [{ "$ref": "common.schema.json#/$defs/envelope" }],
        "type": "object",
        "required": ["type", "data"],
        "properties": {
            "type": { "const": name, "description": "Name of this event." },
            "data": body.schema,
        },
    })
}

/// The schema of a payload, and a value of it.
struct Body {
    schema: Value,
    example: Value,
}

impl Body {
    fn of(number: usize, family: usize) -> Self {
        let mut properties = vec![
            ("thing_id", reference("thing_id", "What has changed."), json!("thg-91b4e0d2")),
            (
                "changed_at",
                json!({ "description": "When it changed.", "type": "string", "format": "date-time" }),
                json!("2026-03-01T10:00:00.000Z"),
            ),
            (
                "actor",
                json!({ "description": "Who changed it; `null` where a rule did.", "oneOf": [{ "$ref": "common.schema.json#/$defs/actor_id" }, { "type": "null" }] }),
                Value::Null,
            ),
            (
                "reason",
                json!({ "description": "Why it changed.", "enum": ["requested", "expired", format!("rule_{number}")] }),
                json!("expired"),
            ),
            (
                "note",
                json!({ "description": "What somebody wrote on it.", "type": "string", "maxLength": 200 }),
                json!("as agreed"),
            ),
        ];
        properties.extend(match number % 5 {
            0 => vec![
                ("amount", reference("money", "What it costs."), json!({ "cents": 1200, "currency": "EUR" })),
                ("count", json!({ "description": "How many there are.", "type": "integer", "minimum": 0 }), json!(7)),
                ("share", json!({ "description": "Part of the whole.", "type": "number" }), json!(0.25)),
            ],
            1 => vec![
                ("part", reference(&format!("part{family}"), "The part that it belongs to."), json!({ "id": "thg-1", "state": "idle" })),
                ("labels", json!({ "description": "Labels by name.", "type": "object", "additionalProperties": { "type": "string" } }), json!({ "color": "red" })),
            ],
            2 => {
                let line = object("One line.", &["title", "price"], [
                    ("title", json!({ "description": "What it says.", "type": "string" })),
                    ("price", reference("money", "What the line costs.")),
                    ("done", json!({ "description": "Whether it is finished.", "type": "boolean" })),
                ]);
                let lines = json!({ "description": "The lines, in order.", "type": "array", "items": line });
                vec![("lines", lines, json!([{ "title": "First", "price": { "cents": 5, "currency": "USD" }, "done": true }]))]
            }
            3 => {
                let limits = object("The limits that apply.", &["soft"], [
                    ("soft", json!({ "description": "Where warnings start.", "type": "integer" })),
                    ("hard", json!({ "description": "Where it ends.", "type": ["integer", "null"] })),
                ]);
                vec![
                    ("limits", limits, json!({ "soft": 80, "hard": null })),
                    ("severity", reference("severity", "How serious that is."), json!("high")),
                ]
            }
            _ => {
                let alternative = |kind: &str, field: &str| {
                    object("What is behind it.", &["kind", field], [
                        ("kind", json!({ "description": "Which kind of cause.", "const": kind })),
                        (field, json!({ "description": "What is known of it.", "type": "string" })),
                    ])
                };
                let causes = [alternative("person", "name"), alternative("schedule", "rule")];
                vec![("cause", json!({ "description": "What has caused it.", "oneOf": causes }), json!({ "kind": "person", "name": "Ada" }))]
            }
        });
        let required = ["thing_id", "changed_at", "actor", "reason"];
        let description =
            format!("What is known after change {number}, and what somebody who looks into it needs first.");
        let schemas = properties.iter().map(|(name, schema, _)| (*name, schema.clone()));
        let example: Map<String, Value> =
            properties.iter().map(|(name, _, example)| ((*name).to_owned(), example.clone())).collect();
        Self { schema: object(&description, &required, schemas), example: example.into() }
    }
}

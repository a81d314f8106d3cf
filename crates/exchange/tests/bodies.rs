//! Bodies made of examples, and what is said of bodies that are not as the catalog has them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use webhook_catalog::{Catalog, load};
use webhook_exchange::compose::{Compose, freshen};
use webhook_exchange::payloads::Named;
use webhook_exchange::{Assignment, New, Payloads, Wrong};
use webhook_schema::{Diagnostics, Tree};

#[test]
fn fields_are_set_by_path_and_take_the_type_of_the_schema() {
    let catalog = catalog();
    for (text, pointer, value) in [
        ("data.cents=12", "/data/cents", json!(12)),
        ("data.note=12", "/data/note", json!("12")),
        ("data.note=null", "/data/note", json!(null)),
        ("data.note=a=b", "/data/note", json!("a=b")),
        ("data.lines[0].sku=12", "/data/lines/0/sku", json!("12")),
        ("data.lines[1].share=0.5", "/data/lines/1/share", json!(0.5)),
        ("data.paid=true", "/data/paid", json!(true)),
        ("data.lines=[]", "/data/lines", json!([])),
        ("data.labels.any.thing=1", "/data/labels/any/thing", json!(1)),
        ("data.labels.any=text", "/data/labels/any", json!("text")),
        ("data.money.amount=7", "/data/money/amount", json!(7)),
        ("data.money.code=EUR", "/data/money/code", json!("EUR")),
        ("data.marked.x-a=12", "/data/marked/x-a", json!(12)),
        ("data.marked.on-2026.day=12", "/data/marked/on-2026/day", json!(12)),
        ("id=evt-2", "/id", json!("evt-2")),
    ] {
        let body = set(&catalog, text).expect(text);
        assert_eq!(body.pointer(pointer), Some(&value), "{text}: {body:#}");
    }
    for (text, message) in [
        ("data.cnets=1", "there is no field `cnets` in `data`: did you mean `cents`? it has cents, "),
        ("dta.cents=1", "there is no field `dta` in the body: did you mean `data`? it has "),
        ("data.cents.x=1", "`data.cents` has no fields: there is no `x`"),
        ("data.cents=lots", "`data.cents`: expected a value of type integer, found `lots`"),
        ("data.cents=1.5", "`data.cents`: expected a value of type integer, found `1.5`"),
        ("data.paid=yes", "`data.paid`: expected a value of type boolean, found `yes`"),
        ("data.lines[0].sky=1", "there is no field `sky` in `data.lines[0]`: did you mean `sku`?"),
        ("data.lines[5].sku=a", "`data.lines[5].sku`: the array has 1 item: the next one is [1]"),
        ("data.lines=x", "`data.lines`: expected a value of type array, found `x`"),
        ("data.marked.x-a=x", "`data.marked.x-a`: expected a value of type integer, found `x`"),
        ("data.marked.on-202.day=x", "there is no field `on-202` in `data.marked`: it has n"),
    ] {
        let error = set(&catalog, text).expect_err(text);
        assert!(error.contains(message), "{text}: {error}");
    }
    for text in ["", "data.cents", "=1", ".a=1", "a..b=1", "a[=1", "a[x]=1", "a[0=1", "a[0]b=1"] {
        let error = Assignment::parse(text).expect_err(text);
        assert!(error.starts_with("expected <path>=<value>"), "{error}");
    }
    let error = Compose::new(&catalog, "order.piad").expect_err("no such event");
    assert!(
        error.starts_with("there is no event `order.piad` in the catalog: did you mean `order.paid`?"),
        "{error}"
    );
}

#[test]
fn each_body_has_an_id_and_a_time_of_its_own() {
    let catalog = catalog();
    let example = Compose::new(&catalog, "order.paid").expect("an event").example().expect("an example");
    let fresh = || {
        let mut body = example.clone();
        freshen(&catalog.index.contract, &mut body);
        body
    };
    let (one, other) = (fresh(), fresh());
    assert_ne!(one["id"], other["id"]);
    assert!(one["id"].as_str().is_some_and(|id| id.starts_with("evt-")));
    assert_ne!(one["created_at"], example["created_at"]);
    assert_eq!(one["data"], example["data"]);
    let payloads = Payloads::new(&catalog).expect("usable schemas");
    assert_eq!(payloads.check("order.paid", &one), []);
    let mut counted = json!({ "id": 1, "created_at": 1 });
    freshen(&catalog.index.contract, &mut counted);
    assert!(counted["id"] == 1 && counted["created_at"].as_u64().is_some_and(|time| time > 1_000_000_000));
}

#[test]
fn what_a_receiver_cannot_read_is_told_once() {
    let catalog = catalog();
    let unread = |_: &str, _: &Value| vec![("/data/cents".to_owned(), "found too many".to_owned())];
    let payloads = Payloads::new(&catalog).expect("usable schemas").read_by(Box::new(unread));
    let compose = Compose::new(&catalog, "order.paid").expect("an event");
    let mut body = compose.example().expect("an example");
    assert_eq!(payloads.check("order.paid", &body), [Wrong::new("/data/cents", "found too many")]);
    body["data"]["cents"] = json!("many");
    let told = payloads.check("order.paid", &body);
    assert!(matches!(&told[..], [wrong] if wrong.what != "found too many"), "the schema says it: {told:?}");
}

#[test]
fn what_is_new_is_told_apart_from_what_is_wrong() {
    let catalog = catalog();
    let payloads = Payloads::new(&catalog).expect("usable schemas");
    let field = |pointer: &str| New::Field(pointer.to_owned());
    let value = |pointer: &str, value: &str| New::Value(pointer.to_owned(), value.to_owned());
    for (change, new, wrong) in [
        ("data/cents=12", vec![], vec![]),
        ("data/tip=1", vec![field("/data/tip")], vec![]),
        ("data/lines/0/color=red", vec![field("/data/lines/0/color")], vec![]),
        ("trace=1", vec![field("/trace")], vec![]),
        ("data/state=refunded", vec![value("/data/state", "refunded")], vec![]),
        ("data/labels/anything=1", vec![], vec![]),
        ("data/cents=many", vec![], vec!["/data/cents"]),
        ("data/state=1", vec![], vec!["/data/state"]),
        ("data/closed={\"x\":1}", vec![], vec!["/data/closed/x"]),
        ("data/sealed={\"a\":1,\"x\":1}", vec![], vec!["/data/sealed/x"]),
        ("data/labels={\"a\":1,\"b\":2,\"c\":3,\"d\":4}", vec![], vec!["/data/labels"]),
        // A field is judged by the patterns that its name matches, and by no other.
        ("data/marked={\"x-a\":1,\"n\":1}", vec![], vec![]),
        ("data/marked={\"x-a\":\"one\"}", vec![], vec!["/data/marked/x-a"]),
        ("data/marked={\"on-2026\":{\"day\":1}}", vec![], vec![]),
        ("data/marked={\"on-2026\":{\"year\":1}}", vec![field("/data/marked/on-2026/year")], vec![]),
        ("data/marked={\"on-202\":1}", vec![field("/data/marked/on-202")], vec![]),
    ] {
        let mut body = example(&catalog);
        let (path, text) = change.split_once('=').expect("a change");
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let above = if above.is_empty() { String::new() } else { format!("/{above}") };
        let set = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        body.pointer_mut(&above).expect(change)[name] = set;
        let found = payloads.look(&catalog, "order.paid", &body);
        let rest: Vec<&str> = found.wrong.iter().map(|wrong| wrong.pointer.as_str()).collect();
        assert_eq!((found.new, rest), (new, wrong), "{change}");
    }
    assert_eq!(payloads.named(&example(&catalog)), Named::Event("order.paid".to_owned()));
    assert_eq!(
        payloads.named(&json!({ "type": "webhook.test" })),
        Named::Synthetic("webhook.test".to_owned())
    );
    let lost = payloads.named(&json!({ "type": "order.payed" }));
    assert!(
        matches!(lost, Named::Neither(why) if why.to_string().starts_with("/type: there is no event `order.payed` in the catalog: did you mean `order.paid`? "))
    );
    assert!(matches!(payloads.named(&json!([])), Named::Neither(..)));
}

fn set(catalog: &Catalog, text: &str) -> Result<Value, String> {
    let compose = Compose::new(catalog, "order.paid")?;
    let mut body = compose.example()?;
    compose.set(&mut body, &Assignment::parse(text)?)?;
    Ok(body)
}

fn example(catalog: &Catalog) -> Value {
    Compose::new(catalog, "order.paid").expect("an event").example().expect("an example")
}

/// The base of the catalog's own tests, with an event that has one of everything.
fn catalog() -> Catalog {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog/tests/base");
    let mut files: Vec<(String, String)> = fs::read_dir(base)
        .expect("a directory")
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            (format!("webhooks/{name}"), fs::read_to_string(path).expect("a text"))
        })
        .collect();
    let (_, index) = files.iter_mut().find(|(name, _)| name == "webhooks/index.json").expect("an index");
    let mut changed: Value = serde_json::from_str(index).expect("JSON");
    let mut entry = changed["events"][0].clone();
    let like = entry["name"].as_str().expect("a name").to_owned();
    entry["name"] = json!("order.paid");
    entry["schema"] = json!("order.paid.schema.json");
    entry["example"] = json!("order.paid.example.json");
    changed["events"].as_array_mut().expect("events").push(entry);
    *index = changed.to_string();
    let text = |files: &[(String, String)], name: &str| -> Value {
        let file = files.iter().find(|(own, _)| *own == format!("webhooks/{like}.{name}.json"));
        serde_json::from_str(&file.expect("a file").1).expect("JSON")
    };
    let mut schema = text(&files, "schema");
    let mut example = text(&files, "example");
    if let Some(id) = schema.get_mut("$id") {
        *id = json!(id.as_str().expect("a text").replace(&like, "order.paid"));
    }
    let properties = json!({
        "type": { "const": "order.paid" },
        "data": {
            "type": "object",
            "description": "One of everything.",
            "required": ["cents", "state"],
            "properties": {
                "cents": { "type": "integer", "description": "A number." },
                "note": { "type": ["string", "null"], "description": "A text, or none." },
                "paid": { "type": "boolean", "description": "Yes or no." },
                "state": { "enum": ["paid", "open"], "description": "One of two." },
                "labels": { "type": "object", "description": "Anything.", "maxProperties": 3 },
                "closed": {
                    "type": "object",
                    "description": "Nothing else.",
                    "properties": { "a": { "type": "integer", "description": "A." } },
                    "additionalProperties": false
                },
                "sealed": {
                    "type": "object",
                    "description": "Nothing else, and made of parts.",
                    "allOf": [{ "properties": { "a": { "type": "integer", "description": "A." } } }],
                    "unevaluatedProperties": false
                },
                "marked": {
                    "type": "object",
                    "description": "Some by their names, and some by what these are like.",
                    "properties": { "n": { "type": "integer", "description": "N." } },
                    "patternProperties": {
                        "^x-": { "type": "integer", "description": "A mark." },
                        "^on-[0-9]{4}$": {
                            "type": "object",
                            "description": "A year.",
                            "properties": { "day": { "description": "D." } }
                        }
                    }
                },
                "lines": {
                    "type": "array",
                    "description": "Lines.",
                    "items": {
                        "type": "object",
                        "description": "A line.",
                        "properties": {
                            "sku": { "type": "string", "description": "What." },
                            "share": { "type": "number", "description": "How much." }
                        }
                    }
                },
                "money": {
                    "description": "Either of two.",
                    "oneOf": [
                        { "type": "object", "required": ["amount"], "description": "A.", "properties": { "amount": { "type": "integer", "description": "N." } } },
                        { "type": "object", "required": ["code"], "description": "B.", "properties": { "code": { "type": "string", "description": "C." } } }
                    ]
                }
            }
        }
    });
    schema["properties"] = properties;
    example["type"] = json!("order.paid");
    example["data"] =
        json!({ "cents": 1, "state": "open", "lines": [{ "sku": "a" }], "labels": { "b": "c" } });
    files.push(("webhooks/order.paid.schema.json".to_owned(), schema.to_string()));
    files.push(("webhooks/order.paid.example.json".to_owned(), example.to_string()));
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&Tree::memory("schemas", files), &mut diagnostics);
    catalog.filter(|_| diagnostics.has_no_error()).unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

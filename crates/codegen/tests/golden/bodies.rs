//! What generated crates have to do, whatever the company: compiled by `tests/golden.rs` against those of its catalogs.
#![cfg(test)]

use loom_works_events::loom::{Change, Expression, LoomScalarsRange};
use loom_works_events::{Delivery, Event, EventType, Family, UnknownReason};
use serde_json::{Value, json};

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Whether two values are equal as in JSON Schema, to which `12.0` is `12`.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

macro_rules! every_example_comes_back {
    ($test:ident, $krate:ident) => {
        #[test]
        fn $test() {
            use $krate::{Delivery, Event, EventType};

            assert!(!EventType::ALL.is_empty());
            for event_type in EventType::ALL {
                let body = event_type.example();
                let delivery = Delivery::decode(body.as_bytes()).unwrap();
                assert!(!matches!(delivery.event, Event::Unknown(_)), "{event_type}");
                assert_eq!(delivery.event.event_type(), Some(*event_type));
                assert_eq!(delivery.raw(), Some(body));
                let sent = serde_json::to_string(&delivery).unwrap();
                assert!(same(&value(&sent), &value(body)), "{event_type}: {sent}");
                // The keys in order of the alphabet: the payload comes before the name here, or after it.
                let sorted = value(body).to_string();
                let again = Delivery::decode(sorted.as_bytes()).unwrap();
                assert!(same(&serde_json::to_value(&again).unwrap(), &value(body)), "{event_type}");
                assert_eq!(Delivery::peek(sorted.as_bytes()).unwrap().event_type, event_type.as_str());
            }
        }
    };
}

every_example_comes_back!(every_example_of_harbor, harbor_events);
every_example_comes_back!(every_example_of_loom, loom_works_events);
every_example_comes_back!(every_example_of_quarry, quarry_events);
every_example_comes_back!(every_example_of_tern, tern_events);

macro_rules! every_delivery_verifies {
    ($test:ident, $krate:ident, $scheme:literal, $separator:literal) => {
        #[test]
        fn $test() {
            use $krate::{CONTRACT, Delivery, EventType, Outgoing, Receiver, Secret, Signer};

            let signer = Signer::new(&Secret::new("5f0c1e").unwrap()).unwrap();
            for event_type in EventType::ALL {
                let body = event_type.example().as_bytes();
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
                let id = Delivery::peek(body).unwrap().id;
                let headers = signer.sign(Outgoing::post(body), now).unwrap().headers;
                let expected = CONTRACT.idempotency_key.header.as_deref().unwrap();
                assert_eq!((&*headers[0].0, &*headers[0].1), (expected, &*id));
                assert!(headers[2].1.starts_with(concat!($scheme, "=")), "{}", headers[2].1);
                let receiver = Receiver::new("5f0c1e").unwrap();
                let verified = receiver.verify(&headers, body).unwrap();
                assert!(verified.decode().is_ok());
            }
            let message = CONTRACT.signature.message.as_ref().unwrap().to_string();
            assert_eq!(message, concat!("{timestamp}", $separator, "{body}"));
        }
    };
}

every_delivery_verifies!(every_delivery_of_harbor, harbor_events, "h2", ":harbor:");
every_delivery_verifies!(every_delivery_of_loom, loom_works_events, "v1", ".");
every_delivery_verifies!(every_delivery_of_quarry, quarry_events, "v1", ".");
every_delivery_verifies!(every_delivery_of_tern, tern_events, "v1", ".");

/// An example with a value in the place of another, as text.
fn example_with(event_type: EventType, pointer: &str, value: Value) -> String {
    let mut body = self::value(event_type.example());
    *body.pointer_mut(pointer).unwrap() = value;
    body.to_string()
}

/// What is sent again after a body was read.
fn sent_again(body: &str) -> Value {
    let delivery = Delivery::decode(body.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{body}"));
    serde_json::to_value(&delivery).unwrap()
}

#[test]
fn what_is_deprecated_says_so_to_those_who_read_it() {
    let torn = EventType::FabricTorn;
    assert!(torn.is_deprecated() && !EventType::FabricCut.is_deprecated());
    assert_eq!((torn.sunset(), torn.replaced_by()), (Some("2030-06-30"), Some(EventType::FabricCut)));
    assert_eq!((EventType::FabricCut.sunset(), EventType::FabricCut.replaced_by()), (None, None));
    // To match an event that is still sent is right, and nothing to be warned of.
    let Event::FabricTorn(torn) = Delivery::decode(torn.example().as_bytes()).unwrap().event else {
        panic!("an example of it");
    };
    assert_eq!(torn.meters, None);
    #[expect(deprecated, reason = "the field is")]
    let (length, width) = (torn.length, torn.width);
    assert_eq!((length, width), (2, 1));
}

#[test]
fn absent_stays_absent_and_null_stays_null() {
    for data in
        [json!({}), json!({"note": null}), json!({"note": "n", "left": null}), json!({"left": {"meters": 1}})]
    {
        let body = example_with(EventType::FabricCut, "/data", data);
        assert_eq!(sent_again(&body), value(&body));
    }
    // What may not be null may be absent, and is, when null comes all the same.
    let body = example_with(EventType::FabricCut, "/data", json!({"at": null}));
    assert_eq!(sent_again(&body)["data"], json!({}));
}

#[test]
fn a_value_that_is_not_known_is_kept() {
    let body = example_with(EventType::LoomScalars, "/data/range", json!("8d"));
    assert_eq!(sent_again(&body), value(&body));
    assert_eq!(LoomScalarsRange::from("unknown"), LoomScalarsRange::UnknownValue);
    assert_eq!(LoomScalarsRange::from("x\"y"), LoomScalarsRange::XDoubleQuoteY);

    let body = example_with(EventType::LoomObjects, "/data/change", json!({"new": [1], "what": "dye"}));
    let delivery = Delivery::decode(body.as_bytes()).unwrap();
    let Event::LoomObjects(objects) = &delivery.event else { panic!() };
    assert!(matches!(&objects.change, Change::Unknown(change) if change.tag() == "dye"));
    assert_eq!(serde_json::to_value(&delivery).unwrap(), value(&body));
}

#[test]
fn a_field_that_is_not_known_is_skipped() {
    let mut body = value(EventType::TypeChanged.example());
    body["new"] = json!({"a": 1});
    body["data"]["new"] = json!([]);
    assert_eq!(sent_again(&body.to_string()), value(EventType::TypeChanged.example()));
}

#[test]
fn shapes_hold_themselves() {
    let delivery = Delivery::decode(EventType::LoomTree.example().as_bytes()).unwrap();
    let Event::LoomTree(tree) = delivery.event else { panic!() };
    let Expression::Not(inner) = tree.expression.of else { panic!() };
    assert!(matches!(inner.of, Expression::Literal(literal) if !literal.value));
    assert_eq!(tree.chain.next.unwrap().previous, Some(None));
}

#[test]
fn what_lacks_a_required_field_is_told_by_its_path() {
    let body = example_with(EventType::LoomObjects, "/data/fabric", json!({"name": "denim"}));
    let error = Delivery::decode(body.as_bytes()).unwrap_err();
    assert_eq!(error.path(), "data.fabric");
    assert_eq!((error.event_type(), error.event_id()), (Some("loom.objects"), Some("ev_2")));
}

#[test]
fn names_are_what_the_catalog_says() {
    assert_eq!(
        Family::ALL.iter().map(|family| family.as_str()).collect::<Vec<_>>(),
        ["loom", "type", "delivery", "quiet"]
    );
    assert_eq!("a.x".parse(), Ok(EventType::AX));
    assert!("A.x".parse::<EventType>().is_err());
    assert!(!EventType::QuietHour.is_published() && EventType::QuietHour.is_live());
    assert!(EventType::LoomTree.is_published() && !EventType::LoomTree.is_live());
    assert_eq!(loom_works_events::SHARED_SCHEMAS.len(), 1);
}

#[test]
fn an_event_without_a_type_is_kept_with_the_reason() {
    let reason = |name: &str| {
        let at = "2029-12-01T00:00:00Z";
        let body = json!({"data": {"a": 1}, "id": "ev", "type": name, "created_at": at}).to_string();
        let delivery = Delivery::decode(body.as_bytes()).unwrap();
        assert_eq!(serde_json::to_value(&delivery).unwrap(), value(&body));
        let Event::Unknown(event) = delivery.event else { panic!() };
        event.reason()
    };
    assert_eq!(reason("webhook.test"), UnknownReason::Synthetic);
    assert_eq!(reason("loom.exploded"), UnknownReason::NotInCatalog);
}

/// Names of fields, events and families of one company are known to no other.
#[test]
fn an_envelope_has_the_fields_of_its_company() {
    use harbor_events::{Delivery, EventType};

    let body = EventType::CraneLifted.example();
    let delivery = Delivery::decode(body.as_bytes()).unwrap();
    assert_eq!(
        (delivery.event_id.as_str(), delivery.attempt, delivery.key.as_deref()),
        ("hb_2", 3, Some("k2"))
    );
    assert_eq!(delivery.trace.as_ref().map(Vec::len), Some(2));
    let labels = delivery.labels.clone().flatten().unwrap();
    assert_eq!(labels.keys().collect::<Vec<_>>(), ["note", "urgent"]);

    let mut without = value(body);
    without.as_object_mut().unwrap().remove("trace");
    without["labels"] = Value::Null;
    let text = without.to_string();
    let delivery = Delivery::decode(text.as_bytes()).unwrap();
    assert_eq!(delivery.labels, Some(None));
    assert_eq!(serde_json::to_value(&delivery).unwrap(), without);

    for name in ["endpoint.ping", "endpoint.verify"] {
        without["event"] = json!(name);
        let text = without.to_string();
        let delivery = Delivery::decode(text.as_bytes()).unwrap();
        assert!(matches!(delivery.event, harbor_events::Event::Unknown(event)
            if event.reason() == harbor_events::UnknownReason::Synthetic));
    }
    without.as_object_mut().unwrap().remove("event_id");
    let error = Delivery::decode(without.to_string().as_bytes()).unwrap_err();
    assert!(error.to_string().contains("event_id"), "{error}");
    assert_eq!(Delivery::peek(body.as_bytes()).unwrap().id, "hb_2");
    assert!(loom_works_events::Delivery::peek(body.as_bytes()).is_err());
}

#[test]
fn answers_are_read_and_secrets_are_not_shown() {
    let text = r#"{ "endpoint_id": "e1", "secret": { "text": "s3cret", "shift": "night" }, "old": ["s2cret"], "until": null, "new": 1 }"#;
    let endpoint: harbor_api::Endpoint = serde_json::from_str(text).unwrap();
    assert_eq!(endpoint.secret.text.expose(), "s3cret");
    assert_eq!(endpoint.old.as_ref().unwrap()[0].expose(), "s2cret");
    assert_eq!(endpoint.until, None);
    let shown = format!("{endpoint:?}");
    assert!(shown.contains("e1") && !shown.contains("s3cret") && !shown.contains("s2cret"), "{shown}");

    let text = r#"{ "deliveries": ["d1"], "berth": { "pier": 3 }, "note": null }"#;
    let answer: harbor_api::Answer = serde_json::from_str(text).unwrap();
    assert_eq!(answer.berth, Some(harbor_events::ship::Berth::builder().pier(3).build().unwrap()), "one type in events and API");
    assert_eq!(serde_json::to_value(&answer).unwrap(), value(text));
}

#[test]
fn the_client_is_told_of_the_api() {
    use harbor_api::client::Api;
    use webhook_endpoints::{Api as _, Redelivers as _, Replays as _};

    assert_eq!(
        [Api::BASE_URL, &Api::CREATE_ENDPOINT.to_string(), &Api::ROTATE_SECRET.to_string()],
        ["https://api.harbor.example", "/endpoints", "/endpoints/{endpoint_id}/secret"]
    );
    let replay = harbor_events::CONTRACT.replay.as_ref().unwrap();
    assert_eq!((Some(Api::REPLAY), Some(Api::REDELIVER_PATH)), (replay.event.as_ref(), replay.redeliver_path.as_ref()));
    let names: Vec<_> = Api::EVENT_TYPES.iter().map(|event_type| Api::name(*event_type)).collect();
    assert_eq!(names, ["ship.docked", "crane.lifted"]);
}

/// The payload of a ping of Quarry, with something else in a field.
fn ping_with(field: &str, value: Value) -> (quarry_events::redis::Ping, Value) {
    use quarry_events::{Delivery, Event, EventType};

    let mut body = self::value(EventType::Ping.example());
    body["data"][field] = value;
    let text = body.to_string();
    let delivery = Delivery::decode(text.as_bytes()).unwrap();
    let sent = serde_json::to_value(&delivery).unwrap();
    assert!(same(&sent, &body), "{sent}\n{body}");
    match delivery.event {
        Event::Ping(ping) => (*ping, body),
        event => panic!("{event:?}"),
    }
}

#[test]
fn a_value_of_another_type_is_kept() {
    use quarry_events::redis::{PingLevel, PingLimit, PingSeenAt, PingState};

    let seen_at = |value| ping_with("seen_at", value).0.seen_at;
    assert_eq!(seen_at(json!(7)).unwrap().as_i64(), Some(7));
    assert_eq!(seen_at(json!("2026-03-01T10:00:00Z")).unwrap().as_str(), Some("2026-03-01T10:00:00Z"));
    assert_eq!(seen_at(json!(null)), None);
    assert!(matches!(seen_at(json!([1])), Some(PingSeenAt::Other(raw)) if raw.get() == "[1]"));
    assert!(matches!(ping_with("limit", json!(10)).0.limit, Some(PingLimit::Integer(10))));
    assert_eq!(ping_with("level", json!(2)).0.level, Some(PingLevel::V2));
    assert!(matches!(ping_with("level", json!(4)).0.level, Some(PingLevel::Unknown(_))));
    assert_eq!(ping_with("state", json!("OPEN")).0.state, Some(PingState::Open));
    assert_eq!(ping_with("state", json!(1)).0.state.unwrap().as_i64(), Some(1));
    assert_eq!(ping_with("state", json!("AJAR")).0.state.unwrap().as_str().as_deref(), Some("AJAR"));
    assert!(ping_with("always_null", json!({ "later": 1 })).0.always_null.is_some());
}

#[test]
fn objects_are_told_apart_or_kept() {
    use quarry_events::redis::{PingContact, PingOwner};

    let owner = |value| ping_with("owner", value).0.owner.unwrap();
    assert!(matches!(owner(json!({"name": "a", "nick": "b"})), PingOwner::Person(person) if person.name == "a"));
    assert!(matches!(owner(json!({"name": "a", "members": 2})), PingOwner::Team(team) if team.members == 2));
    let both = owner(json!({"name": "a", "members": 2, "nick": "b"}));
    assert!(matches!(both, PingOwner::Ambiguous(_)));
    assert_eq!(both.as_team().unwrap().members, 2);
    assert!(matches!(owner(json!({"none": 1})), PingOwner::Other(_)));

    let contact = |value| ping_with("contact", value).0.contact.unwrap();
    assert_eq!(contact(json!("at home")).as_str(), Some("at home"));
    assert!(matches!(contact(json!({"address": "a"})), PingContact::Object(_)));
    assert!(matches!(contact(json!(1)), PingContact::Other(_)));
}

#[test]
fn a_value_that_no_condition_describes_is_kept() {
    use quarry_events::ledger::{
        LedgerFoundSettled as Settled, LedgerFoundSettledDetailEither as Detail,
        LedgerFoundSettledLines as Lines, LedgerFoundSettledMethod as Method,
        LedgerFoundSettledMethodEither as MethodEither, LedgerFoundSettledParty as SettledParty,
    };
    use quarry_events::{Delivery, Event, EventType};

    let settled = |value: Value| -> Settled {
        let mut body = self::value(EventType::LedgerFound.example());
        body["data"]["settled"] = value;
        let text = body.to_string();
        let delivery = Delivery::decode(text.as_bytes()).unwrap();
        let sent = serde_json::to_value(&delivery).unwrap();
        assert!(same(&sent, &body), "{sent}\n{body}");
        match delivery.event {
            Event::LedgerFound(found) => found.settled.unwrap(),
            event => panic!("{event:?}"),
        }
    };
    let refund = settled(json!({
        "kind": "refund", "refund_id": "r", "method": "cash", "lines": [1], "detail": { "reason": "late" },
        "party": { "name": "n", "since": "2026-03-01T10:00:00Z" },
    }));
    assert_eq!(refund.refund_id.unwrap().unwrap().as_str(), Some("r"));
    assert_eq!(refund.method, Some(Some(MethodEither::String(Method::Cash))));
    assert_eq!(refund.lines, Some(Some(Lines::List(vec![1]))));
    assert!(matches!(refund.detail, Some(Some(Detail::Object(detail))) if detail.reason == "late"));
    let Some(Some(SettledParty::Object(party))) = refund.party else { panic!("{:?}", refund.party) };
    assert_eq!(party.since.unwrap().unwrap().as_str(), Some("2026-03-01T10:00:00Z"));

    let anything = [
        "null",
        "true",
        "7",
        "2.5",
        "\"text\"",
        "[]",
        "[null, \"a\"]",
        "{}",
        "{\"name\": 1, \"reason\": null}",
    ];
    for text in anything {
        let any = self::value(text);
        let gift = settled(json!({
            "kind": "gift", "refund_id": any, "method": any, "lines": any, "detail": any, "party": any,
        }));
        assert_eq!(gift.refund_id.unwrap().is_none(), text == "null");
        assert_eq!(gift.detail.unwrap().is_none(), text == "null");
    }
    assert_eq!(settled(json!({ "kind": "gift" })).refund_id, None);
    // One of two conditions holds in any case.
    assert_eq!(settled(json!({ "kind": "gift", "total": -1 })).total, Some(-1));
}

#[test]
fn a_map_is_told_from_an_object_by_what_the_object_always_has() {
    use quarry_events::ledger::{LedgerChoices, LedgerChoicesPicked as Picked, LedgerChoicesYield as Yield};
    use quarry_events::{Delivery, Event, EventType};

    let choices = |key: &str, value: Value| -> LedgerChoices {
        let mut body = self::value(EventType::LedgerChoices.example());
        body["data"][key] = value;
        let text = body.to_string();
        let delivery = Delivery::decode(text.as_bytes()).unwrap();
        let sent = serde_json::to_value(&delivery).unwrap();
        assert!(same(&sent, &body), "{sent}\n{body}");
        match delivery.event {
            Event::LedgerChoices(choices) => *choices,
            event => panic!("{event:?}"),
        }
    };
    let read = |value| choices("yield", value).yield_.unwrap();
    let Yield::Batch(batch) = read(json!({ "unit": "m", "number": 3 })) else { panic!("a batch") };
    assert_eq!((batch.unit.as_str(), batch.number), ("m", Some(3)));
    let Yield::Map(looms) = read(json!({ "north": 1, "number": 2, "unit": null })) else { panic!("a map") };
    assert_eq!((looms.others.len(), looms.others["north"], looms.others["unit"]), (3, Some(1), None));
    assert!(matches!(read(json!({})), Yield::Map(looms) if looms.others.is_empty()));
    // Neither of the two, but another one that is new.
    assert!(matches!(read(json!({ "north": "much" })), Yield::Other(_)));

    let notes = json!({ "master": "a", "north": "b" });
    assert_eq!(choices("notes", notes.clone()).notes.unwrap().get(), notes.to_string());

    let picked = |value| choices("picked", value).picked.unwrap();
    assert!(matches!(picked(json!("all")), Picked::String(_)));
    assert!(matches!(picked(json!(2)), Picked::Integer(2)));
    assert!(matches!(picked(json!({ "unit": "m" })), Picked::Object(_)));
}

#[test]
fn what_may_be_there_is_kept() {
    use quarry_events::redis::PingPointItem2;

    let (ping, _) = ping_with("point", json!([1, 2]));
    let point = ping.point.unwrap();
    assert_eq!((point.item_2, point.others.len()), (None, 0));
    let (ping, _) = ping_with("point", json!([1, 2, "km", "a", "b"]));
    let point = ping.point.unwrap();
    assert_eq!((point.item_2, point.others.len()), (Some(PingPointItem2::Km), 2));
    let (ping, _) = ping_with("tags", json!({"color": "red", "a": 1, "b": 2}));
    assert_eq!(ping.tags.unwrap().others.len(), 2);
    let (ping, _) = ping_with("when", json!({"extra": 1, "more": false}));
    assert_eq!(ping.when.unwrap().more.unwrap().unwrap().as_bool(), Some(false));
}

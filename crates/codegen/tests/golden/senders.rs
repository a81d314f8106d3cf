//! Senders, written against the schemas of the golden catalogs: compiled by `tests/golden.rs` against those, and once more
//! against the same schemas with their keys in another order and a required field more.

use std::collections::{BTreeMap, BTreeSet};

use harbor_events::ship::{Berth, ShipDocked};
use harbor_events::{Delivery, DeliveryBuilder, kind};
use loom_works_events::common::FabricWeave;
use loom_works_events::loom::{
    Expression, Fabric, Link, Literal, LoomObjects, LoomObjectsInline, LoomObjectsLists, LoomObjectsMaps,
    LoomTree, Negation, Node, PointsItem, Rename,
};
use quarry_events::redis::{PingPoint, PingTags};
use serde_json::{Value, json};

/// Whether `ship.docked` requires the ship's flag.
const HAS_FLAG: bool = option_env!("HARBOR_REQUIRES_A_FLAG").is_some();

fn docked() -> DeliveryBuilder {
    let ship = ShipDocked::builder().cause("hb_1").name("Esmeralda").berth(Berth::builder().pier(3));
    Delivery::of(kind::ShipDocked, ship)
        .timestamp("2026-03-01T10:00:00Z")
        .event_id("hb_2")
        .attempt(1)
        .key(None)
        .shift(harbor_events::common::Shift::Night)
        .map(4.5)
        .labels([("pier".to_owned(), raw("3"))].into_iter().collect::<BTreeMap<_, _>>())
}

fn raw(json: &str) -> harbor_events::RawJson {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_required_field_more_is_an_error_at_run_time() {
    let delivery = match (docked().build(), HAS_FLAG) {
        (Ok(delivery), false) => delivery,
        (Err(error), true) => {
            assert_eq!(error.to_string(), "at `payload.flag`: missing required field");
            return;
        }
        (built, _) => panic!("{built:?}"),
    };
    let body: Value = serde_json::from_str(&delivery.to_body().unwrap()).unwrap();
    let ship = json!({"cause": "hb_1", "name": "Esmeralda", "berth": {"pier": 3}});
    assert_eq!((&body["payload"], &body["labels"], &body["key"]), (&ship, &json!({"pier": 3}), &Value::Null));
}

#[test]
fn objects_hold_objects() {
    let fabric = || Fabric::builder().name("denim").weave(FabricWeave::Twill);
    let objects = LoomObjects::builder()
        .changes([Rename::builder().to("a"), Rename::builder().to("b")])
        .change(Rename::builder().to("c"))
        .maps(
            LoomObjectsMaps::builder()
                .of_any([("a", serde_json::from_str::<harbor_events::RawJson>("[1]").unwrap())])
                .of_maybe([("there", Some(fabric().build().unwrap())), ("not", None)])
                .of_numbers([("one", 1.5), ("two", 2.0)]),
        )
        .lists(LoomObjectsLists::builder().of_inline(None).of_any([raw("7")]).of_maybe([Some(1), None]))
        .outline([PointsItem::builder().y(2).x(1)])
        .fabric(fabric())
        .inline(LoomObjectsInline::builder())
        .auditor("a")
        .build()
        .unwrap();
    let objects = serde_json::to_value(&objects).unwrap();
    assert_eq!(objects["changes"][1], json!({"what": "re-name", "to": "b"}));
    assert_eq!(objects["maps"]["of_maybe"]["not"], Value::Null);
    assert_eq!(objects["maps"]["of_numbers"], json!({"one": 1.5, "two": 2.0}));
    assert_eq!(objects["lists"], json!({"of_maybe": [1, null], "of_any": [7], "of_inline": null}));
    assert_eq!(objects["outline"], json!([{"x": 1, "y": 2}]));

    let error = LoomObjects::builder().maps(
        LoomObjectsMaps::builder()
            .of_numbers([("odd key", f64::NAN)])
            .of_any(Vec::<(String, harbor_events::RawJson)>::new()),
    );
    let problems = problems(&error.build().unwrap_err());
    for problem in [
        "at `maps.of_numbers[\"odd key\"]`: not a finite number",
        "at `maps.of_maybe`: missing required field",
    ] {
        assert!(problems.contains(problem), "{problems:?}");
    }
}

/// The problems, whose order is that of the fields.
fn problems(error: &harbor_events::BuildError) -> BTreeSet<String> {
    error.problems().iter().map(|problem| format!("at `{}`: {}", problem.path(), problem.message())).collect()
}

#[test]
fn shapes_that_hold_themselves_are_built() {
    let tree = LoomTree::builder()
        .expression(Negation::builder().of(Negation::builder().of(Literal::builder().value(true))))
        .chain(Link::builder().next(Link::builder().previous(None)))
        .root(Node::builder().children([Node::builder().children(Vec::<Node>::new())]))
        .build()
        .unwrap();
    assert!(matches!(&tree.expression.of, Expression::Not(not) if matches!(not.of, Expression::Literal(_))));
    assert_eq!(tree.chain.next.unwrap().previous, Some(None));

    let error = LoomTree::builder()
        .expression(Negation::builder().of(Literal::builder()))
        .chain(Link::builder().next(Link::builder()))
        .root(Node::builder().children([Node::builder()]))
        .build();
    let missing = ["at `expression.of.value`", "at `root.children[0].children`"];
    let missing = missing.map(|path| format!("{path}: missing required field"));
    assert_eq!(problems(&error.unwrap_err()), BTreeSet::from(missing));
}

#[test]
fn arrays_and_other_keys_are_built() {
    let point = PingPoint::builder().item_1(2).item_0(1).others(["a", "b"]).build().unwrap();
    assert_eq!(serde_json::to_value(&point).unwrap(), json!([1, 2, null, "a", "b"]));
    let error = PingPoint::builder().item_1(f64::NAN).build().unwrap_err();
    assert_eq!(error.to_string(), "at `[0]`: missing required field; at `[1]`: not a finite number");
    let tags = PingTags::builder().others([("weight", 3), ("age", 4)]).color("gray").build().unwrap();
    assert_eq!(serde_json::to_value(&tags).unwrap(), json!({"color": "gray", "weight": 3, "age": 4}));
}

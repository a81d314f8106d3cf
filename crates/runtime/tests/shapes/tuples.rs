//! `tuple!`: each item keeps its position.

use serde_json::from_str;

use crate::types::{Pair, Point};
use crate::written;

#[test]
fn positions_may_be_missing_at_the_end() {
    for text in [
        "[1]",
        "[1,\"red\"]",
        "[1,\"red\",true]",
        "[1,null,null]",
        "[1,null,false,null,{ }]",
        "[1,\"blue\",null,1.50]",
    ] {
        assert_eq!(written::<Point>(text), text);
    }
    // A null that the position does not have is absent, as in an object.
    assert_eq!(written::<Point>("[1.0,null]"), "[1.0]");
}

#[test]
fn an_absent_position_before_another_is_null() {
    let point =
        Point { z: None, others: vec![from_str("7").expect("JSON")], ..from_str("[1]").expect("it is read") };
    assert_eq!(serde_json::to_string(&point).expect("it is written"), "[1,null,null,7]");
}

#[test]
fn items_without_a_position_are_skipped_if_there_is_no_rest() {
    assert_eq!(written::<Pair>("[null,{},1,[2]]"), "[null,{}]");
}

#[test]
fn a_required_item_is_an_error_if_it_is_missing() {
    let error = |text| from_str::<Pair>(text).expect_err("an item is missing").to_string();
    assert_eq!(error("[]"), "expected at least 1 item, found 0 at line 1 column 2");
    assert_eq!(error("[\"a\"]"), "expected at least 2 items, found 1 at line 1 column 5");
    assert!(from_str::<Point>("{}").is_err());
}

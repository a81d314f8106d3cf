//! `value_enum!`: values are compared as JSON Schema does.

use serde_json::from_str;

use crate::types::{Nullable, Priority};
use crate::written;

#[test]
fn a_value_is_known_however_it_is_written() {
    for (text, value, written_text) in [
        ("1", Priority::V1, "1"),
        ("1.0", Priority::V1, "1"),
        ("10e-1", Priority::V1, "1"),
        ("5e-1", Priority::Half, "0.5"),
        (r#""h\u0069gh""#, Priority::High, r#""high""#),
        (r#""a\u0022b""#, Priority::Quoted, r#""a\"b""#),
        ("true", Priority::True, "true"),
        (r#"[1.0,{"a":2}]"#, Priority::List, r#"[1, {"a": 2}]"#),
    ] {
        assert_eq!(from_str::<Priority>(text).expect("it is read"), value, "{text}");
        assert_eq!(written::<Priority>(text), written_text);
    }
}

#[test]
fn an_unknown_value_is_kept_as_it_came() {
    for text in [
        "2.50",
        "\"1\"",
        "false",
        "null",
        "[1]",
        "{ \"a\": 1 }",
        r#""\u0041""#,
        "1e400",
        "1e99999999999999999999",
        "123456789012345678901234567890",
        r#""\ud83d""#,
    ] {
        let read: Priority = from_str(text).expect("it is read");
        assert!(matches!(&read, Priority::Unknown(raw) if raw.get() == text), "{text}");
        assert_eq!(written::<Priority>(text), text);
    }
}

#[test]
fn accessors_look_at_known_and_unknown_values() {
    let read = |text: &str| from_str::<Priority>(text).expect("it is read");
    assert_eq!(Priority::Quoted.as_str().as_deref(), Some("a\"b"));
    assert_eq!(read(r#""\u0041""#).as_str().as_deref(), Some("A"));
    assert_eq!((Priority::V1.as_i64(), read("2.0").as_i64(), read("2.5").as_i64()), (Some(1), Some(2), None));
    assert_eq!((Priority::True.as_bool(), read("false").as_bool()), (Some(true), Some(false)));
    assert_eq!(
        (Priority::True.as_str(), Priority::High.as_i64(), Priority::V1.as_bool()),
        (None, None, None)
    );
    assert_eq!((Priority::High.json(), read("2.50").json()), ("\"high\"", "2.50"));
    assert_eq!(Priority::KNOWN.len(), 6);
}

#[test]
fn a_null_in_a_list_is_skipped_unless_it_is_a_value() {
    #[derive(Debug, PartialEq)]
    struct Lists {
        priorities: Vec<Priority>,
        nullable: Vec<Nullable>,
    }
    webhook_runtime::object! { Lists {
        priorities: "priorities" required,
        nullable: "nullable" required,
    } }
    assert_eq!(
        written::<Lists>(r#"{"priorities":[1,null],"nullable":[1,null]}"#),
        r#"{"priorities":[1],"nullable":[1,null]}"#
    );
}

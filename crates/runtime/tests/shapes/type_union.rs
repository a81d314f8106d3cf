//! `type_union!`: the JSON type says which arm reads a value.

use serde_json::from_str;
use webhook_runtime::Number;

use crate::types::{Anything, Color, Limit, Map, Open, Priority, Strings};
use crate::written;

fn read(text: &str) -> Anything {
    from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn each_type_goes_to_its_arm() {
    assert_eq!(read("true"), Anything::Boolean(true));
    assert_eq!(read("1.5"), Anything::Number(Number::try_from(1.5).expect("finite")));
    assert_eq!(read("2.0"), Anything::Integer(2));
    assert_eq!(read("[1.0,null,\"a\"]"), Anything::List(vec![Limit::Integer(1), Limit::String("a".into())]));
    assert!(matches!(read("\"yesterday\""), Anything::Time(time) if time.as_str() == "yesterday"));
    assert!(matches!(read(r#"{"address":"a"}"#), Anything::Object(mail) if mail.address == "a"));
    assert!(matches!(from_str("1e1"), Ok(Map::Integer(Priority::Unknown(_)))));
}

#[test]
fn what_no_arm_takes_is_kept_as_it_came() {
    for text in ["1.50", "true", "null", "[ 1 ]", "{\"a\" :1}", "1e400", "123456789012345678901234567890"] {
        assert!(matches!(from_str(text), Ok(Limit::Other(raw)) if raw.get() == text), "{text}");
        assert_eq!(written::<Limit>(text), text);
    }
    for text in ["-1", "null", "18446744073709551616", "-1.00"] {
        assert!(matches!(read(text), Anything::Other(raw) if raw.get() == text), "{text}");
    }
}

#[test]
fn what_an_arm_does_not_take_is_an_error_or_kept_where_any_value_may_be() {
    assert!(from_str::<Anything>("{}").is_err());
    for text in ["{}", "{ \"address\": 1 }", "{\"address\":[]}", "true", "-1.50", "\"text\"", "null"] {
        assert!(matches!(from_str(text), Ok(Open::Other(raw)) if raw.get() == text), "{text}");
        assert_eq!(written::<Open>(text), text);
    }
    assert!(matches!(from_str(r#"{"address":"a"}"#), Ok(Open::Object(mail)) if mail.address == "a"));
    assert_eq!(from_str::<Open>("[1.0]").expect("it is read"), Open::List(vec![Limit::Integer(1)]));
    let mended = r#"{"address":"a\ud83d"}"#;
    assert!(matches!(from_str(mended), Ok(Open::Object(mail)) if mail.address == "a\u{fffd}"));
}

#[test]
fn where_any_value_may_be_a_null_that_an_arm_does_not_take_is_none_of_its_values() {
    for text in ["[1,null]", r#"{"address":"a","via":null}"#] {
        assert!(matches!(from_str(text), Ok(Open::Other(raw)) if raw.get() == text), "{text}");
    }
    assert!(
        matches!(from_str(r#"{"address":"a","note":null}"#), Ok(Open::Object(mail)) if mail.note == Some(None))
    );
    // Elsewhere, it is the sender's mistake.
    assert_eq!(read("[1,null]"), Anything::List(vec![Limit::Integer(1)]));
}

#[test]
fn a_scalar_is_mended_as_it_is_anywhere() {
    assert_eq!(from_str::<Limit>(r#""a\ud83d""#).expect("it is read"), Limit::String("a\u{fffd}".into()));
    assert_eq!(from_str::<Limit>("1e19").expect("it is read"), Limit::Integer(10_000_000_000_000_000_000));
    assert_eq!(
        from_str::<Limit>("9007199254740993.0").expect("it is read"),
        Limit::Integer(9_007_199_254_740_993)
    );
}

#[test]
fn accessors_return_what_the_arm_holds() {
    assert_eq!((read("true").as_bool(), read("1").as_bool()), (Some(true), None));
    assert_eq!((read("7.0").as_i64(), read("1.5").as_i64(), read("-1").as_i64()), (Some(7), None, None));
    assert_eq!((read("1.5").as_f64(), read("\"1.5\"").as_f64()), (Some(1.5), None));
    assert_eq!((read("\"t\"").as_str(), read("[]").as_str()), (Some("t"), None));
    assert_eq!(read("18446744073709551615").as_i64(), None);
    assert_eq!(from_str::<Strings>("\"blue\"").expect("it is read").as_str(), Some("blue"));
    assert_eq!(Strings::Color(Box::new(Color::Red)).as_str(), Some("red"));
    let map: Map = from_str("1.0").expect("it is read");
    assert_eq!((map.as_i64(), map.as_str()), (Some(1), None));
    assert_eq!(from_str::<Map>("\"id\"").expect("it is read").as_str(), Some("id"));
}

//! The facade's own test: what its crate promises, under whichever features are on.
//!
//! It walks the events.

use quote::{format_ident, quote};

use super::{facade_name, unparse};
use crate::ir::Ir;

/// The documentation of the test.
pub const DOCS: &str = "\
//! Every example is read as its event and written again as it was; where its family is off, it is kept with that reason.
";

/// The items of the test.
pub fn items(ir: &Ir<'_>) -> String {
    let facade = format_ident!("{}", facade_name(ir).replace('-', "_"));
    unparse(quote! {
        use #facade::{Delivery, Event, EventType, UnknownReason};
        use serde_json::Value;

        #[test]
        fn examples() {
            for event_type in EventType::ALL {
                let example = event_type.example();
                let delivery = Delivery::decode(example.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(delivery.event.event_type(), Some(*event_type));
                assert_eq!(delivery.raw(), Some(example));
                match &delivery.event {
                    Event::Unknown(event) => {
                        assert_eq!(event.reason(), UnknownReason::FamilyDisabled);
                        assert!(!event_type.family().is_enabled());
                    }
                    _ => assert!(event_type.family().is_enabled()),
                }
                let example: Value = serde_json::from_str(example).expect("an example is JSON");
                assert_eq!(serde_json::to_value(&delivery).expect("a delivery is JSON"), example);
            }
        }

        #[test]
        fn outside_only() {
            for event_type in EventType::ALL {
                let envelope = Delivery::peek(event_type.example().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(envelope.event_type, event_type.as_str());
            }
        }
    })
}

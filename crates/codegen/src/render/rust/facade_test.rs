//! The facade's own test: what its crate promises, under whichever features are on.
//!
//! It walks the events.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::event::gated;
use super::lists::{Arm, Entries, arms, behind, filled, hole_for_arms};
use super::{facade_name, names};
use crate::ir::{Field, Ir};
use webhook_catalog::index::{Level, Lint};

/// The documentation of the test.
pub const DOCS: &str = "\
//! Every example is read as its event and written again as it was; where its family is off, it is kept with that reason.
";

/// The test that the payload of each example can be sent: what an event fixes is in its example.
fn sent(ir: &Ir<'_>, builders: &Entries) -> TokenStream {
    let families = ir.families.iter().map(|family| names::feature(&family.entry.name));
    let families: Vec<TokenStream> = families.map(|family| quote!(feature = #family)).collect();
    // clippy minds an `any` of one.
    let is_any_on = if let [family] = &families[..] { family.clone() } else { quote!(any(#(#families),*)) };
    let hole = hole_for_arms(builders);
    let fields: Vec<&Field> = ir.around().filter(|field| field.required).collect();
    let setters = fields.iter().map(|field| names::setter(field));
    let fields = fields.iter().map(|field| names::field(field));
    quote! {
        #[cfg(all(feature = "sender", #is_any_on))]
        #[test]
        fn sent() {
            for event_type in EventType::ALL {
                let example = Delivery::decode(event_type.example().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
                let event = example.event.clone();
                let builder = match example.event {
                    #hole
                    _ => continue,
                };
                #(let builder = builder.#setters(example.#fields);)*
                let built = builder.build().unwrap_or_else(|error| panic!("{event_type}: {error}"));
                assert_eq!(built.event, event);
            }
        }
    }
}

/// What compares an example with what was read of it.
pub fn same(ir: &Ir<'_>) -> TokenStream {
    // Keys that no schema describes are not given back, where examples may have such.
    let has_all = match ir.index.lints.level(Lint::UndescribedKey) {
        Level::Deny => quote!(a.len() == b.len() &&),
        Level::Warn | Level::Allow => quote!(),
    };
    quote! {
        /// Whether two values are equal as in JSON Schema, to which `12.0` is `12`.
        fn same(a: &Value, b: &Value) -> bool {
            match (a, b) {
                (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
                (Value::Array(a), Value::Array(b)) => {
                    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
                }
                (Value::Object(a), Value::Object(b)) => {
                    #has_all a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
                }
                (a, b) => a == b,
            }
        }
    }
}

/// The items of the test.
pub fn items(ir: &Ir<'_>) -> String {
    let facade = format_ident!("{}", facade_name(ir).replace('-', "_"));
    let builders = arms(gated(ir).map(|(ident, feature)| {
        let body = format!("Delivery::of({facade}::kind::{ident}, *payload)");
        Arm { above: behind(&feature), pattern: format!("Event::{ident}(payload)"), body }
    }));
    let (sent, same) = (sent(ir, &builders), same(ir));
    let items = quote! {
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
                let sent = serde_json::to_value(&delivery).expect("a delivery is JSON");
                assert!(same(&sent, &example), "{sent}\n{example}");
            }
        }

        #same

        #sent

        #[test]
        fn outside_only() {
            for event_type in EventType::ALL {
                let envelope = Delivery::peek(event_type.example().as_bytes()).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(envelope.event_type, event_type.as_str());
            }
        }
    };
    filled(items, [&builders])
}

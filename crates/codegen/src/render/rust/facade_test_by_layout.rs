//! The facade's own test where the layout is not plain.
//!
//! An example is one event, and nothing of what is in headers: of the layout, the test takes what is about the event.

use quote::{format_ident, quote};

use super::event::feature;
use super::facade_test::same;
use super::{facade_name, names, unparse};
use crate::ir::{Field, Ir};

/// The documentation of the test.
pub const DOCS: &str = "\
//! Every example is read as its event, and its payload written again as it was; where its family is off, it is kept with that
//! reason.

#![cfg(feature = \"receiver\")]
";

/// The items of the test.
pub fn items(ir: &Ir<'_>) -> String {
    let facade = format_ident!("{}", facade_name(ir).replace('-', "_"));
    let features = ir.events.iter().map(|event| feature(ir, event));
    let idents = ir.events.iter().map(|event| format_ident!("{}", event.ident));
    let layout = &ir.index.contract.envelope;
    let pointer: String =
        layout.payload().iter().fold(String::new(), |way, key| webhook_schema::join(&way, key));
    let sent = match pointer.is_empty() {
        true => quote!(&example),
        false => quote!(example.pointer(#pointer).expect("a payload")),
    };
    let name = match layout.is_told_by_body() {
        true => quote!(assert_eq!(event.name.as_deref(), Some(event_type.as_str()));),
        false => quote!(event.name = Some(event_type.as_str().into());),
    };
    let event = if layout.is_told_by_body() { quote!(let event) } else { quote!(let mut event) };
    let around: Vec<&Field> = ir.around().filter(|field| field.required).collect();
    let keys = around.iter().map(|field| &field.key);
    let fields = around.iter().map(|field| names::field(field));
    let same = same(ir);
    unparse(quote! {
        use #facade::{CONTRACT, Delivery, Event, EventType, RequestParts, UnknownReason};
        use serde_json::Value;
        use webhook_runtime::Reader;
        use webhook_runtime::contract::{BodyForm, Layout};

        #[test]
        fn examples() {
            let layout = Layout { body: BodyForm::Json, events: None, ..CONTRACT.envelope.clone() };
            let reader = Reader::new(&layout).unwrap_or_else(|fault| panic!("{}", fault.message));
            let no_headers: &[(&str, &str)] = &[];
            for event_type in EventType::ALL {
                let example = event_type.example();
                let request = RequestParts::new(no_headers, example.as_bytes());
                let mut events = reader.events(&request).unwrap_or_else(|error| panic!("{error}"));
                #event = events.remove(0);
                #name
                let delivery = Delivery::read(event).unwrap_or_else(|letter| panic!("{}", letter.error));
                assert_eq!(delivery.event.event_type(), Some(*event_type));
                assert_eq!(delivery.raw(), Some(example.trim_ascii()));
                let example: Value = serde_json::from_str(example).expect("an example is JSON");
                #(
                    let field = json(&delivery.#fields);
                    assert!(same(&field, &example[#keys]), "{field}\n{example}");
                )*
                let payload = match &delivery.event {
                    #(#[cfg(feature = #features)] Event::#idents(payload) => json(payload),)*
                    Event::Unknown(event) => {
                        assert_eq!(event.reason(), UnknownReason::FamilyDisabled);
                        assert!(!event_type.family().is_enabled());
                        json(event.data())
                    }
                    _ => panic!("{event_type}"),
                };
                let sent = #sent;
                assert!(same(&payload, sent), "{payload}\n{sent}");
            }
        }

        fn json<T: serde::Serialize>(value: &T) -> Value {
            serde_json::to_value(value).expect("what is read is JSON")
        }

        #same
    })
}

//! What makes the runtime's receiver this catalog's.

use proc_macro2::TokenStream;
use quote::quote;

use super::event::{feature, payload_type};
use super::{Items, docs};
use crate::ir::{Event, Ir, ShapeId};

/// The documentation of the module.
pub const DOCS: &str = "\
//! The runtime's receiver, with this catalog filled in.
";

/// The documentation of the module of kinds.
pub fn kind_docs(ir: &Ir<'_>) -> &'static str {
    match ir.plain {
        Some(_) => {
            "\
//! Each event as a type: what a delivery is built of with the feature `sender`, and what a typed handler is registered
//! for.
"
        }
        None => {
            "\
//! Each event as a type: what a typed handler is registered for.
"
        }
    }
}

/// The documentation of the module for tests.
pub const TESTING_DOCS: &str = "\
//! Deliveries to test a receiver with, genuine and forged, with this catalog filled in.
";

/// The items of the module.
pub fn items(ir: &Ir<'_>) -> TokenStream {
    let (imports, deliveries) = deliveries(ir);
    quote! {
        #imports

        use crate::{CONTRACT, Delivery, EventType, Family};

        /// This catalog, as the runtime's types take it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Catalog;

        /// Verifies deliveries; see [`webhook_runtime::Receiver`].
        pub type Receiver = webhook_runtime::Receiver<Catalog>;

        /// A body whose signature was verified; see [`webhook_runtime::Verified`].
        pub type Verified<'a> = webhook_runtime::Verified<'a, Catalog>;

        /// Signs deliveries, for those who send or test; see [`webhook_runtime::Signer`].
        pub type Signer = webhook_runtime::Signer<Catalog>;

        /// Hands each delivery to its handler; see [`webhook_runtime::Router`].
        pub type Router = webhook_runtime::Router<Catalog>;

        /// What the handler of one event gets, such as `DeliveryOf<kind::X>`: a delivery whose `event` is the payload.
        pub type DeliveryOf<K> = <K as webhook_runtime::Kind<Catalog>>::Delivery;

        /// Receives deliveries from the first byte to the answer; see [`webhook_runtime::Endpoint`].
        pub type Endpoint<S> = webhook_runtime::Endpoint<Catalog, S>;

        impl webhook_runtime::Deliveries for Catalog {
            type Delivery<'a> = Delivery<'a>;

            #deliveries

            fn into_owned(delivery: Delivery<'_>) -> Delivery<'static> {
                delivery.into_owned()
            }

            fn name_in<'d>(delivery: &'d Delivery<'_>) -> &'d str {
                delivery.event.name()
            }
        }

        impl webhook_runtime::Catalog for Catalog {
            type EventType = EventType;
            type Family = Family;

            const CONTRACT: &'static webhook_runtime::Contract = CONTRACT;
            const EVENT_TYPES: &'static [EventType] = EventType::ALL;

            fn name(event_type: EventType) -> &'static str {
                event_type.as_str()
            }

            fn example(event_type: EventType) -> &'static str {
                event_type.example()
            }

            fn family(event_type: EventType) -> Family {
                event_type.family()
            }

            fn family_name(family: Family) -> &'static str {
                family.as_str()
            }

            fn is_enabled(family: Family) -> bool {
                family.is_enabled()
            }
        }
    }
}

/// How deliveries are read, and what that imports.
fn deliveries(ir: &Ir<'_>) -> (TokenStream, TokenStream) {
    let by_body = ir.index.contract.envelope.is_told_by_body();
    let decode = by_body.then(|| {
        quote! {
            fn decode(body: &[u8]) -> Result<Delivery<'_>, DecodeError> {
                Delivery::decode(body)
            }
        }
    });
    let read = ir.plain.is_none().then(|| {
        quote! {
            fn read(event: RawEvent<'static>) -> Result<Delivery<'static>, DeadLetter> {
                Delivery::read(event)
            }
        }
    });
    let imports = match (by_body, ir.plain.is_none()) {
        (_, false) => quote!(
            use webhook_runtime::DecodeError;
        ),
        (true, true) => quote!(
            use webhook_runtime::{DeadLetter, DecodeError, RawEvent};
        ),
        (false, true) => quote!(
            use webhook_runtime::{DeadLetter, RawEvent};
        ),
    };
    (imports, quote!(#decode #read))
}

/// The items of the module of kinds, as text: what is within a macro, no formatter knows.
pub fn kinds<'i>(ir: &'i Ir<'_>) -> Items<'i> {
    let kinds = ir.events.iter().map(move |event| {
        let mut lines = vec![format!("`{}`", event.entry.name)];
        lines.extend(docs::of_deprecation(event.deprecation.as_ref()));
        let (feature, payload) = (feature(ir, event), payload_type(ir, event));
        format!(
            "#[cfg(feature = {feature:?})]\nwebhook_runtime::kind! {{\n{}    {}: {payload}{}\n}}\n",
            docs::outer("    ", &lines),
            event.ident,
            fixed(ir, event)
        )
    });
    Box::new(kinds)
}

/// What an event fixes of its payload, next to what the payload's type does.
fn fixed(ir: &Ir<'_>, event: &Event<'_>) -> String {
    let fixed = event.payload_remarks.inside.iter().filter_map(|(way, values)| {
        let keys = keys(ir, event.payload, way)?;
        let values: Vec<String> = values.iter().map(|value| value.to_string()).collect();
        Some(format!("        {keys:?} = {values:?},\n"))
    });
    let fixed: String = fixed.collect();
    if fixed.is_empty() { fixed } else { format!(" {{\n{fixed}    }}") }
}

/// The keys on a way into a shape, which may have dots in them.
fn keys<'i>(ir: &'i Ir<'_>, id: ShapeId, way: &str) -> Option<Vec<&'i str>> {
    ir.shape(id).kind.fields().iter().find_map(|field| {
        let rest = way.strip_prefix(field.key.as_str())?;
        let rest = match rest.strip_prefix('.') {
            None => return rest.is_empty().then(|| vec![field.key.as_str()]),
            Some(rest) => keys(ir, field.ty.shape()?, rest)?,
        };
        Some([vec![field.key.as_str()], rest].concat())
    })
}

/// The items of the module for tests.
pub fn testing() -> TokenStream {
    quote! {
        #[doc(no_inline)]
        pub use webhook_runtime::testing::Part;

        use crate::Catalog;

        /// An attempt at a delivery, before it is signed; see [`webhook_runtime::testing::Attempt`].
        pub type Attempt = webhook_runtime::testing::Attempt<Catalog>;

        /// A signed delivery, as it goes over the wire; see [`webhook_runtime::testing::Request`].
        pub type Request = webhook_runtime::testing::Request<Catalog>;
    }
}

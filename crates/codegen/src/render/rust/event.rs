//! `Event`: the union of all payloads, and the dispatch that reads one.

use proc_macro2::TokenStream;
use quote::quote;

use super::lists::{Arm, arms, behind, filled, hole, hole_for_arms, literal, variants};
use super::{Items, crate_ident, docs, names, unparse};
use crate::ir::{Event, Home, Ir};
use crate::words;

/// The documentation of the module.
pub const DOCS: &str = "\
//! Events with their payloads.
";

/// The items of the module.
pub fn items<'i>(ir: &'i Ir<'_>) -> Items<'i> {
    if ir.plain.is_none() {
        // Payloads are read by what finds the events, and not written.
        let gate = quote!(#[cfg(feature = "receiver")]);
        let uses = quote! {
            #gate
            use serde::de::{Deserialize, DeserializeSeed, Deserializer};
            #[cfg(feature = "sender")]
            use serde::ser::Serialize;
            use webhook_runtime::UnknownEvent;
            #gate
            use webhook_runtime::{RawJson, UnknownReason};

            use crate::EventType;
        };
        let items: [Box<dyn FnOnce() -> String>; 4] = [
            Box::new(|| unparse(uses)),
            Box::new(|| union(ir)),
            Box::new(|| kinds(ir)),
            Box::new(move || dispatch(ir, &gate)),
        ];
        return Box::new(items.into_iter().map(|item| item()));
    }
    let uses = quote! {
        use serde::de::{Deserialize, DeserializeSeed, Deserializer};
        use serde::ser::{Serialize, Serializer};
        use webhook_runtime::{RawJson, UnknownEvent, UnknownReason};

        use crate::EventType;
    };
    let no_gate = TokenStream::new();
    let items: [Box<dyn FnOnce() -> String>; 5] = [
        Box::new(|| unparse(uses)),
        Box::new(|| union(ir)),
        Box::new(|| kinds(ir)),
        Box::new(|| payload(ir)),
        Box::new(move || dispatch(ir, &no_gate)),
    ];
    Box::new(items.into_iter().map(|item| item()))
}

/// The feature that an event's payload is behind.
pub fn feature(ir: &Ir<'_>, event: &Event<'_>) -> String {
    names::feature(&ir.family(event.family).entry.name)
}

fn union(ir: &Ir<'_>) -> String {
    let variants = variants(ir.events.iter().map(|event| {
        let (ident, feature) = (&event.ident, feature(ir, event));
        let mut lines = vec![format!("`{}`", event.entry.name)];
        let remarks = words::remarks(&event.payload_remarks);
        if !remarks.is_empty() {
            lines.extend([String::new(), docs::line(&remarks.join(" "))]);
        }
        lines.extend(docs::of_deprecation(event.deprecation.as_ref()));
        let (docs, payload) = (docs::outer("", &lines), payload_type(ir, event));
        format!("{docs}{}\n{ident}(Box<{payload}>),", behind(&feature))
    }));
    let hole = hole(&variants);
    let items = quote! {
        /// An event with its payload.
        ///
        /// New events may come with any version of the catalog: a `match` needs an arm for those.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #hole
            /// An event that this build has no type for, with the reason and the payload as it came.
            Unknown(Box<UnknownEvent>),
        }
    };
    filled(items, [&variants])
}

/// The name of an event's variant, and the feature that it is behind.
pub fn gated<'i>(ir: &'i Ir<'_>) -> impl Iterator<Item = (&'i str, String)> {
    ir.events.iter().map(|event| (event.ident.as_str(), feature(ir, event)))
}

/// What each event is called, and what its type says of itself.
fn kinds(ir: &Ir<'_>) -> String {
    let types = arms(gated(ir).map(|(ident, feature)| {
        let (pattern, body) = (format!("Event::{ident}(_)"), format!("Some(EventType::{ident})"));
        Arm { above: behind(&feature), pattern, body }
    }));
    let names = arms(gated(ir).map(|(ident, feature)| {
        let (pattern, body) = (format!("Event::{ident}(_)"), format!("EventType::{ident}.as_str()"));
        Arm { above: behind(&feature), pattern, body }
    }));
    let hole = hole_for_arms(&types);
    let items = quote! {
        impl Event {
            /// The event's name in the catalog; `None` when the catalog of this build does not have it.
            pub fn event_type(&self) -> Option<EventType> {
                match self {
                    #hole
                    Event::Unknown(event) => event.event_type().parse().ok(),
                }
            }

            /// The event's name, even if the catalog of this build does not have it.
            pub fn name(&self) -> &str {
                match self {
                    #hole
                    Event::Unknown(event) => event.event_type(),
                }
            }
        }

        /// An event of the catalog as a type, one of those in [`kind`](crate::kind).
        #[cfg(feature = "sender")]
        pub trait EventKind {
            /// Its payload.
            type Payload: Serialize;

            /// What the event fixes of its payload.
            #[doc(hidden)]
            const FIXED: &'static [webhook_runtime::support::Fixed];

            /// The event with this payload.
            fn event(payload: Self::Payload) -> Event;
        }
    };
    filled(items, [&types, &names])
}

/// What writes a payload.
fn payload(ir: &Ir<'_>) -> String {
    let known = arms(gated(ir).map(|(ident, feature)| {
        let (pattern, body) =
            (format!("Event::{ident}(payload)"), "payload.serialize(serializer)".to_owned());
        Arm { above: behind(&feature), pattern, body }
    }));
    let hole = hole_for_arms(&known);
    let items = quote! {
        /// The payload alone, as it is in a body.
        pub(crate) struct Payload<'e>(pub(crate) &'e Event);

        impl Serialize for Payload<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.0 {
                    #hole
                    Event::Unknown(event) => event.data().serialize(serializer),
                }
            }
        }
    };
    filled(items, [&known])
}

/// The type of an event's payload.
pub fn payload_type(ir: &Ir<'_>, event: &Event<'_>) -> String {
    let shape = ir.shape(event.payload);
    let home = shape.home().unwrap_or(Home::Common);
    format!("{}::{}", crate_ident(ir, home), shape.ident)
}

/// What reads a payload by the event's name. Each item has an attribute more, where there is one.
fn dispatch(ir: &Ir<'_>, gate: &TokenStream) -> String {
    let known = gated(ir).map(|(ident, feature)| {
        let body = format!("payload(deserializer, Event::{ident})");
        Arm { above: behind(&feature), pattern: format!("EventType::{ident}"), body }
    });
    let disabled = ir.families.iter().map(|family| {
        let feature = literal(&names::feature(&family.entry.name));
        let idents = ir.events_of(family).map(|event| format!("EventType::{}", event.ident));
        let body = "unknown(deserializer, self.0, UnknownReason::FamilyDisabled)".to_owned();
        let above = format!("#[cfg(not(feature = {feature}))]");
        Arm { above, pattern: idents.collect::<Vec<_>>().join(" | "), body }
    });
    let arms = arms(known.chain(disabled));
    let hole = hole_for_arms(&arms);
    let all_features = ir.families.iter().map(|family| names::feature(&family.entry.name));
    let synthetic = &ir.index.contract.subscription.synthetic_events;
    let reason = if synthetic.is_empty() {
        quote!(UnknownReason::NotInCatalog)
    } else {
        quote! {
            match self.0 {
                #(#synthetic)|* => UnknownReason::Synthetic,
                _ => UnknownReason::NotInCatalog,
            }
        }
    };
    let items = quote! {
        /// Reads the payload of the event that has this name.
        #gate
        pub(crate) struct ReadPayload<'n>(pub(crate) &'n str);

        #gate
        impl<'de> DeserializeSeed<'de> for ReadPayload<'_> {
            type Value = Event;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Event, D::Error> {
                let Ok(event_type) = self.0.parse::<EventType>() else {
                    let reason = #reason;
                    return unknown(deserializer, self.0, reason);
                };
                match event_type {
                    #hole
                }
            }
        }

        /// Boxed in a function of its own, so that no stack frame has room for more than one payload.
        #gate
        #[inline(never)]
        #[cfg_attr(not(any(#(feature = #all_features),*)), expect(dead_code, reason = "no family is on"))]
        fn payload<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
            deserializer: D,
            event: fn(Box<T>) -> Event,
        ) -> Result<Event, D::Error> {
            T::deserialize(deserializer).map(Box::new).map(event)
        }

        #gate
        #[inline(never)]
        fn unknown<'de, D: Deserializer<'de>>(
            deserializer: D,
            name: &str,
            reason: UnknownReason,
        ) -> Result<Event, D::Error> {
            let data = RawJson::deserialize(deserializer)?;
            Ok(Event::Unknown(Box::new(UnknownEvent::__new(name, reason, data))))
        }
    };
    filled(items, [&arms])
}

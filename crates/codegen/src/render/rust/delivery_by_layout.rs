//! `Delivery` where the layout is not plain: an event that the runtime's reader found, with its payload.
//!
//! What tells the event apart is read by the layout, and stays with the delivery; the payload is read by the event's name.

use proc_macro2::TokenStream;
use quote::quote;

use super::delivery::{declarations, imports};
use super::{names, presence};
use crate::ir::{Field, Ir};
use crate::render::rust::types::RustTypes;

/// Names of types that this module has next to those of the envelope's fields.
pub const TYPES: &[&str] = &[
    "Around",
    "CONTRACT",
    "Cow",
    "DeadLetter",
    "DecodeError",
    "Delivery",
    "Event",
    "EventKey",
    "Fault",
    "LazyLock",
    "RawEvent",
    "ReadPayload",
    "Reader",
];

/// The documentation of the module.
pub const DOCS: &str = "\
//! Delivered events, as the layout of the contract finds them.
";

/// The items of the module.
pub fn items(ir: &Ir<'_>, types: &RustTypes) -> TokenStream {
    let fields: Vec<&Field> = ir.around().collect();
    let imports = imports(ir, &fields);
    let delivery = delivery(ir, types, &fields);
    let reader = reader(ir, types, &fields);
    let is_told_by_body = ir.index.contract.envelope.is_told_by_body();
    let (of_decode, decode) = is_told_by_body.then(decode).unzip();
    quote! {
        use std::borrow::Cow;
        use webhook_runtime::dedupe::EventKey;
        use webhook_runtime::{DeadLetter, DecodeError, RawEvent};
        #of_decode
        #imports

        use crate::Event;
        use crate::event::ReadPayload;

        #delivery
        #decode
        #reader
    }
}

fn delivery(ir: &Ir<'_>, types: &RustTypes, fields: &[&Field]) -> TokenStream {
    let declared = declarations(ir, types, fields);
    let (declarations, names): (Vec<_>, Vec<_>) =
        declared.iter().map(|(field, name, _)| (field, name)).unzip();
    let accessors = accessors(ir);
    let (part, parts) = match fields {
        [] => (quote!(Event), quote!(event)),
        _ => (quote!((Around, Event)), quote!((around, event))),
    };
    quote! {
        /// A delivered event: its payload, and what the contract's layout says of it.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct Delivery<'a, E = Event> {
            #(#declarations,)*
            /// The event and its payload; in the hands of a handler of one event, the payload alone.
            pub event: E,
            raw: RawEvent<'a>,
        }

        impl<'a> Delivery<'a> {
            /// Reads an event that [`Receiver::receive`](crate::Receiver::receive) has found in a request.
            ///
            /// A sloppy value does not cost the event. Half of a surrogate pair, as is left where a text was cut inside an emoji,
            /// is read as U+FFFD; an integer may be written `40020.0` or `1e3`; a null that the schema does not have is
            /// skipped in a list or map, and is absent in an optional field; what is kept as text, such as a timestamp,
            /// is read as text and fails when it is converted. [`Delivery::raw`] has the event as it came.
            ///
            /// # Errors
            ///
            /// When its name or its payload is missing, or it lacks what the event's type needs. A field, value or event that
            /// this build does not know is not an error.
            pub fn read(raw: RawEvent<'a>) -> Result<Self, DeadLetter> {
                match read(&raw) {
                    Ok(parts) => Ok(Delivery::of(raw, parts)),
                    Err(error) => Err(raw.__dead(error)),
                }
            }

            /// The same, with a copy of the event instead of a reference to the request.
            pub fn into_owned(self) -> Delivery<'static> {
                Delivery { #(#names: self.#names,)* event: self.event, raw: self.raw.into_owned() }
            }

            fn of(raw: RawEvent<'a>, #parts: #part) -> Self {
                Delivery { #(#names: around.#names,)* event, raw }
            }
        }

        impl<'a, E> Delivery<'a, E> {
            #accessors

            /// The event as it came, byte for byte, which is JSON.
            ///
            /// Fields that this build does not know are in here and nowhere else. It is always `Some`: it is an option, as in
            /// catalogs whose deliveries can also be built, so that handlers are written the same way for all.
            pub fn raw(&self) -> Option<&str> {
                Some(&self.raw.text)
            }

            /// The event, and the delivery without it.
            pub fn split(self) -> (E, Delivery<'a, ()>) {
                (self.event, Delivery { #(#names: self.#names,)* event: (), raw: self.raw })
            }

            /// The same delivery with something else for an event, such as the payload alone.
            pub fn with<F>(self, event: F) -> Delivery<'a, F> {
                Delivery { #(#names: self.#names,)* event, raw: self.raw }
            }
        }
    }
}

/// What the layout says of an event, next to its name.
fn accessors(ir: &Ir<'_>) -> TokenStream {
    let layout = &ir.index.contract.envelope;
    let of_id = match layout.id.is_empty() {
        true => " What identifies the event, which has no id: `sha256:` and a hash.",
        false => " The parts that identify the event together; empty where one of them is missing or empty.",
    };
    let attempt = layout.delivery.is_some().then(|| {
        quote! {
            /// What identifies the attempt to deliver, for logs: the event comes with another one when it comes again.
            pub fn attempt(&self) -> Option<&str> {
                self.raw.delivery.as_deref()
            }
        }
    });
    let time = layout.time.is_some().then(|| {
        quote! {
            /// When the event happened, if the delivery says so. A time that was in digits is written as RFC 3339, in UTC.
            pub fn time(&self) -> Option<&webhook_runtime::Timestamp> {
                self.raw.time.as_ref()
            }
        }
    });
    let version = layout.version.is_some().then(|| {
        quote! {
            /// The version that the payload is written in, if the delivery says so.
            pub fn version(&self) -> Option<&str> {
                self.raw.version.as_deref()
            }
        }
    });
    let resource = layout.resource.is_some().then(|| {
        quote! {
            /// What has to be fetched to learn what has changed, such as a URL, if it is in the event.
            pub fn resource(&self) -> Option<&str> {
                self.raw.resource.as_deref()
            }
        }
    });
    quote! {
        #[doc = #of_id]
        pub fn id(&self) -> &[Cow<'a, str>] {
            &self.raw.id
        }

        /// Identifies the event in a store; `None` where it cannot be told from others.
        pub fn key(&self) -> Option<EventKey> {
            self.raw.key()
        }

        #attempt
        #time
        #version
        #resource
    }
}

/// What reads a body by itself, with what it imports.
fn decode() -> (TokenStream, TokenStream) {
    let imports = quote! {
        use std::sync::LazyLock;
        use webhook_runtime::Reader;
        use webhook_runtime::contract::Fault;
        use crate::CONTRACT;
    };
    let decode = quote! {
        impl<'a> Delivery<'a> {
            /// Reads a body. What the layout has in headers is missing then.
            ///
            /// # Errors
            ///
            /// When the body is not JSON, or as with [`Delivery::read`].
            pub fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
                static READER: LazyLock<Result<Reader, Fault>> = LazyLock::new(|| Reader::new(&CONTRACT.envelope));
                let raw = Reader::__one(&READER, body)?;
                let parts = read(&raw)?;
                Ok(Delivery::of(raw, parts))
            }
        }
    };
    (imports, decode)
}

fn reader(ir: &Ir<'_>, types: &RustTypes, fields: &[&Field]) -> TokenStream {
    let way = ir.index.contract.envelope.payload();
    let payload = quote!(raw.__payload(&[#(#way),*], ReadPayload));
    if fields.is_empty() {
        return quote! {
            fn read(raw: &RawEvent<'_>) -> Result<Event, DecodeError> {
                #payload
            }
        };
    }
    let declared = declarations(ir, types, fields);
    let names: Vec<_> = declared.iter().map(|(_, name, _)| name).collect();
    let types = declared.iter().map(|(_, _, ty)| ty);
    quote! {
        fn read(raw: &RawEvent<'_>) -> Result<(Around, Event), DecodeError> {
            Ok((raw.__around()?, #payload?))
        }

        /// The fields around the payload.
        struct Around { #(#names: #types,)* }
    }
}

/// What reads the fields around the payload, after the items.
pub fn around(ir: &Ir<'_>) -> String {
    let line = |field: &Field| format!("    {}: {:?} {},\n", names::field(field), field.key, presence(field));
    let lines: String = ir.around().map(line).collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\nwebhook_runtime::object! {{ read_only Around {{\n{lines}}} }}\n")
    }
}

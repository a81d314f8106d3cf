//! `Delivery`: a delivered body, read whole or only on the outside.
//!
//! It has the envelope's fields, and hands the payload on by the event's name.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use webhook_contract::Plain;

use super::{builders, docs, field_type, names, presence, runtime_types};
use crate::ir::{Field, Home, Ir, Type};
use crate::render::rust::types::{ENVELOPE, RustTypes};

/// Names that a generated delivery has next to the envelope's fields.
pub const FIELDS: &[&str] = &["data", "event", "event_type", "raw"];

/// Names of types that this module has next to those of the envelope's fields.
pub const TYPES: &[&str] = &[
    "Cow",
    "Data",
    "DecodeError",
    "Delivery",
    "DeliveryBuilder",
    "DeserializeSeed",
    "Deserializer",
    "Envelope",
    "EnvelopeFields",
    "Event",
    "MapAccess",
    "Parts",
    "Payload",
    "RawValue",
    "ReadParts",
    "ReadPayload",
    "Serialize",
    "SerializeMap",
    "Serializer",
    "Visitor",
];

/// The documentation of the module.
pub const DOCS: &str = "\
//! Delivered bodies: the envelope around a payload, with its fields in any order.
";

/// The items of the module.
pub fn items(ir: &Ir<'_>, types: &RustTypes) -> TokenStream {
    let Some(plain) = ir.plain else { return TokenStream::new() };
    let fields: Vec<&Field> = ir.around().collect();
    let delivery = delivery(ir, plain, types, &fields);
    let reader = reader(ir, plain, types, &fields);
    let imports = imports(ir, &fields);
    quote! {
        use core::fmt;
        use std::borrow::Cow;

        use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
        use serde::ser::{Serialize, SerializeMap, Serializer};
        use serde_json::value::RawValue;
        use webhook_runtime::support::{self, Text, duplicate, next_key, required, skip_value};
        use webhook_runtime::{DecodeError, Envelope, EnvelopeFields, body_text};
        #imports

        use crate::Event;
        use crate::event::{Payload, ReadPayload};

        #delivery
        #reader
    }
}

/// The builder of a delivery, which starts with its event.
pub fn builder(ir: &Ir<'_>, types: &RustTypes) -> String {
    let Some(plain) = ir.plain else { return String::new() };
    let fields = ir.envelope.iter().zip(types.of(ENVELOPE)).filter(|(field, _)| ir.is_around(field));
    let lines = fields
        .map(|(field, ty)| format!("        {},\n", builders::line(field, &format!("{:?}", field.key), ty)));
    format!(
        "\n#[cfg(feature = \"sender\")]\nwebhook_runtime::builder! {{ @define\n    \
         /// Builds a [`Delivery`] from the fields of its envelope, in any order.\n    \
         DeliveryBuilder (Delivery) (Delivery<'static>) {{\n{}        \
         @given event: {:?} Event,\n        @only raw: None,\n    }}\n}}\n",
        lines.collect::<String>(),
        plain.data_field
    )
}

/// What the types of fields need.
pub fn imports(ir: &Ir<'_>, fields: &[&Field]) -> TokenStream {
    let common = super::crate_ident(ir, Home::Common);
    let shared: BTreeSet<&str> =
        fields.iter().filter_map(|field| field.ty.shape()).map(|id| ir.shape(id).ident.as_str()).collect();
    let shared: Vec<_> = shared.into_iter().map(|ident| format_ident!("{ident}")).collect();
    let types: Vec<&Type> = fields.iter().map(|field| &field.ty).collect();
    let runtime = runtime_types(&types);
    // A list of nothing would be an import that is not used.
    let shared = (!shared.is_empty()).then(|| quote! { use #common::{#(#shared),*}; });
    let runtime = (!runtime.is_empty()).then(|| quote! { use webhook_runtime::{#(#runtime),*}; });
    let map = fields.iter().any(|field| field.ty.any(&|ty| matches!(ty, Type::Map(_))));
    let map = map.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    quote! {
        #map
        #shared
        #runtime
    }
}

/// The fields, each as it is declared, with its name and its type.
pub fn declarations(
    ir: &Ir<'_>,
    types: &RustTypes,
    fields: &[&Field],
) -> Vec<(TokenStream, syn::Ident, TokenStream)> {
    let own = ir.envelope.iter().zip(types.of(ENVELOPE));
    let declared =
        own.filter(|(field, _)| fields.iter().any(|own| own.key == field.key)).map(|(field, ty)| {
            let name = names::field(field);
            let ty = field_type(field, ty);
            let mut lines = docs::of_value(ir, &field.description, &field.ty);
            let remarks = docs::other_key(field).into_iter().chain(docs::of_null(field));
            lines.extend(remarks.flat_map(|said| [String::new(), said]));
            lines.extend(docs::of_deprecation(field.remarks.deprecation.as_ref()));
            let docs = docs::attributes(&lines);
            (quote! { #docs pub #name: #ty }, name, ty)
        });
    declared.collect()
}

/// `#[inline]` is for who builds: writing the events is compiled for those who send them, and for nobody else.
fn delivery(ir: &Ir<'_>, plain: Plain<'_>, types: &RustTypes, fields: &[&Field]) -> TokenStream {
    let data_key = plain.data_field;
    let declared = declarations(ir, types, fields);
    let (declarations, names): (Vec<_>, Vec<_>) =
        declared.iter().map(|(field, name, _)| (field, name)).unzip();
    let entries = ir.envelope.iter().map(|field| {
        let (key, name) = (&field.key, names::field(field));
        if key == plain.type_field {
            quote! { map.serialize_entry(#key, self.event.name())?; }
        } else if key == plain.data_field {
            quote! { map.serialize_entry(#key, &Payload(&self.event))?; }
        } else if field.required {
            quote! { map.serialize_entry(#key, &self.#name)?; }
        } else {
            quote! { if let Some(value) = &self.#name { map.serialize_entry(#key, value)?; } }
        }
    });
    quote! {
        /// A delivered body: one event, with its envelope.
        ///
        /// Serializes to the body again, without the fields that this build does not know.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct Delivery<'a, E = Event> {
            #(#declarations,)*
            /// The event and its payload; in the hands of a handler of one event, the payload alone.
            pub event: E,
            raw: Option<Cow<'a, str>>,
        }

        #[cfg(feature = "sender")]
        impl Delivery<'static> {
            /// Starts a delivery of an event, for those who send or test; `payload` is the event's payload or its builder.
            ///
            /// An event that is not in the catalog, or the payload of another event, does not compile. A value that the event fixes,
            /// such as a status that it is about, is checked when the delivery is built.
            pub fn of<K: crate::EventKind>(
                _kind: K,
                payload: impl TryInto<K::Payload, Error: Into<webhook_runtime::BuildError>>,
            ) -> DeliveryBuilder {
                let mut builder = DeliveryBuilder::start_();
                let payload = payload.try_into().map_err(Into::into);
                let payload = payload.and_then(|payload| support::fixed(payload, K::FIXED));
                builder.event = builder.faults_.outcome(support::Step::Key(#data_key), payload).map(K::event);
                builder
            }
        }

        impl<'a> Delivery<'a> {
            /// Reads a body in one pass.
            ///
            /// A sloppy value does not cost the event. Half of a surrogate pair, as is left where a text was cut inside an emoji,
            /// is read as U+FFFD; an integer may be written `40020.0` or `1e3`; a null that the schema does not have is
            /// skipped in a list or map, and is absent in an optional field; what is kept as text, such as a timestamp,
            /// is read as text and fails when it is converted; a byte order mark is skipped. [`Delivery::raw`] has the
            /// bytes as they came.
            ///
            /// # Errors
            ///
            /// When the body is not JSON, is nested too deeply, or lacks what the event's type needs. A field, value or
            /// event that this build does not know is not an error.
            pub fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
                let raw = body_text(body)?;
                let mut delivery: Self = support::lenient(raw, decode)?;
                delivery.raw = Some(Cow::Borrowed(raw));
                Ok(delivery)
            }

            /// Reads the outside of a body only: enough to route, deduplicate or store it.
            ///
            /// # Errors
            ///
            /// When the body is not JSON, or lacks its id, name or payload. How deep it is nested is not looked at,
            /// for nothing is read that could be.
            pub fn peek(body: &'a [u8]) -> Result<Envelope<'a>, DecodeError> {
                Envelope::__read(body, FIELDS)
            }

            /// The same, with a copy of the body instead of a reference to it.
            pub fn into_owned(self) -> Delivery<'static> {
                Delivery { raw: self.raw.map(|raw| Cow::Owned(raw.into_owned())), #(#names: self.#names,)* event: self.event }
            }
        }

        impl<'a, E> Delivery<'a, E> {
            /// The body as it came, byte for byte; `None` of a delivery that was built.
            ///
            /// Fields that this build does not know are in here and nowhere else.
            pub fn raw(&self) -> Option<&str> {
                self.raw.as_deref()
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

        impl Delivery<'_> {
            /// The body to send.
            ///
            /// # Errors
            ///
            /// None that a payload of this catalog can cause.
            #[inline]
            pub fn to_body(&self) -> serde_json::Result<String> {
                serde_json::to_string(self)
            }
        }

        impl Serialize for Delivery<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                #(#entries)*
                map.end()
            }
        }
    }
}

/// The fields are locals here under their own names, so that others get an underscore, with which no field ends but one
/// that is called like a keyword.
fn reader(ir: &Ir<'_>, plain: Plain<'_>, types: &RustTypes, fields: &[&Field]) -> TokenStream {
    let (type_key, data_key, id_key) = (plain.type_field, plain.data_field, plain.id_field);
    let keys: Vec<&String> = fields.iter().map(|field| &field.key).collect();
    let declared = declarations(ir, types, fields);
    let names: Vec<_> = declared.iter().map(|(_, name, _)| name).collect();
    let declared = declared.iter().map(|(_, name, ty)| quote!(#name: #ty));
    let taken = fields.iter().zip(&names).map(|(field, name)| {
        let key = &field.key;
        match presence(field) {
            "required" => quote!(#name: required(#name, #key)?),
            "optional" => quote!(#name: #name.flatten()),
            _ => quote!(#name),
        }
    });
    quote! {
        const FIELDS: EnvelopeFields = EnvelopeFields { event_type: #type_key, id: #id_key, data: #data_key };

        struct Parts<'a> { #(#declared,)* event_type: Cow<'a, str>, data: Data<'a> }

        enum Data<'a> {
            Event(Event),
            /// The payload came before the name that says what it is.
            Raw(&'a RawValue),
        }

        fn decode(text: &str) -> Result<Delivery<'static>, DecodeError> {
            let parts = read(text)?;
            let event = match parts.data {
                Data::Event(event) => event,
                Data::Raw(data) => read_payload(text, &parts.event_type, data)?,
            };
            Ok(Delivery { #(#names: parts.#names,)* event, raw: None })
        }

        fn read(text: &str) -> Result<Parts<'_>, DecodeError> {
            let mut reader = serde_json::Deserializer::from_str(text);
            let parts = reader.deserialize_map(ReadParts).and_then(|parts| reader.end().map(|()| parts));
            parts.map_err(|error| DecodeError::__new(text, text, &error, FIELDS))
        }

        fn read_payload(text: &str, name: &str, data: &RawValue) -> Result<Event, DecodeError> {
            ReadPayload(name)
                .deserialize(&mut serde_json::Deserializer::from_str(data.get()))
                .map_err(|error| DecodeError::__new(text, data.get(), &error, FIELDS))
        }

        struct ReadParts;

        impl<'de> Visitor<'de> for ReadParts {
            type Value = Parts<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a delivery")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map_: A) -> Result<Self::Value, A::Error> {
                #(let mut #names = None;)*
                let mut event_type: Option<Cow<'de, str>> = None;
                let mut data: Option<Data<'de>> = None;
                while let Some(key_) = next_key(&mut map_)? {
                    match &*key_ {
                        #type_key => {
                            if event_type.is_some() {
                                return Err(duplicate(#type_key));
                            }
                            event_type = Some(map_.next_value::<Text<'de>>()?.0);
                        }
                        #data_key => {
                            if data.is_some() {
                                return Err(duplicate(#data_key));
                            }
                            data = Some(match &event_type {
                                Some(name) => Data::Event(support::next_value(&mut map_, #data_key, ReadPayload(name))?),
                                None => Data::Raw(map_.next_value()?),
                            });
                        }
                        #(#keys => support::read(&mut map_, &mut #names, #keys)?,)*
                        _ => skip_value(&mut map_)?,
                    }
                }
                Ok(Parts {
                    #(#taken,)*
                    event_type: required(event_type, #type_key)?,
                    data: required(data, #data_key)?,
                })
            }
        }
    }
}

//! `Delivery` and `Envelope`: a delivered body, read whole or only on the outside.
//!
//! Knows the envelope's fields. Does not know payloads: it hands them on by name.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{docs, field_type, presence, runtime_types};
use crate::ir::{Field, Home, Ir, Type};
use crate::rust_types::{ENVELOPE, RustTypes};

/// The documentation of the module.
pub const DOCS: &str = "\
//! Delivered bodies.
//!
//! Knows what stands around a payload, in whatever order it comes. Does not know payloads.
";

/// The items of the module.
pub fn items(ir: &Ir<'_>, types: &RustTypes) -> TokenStream {
    let contract = &ir.index.contract.envelope;
    let own = |field: &&Field| field.key != contract.type_field && field.key != contract.data_field;
    let fields: Vec<&Field> = ir.envelope.iter().filter(own).collect();
    let (delivery, envelope) = (delivery(ir, types, &fields), envelope(types, &fields));
    let reader = reader(ir, types, &fields);
    let imports = imports(ir, &fields);
    quote! {
        use core::fmt;
        use core::marker::PhantomData;
        use std::borrow::Cow;

        use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
        use serde::ser::{Serialize, SerializeMap, Serializer};
        use serde_json::value::RawValue;
        use webhook_runtime::support::{Text, duplicate, next_key, required, skip_value};
        use webhook_runtime::{DecodeError, EnvelopeFields, body_text};
        #imports

        use crate::Event;
        use crate::event::{Payload, ReadPayload};

        #delivery
        #envelope
        #reader
    }
}

fn imports(ir: &Ir<'_>, fields: &[&Field]) -> TokenStream {
    let common = super::crate_ident(ir, Home::Common);
    let shared: BTreeSet<&str> =
        fields.iter().filter_map(|field| field.ty.shape()).map(|id| ir.shape(id).ident.as_str()).collect();
    let shared = shared.into_iter().map(|ident| format_ident!("{ident}"));
    let runtime = runtime_types(fields);
    let map = fields.iter().any(|field| field.ty.any(&|ty| matches!(ty, Type::Map(_))));
    let map = map.then(|| quote!(use std::collections::BTreeMap;));
    quote! {
        #map
        use #common::{#(#shared),*};
        use webhook_runtime::{#(#runtime),*};
    }
}

fn declare(types: &RustTypes, field: &Field) -> (syn::Ident, TokenStream) {
    let ty = types.of(Home::Common, ENVELOPE, field);
    (format_ident!("{}", field.ident), field_type(field, ty))
}

fn declarations(types: &RustTypes, fields: &[&Field]) -> Vec<(TokenStream, syn::Ident, TokenStream)> {
    let declared = fields.iter().map(|field| {
        let (name, ty) = declare(types, field);
        let lines = docs::lines(&field.description).into_iter().map(|line| format!(" {line}"));
        (quote! { #(#[doc = #lines])* pub #name: #ty }, name, ty)
    });
    declared.collect()
}

fn delivery(ir: &Ir<'_>, types: &RustTypes, fields: &[&Field]) -> TokenStream {
    let contract = &ir.index.contract.envelope;
    let declared = declarations(types, fields);
    let (declarations, names): (Vec<_>, Vec<_>) = declared.iter().map(|(field, name, _)| (field, name)).unzip();
    let arguments = declared.iter().map(|(_, name, ty)| quote!(#name: #ty));
    let entries = ir.envelope.iter().map(|field| {
        let (key, name) = (&field.key, format_ident!("{}", field.ident));
        if *key == contract.type_field {
            quote! { map.serialize_entry(#key, self.event.name())?; }
        } else if *key == contract.data_field {
            quote! { map.serialize_entry(#key, &Payload(&self.event))?; }
        } else if field.required {
            quote! { map.serialize_entry(#key, &self.#name)?; }
        } else {
            quote! { if let Some(value) = &self.#name { map.serialize_entry(#key, value)?; } }
        }
    });
    quote! {
        /// A delivered body: one event with what stands around it.
        ///
        /// Serializes to the body again, without the fields that this build does not know.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct Delivery<'a> {
            #(#declarations,)*
            /// The event and its payload.
            pub event: Event,
            raw: Option<&'a str>,
        }

        impl Delivery<'static> {
            /// A delivery of an event, for those who send or test.
            pub fn new(#(#arguments,)* event: Event) -> Self {
                Delivery { #(#names,)* event, raw: None }
            }
        }

        impl<'a> Delivery<'a> {
            /// Reads a body in one pass.
            ///
            /// # Errors
            ///
            /// When the body is not JSON, is nested too deep, or lacks what the event's type needs. A field, value or
            /// event that this build does not know is none.
            pub fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
                let text = body_text(body)?;
                let parts: Parts<'a, Data<'a>> = read(text)?;
                let event = match parts.data {
                    Data::Event(event) => event,
                    Data::Raw(data) => read_payload(text, &parts.event_type, data)?,
                };
                Ok(Delivery { #(#names: parts.#names,)* event, raw: Some(text) })
            }

            /// The body as it came, byte for byte; `None` of a delivery that was made with [`Delivery::new`].
            ///
            /// Fields that this build does not know are in here and nowhere else.
            pub fn raw(&self) -> Option<&'a str> {
                self.raw
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

fn envelope(types: &RustTypes, fields: &[&Field]) -> TokenStream {
    let declared = declarations(types, fields);
    let (declarations, names): (Vec<_>, Vec<_>) = declared.iter().map(|(field, name, _)| (field, name)).unzip();
    quote! {
        /// The outside of a delivered body: enough to route, deduplicate or store it without reading the payload.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct Envelope<'a> {
            #(#declarations,)*
            /// The event's name.
            pub event_type: Cow<'a, str>,
            /// The payload as it came.
            pub data: &'a RawValue,
            text: &'a str,
        }

        impl<'a> Envelope<'a> {
            /// Reads the outside of a body.
            ///
            /// # Errors
            ///
            /// When the body is not JSON, is nested too deep, or is not a delivery.
            pub fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
                let text = body_text(body)?;
                let parts: Parts<'a, &'a RawValue> = read(text)?;
                Ok(Envelope { #(#names: parts.#names,)* event_type: parts.event_type, data: parts.data, text })
            }

            /// Reads the payload.
            ///
            /// # Errors
            ///
            /// When the payload lacks what the event's type needs.
            pub fn event(&self) -> Result<Event, DecodeError> {
                read_payload(self.text, &self.event_type, self.data)
            }
        }
    }
}

fn reader(ir: &Ir<'_>, types: &RustTypes, fields: &[&Field]) -> TokenStream {
    let contract = &ir.index.contract;
    let (type_key, data_key) = (&contract.envelope.type_field, &contract.envelope.data_field);
    let id_key = &contract.idempotency_key.field;
    let keys: Vec<&String> = fields.iter().map(|field| &field.key).collect();
    let declared = declarations(types, fields);
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

        struct Parts<'a, D> { #(#declared,)* event_type: Cow<'a, str>, data: D }

        /// What becomes of a payload while its body is read.
        trait ReadData<'a>: Sized {
            /// The next value is the payload of the event with this name.
            fn read<A: MapAccess<'a>>(map: &mut A, name: &str) -> Result<Self, A::Error>;

            /// The payload came before the name.
            fn keep(raw: &'a RawValue) -> Self;
        }

        impl<'a> ReadData<'a> for &'a RawValue {
            fn read<A: MapAccess<'a>>(map: &mut A, _: &str) -> Result<Self, A::Error> {
                map.next_value()
            }

            fn keep(raw: &'a RawValue) -> Self {
                raw
            }
        }

        enum Data<'a> {
            Event(Event),
            Raw(&'a RawValue),
        }

        impl<'a> ReadData<'a> for Data<'a> {
            fn read<A: MapAccess<'a>>(map: &mut A, name: &str) -> Result<Self, A::Error> {
                map.next_value_seed(ReadPayload(name)).map(Data::Event)
            }

            fn keep(raw: &'a RawValue) -> Self {
                Data::Raw(raw)
            }
        }

        fn read<'a, D: ReadData<'a>>(text: &'a str) -> Result<Parts<'a, D>, DecodeError> {
            let mut reader = serde_json::Deserializer::from_str(text);
            let parts = reader.deserialize_map(ReadParts(PhantomData)).and_then(|parts| reader.end().map(|()| parts));
            parts.map_err(|error| DecodeError::__new(text, text, &error, FIELDS))
        }

        fn read_payload(text: &str, name: &str, data: &RawValue) -> Result<Event, DecodeError> {
            ReadPayload(name)
                .deserialize(&mut serde_json::Deserializer::from_str(data.get()))
                .map_err(|error| DecodeError::__new(text, data.get(), &error, FIELDS))
        }

        struct ReadParts<D>(PhantomData<D>);

        impl<'de, D: ReadData<'de>> Visitor<'de> for ReadParts<D> {
            type Value = Parts<'de, D>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a delivery")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                #(let mut #names = None;)*
                let mut event_type: Option<Cow<'de, str>> = None;
                let mut data: Option<D> = None;
                while let Some(key) = next_key(&mut map)? {
                    match &*key {
                        #type_key => {
                            if event_type.is_some() {
                                return Err(duplicate(#type_key));
                            }
                            event_type = Some(map.next_value::<Text<'de>>()?.0);
                        }
                        #data_key => {
                            if data.is_some() {
                                return Err(duplicate(#data_key));
                            }
                            data = Some(match &event_type {
                                Some(name) => D::read(&mut map, name)?,
                                None => D::keep(map.next_value()?),
                            });
                        }
                        #(#keys => {
                            if #names.is_some() {
                                return Err(duplicate(#keys));
                            }
                            #names = Some(map.next_value()?);
                        })*
                        _ => skip_value(&mut map)?,
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

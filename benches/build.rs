//! Writes the enums that a receiver would derive over the same payloads, as a baseline for the benchmarks. Names and
//! payloads come from the generated `Event`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use quote::quote;

const EVENTS: &str = "../crates/events/mnemom-events/src/event.rs";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={EVENTS}");
    let file = syn::parse_file(&fs::read_to_string(EVENTS)?)?;
    let event = file.items.iter().find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == "Event" => Some(item),
        _ => None,
    });
    let event = event.ok_or("no enum `Event`")?;
    let known = || event.variants.iter().filter(|variant| variant.ident != "Unknown");
    let names: Vec<String> = known().filter_map(name).collect();
    let idents: Vec<&syn::Ident> = known().map(|variant| &variant.ident).collect();
    let payloads: Vec<_> =
        known().map(|variant| variant.fields.iter().map(|field| payload(&field.ty))).collect();
    let payloads: Vec<_> = payloads.into_iter().map(|mut fields| fields.next()).collect();
    let fixture = quote! {
        /// The events as serde's adjacently tagged enum.
        #[derive(Deserialize)]
        #[allow(dead_code, reason = "read to be measured")]
        #[serde(tag = "type", content = "data")]
        enum Adjacent { #(#[serde(rename = #names)] #idents(Box<#payloads>),)* }

        /// The events as serde's internally tagged enum.
        #[derive(Deserialize)]
        #[allow(dead_code, reason = "read to be measured")]
        #[serde(tag = "type")]
        enum Internal { #(#[serde(rename = #names)] #idents(Box<Body<#payloads>>),)* }

        /// The function that reads a body whose event is known.
        fn straight(event_type: EventType) -> fn(&str) {
            match event_type {
                #(EventType::#idents => read::<#payloads>,)*
                _ => unreachable!("an event without variant"),
            }
        }
    };
    let directory = env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    fs::write(Path::new(&directory).join("fixture.rs"), fixture.to_string())?;
    Ok(())
}

/// The event's name, which is the documentation of its variant.
fn name(variant: &syn::Variant) -> Option<String> {
    variant.attrs.iter().find_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => {
                Some(text.value().trim().trim_matches('`').to_owned())
            }
            _ => None,
        },
        _ => None,
    })
}

/// The `T` of a `Box<T>`, as a type of the facade.
fn payload(ty: &syn::Type) -> proc_macro2::TokenStream {
    let boxed = quote!(#ty).to_string().replace(' ', "");
    let path =
        boxed.trim_start_matches("Box<").trim_end_matches('>').replace("mnemom_events_", "mnemom_events::");
    path.parse().unwrap_or_default()
}

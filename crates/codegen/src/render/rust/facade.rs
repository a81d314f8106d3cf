//! The facade: the one crate that a receiver imports.
//!
//! Its front page and modules are put together here; the items of a module are in a file of its name.

use std::io::{self, Write};

use quote::{format_ident, quote};
use webhook_catalog::index::entries::Status;
use webhook_schema::diagnostic::terminal;

use super::introduction::{FRONT_PAGE, README, introduction};
use super::{
    Items, contract, crate_head, crate_ident, delivery, delivery_by_layout, docs, event, event_type,
    facade_name, facade_test, facade_test_by_layout, manifest, receiver, rust_file, test_head, unparse,
    write_rust_file,
};
use crate::files::Sink;
use crate::ir::{Home, Ir};
use crate::render::rust::types::RustTypes;
use crate::render::{CATALOG, markdown_marker};

/// Writes the crate.
pub fn render<'i>(ir: &'i Ir<'_>, types: &RustTypes, files: &mut Sink<'_>) {
    let directory = format!("{}/{}", super::DIRECTORY, facade_name(ir));
    let index = format!("{CATALOG}/index.json");
    files.add(format!("{directory}/Cargo.toml"), manifest::facade(ir));
    files.add(format!("{directory}/README.md"), readme(ir));
    let mut add = |name: &str, source: &str, docs: &str, items: String| {
        files.add(format!("{directory}/src/{name}.rs"), rust_file(source, docs, items));
    };
    add("lib", &index, &crate_head(ir, &docs::inner(&front_page(ir))), unparse(root(ir)));
    let envelope = ir.index.contract.envelope.schema.as_deref().unwrap_or("index.json");
    let envelope = format!("{CATALOG}/{envelope}");
    match ir.plain {
        Some(_) => {
            let items = unparse(delivery::items(ir, types)) + &delivery::builder(ir, types);
            add("delivery", &envelope, delivery::DOCS, items);
        }
        None => {
            let items = unparse(delivery_by_layout::items(ir, types)) + &delivery_by_layout::around(ir);
            add("delivery", &envelope, delivery_by_layout::DOCS, items);
        }
    }
    add("contract", &index, contract::DOCS, unparse(contract::items(ir)));
    add("receiver", &index, receiver::DOCS, unparse(receiver::items(ir)));
    add("testing", &index, receiver::TESTING_DOCS, unparse(receiver::testing()));
    let mut write = |name: &str, docs: &str, items: &dyn Fn() -> Items<'i>| {
        let path = format!("{directory}/src/{name}.rs");
        files.write(path, &|out| write_rust_file(&index, docs, items(), out));
    };
    write("event", event::DOCS, &|| event::items(ir));
    write("event_type", event_type::DOCS, &|| event_type::items(ir));
    write("kind", receiver::kind_docs(ir), &|| receiver::kinds(ir));
    files.write(format!("{directory}/src/texts.rs"), &|out| texts(ir, out));
    let (docs, test) = match ir.plain {
        Some(_) => (facade_test::DOCS, facade_test::items(ir)),
        None => (facade_test_by_layout::DOCS, facade_test_by_layout::items(ir)),
    };
    files.add(format!("{directory}/tests/examples.rs"), rust_file(CATALOG, &test_head(ir, docs), test));
}

const TEXTS_DOCS: &str = "\
//! The texts of the catalog's files.
//!
//! Schemas and examples, character for character.
";

fn root(ir: &Ir<'_>) -> proc_macro2::TokenStream {
    let common = crate_ident(ir, Home::Common);
    let families = ir.numbered_families().map(|(id, family)| {
        let feature = super::names::feature(&family.entry.name);
        let module = module(&family.entry.name);
        let ident = crate_ident(ir, Home::Family(id));
        quote! { #[cfg(feature = #feature)] pub use #ident as #module; }
    });
    let contract = &ir.index.contract;
    // What the contract does not state has no constant, and what goes by it no module.
    let base_url = ir.index.provider.api_base_url.is_some().then(|| quote!(API_BASE_URL,));
    let replays = contract.replay.as_ref();
    let replay = replays.and_then(|replay| replay.event.as_ref()).map(|_| quote!(REPLAY,));
    let redeliver =
        replays.and_then(|replay| replay.redeliver_path.as_ref()).map(|_| quote!(REDELIVER_PATH,));
    let of_replay = (replay.is_some() || redeliver.is_some()).then(|| quote!(replay,));
    let (retry, of_retry) = contract.retry.as_ref().map(|_| (quote!(RETRY,), quote!(retry,))).unzip();
    // By a layout that is not plain, it is the receiver that finds what a delivery is read from, and nothing makes one.
    let (gate, builder, outside, found) = match ir.plain {
        Some(_) => {
            let builder = quote!(
                #[cfg(feature = "sender")]
                pub use delivery::DeliveryBuilder;
            );
            (None, Some(builder), Some(quote!(Envelope,)), None)
        }
        None => {
            let found = quote! {
                #[doc(no_inline)]
                #[cfg(feature = "receiver")]
                pub use webhook_runtime::{RawEvent, ReadError, ReceiveError, Received, Reply, RequestParts};
            };
            (Some(quote!(#[cfg(feature = "receiver")])), None, None, Some(found))
        }
    };
    quote! {
        mod contract;
        #gate
        mod delivery;
        mod event;
        mod event_type;
        #[cfg(any(feature = "receiver", feature = "sender"))]
        pub mod kind;
        #[cfg(feature = "receiver")]
        mod receiver;
        #[cfg(feature = "testing")]
        pub mod testing;
        mod texts;

        pub use contract::{#base_url CONTRACT, #redeliver #replay #retry VERSION};
        #gate
        pub use delivery::Delivery;
        #builder
        pub use event::Event;
        #[cfg(feature = "sender")]
        pub use event::EventKind;
        pub use event_type::{EventType, Family, ParseEventTypeError};
        #[cfg(feature = "receiver")]
        pub use receiver::{Catalog, DeliveryOf, Endpoint, Receiver, Router, Signer, Verified};
        pub use texts::SHARED_SCHEMAS;

        #[doc(no_inline)]
        pub use #common as common;
        #(#[doc(no_inline)] #families)*
        #[doc(no_inline)]
        pub use webhook_runtime::{
            DecodeError, #outside InvalidSecret, Number, RawJson, Secret, SecretForm, Stage, Timestamp, UnexpectedForm, UnknownEvent, UnknownReason, UnknownText, UnknownVariant, #of_replay #of_retry
        };
        #[doc(no_inline)]
        #[cfg(feature = "sender")]
        pub use webhook_runtime::{BuildError, Maybe, Problem};
        #[doc(no_inline)]
        #[cfg(feature = "receiver")]
        pub use webhook_runtime::{
            Answer, CannotSign, DeadLetter, Disposition, HandlerError, Headers, Outgoing, RouterError, VerifyError, dedupe,
        };
        #found
        #[doc(no_inline)]
        #[cfg(feature = "axum")]
        pub use webhook_runtime::axum;
    }
}

/// The names of the facade's own modules.
const TAKEN: [&str; 14] = [
    "axum",
    "common",
    "contract",
    "dedupe",
    "delivery",
    "event",
    "event_type",
    "kind",
    "receiver",
    "replay",
    "retry",
    "testing",
    "texts",
    // The crate that all of it builds on.
    "webhook_runtime",
];

/// The name by which a family's crate goes here; one that is taken gets an underscore behind it, as keywords do.
pub fn module(family: &str) -> syn::Ident {
    let ident = super::names::field_name(family);
    let is_taken = TAKEN.contains(&ident.as_str());
    format_ident!("{ident}{}", if is_taken { "_" } else { "" })
}

fn front_page(ir: &Ir<'_>) -> Vec<String> {
    let mut lines = introduction(ir, &FRONT_PAGE);
    lines.extend(["".into(), format!("{} Events", FRONT_PAGE.heading), "".into()]);
    lines.push("| event | feature | |".into());
    lines.push("| --- | --- | --- |".into());
    for family in &ir.families {
        for event in ir.events_of(family) {
            let (name, feature) = (&event.entry.name, &family.entry.name);
            let mut what = docs::first_sentence(&event.entry.description).replace('|', "\\|");
            what += match event.entry.emission.status {
                Status::Live => "",
                Status::Declared => " *Declared, not emitted yet.*",
                Status::Unknown => " *Nothing is known of whether it is emitted.*",
            };
            if event.deprecation.is_some() {
                what += " *Deprecated.*";
            }
            if !event.entry.published {
                what += " *Not on the catalog page.*";
            }
            lines.push(format!(
                "| [`{name}`](Event::{}) | `{feature}` | {} |",
                event.ident,
                what.trim_start()
            ));
        }
    }
    lines
}

fn readme(ir: &Ir<'_>) -> String {
    let marker = markdown_marker(&format!("{CATALOG}/index.json"));
    format!("{marker}\n\n# {}\n\n{}\n", facade_name(ir), introduction(ir, &README).join("\n"))
}

/// Writes the file that has every text: together, they would be there twice.
fn texts(ir: &Ir<'_>, out: &mut dyn Write) -> io::Result<()> {
    let count = ir.events.len();
    let items = "/// The schemas that events refer to, each with its `$id`.\n\
                 pub const SHARED_SCHEMAS: &[(&str, &str)] = &[";
    out.write_all(rust_file(CATALOG, TEXTS_DOCS, items.to_owned()).as_bytes())?;
    for schema in &ir.shared_schemas {
        writeln!(out, "    ({:?}, {}),", schema.id, raw_string(schema.text))?;
    }
    let items = "/// The schema of each event, in the order of `EventType::ALL`.\n\
                 pub(crate) static SCHEMAS: [&str; ";
    writeln!(out, "];\n\n{items}{count}] = [")?;
    ir.events.iter().try_for_each(|event| writeln!(out, "    {},", raw_string(event.schema)))?;
    let items = "/// The example of each event, in the order of `EventType::ALL`.\n\
                 pub(crate) static EXAMPLES: [&str; ";
    writeln!(out, "];\n\n{items}{count}] = [")?;
    ir.events.iter().try_for_each(|event| writeln!(out, "    {},", raw_string(event.example)))?;
    out.write_all(b"];\n")
}

/// A raw string literal with as many `#` as the text needs; a text with letters that a source may not have is escaped
/// instead.
fn raw_string(text: &str) -> String {
    if terminal::hides(text, |letter| matches!(letter, '\n' | '\t')) {
        return format!("{text:?}");
    }
    let longest = text.split('"').skip(1).map(|rest| rest.bytes().take_while(|b| *b == b'#').count()).max();
    let fence = "#".repeat(longest.map_or(0, |longest| longest + 1));
    format!("r{fence}\"{text}\"{fence}")
}

//! The facade: the one crate that a receiver imports.
//!
//! Its front page and modules are put together here; the items of a module are in a file of its name.

use quote::{format_ident, quote};
use webhook_catalog::index::entries::Status;

use super::{
    contract, crate_ident, delivery, docs, event, event_type, facade_name, facade_test, manifest, receiver,
    rust_file, unparse,
};
use crate::files::Files;
use crate::ir::{Event, Home, Ir};
use crate::markup::is_hidden;
use crate::render::rust::types::RustTypes;
use crate::render::{CATALOG, markdown_marker};

/// Writes the crate.
pub fn render(ir: &Ir<'_>, types: &RustTypes, files: &mut Files) {
    let directory = format!("{}/{}", super::DIRECTORY, facade_name(ir));
    let index = format!("{CATALOG}/index.json");
    files.add(format!("{directory}/Cargo.toml"), manifest::facade(ir));
    files.add(format!("{directory}/README.md"), readme(ir));
    let mut add = |name: &str, source: &str, docs: &str, items: String| {
        files.add(format!("{directory}/src/{name}.rs"), rust_file(source, docs, &items));
    };
    add("lib", &index, &docs::inner(&front_page(ir)), unparse(root(ir)));
    add("event", &index, event::DOCS, unparse(event::items(ir)));
    add("event_type", &index, event_type::DOCS, unparse(event_type::items(ir)));
    add(
        "delivery",
        &format!("{CATALOG}/{}", ir.index.contract.envelope.schema.as_deref().unwrap_or("index.json")),
        delivery::DOCS,
        unparse(delivery::items(ir, types)) + &delivery::builder(ir, types),
    );
    add("contract", &index, contract::DOCS, unparse(contract::items(ir)));
    add("receiver", &index, receiver::DOCS, unparse(receiver::items()));
    add("kind", &index, receiver::KIND_DOCS, unparse(receiver::kinds(ir)));
    add("testing", &index, receiver::TESTING_DOCS, unparse(receiver::testing()));
    add("texts", CATALOG, TEXTS_DOCS, texts(ir));
    files.add(
        format!("{directory}/tests/examples.rs"),
        rust_file(CATALOG, facade_test::DOCS, &facade_test::items(ir)),
    );
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
    let (replay, of_replay) = contract.replay.as_ref().map(|_| (quote!(REPLAY,), quote!(replay,))).unzip();
    let (retry, of_retry) = contract.retry.as_ref().map(|_| (quote!(RETRY,), quote!(retry,))).unzip();
    quote! {
        mod contract;
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

        pub use contract::{#base_url CONTRACT, #replay #retry VERSION};
        pub use delivery::Delivery;
        #[cfg(feature = "sender")]
        pub use delivery::DeliveryBuilder;
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
            DecodeError, Envelope, InvalidSecret, Number, RawJson, Secret, SecretForm, Stage, Timestamp, UnexpectedForm, UnknownEvent, UnknownReason, UnknownText, UnknownVariant, #of_replay #of_retry
        };
        #[doc(no_inline)]
        #[cfg(feature = "sender")]
        pub use webhook_runtime::{BuildError, Maybe, Problem};
        #[doc(no_inline)]
        #[cfg(feature = "receiver")]
        pub use webhook_runtime::{
            Answer, DeadLetter, Disposition, HandlerError, Headers, RouterError, VerifyError, dedupe,
        };
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

/// How an introduction is formatted.
struct Style {
    heading: &'static str,
    fence: &'static str,
    /// Whether lines of code that a reader does not need are there, for the test that rustdoc makes of it.
    is_tested: bool,
}

const FRONT_PAGE: Style = Style { heading: "#", fence: "```", is_tested: true };
const README: Style = Style { heading: "##", fence: "```rust", is_tested: false };

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

fn introduction(ir: &Ir<'_>, style: &Style) -> Vec<String> {
    let provider = &ir.index.provider.title;
    let mut lines = docs::lines(&format!(
        "The {} of {provider}, catalog version {}: typed, tolerant of what is added later, and lossless.",
        match ir.events.len() {
            1 => "one webhook event".to_owned(),
            count => format!("{count} webhook events"),
        },
        ir.index.version.0,
    ));
    lines.push(String::new());
    lines.extend(example(ir, style));
    lines.push(String::new());
    lines.extend(docs::lines(
        "A field, an enum's value or an event that this build does not know is never an error: fields are skipped \
         (`Delivery::raw` still has them), values are kept as text, events become `Event::Unknown` with the reason. \
         A required field that is missing or of another type is an error: a `DecodeError` that names the event, its \
         id and the path.",
    ));
    lines.extend(["".into(), format!("{} Receive", style.heading), "".into()]);
    lines.extend(receiving(ir, style));
    lines.extend(["".into()]);
    lines.extend(docs::lines(&format!(
        "That is the core, for those who do the rest themselves. `Endpoint` handles a request from end to end: it \
         verifies, asks a store of `dedupe` whether the event was handled before (the same event may arrive more than \
         once; `{}` identifies it), decodes, hands it to the one handler that a `Router` has for it, and answers so \
         that the sender delivers again what was not handled, and nothing else. `CONTRACT` has the names, numbers and \
         policies that hold for every delivery.",
        ir.plain.map_or("", |plain| plain.id_field)
    )));
    lines.extend(["".into(), format!("{} Send", style.heading), "".into()]);
    lines.extend(docs::lines(
        "With the feature `sender`, `builder()` of a payload takes its fields in any order, and `Delivery::of` makes the \
         body of one. An event that is not in the catalog, or the payload of another event, does not compile; \
         `BuildError` names every field that is missing.",
    ));
    lines.push(String::new());
    lines.extend(sending(ir, style));
    lines.extend(["".into(), format!("{} Features", style.heading), "".into()]);
    lines.extend(docs::lines(
        "`full`, the default, has every family. A build that needs a few families turns the default off and names \
         them; events of the others are `Event::Unknown`, with `UnknownReason::FamilyDisabled`. \
         `receiver`, on by default, has what receives deliveries.",
    ));
    lines.extend(["".into(), "| feature | |".into(), "| --- | --- |".into()]);
    let features = [super::SENDER_FEATURE].into_iter().chain(super::RUNTIME_FEATURES);
    lines.extend(features.map(|(feature, what)| format!("| `{feature}` | {what} |")));
    lines.extend(["".into(), "| feature | events | |".into(), "| --- | --- | --- |".into()]);
    for family in &ir.families {
        let description = docs::line(&family.entry.description).replace('|', "\\|");
        lines.push(format!("| `{}` | {} | {description} |", family.entry.name, family.events.len()));
    }
    lines
}

/// An example that verifies what it has signed itself.
fn receiving(ir: &Ir<'_>, style: &Style) -> Vec<String> {
    let Some(Event { ident, .. }) = ir.events.first() else { return Vec::new() };
    let krate = facade_name(ir).replace('-', "_");
    let code = [
        "# #[cfg(feature = \"receiver\")]",
        "# fn main() -> Result<(), Box<dyn std::error::Error>> {",
        &format!("use {krate}::Receiver;"),
        "",
        "# let secret = \"5f0c1e\";",
        &format!("# let body = {krate}::EventType::{ident}.example().as_bytes();"),
        &format!("# let signer = {krate}::Signer::new(&{krate}::Secret::new(secret)?);"),
        "# let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();",
        &format!("# let envelope = {krate}::Delivery::peek(body)?;"),
        "# let headers = signer.headers(&envelope.id, now, body);",
        "let receiver = Receiver::new(secret)?;                // once",
        "let verified = receiver.verify(&headers, body)?;      // or answer with the error's status()",
        "let delivery = verified.decode()?;                    // authentic, even if this fails: keep the body",
        "# let _ = delivery;",
        "# Ok(())",
        "# }",
        "# #[cfg(not(feature = \"receiver\"))]",
        "# fn main() {}",
    ];
    fenced(&code, style)
}

/// An example that sends the payload of an example again.
fn sending(ir: &Ir<'_>, style: &Style) -> Vec<String> {
    let Some(Event { ident, family, .. }) = ir.events.first() else { return Vec::new() };
    let feature = super::names::feature(&ir.family(*family).entry.name);
    let krate = facade_name(ir).replace('-', "_");
    let mut code = vec![
        format!("# #[cfg(all(feature = \"sender\", feature = {feature:?}))]"),
        "# fn main() -> Result<(), Box<dyn std::error::Error>> {".into(),
        format!("use {krate}::{{Delivery, Event, EventType, kind}};"),
        String::new(),
        "// An example of the catalog stands in for values of your own.".into(),
        format!("let example = Delivery::decode(EventType::{ident}.example().as_bytes())?;"),
        format!("let Event::{ident}(payload) = example.event else {{ return Ok(()) }};"),
        format!("let delivery = Delivery::of(kind::{ident}, *payload)"),
    ];
    for field in ir.around().filter(|field| field.required) {
        code.push(format!("    .{}(example.{})", super::names::setter(field), super::names::field(field)));
    }
    let end = [
        "    .build()?;",
        "let body = delivery.to_body()?;",
        "# assert_eq!(Delivery::decode(body.as_bytes())?.event, delivery.event);",
        "# Ok(())",
        "# }",
        &format!("# #[cfg(not(all(feature = \"sender\", feature = {feature:?})))]"),
        "# fn main() {}",
    ];
    code.extend(end.map(str::to_owned));
    fenced(&code.iter().map(String::as_str).collect::<Vec<_>>(), style)
}

/// An example that runs on the first event that there is.
fn example(ir: &Ir<'_>, style: &Style) -> Vec<String> {
    let Some(Event { ident, family, .. }) = ir.events.first() else { return Vec::new() };
    let feature = super::names::feature(&ir.family(*family).entry.name);
    let krate = facade_name(ir).replace('-', "_");
    let code = [
        &format!("use {krate}::{{Delivery, Event, EventType}};"),
        "",
        &format!("let body = EventType::{ident}.example();  // the bytes that arrived"),
        "let delivery = Delivery::decode(body.as_bytes())?;",
        "match delivery.event {",
        &format!("# #[cfg(feature = {feature:?})]"),
        &format!("    Event::{ident}(payload) => println!(\"{{payload:?}}\"),"),
        "    Event::Unknown(event) => println!(\"{} is {}\", event.event_type(), event.reason()),",
        "    _ => {}",
        "}",
        &format!("# Ok::<(), {krate}::DecodeError>(())"),
    ];
    fenced(&code, style)
}

/// Code as it is shown: with the lines that only the test needs, where it is tested.
fn fenced(code: &[&str], style: &Style) -> Vec<String> {
    let shown = code.iter().copied().filter(|line| style.is_tested || !line.starts_with("# "));
    std::iter::once(style.fence).chain(shown).chain(["```"]).map(str::to_owned).collect()
}

fn readme(ir: &Ir<'_>) -> String {
    let marker = markdown_marker(&format!("{CATALOG}/index.json"));
    format!("{marker}\n\n# {}\n\n{}\n", facade_name(ir), introduction(ir, &README).join("\n"))
}

fn texts(ir: &Ir<'_>) -> String {
    let all = |text: fn(&Event<'_>) -> String| ir.events.iter().map(text).collect::<String>();
    let count = ir.events.len();
    let schemas = all(|event| format!("    {},\n", raw_string(event.schema)));
    let examples = all(|event| format!("    {},\n", raw_string(event.example)));
    let shared: String = ir
        .shared_schemas
        .iter()
        .map(|schema| format!("    ({:?}, {}),\n", schema.id, raw_string(schema.text)))
        .collect();
    format!(
        "/// The schemas that events refer to, each with its `$id`.\n\
         pub const SHARED_SCHEMAS: &[(&str, &str)] = &[\n{shared}];\n\n\
         /// The schema of each event, in the order of `EventType::ALL`.\n\
         pub(crate) static SCHEMAS: [&str; {count}] = [\n{schemas}];\n\n\
         /// The example of each event, in the order of `EventType::ALL`.\n\
         pub(crate) static EXAMPLES: [&str; {count}] = [\n{examples}];\n"
    )
}

/// A raw string literal with as many `#` as the text needs; a text with letters that a source may not have is escaped
/// instead.
fn raw_string(text: &str) -> String {
    if text.contains(|letter| letter != '\n' && letter != '\t' && is_hidden(letter)) {
        return format!("{text:?}");
    }
    let longest = text.split('"').skip(1).map(|rest| rest.bytes().take_while(|b| *b == b'#').count()).max();
    let fence = "#".repeat(longest.map_or(0, |longest| longest + 1));
    format!("r{fence}\"{text}\"{fence}")
}

//! What the facade is, for those who meet it: how deliveries are received and sent, and which features there are.

use webhook_contract::{KeyEncoding, Location, Piece, SignatureRule};

use super::docs;
use super::facade_name;
use crate::ir::{Event, Ir};
use crate::markup::code;

/// How an introduction is formatted.
pub struct Style {
    /// What a heading opens with.
    pub heading: &'static str,
    fence: &'static str,
    /// Whether lines of code that a reader does not need are there, for the test that rustdoc makes of it.
    is_tested: bool,
}

/// On the front page of the documentation.
pub const FRONT_PAGE: Style = Style { heading: "#", fence: "```", is_tested: true };
/// On the page of the package.
pub const README: Style = Style { heading: "##", fence: "```rust", is_tested: false };

/// The lines of the introduction.
pub fn introduction(ir: &Ir<'_>, style: &Style) -> Vec<String> {
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
    lines.extend(if ir.plain.is_some() { example(ir, style) } else { finding(ir, style) });
    lines.push(String::new());
    lines.extend(docs::lines(
        "A field, an enum's value or an event that this build does not know is no error: fields are skipped, so that \
         only `Delivery::raw` still has them, values are kept as they came, events become `Event::Unknown` with the reason. \
         Where a type has a map for other keys, a new key is in that, and its value has to be of the map's type. A required \
         field that is missing, a field of another type, or an integer beyond 64 bits is an error: a `DecodeError` that \
         names the event, its id and the path.",
    ));
    match ir.plain {
        Some(plain) => {
            lines.extend(["".into(), format!("{} Receive", style.heading), "".into()]);
            lines.extend(receiving(ir, style));
            lines.extend(["".into()]);
            lines.extend(docs::lines(&core(&code(plain.id_field))));
        }
        None => {
            lines.push(String::new());
            lines.extend(docs::lines(&core("`Delivery::key`")));
        }
    }
    lines.extend(["".into(), format!("{} Send", style.heading), "".into()]);
    lines.extend(docs::lines(match ir.plain {
        Some(_) => {
            "With the feature `sender`, `builder()` of a payload takes its fields in any order, and `Delivery::of` makes the \
             body of one. An event that is not in the catalog, or the payload of another event, does not compile; \
             `BuildError` names every field that is missing."
        }
        None => {
            "With the feature `sender`, `builder()` of a payload takes its fields in any order, and `BuildError` names every \
             field that is missing. What is around a payload is up to the sender."
        }
    }));
    if ir.plain.is_some() {
        lines.push(String::new());
        lines.extend(sending(ir, style));
    }
    lines.extend(["".into(), format!("{} Features", style.heading), "".into()]);
    lines.extend(docs::lines(
        "`full`, the default, has every family. A build that needs a few families turns the default off and names \
         them; events of the others are `Event::Unknown`, with `UnknownReason::FamilyDisabled`. \
         `receiver`, on by default, has what receives deliveries.",
    ));
    lines.extend(["".into(), "| feature | |".into(), "| --- | --- |".into()]);
    let sender = (super::SENDER_FEATURE, super::sender_purpose(ir));
    let features = [sender].into_iter().chain(super::RUNTIME_FEATURES);
    lines.extend(features.map(|(feature, what)| format!("| `{feature}` | {what} |")));
    lines.extend(["".into(), "| feature | events | |".into(), "| --- | --- | --- |".into()]);
    for family in &ir.families {
        let description = docs::line(&family.entry.description).replace('|', "\\|");
        lines.push(format!("| `{}` | {} | {description} |", family.entry.name, family.events.len()));
    }
    lines
}

/// What does more than the example, where the same event may come again, and `id` identifies it.
fn core(id: &str) -> String {
    format!(
        "That is the core, for those who do the rest themselves. `Endpoint` handles a request from end to end: it \
         verifies, asks a store of `dedupe` whether the event was handled before (the same event may arrive more than \
         once; {id} identifies it), decodes, hands it to the one handler that a `Router` has for it, and answers so \
         that the sender delivers again what was not handled, and nothing else. `CONTRACT` has the names, numbers and \
         policies that hold for every delivery."
    )
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
        &format!("# let signer = {krate}::Signer::new(&{krate}::Secret::new(secret)?)?;"),
        "# let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();",
        &format!("# let headers = signer.sign({krate}::Outgoing::post(body), now)?.headers;"),
        "let receiver = Receiver::new(secret)?;                // once",
        "let verified = receiver.verify(&headers, body)?;      // or answer with the error's status()",
        "let delivery = verified.decode()?;                    // authentic, even if this fails: keep the body",
        "# let _ = delivery;",
        "# Ok(())",
        "# }",
        "# #[cfg(not(feature = \"receiver\"))]",
        "# fn main() {}",
    ];
    let fence = match style.is_tested && !signs_any_body(&ir.index.contract.signature) {
        true => "```no_run",
        false => style.fence,
    };
    fenced(&code, &Style { fence, ..*style })
}

/// Whether any secret and any body are enough for a signature in a header.
fn signs_any_body(rule: &SignatureRule) -> bool {
    let pieces = rule.message.iter().flat_map(|message| message.pieces());
    let is_given = |piece: &Piece| {
        matches!(piece, Piece::Text(_) | Piece::Body | Piece::Timestamp | Piece::Secret | Piece::BodySha256)
    };
    let is_in_header = matches!(&*rule.locations, [Location::Header(_), ..]);
    let is_of_text = rule.key.encoding == KeyEncoding::Text && rule.algorithm.is_hmac();
    is_of_text && is_in_header && rule.also.is_empty() && pieces.into_iter().all(is_given)
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

/// An example that finds the events of a request, and reads them.
fn finding(ir: &Ir<'_>, style: &Style) -> Vec<String> {
    let Some(Event { ident, family, .. }) = ir.events.first() else { return Vec::new() };
    let feature = super::names::feature(&ir.family(*family).entry.name);
    let krate = facade_name(ir).replace('-', "_");
    let code = [
        "# #[cfg(feature = \"receiver\")]",
        "# mod example {",
        &format!(
            "use {krate}::{{DeadLetter, Delivery, Event, ReceiveError, Received, Receiver, RequestParts}};"
        ),
        "",
        "fn receive(receiver: &Receiver, headers: &[(&str, &str)], body: &[u8]) -> Result<(), ReceiveError> {",
        "    // Or answer with the status of the error.",
        "    match receiver.receive(&RequestParts::new(headers, body))? {",
        "        Received::Handshake(reply) => println!(\"answer {} {}\", reply.status, reply.body),",
        "        Received::Events(events) => {",
        "            for event in events {",
        "                match Delivery::read(event) {",
        "                    Ok(delivery) => handle(delivery),",
        "                    Err(DeadLetter { error, .. }) => println!(\"authentic, so keep the body: {error}\"),",
        "                }",
        "            }",
        "        }",
        "    }",
        "    Ok(())",
        "}",
        "",
        "fn handle(delivery: Delivery<'_>) {",
        "    match delivery.event {",
        &format!("# #[cfg(feature = {feature:?})]"),
        &format!("        Event::{ident}(payload) => println!(\"{{payload:?}}\"),"),
        "        Event::Unknown(event) => println!(\"{} is {}\", event.event_type(), event.reason()),",
        "        _ => {}",
        "    }",
        "}",
        "# }",
    ];
    fenced(&code, style)
}

/// Code as it is shown: with the lines that only the test needs, where it is tested.
fn fenced(code: &[&str], style: &Style) -> Vec<String> {
    let shown = code.iter().copied().filter(|line| style.is_tested || !line.starts_with("# "));
    std::iter::once(style.fence).chain(shown).chain(["```"]).map(str::to_owned).collect()
}

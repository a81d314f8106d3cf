//! What becomes of a delivery at a receiver: its steps, and the answer with which it ends at each.

use webhook_contract::{Handshake, Location, Next, Outcome, Piece};

use super::Drawn;
use crate::ir::Ir;
use crate::svg::{Anchor, Drawing, Look, Style, Width, measure};
use crate::words::layout::{self, id_as, name_as};
use crate::words::{counted, duration};

/// A step: what is done, with what, and how it may end the way.
struct Step {
    title: &'static str,
    text: String,
    ends: Vec<End>,
}

/// An end of the way: when, and with which answer.
struct End {
    when: &'static str,
    answer: String,
}

const TITLE: &str = "The way of a delivery through a receiver";
const PAD: i32 = 10;
const BETWEEN: i32 = 18;

pub(super) fn draw(ir: &Ir<'_>, width: Width) -> Option<Drawn> {
    let mut drawing = Drawing::new(width);
    let steps = steps(ir);
    let mut y = drawing.paragraph(Style::Strong, [0, 0, drawing.width()], 2, TITLE) + 6;
    for (number, step) in steps.iter().enumerate() {
        let [bottom, end] = draw_step(&mut drawing, step, y);
        y = end;
        if number + 1 < steps.len() {
            y += BETWEEN;
            drawing.arrow(&[[24, bottom], [24, y]]);
        }
    }
    let said = steps.iter().map(|step| {
        let ends = step.ends.iter().map(|end| format!(" {}: {}.", end.when, end.answer));
        format!("{}: {}.{}", step.title, step.text, ends.collect::<String>())
    });
    let description = said.collect::<Vec<_>>().join(" ");
    Some(Drawn { drawing, height: y + 2, title: TITLE.to_owned(), description })
}

/// The alternative of the picture: its steps.
pub fn alternative(ir: &Ir<'_>) -> String {
    let layout = &ir.index.contract.envelope;
    let greet = if layout.handshakes.is_empty() { "" } else { "answer handshakes, " };
    let find = if layout.events().is_some() { "find the events, " } else { "" };
    match layout.handshakes.iter().all(|handshake| handshake.signed) {
        true => format!("{TITLE}: verify, {greet}{find}deduplicate, decode, handle, answer"),
        false => format!("{TITLE}: {greet}verify, {find}deduplicate, decode, handle, answer"),
    }
}

/// The statuses are those that the generated receiver answers with.
fn steps(ir: &Ir<'_>) -> Vec<Step> {
    let contract = &ir.index.contract;
    let layout = &contract.envelope;
    let done = layout.answer.ok.as_ref().map_or(200, |answer| answer.status);
    let end = |when, status| End { when, answer: answer(ir, status) };
    let step = |title, text, ends| Step { title, text, ends };
    let (signed_ones, unsigned): (Vec<_>, Vec<_>) = layout.handshakes.iter().partition(|own| own.signed);
    let mut steps = vec![step(
        "Read",
        format!("the body, up to {}", size(contract.limits.body_limit())),
        vec![end("larger", 413)],
    )];
    steps.extend(handshakes("Answer handshakes", &unsigned));
    steps.push(step("Verify", signed(ir), vec![end("forged, stale or incomplete", 503)]));
    steps.extend(handshakes("Answer signed handshakes", &signed_ones));
    if let Some(events) = layout.events() {
        let path = match layout::path(events.tokens()) {
            path if path == "[]" => "every item of the body".to_owned(),
            path => format!("every “{path}”"),
        };
        steps.push(step(
            "Find the events",
            format!("{path}; what follows is for each by itself"),
            Vec::new(),
        ));
    }
    let (by_id, reads) = deduplicated_and_read(ir);
    steps.extend([
        step("Deduplicate", by_id, vec![end("handled before", done), end("being handled", 503)]),
        step("Decode", reads, vec![end("undecodable: kept as a dead letter", done)]),
        step(
            "Handle",
            "by the event's handler, its family's, or the fallback".to_owned(),
            vec![end("failed, or out of time", 503)],
        ),
        step("Answer", answered(ir, done), Vec::new()),
    ]);
    steps
}

/// The answer to a delivery of which nothing failed.
fn answered(ir: &Ir<'_>, status: u16) -> String {
    let all =
        if ir.index.contract.envelope.events().is_some() { ", if no event got another answer" } else { "" };
    format!("{}{all}", answer(ir, status))
}

/// By what an event is told from others, and how it is read.
fn deduplicated_and_read(ir: &Ir<'_>) -> (String, String) {
    let Some(plain) = ir.plain else {
        let layout = &ir.index.contract.envelope;
        let quoted = |text: &str| format!("“{text}”");
        let payload = match (layout.payload(), &layout.resource) {
            ([], Some(_)) => "it has no payload".to_owned(),
            ([], None) => "all of it is its payload".to_owned(),
            (way, _) => format!("“{}” is its payload", layout::path(way)),
        };
        return (
            format!("by {}", id_as(layout, &quoted)),
            format!("an event's name is {}; {payload}", name_as(layout, &quoted)),
        );
    };
    let scope = plain.scope.map(|scope| format!(", within its “{scope}”")).unwrap_or_default();
    (
        format!("by the “{}” in the body{scope}", plain.id_field),
        format!("“{}” names the event, “{}” is its payload", plain.type_field, plain.data_field),
    )
}

/// The step that handshakes end at, where there are any.
fn handshakes(title: &'static str, own: &[&Handshake]) -> Option<Step> {
    let mut statuses: Vec<u16> = own.iter().map(|own| own.answer.status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    // The sender of a handshake looks at more than the status, and has no event to send again.
    let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
    let end = End { when: "a handshake", answer: statuses.join(" or ") };
    let text = "requests that deliver nothing, and ask for a certain answer".to_owned();
    (!own.is_empty()).then(|| Step { title, text, ends: vec![end] })
}

fn size(bytes: usize) -> String {
    const KIBIBYTE: usize = 1024;
    if bytes > 0 && bytes.is_multiple_of(KIBIBYTE) {
        format!("{} KiB", bytes / KIBIBYTE)
    } else {
        counted(bytes, "byte", "bytes")
    }
}

/// What is verified: all that this picture says of the signature.
fn signed(ir: &Ir<'_>) -> String {
    let signature = &ir.index.contract.signature;
    let place = match signature.locations.first() {
        Some(Location::Header(name)) => name.to_string(),
        Some(location) => layout::place_as(location, &|text| format!("“{text}”")),
        None => String::new(),
    };
    let has_body = signature.message.as_ref().is_some_and(|message| message.has(&Piece::Body));
    let signed = if has_body { " over the raw body" } else { "" };
    let time =
        signature.tolerance().map(|tolerance| format!("; its time is at most {} off", duration(tolerance)));
    format!("{place}{signed}{}", time.unwrap_or_default())
}

/// A status, and what the sender does about it, where that is stated.
fn answer(ir: &Ir<'_>, status: u16) -> String {
    let retry = ir.index.contract.retry.as_ref();
    let next = retry.and_then(|retry| retry.next_attempt(1, Outcome::Status(status)));
    let Some(next) = next else { return status.to_string() };
    let next = match next {
        Next::Delivered => "delivered".to_owned(),
        Next::RetryAfter(wait) if wait.is_zero() => "tried again at once".to_owned(),
        Next::RetryAfter(wait) => format!("tried again after {}", duration(wait)),
        Next::Refused => "failed for good".to_owned(),
        Next::GiveUp => "failed: there is no other attempt".to_owned(),
    };
    format!("{status}, {next}")
}

/// Draws a step with its ends: next to it where there is room, below it where there is not. Gives back where the step ends, and
/// where all of this does.
fn draw_step(drawing: &mut Drawing, step: &Step, y: i32) -> [i32; 2] {
    const BESIDE: i32 = 600;
    let is_beside = drawing.width() >= BESIDE;
    let whole = drawing.width() - 2;
    let own = if is_beside { whole * 11 / 20 } else { whole };
    let inner = own - 2 * PAD;
    let heading = measure(Style::Strong, step.title) + 12;
    let is_short = measure(Style::Small, &step.text) <= inner - heading;
    let mut height = PAD - 2;
    drawing.text(Style::Strong, Anchor::Start, [1 + PAD, y + height + 14], step.title);
    if is_short {
        drawing.text(Style::Small, Anchor::Start, [1 + PAD + heading, y + height + 14], &step.text);
        height += Style::Strong.line();
    } else {
        height += Style::Strong.line();
        height += drawing.paragraph(Style::Small, [1 + PAD, y + height, inner], 6, &step.text);
    }
    height += PAD - 3;
    let (left, mut below) = if is_beside { (own + 46, y) } else { (48, y + height + 8) };
    let bottom = y + height;
    let mut ways = Vec::new();
    for end in &step.ends {
        let texts = [(Style::Small, end.when.to_owned()), (Style::Code, end.answer.clone())];
        let column = drawing.width() - left - 1 - 2 * PAD;
        let mut inside = 5;
        for (style, text) in texts {
            inside += drawing.paragraph(style, [left + PAD, below + inside, column], 3, &text);
        }
        inside += 5;
        drawing.rect(Look::Outcome, [left, below, drawing.width() - left - 1, inside]);
        ways.push(below + inside / 2);
        below += inside + 8;
    }
    drawing.rect(Look::Frame, [1, y, own, height]);
    let turn = if is_beside { own + 22 } else { 24 };
    for (number, way) in ways.iter().enumerate() {
        match (is_beside, number) {
            (true, 0) => drawing.arrow(&[[own + 1, *way], [left - 2, *way]]),
            (true, _) => drawing.arrow(&[[turn, ways[0]], [turn, *way], [left - 2, *way]]),
            (false, _) => drawing.arrow(&[[turn, *way], [left - 2, *way]]),
        }
    }
    [bottom, if step.ends.is_empty() { bottom } else { bottom.max(below - 8) }]
}

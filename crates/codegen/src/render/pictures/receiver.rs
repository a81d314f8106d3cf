//! What becomes of a delivery at a receiver: its steps, and the answer with which it ends at each.

use webhook_contract::{Location, Next, Outcome};

use super::Drawn;
use crate::ir::Ir;
use crate::svg::{Anchor, Drawing, Look, Style, Width, measure};
use crate::words::{counted, duration};

/// A step: what is done, with what, and how it may end the way.
struct Step {
    title: &'static str,
    text: String,
    ends: Vec<End>,
}

/// An end of the way: when, and with which status.
struct End {
    when: &'static str,
    status: u16,
}

const TITLE: &str = "The way of a delivery through a receiver";
const PAD: i32 = 10;
const BETWEEN: i32 = 18;

pub(super) fn draw(ir: &Ir<'_>, width: Width) -> Option<Drawn> {
    let mut drawing = Drawing::new(width);
    let steps = steps(ir);
    let mut y = drawing.paragraph(Style::Strong, [0, 0, drawing.width()], 2, TITLE) + 6;
    for (number, step) in steps.iter().enumerate() {
        let [bottom, end] = draw_step(&mut drawing, ir, step, y);
        y = end;
        if number + 1 < steps.len() {
            y += BETWEEN;
            drawing.arrow(&[[24, bottom], [24, y]]);
        }
    }
    let said = steps.iter().map(|step| {
        let ends = step.ends.iter().map(|end| format!(" {}: {}.", end.when, answer(ir, end.status)));
        format!("{}: {}.{}", step.title, step.text, ends.collect::<String>())
    });
    let description = said.collect::<Vec<_>>().join(" ");
    Some(Drawn { drawing, height: y + 2, title: TITLE.to_owned(), description })
}

/// The alternative of the picture: its steps.
pub fn alternative() -> String {
    format!("{TITLE}: verify, deduplicate, decode, handle, answer")
}

/// The statuses are those that the generated receiver answers with.
fn steps(ir: &Ir<'_>) -> Vec<Step> {
    let contract = &ir.index.contract;
    let plain = ir.plain;
    let scope = plain.and_then(|plain| plain.scope);
    let scope = scope.map(|scope| format!(", within its “{scope}”")).unwrap_or_default();
    let by_id = plain.map(|plain| format!("by the “{}” in the body{scope}", plain.id_field));
    let reads = plain.map(|plain| {
        format!("“{}” names the event, “{}” is its payload", plain.type_field, plain.data_field)
    });
    let end = |when, status| End { when, status };
    let step = |title, text, ends| Step { title, text, ends };
    vec![
        step(
            "Read",
            format!("the body, up to {}", size(contract.limits.body_limit())),
            vec![end("larger", 413)],
        ),
        step("Verify", signed(ir), vec![end("forged, stale or incomplete", 503)]),
        step(
            "Deduplicate",
            by_id.unwrap_or_default(),
            vec![end("handled before", 200), end("being handled", 503)],
        ),
        step("Decode", reads.unwrap_or_default(), vec![end("undecodable: kept as a dead letter", 200)]),
        step(
            "Handle",
            "by the event's handler, its family's, or the fallback".to_owned(),
            vec![end("failed, or out of time", 503)],
        ),
        step("Answer", answer(ir, 200), Vec::new()),
    ]
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
        Some(location) => location.to_string(),
        None => String::new(),
    };
    let signed = if signature.algorithm.signs() { " over the raw body" } else { "" };
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
fn draw_step(drawing: &mut Drawing, ir: &Ir<'_>, step: &Step, y: i32) -> [i32; 2] {
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
        let texts = [(Style::Small, end.when.to_owned()), (Style::Code, answer(ir, end.status))];
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

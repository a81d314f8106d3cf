//! The families, each with its events; of a large catalog, the families with how many events they have.

use webhook_catalog::index::entries::Status;

use super::Drawn;
use crate::ir::{Event, Family, Ir};
use crate::markup::{self, Part};
use crate::svg::{Anchor, Drawing, Look, Style, Width, measure};
use crate::words::counted;

/// Events that are named; of a catalog with more, only families are.
const NAMED: usize = 120;
/// Families that are drawn; the others are counted.
const MOST: usize = 120;

/// A drawing that is at least that wide names events.
const FOR_NAMES: i32 = 500;

/// What there is of each event.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Its name.
    Names,
    /// A sign.
    Dots,
    /// A part of the length of a bar.
    Bars,
}

const PAD: i32 = 10;
const BETWEEN: i32 = 10;

pub(super) fn draw(ir: &Ir<'_>, width: Width) -> Option<Drawn> {
    let mut drawing = Drawing::new(width);
    let form = match (ir.events.len() <= NAMED, width.0 >= FOR_NAMES) {
        (true, true) => Form::Names,
        (true, false) => Form::Dots,
        (false, _) => Form::Bars,
    };
    let mut y = drawing.paragraph(Style::Strong, [0, 0, drawing.width()], 2, &title(ir)) + 4;
    let statuses = statuses(ir);
    if form != Form::Bars && statuses.len() > 1 {
        y = legend(&mut drawing, &statuses, y) + 6;
    }
    let columns = columns(ir, drawing.width(), form);
    let column = (drawing.width() - (columns - 1) * BETWEEN) / columns;
    // Each family goes to the column that is the shortest so far.
    let mut ends = vec![y; usize::try_from(columns).unwrap_or(1)];
    for family in ir.families.iter().take(MOST) {
        let shortest = (0..ends.len()).min_by_key(|at| ends[*at]).unwrap_or_default();
        let x = i32::try_from(shortest).unwrap_or_default() * (column + BETWEEN);
        let top = ends[shortest];
        ends[shortest] = card(&mut drawing, ir, family, [x, top, column], form) + BETWEEN;
    }
    let mut end = ends.into_iter().max().unwrap_or(y);
    if let more @ 1.. = ir.families.len().saturating_sub(MOST) {
        let more = format!("and {}", counted(more, "more family", "more families"));
        end += drawing.paragraph(Style::Small, [0, end, drawing.width()], 2, &more);
    }
    Some(Drawn { drawing, height: end, title: title(ir), description: description(ir) })
}

/// The whole of it in a few words.
pub fn title(ir: &Ir<'_>) -> String {
    let events = counted(ir.events.len(), "event", "events");
    format!("{events} in {}", counted(ir.families.len(), "family", "families"))
}

fn description(ir: &Ir<'_>) -> String {
    let families = ir.families.iter().take(MOST);
    let said: Vec<String> =
        families.map(|family| format!("{}: {}", name(family), family.events.len())).collect();
    let more = if ir.families.len() > MOST { ", and others" } else { "" };
    format!("The number of events of each family. {}{more}.", said.join(", "))
}

fn name(family: &Family<'_>) -> String {
    let parts = markup::parts(&family.entry.title).into_iter().map(|part| match part {
        Part::Code(code) => code.trim_matches('`').to_owned(),
        Part::Prose(prose) => prose.to_owned(),
    });
    let title: String = parts.collect();
    if title.trim().is_empty() { family.entry.name.clone() } else { title }
}

/// As many as the names of most events fit into.
fn columns(ir: &Ir<'_>, width: i32, form: Form) -> i32 {
    if form != Form::Names {
        return if width >= FOR_NAMES { 3 } else { 2 };
    }
    let mut widths: Vec<i32> =
        ir.events.iter().map(|event| measure(Style::Code, &event.entry.name)).collect();
    widths.sort_unstable();
    let most = widths.get(widths.len() * 9 / 10).copied().unwrap_or_default();
    let needed = most + 2 * PAD + 18;
    let fits = |columns: &i32| (width - (columns - 1) * BETWEEN) / columns >= needed;
    [3, 2].into_iter().find(fits).unwrap_or(1)
}

/// Draws a family, and gives back where it ends.
fn card(drawing: &mut Drawing, ir: &Ir<'_>, family: &Family<'_>, [x, y, width]: [i32; 3], form: Form) -> i32 {
    let count = family.events.len().to_string();
    let inner = width - 2 * PAD - 2;
    let left = x + 1 + PAD;
    let mut height = 6;
    drawing.text(Style::Small, Anchor::End, [left + inner, y + height + 14], &count);
    let beside = inner - measure(Style::Small, &count) - 8;
    height += drawing.paragraph(Style::Strong, [left, y + height, beside], 3, &name(family));
    let top = y + height;
    height += match form {
        Form::Names => names(drawing, ir, family, [left, top, inner]),
        Form::Dots => dots(drawing, ir, family, [left, top, inner]),
        Form::Bars => bars(drawing, ir, family, [left, top, inner]),
    };
    height += 7;
    drawing.rect(Look::Frame, [x + 1, y, width - 2, height]);
    y + height
}

fn names(drawing: &mut Drawing, ir: &Ir<'_>, family: &Family<'_>, [x, y, width]: [i32; 3]) -> i32 {
    let mut height = 0;
    for event in ir.events_of(family) {
        bullet(drawing, event.entry.emission.status, [x + 4, y + height + 9]);
        let style = if event.deprecation.is_some() { Style::Gone } else { Style::Code };
        height += drawing.paragraph(style, [x + 16, y + height, width - 16], 3, &event.entry.name);
    }
    height
}

fn dots(drawing: &mut Drawing, ir: &Ir<'_>, family: &Family<'_>, [x, y, width]: [i32; 3]) -> i32 {
    const STEP: i32 = 14;
    let in_row = (width / STEP).max(1);
    let mut rows = 0;
    for (event, place) in ir.events_of(family).zip(0..) {
        rows = place / in_row + 1;
        let at = [x + 4 + place % in_row * STEP, y + 9 + place / in_row * STEP];
        bullet(drawing, event.entry.emission.status, at);
    }
    rows * STEP + 2
}

/// How many events it has, next to the family that has the most of all: those that are emitted, and the others.
fn bars(drawing: &mut Drawing, ir: &Ir<'_>, family: &Family<'_>, [x, y, width]: [i32; 3]) -> i32 {
    let most = ir.families.iter().take(MOST).map(|family| family.events.len()).max().unwrap_or(1).max(1);
    let live = ir.events_of(family).filter(|event| event.entry.emission.status == Status::Live).count();
    let y = y + 4;
    let scaled = |count: usize| {
        let width = usize::try_from(width).unwrap_or_default();
        i32::try_from(count * width / most).unwrap_or_default()
    };
    drawing.rect(Look::Faint, [x, y, scaled(family.events.len()), 8]);
    drawing.rect(Look::Mark, [x, y, scaled(live), 8]);
    18
}

fn statuses(ir: &Ir<'_>) -> Vec<(Status, &'static str)> {
    let has =
        |status: Status| ir.events.iter().any(|event: &Event<'_>| event.entry.emission.status == status);
    let all = [
        (Status::Live, "emitted"),
        (Status::Declared, "declared, not emitted yet"),
        (Status::Unknown, "not known whether it is emitted"),
    ];
    all.into_iter().filter(|(status, _)| has(*status)).collect()
}

/// Draws what the signs mean, and gives back where that ends.
fn legend(drawing: &mut Drawing, statuses: &[(Status, &str)], mut y: i32) -> i32 {
    let mut x = 0;
    for (status, text) in statuses {
        let width = 16 + measure(Style::Small, text) + 18;
        if x > 0 && x + width > drawing.width() {
            (x, y) = (0, y + Style::Small.line());
        }
        bullet(drawing, *status, [x + 5, y + 9]);
        drawing.text(Style::Small, Anchor::Start, [x + 16, y + 13], text);
        x += width;
    }
    y + Style::Small.line()
}

fn bullet(drawing: &mut Drawing, status: Status, [x, y]: [i32; 2]) {
    match status {
        Status::Live => drawing.circle(Look::Mark, [x, y], 4),
        Status::Declared => drawing.circle(Look::Hollow, [x, y], 4),
        Status::Unknown => drawing.line(Look::Hollow, &[[x - 4, y], [x + 4, y]]),
    }
}

//! A table as a drawing: its rows below each other, with a bar per column.

use webhook_codegen::svg::{Anchor, Drawing, Look, Style, Width, measure, wrapped};

use super::{Figure, Table};

/// What the columns look like, in their order: a bar that is full, one that is faint, and an outline.
const LOOKS: [Look; 3] = [Look::Mark, Look::Faint, Look::Hollow];

const BAR: i32 = 12;
const STEP: i32 = 17;
const GAP: i32 = 10;

impl Table {
    /// The drawing as a document; `id` is unique on its page.
    pub fn draw(&self, width: Width, id: &str) -> String {
        let mut drawing = Drawing::new(width);
        let whole = drawing.width();
        let mut y = drawing.paragraph(Style::Strong, [0, 0, whole], 3, &self.title) + 4;
        if self.columns.len() > 1 {
            y = self.legend(&mut drawing, y) + 6;
        }
        let texts = self.figures().map(|figure| measure(Style::Small, &figure.text));
        let right = texts.max().unwrap_or_default() + 6;
        let labels =
            self.rows.iter().map(|(label, _)| measure(Style::Small, label)).max().unwrap_or_default();
        // Long names are above their bars where there is little room.
        let column = labels.min(whole * 2 / 5);
        let is_beside = whole >= 500;
        let left = if is_beside { column + GAP } else { 1 };
        let scale =
            Scale { left, width: whole - left - right, step: step(self.largest()), largest: self.largest() };
        y += scale.labels(&mut drawing, y);
        for (label, figures) in &self.rows {
            let bars = i32::try_from(figures.len()).unwrap_or_default() * STEP;
            let lines = wrapped(Style::Small, label, if is_beside { column } else { whole }, 3);
            let height = i32::try_from(lines.len()).unwrap_or_default() * Style::Small.line();
            let mut at = y;
            if is_beside {
                // The name is at the middle of its bars.
                let start = y + (bars - height).max(0) / 2 - 2;
                drawing.paragraph(Style::Small, [0, start, column], 3, label);
            } else {
                at += drawing.paragraph(Style::Small, [0, y - 2, whole], 3, label);
            }
            scale.grid(&mut drawing, [at - GAP / 2, at + bars]);
            for (figure, look) in figures.iter().zip(LOOKS) {
                if let Some(Figure { text, number }) = figure {
                    let length = scale.length(*number);
                    if *number > 0.0 {
                        drawing.rect(look, [left, at, length.max(1), BAR]);
                    }
                    drawing.text(Style::Small, Anchor::Start, [left + length + 5, at + BAR - 2], text);
                }
                at += STEP;
            }
            y = at.max(if is_beside { y + height } else { at }) + GAP;
        }
        let description =
            format!("A bar for each figure of the table after it. Columns: {}.", self.columns.join(", "));
        drawing.finish(y - GAP + 2, id, &self.title, &description)
    }

    fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.rows.iter().flat_map(|(_, figures)| figures.iter().flatten())
    }

    fn largest(&self) -> f64 {
        self.figures().map(|figure| figure.number).fold(0.0, f64::max)
    }

    fn legend(&self, drawing: &mut Drawing, mut y: i32) -> i32 {
        let mut x = 0;
        for (name, look) in self.columns.iter().zip(LOOKS) {
            let room = drawing.width() - 20;
            let lines = wrapped(Style::Small, name, room, 1);
            let width = 20 + lines.iter().map(|line| measure(Style::Small, line)).max().unwrap_or_default();
            if x > 0 && x + width > drawing.width() {
                (x, y) = (0, y + Style::Small.line());
            }
            drawing.rect(look, [x + 1, y + 4, 12, 10]);
            drawing.paragraph(Style::Small, [x + 20, y, room], 1, name);
            x += width + 18;
        }
        y + Style::Small.line()
    }
}

/// What a length stands for.
struct Scale {
    left: i32,
    width: i32,
    /// From gridline to gridline.
    step: f64,
    largest: f64,
}

impl Scale {
    fn length(&self, number: f64) -> i32 {
        if self.largest <= 0.0 {
            return 0;
        }
        // A table holds no number that is larger.
        #[expect(clippy::cast_possible_truncation, reason = "it is at most the width")]
        let length = (number / self.largest * f64::from(self.width)).round() as i32;
        length
    }

    /// What the gridlines stand for.
    fn values(&self) -> impl Iterator<Item = f64> {
        let values = (0..=50_i32).map(|number| f64::from(number) * self.step);
        values.take_while(|value| *value <= self.largest * 1.0001)
    }

    /// The gridlines from one height to another.
    fn grid(&self, drawing: &mut Drawing, [top, bottom]: [i32; 2]) {
        for value in self.values() {
            let x = self.left + self.length(value);
            drawing.line(Look::Grid, &[[x, top], [x, bottom]]);
        }
    }

    /// Their numbers, where there is room; gives back how high these are.
    fn labels(&self, drawing: &mut Drawing, y: i32) -> i32 {
        let mut free = 0;
        for value in self.values() {
            let text = text(value, self.step);
            let half = measure(Style::Small, &text) / 2 + 1;
            let x = self.left + self.length(value);
            let middle = x.max(half).min(drawing.width() - half);
            if middle - half >= free {
                drawing.text(Style::Small, Anchor::Middle, [middle, y + 11], &text);
                free = middle + half + 6;
            }
        }
        22
    }
}

/// A 1, 2 or 5 with zeros, of which the largest has three to eight.
fn step(largest: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= largest {
        power *= 10.0;
    }
    while largest > 0.0 && power > largest {
        power /= 10.0;
    }
    let steps = [0.1, 0.2, 0.5, 1.0].map(|factor| factor * power);
    steps.into_iter().find(|step| largest / step <= 7.0).unwrap_or(power * 2.0)
}

/// A number with as many decimals as its step has.
fn text(value: f64, step: f64) -> String {
    let decimals = (0..9).find(|decimals| step * 10_f64.powi(*decimals) >= 0.999).unwrap_or(9);
    format!("{value:.*}", usize::try_from(decimals).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gridlines_are_round() {
        for (largest, expected, last) in [
            (1.45, 0.5, "1.0"),
            (9.19, 2.0, "8"),
            (106.1, 20.0, "100"),
            (0.39, 0.1, "0.3"),
            (0.007, 0.001, "0.007"),
            (1.0, 0.2, "1.0"),
        ] {
            let step = step(largest);
            assert!((step - expected).abs() < 1e-9, "{largest}: {step}");
            let count = (largest / step + 1e-9).floor();
            assert_eq!(text(count * step, step), last);
        }
        assert!(step(0.0) > 0.0);
    }
}

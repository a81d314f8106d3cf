//! The retry schedule: a row per attempt, on a line of time, and what each answer leads to.

use std::time::Duration;

use webhook_contract::{Action, Responses, RetryPolicy};

use super::Drawn;
use crate::ir::Ir;
use crate::svg::{Anchor, Drawing, Look, Style, Width, measure};
use crate::words::{consequence, counted, duration};

/// The gridlines of the line of time, in seconds: each stretch between two is as long as the next, whatever it stands for.
const TICKS: [u64; 12] =
    [0, 1, 10, 60, 600, 3600, 36_000, 86_400, 864_000, 8_640_000, 86_400_000, 864_000_000];

/// Attempts that are drawn one by one; of more, the middle ones are left out.
const MOST: usize = 40;
const FIRST: usize = 30;

const TITLE: &str = "The retry schedule";

const ROW: i32 = 26;
const GAP: i32 = 14;

/// An attempt, with when it starts.
struct Attempt {
    number: usize,
    wait: String,
    before: Duration,
    at: Duration,
}

/// Nothing where no schedule is stated.
pub(super) fn draw(ir: &Ir<'_>, width: Width) -> Option<Drawn> {
    let retry = ir.index.contract.retry.as_ref().filter(|retry| !retry.delays.is_empty())?;
    let mut drawing = Drawing::new(width);
    let mut y = schedule(&mut drawing, retry);
    if !retry.rules.is_empty() {
        y = answers(&mut drawing, retry, y + GAP);
    }
    Some(Drawn { drawing, height: y + 2, title: title(retry), description: description(retry) })
}

/// The whole of it in a few words.
pub fn title(retry: &RetryPolicy) -> String {
    format!("{TITLE}: {}", sum(retry))
}

fn sum(retry: &RetryPolicy) -> String {
    match retry.attempts() {
        0 | 1 => "a single attempt".to_owned(),
        attempts => format!("{attempts} attempts in {}", duration(retry.span())),
    }
}

fn description(retry: &RetryPolicy) -> String {
    let times: Vec<String> = attempts(retry).iter().map(|attempt| duration(attempt.at)).collect();
    let rules =
        retry.rules.iter().map(|rule| format!("{}: {}", response(retry, rule.responses), consequence(rule)));
    let sentences = std::iter::once(format!("Attempts start after {}", times.join(", "))).chain(rules);
    sentences.map(|sentence| sentence + ".").collect::<Vec<_>>().join(" ")
}

fn attempts(retry: &RetryPolicy) -> Vec<Attempt> {
    let mut at = Duration::ZERO;
    let attempts = retry.delays.iter().zip(1..).map(|(&delay, number)| {
        let before = at;
        at = at.saturating_add(delay);
        let wait = if delay.is_zero() { "at once".to_owned() } else { format!("after {}", duration(delay)) };
        Attempt { number, wait, before, at }
    });
    attempts.collect()
}

/// Draws the attempts, and gives back where they end.
fn schedule(drawing: &mut Drawing, retry: &RetryPolicy) -> i32 {
    let attempts = attempts(retry);
    let widest = |text: fn(&Attempt) -> String| {
        attempts.iter().map(|attempt| measure(Style::Small, &text(attempt))).max().unwrap_or_default()
    };
    let (waits, times) = (widest(|attempt| attempt.wait.clone()), widest(|attempt| duration(attempt.at)));
    let numbers = measure(Style::Small, &attempts.len().to_string()).max(14) + 8;
    let left = numbers + GAP;
    let room = drawing.width() - left - waits - times - 2 * GAP;
    // Where there is little room between the texts, the line of time is below them, and one text below the other.
    let is_beside = room >= 240;
    let below = if is_beside || room >= 0 { 0 } else { Style::Small.line() };
    let (from, to) = if is_beside {
        (left + waits + GAP, drawing.width() - times - GAP)
    } else {
        (left, drawing.width() - GAP)
    };
    let row = if is_beside { ROW } else { ROW + 14 + below };

    let whole = drawing.width();
    let mut y = drawing.paragraph(Style::Strong, [0, 0, whole], 2, TITLE);
    y += drawing.paragraph(Style::Small, [0, y, whole], 2, &sum(retry)) + 6;
    let axis = Axis { from, to, ticks: ticks(retry.span()) };
    let is_cut = attempts.len() > MOST;
    let shown: Vec<&Attempt> = if is_cut {
        attempts[..FIRST].iter().chain(&attempts[attempts.len() - (MOST - FIRST)..]).collect()
    } else {
        attempts.iter().collect()
    };
    y += axis.labels(drawing, y);
    for (place, Attempt { number, wait, before, at }) in shown.into_iter().enumerate() {
        if is_cut && place == FIRST {
            let more = counted(attempts.len() - MOST, "more attempt", "more attempts");
            drawing.text(Style::Small, Anchor::Start, [left, y + 17], &format!("… {more} …"));
            y += ROW;
        }
        let middle = y + ROW / 2;
        drawing.rect(Look::Hollow, [1, middle - 10, numbers, 20]);
        drawing.text(Style::Small, Anchor::Middle, [1 + numbers / 2, middle + 4], &number.to_string());
        drawing.text(Style::Small, Anchor::Start, [left, middle + 4], wait);
        let end = [drawing.width(), middle + 4 + below];
        drawing.text(Style::Small, Anchor::End, end, &duration(*at));
        let line = if is_beside { middle } else { middle + 16 + below };
        axis.grid(drawing, if is_beside { [y, y + row] } else { [line - 7, line + 7] });
        let (start, end) = (axis.x(*before), axis.x(*at));
        if end > start {
            drawing.rect(Look::Faint, [start, line - 3, end - start, 6]);
        }
        drawing.circle(Look::Mark, [end, line], 5);
        y += row;
    }
    y
}

/// A line of time.
struct Axis<'t> {
    from: i32,
    to: i32,
    ticks: &'t [u64],
}

/// As many as it takes.
fn ticks(span: Duration) -> &'static [u64] {
    let enough = TICKS.iter().position(|tick| *tick >= span.as_secs());
    &TICKS[..=enough.unwrap_or(TICKS.len() - 1)]
}

impl Axis<'_> {
    /// Where a time is on it.
    fn x(&self, time: Duration) -> i32 {
        let seconds = time.as_secs();
        let steps = i64::try_from(self.ticks.len().saturating_sub(1).max(1)).unwrap_or(1);
        let after = self.ticks.iter().position(|tick| *tick >= seconds).unwrap_or(self.ticks.len() - 1);
        let Some(before) = after.checked_sub(1) else { return self.from };
        let (low, high) = (self.ticks[before], self.ticks[after]);
        let within = 1000 * (seconds.min(high) - low) / (high - low);
        let thousandths =
            1000 * i64::try_from(before).unwrap_or_default() + i64::try_from(within).unwrap_or_default();
        self.from
            + i32::try_from(i64::from(self.to - self.from) * thousandths / (1000 * steps)).unwrap_or_default()
    }

    /// Draws the gridlines from one height to another.
    fn grid(&self, drawing: &mut Drawing, [top, bottom]: [i32; 2]) {
        if self.ticks.len() > 1 {
            let places = self.ticks.iter().map(|tick| self.x(Duration::from_secs(*tick)));
            places.for_each(|x| drawing.line(Look::Grid, &[[x, top], [x, bottom]]));
        }
    }

    /// Draws the labels that there is room for; gives back how high they are.
    fn labels(&self, drawing: &mut Drawing, y: i32) -> i32 {
        if self.ticks.len() < 2 {
            return 0;
        }
        let mut free = 0;
        for tick in self.ticks {
            let time = Duration::from_secs(*tick);
            let label = duration(time);
            let half = measure(Style::Small, &label) / 2 + 1;
            let middle = self.x(time).min(drawing.width() - half);
            if middle - half >= free {
                drawing.text(Style::Small, Anchor::Middle, [middle, y + 12], &label);
                free = middle + half + 6;
            }
        }
        18
    }
}

/// Draws what follows each answer, and gives back where that ends.
fn answers(drawing: &mut Drawing, retry: &RetryPolicy, y: i32) -> i32 {
    let mut y =
        y + drawing.paragraph(Style::Strong, [0, y, drawing.width()], 2, "What follows an answer") + 6;
    let responses: Vec<String> = retry.rules.iter().map(|rule| response(retry, rule.responses)).collect();
    let widest = responses.iter().map(|text| measure(Style::Code, text)).max().unwrap_or_default();
    let widest = (widest + 16).min(drawing.width() * 9 / 20);
    for (rule, response) in retry.rules.iter().zip(&responses) {
        let inside = drawing.paragraph(Style::Code, [9, y + 3, widest - 16], 3, response) + 5;
        drawing.rect(Look::Frame, [1, y, widest, inside]);
        sign(drawing, rule.action, [widest + 20, y + 11]);
        let left = widest + 38;
        let said = [left, y + 2, drawing.width() - left];
        let height = drawing.paragraph(Style::Small, said, 4, &consequence(rule));
        y += (height + 4).max(inside) + 8;
    }
    let Some(failures) = retry.disable_after_failures else { return y };
    let disabled =
        format!("{} in a row disable the endpoint.", counted(failures as usize, "failure", "failures"));
    y + drawing.paragraph(Style::Small, [0, y, drawing.width()], 2, &disabled)
}

/// That there is no answer, in the words of the policy.
pub fn no_answer(retry: &RetryPolicy) -> String {
    retry
        .timeout
        .map_or_else(|| "none in time".to_owned(), |timeout| format!("none within {}", duration(timeout)))
}

fn response(retry: &RetryPolicy, responses: Responses) -> String {
    match responses {
        Responses::NetworkError => "network error".to_owned(),
        Responses::Timeout => no_answer(retry),
        Responses::Status(_) | Responses::Class(_) => responses.to_string(),
    }
}

/// A sign for what the sender does.
fn sign(drawing: &mut Drawing, action: Action, [x, y]: [i32; 2]) {
    match action {
        Action::Delivered => drawing.line(Look::Hollow, &[[x - 6, y], [x - 2, y + 5], [x + 6, y - 5]]),
        Action::Retry => drawing.arrow(&[[x - 6, y - 5], [x - 6, y], [x + 7, y]]),
        Action::Fail => {
            drawing.line(Look::Way, &[[x - 5, y - 5], [x + 5, y + 5]]);
            drawing.line(Look::Way, &[[x - 5, y + 5], [x + 5, y - 5]]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_time_has_every_time() {
        for span in [0, 1, 5, 4360, 86_400, u64::from(u32::MAX) * 30] {
            let axis = Axis { from: 10, to: 210, ticks: ticks(Duration::from_secs(span)) };
            let times = [0, span / 1000, span / 10, span / 2, span].map(Duration::from_secs);
            let places = times.map(|time| axis.x(time));
            assert!(
                places.is_sorted() && places.iter().all(|x| (10..=210).contains(x)),
                "{span}: {places:?}"
            );
        }
        let axis = Axis { from: 0, to: 500, ticks: ticks(Duration::from_secs(3600)) };
        let places = [0, 1, 10, 35, 60, 600, 3600].map(|seconds| axis.x(Duration::from_secs(seconds)));
        assert_eq!(places, [0, 100, 200, 250, 300, 400, 500]);
    }
}

//! Random texts: any, of a format, or of a pattern.
//!
//! Whatever else is asked of a text is checked by whoever asks for one.

use std::net::{Ipv4Addr, Ipv6Addr};

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

const LETTERS: &[char] =
    &['a', 'Z', '0', '-', '_', ' ', '"', '\\', '\n', '\u{7f}', '\u{1}', 'é', '中', '🦀', '/', '~', '.'];

/// A text of a number of characters: escapes, long ones and those that mean something elsewhere among them.
pub(crate) fn any(rng: &mut Rng, length: usize) -> String {
    (0..length).map(|_| LETTERS[rng.usize(..LETTERS.len())]).collect()
}

/// A text of a format; `None` for a format that is not known, which constrains nothing.
pub(crate) fn of_format(rng: &mut Rng, format: &str) -> Option<String> {
    let n = rng.u32(..);
    let host = ["a", "a.example", "xn--bcher-kva.example", "a-1.b2.example"][rng.usize(..4)];
    let text = match format {
        "date-time" => format!("{}T{}", date(rng), time(rng)),
        "date" => date(rng),
        "time" => time(rng),
        "duration" => ["P1Y2M3DT4H5M6S", "PT0S", "P4W", "P1D", "PT36H"][rng.usize(..5)].to_owned(),
        "email" | "idn-email" => format!("a.b+{n}@a.example"),
        "hostname" | "idn-hostname" => host.to_owned(),
        "ipv4" => Ipv4Addr::from(n).to_string(),
        "ipv6" => Ipv6Addr::from([rng.u128(..), 1, u128::from(n) << 96][rng.usize(..3)]).to_string(),
        "uri" | "iri" => format!("https://{host}/{n}?q=%20#x"),
        "uri-reference" | "iri-reference" => {
            ["", "#x", "../a?b=c", "//a.example/"][rng.usize(..4)].to_owned()
        }
        "uri-template" => format!("https://{host}/{{id}}{{?page}}"),
        "uuid" => {
            let hex = format!("{:032x}", rng.u128(..));
            [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
        }
        "json-pointer" => format!("/a~1b/{n}"),
        "relative-json-pointer" => format!("{}/a", rng.u8(..)),
        "regex" => "^[a-z]+(x|y)?$".to_owned(),
        _ => return None,
    };
    Some(text)
}

fn date(rng: &mut Rng) -> String {
    format!("{:04}-{:02}-{:02}", rng.u32(1970..2100), rng.u32(1..=12), rng.u32(1..=28))
}

/// A time in every way to write one.
fn time(rng: &mut Rng) -> String {
    let fraction = ["", ".5", ".000", ".123456", ".123456789", ".100000000000"][rng.usize(..6)];
    let offset = ["Z", "+00:00", "-00:00", "+05:30", "-11:59"][rng.usize(..5)];
    format!("{:02}:{:02}:{:02}{fraction}{offset}", rng.u32(..24), rng.u32(..60), rng.u32(..60))
}

/// A text of a pattern, most of the time: anchors inside of it are passed over. `None` where it is none that can be
/// told backwards, with a look-around or a back reference.
pub(crate) fn of_pattern(rng: &mut Rng, pattern: &str) -> Option<String> {
    let mut text = String::new();
    // Long texts now and then, for a `minLength` next to the pattern.
    let most = [1, 4, 40][rng.usize(..3)];
    write(rng, &regex_syntax::parse(pattern).ok()?, most, &mut text);
    Some(text)
}

/// Appends what an expression matches, with what may be repeated for ever repeated at most `most` times more.
fn write(rng: &mut Rng, expression: &Hir, most: u32, text: &mut String) {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(one_of(rng, class)),
        HirKind::Repetition(repetition) => {
            let most_times = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(most));
            for _ in 0..rng.u32(repetition.min..=most_times) {
                write(rng, &repetition.sub, most, text);
            }
        }
        HirKind::Capture(capture) => write(rng, &capture.sub, most, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(rng, part, most, text)),
        HirKind::Alternation(branches) => {
            let branch = rng.usize(..branches.len());
            write(rng, &branches[branch], most, text);
        }
    }
}

/// A character of a class: of ASCII where it has any, because `\d` and `\w` mean no more than that in JSON Schema.
fn one_of(rng: &mut Rng, class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class.iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    let ascii =
        ranges.iter().filter(|range| range.0.is_ascii()).map(|range| (range.0, range.1.min('\u{7f}')));
    let ascii: Vec<(char, char)> = ascii.collect();
    let ranges = if ascii.is_empty() { ranges } else { ascii };
    let (first, last) = *ranges.get(rng.usize(..ranges.len().max(1)))?;
    Some(rng.char(first..=last))
}

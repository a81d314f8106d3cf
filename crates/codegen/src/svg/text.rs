//! How wide a text is, as far as that can be told without its font, and how it is broken into lines.
//!
//! Widths are those of DejaVu Sans and DejaVu Sans Mono, rounded up: they are among the widest of the fonts that systems have,
//! so that what fits by them fits in the others. Bold is taken for an eighth wider, a character that is not ASCII for as wide
//! as an em and a tenth.

use crate::markup::{is_no_character, on_one_line};

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// What is read first.
    Body,
    /// The same, in bold.
    Strong,
    /// What is said besides.
    Small,
    /// Names and other code.
    Code,
    /// The name of what is on its way out.
    Gone,
}

impl Style {
    /// The distance between the base lines of two lines, in pixels.
    pub fn line(self) -> i32 {
        match self {
            Self::Body | Self::Strong => 19,
            Self::Small | Self::Code | Self::Gone => 17,
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Strong => "strong",
            Self::Small => "small",
            Self::Code => "code",
            Self::Gone => "code gone",
        }
    }

    /// In thousandths of a pixel.
    fn advance(self, character: char) -> i32 {
        let wide = if character.is_ascii() { 0 } else { 1100 };
        match self {
            Self::Body => 14 * sans(character),
            Self::Strong => 14 * sans(character) * 9 / 8,
            Self::Small => 12 * sans(character),
            Self::Code | Self::Gone => 12 * wide.max(605),
        }
    }

    /// Whether a line may end after a character that is no space.
    fn breaks_after(self, character: char) -> bool {
        matches!(self, Self::Code | Self::Gone) && "._-/:".contains(character)
    }
}

/// How wide a text is at most, in pixels.
pub fn measure(style: Style, text: &str) -> i32 {
    (clean(text).chars().map(|character| style.advance(character)).sum::<i32>() + 999) / 1000
}

/// The lines of a text in a column, at most `most` of them: a longer text ends with an ellipsis. A word that is wider than the
/// column is broken where its line ends.
pub fn wrapped(style: Style, text: &str, width: i32, most: usize) -> Vec<String> {
    let text = clean(text);
    let mut lines = vec![String::new()];
    for piece in pieces(style, &text) {
        let last = lines.last_mut().expect("there is one");
        if measure(style, &format!("{last}{piece}")) <= width {
            last.push_str(piece);
            continue;
        }
        if !last.is_empty() {
            lines.push(String::new());
        }
        for character in piece.chars() {
            let last = lines.last_mut().expect("there is one");
            if !last.is_empty() && measure(style, &format!("{last}{character}")) > width {
                lines.push(String::new());
            }
            lines.last_mut().expect("there is one").push(character);
        }
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        let last = lines.last_mut().expect("there is one");
        while !last.is_empty() && measure(style, &format!("{last}…")) > width {
            last.pop();
        }
        last.truncate(last.trim_end().len());
        last.push('…');
    }
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

/// The parts of a text that stay together, each with the space after it.
fn pieces(style: Style, text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(move |character| character == ' ' || style.breaks_after(character))
}

/// A text on one line, without what XML cannot have; what would not show does.
pub(super) fn clean(text: &str) -> String {
    on_one_line(&text.replace(is_no_character, ""))
}

/// A text as XML and HTML have it, in an attribute, too.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// In thousandths of an em.
fn sans(character: char) -> i32 {
    match character {
        'i' | 'j' | 'l' | 'I' | '\'' => 300,
        ' ' | '.' | ',' | 'J' => 320,
        't' | 'f' | 'r' | '-' | '(' | ')' | '[' | ']' | ':' | ';' | '/' | '\\' | '!' | '|' => 415,
        's' | 'c' | 'z' | '?' | '_' | '*' | '"' | '`' => 560,
        'm' | 'M' | 'W' | '@' | '%' => 1000,
        'w' | '+' | '=' | '<' | '>' | '~' | '#' | '^' | '&' => 840,
        'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'U' => 790,
        'A'..='Z' => 700,
        character if character.is_ascii() => 640,
        _ => 1100,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_whatever_is_in_them() {
        let long = "subscription_schedule.phase-transition/".repeat(9);
        for (style, text) in [
            (Style::Code, long.as_str()),
            (Style::Strong, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"),
            (Style::Body, "請求書が支払われましたがまだ確認されていませんのでお待ちください"),
            (Style::Small, "a few words, and then a few more of them, which is too much for this"),
            (Style::Small, ""),
        ] {
            for width in [40, 100, 333] {
                for most in [1, 2, 50] {
                    let lines = wrapped(style, text, width, most);
                    assert!((1..=most).contains(&lines.len()), "{lines:?}");
                    let too_wide = lines.iter().find(|line| measure(style, line) > width);
                    assert_eq!(too_wide, None, "{style:?} in {width}");
                }
                let whole = wrapped(style, text, width, usize::MAX).concat();
                assert_eq!(whole.replace(' ', ""), text.replace(' ', ""));
            }
        }
    }

    #[test]
    fn names_are_broken_after_their_marks() {
        let lines = wrapped(Style::Code, "org_alignment_template.updated", 170, 3);
        assert_eq!(lines, ["org_alignment_template.", "updated"]);
        assert_eq!(wrapped(Style::Small, "one two three", 60, 1), ["one tw…"]);
    }
}

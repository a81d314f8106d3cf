//! Code in backticks: the one markup of descriptions that is kept.

pub use webhook_schema::diagnostic::terminal::is_hidden;

/// A text as code on one line, whatever is in it.
pub fn code(text: &str) -> String {
    let mut line = String::new();
    for letter in text.chars() {
        if is_hidden(letter) {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{marks}{pad}{line}{pad}{marks}")
}

/// A part of a text.
pub enum Part<'t> {
    /// Code, with its backticks.
    Code(&'t str),
    /// Anything else; backticks in it are none of code's.
    Prose(&'t str),
}

/// A text as code and what is in between.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(start) = rest[from..].find('`').map(|at| from + at) {
        let marks = run(&rest[start..]);
        let inside = start + marks;
        match closing(&rest[inside..], marks) {
            Some(length) => {
                let end = inside + length + marks;
                parts.push(Part::Prose(&rest[..start]));
                parts.push(Part::Code(&rest[start..end]));
                (rest, from) = (&rest[end..], 0);
            }
            None => from = inside,
        }
    }
    parts.push(Part::Prose(rest));
    parts
}

/// Where as many backticks stand as opened code, no more and no fewer.
fn closing(text: &str, marks: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('`').map(|at| from + at) {
        let found = run(&text[at..]);
        if found == marks {
            return Some(at);
        }
        from = at + found;
    }
    None
}

fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_holds_anything() {
        for (text, expected) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("a\nb", "`a\\nb`"),
            ("\u{202e}x", "`\\u{202e}x`"),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn code_ends_where_it_began() {
        let read = |text| {
            let part = |part| match part {
                Part::Code(code) => format!("<{code}>"),
                Part::Prose(prose) => prose.to_owned(),
            };
            parts(text).into_iter().map(part).collect::<String>()
        };
        assert_eq!(read("a `b` ``c`d`` e"), "a <`b`> <``c`d``> e");
        assert_eq!(read("it`s ``not` closed"), "it<`s ``not`> closed");
        assert_eq!(read("`` never"), "`` never");
    }
}

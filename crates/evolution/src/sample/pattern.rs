//! Texts that match a regular expression.

use regex_syntax::hir::{Class, Hir, HirKind};

/// How many texts are made.
const MOST: usize = 16;

/// How often something that may be repeated is repeated, where it has to be.
const REPEATED: u32 = 64;

/// A few texts that probably match a pattern; none where it is not understood.
pub(crate) fn matching(pattern: &str) -> Vec<String> {
    regex_syntax::parse(pattern).map(|parsed| texts(&parsed)).unwrap_or_default()
}

fn texts(hir: &Hir) -> Vec<String> {
    let mut texts = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).into_owned()],
        HirKind::Class(class) => characters(class),
        HirKind::Capture(capture) => texts(&capture.sub),
        HirKind::Alternation(all) => all.iter().flat_map(texts).collect(),
        HirKind::Concat(all) => all.iter().fold(vec![String::new()], |starts, hir| {
            let ends = texts(hir);
            let both = starts.iter().flat_map(|start| ends.iter().map(move |end| format!("{start}{end}")));
            // Each start and each end is there, but not each with each.
            let step = (starts.len() * ends.len()).div_ceil(MOST).max(1);
            both.step_by(if step > 1 && step.is_multiple_of(ends.len().max(1)) { step + 1 } else { step })
                .collect()
        }),
        HirKind::Repetition(repetition) => {
            let counts = [repetition.min, (repetition.min + 1).min(repetition.max.unwrap_or(u32::MAX))];
            let each = texts(&repetition.sub);
            let repeated =
                |count: u32| each.iter().map(move |text| text.repeat(count.min(REPEATED) as usize));
            counts.into_iter().flat_map(repeated).collect()
        }
    };
    texts.dedup();
    texts.truncate(MOST);
    texts
}

/// The first and the last of each range of characters.
fn characters(class: &Class) -> Vec<String> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
    };
    // A letter within a wide range reads better than what is at its ends.
    let within = ranges.iter().flat_map(|(start, end)| {
        ['a', 'A', '0', '-'].into_iter().filter(|c| start <= c && c <= end).collect::<Vec<_>>()
    });
    let ends = ranges.iter().flat_map(|(start, end)| [*start, *end]);
    within.chain(ends).filter(|c| !c.is_control()).map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match() {
        for (pattern, expected) in [
            ("^a", "a"),
            ("^(a|b)$", "b"),
            ("^[a-z]{2}-[0-9]+$", "aa-0"),
            ("x?", ""),
            ("^v[12]\\.0$", "v2.0"),
        ] {
            let texts = matching(pattern);
            assert!(texts.iter().any(|text| text == expected), "{pattern}: {texts:?}");
        }
        assert!(matching("(").is_empty());
    }
}

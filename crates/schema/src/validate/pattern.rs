//! Regular expressions as JSON Schema has them: those of ECMA 262, which match somewhere in a string.

mod parse;
mod program;

use std::sync::Arc;

use regress::Regex;

use self::parse::parse;
use self::program::Program;

/// Characters of the longest regular expression.
const LONGEST: usize = 100_000;

/// Items of the largest repetition.
const MOST_REPEATED: usize = 100_000;

/// Groups in groups at most.
const DEEPEST: usize = 200;

/// A regular expression of ECMA 262, with the flag `u`; what only the flag forbids is read as browsers read it without:
/// `\-`, `[\w-.]`, and a `}` by itself stand for these characters.
///
/// ```
/// use webhook_schema::validate::Pattern;
///
/// let pattern = Pattern::new(r"^\p{Lu}(?!x)[\w-.]+$").unwrap();
/// assert!(pattern.is_match("Éa-b"));
/// assert!(!pattern.is_match("éa-b"));
/// assert!(Pattern::new("(").is_none());
/// ```
///
/// Matching takes a time that goes with the length of the text, or with its square where something is looked ahead at. Only
/// references to what a group matched, and flags, are left to an engine that tries one way after another.
#[derive(Clone, Debug)]
pub struct Pattern(Arc<Engine>);

#[derive(Debug)]
enum Engine {
    Program(Program),
    Regex(Regex),
}

impl Pattern {
    /// `None` for what is not a regular expression, or too large for one.
    pub fn new(text: &str) -> Option<Self> {
        if text.len() > LONGEST || repeats_too_often(text) || is_too_deep(text) {
            return None;
        }
        let engine = Engine::new(text).or_else(|| Engine::new(&relaxed(text)))?;
        Some(Self(Arc::new(engine)))
    }

    /// Whether what cannot be used is too large, rather than not a regular expression.
    pub(super) fn is_too_large(text: &str) -> bool {
        let is_long = text.len() > LONGEST || repeats_too_often(text) || is_too_deep(text);
        is_long || [text, &relaxed(text)].iter().any(|text| Regex::with_flags(text, "u").is_ok())
    }

    /// Whether it matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        match &*self.0 {
            Engine::Program(program) => program.is_match(text),
            Engine::Regex(regex) => regex.find(text).is_some(),
        }
    }
}

impl Engine {
    fn new(text: &str) -> Option<Self> {
        // This knows what is a regular expression, and what is not.
        let regex = Regex::with_flags(text, "u").ok()?;
        match parse(text) {
            Some(part) => Program::new(&part).map(Self::Program),
            None => Some(Self::Regex(regex)),
        }
    }
}

/// Whether groups are nested too deeply to be read.
fn is_too_deep(text: &str) -> bool {
    let (mut depth, mut is_escaped) = (0_usize, false);
    text.chars().any(|character| {
        match character {
            '(' if !is_escaped => depth += 1,
            ')' if !is_escaped => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
        depth > DEEPEST
    })
}

/// Whether a number in braces is too large to count to.
fn repeats_too_often(text: &str) -> bool {
    let counts = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    let mut numbers = counts.flat_map(|counts| counts.split(','));
    numbers.any(|number| {
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number && number.parse().map_or(true, |number: usize| number > MOST_REPEATED)
    })
}

/// What annex B of ECMA 262 allows without the flag, in the words of the flag.
fn relaxed(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut relaxed = String::with_capacity(text.len());
    let (mut at, mut in_class, mut after_escape) = (0, false, false);
    while let Some(&character) = characters.get(at) {
        let next = characters.get(at + 1).copied();
        at += 1;
        let was_class_escape = std::mem::take(&mut after_escape);
        match (character, next) {
            ('\\', Some(escaped)) => {
                at += 1;
                after_escape = in_class && "dDwWsS".contains(escaped);
                let is_needed = "^$\\.*+?()[]{}|/".contains(escaped) || (in_class && escaped == '-');
                if is_needed || escaped.is_ascii_alphanumeric() {
                    relaxed.push('\\');
                }
                relaxed.push(escaped);
                // Braces that belong to an escape, as in `\p{Lu}` and `\u{1F600}`.
                if "pPu".contains(escaped)
                    && let Some(end) = characters[at..].iter().position(|character| *character == '}')
                    && characters[at] == '{'
                {
                    relaxed.extend(&characters[at..=at + end]);
                    at += end + 1;
                }
            }
            ('[', _) if !in_class => {
                in_class = true;
                relaxed.push('[');
            }
            (']', _) if in_class => {
                in_class = false;
                relaxed.push(']');
            }
            ('-', Some(next)) if in_class && next != ']' => {
                let before_class_escape =
                    next == '\\' && characters.get(at + 1).is_some_and(|escaped| "dDwWsS".contains(*escaped));
                if was_class_escape || before_class_escape {
                    relaxed.push('\\');
                }
                relaxed.push('-');
            }
            (']' | '}', _) if !in_class && !ends_count(&characters[..at]) => {
                relaxed.extend(['\\', character]);
            }
            ('{', _) if !in_class && !starts_count(&characters[at..]) => relaxed.push_str("\\{"),
            _ => relaxed.push(character),
        }
    }
    relaxed
}

/// Whether what follows a brace is a count: `2}`, `2,}` or `2,3}`.
fn starts_count(rest: &[char]) -> bool {
    let Some(end) = rest.iter().position(|character| *character == '}') else { return false };
    is_count(&rest[..end])
}

/// Whether the brace at the end closes a count.
fn ends_count(text: &[char]) -> bool {
    let [before @ .., '}'] = text else { return false };
    let Some(start) = before.iter().rposition(|character| *character == '{') else { return false };
    is_count(&before[start + 1..])
}

fn is_count(text: &[char]) -> bool {
    let is_number = |part: &[char]| part.iter().all(char::is_ascii_digit);
    let mut parts = text.split(|character| *character == ',');
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    first.is_some_and(|first| !first.is_empty() && is_number(first))
        && second.is_none_or(is_number)
        && third.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_flag_forbids_is_read() {
        for (pattern, text) in [
            (r"^a\-b\_c\ d\@e$", "a-b_c d@e"),
            (r"^[\w-.]+$", "a-b.c"),
            (r"^[\w.\-]+$", "a-b.c"),
            (r"^[a-\d]+$", "-a1"),
            (r"^{\d{2}}$", "{12}"),
            (r"^a]$", "a]"),
            (r"^\p{Lu}\-{2}$", "É--"),
            (r"^\u{1F600}\-$", "😀-"),
            (r"^[\]\-]$", "]"),
            ("^é\\é$", "éé"),
        ] {
            let read = Pattern::new(pattern);
            assert!(read.is_some_and(|read| read.is_match(text)), "{pattern}");
        }
    }

    #[test]
    fn what_is_not_a_regular_expression() {
        for pattern in ["(", "[", "a**", "(?<n>a)(?<n>b", r"\p{Nothing}", "a{3,2}", "*", "a{9999999999}"] {
            assert!(Pattern::new(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn what_is_too_large() {
        let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
        for pattern in
            [&deep, "((a{1,1000}){1,1000}){1,1000}", "(?:(?:){99999}){99999}a{30000}", &"a".repeat(200_000)]
        {
            assert!(Pattern::new(pattern).is_none());
        }
        assert!(Pattern::new("(?:(?:){99999}){99999}").is_some());
        // Matching takes no longer for what is tried in very many ways elsewhere.
        for pattern in ["^(a+)+$", "^(a|aa)*$", "(.*)*(.*)*(.*)*x$", "^(?=(a+)+$)"] {
            assert!(!Pattern::new(pattern).expect(pattern).is_match(&format!("{}!", "a".repeat(5_000))));
        }
    }

    /// Both engines, for what both can do.
    #[test]
    fn the_engines_agree() {
        let parts = [
            "a",
            "b",
            ".",
            "[^a]",
            "\\w",
            "^",
            "$",
            "\\b",
            "\\B",
            "(a|b)",
            "(?:ab)*",
            "a+?",
            "b{2}",
            "(a|){1,2}",
            "(?=b)",
            "(?!a)",
            "(?<=a)",
            "(?<!b)",
            "(?=.*b$)",
            "(?<=^.)",
            "(?:a*)*",
            "|",
            "é",
            "\\u{1F600}",
            "\\ud83d\\ude00",
        ];
        let texts = [
            "", "a", "b", "ab", "ba", "aab", "abb", "bbb", "a b", " ", "é", "😀", "a😀b", "\n", "ab ab", "aé",
        ];
        let patterns = parts.iter().flat_map(|one| parts.map(|two| format!("{one}{two}")));
        let patterns: Vec<String> = patterns.collect();
        let longer = patterns.iter().step_by(7).flat_map(|two| parts.map(|three| format!("{two}{three}")));
        for pattern in patterns.iter().cloned().chain(longer) {
            let Ok(regex) = Regex::with_flags(&pattern, "u") else { continue };
            let own = Pattern::new(&pattern).expect(&pattern);
            assert!(matches!(*own.0, Engine::Program(_)), "{pattern}");
            for text in texts {
                assert_eq!(own.is_match(text), regex.find(text).is_some(), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn what_it_matches() {
        for (pattern, yes, no) in [
            ("(?i:a)b", "Ab", "AB"),
            ("^[\\]a]+$", "a]", "b"),
            ("(?<n>a)\\k<n>", "aa", "ab"),
            ("b", "abc", "xyz"),
            ("^.$", "😀", "😀😀"),
            (r"^\d$", "1", "١"),
            (r"^(?=.*\d)(?!.*x).{3}$", "ab1", "ax1"),
            (r"(?<=\$)\d", "$1", "1"),
            (r"^(a|b)\1$", "aa", "ab"),
            ("^a$", "a", "a\n"),
            (r"^\S$", "a", "\u{feff}"),
        ] {
            let pattern = Pattern::new(pattern).expect(pattern);
            assert!(pattern.is_match(yes) && !pattern.is_match(no), "{pattern:?}");
        }
    }
}

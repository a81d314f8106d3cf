//! Regular expressions as JSON Schema has them: those of ECMA 262, which match somewhere in a string.

use regress::Regex;

/// Characters of the longest regular expression.
const LONGEST: usize = 100_000;

/// Items of the largest repetition.
const MOST_REPEATED: usize = 100_000;

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
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// `None` for what is not a regular expression, or too large for one.
    pub fn new(text: &str) -> Option<Self> {
        if text.len() > LONGEST || repeats_too_often(text) {
            return None;
        }
        let exact = Regex::with_flags(text, "u");
        exact.or_else(|_| Regex::with_flags(&relaxed(text), "u")).ok().map(Self)
    }

    /// Whether it matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.find(text).is_some()
    }
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
    fn what_it_matches() {
        for (pattern, yes, no) in [
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

//! Regular expressions as JSON Schema has them: those of ECMA 262, which match somewhere in a string.

mod always;
mod error;
mod matching;
mod parse;
mod program;
mod texts;

use std::borrow::Cow;
use std::sync::Arc;

use regress::Regex;

pub use self::error::PatternError;
use self::error::{DEEPEST, LONGEST};
use self::matching::Matching;
use self::parse::{Part, parse};
use self::program::Program;
use self::texts::texts;

/// A regular expression of ECMA 262, with the flag `u`; what only the flag forbids is read as browsers read it without:
/// `\-`, `[\w-.]`, and a `}` by itself stand for these characters.
///
/// ```
/// use webhook_schema::validate::{Pattern, PatternError};
///
/// let pattern = Pattern::new(r"^\p{Lu}(?!x)[\w-.]+$").unwrap();
/// assert!(pattern.is_match("Éa-b"));
/// assert!(!pattern.is_match("éa-b"));
/// assert_eq!(Pattern::new("(").unwrap_err(), PatternError::Invalid);
/// ```
///
/// Matching takes a time that goes with the length of the text. References to what a group matched are not supported,
/// because no bound of that kind is known for them.
#[derive(Clone, Debug)]
pub struct Pattern(Arc<Program>);

impl Pattern {
    /// Reads a regular expression.
    ///
    /// # Errors
    ///
    /// For what is not a regular expression, is too large for one, or refers to what a group matched.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        Ok(Self::read(text)?.0)
    }

    /// A few texts that a regular expression probably matches; none where it cannot be read.
    ///
    /// ```
    /// use webhook_schema::validate::Pattern;
    ///
    /// assert_eq!(Pattern::texts("^(?!x)[a-z]{2}-1?$"), ["aa-", "aa-1", "zz-", "zz-1"]);
    /// ```
    pub fn texts(text: &str) -> Vec<String> {
        Self::read(text).map(|(_, part)| texts(&part)).unwrap_or_default()
    }

    /// Whether it is proven that a claim about which of some regular expressions match holds whatever the text is. Of those
    /// that look ahead or behind, or go by what Unicode says of characters, nothing is proven.
    ///
    /// ```
    /// use webhook_schema::validate::Pattern;
    ///
    /// let implies = |matched: &[bool]| !matched[0] || matched[1];
    /// assert!(Pattern::always(&["^x-[a-z]{2,}$", "^x-"], implies));
    /// assert!(!Pattern::always(&["^x-", "^x-[a-z]{2,}$"], implies));
    /// ```
    pub fn always(texts: &[&str], claim: impl Fn(&[bool]) -> bool) -> bool {
        let patterns: Result<Vec<Self>, PatternError> = texts.iter().map(|text| Self::new(text)).collect();
        let Ok(patterns) = patterns else { return false };
        always::always(&patterns.iter().map(|pattern| &*pattern.0).collect::<Vec<_>>(), claim)
    }

    fn read(text: &str) -> Result<(Self, Part), PatternError> {
        if text.chars().count() > LONGEST {
            return Err(PatternError::TooLong);
        }
        if is_too_deep(text) {
            return Err(PatternError::TooDeep);
        }
        // This knows what is a regular expression, and what is not.
        let is_valid = |text: &str| Regex::with_flags(text, "u").is_ok();
        let text = if is_valid(text) { Cow::Borrowed(text) } else { Cow::Owned(relaxed(text)) };
        if matches!(&text, Cow::Owned(text) if !is_valid(text)) {
            return Err(PatternError::Invalid);
        }
        let part = parse(&text).ok_or(PatternError::BackReference)?;
        let program = Program::new(&part).ok_or(PatternError::TooLarge)?;
        Ok((Self(Arc::new(program)), part))
    }

    /// Whether it matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        let characters: Vec<char> = text.chars().collect();
        Matching::new(&self.0, &characters).is_match()
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
                    && let Some(['{', name @ ..]) = characters.get(at..)
                {
                    let is_name = |c: &&char| c.is_ascii_alphanumeric() || "_=".contains(**c);
                    let length = name.iter().take_while(is_name).count();
                    if name.get(length) == Some(&'}') {
                        relaxed.extend(&characters[at..at + length + 2]);
                        at += length + 2;
                    }
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
    // No further than a count may go: there may be very many braces.
    let length = rest.iter().take_while(|character| is_of_count(**character)).count();
    rest.get(length) == Some(&'}') && is_count(&rest[..length])
}

/// Whether the brace at the end closes a count.
fn ends_count(text: &[char]) -> bool {
    let [before @ .., '}'] = text else { return false };
    let length = before.iter().rev().take_while(|character| is_of_count(**character)).count();
    let (before, count) = before.split_at(before.len() - length);
    before.last() == Some(&'{') && is_count(count)
}

fn is_of_count(character: char) -> bool {
    character.is_ascii_digit() || character == ','
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
            assert!(read.is_ok_and(|read| read.is_match(text)), "{pattern}");
        }
    }

    #[test]
    fn what_is_not_a_regular_expression() {
        for pattern in ["(", "[", "a**", "(?<n>a)(?<n>b", r"\p{Nothing}", "a{3,2}", "*", "(?x:a)"] {
            assert_eq!(Pattern::new(pattern).expect_err(pattern), PatternError::Invalid, "{pattern}");
        }
    }

    #[test]
    fn what_cannot_be_checked() {
        let deep = format!("{}a{}", "(".repeat(300), ")".repeat(300));
        for (pattern, error) in [
            (&*deep, PatternError::TooDeep),
            ("((a{1,1000}){1,1000}){1,1000}", PatternError::TooLarge),
            ("(?:ab){9999999999}", PatternError::TooLarge),
            (&"é".repeat(100_001), PatternError::TooLong),
            (r"^(a|b)\1$", PatternError::BackReference),
            (r"(?<n>a)\k<n>", PatternError::BackReference),
        ] {
            assert_eq!(Pattern::new(pattern).expect_err(pattern), error);
        }
    }

    /// They are usual, or their numbers do not count anything.
    #[test]
    fn what_is_large_and_can_be_checked() {
        for (pattern, yes, no) in [
            ("^.{1,32768}$", &*"a".repeat(32_768), &*"a".repeat(32_769)),
            ("^.{0,9999}$", "", &"a".repeat(10_000)),
            (
                r"^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,200}$",
                &format!("a{}", ".b".repeat(200)),
                &format!("a{}", ".b".repeat(201)),
            ),
            (r"^([a-z]){2,9999999999999999999999}$", "ab", "a"),
            ("^[{999999}]$", "9", "8"),
            (r"^\u{100001}$", "\u{100001}", "a"),
            ("(?:(?:){99999}){99999}b", "b", "a"),
        ] {
            let read = Pattern::new(pattern).expect(pattern);
            assert!(read.is_match(yes) && !read.is_match(no), "{pattern}");
        }
    }

    /// Each would take longer than anyone waits, if it went with more than the length of the text.
    #[test]
    fn there_is_an_end_to_every_match() {
        let text = format!("{}!", "a".repeat(5_000));
        let ahead = format!("{}x{}", "(?=.*".repeat(6), ")".repeat(6));
        let behind = format!("{}x{}", "(?<=".repeat(6), ".*)".repeat(6));
        let tried = ["^(a+)+$", "^(a|aa)*$", "(.*)*(.*)*(.*)*x$", "^(?=(a+)+$)", "^(?i:(A+)+)$"];
        for pattern in tried.into_iter().chain([&*ahead, &behind]) {
            assert!(!Pattern::new(pattern).expect(pattern).is_match(&text), "{pattern}");
        }
        // Nor is a pattern read again for each of its braces.
        for part in ["{", "}", "\\u", "\\p{a"] {
            let _ = Pattern::new(&part.repeat(99_999 / part.len()));
        }
    }

    /// With an engine that tries one way after another.
    #[test]
    fn engines_agree() {
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
            "a{2,3}",
            ".{2,}",
            "(?=a{1,2}(?!b))",
            "(?i:K|\\b[^A])",
            "(?ms:^.$)",
            "|",
            "é",
            "\\u{1F600}",
            "\\ud83d\\ude00",
        ];
        let texts = [
            "",
            "a",
            "b",
            "ab",
            "ba",
            "aab",
            "abb",
            "bbb",
            "a b",
            " ",
            "é",
            "😀",
            "a😀b",
            "\n",
            "ab ab",
            "aé",
            "aaaab",
            "\u{212a}a",
        ];
        let patterns = parts.iter().flat_map(|one| parts.map(|two| format!("{one}{two}")));
        let patterns: Vec<String> = patterns.collect();
        let longer = patterns.iter().step_by(7).flat_map(|two| parts.map(|three| format!("{two}{three}")));
        for pattern in patterns.iter().cloned().chain(longer) {
            let Ok(regex) = Regex::with_flags(&pattern, "u") else { continue };
            let own = Pattern::new(&pattern).expect(&pattern);
            for text in texts {
                assert_eq!(own.is_match(text), regex.find(text).is_some(), "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn texts_match() {
        for (pattern, expected) in [
            ("^a", "a"),
            ("^(a|b)$", "b"),
            ("^[a-z]{2}-[0-9]+$", "aa-0"),
            ("x?", ""),
            ("^v[12]\\.0$", "v2.0"),
            ("^(?=.*[0-9])[A-Z]{3}$", "AAA"),
            ("^[\\u00e9-\\u00fc]$", "é"),
            ("^[é-ü]{2}$", "éé"),
            ("^\\u{1F601}$", "😁"),
            (r"^\p{Script=Greek}x$", "Ͱx"),
            (r"^\d{128}$", &*"0".repeat(128)),
        ] {
            let texts = Pattern::texts(pattern);
            assert!(texts.iter().any(|text| text == expected), "{pattern}: {texts:?}");
        }
        assert!(Pattern::texts("(").is_empty());
        let most = Pattern::texts(&"(?:a|b)?".repeat(1_000));
        assert!((2..=texts::MOST).contains(&most.len()) && most.iter().all(|text| text.len() <= 1_000));
        for long in [&*"a".repeat(50_000), "a{50000}", "^(?:[a-z]{9000}-){2}$"] {
            assert!(Pattern::texts(long).is_empty());
        }
    }

    #[test]
    fn what_holds_for_every_text() {
        let implies = |matched: &[bool]| !matched[0] || matched[1];
        for (one, other) in [
            ("^x-a", "^x-"),
            ("^x-", "^(x-)"),
            ("^(x|y)-", "^[xy]-"),
            ("^[a-z]{2,5}$", "^[a-z]+$"),
            ("^[a-z]{2,}$", "^[a-z]{1,}$"),
            ("^\\d{3}$", "^[0-9]+$"),
            ("^é[à-ü]$", "^[^a-z]"),
            ("a", ""),
            ("^$", "^[^a]*$"),
            ("^[\\s\\S]*$", ".*"),
            ("^a|b$", "a|b"),
            ("^(?:ab)+$", "^a.*b$"),
        ] {
            assert!(Pattern::always(&[one, other], implies), "{one} {other}");
        }
        for (one, other) in [
            ("^x-", "^x-a"),
            ("x-", "^x-"),
            ("^[a-z]{2,6}$", "^[a-z]{2,5}$"),
            ("^[a-z]{1,}$", "^[a-z]{2,}$"),
            // A line may end in between.
            ("", "^.*$"),
            ("^[a-z]", "^[a-z]+$"),
            ("^[\\u00e9-\\u00fc]$", "^[é-û]$"),
            ("^\\s$", "^[ -\\u3000]$"),
            // Nothing is proven of these.
            ("^(?=a)", "^"),
            ("^\\p{Lu}$", "^\\p{Lu}$"),
            ("^(?i:k)$", "^[kK]$"),
            ("^\\ba", "^a"),
            ("(", ""),
        ] {
            assert!(!Pattern::always(&[one, other], implies), "{one} {other}");
        }
        let is_any = |matched: &[bool]| matched.contains(&true);
        assert!(Pattern::always(&["^a", "^[^a]", "^$"], is_any));
        assert!(!Pattern::always(&["^a", "^[^a]"], is_any));
        assert!(Pattern::always(&["^a", "^b"], |matched| matched != [true, true]));
        assert!(Pattern::always(&[], |_| true));
        // Too much to look at.
        assert!(!Pattern::always(&["(a|b){400}[ab]{300}", "a"], implies));
    }

    /// Random expressions, held against each other and against all short texts.
    #[test]
    fn what_holds_for_every_text_holds_for_these() {
        let parts = [
            "a",
            "b",
            "[ab]",
            "[^a]",
            ".",
            "^",
            "$",
            "a*",
            "(?:ab)+",
            "b{2}",
            "[ab]{1,2}",
            "(?:a|)",
            "c?",
            "|",
        ];
        let mut seed = 1_u64;
        let mut pick = |count: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % count
        };
        let texts: Vec<String> = (0..=4_u32)
            .flat_map(|length| (0..4_usize.pow(length)).map(move |number| (length, number)))
            .map(|(length, number)| {
                (0..length).map(|at| ['a', 'b', 'c', '\n'][number / 4_usize.pow(at) % 4]).collect()
            })
            .collect();
        let (mut proven, mut refuted) = (0, 0);
        for _ in 0..400 {
            let mut expression = || (0..=pick(4)).map(|_| parts[pick(parts.len())]).collect::<String>();
            let (one, other) = (expression(), expression());
            let implies = |matched: &[bool]| !matched[0] || matched[1];
            let is_proven = Pattern::always(&[&one, &other], implies);
            let (first, second) = (Pattern::new(&one).unwrap(), Pattern::new(&other).unwrap());
            let known = texts.iter().find(|text| first.is_match(text) && !second.is_match(text));
            assert!(!is_proven || known.is_none(), "{one} {other}: {known:?}");
            // What no short text refutes holds for all, nearly always.
            proven += usize::from(is_proven);
            refuted += usize::from(known.is_some());
        }
        assert!(proven > 50 && refuted > 50 && proven + refuted > 380, "{proven} {refuted}");
    }

    #[test]
    fn what_it_matches() {
        for (pattern, yes, no) in [
            ("(?i:a)b", "Ab", "AB"),
            ("^(?i:a(?-i:b))$", "Ab", "AB"),
            ("^(?i:\\b[^a]k)$", "b\u{212a}", "Ak"),
            ("(?m:^b$)", "a\nb", "ab"),
            ("^(?s:.)$", "\n", ""),
            ("^[\\]a]+$", "a]", "b"),
            ("^(?:a{2,3}b){2}$", "aabaaab", "aabab"),
            ("^[ab]{2}a{0,2}$", "baaa", "baaaa"),
            ("^(?:a{3}|b)*$", "aaabaaaaaa", "aaaabaa"),
            ("b", "abc", "xyz"),
            ("^.$", "😀", "😀😀"),
            (r"^\d$", "1", "١"),
            (r"^(?=.*\d)(?!.*x).{3}$", "ab1", "ax1"),
            (r"(?<=\$)\d", "$1", "1"),
            ("^a$", "a", "a\n"),
            (r"^\S$", "a", "\u{feff}"),
        ] {
            let pattern = Pattern::new(pattern).expect(pattern);
            assert!(pattern.is_match(yes) && !pattern.is_match(no), "{pattern:?}");
        }
    }
}

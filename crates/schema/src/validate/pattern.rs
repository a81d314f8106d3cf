//! Regular expressions as JSON Schema has them: those of ECMA 262, which match somewhere in a string.

mod always;
mod error;
mod fault;
mod matching;
mod parse;
mod program;
mod relaxed;
mod texts;

use std::borrow::Cow;
use std::sync::Arc;

use regress::Regex;

pub use self::error::PatternError;
use self::error::{DEEPEST, LONGEST};
use self::matching::Matching;
use self::parse::{Part, parse};
use self::program::Program;
use self::relaxed::relaxed;
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

    /// What is wrong in a text that is not a regular expression, with the place; `None` where it is one.
    ///
    /// ```
    /// use webhook_schema::validate::Pattern;
    ///
    /// let fault = Pattern::fault("^user-(").unwrap();
    /// assert_eq!(fault, "a parenthesis without the other one, at character 7: `(`");
    /// ```
    pub fn fault(text: &str) -> Option<String> {
        fault::fault(text)
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

#[cfg(test)]
mod tests {
    use super::*;

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
}

//! Names of properties, held against the patterns of `patternProperties`.

use webhook_schema::validate::Pattern;

/// A pattern that many names are held against.
///
/// ```
/// let pattern = webhook_catalog::NamePattern::new("^x-[0-9]+$");
/// assert!(pattern.matches("x-1") && !pattern.matches("x-trace"));
/// ```
#[derive(Debug)]
pub struct NamePattern<'p>(Kind<'p>);

#[derive(Debug)]
enum Kind<'p> {
    /// Names that begin with a text.
    Start(&'p str),
    /// Names that have a text in them.
    Part(&'p str),
    /// Any other; `None` where the pattern cannot be used.
    Regex(Option<Pattern>),
}

impl<'p> NamePattern<'p> {
    /// Reads a pattern. One that cannot be used matches nothing.
    pub fn new(pattern: &'p str) -> Self {
        // Nearly every pattern is plain text after an anchor, and a regular expression costs more than that.
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_ -".contains(c));
        match (pattern.strip_prefix('^'), pattern) {
            (Some(start), _) if plain(start) => Self(Kind::Start(start)),
            (None, text) if plain(text) => Self(Kind::Part(text)),
            _ => Self(Kind::Regex(Pattern::new(pattern).ok())),
        }
    }

    /// Whether a name matches.
    pub fn matches(&self, name: &str) -> bool {
        match &self.0 {
            Kind::Start(start) => name.starts_with(*start),
            Kind::Part(part) => name.contains(*part),
            Kind::Regex(pattern) => pattern.as_ref().is_some_and(|pattern| pattern.is_match(name)),
        }
    }
}

/// Whether a name matches a pattern; where the pattern cannot be used, it does not.
///
/// ```
/// assert!(webhook_catalog::name_matches("^x-", "x-trace"));
/// assert!(!webhook_catalog::name_matches("^x-[0-9]+$", "x-trace"));
/// ```
pub fn name_matches(pattern: &str, name: &str) -> bool {
    NamePattern::new(pattern).matches(name)
}

/// Whether a pattern says nothing of names, since it is proven that each of them matches it. `^.*$` is not such a pattern: in
/// ECMA 262, `.` is no line end, and a name that has one does not match.
///
/// ```
/// let all = ["", "^", "$", ".*", "^.*", ".*$", "^[a-z]*", "x?|y", r"^[\s\S]*$"];
/// assert!(all.iter().all(|pattern| webhook_catalog::matches_every_name(pattern)));
/// let some = ["^x-", ".", "^.*$", "^.+$", "^[a-z]*$", "^$", "("];
/// assert!(!some.iter().any(|pattern| webhook_catalog::matches_every_name(pattern)));
/// ```
pub fn matches_every_name(pattern: &str) -> bool {
    // What is usual costs nothing to answer.
    let is_usual = matches!(pattern, "" | "^" | "$" | ".*" | "^.*" | ".*$");
    // One that the empty name matches, too, repeats something, leaves it out, or has another choice.
    let may_be_empty = || pattern.contains(['*', '?', '|', '{']);
    is_usual || may_be_empty() && Pattern::always(&[pattern], |matched| matched == [true])
}

//! Why a text cannot be used as a regular expression, with the limits.

use super::program::MOST_STATES;

/// Characters of the longest regular expression.
pub(super) const LONGEST: usize = 100_000;

/// Groups in groups at most.
pub(super) const DEEPEST: usize = 200;

/// Why a text cannot be used as a regular expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// It is not a regular expression of ECMA 262.
    Invalid,
    /// It has more characters than are read.
    TooLong,
    /// It has groups in groups, too often to be read.
    TooDeep,
    /// Groups are repeated so often that it is too large when they are written out.
    TooLarge,
    /// It refers to what a group matched, which may take any time to check.
    BackReference,
}

impl PatternError {
    /// What is wrong, as what follows the text.
    pub fn problem(self) -> String {
        match self {
            Self::Invalid => "is not a regular expression".to_owned(),
            Self::TooLong => format!("cannot be checked: it is longer than {LONGEST} characters"),
            Self::TooDeep => format!("cannot be checked: its groups are nested more than {DEEPEST} deep"),
            Self::TooLarge => format!(
                "cannot be checked: with its repetitions written out, it has more than {MOST_STATES} parts"
            ),
            Self::BackReference => "cannot be checked: it refers back to what a group matched".to_owned(),
        }
    }

    /// What to do.
    pub fn help(self) -> &'static str {
        match self {
            Self::Invalid => {
                "correct it: JSON Schema has regular expressions as JavaScript has them with the flag `u`, and not what only other engines know, such as `(?i)`, `\\A`, `\\z` and `(?P<name>…)`"
            }
            Self::TooLong => "shorten it, or split it into several patterns under `allOf`",
            Self::TooDeep => "nest its groups less deeply",
            Self::TooLarge => "repeat its groups fewer times, or limit the whole length with `maxLength`",
            Self::BackReference => "write out what the group may match, or remove the reference",
        }
    }
}

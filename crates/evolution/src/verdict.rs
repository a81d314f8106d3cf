//! What a change means to those who are on the other side of it.

use serde::Serialize;

/// Whether those who know the older version get along with bodies of the newer one. What is worse is greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Compatibility {
    /// They notice nothing.
    #[default]
    Safe,
    /// They read it, but may miss something, or it cannot be known.
    Risky,
    /// Some of them cannot read what is valid now.
    Breaking,
}

impl Compatibility {
    /// `safe`, `risky` or `breaking`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

/// What a change is to the version of the generated crates, by semantic versioning. What is worse is greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Whatever compiled still compiles, and there is nothing new.
    #[default]
    Patch,
    /// Whatever compiled still compiles, and there is something new.
    Minor,
    /// Something that compiled may not compile anymore.
    Major,
}

impl Bump {
    /// `patch`, `minor` or `major`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// What a change means to receivers that read leniently, to those that validate against the published schema, and to
/// those who use the generated crates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Deployed receivers that read leniently.
    pub wire: Compatibility,
    /// Receivers that validate.
    pub strict: Compatibility,
    /// Users of the generated crates.
    pub rust: Bump,
}

impl Verdict {
    /// The worst of each kind.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            wire: self.wire.max(other.wire),
            strict: self.strict.max(other.strict),
            rust: self.rust.max(other.rust),
        }
    }
}

//! Values that a receiver's build has no type for, kept whole as they were sent.

use std::fmt;

use crate::RawJson;

/// A string that an open enum of this build has no variant for.
///
/// Only reading creates one, so it never holds a string that has a variant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownText(Box<str>);

impl UnknownText {
    #[doc(hidden)]
    pub fn __new(text: &str) -> UnknownText {
        UnknownText(text.into())
    }

    /// The string, as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A variant of a tagged union that this build has no type for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownVariant {
    tag: Box<str>,
    value: RawJson,
}

impl UnknownVariant {
    #[doc(hidden)]
    pub fn __new(tag: &str, value: RawJson) -> UnknownVariant {
        UnknownVariant { tag: tag.into(), value }
    }

    /// The tag that tells the variants apart.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The whole object, tag included: its values character for character, without the white space between them.
    pub fn value(&self) -> &RawJson {
        &self.value
    }
}

/// An event that this build has no type for, with its payload as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownEvent {
    event_type: Box<str>,
    reason: UnknownReason,
    data: RawJson,
}

impl UnknownEvent {
    #[doc(hidden)]
    pub fn __new(event_type: &str, reason: UnknownReason, data: RawJson) -> UnknownEvent {
        UnknownEvent { event_type: event_type.into(), reason, data }
    }

    /// The event's name.
    pub fn event_type(&self) -> &str {
        &self.event_type
    }

    /// Why there is no type for it.
    pub fn reason(&self) -> UnknownReason {
        self.reason
    }

    /// The payload.
    pub fn data(&self) -> &RawJson {
        &self.data
    }
}

/// Why this build has no type for an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownReason {
    /// It is not in the catalog that this build was generated from: it is newer, or not the provider's.
    NotInCatalog,
    /// The provider sends it to test an endpoint; it is not an event of the catalog.
    Synthetic,
    /// It is in the catalog, but the feature of its family is off in this build.
    FamilyDisabled,
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnknownReason::NotInCatalog => "not in the catalog of this build",
            UnknownReason::Synthetic => "a synthetic event, outside the catalog",
            UnknownReason::FamilyDisabled => "the feature of its family is off in this build",
        })
    }
}

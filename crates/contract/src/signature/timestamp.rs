//! When a delivery was sent, and how far that may be from the receiver's clock.

use std::fmt;
use std::time::Duration;

use super::location::TimeLocation;

/// When a delivery was sent, and how far that may be from the receiver's clock.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TimestampRule {
    /// Where the time is: `header:NAME`, `item:LABEL` (next to the signature) or `body:/pointer`.
    #[cfg_attr(feature = "serde", serde(rename = "in"))]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub location: TimeLocation,
    /// How the time is written.
    pub unit: TimeUnit,
    /// How far it may be in the past; `None` is not checked.
    #[cfg_attr(
        feature = "serde",
        serde(default, rename = "past_seconds", deserialize_with = "crate::seconds::optional")
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "Option<u32>",
            range(min = 1),
            description = "How far the time may be in the past, in seconds; left out where it is not checked."
        )
    )]
    pub past: Option<Duration>,
    /// How far it may be in the future; `None` is not checked.
    #[cfg_attr(
        feature = "serde",
        serde(default, rename = "future_seconds", deserialize_with = "crate::seconds::optional")
    )]
    #[cfg_attr(
        feature = "schemars",
        schemars(
            with = "Option<u32>",
            description = "How far the time may be in the future, in seconds; left out where it is not checked."
        )
    )]
    pub future: Option<Duration>,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum TimeUnit {
    /// Seconds since 1970, in decimal digits.
    #[cfg_attr(feature = "serde", serde(rename = "s"))]
    Seconds,
    /// Milliseconds since 1970, in decimal digits.
    #[cfg_attr(feature = "serde", serde(rename = "ms"))]
    Milliseconds,
    /// Date and time of RFC 3339.
    #[cfg_attr(feature = "serde", serde(rename = "rfc3339"))]
    Rfc3339,
}

impl fmt::Display for TimeUnit {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seconds => "Unix seconds",
            Self::Milliseconds => "Unix milliseconds",
            Self::Rfc3339 => "the form of RFC 3339",
        })
    }
}

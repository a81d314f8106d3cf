//! Deliveries that show what a signature rule accepts.

use std::borrow::Cow;

use crate::text::Text;

/// A delivery with a public secret, and whether it has to be accepted: a rule is tried on these whenever it is checked.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Vector {
    /// What the vector shows.
    #[cfg_attr(feature = "serde", serde(default))]
    pub name: Option<Text>,
    /// Where its values are from: `public` or `made`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub source: Option<Text>,
    /// What they were taken from, or where the construction is documented.
    #[cfg_attr(feature = "serde", serde(default))]
    pub from: Option<Text>,
    /// The secret, or the public key, as the provider hands it out. It must not be in use: everyone can read it here.
    #[cfg_attr(feature = "serde", serde(alias = "public_key"))]
    pub secret: Text,
    /// The request's method.
    #[cfg_attr(feature = "serde", serde(default = "post"))]
    pub method: Text,
    /// The URL that the sender called, where it is signed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub url: Option<Text>,
    /// The headers, each as its name and its value.
    #[cfg_attr(feature = "serde", serde(default))]
    pub headers: Cow<'static, [(Text, Text)]>,
    /// The body.
    #[cfg_attr(feature = "serde", serde(default))]
    pub body: Text,
    /// When the delivery is received, in Unix seconds.
    #[cfg_attr(feature = "serde", serde(default))]
    pub now: u64,
    /// Whether it has to be accepted.
    pub accept: bool,
}

#[cfg(feature = "serde")]
fn post() -> Text {
    Cow::Borrowed("POST")
}

//! What the body of a delivery is.

#[cfg(feature = "rules")]
mod written;

use crate::text::Text;

/// What the body of a delivery is.
#[derive(Clone, Default)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub enum BodyForm {
    /// JSON, `json`.
    #[default]
    Json,
    /// A form, `form`: it stands for an object with each field as a text.
    Form,
    /// A form with JSON in one of its fields, `form:NAME`.
    JsonInForm(Text),
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for BodyForm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::signature::parse(deserializer)
    }
}

//! Requests that deliver nothing, and ask for a certain answer.

#[cfg(feature = "rules")]
mod conditions;

use std::borrow::Cow;

use super::answer::AnswerRule;
use crate::signature::Location;
use crate::text::Text;

/// A request that delivers nothing, and asks for a certain answer.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Handshake {
    /// What holds for it, and for no delivery: values by their places, which are those of the whole body. `method` is a place,
    /// too.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "reading::conditions"))]
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "std::collections::BTreeMap<String, describing::Written>")
    )]
    pub when: Cow<'static, [Condition]>,
    /// Whether it has to be signed as a delivery is.
    #[cfg_attr(feature = "serde", serde(default))]
    pub signed: bool,
    /// What is answered.
    pub answer: AnswerRule,
}

/// What holds for a handshake.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub enum Condition {
    /// The method is this one, in upper case.
    Method(Text),
    /// A value is as expected.
    Value {
        /// Where it is.
        at: Location,
        /// What it is.
        is: Expected,
    },
}

/// What a value is expected to be.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub enum Expected {
    /// Anything but null, `{ "exists": true }`.
    Anything,
    /// A text.
    Text(Text),
    /// A number without a fraction; only in a body.
    Integer(i64),
    /// A boolean; only in a body.
    Boolean(bool),
}

#[cfg(feature = "serde")]
mod reading {
    use std::borrow::Cow;
    use std::fmt;

    use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

    use crate::layout::handshake::{Condition, Expected};

    pub(super) fn conditions<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cow<'static, [Condition]>, D::Error> {
        deserializer.deserialize_map(Conditions).map(Cow::Owned)
    }

    struct Conditions;

    impl<'de> Visitor<'de> for Conditions {
        type Value = Vec<Condition>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("values by their places, such as `{ \"body:/type\": \"ping\" }`")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut conditions = Vec::new();
            while let Some(place) = members.next_key::<String>()? {
                conditions.push(match place.as_str() {
                    "method" => Condition::Method(members.next_value::<String>()?.into()),
                    _ => Condition::Value {
                        at: place.parse().map_err(A::Error::custom)?,
                        is: members.next_value()?,
                    },
                });
            }
            Ok(conditions)
        }
    }

    impl<'de> Deserialize<'de> for Expected {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(ExpectedVisitor)
        }
    }

    struct ExpectedVisitor;

    impl<'de> Visitor<'de> for ExpectedVisitor {
        type Value = Expected;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string, a whole number, a boolean or `{ \"exists\": true }`")
        }

        fn visit_str<E>(self, text: &str) -> Result<Expected, E> {
            Ok(Expected::Text(text.to_owned().into()))
        }

        fn visit_bool<E>(self, value: bool) -> Result<Expected, E> {
            Ok(Expected::Boolean(value))
        }

        fn visit_i64<E>(self, value: i64) -> Result<Expected, E> {
            Ok(Expected::Integer(value))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Expected, E> {
            let too_large = || E::custom(format_args!("expected a number below 2⁶³, found {value}"));
            i64::try_from(value).map(Expected::Integer).map_err(|_| too_large())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Expected, A::Error> {
            let is_exists =
                members.next_entry::<String, bool>()?.is_some_and(|(key, is)| key == "exists" && is);
            match is_exists && members.next_key::<String>()?.is_none() {
                true => Ok(Expected::Anything),
                false => {
                    Err(A::Error::custom("the only object that can be expected is `{ \"exists\": true }`"))
                }
            }
        }
    }
}

#[cfg(feature = "schemars")]
mod describing {
    /// A text, a whole number or a boolean; or `{ "exists": true }`, which is anything but null.
    #[derive(schemars::JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only described")]
    pub(super) enum Written {
        Text(String),
        Integer(i64),
        Boolean(bool),
        Anything(Anything),
    }

    #[derive(schemars::JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only described")]
    pub(super) struct Anything {
        #[schemars(extend("const" = true))]
        exists: bool,
    }
}

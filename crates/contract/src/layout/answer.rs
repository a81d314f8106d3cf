//! What is answered: a status, headers and a body, with values of the request in them.

#[cfg(feature = "rules")]
mod pieces;

use std::borrow::Cow;

use super::answer_text::AnswerText;
use crate::text::Text;

/// What is answered.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub struct AnswerRule {
    /// The status, 200 to 299.
    pub status: u16,
    /// The headers, each as its name and its value.
    pub headers: Cow<'static, [(Text, AnswerText)]>,
    /// The body; empty where there is none.
    pub body: Option<AnswerBody>,
}

/// The body of an answer.
#[derive(Clone)]
#[cfg_attr(feature = "rules", derive(Debug, PartialEq, Eq))]
pub enum AnswerBody {
    /// A text, `body`.
    Text(AnswerText),
    /// JSON, `json`, as its text: every value stands within a string, and is escaped for it.
    Json(AnswerText),
}

#[cfg(feature = "serde")]
mod reading {
    use std::borrow::Cow;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer};

    use crate::layout::answer::{AnswerBody, AnswerRule};
    use crate::layout::answer_json::Json;
    use crate::layout::answer_text::AnswerText;

    impl<'de> Deserialize<'de> for AnswerRule {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Written {
                status: u16,
                #[serde(default)]
                headers: Vec<(String, AnswerText)>,
                body: Option<AnswerText>,
                json: Option<Json>,
            }
            let written = Written::deserialize(deserializer)?;
            let body = match (written.body, written.json) {
                (Some(_), Some(_)) => {
                    return Err(D::Error::custom("both `body` and `json`: keep one of them"));
                }
                (Some(text), None) => Some(AnswerBody::Text(text)),
                (None, json) => json.map(|Json(text)| AnswerBody::Json(text)),
            };
            let headers = written.headers.into_iter().map(|(name, value)| (Cow::Owned(name), value));
            Ok(Self { status: written.status, headers: headers.collect(), body })
        }
    }
}

#[cfg(feature = "schemars")]
mod describing {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator};

    use crate::layout::answer::AnswerRule;

    /// What is answered. Texts may have values of the request in them: `{body:/pointer}`, `{header:NAME}`, `{query:NAME}`, and
    /// `{hmac:…}` with one of these in it.
    #[derive(JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only described")]
    struct Written {
        /// The status.
        #[schemars(range(min = 200, max = 299))]
        status: u16,
        /// The headers, each as its name and its value.
        headers: Option<Vec<(String, String)>>,
        /// The body, as text.
        body: Option<String>,
        /// The body, as JSON.
        #[schemars(schema_with = "any", default)]
        json: (),
    }

    fn any(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }

    impl JsonSchema for AnswerRule {
        fn schema_name() -> Cow<'static, str> {
            "AnswerRule".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Written::json_schema(generator)
        }
    }
}

//! What is answered: a status, headers and a body, with values of the request in them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::signature::{Location, Unreadable};
use crate::text::Text;

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRule {
    /// The status, 200 to 299.
    pub status: u16,
    /// The headers, each as its name and its value.
    pub headers: Cow<'static, [(Text, AnswerText)]>,
    /// The body; empty where there is none.
    pub body: Option<AnswerBody>,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerBody {
    /// A text, `body`.
    Text(AnswerText),
    /// JSON, `json`, as its text: every value stands within a string, and is escaped for it.
    Json(AnswerText),
}

/// A text with values of the request in it.
///
/// ```
/// use webhook_contract::{AnswerPiece, AnswerText, text};
///
/// let answer: AnswerText = "echo {query:challenge}".parse()?;
/// assert_eq!(answer.0[0], AnswerPiece::Text(text("echo ")));
/// assert_eq!(answer.to_string(), "echo {query:challenge}");
/// # Ok::<(), webhook_contract::Unreadable>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerText(pub Cow<'static, [AnswerPiece]>);

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerPiece {
    /// A text that is there in any case.
    Text(Text),
    /// A value of the request: `{body:/pointer}`, `{header:NAME}` or `{query:NAME}`.
    Value(Location),
    /// The HMAC of a value of the request, `{hmac:body:/pointer}`, by the algorithm, the key and the encoding of the signature.
    Hmac(Location),
}

impl AnswerRule {
    /// The pieces of all headers and of the body.
    pub fn pieces(&self) -> impl Iterator<Item = &AnswerPiece> {
        self.texts().flat_map(|(_, text)| text.pieces())
    }

    /// Each text of the answer with its place: a JSON Pointer.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (String, &AnswerText)> {
        let headers = self.headers.iter().enumerate();
        let headers = headers.map(|(number, (_, value))| (format!("/headers/{number}/1"), value));
        headers.chain(self.body.iter().map(|body| match body {
            AnswerBody::Text(text) => ("/body".to_owned(), text),
            AnswerBody::Json(text) => ("/json".to_owned(), text),
        }))
    }
}

impl AnswerText {
    /// The pieces, in their order.
    pub fn pieces(&self) -> &[AnswerPiece] {
        &self.0
    }
}

impl FromStr for AnswerText {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(['{', '}']).unwrap_or(rest.len());
            if end > 0 {
                pieces.push(AnswerPiece::Text(rest[..end].to_owned().into()));
                rest = &rest[end..];
                continue;
            }
            let inside = rest.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let Some((place, after)) = inside else {
                return Err(Unreadable(format!(
                    "`{text}` has a brace without the other one: an object goes into `json`"
                )));
            };
            pieces.push(piece(place)?);
            rest = after;
        }
        Ok(Self(pieces.into()))
    }
}

fn piece(place: &str) -> Result<AnswerPiece, Unreadable> {
    let piece = match place.strip_prefix("hmac:") {
        Some(place) => place.parse().map(AnswerPiece::Hmac),
        None => place.parse().map(AnswerPiece::Value),
    };
    piece.map_err(|_| {
        let known =
            "`{body:/pointer}`, `{header:NAME}`, `{query:NAME}`, and `{hmac:…}` with one of these in it";
        Unreadable(format!(
            "unknown placeholder `{{{place}}}`; there are {known}; an object goes into `json`"
        ))
    })
}

impl fmt::Display for AnswerPiece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Value(place) => write!(f, "{{{place}}}"),
            Self::Hmac(place) => write!(f, "{{hmac:{place}}}"),
        }
    }
}

impl fmt::Display for AnswerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| piece.fmt(f))
    }
}

#[cfg(feature = "serde")]
mod reading {
    use std::borrow::Cow;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer};

    use super::{AnswerBody, AnswerRule, AnswerText};
    use crate::layout::answer_json::Json;

    impl<'de> Deserialize<'de> for AnswerText {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            crate::signature::parse(deserializer)
        }
    }

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

    impl JsonSchema for super::AnswerRule {
        fn schema_name() -> Cow<'static, str> {
            "AnswerRule".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Written::json_schema(generator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_written_in_one_way() {
        for text in ["", "[accepted]", "a{query:b}c", "{body:/a/b}{hmac:header:X-Id}"] {
            assert_eq!(text.parse::<AnswerText>().expect(text).to_string(), text);
        }
        for bad in ["{", "}", "{}", "{\"a\": 1}", "{{query:a}}", "{hmac:}", "{hmac:hmac:query:a}", "{method}"]
        {
            bad.parse::<AnswerText>().expect_err(bad);
        }
    }
}

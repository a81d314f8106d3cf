//! What is said of strings.

use std::sync::Arc;

use serde_json::Value;

use super::at::At;
use super::content::{is_encoded, is_media_type};
use super::error::Kind;
use super::formats::{self, Format};
use super::links::Links;
use super::pattern::Pattern;
use super::run::{Check, Out, Place, Run};
use crate::model::{Dialect, Keyword, Schema};

/// What holds of a string, and of whatever is not one.
#[derive(Debug)]
pub(super) enum Text {
    MinLength(u64),
    MaxLength(u64),
    /// With the text; one that cannot be used matches nothing.
    Pattern(Arc<str>, Option<Pattern>),
    Format(String, Format),
    ContentEncoding(String),
    /// Of what the string decodes to, where it is encoded.
    ContentMediaType {
        media_type: String,
        encoding: Option<String>,
    },
}

impl Text {
    /// What one of these keywords says; `None` for any other.
    pub(super) fn new<'s>(keyword: Keyword, schema: &'s Schema, links: &mut Links<'s>) -> Option<Self> {
        let own = &schema.constraints;
        // After draft 7, what a string contains is an annotation.
        let has_content = schema.dialect <= Dialect::Draft7;
        Some(match keyword {
            Keyword::MinLength => Self::MinLength(own.min_length?),
            Keyword::MaxLength => Self::MaxLength(own.max_length?),
            Keyword::Pattern => {
                let text = own.pattern.as_ref()?;
                Self::Pattern(text.as_str().into(), links.pattern(text))
            }
            Keyword::Format => {
                let name = own.format.as_ref()?;
                Self::Format(name.clone(), formats::of(name, schema.dialect)?)
            }
            Keyword::ContentEncoding if has_content => {
                Self::ContentEncoding(schema.seldom.content_encoding.clone()?)
            }
            Keyword::ContentMediaType if has_content => Self::ContentMediaType {
                media_type: schema.seldom.content_media_type.clone()?,
                encoding: schema.seldom.content_encoding.clone(),
            },
            _ => return None,
        })
    }

    fn allows(&self, value: &Value) -> bool {
        let Value::String(text) = value else { return true };
        match self {
            Self::MinLength(least) => length(text) >= *least,
            Self::MaxLength(most) => length(text) <= *most,
            Self::Pattern(_, pattern) => pattern.as_ref().is_some_and(|pattern| pattern.is_match(text)),
            Self::Format(_, format) => format(text),
            Self::ContentEncoding(encoding) => is_encoded(text, encoding),
            Self::ContentMediaType { media_type, encoding } => {
                is_media_type(text, media_type, encoding.as_deref())
            }
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::MinLength(least) => Kind::MinLength(*least),
            Self::MaxLength(most) => Kind::MaxLength(*most),
            Self::Pattern(text, _) => Kind::Pattern(Arc::clone(text)),
            Self::Format(name, _) => Kind::Format(name.clone()),
            Self::ContentEncoding(encoding) => Kind::ContentEncoding(encoding.clone()),
            Self::ContentMediaType { media_type, .. } => Kind::ContentMediaType(media_type.clone()),
        }
    }
}

impl Check for Text {
    fn holds<'v>(&self, run: &mut Run<'_>, place: Place<'_>, at: &At<'_, 'v>, mut out: Out<'_, 'v>) -> bool {
        self.allows(at.value) || out.fail(run, place, at, || self.kind())
    }
}

/// The number of characters.
fn length(text: &str) -> u64 {
    text.chars().count() as u64
}

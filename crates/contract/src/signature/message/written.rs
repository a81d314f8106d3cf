//! How messages are written.

use std::fmt;
use std::str::FromStr;

use super::{Fields, Message, Piece};
use crate::signature::header_name::header_name;
use crate::signature::placeholders;
use crate::signature::unreadable::Unreadable;

const KNOWN: &str = "`{body}`, `{timestamp}`, `{id}`, `{url}`, `{method}`, `{secret}`, `{header:NAME}`, `{item:LABEL}`, \
    `{body:/pointer}`, `{form:sorted}` and `{sha256:body}`";

impl FromStr for Message {
    type Err = Unreadable;

    /// Reads a template.
    ///
    /// ```
    /// use webhook_contract::{Message, Piece, text};
    ///
    /// let message: Message = "v0:{timestamp}:{body}".parse()?;
    /// let Message::Template(pieces) = &message else { panic!() };
    /// assert_eq!(pieces[..2], [Piece::Text(text("v0:")), Piece::Timestamp]);
    /// assert_eq!(message.to_string(), "v0:{timestamp}:{body}");
    /// # Ok::<(), webhook_contract::Unreadable>(())
    /// ```
    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pieces = placeholders::read(text, "", Piece::Text, piece)?;
        Ok(Self::Template(pieces.into()))
    }
}

#[inline]
fn piece(name: &str) -> Result<Piece, Unreadable> {
    Ok(match name.split_once(':') {
        None => match name {
            "body" => Piece::Body,
            "timestamp" => Piece::Timestamp,
            "id" => Piece::Id,
            "url" => Piece::Url,
            "method" => Piece::Method,
            "secret" => Piece::Secret,
            _ => return Err(unknown(name)),
        },
        Some(("header", header)) => Piece::Header(header_name(header)?),
        Some(("item", label)) if !label.is_empty() => Piece::Item(label.to_owned().into()),
        Some(("body", pointer)) => Piece::BodyValue(pointer.parse()?),
        Some(("form", "sorted")) => Piece::SortedForm,
        Some(("sha256", "body")) => Piece::BodySha256,
        Some(_) => return Err(unknown(name)),
    })
}

#[inline]
fn unknown(name: &str) -> Unreadable {
    Unreadable(format!("unknown placeholder `{{{name}}}`; there are {KNOWN}"))
}

impl fmt::Display for Piece {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Body => f.write_str("{body}"),
            Self::Timestamp => f.write_str("{timestamp}"),
            Self::Id => f.write_str("{id}"),
            Self::Url => f.write_str("{url}"),
            Self::Method => f.write_str("{method}"),
            Self::Secret => f.write_str("{secret}"),
            Self::Header(name) => write!(f, "{{header:{name}}}"),
            Self::Item(label) => write!(f, "{{item:{label}}}"),
            Self::BodyValue(pointer) => write!(f, "{{body:{pointer}}}"),
            Self::SortedForm => f.write_str("{form:sorted}"),
            Self::BodySha256 => f.write_str("{sha256:body}"),
        }
    }
}

impl fmt::Display for Message {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(pieces) => pieces.iter().try_for_each(|piece| piece.fmt(f)),
            Self::Fields(Fields { fields, join, .. }) => {
                fields.iter().enumerate().try_for_each(|(number, pointer)| {
                    let join = if number == 0 { "" } else { join };
                    write!(f, "{join}{{body:{pointer}}}")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_and_written_in_one_way() {
        for text in [
            "",
            "{body}",
            "{id}.{timestamp}.{body}",
            "{secret}{method}{url}{body}",
            "{header:webhook-id}|{item:t}{body:/a/b}{form:sorted}{sha256:body}",
        ] {
            assert_eq!(text.parse::<Message>().expect(text).to_string(), text);
        }
        for bad in
            ["{", "}", "{}", "{bdy}", "{body", "body}", "{{body}}", "{header:}", "{header:a b}", "{item:}"]
        {
            bad.parse::<Message>().expect_err(bad);
        }
        for bad in ["{body:a}", "{form:}", "{sha256:url}", "{Body}", "{ body }"] {
            bad.parse::<Message>().expect_err(bad);
        }
    }
}

//! What is signed, put together piece by piece: written into a hash, and never into one buffer.

use std::borrow::Cow;
use std::fmt;

use hmac::digest::Digest as _;
use sha2::Sha256;
use webhook_contract::{Fields, Location, Message, Piece, Pointer, Text};

use super::places::one;
use super::prepared::Prepared;
use super::{Context, decode, form};
use crate::{Headers, VerifyError};

/// A message, prepared.
#[derive(Clone, Debug, Default)]
pub(super) struct Template {
    steps: Vec<Step>,
    lookups: Vec<Lookup>,
}

/// A piece that can be written.
#[derive(Clone, Debug)]
enum Step {
    Text(Text),
    Body,
    Timestamp,
    Url,
    Secret,
    /// What was looked up, by its number.
    Value(usize),
}

/// What is looked up in a request, once for all keys.
#[derive(Clone, Debug)]
enum Lookup {
    Header(Text),
    Item(Text),
    BodyValue(Pointer),
    Fields(Fields),
    Method,
    SortedForm,
    BodySha256,
}

/// What a template is filled in with.
#[derive(Clone, Copy)]
pub(super) struct Filled<'f> {
    pub template: &'f Template,
    pub body: &'f [u8],
    pub timestamp: &'f [u8],
    pub url: &'f str,
    pub secret: &'f [u8],
    pub values: &'f [Cow<'f, [u8]>],
}

impl Filled<'_> {
    #[inline]
    pub fn write(&self, mut sink: impl FnMut(&[u8])) {
        for step in &self.template.steps {
            sink(match step {
                Step::Text(text) => text.as_bytes(),
                Step::Body => self.body,
                Step::Timestamp => self.timestamp,
                Step::Url => self.url.as_bytes(),
                Step::Secret => self.secret,
                Step::Value(number) => &self.values[*number],
            });
        }
    }
}

impl Template {
    pub fn of(message: Option<&Message>, id: Option<&Location>) -> Self {
        let mut template = Template::default();
        match message {
            None => {}
            Some(Message::Fields(fields)) => template.look_up(Lookup::Fields(fields.clone())),
            Some(Message::Template(pieces)) => pieces.iter().for_each(|piece| template.add(piece, id)),
        }
        template
    }

    fn add(&mut self, piece: &Piece, id: Option<&Location>) {
        match piece {
            Piece::Text(text) => self.steps.push(Step::Text(text.clone())),
            Piece::Body => self.steps.push(Step::Body),
            Piece::Timestamp => self.steps.push(Step::Timestamp),
            Piece::Url => self.steps.push(Step::Url),
            Piece::Secret => self.steps.push(Step::Secret),
            Piece::Method => self.look_up(Lookup::Method),
            Piece::Header(name) => self.look_up(Lookup::Header(name.clone())),
            Piece::Item(label) => self.look_up(Lookup::Item(label.clone())),
            Piece::BodyValue(pointer) => self.look_up(Lookup::BodyValue(pointer.clone())),
            Piece::SortedForm => self.look_up(Lookup::SortedForm),
            Piece::BodySha256 => self.look_up(Lookup::BodySha256),
            Piece::Id => match id {
                Some(Location::Header(name)) => self.look_up(Lookup::Header(name.clone())),
                Some(Location::Body(pointer)) => self.look_up(Lookup::BodyValue(pointer.clone())),
                // A rule that has an id where there is none is refused before.
                _ => {}
            },
        }
    }

    fn look_up(&mut self, lookup: Lookup) {
        self.steps.push(Step::Value(self.lookups.len()));
        self.lookups.push(lookup);
    }

    /// Whether the URL is signed.
    pub fn has_url(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Url))
    }

    /// Whether the secret is part of the message.
    pub fn has_secret(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Secret))
    }

    /// Whether anything is looked up in a request.
    pub fn looks_up(&self) -> bool {
        !self.lookups.is_empty()
    }

    /// Whether the body is read as a whole before it is proved.
    pub fn reads_body(&self) -> bool {
        self.lookups.iter().any(|lookup| matches!(lookup, Lookup::SortedForm | Lookup::BodySha256))
    }

    /// Looks up what a request has for the message.
    ///
    /// # Errors
    ///
    /// When something is missing, or cannot be read.
    pub fn values<'r, H: Headers + ?Sized>(
        &self,
        rule: &Prepared,
        context: &Context<'r, H>,
    ) -> Result<Vec<Cow<'r, [u8]>>, VerifyError> {
        self.lookups.iter().map(|lookup| lookup.value(rule, context)).collect()
    }

    /// The first thing in a message that a request does not have.
    pub fn missing<H: Headers + ?Sized>(&self, rule: &Prepared, context: &Context<'_, H>) -> Box<str> {
        let missing = self.lookups.iter().find(|lookup| lookup.value(rule, context).is_err());
        missing.map_or_else(|| "something".into(), |lookup| lookup.to_string().into())
    }
}

/// In words, for whoever makes a request.
impl fmt::Display for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lookup::Header(name) => write!(f, "the header `{name}`"),
            Lookup::Item(label) => write!(f, "the item `{label}` next to its signature"),
            Lookup::BodyValue(pointer) => write!(f, "`{pointer}` in its body"),
            Lookup::Fields(_) => f.write_str("a body in JSON"),
            Lookup::Method => f.write_str("its method"),
            Lookup::SortedForm | Lookup::BodySha256 => f.write_str("its body"),
        }
    }
}

impl Lookup {
    fn value<'r, H: Headers + ?Sized>(
        &self,
        rule: &Prepared,
        context: &Context<'r, H>,
    ) -> Result<Cow<'r, [u8]>, VerifyError> {
        let request = context.request;
        Ok(match self {
            // The name is not part of the request, so that what is found is copied.
            Lookup::Header(name) => {
                one(request.headers, name)?.ok_or(VerifyError::MissingHeader)?.to_vec().into()
            }
            Lookup::Item(label) => rule.item(context, label)?.ok_or(VerifyError::MissingValue)?.into(),
            Lookup::BodyValue(pointer) => {
                bytes(context.body_value(pointer)?.ok_or(VerifyError::MissingValue)?)
            }
            Lookup::Fields(fields) => joined(fields, context)?.into(),
            Lookup::Method => Cow::Borrowed(request.method.as_bytes()),
            Lookup::SortedForm => form::sorted(request.body).into(),
            Lookup::BodySha256 => decode::to_hex(&Sha256::digest(request.body)).into_bytes().into(),
        })
    }
}

fn joined<H: Headers + ?Sized>(fields: &Fields, context: &Context<'_, H>) -> Result<Vec<u8>, VerifyError> {
    let mut message = String::new();
    for (number, pointer) in fields.fields.iter().enumerate() {
        if number > 0 {
            message += &fields.join;
        }
        let value = context.body_value(pointer)?.unwrap_or_default();
        match &fields.escape {
            None => message += &value,
            Some(escape) => {
                let escaped = value.replace(&**escape, &format!("{escape}{escape}"));
                message += &match fields.join == *escape {
                    true => escaped,
                    false => escaped.replace(&*fields.join, &format!("{escape}{}", fields.join)),
                };
            }
        }
    }
    Ok(message.into_bytes())
}

fn bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

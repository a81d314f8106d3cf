//! What a value violates, as data.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Number, Value};

use super::pattern::PatternError;
use crate::location::Location;
use crate::model::JsonType;

/// A keyword that a value violates.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// Where in the whole value: a JSON Pointer.
    pub pointer: String,
    /// What is there.
    pub found: Found,
    /// The keyword, in the file of the schema; the schema itself where that is `false`.
    pub keyword: Location,
    /// What is violated.
    pub kind: Kind,
}

/// A value as messages show it: it may be large, and errors of branches have it many times.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// A string without quotes, or else JSON; cut after the first characters.
    pub text: String,
    /// Its type; an integer counts as a number.
    pub ty: JsonType,
}

/// What is violated, with what the keyword says. What may be large there is shared: a value may violate a keyword many times.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the keywords of JSON Schema")]
pub enum Kind {
    Type(Vec<JsonType>),
    Enum(Arc<[Value]>),
    Const(Arc<Value>),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    MinLength(u64),
    MaxLength(u64),
    Pattern(Arc<str>),
    Format(String),
    ContentEncoding(String),
    ContentMediaType(String),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    /// How many items have to match `contains`, and how many do.
    Contains {
        least: u64,
        found: u64,
    },
    /// How many items may match `contains`.
    MaxContains(u64),
    /// How many items have a schema by position, where no more are allowed.
    AdditionalItems(usize),
    /// Items that no keyword describes, where none are allowed.
    UnevaluatedItems(Vec<Found>),
    MinProperties(u64),
    MaxProperties(u64),
    /// A property that is missing, for `required`, `dependentRequired` and `dependencies`.
    Required(String),
    /// Properties that no keyword describes, where none are allowed.
    AdditionalProperties(Vec<String>),
    /// As [`AdditionalProperties`](Self::AdditionalProperties), of keywords in branches too.
    UnevaluatedProperties(Vec<String>),
    /// What the name of a property violates.
    PropertyNames(Box<Error>),
    /// What is violated in each branch.
    AnyOf(Vec<Vec<Error>>),
    /// What is violated in each branch.
    OneOf(Vec<Vec<Error>>),
    /// The branches that match, by number from 0 on.
    OneOfSeveral(Vec<usize>),
    Not,
    /// The schema `false`.
    False,
    /// What cannot be used as a regular expression: the value, or else the name of a property.
    Regex {
        is_name: bool,
        error: PatternError,
    },
    /// A reference that leads nowhere.
    Lost(Arc<str>),
    /// It was not found out: branches have the same schemas again and again, or schemas are nested too deeply.
    TooMuch,
    /// More is wrong than the first mistakes, of which there are as many as this.
    More(usize),
}

/// Characters of a value that a message repeats at most.
const WIDTH: usize = 60;

impl Found {
    /// A value in short.
    pub fn of(value: &Value) -> Self {
        let ty = match JsonType::of_value(value) {
            JsonType::Integer => JsonType::Number,
            ty => ty,
        };
        let text = match value {
            Value::String(text) => clip(text, WIDTH),
            other => {
                // Enough for that many characters, and no more of what may be large.
                let mut beginning = Beginning(Vec::new());
                let _ = serde_json::to_writer(&mut beginning, other);
                clip(&String::from_utf8_lossy(&beginning.0), WIDTH)
            }
        };
        Self { text, ty }
    }
}

/// The first characters of a text, with an ellipsis in place of the others.
fn clip(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A writer that takes more characters than are shown, and then fails.
struct Beginning(Vec<u8>);

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend(bytes);
        if self.0.len() > 8 * WIDTH { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

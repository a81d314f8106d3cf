//! What references are relative to: a file, or a part of one that has an `$id` of its own.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use super::dialect::Dialect;
use super::keyword::Keyword;
use crate::location::Location;
use crate::uri;

/// The part of a file's URI before its name in the tree. No `$id` starts with it.
const TREE: &str = "catalog:///";

/// What may not be in a URI. A percent sign is left alone, for what is written may be encoded already.
const NOT_IN_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What may not be in the path of a URI that is made of a name.
const NOT_IN_PATH: &AsciiSet = &NOT_IN_URI.add(b'%').add(b'#').add(b'?').add(b'[').add(b']').add(b':');

/// A schema that references start from: the root of a file, or a schema in it that has an `$id` of its own.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::model::Schema;
///
/// let inner = json!({ "$id": "parts/b.json" });
/// let schema = Schema::read("a.json", &json!({ "$id": "https://acme.example/a.json", "$defs": { "b": inner } }));
/// let b = schema.at("/$defs/b").unwrap();
/// assert_eq!(b.resource.uri, "https://acme.example/parts/b.json");
/// assert_eq!(b.resource.resolve("c.json").as_deref(), Some("https://acme.example/parts/c.json"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Where it is; a reference that is a fragment alone starts here.
    pub root: Location,
    /// The URI that it goes by, without a fragment: what its `$id` comes to, or else [`file_uri`].
    pub uri: String,
}

/// The URI of a file that does not say by itself what its URI is.
///
/// ```
/// assert_eq!(webhook_schema::model::file_uri("webhooks/a b.json"), "catalog:///webhooks/a%20b.json");
/// ```
pub fn file_uri(file: &str) -> String {
    format!("{TREE}{}", utf8_percent_encode(file, NOT_IN_PATH))
}

/// Whether a text is a URI, by RFC 3986.
pub fn is_uri(text: &str) -> bool {
    uri::is_absolute(text, uri::Letters::Ascii)
}

impl Resource {
    /// A file that is not a schema, but refers to some.
    pub fn of_file(file: &str) -> Self {
        Self { root: Location::new(file, ""), uri: file_uri(file) }
    }

    /// The resource that a whole file is.
    pub fn of_document(file: &str, root: &Value) -> Self {
        let plain = Self::of_file(file);
        let id = own_id(root, Dialect::of_document(root)).or_else(|| old_id(root));
        let id = id.and_then(|id| plain.resolve(id));
        Self { uri: id.unwrap_or_else(|| plain.uri.clone()), ..plain }
    }

    /// The resource that a schema in this one is, when it has an `$id`.
    pub(super) fn inner(&self, location: &Location, value: &Value, dialect: Dialect) -> Option<Self> {
        let uri = self.resolve(own_id(value, dialect)?)?;
        Some(Self { root: location.clone(), uri })
    }

    /// The URI that a reference without a fragment comes to; `None` where it comes to none.
    pub fn resolve(&self, reference: &str) -> Option<String> {
        uri::resolve(&self.uri, &utf8_percent_encode(reference, NOT_IN_URI).to_string())
    }
}

/// The `$id` of a schema without its fragment; `None` where there is none, or nothing but a fragment.
fn own_id(value: &Value, dialect: Dialect) -> Option<&str> {
    let is_reference = value.get(Keyword::Ref.as_str()).is_some_and(Value::is_string);
    if is_reference && !dialect.reads_next_to_ref() {
        return None;
    }
    let (id, _) = split_fragment(value.get(Keyword::id(dialect).as_str())?.as_str()?);
    Some(id).filter(|id| !id.is_empty())
}

/// The `id` of a file that does not say its draft: only the oldest has that keyword, and no other minds it.
fn old_id(root: &Value) -> Option<&str> {
    let is_unsaid = root.get(Keyword::Schema.as_str()).is_none();
    own_id(root, Dialect::Draft4).filter(|_| is_unsaid)
}

pub(super) fn split_fragment(uri: &str) -> (&str, &str) {
    uri.split_once('#').unwrap_or((uri, ""))
}

//! The drafts of JSON Schema.

use serde_json::Value;

use crate::words::closest;

/// A draft of JSON Schema, in the order in which they appeared.
///
/// ```
/// use webhook_schema::model::Dialect;
///
/// assert_eq!(Dialect::of("http://json-schema.org/draft-07/schema#"), Some(Dialect::Draft7));
/// assert!(Dialect::Draft7 < Dialect::Draft202012);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// Draft 4.
    Draft4,
    /// Draft 6.
    Draft6,
    /// Draft 7.
    Draft7,
    /// Draft 2019-09.
    Draft201909,
    /// Draft 2020-12.
    Draft202012,
}

impl Dialect {
    /// Every draft, from the oldest on.
    pub const ALL: [Self; 5] =
        [Self::Draft4, Self::Draft6, Self::Draft7, Self::Draft201909, Self::Draft202012];

    /// The URI of its meta-schema, as `$schema` has it.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Draft4 => "http://json-schema.org/draft-04/schema#",
            Self::Draft6 => "http://json-schema.org/draft-06/schema#",
            Self::Draft7 => "http://json-schema.org/draft-07/schema#",
            Self::Draft201909 => "https://json-schema.org/draft/2019-09/schema",
            Self::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// The draft of a `$schema`, with or without the empty fragment; `None` for any other.
    pub fn of(uri: &str) -> Option<Self> {
        fn plain(uri: &str) -> Option<&str> {
            let uri = uri.trim_end_matches('#');
            uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"))
        }
        let wanted = plain(uri)?;
        Self::ALL.into_iter().find(|dialect| plain(dialect.uri()) == Some(wanted))
    }

    /// The draft of a schema file. One that names none, or one that is not known, is read as the newest.
    ///
    /// An OpenAPI document has schemas too: those of 3.0 and before are a dialect of draft 4, and those of 3.1 say which
    /// draft they are in, or are in the newest. Those of an AsyncAPI document are a dialect of draft 7.
    pub fn of_document(root: &Value) -> Self {
        let text = |key: &str| root.get(key).and_then(Value::as_str);
        let is_old =
            text("swagger").is_some() || text("openapi").is_some_and(|version| version.starts_with("3.0"));
        let uri = text("$schema").or_else(|| text("jsonSchemaDialect"));
        let default = match text("asyncapi") {
            Some(_) => Self::Draft7,
            None if is_old => Self::Draft4,
            None => Self::Draft202012,
        };
        uri.and_then(Self::of).unwrap_or(default)
    }

    /// The `$schema` that an unknown one is probably a misspelling of.
    pub fn closest(uri: &str) -> Option<&'static str> {
        closest(uri, Self::ALL.map(Self::uri))
    }

    /// Whether a `$schema` names a draft before draft-04: their keywords mean other things.
    pub fn is_too_old(uri: &str) -> bool {
        ["00", "01", "02", "03"]
            .iter()
            .any(|number| uri.contains(&format!("json-schema.org/draft-{number}/")))
    }

    /// The name of the draft, as its authors write it: `draft-04`, `2020-12`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft4 => "draft-04",
            Self::Draft6 => "draft-06",
            Self::Draft7 => "draft-07",
            Self::Draft201909 => "2019-09",
            Self::Draft202012 => "2020-12",
        }
    }

    /// Whether keywords next to `$ref` count; before 2019-09, they are ignored.
    pub const fn reads_next_to_ref(self) -> bool {
        matches!(self, Self::Draft201909 | Self::Draft202012)
    }
}

//! The two parts of a `$ref`.

use percent_encoding::percent_decode_str;

use super::resource::split_fragment;

/// A `$ref` in its two parts.
///
/// ```
/// use webhook_schema::model::{Fragment, Reference};
///
/// let reference = Reference::parse("common.schema.json#/$defs/a%20b");
/// assert_eq!(reference.file, "common.schema.json");
/// assert_eq!(reference.fragment, Fragment::Pointer("/$defs/a b".to_owned()));
/// assert_eq!(Reference::parse("#id").fragment, Fragment::Anchor("id".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The file's name or URL; empty for the file that the reference is in.
    pub file: &'a str,
    /// The schema in that file.
    pub fragment: Fragment,
}

/// How a reference names a schema in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fragment {
    /// By JSON Pointer; the empty one is the whole file.
    Pointer(String),
    /// By a name that the schema gives itself.
    Anchor(String),
}

impl<'a> Reference<'a> {
    /// The parts of a `$ref`.
    pub fn parse(text: &'a str) -> Self {
        let (file, fragment) = split_fragment(text);
        let fragment = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        let fragment = if is_pointer { Fragment::Pointer(fragment) } else { Fragment::Anchor(fragment) };
        Self { file, fragment }
    }
}

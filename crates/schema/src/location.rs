//! Where a value is: a file and a JSON Pointer into it. Lines and columns are found when a diagnostic is printed.

use std::borrow::Cow;
use std::sync::Arc;

use crate::shared::Shared;

/// A value in a file of a tree. Cheap to clone: each stage has the locations of those before it.
///
/// ```
/// use webhook_schema::Location;
///
/// let location = Location::new("webhooks/index.json", "/events/0").child("name");
/// assert_eq!(&*location.pointer, "/events/0/name");
/// assert_eq!(Location::new("a.json", "").child("a/b").to_string(), "a.json#/a~1b");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file: its name in the tree, with `/` between the parts.
    pub file: Arc<str>,
    /// An RFC 6901 JSON Pointer; the empty one is the whole file.
    pub pointer: Arc<str>,
}

impl Location {
    /// The value at `pointer` in `file`.
    pub fn new(file: impl Into<Arc<str>>, pointer: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), pointer: pointer.into() }
    }

    /// The value at another pointer in the same file.
    pub fn with_pointer(&self, pointer: impl Into<Arc<str>>) -> Self {
        Self { file: Arc::clone(&self.file), pointer: pointer.into() }
    }

    /// The value at a pointer that starts at this one.
    pub fn at(&self, pointer: &str) -> Self {
        self.with_pointer(format!("{}{pointer}", self.pointer))
    }

    /// What it is in: the same without the last token of the pointer. The whole file is its own parent.
    pub fn parent(&self) -> Self {
        self.with_pointer(parent(&self.pointer))
    }

    /// The property or array item `token` of this value; the token is escaped here.
    pub fn child(&self, token: &str) -> Self {
        Self { file: Arc::clone(&self.file), pointer: join(&self.pointer, token).into() }
    }

    /// The same with a text that others at that place of their files have, too.
    pub fn shared_child(&self, token: &str, pointers: &Shared<str>) -> Self {
        Self { file: Arc::clone(&self.file), pointer: pointers.get(&join(&self.pointer, token)) }
    }

    /// Whether this is another location, or one in it.
    ///
    /// ```
    /// use webhook_schema::Location;
    ///
    /// let location = Location::new("a.json", "/b");
    /// assert!(location.is_within(&location) && location.child("c").is_within(&location));
    /// assert!(!Location::new("a.json", "/bc").is_within(&location));
    /// ```
    pub fn is_within(&self, other: &Self) -> bool {
        let rest = self.pointer.strip_prefix(&*other.pointer);
        self.file == other.file && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// `pointer` with one more token.
pub fn join(pointer: &str, token: &str) -> String {
    // Nearly no token has a character to escape. To look for one character is faster than to look for any of two.
    let token: Cow<'_, str> = match token.contains('~') || token.contains('/') {
        true => token.replace('~', "~0").replace('/', "~1").into(),
        false => token.into(),
    };
    [pointer, "/", &token].concat()
}

/// The tokens of a pointer, without their escapes.
pub fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    plain_tokens(pointer).map(Cow::into_owned)
}

/// The same for whoever only looks at them: nearly no token has an escape.
pub(crate) fn plain_tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(|token| match token.contains('~') {
        true => token.replace("~1", "/").replace("~0", "~").into(),
        false => token.into(),
    })
}

/// The pointer without its last token; the whole file is its own parent.
pub fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.file, self.pointer)
    }
}

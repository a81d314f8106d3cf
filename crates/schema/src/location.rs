//! Where a value is: a file and a JSON Pointer into it. Lines and columns are found when a diagnostic is printed.

/// A value in a file of a tree.
///
/// ```
/// use webhook_schema::Location;
///
/// let location = Location::new("webhooks/index.json", "/events/0").child("name");
/// assert_eq!(location.pointer, "/events/0/name");
/// assert_eq!(Location::new("a.json", "").child("a/b").pointer, "/a~1b");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file: its name in the tree, with `/` between the parts.
    pub file: String,
    /// An RFC 6901 JSON Pointer; the empty one is the whole file.
    pub pointer: String,
}

impl Location {
    /// The value at `pointer` in `file`.
    pub fn new(file: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self { file: file.into(), pointer: pointer.into() }
    }

    /// The property or array item `token` of this value; the token is escaped here.
    pub fn child(&self, token: &str) -> Self {
        Self { file: self.file.clone(), pointer: join(&self.pointer, token) }
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
        let rest = self.pointer.strip_prefix(&other.pointer);
        self.file == other.file && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// `pointer` with one more token.
pub fn join(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// The tokens of a pointer, without their escapes.
pub fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
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

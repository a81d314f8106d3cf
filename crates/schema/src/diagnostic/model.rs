//! A diagnostic as a value.

use crate::location::Location;

/// What a diagnostic checks.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// A stable name, such as `event-name`, for programs to select by.
    pub id: &'static str,
    /// What the rule asks for, in a sentence.
    pub summary: &'static str,
}

/// Defines the rules of a crate, a constant each, and `RULES` of all.
///
/// ```
/// webhook_schema::rules! {
///     EVENT_NAME = "event-name": "Every event has a name of its own.";
/// }
/// assert_eq!(EVENT_NAME.id, "event-name");
/// assert_eq!(RULES.len(), 1);
/// ```
#[macro_export]
macro_rules! rules {
    ($($name:ident = $id:literal: $summary:literal;)*) => {
        $(pub(crate) const $name: $crate::Rule = $crate::Rule { id: $id, summary: $summary };)*

        /// The rules of this crate of which every finding is a mistake.
        pub const RULES: &[$crate::Rule] = &[$($name),*];
    };
}

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Worth a look; nothing stops.
    Warning,
    /// Good to know, for those who ask.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// A value.
    Value(Location),
    /// The property name of a value.
    Key(Location),
    /// A byte of the text, for what is not a value: a syntax error, a duplicate key.
    Offset {
        /// The file's name in its tree.
        file: String,
        /// Bytes from the start of its text.
        offset: usize,
    },
    /// The file as a whole: it is missing, or was not read.
    File(String),
}

impl At {
    /// The file's name in its tree.
    pub fn file(&self) -> &str {
        match self {
            Self::Value(location) | Self::Key(location) => &location.file,
            Self::Offset { file, .. } | Self::File(file) => file,
        }
    }
}

/// A second location that a diagnostic points to, such as the first of two equal names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The tree that the location is in, as [`Diagnostics::open`](super::Diagnostics::open) returned it; `None` is the tree of the diagnostic.
    pub tree: Option<usize>,
    /// Where it is.
    pub at: At,
    /// What is there, without a full stop.
    pub message: String,
}

/// A mistake: the rule it breaks, where, what is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// How serious it is.
    pub severity: Severity,
    /// The tree that [`at`](Self::at) is in, as [`Diagnostics::open`](super::Diagnostics::open) returned it. [`Diagnostics::push`](super::Diagnostics::push) fills in the one
    /// that was opened last.
    pub tree: Option<usize>,
    /// Where it is.
    pub at: At,
    /// Further locations.
    pub labels: Vec<Label>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do; nothing is printed for an empty one.
    pub help: String,
    /// The schemas, and the places in them, that it is about: where one of these turns out to be wrong itself, nothing is told of what
    /// [follows from that](super::Diagnostics::forget_what_follows).
    pub follows: Vec<Location>,
}

impl Diagnostic {
    fn new(rule: &'static Rule, at: At, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            tree: None,
            at,
            labels: Vec::new(),
            message: message.into(),
            help: help.into(),
            follows: Vec::new(),
        }
    }

    /// An error in a value.
    pub fn at_value(
        rule: &'static Rule,
        location: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(rule, At::Value(location), message, help)
    }

    /// An error in the name of a property; `location` is the property's value.
    pub fn at_key(
        rule: &'static Rule,
        location: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(rule, At::Key(location), message, help)
    }

    /// An error at a byte of a file's text.
    pub fn at_offset(
        rule: &'static Rule,
        file: impl Into<String>,
        offset: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(rule, At::Offset { file: file.into(), offset }, message, help)
    }

    /// An error of a file as a whole.
    pub fn at_file(
        rule: &'static Rule,
        file: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::new(rule, At::File(file.into()), message, help)
    }

    /// The same as a note.
    #[must_use]
    pub fn note(self) -> Self {
        Self { severity: Severity::Note, ..self }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// The same, forgotten where a mistake in one of these schemas is told.
    #[must_use]
    pub fn following(self, schemas: Vec<Location>) -> Self {
        Self { follows: schemas, ..self }
    }

    /// The same with a further location in the same tree.
    #[must_use]
    pub fn label(mut self, location: Location, message: impl Into<String>) -> Self {
        self.labels.push(Label { tree: None, at: At::Value(location), message: message.into() });
        self
    }
}

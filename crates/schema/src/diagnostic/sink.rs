//! Every diagnostic found so far, with the texts that they point into.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::{At, Diagnostic, Severity};
use crate::location::Location;
use crate::source::text::Text;

/// Every diagnostic found so far, and the texts that they point into: the one sink of all stages.
///
/// Several trees can be open side by side; each diagnostic knows which one it is about.
///
/// ```
/// use webhook_schema::{Diagnostic, Diagnostics, Location, Rule};
///
/// const NAMES: Rule = Rule { id: "names", summary: "A name is a string." };
///
/// let mut diagnostics = Diagnostics::new();
/// diagnostics.open("schemas");
/// diagnostics.add_text("a.json", "{\n  \"b\": 1\n}");
/// let location = Location::new("a.json", "/b");
/// diagnostics.push(Diagnostic::at_value(&NAMES, location, "expected a string, found an integer", "quote it"));
/// assert_eq!(
///     diagnostics.to_text(),
///     "schemas/a.json:2:8: error: expected a string, found an integer\n  2 |   \"b\": 1\n    |        ^\n  \
///      help: quote it\n\n1 mistake in 1 file\n",
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Diagnostics {
    trees: Vec<Opened>,
    /// The one that is open.
    tree: usize,
    found: Vec<Diagnostic>,
    /// How many of them are errors.
    errors: usize,
}

/// A tree as it is printed.
#[derive(Clone, Debug, Default)]
struct Opened {
    label: String,
    texts: HashMap<String, Arc<str>>,
}

/// A diagnostic with the locations that are printed.
pub(super) struct Located<'a> {
    pub(super) diagnostic: &'a Diagnostic,
    pub(super) primary: Spot,
    pub(super) labels: Vec<(Spot, &'a str)>,
}

/// A line and a column, both from 1.
pub type LineAndColumn = (usize, usize);

/// A location as people count it.
pub(super) struct Spot {
    /// The file with the tree's label before it.
    pub(super) path: String,
    /// Line and column, both from 1, and the excerpt; `None` for a file as a whole.
    pub(super) position: Option<Position>,
}

pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
    /// The line, and below it the white space that leads to the caret.
    pub(super) excerpt: (String, String),
}

impl Default for Diagnostics {
    fn default() -> Self {
        Self { trees: vec![Opened::default()], tree: 0, found: Vec::new(), errors: 0 }
    }
}

impl Diagnostics {
    /// A sink without diagnostics.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a tree: what is added from here on is about it, until another one is opened. The label is printed before the
    /// names of its files, as in `schemas/webhooks/index.json`; an empty one prints nothing. Returns the tree's number.
    pub fn open(&mut self, label: impl Into<String>) -> usize {
        self.trees.push(Opened { label: label.into(), texts: HashMap::new() });
        self.tree = self.trees.len() - 1;
        self.tree
    }

    /// The number of the tree that is open.
    pub fn opened(&self) -> usize {
        self.tree
    }

    /// Goes back to a tree that was opened before, by its number: for whoever has looked at another one meanwhile.
    pub fn reopen(&mut self, tree: usize) {
        self.tree = tree;
    }

    /// The text of a file of the tree that is open, so that locations in it can be shown.
    pub fn add_text(&mut self, file: impl Into<String>, text: impl Into<Arc<str>>) {
        if let Some(tree) = self.trees.get_mut(self.tree) {
            tree.texts.insert(file.into(), text.into());
        }
    }

    /// Adds a diagnostic; one that names no tree is about the tree that is open.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.tree.get_or_insert(self.tree);
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        self.found.push(diagnostic);
    }

    /// Adds what another sink was told of the tree that was opened last, such as one of a thread.
    pub fn append(&mut self, other: Self) {
        for (file, text) in other.trees.into_iter().flat_map(|tree| tree.texts) {
            self.add_text(file, text);
        }
        other.found.into_iter().for_each(|diagnostic| self.push(Diagnostic { tree: None, ..diagnostic }));
    }

    /// Forgets whatever is not an error.
    pub fn retain_errors(&mut self) {
        self.found.retain(|diagnostic| diagnostic.severity == Severity::Error);
    }

    /// Forgets what was told so far and follows from a mistake in the tree that is open, such as an example's against a schema which
    /// no value is valid for. Whoever calls this tells the mistake.
    pub fn forget_what_follows(&mut self, from: &Location) {
        let (tree, errors) = (Some(self.tree), &mut self.errors);
        self.found.retain(|told| {
            let is_kept = told.tree != tree || !told.follows.contains(from);
            *errors -= usize::from(!is_kept && told.severity == Severity::Error);
            is_kept
        });
    }

    /// Whether there is no diagnostic.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether there is no error. Warnings do not count.
    pub fn has_no_error(&self) -> bool {
        self.errors == 0
    }

    /// Whether an error is about a value of the tree that is open.
    pub fn has_error_at(&self, place: &Location) -> bool {
        let is_it = |told: &Diagnostic| matches!(&told.at, At::Value(at) if at == place);
        let is_error = |told: &Diagnostic| told.severity == Severity::Error && told.tree == Some(self.tree);
        self.found.iter().any(|told| is_error(told) && is_it(told))
    }

    /// The number of errors; one that was found twice counts twice.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// The number of diagnostics; one that was found twice counts twice here, and is printed once.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// The diagnostics, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// The first error of the output, with the path of its file, and its line and column where it has any.
    pub fn first_error(&self) -> Option<(&Diagnostic, String, Option<LineAndColumn>)> {
        let mut located = self.located().into_iter();
        let first = located.find(|found| found.diagnostic.severity == Severity::Error)?;
        let position = first.primary.position.map(|position| (position.line, position.column));
        Some((first.diagnostic, first.primary.path, position))
    }

    /// Each diagnostic with its locations, in the order in which they were found.
    pub(super) fn found(&self) -> Vec<Located<'_>> {
        let mut texts: HashMap<(usize, &str), Text<'_>> = HashMap::new();
        let mut located: Vec<Located<'_>> = Vec::new();
        for diagnostic in &self.found {
            let tree = diagnostic.tree.unwrap_or_default();
            let primary = self.spot(tree, &diagnostic.at, &mut texts);
            let labels = diagnostic.labels.iter();
            let labels = labels.map(|label| {
                (self.spot(label.tree.unwrap_or(tree), &label.at, &mut texts), label.message.as_str())
            });
            located.push(Located { diagnostic, primary, labels: labels.collect() });
        }
        located
    }

    /// Each diagnostic once, in order of file, line and column.
    pub(super) fn located(&self) -> Vec<Located<'_>> {
        let mut located = self.found();
        fn order<'a>(found: &'a Located<'a>) -> (&'a str, usize, usize, &'a str, &'a str) {
            let Diagnostic { message, help, .. } = found.diagnostic;
            let position = found.primary.position.as_ref();
            let (line, column) = position.map_or((0, 0), |position| (position.line, position.column));
            (&found.primary.path, line, column, message, help)
        }
        located.sort_by(|a, b| order(a).cmp(&order(b)));
        located.dedup_by(|a, b| order(a) == order(b));
        located
    }

    fn spot<'a>(&'a self, tree: usize, at: &'a At, texts: &mut HashMap<(usize, &'a str), Text<'a>>) -> Spot {
        let file = at.file();
        let opened = self.trees.get(tree);
        let label = opened.map_or("", |opened| opened.label.as_str());
        let parts = [label, file].into_iter().filter(|part| !part.is_empty());
        let path = parts.collect::<Vec<_>>().join("/");
        let text = opened.and_then(|opened| opened.texts.get(file)).filter(|_| !matches!(at, At::File(_)));
        let Some(text) = text else { return Spot { path, position: None } };
        let text = texts.entry((tree, file)).or_insert_with(|| Text::new(text));
        let position = text.position(match at {
            At::Value(location) => text.value(&location.pointer),
            At::Key(location) => text.key(&location.pointer),
            At::Offset { offset, .. } => *offset,
            At::File(_) => 0,
        });
        let (line, column) = (position.line, position.column);
        Spot { path, position: Some(Position { line, column, excerpt: position.excerpt() }) }
    }
}

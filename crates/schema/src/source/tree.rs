//! A tree of files, wherever they come from.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::LazyLock;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

pub(super) const READABLE: Rule = Rule {
    id: "readable-file",
    summary: "Every file of a catalog can be read, and is inside of its directory.",
};

/// Bounds on what is read, so that a run ends in a time and with a memory that can be told before. Messages name the options
/// of the program that change them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_file_bytes: u64,
    /// Largest number of events in an index.
    pub max_events: usize,
    /// How deep objects and arrays are nested at most; above [`MAX_DEPTH`](Self::MAX_DEPTH), that counts. Whoever raises it
    /// needs a stack for it: see [`stack_bytes`](Self::stack_bytes).
    pub max_depth: usize,
}

impl Limits {
    /// The deepest nesting that can be allowed.
    pub const MAX_DEPTH: usize = 500;

    /// The stack that a thread needs which reads a catalog and works on it.
    pub const fn stack_bytes(&self) -> usize {
        // Compiling a schema and lowering it take the most for each level, and a build without optimization the most of all.
        (16 << 20) + self.max_depth * (256 << 10)
    }
}

impl Default for Limits {
    /// Files of up to 64 MiB, 100,000 events, and 127 levels.
    fn default() -> Self {
        Self { max_file_bytes: 64 << 20, max_events: 100_000, max_depth: 127 }
    }
}

/// Files by name, as they were when the tree was made; their contents are read when they are asked for.
///
/// ```
/// use webhook_schema::{Directory, Tree};
///
/// let tree = Tree::memory("", [("webhooks/index.json", "{}")]);
/// assert_eq!(*tree.directory("webhooks"), Directory::Listed);
/// assert_eq!(tree.names().collect::<Vec<_>>(), ["webhooks/index.json"]);
/// ```
#[derive(Clone, Debug)]
pub struct Tree {
    label: String,
    pub(super) limits: Limits,
    pub(super) directories: HashMap<String, Directory>,
    pub(super) files: BTreeMap<String, Content>,
    pub(super) problems: BTreeMap<String, Problem>,
}

/// What there is in the place of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directory {
    /// Its files are in the tree.
    Listed,
    /// There is none.
    Missing(Problem),
    /// It cannot be listed.
    Unusable(Problem),
}

/// Why a file or directory cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

impl Problem {
    pub(super) fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self { message: message.into(), help }
    }
}

/// Where the content of a file is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Disk(PathBuf),
    Memory(Vec<u8>),
    /// It has more bytes than are read.
    TooLarge(u64),
}

impl Tree {
    pub(super) fn empty(label: impl Into<String>, limits: Limits) -> Self {
        Self {
            label: label.into(),
            limits,
            directories: HashMap::new(),
            files: BTreeMap::new(),
            problems: BTreeMap::new(),
        }
    }

    /// A tree of texts by name, however large they are. `label` is printed before the names.
    pub fn memory<N: Into<String>, C: Into<Vec<u8>>>(
        label: impl Into<String>,
        files: impl IntoIterator<Item = (N, C)>,
    ) -> Self {
        let mut tree = Self::empty(label, Limits { max_file_bytes: u64::MAX, ..Limits::default() });
        for (name, content) in files {
            let name = name.into();
            if let Some((directory, _)) = name.split_once('/') {
                tree.directories.insert(directory.to_owned(), Directory::Listed);
            }
            tree.files.insert(name, Content::Memory(content.into()));
        }
        tree
    }

    /// The same files, one of them with another text; or a file more, in a directory that is there then.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        let name = name.into();
        if let Some((directory, _)) = name.split_once('/')
            && let Directory::Missing(_) = self.directory(directory)
        {
            self.directories.insert(directory.to_owned(), Directory::Listed);
        }
        self.files.insert(name, Content::Memory(text.into()));
        self
    }

    /// The same files with other bounds on what is read.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// What is printed before the names of files: the tree's root as the user knows it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The bounds on what is read.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What there is in the place of a directory that was asked for when the tree was made.
    pub fn directory(&self, name: &str) -> &Directory {
        static MISSING: LazyLock<Directory> = LazyLock::new(|| {
            Directory::Missing(Problem::new("there is no such directory", "write the files in it"))
        });
        self.directories.get(name).unwrap_or(&MISSING)
    }

    /// The names of all files, in order; directories that are named like a JSON file are among them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether there is such a file, or [`report`](Self::report) says what is there in its place.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name) || self.problems.contains_key(name)
    }

    /// The names of what is there but cannot be used.
    pub fn unusable(&self) -> impl Iterator<Item = &str> {
        self.problems.keys().map(String::as_str)
    }

    /// Reports what is there but cannot be used, such as a symlink that leads out.
    pub fn report(&self, diagnostics: &mut Diagnostics) {
        for (name, Problem { message, help }) in &self.problems {
            diagnostics.push(Diagnostic::at_file(&READABLE, name.as_str(), message.as_str(), *help));
        }
    }

    /// Reports why a directory is not there.
    pub fn report_directory(&self, name: &str, diagnostics: &mut Diagnostics) {
        if let Directory::Missing(problem) | Directory::Unusable(problem) = self.directory(name) {
            let Problem { message, help } = problem;
            diagnostics.push(Diagnostic::at_file(&READABLE, name, message.as_str(), *help));
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// When there is no such file, it cannot be read, or it has more bytes than are read.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Problem> {
        match self.files.get(name) {
            None => Err(Problem::new("there is no such file", "write it")),
            Some(Content::Memory(bytes)) => Ok(bytes.clone()),
            Some(Content::TooLarge(bytes)) => Err(self.too_large(*bytes)),
            Some(Content::Disk(path)) => self.read_from_disk(path),
        }
    }

    pub(super) fn too_large(&self, bytes: u64) -> Problem {
        let message =
            format!("the file has {bytes} bytes, and at most {} are read", self.limits.max_file_bytes);
        Problem::new(message, "remove what does not belong in it, or raise the limit with `--max-file-size`")
    }

    pub(super) fn unreadable(name: &str, problem: Problem) -> Diagnostic {
        Diagnostic::at_file(&READABLE, name, problem.message, problem.help)
    }

    pub(super) fn not_text(name: &str, offset: usize, message: &str, help: &str) -> Diagnostic {
        Diagnostic::at_offset(&READABLE, name, offset, message, help)
    }
}

//! What was generated: texts by path, before anything touches the disk.
//!
//! A path has one writer.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use serde::Serialize;

/// Generated texts by path; paths are relative to the project's root and written with `/`. Of a file that was up to date, there
/// is the path alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Option<String>>);

impl Files {
    /// The text at a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path)?.as_deref()
    }

    /// Every path with its text, in order of the path, but for those that were up to date.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all().filter_map(|(path, text)| Some((path, text?)))
    }

    /// Every path, in order, with its text; `None` for what was up to date.
    pub fn all(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_deref()))
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds every file of another part.
    pub(crate) fn extend(&mut self, files: Self) {
        files.0.into_iter().for_each(|(path, text)| self.put(path, text));
    }

    /// # Panics
    ///
    /// When the path has been written before: two targets claim one file, which no catalog can cause.
    fn put(&mut self, path: String, text: Option<String>) {
        assert!(!self.0.contains_key(&path), "two targets write {path}");
        self.0.insert(path, text);
    }
}

/// What writes the text of a file, piece by piece and as often as it is asked to.
pub type Writes<'w> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'w;

/// Whether the text of a file, by its path, is what there is already. It is asked from any thread.
pub(crate) type IsUpToDate<'a> = dyn Fn(&str, &Writes<'_>) -> bool + Sync + 'a;

/// Where renderers put files: what is up to date is dropped as soon as it is made, for together the texts take more memory than
/// the catalog.
pub(crate) struct Sink<'a> {
    files: Files,
    is_up_to_date: &'a IsUpToDate<'a>,
}

impl<'a> Sink<'a> {
    /// One without files.
    pub fn new(is_up_to_date: &'a IsUpToDate<'a>) -> Self {
        Self { files: Files::default(), is_up_to_date }
    }

    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, text: String) {
        let path = path.into();
        let is_up_to_date = (self.is_up_to_date)(&path, &|out| out.write_all(text.as_bytes()));
        self.files.put(path, (!is_up_to_date).then_some(text));
    }

    /// Adds a file that names every event, which is whole in memory only where it is not up to date.
    pub fn write(&mut self, path: impl Into<String>, writes: &Writes<'_>) {
        let path = path.into();
        let text = || {
            let mut bytes = Vec::new();
            writes(&mut bytes).expect("memory takes all of it");
            String::from_utf8(bytes).expect("what is written is text")
        };
        let is_up_to_date = (self.is_up_to_date)(&path, writes);
        self.files.put(path, (!is_up_to_date).then(text));
    }

    /// Adds a file that names every event and is one document of JSON.
    pub fn write_json(&mut self, path: impl Into<String>, document: &impl Serialize) {
        self.write(path, &|out| {
            let mut out = BufWriter::new(out);
            serde_json::to_writer_pretty(&mut out, document)?;
            out.write_all(b"\n")?;
            out.flush()
        });
    }

    /// What was added.
    pub fn files(self) -> Files {
        self.files
    }
}

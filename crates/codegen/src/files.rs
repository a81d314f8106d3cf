//! What was generated: texts by path, before anything touches the disk.
//!
//! A path has one writer.

use std::collections::BTreeMap;

/// Generated texts by path; paths are relative to the project's root and written with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Adds a file.
    ///
    /// # Panics
    ///
    /// When the path has been written before: two targets claim one file, which no catalog can cause.
    pub(crate) fn add(&mut self, path: impl Into<String>, text: String) {
        let path = path.into();
        assert!(!self.0.contains_key(&path), "two targets write {path}");
        self.0.insert(path, text);
    }

    /// Adds every file of another part.
    pub(crate) fn extend(&mut self, files: Self) {
        files.0.into_iter().for_each(|(path, text)| self.add(path, text));
    }

    /// The text at a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Every path with its text, in order of the path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

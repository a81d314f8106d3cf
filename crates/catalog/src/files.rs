//! The catalog's directories: which files there are, and their bytes as text and JSON.
//!
//! Knows the file system and what a text must be like. Does not know what a file says.
//! A file is only ever opened because it was found in the directory, never because another file names it: no path that
//! an author writes reaches the file system.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::Source;

/// Largest file that is read, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// A JSON file of the catalog that could be read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its text, without a byte order mark.
    pub text: String,
    /// What the text says, with the properties in its order.
    pub value: Value,
}

/// What is in a directory, by its name relative to the catalog's directory, with `/` between its parts.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// Files, and directories that are called like a JSON file.
    pub(crate) files: BTreeMap<String, PathBuf>,
    /// What is there too, and was reported.
    pub(crate) reported: BTreeSet<String>,
}

impl Listing {
    /// Whether there is such a file, or it was reported what is there in its place.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name) || self.reported.contains(name)
    }
}

/// Lists a directory with all below it; `None` when it cannot be read. `prefix` leads to it from the catalog's directory
/// and stands before each name.
///
/// Files and directories whose name starts with a dot are left out. A symlink counts as the file that it leads to, as
/// long as that lies in the directory; a symlink to a directory is not followed, for what is inside is found anyway.
pub(crate) fn list(dir: &Path, prefix: &str, diagnostics: &mut Diagnostics) -> Option<Listing> {
    let at_dir = |message: String| {
        Diagnostic::at_file(prefix.trim_end_matches('/'), message, "name the catalog's directory")
    };
    let root = match dir.canonicalize() {
        Ok(root) if root.is_dir() => root,
        Ok(_) => {
            diagnostics.push(at_dir("this is not a directory".to_owned()));
            return None;
        }
        Err(error) => {
            diagnostics.push(at_dir(format!("the directory cannot be read: {error}")));
            return None;
        }
    };
    let name_of = |path: &Path| format!("{prefix}{}", relative_name(&root, path));
    let mut listing = Listing::default();
    let walk = WalkDir::new(&root).min_depth(1).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        match entry {
            Ok(entry) => {
                let name = name_of(entry.path());
                match link_problem(&root, &entry) {
                    Some((message, help)) => {
                        diagnostics.push(Diagnostic::at_file(name.as_str(), message, help));
                        listing.reported.insert(name);
                    }
                    // Through a link too: what a link to a directory leads to is found where it is.
                    None if entry.path().is_dir() && !is_json(&name) => {}
                    None => drop(listing.files.insert(name, entry.into_path())),
                }
            }
            Err(error) => {
                let name = error.path().map_or_else(String::new, name_of);
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                let help = "make it readable, or take it out of the directory";
                diagnostics.push(Diagnostic::at_file(name, format!("this cannot be read: {reason}"), help));
            }
        }
    }
    Some(listing)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn relative_name(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Whether a file's name ends like that of a JSON file.
pub(crate) fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

fn link_problem(root: &Path, entry: &DirEntry) -> Option<(String, &'static str)> {
    if !entry.path_is_symlink() {
        return None;
    }
    match entry.path().canonicalize() {
        Ok(target) if target.starts_with(root) => None,
        Ok(_) => {
            let help = "put the file itself here: a catalog has to be whole when its directory is copied";
            Some(("this symlink leads out of the directory".to_owned(), help))
        }
        Err(error) => {
            Some((format!("this symlink leads nowhere: {error}"), "correct the symlink, or delete it"))
        }
    }
}

/// Reads a file as JSON; `None` when it was reported why it cannot be.
pub(crate) fn read(name: &str, path: &Path, diagnostics: &mut Diagnostics) -> Option<Document> {
    let bytes = match read_bytes(path) {
        Ok(bytes) => bytes,
        Err((message, help)) => {
            diagnostics.push(Diagnostic::at_file(name, message, help));
            return None;
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            diagnostics.add_text(name, String::from_utf8_lossy(error.as_bytes()));
            let (message, help) = ("the text is not UTF-8 from here on", "save the file as UTF-8");
            diagnostics.push(Diagnostic::at_offset(name, offset, message, help));
            return None;
        }
    };
    let (text, has_mark) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest.to_owned(), true),
        None => (text, false),
    };
    diagnostics.add_text(name, text.as_str());
    if has_mark {
        let (message, help) = ("the file starts with a byte order mark", "save it as UTF-8 without one");
        diagnostics.push(Diagnostic::at_offset(name, 0, message, help));
    }
    parse(name, text, diagnostics)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, (String, &'static str)> {
    let unreadable =
        |error: std::io::Error| (format!("the file cannot be read: {error}"), "make it readable");
    // Asked before opening: opening a pipe would wait for a writer.
    if !path.metadata().map_err(unreadable)?.is_file() {
        return Err(("this is not a regular file".to_owned(), "put a file in its place"));
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        let size = path.metadata().map_err(unreadable)?.len();
        let message = format!("the file has {size} bytes, and at most {MAX_BYTES} are read");
        return Err((message, "split it, or take out what does not belong in it"));
    }
    Ok(bytes)
}

fn parse(name: &str, text: String, diagnostics: &mut Diagnostics) -> Option<Document> {
    if text.trim().is_empty() {
        diagnostics.push(Diagnostic::at_offset(name, 0, "the file is empty", "write it, or delete it"));
        return None;
    }
    match serde_json::from_str(&text) {
        Ok(value) => {
            for (offset, key) in Source::new(&text).duplicate_keys() {
                let message = format!("this object already has a property `{key}`");
                let help = "keep one of the two: readers disagree on which one counts";
                diagnostics.push(Diagnostic::at_offset(name, offset, message, help));
            }
            Some(Document { text, value })
        }
        Err(error) => {
            diagnostics.push(syntax_error(name, &text, &error));
            None
        }
    }
}

fn syntax_error(name: &str, text: &str, error: &serde_json::Error) -> Diagnostic {
    let printed = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = printed.strip_suffix(&place).unwrap_or(&printed);
    let offset = if error.is_eof() {
        text.trim_end().len()
    } else {
        let line_start: usize =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        // serde_json counts bytes from 1; 0 is the end of the line before.
        (line_start + error.column()).saturating_sub(1)
    };
    let (message, help) = if let Some(open) = what.strip_prefix("EOF while parsing ") {
        let help = "finish it: a bracket or a quote is not closed";
        (format!("this is not JSON: the file ends where {open} was to go on"), help)
    } else if what.starts_with("recursion limit") {
        ("objects and arrays are nested too deep here".to_owned(), "nest fewer than 128 of them")
    } else if what.starts_with("control character") {
        let message = "this is not JSON: a string has a control character in it, such as the end of the line";
        (message.to_owned(), "close the string on its line; inside of it, write `\\n` or `\\u00..`")
    } else {
        (format!("this is not JSON: {what}"), "correct the syntax; comments and trailing commas are not JSON")
    };
    Diagnostic::at_offset(name, offset, message, help)
}

//! What is on disk and should not be, and what should be and is not: found once, then printed or applied.
//!
//! Nothing is changed or printed here. CRLF in place of LF is no difference.
//!
//! A directory that is owned holds exactly the generated files: no name is exempt, not even editors' backups or a
//! `target`. What is there and says that it was generated goes; anything else may be somebody's only copy, and is left to
//! them, even where a generated file that would say so is to be. A symlink is never followed: it is what is found there, whatever it leads to.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Write};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};
use webhook_codegen::Writes;

/// As much of a file as is read to find out whether it was generated.
const HEAD_BYTES: u64 = 4096;

/// One difference between what is on disk and what was generated. `path` is relative to the root, with `/` in it.
#[derive(Debug, PartialEq, Eq)]
pub enum Drift<'a> {
    /// A file is missing.
    Create { path: &'a str, text: &'a str },
    /// A file says something else, or is not a file.
    Update { path: &'a str, text: &'a str, found: Found },
    /// This was generated, and nothing generates it now; or it is an empty directory. `at` is where it is, for a name need
    /// not be Unicode.
    Remove { path: String, at: PathBuf },
    /// Nothing says that this was ever generated: what it is. It may be where a generated file is to be.
    Stray { path: String, what: &'static str },
}

impl Drift<'_> {
    /// Where it is, below the root; only good for showing.
    pub fn path(&self) -> &str {
        match self {
            Self::Create { path, .. } | Self::Update { path, .. } => path,
            Self::Remove { path, .. } | Self::Stray { path, .. } => path,
        }
    }
}

/// What is there in place of the generated file.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A file with other content.
    Bytes(Vec<u8>),
    /// A file that cannot be read, and why.
    Unreadable(String),
    /// No regular file: what it is.
    Other(&'static str),
}

/// What is in the directories that are owned.
pub struct OnDisk<'o> {
    owned: &'o [&'o str],
    /// Each with its path below the root, in order of these.
    entries: Vec<(String, DirEntry)>,
}

impl<'o> OnDisk<'o> {
    /// Lists the directories `owned` of `root`.
    ///
    /// Fails where one cannot be listed, or where there is a symlink or a file between the root and one of them: it is not ours
    /// to remove, and nothing is written through it.
    pub fn list(root: &Path, owned: &'o [&'o str]) -> io::Result<Self> {
        let mut entries = Vec::new();
        for directory in owned {
            entries.extend(list(root, directory)?);
        }
        entries.shrink_to_fit();
        entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Self { owned, entries })
    }

    /// Whether a file is there, with the text that is written, to the last byte. Both are made piece by piece, and no further
    /// than to what differs.
    pub fn has(&self, path: &str, writes: &Writes<'_>) -> bool {
        let has = |entry: &DirEntry| -> io::Result<bool> {
            let mut file = Same(BufReader::new(File::open(entry.path())?));
            writes(&mut file)?;
            Ok(file.0.fill_buf()?.is_empty())
        };
        let place = self.entries.binary_search_by(|(own, _)| own.as_str().cmp(path));
        let entry =
            place.ok().map(|place| &self.entries[place].1).filter(|entry| entry.file_type().is_file());
        entry.is_some_and(|entry| has(entry).unwrap_or(false))
    }

    /// Holds it against the generated `files`, in order of path. One without a text is as it [is](Self::has) on disk.
    ///
    /// Fails where a directory cannot be listed, and for a file that is in none of those that are owned (nobody would ever
    /// find it again).
    pub fn drifts<'a>(
        self,
        files: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    ) -> io::Result<Vec<Drift<'a>>> {
        let wanted: BTreeMap<&'a str, Option<&'a str>> = files.collect();
        if let Some(stray) = wanted.keys().find(|path| !is_below(path, self.owned)) {
            return Err(io::Error::other(format!(
                "{stray}: generated outside of the directories that are owned"
            )));
        }
        let mut missing = wanted.clone();
        let mut drifts = Vec::new();
        for (path, entry) in self.entries {
            let kind = entry.file_type();
            if let Some((path, text)) = missing.remove_entry(path.as_str()) {
                let Some(text) = text else { continue };
                let found = if kind.is_file() { read(entry.path()) } else { Found::Other(describe(&entry)) };
                match &found {
                    Found::Bytes(bytes) if is_same(bytes, text) => {}
                    Found::Bytes(bytes) if is_foreign(bytes, text) => {
                        drifts.push(Drift::Stray { path: path.to_owned(), what: describe(&entry) })
                    }
                    _ => drifts.push(Drift::Update { path, text, found }),
                }
            } else if !kind.is_dir() {
                drifts.push(match kind.is_file() && is_ours(entry.path()) {
                    true => Drift::Remove { path, at: entry.into_path() },
                    false => Drift::Stray { path, what: describe(&entry) },
                });
            } else if is_empty(entry.path())? && !is_parent(&path, &wanted) {
                // Git does not see it, and Cargo takes every directory in crates/events for a crate.
                drifts.push(Drift::Remove { path: format!("{path}/"), at: entry.into_path() });
            }
        }
        drifts
            .extend(missing.into_iter().filter_map(|(path, text)| Some(Drift::Create { path, text: text? })));
        drifts.sort_by(|a, b| a.path().cmp(b.path()));
        Ok(drifts)
    }
}

/// Takes what is the same as what a file has; fails at what is not.
struct Same(BufReader<File>);

impl Write for Same {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let found = self.0.fill_buf()?;
        let number = found.len().min(bytes.len());
        if found[..number] != bytes[..number] || (number == 0 && !bytes.is_empty()) {
            return Err(io::Error::other("the file says something else"));
        }
        self.0.consume(number);
        Ok(number)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where a file that is being written is until it is whole.
pub fn temporary() -> String {
    format!(".hookwright-{}.tmp", std::process::id())
}

/// Whether a file was written by this program: it says so, or it is a temporary one that a crash has left.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(".hookwright-") && name.ends_with(".tmp") {
        return true;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    read.is_ok() && is_generated(&head)
}

/// Whether a file is not the generated one in another state: it does not say that it was generated, which that one does.
/// Nothing is lost with an empty file.
fn is_foreign(on_disk: &[u8], generated: &str) -> bool {
    !on_disk.is_empty() && webhook_codegen::is_generated(generated) && !is_generated(on_disk)
}

fn is_generated(bytes: &[u8]) -> bool {
    webhook_codegen::is_generated(&String::from_utf8_lossy(bytes))
}

/// Whether a file says what was generated. How its lines end is Git's business: a checkout on Windows may have CRLF.
fn is_same(on_disk: &[u8], generated: &str) -> bool {
    on_disk == generated.as_bytes() || with_plain_ends(on_disk) == with_plain_ends(generated.as_bytes())
}

/// A text with its lines ended by LF, where they are ended by CRLF.
pub fn with_plain_ends(text: &[u8]) -> Vec<u8> {
    let is_end = |at: usize| text[at] == b'\r' && text.get(at + 1) == Some(&b'\n');
    (0..text.len()).filter(|at| !is_end(*at)).map(|at| text[at]).collect()
}

fn is_below(path: &str, owned: &[&str]) -> bool {
    let is_plain = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    is_plain
        && owned
            .iter()
            .any(|directory| path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/')))
}

fn is_parent(directory: &str, wanted: &BTreeMap<&str, Option<&str>>) -> bool {
    let prefix = format!("{directory}/");
    wanted.range(prefix.as_str()..).next().is_some_and(|(path, _)| path.starts_with(&prefix))
}

/// Everything below an owned directory, and the directory itself where it is none; nothing when it is not there.
fn list(root: &Path, directory: &str) -> io::Result<Vec<(String, DirEntry)>> {
    let top = root.join(directory);
    for above in Path::new(directory).ancestors().skip(1) {
        let above = root.join(above);
        match fs::symlink_metadata(&above) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(metadata) => {
                let why = match metadata.is_symlink() {
                    true => {
                        "a symlink, and nothing is written through one, because what it leads to may belong to \
                         something else: put a directory in its place"
                    }
                    false => "not a directory",
                };
                return Err(io::Error::other(format!("{}: {why}", above.display())));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(name(&above, &error)),
        }
    }
    match fs::symlink_metadata(&top) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(name(&top, &error)),
    }
    let mut entries = Vec::new();
    for entry in WalkDir::new(&top).follow_links(false).follow_root_links(false) {
        let entry = entry?;
        if entry.depth() > 0 || !entry.file_type().is_dir() {
            let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            entries.push((path, entry));
        }
    }
    Ok(entries)
}

fn read(path: &Path) -> Found {
    fs::read(path).map_or_else(|error| Found::Unreadable(error.to_string()), Found::Bytes)
}

fn describe(entry: &DirEntry) -> &'static str {
    let kind = entry.file_type();
    if kind.is_symlink() {
        "a symlink"
    } else if kind.is_dir() {
        "a directory"
    } else if kind.is_file() {
        "a file"
    } else {
        "not a regular file"
    }
}

fn is_empty(directory: &Path) -> io::Result<bool> {
    fs::read_dir(directory)
        .map(|mut entries| entries.next().is_none())
        .map_err(|error| name(directory, &error))
}

/// The error with the path that it is about, which `std::fs` leaves out.
pub fn name(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

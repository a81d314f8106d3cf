//! Trees from a Git revision, through the program `git`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use super::tree::{Content, Directory, Limits, Problem, Tree};

/// An entry of a revision.
struct Entry {
    is_link: bool,
    object: String,
    bytes: u64,
}

impl Tree {
    /// The files that a revision of a Git repository has in some directories of `root`, a directory of the repository.
    /// Nothing is checked out. `label` is printed before their names.
    ///
    /// The same files count as with [`Tree::disk`]; a symlink counts as the file next to it that it names.
    ///
    /// # Errors
    ///
    /// When `git` cannot be started, `root` is not in a repository, or the repository does not have the revision.
    pub fn git(
        root: &Path,
        revision: &str,
        label: impl Into<String>,
        directories: &[&str],
        limits: Limits,
    ) -> io::Result<Self> {
        let mut tree = Self::empty(label, limits);
        // A revision that starts with a hyphen would be an option.
        let commit = format!("{revision}^{{commit}}");
        let commit = git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
            .map_err(|error| io::Error::new(error.kind(), format!("revision `{revision}`: {error}")))?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        for directory in directories {
            let entries = list(root, &commit, directory)?;
            let found = if entries.is_empty() {
                let message = format!("the revision `{revision}` has no such directory");
                Directory::Missing(Problem::new(message, "name the catalog's directory"))
            } else {
                tree.add(root, directory, &entries)?;
                Directory::Listed
            };
            tree.directories.insert((*directory).to_owned(), found);
        }
        Ok(tree)
    }

    fn add(&mut self, root: &Path, directory: &str, entries: &HashMap<String, Entry>) -> io::Result<()> {
        let is_read = |entry: &&Entry| entry.is_link || entry.bytes <= self.limits.max_file_bytes;
        let contents = contents(root, entries.values().filter(is_read).map(|entry| entry.object.as_str()))?;
        for (name, entry) in entries {
            let name = name.clone();
            let mut entry = entry;
            if entry.is_link {
                let target = contents.get(&entry.object).map(|target| String::from_utf8_lossy(target));
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                let target = target.map(|target| format!("{folder}/{}", target.trim_start_matches("./")));
                match target.and_then(|target| entries.get(&target)).filter(|target| !target.is_link) {
                    Some(target) => entry = target,
                    None => {
                        let help = "put the file itself here: a catalog has to be complete when its directory is copied";
                        let message = format!("this symlink leads to no file in {directory}");
                        self.problems.insert(name, Problem::new(message, help));
                        continue;
                    }
                }
            }
            let content = match contents.get(&entry.object) {
                Some(bytes) => Content::Memory(bytes.clone()),
                None => Content::TooLarge(entry.bytes),
            };
            self.files.insert(name, content);
        }
        Ok(())
    }
}

/// What a commit has in a directory, by name; what is hidden is left out.
fn list(root: &Path, commit: &str, directory: &str) -> io::Result<HashMap<String, Entry>> {
    let listed = git(root, ["ls-tree", "-r", "-z", "--long", commit, "--", &format!("{directory}/")])?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let entries = listed.split('\0').filter_map(|line| {
        let (about, name) = line.split_once('\t')?;
        let mut about = about.split_whitespace();
        let (mode, kind, object, bytes) = (about.next()?, about.next()?, about.next()?, about.next()?);
        let is_hidden = name.split('/').any(|part| part.starts_with('.'));
        let entry =
            Entry { is_link: mode == "120000", object: object.to_owned(), bytes: bytes.parse().ok()? };
        (kind == "blob" && !is_hidden).then(|| (name.to_owned(), entry))
    });
    Ok(entries.collect())
}

/// The bytes of objects, read by one process.
fn contents<'o>(root: &Path, objects: impl Iterator<Item = &'o str>) -> io::Result<HashMap<String, Vec<u8>>> {
    let objects: Vec<&str> = objects.collect();
    let mut process = Command::new("git")
        .args(["cat-file", "--batch"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(mut stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else {
        return Err(io::Error::other("git has no pipes"));
    };
    let asked = objects.iter().map(|object| format!("{object}\n")).collect::<String>();
    // In a thread of its own: git answers while it is still being asked.
    let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let mut answers = BufReader::new(stdout);
    let mut contents = HashMap::new();
    for object in objects {
        let mut header = String::new();
        answers.read_line(&mut header)?;
        let bytes = header.trim_end().rsplit_once(' ').and_then(|(_, bytes)| bytes.parse().ok());
        let bytes: usize =
            bytes.ok_or_else(|| io::Error::other(format!("git says {header:?} of {object}")))?;
        let mut content = vec![0; bytes + 1];
        answers.read_exact(&mut content)?;
        content.pop();
        contents.insert(object.to_owned(), content);
    }
    writer.join().map_err(|_| io::Error::other("git cannot be asked"))??;
    process.wait()?;
    Ok(contents)
}

/// What `git` prints.
fn git<A: AsRef<OsStr>>(root: &Path, args: impl IntoIterator<Item = A>) -> io::Result<Vec<u8>> {
    let output = Command::new("git").args(args).current_dir(root).stdin(Stdio::null()).output();
    let output = output.map_err(|error| io::Error::new(error.kind(), format!("git: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let reason = if reason.is_empty() { "there is none of this name".to_owned() } else { reason };
    Err(io::Error::other(reason))
}

//! Files that a command writes for an author: all of them, or none.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Creates files below a directory, each a path and its text, with the directories that they are in.
///
/// # Errors
///
/// When one of them is there already, which is said of each that is, or cannot be written. Then nothing is left of the
/// others; the error says so, or what could not be removed.
pub fn create(root: &Path, files: &[(String, String)]) -> io::Result<()> {
    all_or_none("nothing was written", |made| create_in(root, files, made))
}

/// Creates files, and replaces one by a new text; the new text is the last to be seen.
///
/// # Errors
///
/// As with [`create`].
pub fn create_and_replace(
    root: &Path,
    files: &[(String, String)],
    (path, text): (&str, &str),
) -> io::Result<()> {
    all_or_none("nothing was written", |made| {
        create_in(root, files, made)?;
        made.replace(&root.join(path), text)
    })
}

/// Writes files below a directory, be they there or not, with the directories that they are in.
///
/// # Errors
///
/// When one of them cannot be written. Then all are as they were; the error says so, or what could not be undone.
#[cfg(feature = "import")]
pub fn write(root: &Path, files: &[(String, String)]) -> io::Result<()> {
    all_or_none("nothing was written", |made| {
        for (path, text) in files {
            let path = root.join(path);
            made.directories(path.parent().unwrap_or(root))?;
            match fs::read(&path) {
                Ok(before) => {
                    made.replace(&path, text)?;
                    made.replaced.push((path, before));
                }
                Err(error) if error.kind() == ErrorKind::NotFound => made.file(&path, text)?,
                Err(error) => return Err(named(&path, &error)),
            }
        }
        Ok(())
    })
}

/// Replaces a file by one with another text and the same permissions, atomically. Where a symlink leads to the file, it stays.
///
/// # Errors
///
/// When it cannot be written. Then the file is as it was.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    all_or_none("this file is as it was", |made| made.replace(path, text))
}

/// A text with its lines ended as a file on disk has them: on Windows, a checkout may have CRLF.
pub fn with_ends_of<'t>(path: &Path, text: &'t str) -> Cow<'t, str> {
    match fs::read(path) {
        Ok(there) if there.windows(2).any(|end| end == b"\r\n") => text.replace('\n', "\r\n").into(),
        _ => text.into(),
    }
}

fn create_in(root: &Path, files: &[(String, String)], made: &mut Made) -> io::Result<()> {
    let there = files.iter().filter(|(path, _)| fs::symlink_metadata(root.join(path)).is_ok());
    let there: Vec<String> = there.map(|(path, _)| root.join(path).display().to_string()).collect();
    if !there.is_empty() {
        let message = format!("already there: {}", there.join(", "));
        return Err(io::Error::new(ErrorKind::AlreadyExists, message));
    }
    for (path, text) in files {
        let path = root.join(path);
        made.directories(path.parent().unwrap_or(root))?;
        made.file(&path, text)?;
    }
    Ok(())
}

/// Writes, and undoes what was written if it fails. The error says how things are then: as `undone` has it, or what is left.
fn all_or_none(undone: &str, write: impl FnOnce(&mut Made) -> io::Result<()>) -> io::Result<()> {
    let mut made = Made::default();
    write(&mut made).map_err(|error| {
        let left = made.remove();
        let then = match left.is_empty() {
            true => undone.to_owned(),
            false => format!("and what was written before cannot be removed:\n  {}", left.join("\n  ")),
        };
        io::Error::new(error.kind(), format!("{error}\n{then}"))
    })
}

/// What was made so far.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    directories: Vec<PathBuf>,
    /// Files of others, with what was in them.
    replaced: Vec<(PathBuf, Vec<u8>)>,
}

impl Made {
    fn directories(&mut self, directory: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = directory
            .ancestors()
            .take_while(|above| !above.as_os_str().is_empty() && !above.is_dir())
            .collect();
        for directory in missing.into_iter().rev() {
            if directory.symlink_metadata().is_ok() {
                let message = format!("{}: expected a directory, found a file", directory.display());
                return Err(io::Error::new(ErrorKind::NotADirectory, message));
            }
            fs::create_dir(directory).map_err(|error| named(directory, &error))?;
            self.directories.push(directory.to_owned());
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, text: &str) -> io::Result<()> {
        self.new_file(path, text).map_err(|error| named(path, &error))
    }

    /// Never opens what is there already.
    fn new_file(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = File::create_new(path)?;
        self.files.push(path.to_owned());
        file.write_all(text.as_bytes())
    }

    fn replace(&mut self, path: &Path, text: &str) -> io::Result<()> {
        // A rename would replace a symlink, and not the file that it leads to.
        let path = path.canonicalize().map_err(|error| named(path, &error))?;
        let permissions = fs::metadata(&path).map_err(|error| named(&path, &error))?.permissions();
        // A sibling, because a rename works within one file system only.
        let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
        // Nobody knows of that one.
        let named = |error: io::Error| named(&path, &error);
        self.new_file(&temporary, text).map_err(named)?;
        fs::set_permissions(&temporary, permissions).map_err(named)?;
        fs::rename(&temporary, &path).map_err(named)?;
        self.files.pop();
        Ok(())
    }

    /// Undoes all of it. What cannot be undone comes back, with the reason.
    fn remove(&self) -> Vec<String> {
        let files = self.files.iter().map(|path| (path, fs::remove_file(path)));
        let directories = self.directories.iter().rev().map(|path| (path, fs::remove_dir(path)));
        let replaced = self.replaced.iter().map(|(path, before)| (path, fs::write(path, before)));
        let failed =
            |(path, undone): (&PathBuf, io::Result<()>)| Some(named(path, &undone.err()?).to_string());
        replaced.chain(files).chain(directories).filter_map(failed).collect()
    }
}

/// The error with the path that it is about, which `std::fs` leaves out.
pub fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Vec<(String, String)> {
        paths.iter().map(|path| ((*path).to_owned(), "new".to_owned())).collect()
    }

    #[test]
    fn where_one_cannot_be_written_nothing_is_left() {
        let root = tempfile::tempdir().expect("a directory");
        fs::write(root.path().join("file"), "old").expect("written");
        // A file is in the way of a directory.
        let error = create(root.path(), &files(&["a/b/c", "file/d"])).expect_err("refused");
        assert!(error.to_string().contains("/file: expected a directory, found a file\n"), "{error}");
        let error = create(root.path(), &files(&["a/b/c", "file"])).expect_err("refused");
        assert!(error.to_string().ends_with("/file\nnothing was written"), "{error}");
        let done = create_and_replace(root.path(), &files(&["a/b/c"]), ("nowhere/file", "new"));
        assert!(done.is_err());
        assert_eq!(fs::read_dir(root.path()).expect("listed").count(), 1);
        assert_eq!(fs::read_to_string(root.path().join("file")).expect("read"), "old");
    }

    #[test]
    fn all_are_written_in_directories_that_are_made() {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path().join("made/too");
        create(&root, &files(&["a/b", "c"])).expect("written");
        create_and_replace(&root, &files(&["a/d"]), ("c", "newer")).expect("written");
        let text = |path: &str| fs::read_to_string(root.join(path)).expect("read");
        assert_eq!([text("a/b"), text("a/d"), text("c")], ["new", "new", "newer"]);
        assert_eq!(fs::read_dir(&root).expect("listed").count(), 2);
    }

    #[test]
    fn what_cannot_be_removed_is_told() {
        let root = tempfile::tempdir().expect("a directory");
        let error = all_or_none("nothing was written", |made| {
            create_in(root.path(), &files(&["a/b/c"]), made)?;
            // Somebody else's.
            fs::write(root.path().join("a/b/d"), "other")?;
            Err(io::Error::other("no more room"))
        });
        let error = error.expect_err("refused").to_string();
        assert!(
            error.starts_with("no more room\nand what was written before cannot be removed:\n  "),
            "{error}"
        );
        assert!(error.contains("/a/b: ") && error.contains("/a: ") && !error.contains("nothing"), "{error}");
        assert!(!root.path().join("a/b/c").exists() && root.path().join("a/b/d").exists());
    }

    #[cfg(unix)]
    #[test]
    fn symlinks_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let root = tempfile::tempdir().expect("a directory");
        let [real, link] = ["elsewhere/real", "link"].map(|path| root.path().join(path));
        create(root.path(), &files(&["elsewhere/real"])).expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("elsewhere/real", &link).expect("linked");
        replace(&link, "newer").expect("replaced");
        assert_eq!(fs::read_link(&link).expect("still a link"), Path::new("elsewhere/real"));
        assert_eq!(fs::read_to_string(&real).expect("read"), "newer");
        assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(root.path().join("elsewhere")).expect("listed").count(), 1);
    }
}

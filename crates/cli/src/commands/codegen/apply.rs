//! Makes the files on disk what was generated.
//!
//! A crash leaves whole files, old or new. What is not in the list of differences is left alone.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use super::drift::{Drift, name};

/// Applies the differences that [`crate::drift::find`] found below `root`, and calls `done` after each one. What has to
/// go goes last, and with it the directories that fall empty, up to the directories `owned`.
///
/// Stops at the first error, which names the path; what was done until then stays done, and a second run goes on.
pub fn apply(
    root: &Path,
    owned: &[&str],
    drifts: &[Drift<'_>],
    done: &mut dyn FnMut(&Drift<'_>),
) -> io::Result<()> {
    for drift in drifts {
        if let Drift::Create { path, text } | Drift::Update { path, text, .. } = drift {
            write(root, path, text)?;
            done(drift);
        }
    }
    for drift in drifts {
        if let Drift::Remove { at, .. } = drift {
            remove(at).map_err(|error| name(at, &error))?;
            remove_emptied(root, owned, at)?;
            done(drift);
        }
    }
    Ok(())
}

fn write(root: &Path, path: &str, text: &str) -> io::Result<()> {
    let target = root.join(path);
    let (Some(directory), Some(file)) = (Path::new(path).parent(), Path::new(path).file_name()) else {
        return Err(io::Error::other(format!("{path}: not the path of a file")));
    };
    make_directory(root, directory)?;
    if fs::symlink_metadata(&target).is_ok_and(|metadata| metadata.is_dir()) {
        // Nothing that was generated can be inside. Symlinks in it are removed, not followed.
        fs::remove_dir_all(&target).map_err(|error| name(&target, &error))?;
    }
    // A sibling, because a rename works within one file system only. Should it be left behind, it is one more file
    // that nothing generates, and the next run removes it.
    let temporary = target.with_file_name(format!(".{}.{}.tmp", file.to_string_lossy(), std::process::id()));
    let written = write_new(&temporary, text).and_then(|()| fs::rename(&temporary, &target));
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        name(&target, &error)
    })
}

/// Never opens what is there already: it could be a symlink that leads elsewhere.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    remove(path)?;
    File::create_new(path)?.write_all(text.as_bytes())
}

/// Makes `directory` and those above it, where something else may be in the way: whatever is no directory here is in a
/// directory that is owned, and is nothing that was generated, for something generated goes below it.
fn make_directory(root: &Path, directory: &Path) -> io::Result<()> {
    let mut path = root.to_owned();
    for part in directory {
        path.push(part);
        let made = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => continue,
            Ok(_) => fs::remove_file(&path).and_then(|()| fs::create_dir(&path)),
            Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir(&path),
            Err(error) => Err(error),
        };
        made.map_err(|error| name(&path, &error))?;
    }
    Ok(())
}

/// Removes a file, a symlink or an empty directory, unless it had to make way for a generated file before.
fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if is_settled(error.kind()) => Ok(()),
        removed => removed,
    }
}

fn remove_emptied(root: &Path, owned: &[&str], removed: &Path) -> io::Result<()> {
    let mut tops = owned.iter().map(|directory| root.join(directory));
    let Some(top) = tops.find(|top| removed.starts_with(top)) else { return Ok(()) };
    for above in removed.ancestors().skip(1).take_while(|above| above.starts_with(&top) && *above != top) {
        match fs::remove_dir(above) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => break,
            Err(error) if is_settled(error.kind()) => {}
            Err(error) => return Err(name(above, &error)),
        }
    }
    Ok(())
}

/// Errors that say that there is nothing left to remove: it is gone, is below what is now a file, or is now a directory
/// with generated files in it.
fn is_settled(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::DirectoryNotEmpty)
}

#[cfg(all(test, unix))]
mod tests {
    use std::collections::BTreeMap;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::path::PathBuf;

    use super::super::drift::find;
    use super::*;

    const OWNED: &[&str] = &["deep/owned", "other", "unused/owned"];
    const FILES: &[(&str, &str)] =
        &[("deep/owned/a/b/f.rs", "f"), ("deep/owned/a/g.rs", "g"), ("other/h.md", "h")];
    const PLACES: &[&str] =
        &["deep/owned", "deep/owned/a", "deep/owned/a/b", "deep/owned/a/b/f.rs", "deep/owned/x", "other/x"];

    type Put = fn(&Path, &Path) -> io::Result<()>;

    /// Everything that can be in a place; the second path is a directory outside, which nothing may touch.
    const OBSTACLES: &[(&str, Put)] = &[
        ("nothing", |_, _| Ok(())),
        ("a file", |path, _| fs::write(path, b"\xff\r\n")),
        ("an empty directory", |path, _| fs::create_dir(path)),
        ("nested empty directories", |path, _| fs::create_dir_all(path.join("m/n"))),
        ("a full directory", |path, outside| {
            fs::create_dir_all(path.join("k"))?;
            fs::write(path.join("k/stray"), "")?;
            symlink(outside, path.join("k/link"))
        }),
        ("a symlink to a directory", |path, outside| symlink(outside, path)),
        ("a symlink to a file", |path, outside| symlink(outside.join("file"), path)),
        ("a dangling symlink", |path, outside| symlink(outside.join("none"), path)),
        ("a symlink to itself", |path, _| symlink(path, path)),
        ("a socket", |path, _| UnixListener::bind(path).map(drop)),
    ];

    fn tree(top: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let entries = walkdir::WalkDir::new(top).into_iter().map(|entry| entry.expect("listed"));
        entries.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).ok())).collect()
    }

    fn settle(root: &Path) -> Vec<String> {
        let drifts = find(root, OWNED, FILES.iter().copied()).expect("found");
        let mut done = Vec::new();
        apply(root, OWNED, &drifts, &mut |drift| done.push(drift.path().to_owned())).expect("applied");
        assert_eq!(done.len(), drifts.len());
        done
    }

    /// The entries below `top`, without what `top` itself is called.
    fn shape(top: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let relative = |path: PathBuf| path.strip_prefix(top).expect("below").to_owned();
        tree(top).into_iter().map(|(path, bytes)| (relative(path), bytes)).collect()
    }

    #[test]
    fn whatever_is_in_the_way_the_files_come_out_right_and_nothing_outside_changes() {
        let temp = tempfile::tempdir().expect("a directory");
        let (clean, root, outside) = (temp.path().join("c"), temp.path().join("r"), temp.path().join("o"));
        fs::create_dir_all(outside.join("a/b")).expect("made");
        fs::write(outside.join("file"), "mine").expect("written");
        fs::write(outside.join("a/b/f.rs"), "mine").expect("written");
        fs::create_dir(&clean).expect("made");
        settle(&clean);
        let (expected, untouched) = (shape(&clean), tree(&outside));
        let try_out = |obstacles: &[(&str, &(&str, Put))]| {
            fs::create_dir(&root).expect("made");
            settle(&root);
            for (place, (_, put)) in obstacles {
                let path = root.join(place);
                // What was put before can be in the way of this one; then it is alone.
                let mut above = path.ancestors().skip(1).take_while(|above| *above != root);
                if above.all(|above| above.is_dir() && !above.is_symlink()) {
                    let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
                    put(&path, &outside).expect("put there");
                }
            }
            let case: Vec<_> =
                obstacles.iter().map(|(place, (what, _))| format!("{what} at {place}")).collect();
            settle(&root);
            assert_eq!(shape(&root), expected, "{case:?}");
            assert_eq!(settle(&root), Vec::<String>::new(), "{case:?}");
            fs::remove_dir_all(&root).expect("removed");
        };
        for place in PLACES {
            OBSTACLES.iter().for_each(|obstacle| try_out(&[(place, obstacle)]));
        }
        let few = [&OBSTACLES[1], &OBSTACLES[4], &OBSTACLES[5]];
        let pairs = PLACES
            .iter()
            .enumerate()
            .flat_map(|(at, one)| PLACES[at + 1..].iter().map(move |two| (one, two)));
        for (first, second) in pairs {
            for one in few {
                few.iter().for_each(|two| try_out(&[(first, one), (second, two)]));
            }
        }
        assert_eq!(tree(&outside), untouched);
    }

    #[test]
    fn directories_that_fall_empty_go_and_others_stay() {
        let temp = tempfile::tempdir().expect("a directory");
        settle(temp.path());
        fs::create_dir_all(temp.path().join("deep/owned/p/q")).expect("made");
        fs::create_dir_all(temp.path().join("deep/empty")).expect("made");
        fs::create_dir_all(temp.path().join("unused/owned/p")).expect("made");
        fs::write(temp.path().join("deep/owned/p/q/stray"), "").expect("written");
        fs::write(temp.path().join("deep/owned/a/stray"), "").expect("written");
        // What is left of `b` is empty, and is not in the way.
        fs::remove_file(temp.path().join("deep/owned/a/b/f.rs")).expect("removed");
        assert_eq!(
            settle(temp.path()),
            ["deep/owned/a/b/f.rs", "deep/owned/a/stray", "deep/owned/p/q/stray", "unused/owned/p/"]
        );
        assert!(!temp.path().join("deep/owned/p").exists());
        assert!(temp.path().join("deep/empty").exists());
        assert!(temp.path().join("unused/owned").exists());
    }

    #[test]
    fn nothing_is_written_through_a_symlink_above_an_owned_directory() {
        let temp = tempfile::tempdir().expect("a directory");
        let outside = tempfile::tempdir().expect("a directory");
        symlink(outside.path(), temp.path().join("deep")).expect("linked");
        let error = find(temp.path(), OWNED, FILES.iter().copied()).expect_err("refused");
        assert!(error.to_string().ends_with("/deep: not a directory"), "{error}");
    }

    #[test]
    fn a_file_outside_of_the_owned_directories_is_refused() {
        let temp = tempfile::tempdir().expect("a directory");
        for path in ["README.md", "otherwise/a", "other", "other/../a", "/other/a", "other//a"] {
            assert!(find(temp.path(), OWNED, [(path, "")].into_iter()).is_err(), "{path}");
        }
    }
}

//! This program: whether it is built from the sources that are there, and belongs to the runtime that is used.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Check;
use super::repository::Repository;

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub fn checks(repository: &Repository, name: &str) -> Vec<Check> {
    let found = format!("hookwright {VERSION}");
    let newer = std::env::current_exe().ok().and_then(|exe| newer_source(&exe));
    let program = match newer {
        Some(source) => {
            Check::wrong("program", false, format!("{found}, built before {} was changed", source.display()))
                .why("it does what its sources said then")
                .fix(rebuild(name))
        }
        None => Check::fine("program", found),
    };
    let runtime = runtime(repository).filter(|runtime| !belong_together(runtime, VERSION)).map(|runtime| {
        Check::wrong(
            "runtime",
            true,
            format!("Cargo.lock has webhook-runtime {runtime}, and this program is {VERSION}"),
        )
        .why(format!(
            "generated crates and runtime of one release belong together: install hookwright {}, or run this one's `codegen` and `cargo update`",
            release(&runtime)
        ))
    });
    [program].into_iter().chain(runtime).collect()
}

fn rebuild(name: &str) -> String {
    match name {
        "hookwright" => "cargo build --package hookwright".to_owned(),
        other => format!("{other} doctor"),
    }
}

/// A source that was changed after a program was built from it. Cargo lists them next to what it builds; nobody can say
/// where that is gone, as it is for an installed program.
fn newer_source(exe: &Path) -> Option<PathBuf> {
    let built = modified(exe)?;
    let list = fs::read_to_string(exe.with_extension("d")).ok()?;
    sources(&list).into_iter().find(|source| modified(source).is_some_and(|changed| changed > built))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// The paths of a list as `make` reads it: `target: path path`, with a backslash before a space in one.
fn sources(list: &str) -> Vec<PathBuf> {
    let Some((_, paths)) = list.lines().next().and_then(|line| line.split_once(": ")) else {
        return Vec::new();
    };
    let hidden = paths.replace("\\ ", "\0");
    hidden.split(' ').filter(|path| !path.is_empty()).map(|path| path.replace('\0', " ").into()).collect()
}

/// The version of the runtime that is locked.
fn runtime(repository: &Repository) -> Option<String> {
    let lock = fs::read_to_string(repository.root.join("Cargo.lock")).ok()?;
    let mut lines = lock.lines().skip_while(|line| *line != r#"name = "webhook-runtime""#).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

/// Those of one release: below 1.0.0 the second number counts, too.
fn release(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

fn belong_together(runtime: &str, program: &str) -> bool {
    release(runtime) == release(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_may_have_spaces_in_them() {
        let list = "/target/x: /a/b.rs /c\\ d/e.rs\n\n/a/b.rs:\n";
        assert_eq!(sources(list), [Path::new("/a/b.rs"), Path::new("/c d/e.rs")]);
        assert!(sources("").is_empty());
    }

    #[test]
    fn a_source_that_is_newer_than_the_program_is_found() {
        let directory = tempfile::tempdir().expect("a directory");
        let [source, exe, list] = ["a.rs", "program", "program.d"].map(|name| directory.path().join(name));
        fs::write(&source, "").expect("written");
        fs::write(&exe, "").expect("written");
        fs::write(&list, format!("{}: {}\n", exe.display(), source.display())).expect("written");
        let set = |seconds| {
            let at = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            fs::File::options()
                .write(true)
                .open(&source)
                .and_then(|file| file.set_modified(at))
                .expect("set");
        };
        set(1);
        assert_eq!(newer_source(&exe), None);
        set(4_000_000_000);
        assert_eq!(newer_source(&exe), Some(source.clone()));
        fs::remove_file(&list).expect("removed");
        assert_eq!(newer_source(&exe), None);
    }

    #[test]
    fn releases_go_by_their_second_number() {
        assert!(belong_together("0.1.7", "0.1.0") && !belong_together("0.2.0", "0.1.0"));
    }
}

//! What mdBook builds: a copy of `docs` in which nothing leads out of the book, because the schemas are in it too.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::{draw, links, own};
use crate::commands::written::named;

/// Where authors want the generated part of the summary: a comment, so that mdBook can read the summary without us.
const INCLUDE: &str = "<!-- include reference/summary.md -->";

/// Where the pages are as they are read by programs, seen from the book's directory: with links to pictures, not with all of what
/// is in them.
pub const PLAIN: &str = "plain";

/// The page for addresses that do not exist, where a book has none of its own.
const NOT_FOUND: &str = include_str!("not_found.md");

/// The line in that for the index of events.
const INDEX: &str = "<!-- index -->\n";

/// Assembles the sources of the book of a repository, in a directory that they have for themselves.
///
/// # Errors
///
/// When a file cannot be read or written, two would be one in the book, or a plot cannot be drawn; the error names them.
pub fn assemble(root: &Path, directory: &Path) -> io::Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(|error| named(directory, &error))?;
    }
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for top in ["docs", "schemas"] {
        for entry in WalkDir::new(root.join(top)).sort_by_file_name() {
            let entry = entry?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path();
            let relative = path.strip_prefix(root).unwrap_or(path);
            let relative = relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            let Some(to) = place(&relative) else { continue };
            if let Some(other) = taken.insert(to.clone(), relative.clone()) {
                let message =
                    format!("{other}, {relative}: both would be {to} of the book: rename one of them");
                return Err(io::Error::other(message));
            }
            let bytes = fs::read(path).map_err(|error| named(path, &error))?;
            add(root, directory, &relative, &to, bytes)?;
        }
    }
    for (relative, text) in own::files(root) {
        if let Some(to) = place(relative).filter(|to| !taken.contains_key(to)) {
            add(root, directory, relative, &to, text.into_bytes())?;
        }
    }
    if !taken.contains_key("src/404.md") {
        let has_index = taken.contains_key("src/reference/webhook-events.md");
        let index = if has_index { "- [All events](reference/webhook-events.html)\n" } else { "" };
        write(&directory.join("src/404.md"), NOT_FOUND.replace(INDEX, index).as_bytes())?;
    }
    Ok(())
}

/// Where a file of the repository is in the sources of the book.
fn place(relative: &str) -> Option<String> {
    let in_book = links::in_book(relative).map(|page| format!("src/{page}"));
    in_book.or_else(|| relative.strip_prefix("docs/").map(str::to_owned))
}

/// Adds a file, by its name in the repository: a page with links that stay in the book, all else as it is.
fn add(root: &Path, directory: &Path, relative: &str, to: &str, mut bytes: Vec<u8>) -> io::Result<()> {
    if to.ends_with(".md") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = if to == "src/SUMMARY.md" { with_reference(root, &text)? } else { text };
        if let Some(page) = to.strip_prefix("src/") {
            let plain = links::kept_in_book(relative, &text);
            write(&directory.join(PLAIN).join(page), plain.as_bytes())?;
        }
        let drawn = draw::drawn(root, relative, &text).map_err(io::Error::other)?;
        bytes = links::kept_in_book(relative, &drawn).into_bytes();
    }
    write(&directory.join(to), &bytes)
}

/// The summary with the generated part in it, indented as the comment is that stands for it.
fn with_reference(root: &Path, summary: &str) -> io::Result<String> {
    let path = root.join("docs/src/reference/summary.md");
    let mut text = String::new();
    for line in summary.lines() {
        if line.trim() != INCLUDE {
            text += &format!("{line}\n");
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let generated = fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => io::Error::other(
                "docs/src/SUMMARY.md asks for the generated pages, and docs/src/reference/summary.md is not there: run \
                 `codegen`, which writes it",
            ),
            _ => named(&path, &error),
        })?;
        for line in generated.lines().filter(|line| line.trim_start().starts_with("- ")) {
            text += &format!("{indent}{}\n", line.replace("](", "](reference/"));
        }
    }
    Ok(text)
}

/// Writes a file, with the directories above it.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(|error| named(directory, &error))?;
    }
    fs::write(path, bytes).map_err(|error| named(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_has_what_its_pages_lead_to() {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path();
        for (path, text) in [
            ("docs/book.toml", "[book]"),
            ("docs/theme/a.css", "a {}"),
            ("docs/architecture.md", "[source](../crates/a.rs), [page](src/a.md)"),
            (
                "docs/src/SUMMARY.md",
                "- [A](a.md)\n  <!-- include reference/summary.md -->\n- [B](../architecture.md)\n",
            ),
            ("docs/src/a.md", "see [it](../../schemas/webhooks/x.json#/a)"),
            ("docs/src/reference/summary.md", "<!-- generated -->\n\n- [E](events/e.md)\n"),
            ("docs/src/reference/events/e.md", "[x](../../../../schemas/webhooks/x.json)"),
            ("schemas/webhooks/x.json", "{}"),
        ] {
            write(&root.join(path), text.as_bytes()).expect("written");
        }
        let directory = root.join("target/book");
        assemble(root, &directory).expect("assembled");
        let read = |path: &str| fs::read_to_string(directory.join(path)).expect(path);
        assert_eq!(
            read("src/SUMMARY.md"),
            "- [A](a.md)\n  - [E](reference/events/e.md)\n- [B](architecture.md)\n"
        );
        assert_eq!(read("src/a.md"), "see [it](schemas/webhooks/x.json#/a)");
        assert_eq!(read("src/architecture.md"), "source, [page](a.md)");
        assert_eq!(read("src/reference/events/e.md"), "[x](../../schemas/webhooks/x.json)");
        assert_eq!(read("src/schemas/webhooks/x.json"), "{}");
        assert_eq!(read("theme/a.css"), "a {}");
        let not_found = || read("src/404.md");
        assert!(not_found().contains("(index.html)") && !not_found().contains("All events"));
        write(&root.join("docs/src/reference/webhook-events.md"), b"# Events").expect("written");
        assemble(root, &directory).expect("assembled");
        assert!(not_found().contains("\n- [All events](reference/webhook-events.html)\n"));
    }

    #[test]
    fn a_repository_without_a_book_has_one_of_its_reference() {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path();
        for (path, text) in [
            (own::INDEX, "<!-- generated -->\n\n# \"A\\_B\" webhook events\n"),
            ("docs/src/reference/summary.md", "- [E](events/e.md)\n"),
            ("docs/theme/catalog.css", "own {}"),
            ("schemas/webhooks/x.json", "{}"),
        ] {
            write(&root.join(path), text.as_bytes()).expect("written");
        }
        let directory = root.join("target/book");
        assemble(root, &directory).expect("assembled");
        let read = |path: &str| fs::read_to_string(directory.join(path)).expect(path);
        assert!(
            read("book.toml").contains("\ntitle = \"\\\"A_B\\\" webhook events\"\n"),
            "{}",
            read("book.toml")
        );
        assert!(read("src/SUMMARY.md").contains("\n  - [E](reference/events/e.md)\n"));
        assert!(read("src/introduction.md").starts_with("# \"A\\_B\" webhook events\n\nEvery event"));
        assert_eq!(read("theme/catalog.css"), "own {}");
        assert!(read("theme/catalog.js").contains("filter"));
        // Another book keeps its looks.
        write(&root.join(own::SETTINGS), b"[book]").expect("written");
        write(&root.join("docs/src/SUMMARY.md"), b"").expect("written");
        assemble(root, &directory).expect("assembled");
        assert!(
            !directory.join("theme/fonts/fonts.css").exists()
                && !directory.join("src/introduction.md").exists()
        );
    }

    #[test]
    fn a_summary_without_generated_pages_says_how_to_get_them() {
        let root = tempfile::tempdir().expect("a directory");
        let root = root.path();
        for (path, text) in
            [(own::SETTINGS, "[book]"), ("docs/src/SUMMARY.md", INCLUDE), ("schemas/webhooks/x.json", "{}")]
        {
            write(&root.join(path), text.as_bytes()).expect("written");
        }
        let error = assemble(root, &root.join("target/book")).expect_err("refused");
        assert_eq!(
            error.to_string(),
            "docs/src/SUMMARY.md asks for the generated pages, and docs/src/reference/summary.md is not there: run `codegen`, \
             which writes it"
        );
    }

    #[test]
    fn two_files_that_would_be_one_in_the_book_are_told() {
        for (one, other, place) in [
            ("docs/a.md", "docs/src/a.md", "src/a.md"),
            ("docs/src/schemas/a.json", "schemas/a.json", "src/schemas/a.json"),
        ] {
            let root = tempfile::tempdir().expect("a directory");
            for path in [one, other] {
                write(&root.path().join(path), b"").expect("written");
            }
            fs::create_dir_all(root.path().join("schemas")).expect("made");
            let error = assemble(root.path(), &root.path().join("target/book")).expect_err("refused");
            let expected = format!("{one}, {other}: both would be {place} of the book: rename one of them");
            assert_eq!(error.to_string(), expected);
        }
    }
}

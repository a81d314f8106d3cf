//! The book for programs: every page as Markdown next to its HTML, and a list of them.

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::assemble::write;
use super::markdown::{destination, links};
use crate::commands::written::named;

/// Adds them to a book that was built.
///
/// # Errors
///
/// When a file cannot be read or written; the error names it.
pub fn add(directory: &Path) -> io::Result<()> {
    let (sources, built) = (directory.join("src"), directory.join("book"));
    for entry in WalkDir::new(&sources).sort_by_file_name() {
        let entry = entry?;
        let path = entry.path();
        let relative = path.strip_prefix(&sources).unwrap_or(path);
        let is_markdown = relative.extension().is_some_and(|extension| extension == "md");
        // A summary is not a page, and neither is what it does not list.
        if is_markdown && built.join(relative.with_extension("html")).is_file() {
            write(&built.join(relative), &fs::read(path).map_err(|error| named(path, &error))?)?;
        }
    }
    let read = |name: &str| {
        let path = sources.join(name);
        fs::read_to_string(&path).map_err(|error| named(&path, &error))
    };
    let summary = read("SUMMARY.md")?;
    let pages = pages(&summary);
    let first = match pages.first() {
        // As mdBook has it.
        Some((_, path)) => read(&path.replace("%20", " "))?,
        None => String::new(),
    };
    write(&built.join("llms.txt"), list(&pages, &first).as_bytes())
}

/// The titles and paths of a summary, without chapters that are not written yet.
fn pages(summary: &str) -> Vec<(&str, String)> {
    let links = links(summary).into_iter().filter(|link| !link.target.is_empty());
    links.map(|link| (&summary[link.text], link.target)).collect()
}

/// The pages, after what the first one says of them: the form is that of <https://llmstxt.org>.
fn list(pages: &[(&str, String)], first: &str) -> String {
    let mut paragraphs = first.split("\n\n").map(str::trim);
    let title = paragraphs.find(|text| text.starts_with("# ")).unwrap_or("# Pages");
    let about = paragraphs.next().unwrap_or_default().replace('\n', "\n> ");
    let pages = pages.iter().map(|(title, path)| format!("- [{title}]({})\n", destination(path, "")));
    format!("{title}\n\n> {about}\n\n## Pages\n\n{}", pages.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_there_as_markdown_and_listed() {
        let directory = tempfile::tempdir().expect("a directory");
        let directory = directory.path();
        for (path, text) in [
            (
                "src/SUMMARY.md",
                "# Summary\n\n[Draft]()\n\n[A](a.md)\n\n# Part\n\n* [B](b/c.md)\n    * [`D` [E]](<b/d e.md>)\n",
            ),
            ("src/a.md", "# All\n\nOf it,\nin short.\n\nMore."),
            ("src/b/c.md", "# B"),
            ("src/b/unlisted.md", "# U"),
            ("book/a.html", ""),
            ("book/b/c.html", ""),
        ] {
            write(&directory.join(path), text.as_bytes()).expect("written");
        }
        add(directory).expect("added");
        let read = |path: &str| fs::read_to_string(directory.join("book").join(path)).ok();
        assert_eq!(read("b/c.md").as_deref(), Some("# B"));
        assert_eq!(read("b/unlisted.md"), None);
        let expected = "# All\n\n> Of it,\n> in short.\n\n## Pages\n\n- [A](a.md)\n- [B](b/c.md)\n- [`D` [E]](<b/d e.md>)\n";
        assert_eq!(read("llms.txt").as_deref(), Some(expected));
    }
}

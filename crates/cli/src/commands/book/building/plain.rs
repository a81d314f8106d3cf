//! The book for programs: every page as Markdown next to its HTML, and a list of them.

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::assemble::{PLAIN, write};
use super::markdown::{destination, links};
use crate::commands::written::named;

/// What is generated for programs only, and what each is.
const DATA: [(&str, &str); 3] = [
    ("reference/events.json", "every event with its schema and example, and the contract"),
    ("reference/openapi.json", "the same as an OpenAPI document"),
    ("reference/changelog.xml", "the changelog as an Atom feed"),
];

/// Adds them to a book that was built.
///
/// # Errors
///
/// When a file cannot be read or written; the error names it.
pub fn add(directory: &Path) -> io::Result<()> {
    let (sources, built) = (directory.join(PLAIN), directory.join("book"));
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
    let path = directory.join("src/SUMMARY.md");
    let summary = fs::read_to_string(&path).map_err(|error| named(&path, &error))?;
    let pages = pages(&summary);
    let first = match pages.first() {
        // As mdBook has it.
        Some((_, path)) => read(&path.replace("%20", " "))?,
        None => String::new(),
    };
    let data = DATA.into_iter().filter(|(path, _)| built.join(path).is_file());
    write(&built.join("llms.txt"), list(&pages, &first, data).as_bytes())
}

/// The titles and paths of a summary, without chapters that are not written yet.
pub fn pages(summary: &str) -> Vec<(&str, String)> {
    let links = links(summary).into_iter().filter(|link| !link.target.is_empty());
    links.map(|link| (&summary[link.text], link.target)).collect()
}

/// The pages, after what the first one says of them: the form is that of <https://llmstxt.org>.
fn list<'d>(pages: &[(&str, String)], first: &str, data: impl Iterator<Item = (&'d str, &'d str)>) -> String {
    let mut paragraphs = first.split("\n\n").map(str::trim);
    let title = paragraphs.find(|text| text.starts_with("# ")).unwrap_or("# Pages");
    let about = paragraphs.next().unwrap_or_default().replace('\n', "\n> ");
    let pages = pages.iter().map(|(title, path)| format!("- [{title}]({})\n", destination(path, "")));
    let data: String = data.map(|(path, what)| format!("- [{path}]({path}): {what}\n")).collect();
    let data = if data.is_empty() { data } else { format!("\n## Data\n\n{data}") };
    format!("{title}\n\n> {about}\n\n## Pages\n\n{}{data}", pages.collect::<String>())
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
            ("plain/a.md", "# All\n\nOf it,\nin short.\n\nMore."),
            ("plain/b/c.md", "# B"),
            ("plain/b/unlisted.md", "# U"),
            ("book/a.html", ""),
            ("book/b/c.html", ""),
            ("book/reference/events.json", "{}"),
        ] {
            write(&directory.join(path), text.as_bytes()).expect("written");
        }
        add(directory).expect("added");
        let read = |path: &str| fs::read_to_string(directory.join("book").join(path)).ok();
        assert_eq!(read("b/c.md").as_deref(), Some("# B"));
        assert_eq!(read("b/unlisted.md"), None);
        let expected = "# All\n\n> Of it,\n> in short.\n\n## Pages\n\n- [A](a.md)\n- [B](b/c.md)\n- [`D` [E]](<b/d e.md>)\n\n## Data\n\n\
            - [reference/events.json](reference/events.json): every event with its schema and example, and the contract\n";
        assert_eq!(read("llms.txt").as_deref(), Some(expected));
    }
}

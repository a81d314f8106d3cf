//! The book for search engines, feed readers and whoever shares a page: what each page is about, in its head, and where it is,
//! if that is known.

use std::fs;
use std::io;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use webhook_codegen::svg::escaped;

use super::assemble::{self, write};
use super::pages::About;
use super::plain;
use crate::commands::book::address::Address;
use crate::commands::written::named;

/// The feed of the changelog, as it is generated.
const FEED: &str = "reference/changelog.xml";

/// What is encoded in the path of an address.
const IN_PATHS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What the page for addresses that do not exist does first, and why.
const NOT_FOUND: &str = include_str!("not_found.js");

impl Address {
    /// Its path, which begins and ends with a slash.
    pub fn path(&self) -> &str {
        let Self(address) = self;
        let host = address.find("://").map_or(0, |at| at + 3);
        address[host..].find('/').map_or("/", |at| &address[host + at..])
    }

    /// The address of a file of the book.
    fn of(&self, path: &str) -> String {
        // The first page is there twice, and known by the address of the book.
        if path == "index.html" {
            self.to_string()
        } else {
            format!("{self}{}", utf8_percent_encode(path, IN_PATHS))
        }
    }
}

/// Adds all that to a book that was built.
///
/// # Errors
///
/// When a file cannot be read or written; the error names it.
pub fn add(directory: &Path, address: Option<&Address>) -> io::Result<()> {
    let built = directory.join("book");
    let has_feed = built.join(FEED).is_file();
    let mut addresses = Vec::new();
    for (number, (_, page)) in plain::pages(&read(&directory.join("src/SUMMARY.md"))?).into_iter().enumerate()
    {
        // As mdBook has it.
        let page = page.trim_start_matches("./").replace("%20", " ");
        let html = format!("{}.html", page.strip_suffix(".md").unwrap_or(&page));
        let about = About::new(&read(&directory.join(assemble::PLAIN).join(&page))?);
        // The first page is the index, too.
        let at = if number == 0 { "index.html" } else { &html };
        let head = head(&about, at, has_feed, address);
        let twice = (number == 0 && html != at).then_some(at);
        for file in std::iter::once(&*html).chain(twice) {
            let path = built.join(file);
            write(&path, with_head(&read(&path)?, &about.description, &head).as_bytes())?;
        }
        addresses.extend(address.map(|address| address.of(at)));
    }
    let not_found = built.join("404.html");
    // A book may go without one.
    if not_found.is_file() {
        write(&not_found, when_not_found(&read(&not_found)?).as_bytes())?;
    }
    let Some(address) = address else { return Ok(()) };
    write(&built.join("sitemap.xml"), sitemap(&addresses).as_bytes())?;
    if has_feed {
        let path = built.join(FEED);
        write(&path, located(&read(&path)?, address).as_bytes())?;
    }
    Ok(())
}

fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path).map_err(|error| named(path, &error))
}

/// What a page's head has besides its description.
fn head(about: &About, page: &str, has_feed: bool, address: Option<&Address>) -> String {
    let mut lines = vec!["<meta property=\"og:type\" content=\"article\">".to_owned()];
    lines.push("<meta name=\"twitter:card\" content=\"summary\">".to_owned());
    for (property, content) in [("og:title", &about.title), ("og:description", &about.description)] {
        if !content.is_empty() {
            lines.push(format!("<meta property=\"{property}\" content=\"{}\">", escaped(content)));
        }
    }
    if let Some(address) = address {
        let url = escaped(&address.of(page));
        lines.push(format!("<meta property=\"og:url\" content=\"{url}\">"));
        lines.push(format!("<link rel=\"canonical\" href=\"{url}\">"));
    }
    if has_feed {
        let up = "../".repeat(page.matches('/').count());
        lines.push(format!(
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Changelog\" href=\"{up}{FEED}\">"
        ));
    }
    lines.join("\n") + "\n"
}

/// A page with that in its head. mdBook describes the book on every page; what describes the page takes the place of that.
fn with_head(page: &str, description: &str, head: &str) -> String {
    const DESCRIPTION: &str = "<meta name=\"description\" content=\"";
    let mut page = page.to_owned();
    if !description.is_empty() {
        let tag = format!("{DESCRIPTION}{}\">", escaped(description));
        let range =
            page.find(DESCRIPTION).and_then(|start| Some(start..start + page[start..].find('>')? + 1));
        match range {
            Some(range) => page.replace_range(range, &tag),
            None => page = page.replacen("</head>", &format!("{tag}\n</head>"), 1),
        }
    }
    page.replacen("</head>", &format!("{head}</head>"), 1)
}

/// The page for addresses that do not exist, which finds the book wherever it is served.
fn when_not_found(page: &str) -> String {
    let script = format!("<meta name=\"robots\" content=\"noindex\">\n<script>\n{NOT_FOUND}</script>\n");
    let end = page.find("<base").and_then(|start| Some(start + page[start..].find('>')? + 1));
    let (before, after) = page.split_at(end.unwrap_or_default());
    // Without a base, there is none to set.
    if end.is_some() { format!("{before}\n{script}{after}") } else { page.to_owned() }
}

fn sitemap(addresses: &[String]) -> String {
    let urls = addresses.iter().map(|url| format!("<url><loc>{}</loc></url>\n", escaped(url)));
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{}</urlset>\n",
        urls.collect::<String>()
    )
}

/// The feed, with where it is: its links start from there.
fn located(feed: &str, address: &Address) -> String {
    const FEED_TAG: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"";
    let own = escaped(&address.of(FEED));
    let tag = format!(
        "{FEED_TAG} xml:base=\"{own}\">\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>"
    );
    feed.replacen(&format!("{FEED_TAG}>"), &tag, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (text, path) in [
            ("https://a.example", "/"),
            ("https://a.example/", "/"),
            ("http://a.example:80/b/c", "/b/c/"),
            ("http://[::1]:80/b//", "/b/"),
        ] {
            assert_eq!(text.parse::<Address>().expect(text).path(), path);
        }
    }

    #[test]
    fn pages_say_what_they_are_and_only_where_they_are_if_that_is_known() {
        const HTML: &str = "<html><head><base href=\"/\"><meta name=\"description\" content=\"book\"></head><body></body></html>";
        let directory = tempfile::tempdir().expect("a directory");
        let directory = directory.path();
        let build = || {
            for (path, text) in [
                ("src/SUMMARY.md", "[A](./a.md)\n- [B](<b/d e.md>)\n"),
                ("plain/a.md", "# All \"of\" it\n\nWhat it \\<is>."),
                ("plain/b/d e.md", "# B\n"),
                ("book/reference/changelog.xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n</feed>"),
            ] {
                write(&directory.join(path), text.as_bytes()).expect("written");
            }
            for page in ["a", "index", "b/d e", "404"] {
                write(&directory.join(format!("book/{page}.html")), HTML.as_bytes()).expect("written");
            }
        };
        let read = |path: &str| fs::read_to_string(directory.join("book").join(path)).expect(path);

        build();
        add(directory, None).expect("added");
        for page in ["a.html", "index.html"] {
            let page = read(page);
            assert!(page.contains("<meta name=\"description\" content=\"What it &lt;is&gt;.\">"), "{page}");
            assert!(
                page.contains("<meta property=\"og:title\" content=\"All &quot;of&quot; it\">"),
                "{page}"
            );
            assert!(page.contains("href=\"reference/changelog.xml\""), "{page}");
            assert!(!page.contains("content=\"book\""), "{page}");
            assert!(!page.contains("canonical") && !page.contains("og:url"), "{page}");
        }
        let page = read("b/d e.html");
        assert!(
            page.contains("content=\"book\"") && page.contains("href=\"../reference/changelog.xml\""),
            "{page}"
        );
        assert!(read("404.html").contains("<base href=\"/\">\n<meta name=\"robots\""));
        assert!(!directory.join("book/sitemap.xml").exists());

        build();
        let address = "https://a.example/docs".parse().expect("an address");
        add(directory, Some(&address)).expect("added");
        let canonical = |page: &str, url: &str| {
            let page = read(page);
            assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{url}\">")), "{page}");
        };
        canonical("a.html", "https://a.example/docs/");
        canonical("index.html", "https://a.example/docs/");
        canonical("b/d e.html", "https://a.example/docs/b/d%20e.html");
        let sitemap = read("sitemap.xml");
        assert_eq!(sitemap.matches("<loc>").count(), 2, "{sitemap}");
        let base = "xml:base=\"https://a.example/docs/reference/changelog.xml\">\n<link rel=\"self\"";
        assert!(read("reference/changelog.xml").contains(base));
    }
}

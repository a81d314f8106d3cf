//! What a book has of the program's own: its looks, and, for a repository that has written no book, all around the reference.

use std::path::Path;

use super::pages::About;

/// The settings of the book of a repository, in it.
pub const SETTINGS: &str = "docs/book.toml";

/// The index of events, from which a book can be made.
pub const INDEX: &str = "docs/src/reference/webhook-events.md";

/// Its looks, as a directory of the book.
const THEME: [(&str, &str); 3] = [
    ("docs/theme/catalog.css", include_str!("theme/catalog.css")),
    ("docs/theme/catalog.js", include_str!("theme/catalog.js")),
    ("docs/theme/fonts/fonts.css", include_str!("theme/fonts/fonts.css")),
];

/// The files that a book takes of the program where the repository does not have them, as if they were in the repository.
pub fn files(root: &Path) -> Vec<(&'static str, String)> {
    let theme = THEME.into_iter().map(|(path, text)| (path, text.to_owned()));
    match std::fs::read_to_string(root.join(SETTINGS)) {
        // The fonts would be taken by a book that asks for nothing.
        Ok(settings) if !settings.contains("theme/catalog.css") => Vec::new(),
        Ok(_) => theme.collect(),
        Err(_) => theme.chain(around_reference(root)).collect(),
    }
}

/// A book of the reference alone.
fn around_reference(root: &Path) -> [(&'static str, String); 3] {
    let index = std::fs::read_to_string(root.join(INDEX)).unwrap_or_default();
    let heading = index.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("Webhook events");
    // As plain text, and as a string of JSON, which is one of TOML.
    let title = serde_json::Value::from(About::new(&format!("# {heading}")).title).to_string();
    [
        (SETTINGS, include_str!("book.toml").replacen("TITLE", &title, 1)),
        ("docs/src/SUMMARY.md", include_str!("SUMMARY.md").to_owned()),
        ("docs/src/introduction.md", include_str!("introduction.md").replacen("TITLE", heading, 1)),
    ]
}

//! Where links lead once a page is in the book.

use std::ops::Range;

use super::markdown::{Link, destination, links};

/// Where a file of the repository is in the book, seen from its first page; `None` where it is not in it.
pub fn in_book(path: &str) -> Option<&str> {
    if let Some(page) = path.strip_prefix("docs/src/") {
        return Some(page);
    }
    let is_chapter = |path: &&str| path.ends_with(".md") && !path.contains('/');
    path.strip_prefix("docs/").filter(is_chapter).or_else(|| path.starts_with("schemas/").then_some(path))
}

/// A page in which every link leads to where the book has what it leads to in the repository. What the book does not have,
/// such as a source file, is not linked to: of such a link, the text stays. `page` is where the page is in the repository.
pub fn kept_in_book(page: &str, text: &str) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for Link { all, text: inner, target, title } in links(text) {
        match moved(page, &target) {
            Some(moved) if moved == target => {}
            Some(moved) => edits.push((inner.end..all.end, format!("]({})", destination(&moved, &title)))),
            None => {
                edits.push((all.start..inner.start, String::new()));
                edits.push((inner.end..all.end, String::new()));
            }
        }
    }
    // An image may be within a link.
    edits.sort_by_key(|(range, _)| range.start);
    let (mut kept, mut at) = (String::new(), 0);
    for (range, new) in edits {
        kept += &text[at..range.start];
        kept += &new;
        at = range.end;
    }
    kept + &text[at..]
}

/// The target as the book has it; `None` where it leads out of it.
fn moved(page: &str, target: &str) -> Option<String> {
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    // `/` is the root of a site, and not of the repository.
    if file.is_empty() || file.starts_with('/') || has_scheme(file) {
        return Some(target.to_owned());
    }
    let path = resolved(page, file)?;
    let (from, to) = (in_book(page).unwrap_or(page), in_book(&path)?);
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    Some(relative(from, to) + &anchor)
}

/// Whether it begins as `https:` and `mailto:` do.
fn has_scheme(target: &str) -> bool {
    let is_of_scheme = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(is_of_scheme)
    })
}

/// A path that starts from the directory of a page; `None` where it leads out of the repository.
pub fn resolved(page: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The way from one page to a file.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let directories = from.len() - 1;
    let shared = (0..directories.min(to.len() - 1)).take_while(|at| from[*at] == to[*at]).count();
    "../".repeat(directories - shared) + &to[shared..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_in_the_book() {
        let page = "docs/src/reference/a.md";
        for (text, kept) in [
            ("[a](b.md#c) [d](#e)", "[a](b.md#c) [d](#e)"),
            ("[a](../x.md)", "[a](../x.md)"),
            ("[a](../../architecture.md)", "[a](../architecture.md)"),
            ("[`a`](../../../schemas/meta/a.json)", "[`a`](../schemas/meta/a.json)"),
            ("see [`a`](../../../crates/a.rs), [b](https://b.example)", "see `a`, [b](https://b.example)"),
            ("[a](../../../../outside)", "a"),
            // However a link is written.
            ("[a](../../../crates/a.rs \"t\") [b [c]](../../../d.rs)", "a b [c]"),
            ("[a](../../b.md \"t \\\"u\\\"\")", "[a](../b.md \"t \\\"u\\\"\")"),
            ("[a](<../../b c.md>) [d](../../e(f).md)", "[a](<../b c.md>) [d](../e\\(f\\).md)"),
            (
                "[a][x] [x][] [x]\n\n[x]: ../../b.md",
                "[a](../b.md) [x](../b.md) [x](../b.md)\n\n[x]: ../../b.md",
            ),
            ("[*a* `b`\n c ](../../../d.rs)", "*a* `b`\n c "),
            ("![a](../../../b.png) [![c](../../d.md)](../../../e.rs)", "a ![c](../d.md)"),
            ("| a |\n|---|\n| [`b\\|c`](../../../d.rs) |", "| a |\n|---|\n| `b\\|c` |"),
            ("> [a\n> b](../../../c.rs)", "> a\n> b"),
        ] {
            assert_eq!(kept_in_book(page, text), kept);
        }
    }

    #[test]
    fn what_is_not_a_link_or_leads_elsewhere_stays_as_it_is() {
        for text in [
            "```sh\n[a](../../../crates/a.rs)\n```\n",
            "~~~\n[a](../../../crates/a.rs)\n~~~\n",
            "- ~~~~\n  ~~~\n  [a](../../../crates/a.rs)\n",
            "    [a](../../../crates/a.rs)\n",
            "`[a](../../../crates/a.rs)` \\[b](../../../crates/b.rs)",
            "<https://a.example/> <mailto:a@a.example> <a@a.example>",
            "[a](mailto:a@a.example) [b](tel:1) [c](/d) [e]() [f](//g.example)",
            "<!-- [a](../../../crates/a.rs) -->",
        ] {
            assert_eq!(kept_in_book("docs/src/reference/a.md", text), text);
        }
    }
}

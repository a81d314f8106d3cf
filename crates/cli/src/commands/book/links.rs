//! Where links lead once a page is in the book.

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
    let mut kept = String::new();
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let marks = &start[..start.len() - start.trim_start_matches('`').len()];
        match fence {
            Some(open) if marks.len() >= open.len() && start.trim_end() == marks => fence = None,
            None if marks.len() >= 3 => fence = Some(marks),
            _ if fence.is_none() => {
                of_line(page, line, &mut kept);
                continue;
            }
            _ => {}
        }
        kept.push_str(line);
    }
    kept
}

fn of_line(page: &str, line: &str, kept: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find("](") {
        let (before, from) = (&rest[..at], &rest[at + 2..]);
        let Some(end) = from.find(')') else { break };
        let target = &from[..end];
        match moved(page, target) {
            Some(target) => *kept += &format!("{before}]({target})"),
            None => kept.push_str(&without_bracket(before)),
        }
        rest = &from[end + 1..];
    }
    kept.push_str(rest);
}

/// The target as the book has it; `None` where it leads out of it.
fn moved(page: &str, target: &str) -> Option<String> {
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let is_elsewhere = file.contains("://") || file.starts_with("mailto:");
    if file.is_empty() || is_elsewhere || file.contains([' ', '`']) {
        return Some(target.to_owned());
    }
    let path = resolved(page, file)?;
    let (from, to) = (in_book(page).unwrap_or(page), in_book(&path)?);
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    Some(relative(from, to) + &anchor)
}

/// A path that starts from the directory of a page; `None` where it leads out of the repository.
fn resolved(page: &str, target: &str) -> Option<String> {
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

/// The text before a link that is none any more, without the bracket that opened it.
fn without_bracket(text: &str) -> String {
    let at = text.rfind('[');
    at.map_or_else(|| text.to_owned(), |at| format!("{}{}", &text[..at], &text[at + 1..]))
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
            ("```sh\n[a](../../../crates/a.rs)\n```\n", "```sh\n[a](../../../crates/a.rs)\n```\n"),
        ] {
            assert_eq!(kept_in_book(page, text), kept);
        }
    }
}

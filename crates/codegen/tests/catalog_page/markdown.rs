//! Just enough of Markdown to check a page, written apart from what writes the page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The lines that stand in no code block.
fn lines(page: &str) -> impl Iterator<Item = &str> {
    let mut in_block = false;
    page.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    })
}

/// Levels and texts of all headings.
pub fn headings(page: &str) -> Vec<(usize, String)> {
    let marked = lines(page).filter_map(|line| {
        let title = line.trim_start_matches('#');
        let level = line.len() - title.len();
        (level > 0).then(|| (level, title.trim().replace(['`', '\\'], "")))
    });
    marked.collect()
}

/// What stands under a heading, up to the next one of its level.
pub fn section<'p>(page: &'p str, title: &str) -> &'p str {
    let heading = [format!("\n### `{title}`\n"), format!("\n### {title}\n")];
    let start = heading.iter().find_map(|heading| page.find(heading.as_str()));
    let rest = &page[start.unwrap_or_else(|| panic!("no heading {title}")) + 1..];
    let end = ["\n### ", "\n## "].iter().filter_map(|next| rest.find(next)).min();
    &rest[..end.unwrap_or(rest.len())]
}

/// The text without links and escapes.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        plain.push_str(&rest[..at]);
        let target = &rest[at..];
        rest = &target[target.find(')').map_or(target.len(), |end| end + 1)..];
    }
    (plain + rest).replace(['[', ']', '\\'], "")
}

/// Each link of each page leads to a page or file, and to an anchor that it has. `pages` are by their paths below `root`.
pub fn assert_links(pages: &BTreeMap<String, String>, root: &Path) {
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        pages.iter().map(|(path, page)| (path.as_str(), anchors(path, page))).collect();
    let mut count = 0;
    for (path, page) in pages {
        for line in lines(page) {
            for target in without_code(line).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                count += 1;
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                let file = if file.is_empty() { path.clone() } else { decoded(&from(path, file)) };
                match anchors.get(file.as_str()) {
                    Some(anchors) => {
                        assert!(
                            anchor.is_empty() || anchors.contains(anchor),
                            "{path}: no anchor for {target}"
                        );
                    }
                    None => assert!(root.join(&file).is_file(), "{path}: no file for {target}"),
                }
            }
        }
    }
    assert!(count > 0, "there are links");
}

/// Those of headings, and those that are written out. None is there twice.
fn anchors(path: &str, page: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for line in lines(page) {
        for id in line.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(anchors.insert(id.to_owned()), "{path}: {id} twice");
        }
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, title) in headings(page) {
        let title = plain_title(&title);
        let kept =
            title.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
        let base: String = kept.collect::<String>().to_lowercase().replace(' ', "-");
        let mut anchor = base.clone();
        while !anchors.insert(anchor.clone()) {
            let time = times.entry(base.clone()).or_default();
            *time += 1;
            anchor = format!("{base}-{time}");
        }
    }
    anchors
}

/// A title without the link that it is.
fn plain_title(title: &str) -> String {
    match title.strip_prefix('[').and_then(|title| title.rsplit_once("](")) {
        Some((title, _)) => title.to_owned(),
        None => title.to_owned(),
    }
}

/// A path that starts from the directory of another one.
fn from(path: &str, target: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{target} leads out of the repository"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path as a browser asks for it.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.map(|code| u8::from_str_radix(code, 16).expect("two digits"));
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// Each row has as many cells as its table has columns, and each table stands alone.
pub fn assert_tables(page: &str) {
    let mut columns = None;
    for line in lines(page) {
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        let mut letters = line.chars();
        let mut cells = 0;
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => drop(letters.next()),
                '|' => cells += 1,
                _ => {}
            }
        }
        assert_eq!(cells, *columns.get_or_insert(cells), "{line}");
    }
}

/// What is left of a line without code and escaped brackets.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<String>().replace("\\]", "")
}

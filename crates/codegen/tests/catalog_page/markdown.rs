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
    while let Some(at) = rest.find("](#") {
        plain.push_str(&rest[..at]);
        let target = &rest[at..];
        rest = &target[target.find(')').map_or(target.len(), |end| end + 1)..];
    }
    (plain + rest).replace(['[', ']', '\\'], "")
}

/// Each link leads to a heading of the page or to a file.
pub fn assert_links(page: &str, directory: &Path) {
    let mut anchors = BTreeSet::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, title) in headings(page) {
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
    let mut count = 0;
    for line in lines(page) {
        for target in without_code(line).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            count += 1;
            match target.strip_prefix('#') {
                Some(anchor) => assert!(anchors.contains(anchor), "no heading for {target} in {line}"),
                None => assert!(directory.join(target).is_file(), "no file {target}"),
            }
        }
    }
    assert!(count > 0, "there are links");
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

fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

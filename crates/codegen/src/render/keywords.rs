//! The page about JSON Schema: what becomes of each keyword.

use super::markdown_marker;
use crate::files::Sink;
use crate::ir::{Ir, Keyword};
use crate::keywords::{OTHERS, treatment};
use crate::markup::code;
use webhook_schema::model::Dialect;

const INTRO: &str = "\
# JSON Schema, keyword by keyword

A schema file is in the draft that its `$schema` names. Each keyword of the five drafts becomes this in Rust types and
their documentation; what is documented is on the catalog page, too. What is not a keyword of the draft is an annotation,
unless it looks like a slip of one, which is an error.

No keyword is refused. What is: a schema that no value is valid by, and names that would be one in Rust.
";

const MORE: &str = "\
## Words of OpenAPI, and words of our own

These are in no draft, and mean something all the same. What looks like a slip of one of our own is a warning.
";

/// Writes the page.
pub fn render(_: &Ir<'_>, files: &mut Sink<'_>) {
    let mut rows: Vec<String> = Keyword::ALL
        .iter()
        .map(|keyword| {
            let (treatment, what) = treatment(*keyword);
            let drafts = drafts(*keyword);
            format!("| {} | {drafts} | {} | {what} |", code(keyword.as_str()), treatment.as_str())
        })
        .collect();
    rows.sort_by_key(|row| row.to_lowercase().replace('$', ""));
    let table = format!("| keyword | drafts | becomes | how |\n|---|---|---|---|\n{}\n", rows.join("\n"));
    let others = OTHERS.iter().map(|(name, what)| format!("| {} | {what} |\n", code(name)));
    let others = format!("| word | how |\n|---|---|\n{}", others.collect::<String>());
    let marker = markdown_marker("the generator's own table of keywords");
    files.add("docs/src/reference/json-schema.md", format!("{marker}\n\n{INTRO}\n{table}\n{MORE}\n{others}"));
}

/// The drafts that have a keyword: all, one, or from one to another.
fn drafts(keyword: Keyword) -> String {
    let has = |dialect: &&Dialect| Keyword::of(keyword.as_str(), **dialect) == Some(keyword);
    let all: Vec<&Dialect> = Dialect::ALL.iter().filter(has).collect();
    match all[..] {
        [] => String::new(),
        [only] => only.name().to_owned(),
        _ if all.len() == Dialect::ALL.len() => "all".to_owned(),
        [first, .., last] if *last == Dialect::Draft202012 => format!("from {}", first.name()),
        [first, .., last] => format!("{} to {}", first.name(), last.name()),
    }
}

//! Changes as Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use webhook_codegen::markup::{self, code, escape};
use webhook_evolution::{Finding, Place, Side, Standing};
use webhook_schema::Location;

use super::changes::Changes;
use super::{field, text, told};

/// Rows of the table.
const ROWS: usize = 100;
/// Characters up to which details are added: GitHub takes no comment of more than 65,536.
const LONGEST: usize = 50_000;

/// A table of the changes, and the details below it.
pub fn report(changes: &Changes<'_>, verbose: bool) -> String {
    let title = if changes.judgment.is_refused() {
        "The catalog changes in a way that breaks receivers"
    } else {
        "Changes of the webhook catalog"
    };
    let mut page = format!("### {title}\n\nCompared with {}.\n\n", code(&changes.against.name));
    let shown = told::shown(changes, verbose);
    if !shown.is_empty() {
        page += "| | events | field | change | rule | wire | strict | Rust |\n|---|---|---|---|---|---|---|---|\n";
        for (finding, standing) in shown.iter().take(ROWS) {
            page += &row(finding, *standing, changes);
        }
        page += &more(shown.len(), ROWS);
        page += "\n<details>\n<summary>Details</summary>\n\n";
        let mut place = changes.places();
        let mut told = 0;
        for (finding, _) in &shown {
            let details = details(finding, &mut place);
            if page.len() + details.len() > LONGEST {
                break;
            }
            page += &details;
            told += 1;
        }
        page += &more(shown.len(), told);
        page += "</details>\n\n";
    }
    let mistakes = told::mistakes(changes);
    if !mistakes.is_empty() {
        let _ = write!(page, "{}\n\n", fenced(mistakes.to_text().trim_end()));
    }
    for line in text::summary(changes, verbose) {
        let _ = write!(page, "{}\n\n", inline(&line));
    }
    if changes.judgment.is_refused() {
        let (message, ways) = text::ways_out(changes);
        let _ = write!(page, "**{}**\n\n", inline(&message));
        for way in ways {
            let _ = writeln!(page, "- {}", inline(&way));
        }
        if let Some(exception) = text::exception(changes) {
            let _ = write!(page, "\n{}\n", inline(exception));
        }
    }
    page.trim_end().to_owned() + "\n"
}

fn row(finding: &Finding, standing: Standing, changes: &Changes<'_>) -> String {
    let mark = match standing {
        Standing::NeedsVersion if changes.judgment.is_refused() => ":x:",
        Standing::NeedsVersion | Standing::Warned => ":warning:",
        Standing::Accepted => ":white_check_mark:",
        Standing::Noted => "",
    };
    let cells = [
        mark.to_owned(),
        escape(&text::heading(&finding.events)),
        field::of(finding).map(|field| code(&field)).unwrap_or_default(),
        inline(&finding.message),
        code(finding.rule.id),
        finding.verdict.wire.as_str().to_owned(),
        finding.verdict.strict.as_str().to_owned(),
        finding.verdict.rust.as_str().to_owned(),
    ];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

/// How many of all are not told.
fn more(all: usize, told: usize) -> String {
    match all.saturating_sub(told) {
        0 => String::new(),
        left => format!("\n… and {left} more: run `compat` to see them.\n\n"),
    }
}

fn details(finding: &Finding, place: &mut impl FnMut(Side, &Location) -> Place) -> String {
    let before = finding.before.as_ref().map(|location| place(Side::Before, location));
    let after = finding.after.as_ref().map(|location| place(Side::After, location));
    let mut text =
        format!("**{}**: {}\n\n", inline(&text::heading(&finding.events)), inline(&finding.message));
    for (when, place) in [("before", before), ("after", after)] {
        if let Some(place) = place {
            let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
            let _ = writeln!(text, "- {when}: {}", code(&format!("{}{line}", place.file)));
        }
    }
    let _ = writeln!(text, "- fingerprint: {}", code(&finding.fingerprint));
    if !finding.help.is_empty() {
        let _ = writeln!(text, "- help: {}", inline(&finding.help));
    }
    if let Some(body) = &finding.counterexample {
        let _ = write!(text, "- {}:\n\n{}\n", finding.shown_by(), fenced(&format!("{body:#}")));
    }
    text + "\n"
}

/// A text on one line; code in backticks stays code, and nothing else is markup.
fn inline(text: &str) -> String {
    let line = webhook_schema::diagnostic::terminal::one_line(text);
    markup::inline(&line, &str::to_owned, &|prose| mention_free(&escape(prose)))
}

/// Nobody is called by a name in a schema.
fn mention_free(text: &str) -> String {
    text.replace('@', "&#64;")
}

/// A block of code, whatever is in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

//! `fmt`: the files of a catalog as this project lays them out.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;
use similar::TextDiff;
use webhook_catalog::layout::{API_INDEX, DIRECTORIES, EXAMPLE, INDEX, SCHEMA};
use webhook_catalog::{api_schema, index_schema};
use webhook_schema::format::{Order, formatted};
use webhook_schema::{Diagnostic, Diagnostics, Rule, counted};

use super::limits::Limits;
use super::written;
use crate::codegen::Format;
use crate::repository::{exclusive, on_repository};
use crate::{Context, Outcome, Status};

/// Lay out index, schemas and examples: keys in a fixed order, everything else as it was
///
/// What its author began on a new line stays over several lines, and what is short stays on one. Only index.json,
/// *.schema.json and *.example.json are touched, and nothing where one of them is not JSON.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  fmt\n  fmt --check\n\nExit status: 0 fine, 1 a file cannot be written, 2 usage, 3 a file is not JSON, 4 --check: a file would change"
)]
pub struct Options {
    /// Write nothing; show a diff of what would change
    #[arg(long)]
    check: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

/// What `fmt --check` finds.
pub(super) const LAYOUT: Rule =
    Rule { id: "layout", summary: "Files of the catalog are laid out as `fmt` does." };

/// A file that is laid out in another way.
struct Change {
    /// Below the root.
    path: String,
    before: String,
    after: String,
}

/// Formats, or finds out what is not.
pub fn run(options: &Options, context: &Context) -> Outcome {
    on_repository(options.root.as_deref(), options.limits.limits(), context, |root| {
        run_on(root, options, context)
    })
}

fn run_on(root: &Path, options: &Options, context: &Context) -> Outcome {
    let _lock = if options.check { None } else { exclusive(root) };
    let mut diagnostics = Diagnostics::new();
    let (files, changes) = changes(&options.limits, root, &mut diagnostics);
    if !diagnostics.has_no_error() {
        return options.format.mistakes(&diagnostics, context.color);
    }
    let count = counted(files, "file", "files");
    if changes.is_empty() {
        return options.format.done(&format!("unchanged: {count}\n"), &diagnostics, context.color);
    }
    if options.check {
        let command = format!("run `{} fmt`", context.program);
        let advice = format!("{} of {count} would change: {command}\n", changes.len());
        let outcome = Outcome::new(Status::Drift);
        if options.format == Format::Text {
            return outcome.out(changes.iter().map(diff).collect::<String>() + &advice);
        }
        // Their files are relative to the root.
        diagnostics.open("");
        for Change { path, .. } in &changes {
            diagnostics.push(Diagnostic::at_file(
                &LAYOUT,
                path,
                "not laid out as `fmt` does",
                command.as_str(),
            ));
        }
        return match options.format {
            Format::Github => outcome.out(diagnostics.to_github() + &advice),
            Format::Sarif => outcome.out(diagnostics.to_sarif()),
            Format::Text | Format::Json => outcome.out(diagnostics.to_json()),
        };
    }
    let mut said = String::new();
    for Change { path, after, .. } in &changes {
        let at = root.join(path);
        if let Err(error) = written::replace(&at, &written::with_ends_of(&at, after)) {
            return Outcome::failed(error).out(said);
        }
        said += &format!("update {path}\n");
    }
    said += &format!("formatted: {count}, of which {} changed\n", changes.len());
    options.format.done(&said, &diagnostics, context.color)
}

/// How many files there are, and those that are laid out in another way.
fn changes(limits: &Limits, root: &Path, diagnostics: &mut Diagnostics) -> (usize, Vec<Change>) {
    let tree = limits.tree(root);
    diagnostics.open(tree.label());
    tree.report(diagnostics);
    // Both are ours, and JSON.
    let [index, api] = [index_schema(), api_schema()].map(|text| text.parse().unwrap_or(Value::Null));
    let mut files = 0;
    let mut changes = Vec::new();
    for name in tree.names().filter(|name| DIRECTORIES.iter().any(|directory| is_in(name, directory))) {
        let order = match name {
            INDEX => Order::model(&index),
            API_INDEX => Order::model(&api),
            name if name.ends_with(SCHEMA) => Order::Schema,
            name if name.ends_with(EXAMPLE) => Order::AsWritten,
            _ => continue,
        };
        let Some(document) = tree.document(name, diagnostics) else { continue };
        files += 1;
        match formatted(&document.text, order) {
            Some(after) if *after != *document.text => {
                let path = format!("{}/{name}", tree.label());
                changes.push(Change { path, before: document.text.to_string(), after });
            }
            _ => {}
        }
    }
    (files, changes)
}

fn is_in(name: &str, directory: &str) -> bool {
    name.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
}

fn diff(Change { path, before, after }: &Change) -> String {
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let (old, new) = (format!("{path} (as it is)"), format!("{path} (formatted)"));
    format!("{}\n", diff.unified_diff().header(&old, &new))
}

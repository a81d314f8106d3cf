//! `lint`: everything that is to be said of a catalog, and which lints it has at which level.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use webhook_catalog::index::{Level, Lint, Lints};
use webhook_schema::{Diagnostics, counted};

use super::codegen::check;
use super::limits::Limits;
use crate::codegen::{Format, checkout};
use crate::repository::on_repository;
use crate::{Context, Outcome, Status};

/// Say what is wrong with the catalog, and generate nothing
///
/// Mistakes and findings of lints, all in one run. The level of a lint is in the index, under `lints`: `deny`, `warn` or
/// `allow`.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  lint\n  lint --levels\n  lint --format sarif > lint.sarif\n\nExit status: 0 fine, 2 usage, 3 the catalog has mistakes"
)]
pub struct Options {
    /// List the lints with the levels that they have in this catalog; for people, or as JSON
    #[arg(long)]
    levels: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

/// Checks a catalog.
pub fn run(options: &Options, context: &Context) -> Outcome {
    on_repository(options.root.as_deref(), options.limits.limits(), context, |root| {
        run_on(root, options, context)
    })
}

fn run_on(root: &Path, options: &Options, context: &Context) -> Outcome {
    let mut diagnostics = Diagnostics::new();
    let tree = options.limits.tree(root);
    if options.levels {
        let shown = match options.format {
            Format::Text => levels,
            Format::Json => levels_as_json,
            Format::Github | Format::Sarif => {
                return Outcome::usage("--levels has no findings: expected the format text or json");
            }
        };
        return match webhook_catalog::load(&tree, &mut diagnostics) {
            Some(catalog) => Outcome::new(Status::Fine).out(shown(&catalog.index.lints)),
            None => options.format.mistakes(&diagnostics, context.color),
        };
    }
    // For what is said on the way.
    let catalog = check(&tree, options.limits.history(root), &mut diagnostics);
    catalog.iter().for_each(|catalog| checkout::check(root, catalog, &mut diagnostics));
    if !diagnostics.has_no_error() {
        return options.format.mistakes(&diagnostics, context.color);
    }
    let events = catalog.map_or(0, |catalog| catalog.index.events.len());
    let warnings = counted(diagnostics.len(), "warning", "warnings");
    let said = format!("no mistakes: {}, {warnings}\n", counted(events, "event", "events"));
    options.format.done(&said, &diagnostics, context.color)
}

fn levels(lints: &Lints) -> String {
    let width = Lint::ALL.iter().map(|lint| lint.rule().id.len()).max().unwrap_or_default();
    let line = |lint: &Lint| {
        let said = if lints.level(*lint) == lint.default_level() { "" } else { " *" };
        format!(
            "{:width$}  {:7}{}\n",
            lint.rule().id,
            format!("{}{said}", level(lints.level(*lint))),
            lint.rule().summary
        )
    };
    let lines: String = Lint::ALL.iter().map(line).collect();
    format!("{lines}\n* not the default\n")
}

fn levels_as_json(lints: &Lints) -> String {
    let all = Lint::ALL.iter().map(|lint| {
        json!({
            "rule": lint.rule().id,
            "level": level(lints.level(*lint)),
            "default": level(lint.default_level()),
            "summary": lint.rule().summary,
        })
    });
    format!("{:#}\n", Value::Array(all.collect()))
}

/// As the index has it.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Deny => "deny",
        Level::Warn => "warn",
        Level::Allow => "allow",
    }
}

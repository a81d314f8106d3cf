//! `codegen`: the options of it.

use std::path::PathBuf;

use clap::Args;
use webhook_catalog::Catalog;
use webhook_codegen::History;
use webhook_schema::{Diagnostics, Tree};

use super::limits::Limits;
use crate::codegen::{self, Format};
use crate::{Context, Outcome};

const HELP: &str = "\
Examples:
  codegen
  codegen --check
  codegen --check --format github

Exit status: 0 fine, 1 the program itself failed, 2 usage, 3 the catalog has mistakes, 4 --check: generated files have drifted; \
or files that were not generated are in the way";

/// Generate everything that comes from the catalog, or check it
///
/// The catalog is in schemas/webhooks, and the endpoint API in schemas/api. A catalog with mistakes changes nothing.
///
/// crates/events, docs/src/reference and schemas/meta hold nothing but generated files: those that the catalog no longer calls
/// for are removed, and where there is a file that was not generated, it is shown and nothing is written.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// Write nothing: show every generated file that is not as the catalog says
    #[arg(long)]
    pub(super) check: bool,
    /// Say what is an annotation to the generator, and what no type is made of
    #[arg(long)]
    pub(super) verbose: bool,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    #[command(flatten)]
    pub(super) limits: Limits,
}

/// Generates, or finds out what has drifted.
pub fn run(options: Options, context: &Context) -> Outcome {
    let Options { check, verbose, format, root, limits } = options;
    codegen::run(&codegen::Options { check, verbose, format, root, limits: limits.limits() }, context)
}

/// The catalog in a tree, as far as there is one, and in the diagnostics all that would stop [`webhook_codegen::generate`]; no file is made.
pub(crate) fn check(tree: &Tree, history: Tree, diagnostics: &mut Diagnostics) -> Option<Catalog> {
    let catalog = webhook_catalog::load(tree, diagnostics)?;
    let history = History::before(history, &catalog.index.version, diagnostics);
    webhook_codegen::check(&catalog, history, diagnostics);
    Some(catalog)
}

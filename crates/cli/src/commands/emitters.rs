//! `emitters`: whether the provider's own code emits what the catalog says.

use std::path::PathBuf;

use clap::Args;

use crate::codegen::Format;

/// Find where source code emits events, and compare that with the catalog
///
/// Reads Rust, TypeScript, JavaScript and Python by their grammar, and other languages by their strings. Reports live
/// events that nothing emits, names that the catalog does not have, declared events that are emitted, and names that are
/// put together at run time. Comments, tests, dead code and what Git ignores do not count.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  emitters --source src\n  emitters --source src workers --function emit\n  emitters --source src --format sarif > emitters.sarif\n\nExit status: 0 fine, 1 the program itself failed, 2 usage, 3 sources and catalog disagree, or the catalog has mistakes"
)]
pub struct Options {
    /// A directory of sources, or a file; may be given more than once
    #[arg(long, value_name = "DIR", required = true, num_args = 1..)]
    source: Vec<PathBuf>,
    /// A function, method or macro that emits events, besides those in emitters/functions of the index: only names that
    /// reach one of them count
    #[arg(long, value_name = "NAME")]
    function: Vec<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The repository whose catalog is compared with; by default, the nearest one that has a catalog
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

#[cfg(feature = "emitters")]
pub(crate) use scanning::run;

#[cfg(feature = "emitters")]
mod scanning {
    use std::path::Path;

    use webhook_emitters::{Source, Summary, scan};
    use webhook_schema::{Diagnostics, counted};

    use super::Options;
    use crate::{Context, Outcome};

    /// Compares sources and catalog.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        let root = match crate::repository::root(options.root.as_deref(), context) {
            Ok(root) => root,
            Err(outcome) => return outcome,
        };
        let mut diagnostics = Diagnostics::new();
        let catalog = webhook_catalog::load(&webhook_catalog::tree(&root), &mut diagnostics);
        let Some(catalog) = catalog.filter(|_| diagnostics.has_no_error()) else {
            return options.format.mistakes(&diagnostics, context.color);
        };
        let sources: Vec<Source> = options.source.iter().map(|path| source(path)).collect();
        let summary = scan(&catalog, &sources, &options.function, &mut diagnostics);
        match summary {
            Err(error) => Outcome::unusable(error),
            Ok(_) if !diagnostics.has_no_error() => options.format.mistakes(&diagnostics, context.color),
            Ok(summary) => options.format.done(&said(summary), &diagnostics, context.color),
        }
    }

    /// A source by the path that it was given by.
    fn source(path: &Path) -> Source {
        let label = path.to_str().unwrap_or("\u{2026}").trim_start_matches("./").trim_end_matches('/');
        Source { path: path.to_owned(), label: if label == "." { String::new() } else { label.to_owned() } }
    }

    fn said(Summary { files, tests, generated, coverage }: Summary) -> String {
        let possibly = match coverage.possibly {
            0 => String::new(),
            number => format!(", and {number} possibly"),
        };
        let live = counted(coverage.live, "live event", "live events");
        format!(
            "{live}, {} emitted{possibly}: {files} files read, {tests} with tests and {generated} generated left out\n",
            coverage.emitted
        )
    }
}

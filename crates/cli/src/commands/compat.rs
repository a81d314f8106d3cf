//! `compat`: what changed since an older version of the catalog, what it breaks, and whether it may land.

#[cfg(feature = "compat")]
mod comparing;
mod fail_on;

#[cfg(feature = "import")]
pub(super) use comparing::since;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::limits::Limits;

const HELP: &str = "\
Examples:
  compat
  compat --against main --format markdown
  compat --against 2026-05-09 --fail-on strict=risky --fail-on rust=major
  compat --explain property-removed

Exit status: 0 fine, 1 the program itself failed, 2 usage, 3 the catalog has mistakes, 5 a change needs a newer catalog version";

/// Compare the catalog with an older version, and say what each change breaks
///
/// A change that breaks deployed receivers needs a newer `version` in schemas/webhooks/index.json. What is compared with
/// comes out of Git's objects, the history of versions, a directory or a tarball; nothing is checked out or written.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    /// What to compare with: a Git revision, a version in schemas/meta/history, a directory, or a tarball (.tar, .tar.gz,
    /// .tgz). By default, the commit where the main branch was left; on that branch, the last commit before what has changed
    #[arg(long, value_name = "WHAT")]
    against: Option<OsString>,
    /// What needs a newer version: `wire=breaking` by default. `wire` and `strict` take breaking, risky or never; `rust`
    /// takes major, minor or never
    #[arg(long, value_name = "KIND=LEAST", value_delimiter = ',', value_parser = fail_on::parse)]
    fail_on: Vec<fail_on::Least>,
    /// How changes are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show changes that make no difference to anybody, too, and why events of the older version could not be compared
    #[arg(long)]
    verbose: bool,
    /// Explain a rule, and compare nothing
    #[arg(long, value_name = "RULE", conflicts_with_all = ["against", "fail_on", "format", "verbose"])]
    explain: Option<String>,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

/// Whom changes are printed for.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs; its schema is schemas/meta/compat.schema.json
    Json,
    /// For workflow annotations on GitHub
    Github,
    /// For code scanning services
    Sarif,
    /// For a comment on a pull request
    Markdown,
}

//! The commands, a file each.

pub mod book;
pub mod codegen;
#[cfg_attr(
    not(any(feature = "compat", test)),
    expect(dead_code, reason = "its command line is all that is needed")
)]
pub mod compat;
mod destination;
pub mod doctor;
pub mod emitters;
#[cfg(feature = "deliveries")]
mod exchange;
pub mod explain;
pub mod fmt;
mod given;
pub mod import;
pub mod init;
mod limits;
pub mod lint;
pub mod listen;
pub mod live_check;
#[cfg(any(feature = "import", feature = "deliveries"))]
mod made_up;
pub mod mock_api;
pub mod new;
#[cfg(feature = "packs")]
mod pack;
#[cfg(feature = "packs")]
mod packs;
pub mod replay;
pub(crate) mod secrets;
#[cfg(feature = "shell")]
mod shell;
#[cfg(any(feature = "deliveries", feature = "live-check", feature = "mock-api"))]
mod sockets;
mod today;
pub mod trigger;
pub mod verify;
pub mod watch;
mod written;

use clap::Subcommand;

use crate::{Context, Outcome};

/// The commands that every program with a catalog may have, as `cargo xtask` has them.
#[derive(Subcommand)]
#[expect(missing_docs, reason = "the help has what their options say")]
pub enum Command {
    Codegen(codegen::Options),
    Doctor(doctor::Options),
    Explain(explain::Options),
    Fmt(fmt::Options),
    Init(init::Options),
    Lint(lint::Options),
    New(new::Options),
}

impl Command {
    /// Does it.
    pub fn run(self, context: &Context) -> Outcome {
        match self {
            Self::Codegen(options) => codegen::run(options, context),
            Self::Doctor(options) => doctor::run(&options, context),
            Self::Explain(options) => explain::run(&options, context),
            Self::Fmt(options) => fmt::run(&options, context),
            Self::Init(options) => init::run(&options, context),
            Self::Lint(options) => lint::run(&options, context),
            Self::New(options) => new::run(&options, context),
        }
    }
}

/// All commands of `hookwright`: these, and those that need a server or parsers, each behind a feature.
#[derive(Subcommand)]
pub(crate) enum All {
    #[command(flatten)]
    Shared(Command),
    #[cfg(feature = "book")]
    Book(book::Options),
    #[cfg(feature = "compat")]
    Compat(compat::Options),
    #[cfg(feature = "shell")]
    Completions(shell::Completions),
    #[cfg(feature = "emitters")]
    Emitters(emitters::Options),
    #[cfg(feature = "import")]
    Import(import::Options),
    #[cfg(feature = "deliveries")]
    Listen(listen::Options),
    #[cfg(feature = "live-check")]
    LiveCheck(live_check::Options),
    #[cfg(feature = "shell")]
    Man(shell::Man),
    #[cfg(feature = "mock-api")]
    MockApi(mock_api::Options),
    #[cfg(feature = "packs")]
    Packs(packs::Options),
    #[cfg(feature = "deliveries")]
    Replay(replay::Options),
    #[cfg(feature = "deliveries")]
    Trigger(trigger::Options),
    #[cfg(feature = "deliveries")]
    Verify(verify::Options),
    #[cfg(feature = "watch")]
    Watch(watch::Options),
}

impl All {
    pub(crate) fn run(self, context: &Context) -> Outcome {
        match self {
            Self::Shared(command) => command.run(context),
            #[cfg(feature = "book")]
            Self::Book(options) => options.run(context),
            #[cfg(feature = "compat")]
            Self::Compat(options) => options.run(context),
            #[cfg(feature = "shell")]
            Self::Completions(options) => shell::completions(&options),
            #[cfg(feature = "emitters")]
            Self::Emitters(options) => emitters::run(&options, context),
            #[cfg(feature = "import")]
            Self::Import(options) => import::run(&options, context),
            #[cfg(feature = "deliveries")]
            Self::Listen(options) => listen::run(&options, context),
            #[cfg(feature = "live-check")]
            Self::LiveCheck(options) => live_check::run(&options, context),
            #[cfg(feature = "shell")]
            Self::Man(options) => shell::man(&options),
            #[cfg(feature = "mock-api")]
            Self::MockApi(options) => mock_api::run(&options, context),
            #[cfg(feature = "packs")]
            Self::Packs(options) => packs::run(&options, context),
            #[cfg(feature = "deliveries")]
            Self::Replay(options) => replay::run(&options, context),
            #[cfg(feature = "deliveries")]
            Self::Trigger(options) => trigger::run(&options, context),
            #[cfg(feature = "deliveries")]
            Self::Verify(options) => verify::run(&options, context),
            #[cfg(feature = "watch")]
            Self::Watch(options) => watch::run(options, context),
        }
    }
}

/// The catalog of a repository, without a mistake.
#[cfg(any(feature = "deliveries", feature = "live-check"))]
fn catalog(root: Option<&std::path::Path>, context: &Context) -> Result<webhook_catalog::Catalog, Outcome> {
    let root = crate::repository::root(root, context)?;
    let mut diagnostics = webhook_schema::Diagnostics::new();
    let catalog = webhook_catalog::load(&webhook_catalog::tree(&root), &mut diagnostics);
    let mistakes = || Outcome::new(crate::Status::Mistakes).err(diagnostics.to_text_in(context.color));
    catalog.filter(|_| diagnostics.has_no_error()).ok_or_else(mistakes)
}

/// How wide a column of texts is: as the widest of them, apart from those that would push all that is next to it far away.
fn column_width<'t>(texts: impl Iterator<Item = &'t str>) -> usize {
    const WIDEST: usize = 120;
    texts.map(|text| text.chars().count()).filter(|width| *width <= WIDEST).max().unwrap_or_default()
}

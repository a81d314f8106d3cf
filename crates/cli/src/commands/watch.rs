//! `watch`: generates again whenever a file of the catalog changes.

use std::path::PathBuf;

use clap::Args;

use super::limits::Limits;

/// Generate now, and again whenever the catalog changes, until Ctrl-C
///
/// Does what `codegen` does. What is wrong with the catalog stays on the screen until it is corrected; meanwhile, generated
/// files are left as they were. Every file is written at once, so that Ctrl-C leaves none half done.
#[derive(Args)]
#[command(
    after_help = "Exit status: 1 the catalog's directory cannot be watched, 2 usage; otherwise that of Ctrl-C"
)]
pub struct Options {
    /// Say what is an annotation to the generator, and what no type is made of
    #[arg(long)]
    verbose: bool,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

#[cfg(feature = "watch")]
pub(crate) use watching::run;

#[cfg(feature = "watch")]
mod watching {
    use std::io::{IsTerminal as _, Write as _, stderr, stdout};
    use std::path::Path;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use notify::{Event, EventKind, RecursiveMode, Watcher as _};

    use super::super::codegen::{self, Format};
    use super::Options;
    use crate::{Context, Outcome};

    /// An editor may write several files, or one several times: it is done when nothing has happened for this long.
    const QUIET: Duration = Duration::from_millis(150);

    /// Generates until the process is stopped.
    pub(crate) fn run(Options { verbose, root, limits }: Options, context: &Context) -> Outcome {
        let root = match crate::commands::root(root.as_deref(), context) {
            Ok(root) => root,
            Err(outcome) => return outcome,
        };
        let schemas = root.join("schemas");
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(sender)
            .and_then(|mut watcher| watcher.watch(&schemas, RecursiveMode::Recursive).map(|()| watcher));
        // It watches as long as it is there.
        let _watcher = match watcher {
            Ok(watcher) => watcher,
            Err(error) => return Outcome::failed(format!("{}: {error}", schemas.display())),
        };
        let options =
            codegen::Options { check: false, verbose, format: Format::Text, root: Some(root), limits };
        loop {
            if stdout().is_terminal() {
                let _ = write!(stdout(), "\x1b[2J\x1b[H");
            }
            codegen::run(&options, context).print(&mut stdout(), &mut stderr());
            let _ = writeln!(stdout(), "watching {}: Ctrl-C ends it", schemas.display());
            if let Err(error) = wait(&events, &schemas) {
                return Outcome::failed(format!("{}: {error}", schemas.display()));
            }
        }
    }

    /// Waits until something has changed, and then until nothing does any more.
    fn wait(events: &Receiver<notify::Result<Event>>, schemas: &Path) -> Result<(), String> {
        let gone = "nothing watches it any more";
        while !is_change(events.recv().map_err(|_| gone)?, schemas)? {}
        while let Ok(event) = events.recv_timeout(QUIET) {
            is_change(event, schemas)?;
        }
        Ok(())
    }

    /// Whether the catalog may be another one now: what is generated, and what was only read, is nothing new.
    fn is_change(event: notify::Result<Event>, schemas: &Path) -> Result<bool, String> {
        let event = event.map_err(|error| error.to_string())?;
        let meta = schemas.join("meta");
        let is_written = !matches!(event.kind, EventKind::Access(_));
        Ok(is_written && event.paths.iter().any(|path| !path.starts_with(&meta)))
    }
}

//! `watch`: generates again whenever a file of the catalog changes.

use std::path::PathBuf;

use clap::Args;

use super::limits::Limits;

/// Generate now, and again whenever the catalog changes, until Ctrl-C
///
/// Does what `codegen` does. What is wrong with the catalog stays on the screen until it is corrected; meanwhile, generated
/// files are left as they were. Every file is written atomically, so Ctrl-C leaves none half written.
#[derive(Args)]
#[command(
    after_help = "Example:\n  watch\n\nExit status: 1 the catalog's directory cannot be watched, 2 usage; otherwise that of Ctrl-C"
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
    use std::sync::mpsc::{Receiver, RecvError, channel};
    use std::time::Duration;

    use notify::{Event, EventKind, RecursiveMode, Watcher as _};

    use super::Options;
    use crate::codegen::{self, Format};
    use crate::{Context, Outcome};

    /// An editor may write several files, or one several times: it is done when nothing has happened for this long.
    const QUIET: Duration = Duration::from_millis(150);

    /// Generates until the process is stopped.
    pub(crate) fn run(Options { verbose, root, limits }: Options, context: &Context) -> Outcome {
        let root = match crate::repository::root(root.as_deref(), context) {
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
        let options = codegen::Options {
            check: false,
            verbose,
            format: Format::Text,
            root: Some(root),
            limits: limits.limits(),
        };
        let mut missed = None;
        loop {
            if stdout().is_terminal() {
                let _ = write!(stdout(), "\x1b[2J\x1b[H");
            }
            codegen::run(&options, context).print(&mut stdout(), &mut stderr());
            if let Some(error) = missed {
                let _ = writeln!(stderr(), "warning: changes may be missed: {error}");
            }
            let _ = writeln!(stdout(), "watching {}: Ctrl-C ends it", schemas.display());
            missed = match wait(&events, &schemas) {
                Ok(missed) => missed,
                Err(RecvError) => {
                    return Outcome::failed(format!("{}: nothing watches it any more", schemas.display()));
                }
            };
        }
    }

    /// Waits until something may have changed, and then until nothing does any more. Gives an error that came in between.
    fn wait(
        events: &Receiver<notify::Result<Event>>,
        schemas: &Path,
    ) -> Result<Option<notify::Error>, RecvError> {
        let first = loop {
            let event = events.recv()?;
            if may_be_change(&event, schemas) {
                break event;
            }
        };
        let mut missed = first.err();
        while let Ok(event) = events.recv_timeout(QUIET) {
            missed = event.err().or(missed);
        }
        Ok(missed)
    }

    /// Whether the catalog may be another one now: what is generated, and what was only read, is nothing new. Where events
    /// were lost, or one could not be read, a change may be what was missed.
    fn may_be_change(event: &notify::Result<Event>, schemas: &Path) -> bool {
        let Ok(event) = event else { return true };
        let meta = schemas.join("meta");
        let is_written = !matches!(event.kind, EventKind::Access(_));
        event.need_rescan() || (is_written && event.paths.iter().any(|path| !path.starts_with(&meta)))
    }

    #[cfg(test)]
    mod tests {
        use notify::event::{AccessKind, CreateKind, Flag, ModifyKind};

        use super::*;

        const SCHEMAS: &str = "/r/schemas";

        fn event(kind: EventKind, path: &str) -> notify::Result<Event> {
            Ok(Event::new(kind).add_path(Path::new(SCHEMAS).join(path)))
        }

        #[test]
        fn what_was_missed_may_be_a_change() {
            let modified = EventKind::Modify(ModifyKind::Any);
            for (expected, event) in [
                (true, event(modified, "webhooks/index.json")),
                (true, event(EventKind::Create(CreateKind::File), "webhooks/new.schema.json")),
                (false, event(modified, "meta/index.schema.json")),
                (false, event(EventKind::Access(AccessKind::Any), "webhooks/index.json")),
                (false, Ok(Event::new(EventKind::Other))),
                // A queue of the kernel's that was full.
                (true, Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))),
                (true, Err(notify::Error::generic("no more watches"))),
            ] {
                assert_eq!(may_be_change(&event, Path::new(SCHEMAS)), expected, "{event:?}");
            }
        }

        #[test]
        fn only_the_end_of_the_channel_ends_it() {
            let (sender, events) = channel();
            let wait = || wait(&events, Path::new(SCHEMAS));
            sender.send(Err(notify::Error::generic("no more watches"))).expect("received");
            let missed = wait().expect("it goes on").expect("it is told");
            assert_eq!(missed.to_string(), "no more watches");
            sender.send(event(EventKind::Any, "meta/a.json")).expect("received");
            sender.send(event(EventKind::Any, "webhooks/a.json")).expect("received");
            assert!(wait().expect("it goes on").is_none());
            drop(sender);
            assert!(wait().is_err());
        }
    }
}

//! The repository that a command works on: which it is, a stack for its limits, and a lock.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;

use webhook_schema::Limits;

use crate::{Context, Outcome};

/// Does a command's work on a repository, with a stack that is large enough for its limits.
pub fn on_repository(
    given: Option<&Path>,
    limits: Limits,
    context: &Context,
    work: impl Fn(&Path) -> Outcome + Sync,
) -> Outcome {
    match root(given, context) {
        Ok(root) => with_stack(limits, &|| work(&root)),
        Err(outcome) => outcome,
    }
}

/// The repository to work on, which has a catalog.
pub fn root(given: Option<&Path>, context: &Context) -> Result<PathBuf, Outcome> {
    let root = directory(given, context)?;
    if root.join("schemas/webhooks").is_dir() {
        return Ok(root);
    }
    let shown = given.unwrap_or(&root).display();
    Err(Outcome::usage(format!(
        "there is no schemas/webhooks in {shown}; give a repository that has a catalog to --root"
    )))
}

/// The directory to work on, as an absolute path without symlinks, so that everything below it can be held against it; or how
/// the command ends without one.
pub fn directory(given: Option<&Path>, context: &Context) -> Result<PathBuf, Outcome> {
    let path = match given {
        Some(path) => path.to_owned(),
        None => context.root.clone().map_err(Outcome::usage)?,
    };
    let wrong = |what: String| Outcome::usage(format!("{what}; give a repository to --root"));
    match path.canonicalize() {
        Ok(root) if root.is_dir() => Ok(root),
        Ok(_) => Err(wrong(format!("{} is not a directory", path.display()))),
        Err(error) => Err(wrong(format!("{}: {error}", path.display()))),
    }
}

/// Does something on a stack that is large enough for limits.
pub fn with_stack(limits: Limits, work: &(dyn Fn() -> Outcome + Sync)) -> Outcome {
    if limits.max_depth <= Limits::default().max_depth {
        return work();
    }
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(limits.stack_bytes()).spawn_scoped(scope, work);
        match worker.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => Outcome::failed(format!("a thread with a larger stack: {error}")),
        }
    })
}

/// Keeps a repository from other runs of this program that read its catalog and write to it, for as long as what comes back is
/// there: what one adds would be lost in what the other writes. `None` where there is no lock on this file system.
pub fn exclusive(root: &Path) -> Option<File> {
    // Not what is in it, which a first run is still making while the next one comes.
    let directory = File::open(root).ok()?;
    directory.lock().ok()?;
    Some(directory)
}

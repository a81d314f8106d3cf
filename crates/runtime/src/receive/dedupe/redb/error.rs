//! Why a file could not be opened, read or written, by what can be done about it.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Why a file could not be opened, read or written. The message names the file.
#[derive(Clone, Debug)]
pub struct RedbStoreError {
    pub(super) path: Arc<Path>,
    pub(super) cause: Arc<redb::Error>,
    pub(super) what: What,
}

/// The consequence of the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The store could not be opened.
    NotOpened,
    /// The store has worked so far, and accepts no events from now on.
    Failed,
    /// The store has not accepted events for this long.
    Refused(Duration),
}

impl fmt::Display for RedbStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        if let What::Refused(time) = self.what {
            write!(f, "no events accepted for {} s: ", time.as_secs())?;
        }
        match &*self.cause {
            redb::Error::DatabaseAlreadyOpen => {
                f.write_str("another store has this file open; only one can at a time")?;
            }
            redb::Error::Corrupted(_) | redb::Error::UpgradeRequired(_) => f.write_str(UNSOUND)?,
            redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => f.write_str(UNSOUND)?,
            redb::Error::Io(error) => error.fmt(f)?,
            cause => cause.fmt(f)?,
        }
        match self.what {
            What::Failed => f.write_str("; no events are accepted until the disk works again"),
            What::NotOpened | What::Refused(_) => Ok(()),
        }
    }
}

const UNSOUND: &str = "expected a file of handled events, found something else, or a damaged one: \
    use another path, or move the file away to start without it, and events that it remembers may be handled again";

impl std::error::Error for RedbStoreError {}

//! Why a file could not be opened, read or written.
//!
//! Errors differ by what a reader can do about them.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Why a file could not be opened, read or written. Names the file.
#[derive(Clone, Debug)]
pub struct RedbStoreError {
    pub(super) path: Arc<Path>,
    pub(super) cause: Arc<redb::Error>,
    pub(super) what: What,
}

/// What the cause has led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// There is no store.
    NotOpened,
    /// The store works until here, and takes no event from now on.
    Failed,
    /// The store has taken no event for so long.
    Refused(Duration),
}

impl fmt::Display for RedbStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        if let What::Refused(time) = self.what {
            write!(f, "no event has been taken for {} s: ", time.as_secs())?;
        }
        match &*self.cause {
            redb::Error::DatabaseAlreadyOpen => {
                f.write_str("another store has this file open, and only one can")?;
            }
            redb::Error::Corrupted(_) | redb::Error::UpgradeRequired(_) => f.write_str(UNSOUND)?,
            redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => f.write_str(UNSOUND)?,
            redb::Error::Io(error) => error.fmt(f)?,
            cause => cause.fmt(f)?,
        }
        match self.what {
            What::Failed => f.write_str("; from now on no event is taken, until the disk works again"),
            What::NotOpened | What::Refused(_) => Ok(()),
        }
    }
}

const UNSOUND: &str = "expected a file of handled events, found something else, or a damaged one: \
    name another, or move it away to start with none, and then events that it remembers are handled a second time";

impl std::error::Error for RedbStoreError {}

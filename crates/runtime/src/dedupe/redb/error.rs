//! Why a file could not be opened, read or written.
//!
//! Knows what a reader can do about it. Does not know which call failed.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Why a file could not be opened, read or written. Names the file.
#[derive(Debug)]
pub struct RedbStoreError {
    pub(super) path: PathBuf,
    pub(super) cause: Arc<redb::Error>,
}

impl fmt::Display for RedbStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &*self.cause {
            redb::Error::DatabaseAlreadyOpen => {
                f.write_str("another store has this file open, and only one can")
            }
            redb::Error::Corrupted(_) | redb::Error::UpgradeRequired(_) => f.write_str(UNSOUND),
            redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => f.write_str(UNSOUND),
            cause => cause.fmt(f),
        }
    }
}

const UNSOUND: &str = "this is no file of handled events, or it is damaged: \
    name another, or move it away to start with none, and then events that it remembers are handled a second time";

impl std::error::Error for RedbStoreError {}

//! Keeps each body that cannot be decoded in its own file, which is written completely or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::disk;

/// A directory with a file for every body that cannot be decoded. Cheap to clone.
#[derive(Clone)]
pub struct DeadLetters {
    directory: Arc<Path>,
    serial: Arc<AtomicU64>,
}

impl DeadLetters {
    /// Keeps them in a directory, which is created if it is missing.
    pub fn open(directory: PathBuf) -> io::Result<DeadLetters> {
        fs::create_dir_all(&directory).map_err(|error| disk::about(&directory, error))?;
        Ok(DeadLetters { directory: directory.into(), serial: Arc::default() })
    }

    /// Stores a body, byte for byte, and returns the name of its file. When this returns, the file is on disk.
    pub async fn keep(&self, body: Vec<u8>) -> io::Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let (process, serial) = (std::process::id(), self.serial.fetch_add(1, Ordering::Relaxed));
        let name = format!("{now}-{process}-{serial}.body");
        let path = self.directory.join(&name);
        let kept = tokio::task::spawn_blocking(move || write(&path, &body));
        kept.await.map_err(io::Error::other)??;
        Ok(name)
    }
}

/// Written under another name first, so that a file with this name is complete.
fn write(path: &Path, body: &[u8]) -> io::Result<()> {
    let part = path.with_extension("part");
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&part)?;
        file.write_all(body)?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        disk::sync_directory_of(path)
    };
    write().map_err(|error| {
        // It may not exist.
        let _ = fs::remove_file(&part);
        disk::about(path, error)
    })
}

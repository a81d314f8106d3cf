//! A file with a line for every event that was handled. A line is written completely or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk;

/// A file with a line for every event that was handled. Cheap to clone.
#[derive(Clone)]
pub struct Journal(Arc<Mutex<Lines>>);

impl Journal {
    /// Opens the file for appending. Anything after the last complete line was being written when the machine or the
    /// process stopped, and was never acknowledged, so it is removed.
    pub fn open(path: &Path) -> io::Result<Journal> {
        Ok(Journal(Arc::new(Mutex::new(Lines::open(path)?))))
    }

    /// Adds a line. When this returns, the line is on disk.
    pub async fn add(&self, mut line: String) -> io::Result<()> {
        line.push('\n');
        let lines = Arc::clone(&self.0);
        // The standard library's files, on a thread that may block: tokio's report a failed write only later.
        let added = tokio::task::spawn_blocking(move || {
            lines.lock().unwrap_or_else(PoisonError::into_inner).add(line.as_bytes())
        });
        added.await.map_err(io::Error::other)?
    }
}

struct Lines {
    path: PathBuf,
    file: File,
    /// The length of the file up to the end of its last complete line.
    length: u64,
    /// Whether there may be something after that.
    is_torn: bool,
}

impl Lines {
    fn open(path: &Path) -> io::Result<Lines> {
        let open = || {
            let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
            let length = whole_lines(&mut file)?;
            let mut lines = Lines { path: path.to_owned(), file, length, is_torn: true };
            lines.mend()?;
            disk::sync_directory_of(path)?;
            Ok(lines)
        };
        open().map_err(|error| disk::about(path, error))
    }

    fn add(&mut self, line: &[u8]) -> io::Result<()> {
        self.mend().map_err(|error| disk::about(&self.path, error))?;
        // If this fails, on a full disk for instance, half of the line may have been written.
        self.is_torn = true;
        let written = self.file.write_all(line).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // If this fails too, the next call tries again.
            let _ = self.mend();
            return Err(disk::about(&self.path, error));
        }
        self.length += line.len() as u64;
        self.is_torn = false;
        Ok(())
    }

    /// Removes anything after the last complete line.
    fn mend(&mut self) -> io::Result<()> {
        if self.is_torn {
            self.file.set_len(self.length)?;
            self.file.sync_all()?;
            self.is_torn = false;
        }
        Ok(())
    }
}

/// The length of a file up to the end of its last complete line.
fn whole_lines(file: &mut File) -> io::Result<u64> {
    const BLOCK: u64 = 4096;
    let mut end = file.seek(SeekFrom::End(0))?;
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        let mut block = vec![0; (end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reopened(text: &str) -> String {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal.jsonl");
        std::fs::write(&path, text).unwrap();
        let mut lines = Lines::open(&path).unwrap();
        lines.add(b"{}\n").unwrap();
        std::fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn a_torn_last_line_is_removed() {
        assert_eq!(reopened(""), "{}\n");
        assert_eq!(reopened("whole\n"), "whole\n{}\n");
        assert_eq!(reopened("torn"), "{}\n");
        assert_eq!(reopened("whole\ntorn"), "whole\n{}\n");
        let long = "a".repeat(10_000);
        assert_eq!(reopened(&format!("{long}\n{long}")), format!("{long}\n{{}}\n"));
    }
}

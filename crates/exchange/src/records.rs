//! Requests in a directory, a file each, in the order in which they came.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Request;

/// What the names of the files end with.
const EXTENSION: &str = "http";

/// A directory that requests are written to.
#[derive(Debug)]
pub struct Records {
    directory: PathBuf,
    /// How many there are.
    written: u64,
}

impl Records {
    /// A directory, which is made where it is missing. What is in it stays: numbers go on from the highest.
    ///
    /// # Errors
    ///
    /// When it cannot be made or read.
    pub fn open(directory: impl Into<PathBuf>) -> io::Result<Self> {
        let directory = directory.into();
        let named = |error| named(&directory, error);
        fs::create_dir_all(&directory).map_err(named)?;
        let numbers = files(&directory)?.into_iter().filter_map(|file| number(&file));
        let written = numbers.max().unwrap_or_default();
        Ok(Self { directory, written })
    }

    /// Writes a request, under its number and the event's name. The file is there as a whole or not at all.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, request: &Request, event: Option<&str>) -> io::Result<PathBuf> {
        self.written += 1;
        // The name is the sender's, and may hold anything.
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
        let event: String = event.unwrap_or_default().chars().filter(is_plain).take(80).collect();
        let event = event.trim_matches('.');
        let event = if event.is_empty() { "unnamed" } else { event };
        let path = self.directory.join(format!("{:06}-{event}.{EXTENSION}", self.written));
        write_whole(&path, &request.to_bytes())?;
        Ok(path)
    }
}

/// The requests of a file or a directory, with the names of the files, in their order.
///
/// # Errors
///
/// When a file cannot be read, or is not a request.
pub fn read(path: &Path) -> Result<Vec<(String, Request)>, String> {
    let paths = match path.is_dir() {
        true => files(path).map_err(|error| error.to_string())?,
        false => vec![path.to_owned()],
    };
    let request = |path: PathBuf| {
        let file = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let request = Request::parse(&file).map_err(|message| format!("{}: {message}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, request))
    };
    paths.into_iter().map(request).collect()
}

/// Writes a file that is there as a whole or not at all.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    fs::write(&new, bytes).and_then(|()| fs::rename(&new, path)).map_err(|error| named(path, error))
}

/// The files of requests in a directory, sorted by name.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(|error| named(directory, error))? {
        let path = entry.map_err(|error| named(directory, error))?.path();
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.split('-').next()?.parse().ok()
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_numbered_and_read_back_in_order() {
        let temp = tempfile::tempdir().expect("a directory");
        let directory = temp.path().join("new/records");
        let request = |body: &str| Request {
            method: "POST".to_owned(),
            target: "/".to_owned(),
            headers: vec![("a".to_owned(), b"b".to_vec())],
            body: body.into(),
            ..Request::default()
        };
        let mut records = Records::open(&directory).expect("opened");
        records.write(&request("1"), Some("a.b")).expect("written");
        records.write(&request("2"), Some("../../etc/passwd")).expect("written");
        let mut records = Records::open(&directory).expect("opened again");
        records.write(&request("3"), None).expect("written");
        let read = read(&directory).expect("requests");
        let names: Vec<_> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["000001-a.b.http", "000002-etcpasswd.http", "000003-unnamed.http"]);
        assert_eq!(read.iter().map(|(_, request)| &*request.body).collect::<Vec<_>>(), [b"1", b"2", b"3"]);
        assert_eq!(fs::read_dir(&directory).expect("a directory").count(), 3, "nothing else is left");
    }
}

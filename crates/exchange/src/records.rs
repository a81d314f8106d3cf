//! Requests in a directory, a file each, in the order in which they came.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use webhook_runtime::Timestamp;

use crate::Request;

/// What the names of the files end with.
const EXTENSION: &str = "http";

/// A directory that requests are written to. Several programs may write to it at the same time.
#[derive(Debug)]
pub struct Records {
    directory: PathBuf,
    /// The highest number so far.
    last: u64,
}

/// A request that was read from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The name of the file.
    pub name: String,
    /// The request.
    pub request: Request,
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
        if directory.is_file() {
            return Err(named(another_kind(ErrorKind::NotADirectory, "a directory, found a file")));
        }
        fs::create_dir_all(&directory).map_err(named)?;
        let numbers = files(&directory)?.into_iter().filter_map(|file| number(&file));
        let last = numbers.max().unwrap_or_default();
        Ok(Self { directory, last })
    }

    /// Writes a request, under the next number and the event's name. The file is there as a whole or not at all, and takes
    /// the place of no other.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or there is no number left.
    pub fn write(&mut self, request: &Request, event: Option<&str>) -> io::Result<PathBuf> {
        // The name is the sender's, and may hold anything.
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
        let event: String = event.unwrap_or_default().chars().filter(is_plain).take(80).collect();
        let event = event.trim_matches('.');
        let event = if event.is_empty() { "unnamed" } else { event };
        let bytes = request.to_bytes();
        loop {
            let next = self.last.checked_add(1);
            self.last =
                next.ok_or_else(|| named(&self.directory, io::Error::other("there is no number left")))?;
            let path = self.directory.join(format!("{:06}-{event}.{EXTENSION}", self.last));
            if write_new(&path, &bytes).map_err(|error| named(&path, error))? {
                return Ok(path);
            }
        }
    }
}

/// The requests of a file or a directory, in the order in which they came, as far as that is known.
///
/// # Errors
///
/// When a file cannot be read, or is not a request.
pub fn read(path: &Path) -> Result<Vec<Record>, String> {
    let paths = match path.is_dir() {
        true => files(path).map_err(|error| error.to_string())?,
        false => vec![path.to_owned()],
    };
    let request = |path: PathBuf| {
        let file = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let request = Request::parse(&file).map_err(|message| format!("{}: {message}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Record { name, request })
    };
    let mut records: Vec<Record> = paths.into_iter().map(request).collect::<Result<_, String>>()?;
    // Where two programs have written to the directory, each has numbers of its own.
    let came = |record: &Record| record.request.received.as_ref().and_then(Timestamp::to_system_time);
    records.sort_by_key(|record| (came(record).is_none(), came(record)));
    Ok(records)
}

/// Writes a file that is there as a whole or not at all.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.is_dir() {
        return Err(named(path, another_kind(ErrorKind::IsADirectory, "a file, found a directory")));
    }
    let new = temporary(path);
    let written = fs::write(&new, bytes).and_then(|()| fs::rename(&new, path));
    written.map_err(|error| {
        // What is left of it is of no use; the error says why it is not whole.
        let _ = fs::remove_file(&new);
        named(path, error)
    })
}

/// The same for a file that is not there; gives `false` where it is, or where somebody else is writing it.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let new = temporary(path);
    let mut file = match File::create_new(&new) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    };
    // Whoever writes this file has the one next to it first, so that none can come between this question and the renaming.
    let written = match path.try_exists() {
        Ok(false) => file.write_all(bytes).and_then(|()| fs::rename(&new, path)).map(|()| true),
        taken => taken.map(|_| false),
    };
    if !matches!(written, Ok(true)) {
        let _ = fs::remove_file(&new);
    }
    written
}

/// The file next to another in which that is written.
fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// The files of requests in a directory, by their numbers, and after those the ones without.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(|error| named(directory, error))? {
        let path = entry.map_err(|error| named(directory, error))?.path();
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            files.push(path);
        }
    }
    files.sort_by_cached_key(|path| (number(path).is_none(), number(path), path.clone()));
    Ok(files)
}

fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.split('-').next()?.parse().ok()
}

fn another_kind(kind: ErrorKind, told: &str) -> io::Error {
    io::Error::new(kind, format!("expected {told}"))
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
        let names: Vec<_> = read.iter().map(|record| record.name.as_str()).collect();
        assert_eq!(names, ["000001-a.b.http", "000002-etcpasswd.http", "000003-unnamed.http"]);
        assert_eq!(read.iter().map(|record| &*record.request.body).collect::<Vec<_>>(), [b"1", b"2", b"3"]);
        assert_eq!(fs::read_dir(&directory).expect("a directory").count(), 3, "nothing else is left");
    }

    #[test]
    fn none_takes_the_place_of_another() {
        let temp = tempfile::tempdir().expect("a directory");
        let request = Request { method: "GET".to_owned(), target: "/".to_owned(), ..Request::default() };
        let names = || -> Vec<String> {
            read(temp.path()).expect("requests").into_iter().map(|record| record.name).collect()
        };
        let mut records = [temp.path(); 2].map(|path| Records::open(path).expect("opened"));
        for records in &mut records {
            records.write(&request, Some("a")).expect("written");
        }
        assert_eq!(names(), ["000001-a.http", "000002-a.http"]);
        fs::write(temp.path().join("000003-a.http.new"), "half").expect("written");
        records[0].write(&request, Some("a")).expect("written");
        for name in ["999999-a.http", "1000000-a.http", "mixed.http"] {
            fs::write(temp.path().join(name), request.to_bytes()).expect("written");
        }
        assert_eq!(
            names(),
            [
                "000001-a.http",
                "000002-a.http",
                "000004-a.http",
                "999999-a.http",
                "1000000-a.http",
                "mixed.http"
            ]
        );
        fs::write(temp.path().join(format!("{}-a.http", u64::MAX)), request.to_bytes()).expect("written");
        let mut records = Records::open(temp.path()).expect("opened");
        let error = records.write(&request, None).expect_err("there is no number");
        assert!(error.to_string().ends_with(": there is no number left"), "{error}");
        let received = |time: &str| Request { received: time.parse().ok(), ..request.clone() };
        for (name, time) in
            [("000001-late.http", "2026-05-09T12:00:01Z"), ("000002-early.http", "2026-05-09T12:00:00Z")]
        {
            fs::write(temp.path().join(name), received(time).to_bytes()).expect("written");
        }
        assert_eq!(names()[..3], ["000002-early.http", "000001-late.http", "000001-a.http"]);
        let directory = temp.path().join("a directory");
        fs::create_dir(&directory).expect("made");
        write_whole(&directory, b"x").expect_err("it is a directory");
        assert!(!temp.path().join("a directory.new").exists());
    }
}

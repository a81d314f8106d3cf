//! The file of handled events.
//!
//! Its tables grow no larger than what has to be remembered.

use std::path::Path;
use std::{fs, io};

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use super::super::EventKey;

/// The handled events, each with its expiry in milliseconds since 1970.
const DONE: TableDefinition<&str, u64> = TableDefinition::new("done");
/// The same events in the order of their expiry.
const ENDS: TableDefinition<(u64, &str), ()> = TableDefinition::new("ends");

/// The largest number of events that are forgotten for each that is added: more than one, so that the file does not
/// grow forever, and few, so that adding always takes about the same time.
const FORGOTTEN_FOR_ONE: usize = 8;

/// The size of redb's cache in bytes; its default is 1 GiB.
const CACHE: usize = 16 << 20;

pub(super) struct File(Database);

impl File {
    /// Opens a file, or creates it if it is missing or empty. Reads all of it.
    pub(super) fn open_or_create(path: &Path) -> Result<File, redb::Error> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.len() > 0 || !metadata.is_file() => {}
            Ok(_) => {
                // Left behind by a full disk, or by `touch`.
                fs::remove_file(path)?;
                create(path)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => create(path)?,
            Err(error) => return Err(error.into()),
        }
        File::open(path)
    }

    /// Opens an existing file. Reads all of it.
    pub(super) fn open(path: &Path) -> Result<File, redb::Error> {
        File::with_tables(builder().open(path)?)
    }

    /// A file on any storage.
    #[cfg(test)]
    pub(super) fn on(storage: impl redb::StorageBackend) -> Result<File, redb::Error> {
        File::with_tables(builder().create_with_backend(storage)?)
    }

    fn with_tables(file: Database) -> Result<File, redb::Error> {
        // Reading needs existing tables.
        let transaction = file.begin_write()?;
        transaction.open_table(DONE)?;
        transaction.open_table(ENDS)?;
        transaction.commit()?;
        Ok(File(file))
    }

    /// Whether an event is there and has not expired.
    pub(super) fn contains(&self, key: &str, now: u64) -> Result<bool, redb::Error> {
        let done = self.0.begin_read()?.open_table(DONE)?;
        Ok(done.get(key)?.is_some_and(|end| end.value() > now))
    }

    /// Adds events with their expiry, or changes the expiry of existing ones. Afterwards, all are on disk, or none.
    pub(super) fn insert(&self, events: &[(EventKey, u64)], now: u64) -> Result<(), redb::Error> {
        let transaction = self.0.begin_write()?;
        {
            let mut done = transaction.open_table(DONE)?;
            let mut ends = transaction.open_table(ENDS)?;
            let mut forgotten = Vec::new();
            for ended in ends.range(..(now.saturating_add(1), ""))?.take(FORGOTTEN_FOR_ONE * events.len()) {
                let (place, _) = ended?;
                let (end, key) = place.value();
                forgotten.push((end, key.to_owned()));
            }
            for (end, key) in &forgotten {
                ends.remove((*end, key.as_str()))?;
                done.remove(key.as_str())?;
            }
            for (key, end) in events.iter().map(|(key, end)| (key.as_str(), *end)) {
                if let Some(earlier) = done.insert(key, end)? {
                    ends.remove((earlier.value(), key))?;
                }
                ends.insert((end, key), ())?;
            }
        }
        Ok(transaction.commit()?)
    }
}

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    // Without this, redb trusts the file, and panics if it is damaged.
    builder.set_check_integrity_on_open(true);
    builder
}

/// Creates a file under another name, and renames it once it is complete and on disk: a process that is killed
/// meanwhile leaves nothing that looks like a damaged file.
fn create(path: &Path) -> Result<(), redb::Error> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = Path::new(&new);
    // Left behind by an earlier process that did not finish.
    remove(new)?;
    let made =
        builder().create(new).map_err(redb::Error::from).and_then(|file| File::with_tables(file).map(drop));
    let named = made.and_then(|()| Ok(name(new, path)?));
    remove(new)?;
    named
}

/// Renames a file unless the name is taken: two processes may be creating one.
fn name(new: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(new, path) {
        // Another process was faster, and its file is just as good.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        // Not every file system supports links.
        Err(_) if !path.try_exists()? => fs::rename(new, path)?,
        linked => linked?,
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // On other systems, directories cannot be opened, and need not be.
    if cfg!(unix) { fs::File::open(parent)?.sync_all() } else { Ok(()) }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use redb::ReadableTableMetadata;

    use super::*;

    fn key(id: &str) -> EventKey {
        EventKey::new(None, id)
    }

    #[test]
    fn forgets_as_it_goes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("events.redb");
        let file = File::open_or_create(&path).unwrap();
        let mut sizes = Vec::new();
        for now in 0..600 {
            file.insert(&[(key(&format!("event {now}")), now + 10)], now).unwrap();
            let transaction = file.0.begin_read().unwrap();
            let done = transaction.open_table(DONE).unwrap().len().unwrap();
            assert_eq!(done, transaction.open_table(ENDS).unwrap().len().unwrap());
            assert!(done <= 10, "{done} events are there, of which the last 10 are remembered");
            sizes.push(path.metadata().unwrap().len());
        }
        assert_eq!(sizes[100], sizes[599], "the file grows");
    }

    #[test]
    fn an_event_has_one_end() {
        let directory = tempfile::tempdir().unwrap();
        let file = File::open_or_create(&directory.path().join("events.redb")).unwrap();
        file.insert(&[(key("event"), 10)], 0).unwrap();
        file.insert(&[(key("event"), 20)], 5).unwrap();
        file.insert(&[(key("another"), 30)], 15).unwrap();
        assert!(file.contains(key("event").as_str(), 19).unwrap());
        assert!(!file.contains(key("event").as_str(), 20).unwrap());
    }
}

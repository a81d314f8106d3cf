//! What the store holds: handled events on disk, those in flight in memory.
//!
//! They change in an order that loses no event between them.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::super::expiring::Expiring;
use super::super::{Begin, Claim, EventKey};
use super::disk::{Disk, PAUSE, caught};
use super::error::{RedbStoreError, What};
use super::file::File;
use super::queue::Queue;

/// What the store holds. Every method may block.
pub(super) struct Events {
    retention: Duration,
    opened: Instant,
    disk: Disk,
    in_flight: Mutex<Expiring>,
    pub(super) commits: Queue,
}

/// A moment, on two clocks.
#[derive(Clone, Copy)]
pub(super) struct Now {
    /// Since the store was opened. This clock is monotonic, so leases use it.
    since_open: Duration,
    /// Since 1970. This clock outlives the process, so the file uses it.
    since_epoch: Duration,
}

impl Events {
    pub(super) fn open(path: &Path, retention: Duration) -> Result<Events, RedbStoreError> {
        let again = path.to_owned();
        match caught(|| File::open_or_create(path)) {
            Ok(file) => {
                let disk = Disk::new(path, file, PAUSE, Box::new(move || File::open(&again)));
                Ok(Events::new(disk, retention))
            }
            Err(cause) => {
                Err(RedbStoreError { path: path.into(), cause: cause.into(), what: What::NotOpened })
            }
        }
    }

    fn new(disk: Disk, retention: Duration) -> Events {
        let opened = Instant::now();
        Events { retention, opened, disk, in_flight: Mutex::default(), commits: Queue::default() }
    }

    pub(super) fn path(&self) -> &Path {
        self.disk.path()
    }

    pub(super) fn retention(&self) -> Duration {
        self.retention
    }

    pub(super) fn begin(&self, key: EventKey, lease: Duration, now: Now) -> Result<Begin, RedbStoreError> {
        self.recover(now)?;
        let mut in_flight = self.in_flight();
        in_flight.remove_ended(now.since_open);
        if in_flight.contains(&key) {
            return Ok(Begin::InFlight);
        }
        // A commit writes the file before it removes the key from those in flight. So a key that is not in flight, and
        // cannot become so while the lock is held, is in the file if it has been handled.
        if self.disk.contains(&key, millis(now.since_epoch), now.since_open)? {
            return Ok(Begin::Duplicate);
        }
        let token = in_flight.insert(key.clone(), now.since_open.saturating_add(lease));
        Ok(Begin::New(Claim::new(key, token)))
    }

    pub(super) fn commit(&self, keys: &[EventKey], now: Now) -> Result<(), RedbStoreError> {
        let end = millis(now.since_epoch.saturating_add(self.retention));
        let events = keys.iter().map(|key| (key.clone(), end)).collect();
        // This may be a retry after a failure, and may reopen the file. If it does not, these are owed too.
        let recovered = self.recover(now);
        self.disk.insert(events, millis(now.since_epoch), now.since_open)?;
        recovered?;
        let mut in_flight = self.in_flight();
        for key in keys {
            in_flight.remove(key);
        }
        Ok(())
    }

    pub(super) fn abort(&self, claim: &Claim) {
        let mut in_flight = self.in_flight();
        if in_flight.serial(claim.key()) == Some(claim.token()) {
            in_flight.remove(claim.key());
        }
    }

    pub(super) fn now(&self) -> Now {
        Now {
            since_open: self.opened.elapsed(),
            since_epoch: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
        }
    }

    fn recover(&self, now: Now) -> Result<(), RedbStoreError> {
        let written = self.disk.recover(millis(now.since_epoch), now.since_open)?;
        if !written.is_empty() {
            let mut in_flight = self.in_flight();
            written.iter().for_each(|key| in_flight.remove(key));
        }
        Ok(())
    }

    fn in_flight(&self) -> MutexGuard<'_, Expiring> {
        self.in_flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use proptest::prelude::*;
    use redb::StorageBackend;
    use redb::backends::FileBackend;
    use tempfile::TempDir;

    use super::super::super::model::{self, Model, Subject, check, faulty_step, step};
    use super::*;

    /// A file on a disk that is full whenever a test wants.
    #[derive(Debug)]
    struct Faulty {
        file: FileBackend,
        is_full: Arc<AtomicBool>,
    }

    impl Faulty {
        fn room(&self) -> io::Result<()> {
            match self.is_full.load(Ordering::Relaxed) {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => Ok(()),
            }
        }
    }

    impl StorageBackend for Faulty {
        fn len(&self) -> io::Result<u64> {
            self.file.len()
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
            self.file.read(offset, out)
        }

        fn set_len(&self, len: u64) -> io::Result<()> {
            self.room()?;
            self.file.set_len(len)
        }

        fn sync_data(&self) -> io::Result<()> {
            self.room()?;
            self.file.sync_data()
        }

        fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
            self.room()?;
            self.file.write(offset, data)
        }

        fn close(&self) -> io::Result<()> {
            self.file.close()
        }
    }

    struct Opened {
        directory: TempDir,
        retention: Duration,
        is_full: Arc<AtomicBool>,
        events: Option<Events>,
    }

    impl Opened {
        fn new(retention: Duration) -> Opened {
            let (directory, is_full) = (tempfile::tempdir().unwrap(), Arc::default());
            let mut opened = Opened { directory, retention, is_full, events: None };
            opened.restart();
            opened
        }

        fn events(&self) -> &Events {
            self.events.as_ref().unwrap()
        }
    }

    impl Subject for Opened {
        fn begin(&mut self, key: &EventKey, lease: Duration, now: Duration) -> Option<Begin> {
            self.events().begin(key.clone(), lease, both(now)).ok()
        }

        fn commit(&mut self, claim: &Claim, now: Duration) -> bool {
            self.events().commit(&[claim.key().clone()], both(now)).is_ok()
        }

        fn abort(&mut self, claim: Claim) {
            self.events().abort(&claim);
        }

        fn restart(&mut self) {
            // Two stores cannot have the file open.
            self.events = None;
            self.is_full.store(false, Ordering::Relaxed);
            let path = self.directory.path().join("events.redb");
            let open = {
                let (path, is_full) = (path.clone(), Arc::clone(&self.is_full));
                move || {
                    let mut options = std::fs::OpenOptions::new();
                    let file = options.read(true).write(true).create(true).truncate(false).open(&path)?;
                    let file = FileBackend::new(file)?;
                    File::on(Faulty { file, is_full: Arc::clone(&is_full) })
                }
            };
            let file = open().unwrap();
            let disk = Disk::new(&path, file, Duration::ZERO, Box::new(open));
            self.events = Some(Events::new(disk, self.retention));
        }

        fn fill(&mut self, is_full: bool) {
            self.is_full.store(is_full, Ordering::Relaxed);
        }
    }

    fn both(now: Duration) -> Now {
        Now { since_open: now, since_epoch: now }
    }

    const HOUR: Duration = Duration::from_secs(3600);

    /// A store that keeps reading from memory after it could not write would accept the event each time.
    #[test]
    fn a_store_that_cannot_commit_takes_no_event() {
        let mut store = Opened::new(HOUR);
        let now = Duration::ZERO;
        let begun = |begin: Option<Begin>| match begin {
            Some(Begin::New(claim)) => claim,
            other => panic!("{other:?}"),
        };
        let (first, second) =
            (begun(store.begin(&model::key(1), HOUR, now)), begun(store.begin(&model::key(2), HOUR, now)));
        store.fill(true);
        let told = |seconds| {
            let now = both(Duration::from_secs(seconds));
            store.events().begin(model::key(3), HOUR, now).unwrap_err().to_string()
        };
        let path = store.events().path().display().to_string();
        let error = store.events().commit(&[first.key().clone()], both(now)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{path}: no storage space; no events are accepted until the disk works again")
        );
        assert_eq!(told(2), format!("{path}: no events accepted for 2 s: no storage space"));
        let error = store.events().commit(&[second.key().clone()], both(Duration::from_secs(3))).unwrap_err();
        assert_eq!(error.to_string(), format!("{path}: no events accepted for 3 s: no storage space"));

        store.fill(false);
        let now = Duration::from_secs(4);
        for id in [1, 2] {
            assert!(
                matches!(store.begin(&model::key(id), HOUR, now), Some(Begin::Duplicate)),
                "{id} was handled"
            );
        }
        assert!(matches!(store.begin(&model::key(3), HOUR, now), Some(Begin::New(_))));
        store.restart();
        assert!(matches!(store.begin(&model::key(1), HOUR, now), Some(Begin::Duplicate)), "it is on disk");
    }

    #[test]
    fn a_commit_that_is_tried_again_brings_the_file_back() {
        let mut store = Opened::new(HOUR);
        let Some(Begin::New(claim)) = store.begin(&model::key(1), HOUR, Duration::ZERO) else {
            panic!("it is new")
        };
        store.fill(true);
        assert!(!store.commit(&claim, Duration::ZERO) && !store.commit(&claim, Duration::ZERO));
        store.fill(false);
        assert!(store.commit(&claim, Duration::ZERO));
        assert!(matches!(store.begin(&model::key(1), HOUR, Duration::ZERO), Some(Begin::Duplicate)));
    }

    proptest! {
        // Every commit waits for the disk.
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn does_as_the_model_does(
            retention in (0_u64..30).prop_map(Duration::from_secs),
            steps in prop::collection::vec(step(), 0..100),
        ) {
            check(&steps, Model::new(usize::MAX, retention, true), &mut Opened::new(retention));
        }

        #[test]
        fn does_as_the_model_does_on_a_disk_that_fails(
            retention in (0_u64..30).prop_map(Duration::from_secs),
            steps in prop::collection::vec(faulty_step(), 0..100),
        ) {
            check(&steps, Model::new(usize::MAX, retention, true), &mut Opened::new(retention));
        }
    }
}

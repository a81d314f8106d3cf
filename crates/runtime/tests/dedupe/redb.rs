//! Properties of `RedbStore` alone: what a crash leaves behind, and what happens with files that are not a store's.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use futures_lite::future::{block_on, poll_once};
use proptest::prelude::*;
use tempfile::tempdir;
use webhook_runtime::dedupe::{Begin, RedbStore, Store};

use crate::behavior::{self, LONG, claim, key};

#[test]
fn is_a_store() {
    let directory = tempdir().unwrap();
    let open = async |retention| {
        let files = directory.path().read_dir().unwrap().count();
        RedbStore::open(directory.path().join(format!("{files}.redb")), retention).unwrap()
    };
    block_on(behavior::check(open));
}

#[test]
fn an_event_is_new_for_one_of_many() {
    let directory = tempdir().unwrap();
    let store = RedbStore::open(directory.path().join("events.redb"), LONG).unwrap();
    behavior::check_contention(|_, key| block_on(store.begin(key, LONG)).unwrap());
}

/// As if an endpoint stopped waiting.
#[test]
fn a_commit_that_nobody_waits_for_is_written() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    let store = Arc::new(RedbStore::open(&file, LONG).unwrap());
    let keys: Vec<_> = (0..2000).map(|id| key(&format!("number {id}"))).collect();
    let tasks = keys.iter().enumerate().map(|(number, key)| {
        let (store, key) = (Arc::clone(&store), key.clone());
        async move {
            let claim = claim(store.begin(&key, LONG).await);
            let mut commit = Box::pin(store.commit(&claim));
            match poll_once(&mut commit).await {
                Some(written) => written.unwrap(),
                None if number % 2 == 0 => drop(commit),
                None => {
                    commit.await.unwrap();
                    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)), "{key:?}");
                }
            }
        }
    });
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for task in tasks.map(tokio::spawn).collect::<Vec<_>>() {
            task.await.unwrap();
        }
    });

    let begin = |store: &RedbStore, key| block_on(store.begin(key, LONG)).unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    for key in &keys {
        while matches!(begin(&store, key), Begin::InFlight) {
            assert!(Instant::now() < deadline, "{key:?} is not written");
            thread::sleep(Duration::from_millis(10));
        }
        assert!(matches!(begin(&store, key), Begin::Duplicate), "{key:?}");
    }
    drop(store);
    // The writer may not have released the file yet.
    let store = loop {
        match RedbStore::open(&file, LONG) {
            Ok(store) => break store,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
    };
    assert!(keys.iter().all(|key| matches!(begin(&store, key), Begin::Duplicate)));
}

#[test]
fn a_failed_transaction_is_told_to_everybody_in_it() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    fs::write(&file, &*SOUND).unwrap();
    let store = RedbStore::open(&file, LONG).unwrap();
    let claims: Vec<_> =
        (0..100).map(|id| claim(block_on(store.begin(&key(&format!("another {id}")), LONG)))).collect();
    fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(0).unwrap();
    let mut commits: Vec<_> = claims.iter().map(|claim| Box::pin(store.commit(claim))).collect();
    let polled: Vec<_> = commits.iter_mut().map(|commit| block_on(poll_once(commit))).collect();
    for (commit, polled) in commits.into_iter().zip(polled) {
        let error = polled.unwrap_or_else(|| block_on(commit)).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{}: ", file.display())), "{error}");
    }
}

/// The process that is killed is this test, run by itself with a file to open.
#[test]
fn a_killed_process_loses_what_was_in_flight_and_keeps_what_was_committed() {
    const FILE: &str = "DEDUPE_TEST_FILE";
    const NAME: &str = "redb::a_killed_process_loses_what_was_in_flight_and_keeps_what_was_committed";
    if let Some(file) = env::var_os(FILE) {
        handle_until_killed(Path::new(&file));
    }
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    for round in 0..5 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", NAME, "--nocapture"])
            .env(FILE, &file)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line == "in flight"), "the child ends before it has done its part");
        thread::sleep(Duration::from_millis(3 * round));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert!(!status.success() && status.code().is_none(), "not killed by a signal: {status}");

        let store = RedbStore::open(&file, LONG).unwrap();
        let is_new = |id| matches!(block_on(store.begin(&key(id), LONG)).unwrap(), Begin::New(_));
        assert!(!is_new("committed"), "round {round}");
        assert!(is_new("in flight"), "round {round}");
        assert!(is_new("never seen"), "round {round}");
    }
}

fn handle_until_killed(file: &Path) -> ! {
    let store = RedbStore::open(file, LONG).unwrap();
    // An earlier round may have handled it.
    let handle = |id: &str| {
        if let Begin::New(claim) = block_on(store.begin(&key(id), LONG)).unwrap() {
            block_on(store.commit(&claim)).unwrap();
        }
    };
    handle("committed");
    let _held = claim(block_on(store.begin(&key("in flight"), LONG)));
    println!("\nin flight");
    std::io::stdout().flush().unwrap();
    // So that the process often ends in the middle of a write.
    for id in 0.. {
        handle(&format!("number {id}"));
    }
    unreachable!("there is no end to numbers")
}

#[test]
fn one_store_has_the_file() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    let first = RedbStore::open(&file, LONG).unwrap();
    assert_eq!(
        RedbStore::open(&file, LONG).unwrap_err().to_string(),
        format!("{}: another store has this file open; only one can at a time", file.display())
    );
    assert_eq!(format!("{first:?}"), format!("RedbStore {{ path: {file:?}, retention: 3600s, .. }}"));
    drop(first);
    RedbStore::open(&file, LONG).unwrap();
}

#[test]
fn a_file_that_is_something_else_is_left_alone() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    for content in ["no database\n", &"no database, and long\n".repeat(10_000), &"\0".repeat(1 << 20)] {
        fs::write(&file, content).unwrap();
        assert_eq!(
            RedbStore::open(&file, LONG).unwrap_err().to_string(),
            format!(
                "{}: expected a file of handled events, found something else, or a damaged one: use another path, or \
                 move the file away to start without it, and events that it remembers may be handled again",
                file.display()
            )
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
    let error = RedbStore::open(directory.path(), LONG).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}: ", directory.path().display())), "{error}");
    let missing = directory.path().join("no/such/directory.redb");
    let error = RedbStore::open(&missing, LONG).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{}: ", missing.display())), "{error}");
}

/// The files of a directory, by name.
fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = directory
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What remains if the process is killed at any moment while it creates the file, or if the disk is full.
#[test]
fn what_was_left_of_a_file_that_was_being_made_is_no_obstacle() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    for part in [0, 1, 100, 4096, SOUND.len() / 2, SOUND.len()] {
        fs::write(directory.path().join("events.redb.new"), &SOUND[..part]).unwrap();
        let store = RedbStore::open(&file, LONG).unwrap();
        assert!(
            matches!(block_on(store.begin(&key("number 0"), LONG)), Ok(Begin::New(_))),
            "it is a new one"
        );
        assert_eq!(names(directory.path()), ["events.redb"]);
        drop(store);
        fs::remove_file(&file).unwrap();
    }
    fs::write(&file, "").unwrap();
    drop(RedbStore::open(&file, LONG).unwrap());
    assert_eq!(names(directory.path()), ["events.redb"]);
}

/// The process that is killed, or has no room, is this test, run by itself with a file to open.
#[cfg(target_os = "linux")]
#[test]
fn a_start_that_fails_does_not_spoil_the_next() {
    const FILE: &str = "DEDUPE_NEW_FILE";
    const NAME: &str = "redb::a_start_that_fails_does_not_spoil_the_next";
    if let Some(file) = env::var_os(FILE) {
        match RedbStore::open(&file, LONG) {
            Ok(_) => return,
            Err(error) => panic!("{error}"),
        }
    }
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    // The largest number of 512-byte blocks in a file, as if the disk had room for no more.
    for blocks in [0, 1, 8, 64, 512, 1024] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &script])
            .arg(env::current_exe().unwrap())
            .args(["--exact", NAME])
            .env(FILE, &file)
            .output()
            .unwrap();
        assert!(!output.status.success(), "it found room in {blocks} blocks");
        assert_eq!(names(directory.path()), [""; 0], "after {blocks} blocks");
    }
    for round in 0..20 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", NAME])
            .env(FILE, &file)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(round));
        child.kill().unwrap();
        child.wait().unwrap();
        drop(RedbStore::open(&file, LONG).unwrap());
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn a_file_that_is_damaged_while_it_is_open_is_an_error() {
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    fs::write(&file, &*SOUND).unwrap();
    let store = RedbStore::open(&file, LONG).unwrap();
    fs::write(&file, vec![0xab; SOUND.len()]).unwrap();
    for id in 0..3 {
        let error = block_on(store.begin(&key(&format!("number {id}")), LONG)).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{}: ", file.display())), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Opening and using the file may fail, but nothing panics.
    #[test]
    fn a_damaged_file_is_an_error_or_still_works(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 0..20),
        kept in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let directory = tempdir().unwrap();
        let file = directory.path().join("events.redb");
        let mut content = SOUND.clone();
        for (index, bits) in flips {
            let index = index.index(content.len());
            content[index] ^= bits;
        }
        if let Some(kept) = kept {
            content.truncate(kept.index(content.len()));
        }
        fs::write(&file, content).unwrap();
        let named = |error: &dyn Error| prop_assert_named(error, &file);
        match RedbStore::open(&file, LONG) {
            Err(error) => named(&error)?,
            Ok(store) => {
                for id in 0..50 {
                    match block_on(store.begin(&key(&format!("number {id}")), LONG)) {
                        Err(error) => named(&error)?,
                        Ok(Begin::New(claim)) => {
                            if let Err(error) = block_on(store.commit(&claim)) {
                                named(&error)?;
                            }
                        }
                        Ok(_) => {}
                    }
                }
            }
        }
    }
}

/// A file with some events in it.
static SOUND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let directory = tempdir().unwrap();
    let file = directory.path().join("events.redb");
    let store = RedbStore::open(&file, LONG).unwrap();
    for id in 0..40 {
        block_on(store.commit(&claim(block_on(store.begin(&key(&format!("number {id}")), LONG))))).unwrap();
    }
    drop(store);
    fs::read(&file).unwrap()
});

fn prop_assert_named(error: &dyn Error, file: &Path) -> Result<(), TestCaseError> {
    let start = format!("{}: ", file.display());
    prop_assert!(error.to_string().starts_with(&start), "{}", error);
    Ok(())
}

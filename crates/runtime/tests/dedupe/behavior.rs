//! The behavior of every store. Waiting blocks the thread.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use webhook_runtime::dedupe::{Begin, Claim, EventKey, Store};

/// Longer than any test takes.
pub const LONG: Duration = Duration::from_secs(3600);
/// A lease that a test waits for.
const SHORT: Duration = Duration::from_millis(50);

/// Checks all of it for a store. `open` returns an empty store with a retention.
pub async fn check<S: Store>(open: impl AsyncFn(Duration) -> S) {
    let store = &open(LONG).await;
    a_committed_event_is_a_duplicate(store).await;
    an_aborted_event_is_new(store).await;
    a_lease_runs_out(store).await;
    a_late_abort_frees_nothing(store).await;
    a_late_commit_counts(store).await;
    a_late_commit_beats_the_other_one(store).await;
    a_commit_without_a_lease_counts(store).await;
    keys_are_told_apart(store).await;
    times_of_any_length_are_taken(store).await;
    a_retention_runs_out(&open(SHORT).await).await;
    a_commit_renews_the_retention(&open(SHORT * 10).await).await;
    times_of_any_length_are_taken(&open(Duration::MAX).await).await;
}

/// Begins the same events in many threads at once: each must be new for exactly one of them.
///
/// `begin` takes the number of its thread.
pub fn check_contention(begin: impl Fn(usize, &EventKey) -> Begin + Sync) {
    const THREADS: usize = 16;
    let barrier = Barrier::new(THREADS);
    let new = |number| {
        let mut new = Vec::new();
        for id in 0..100 {
            barrier.wait();
            match begin(number, &key(&format!("contended {id}"))) {
                Begin::New(_) => new.push(id),
                Begin::InFlight => {}
                Begin::Duplicate => panic!("{id} has not been committed"),
            }
        }
        new
    };
    let mut new: Vec<i32> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|number| scope.spawn(move || new(number))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    new.sort_unstable();
    assert_eq!(new, (0..100).collect::<Vec<_>>());
}

pub fn key(id: &str) -> EventKey {
    EventKey::new(Some("account"), id)
}

/// Begins an event that must be new.
#[track_caller]
pub fn claim(begun: Result<Begin, impl std::error::Error>) -> Claim {
    match begun.unwrap() {
        Begin::New(claim) => claim,
        other => panic!("{other:?}"),
    }
}

async fn a_committed_event_is_a_duplicate(store: &impl Store) {
    let key = key("committed");
    let claim = claim(store.begin(&key, LONG).await);
    assert_eq!(claim.key(), &key);
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::InFlight)));
    store.commit(&claim).await.unwrap();
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)));
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)));
}

async fn an_aborted_event_is_new(store: &impl Store) {
    let key = key("aborted");
    store.abort(claim(store.begin(&key, LONG).await)).await.unwrap();
    let claim = claim(store.begin(&key, LONG).await);
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::InFlight)));
    store.commit(&claim).await.unwrap();
}

async fn a_lease_runs_out(store: &impl Store) {
    let key = key("leased");
    let first = claim(store.begin(&key, SHORT).await);
    thread::sleep(SHORT * 2);
    let second = claim(store.begin(&key, LONG).await);
    assert_ne!(first.token(), second.token());
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::InFlight)));
}

async fn a_late_abort_frees_nothing(store: &impl Store) {
    let key = key("aborted late");
    let first = claim(store.begin(&key, SHORT).await);
    thread::sleep(SHORT * 2);
    let second = claim(store.begin(&key, LONG).await);
    store.abort(first).await.unwrap();
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::InFlight)), "the second has it");
    store.abort(second).await.unwrap();
    let third = claim(store.begin(&key, SHORT).await);
    thread::sleep(SHORT * 2);
    store.abort(third).await.unwrap();
    let _held = claim(store.begin(&key, LONG).await);
}

async fn a_late_commit_counts(store: &impl Store) {
    let key = key("committed late");
    let claim = claim(store.begin(&key, SHORT).await);
    thread::sleep(SHORT * 2);
    store.commit(&claim).await.unwrap();
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)));
}

async fn a_late_commit_beats_the_other_one(store: &impl Store) {
    let key = key("committed while another has it");
    let first = claim(store.begin(&key, SHORT).await);
    thread::sleep(SHORT * 2);
    let second = claim(store.begin(&key, LONG).await);
    store.commit(&first).await.unwrap();
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)));
    store.abort(second).await.unwrap();
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)), "it has been handled");
}

async fn a_commit_without_a_lease_counts(store: &impl Store) {
    let key = key("of an earlier run");
    store.commit(&Claim::new(key.clone(), 0)).await.unwrap();
    store.abort(Claim::new(key.clone(), 0)).await.unwrap();
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)));
}

async fn keys_are_told_apart(store: &impl Store) {
    let keys = [
        EventKey::new(None, "evt-1"),
        EventKey::new(None, ":evt-1"),
        EventKey::new(None, "0::evt-1"),
        EventKey::new(Some(""), "evt-1"),
        EventKey::new(Some(""), ":evt-1"),
        EventKey::new(Some("ba-1"), "evt-1"),
        EventKey::new(Some("ba-2"), "evt-1"),
        EventKey::new(Some("ba"), "1:evt-1"),
        EventKey::new(Some("ba:1"), "evt-1"),
        EventKey::new(Some("ba:1:"), "evt-1"),
        EventKey::new(Some("ba"), ""),
        EventKey::new(None, ""),
        EventKey::new(Some(""), ""),
        EventKey::new(None, "ba"),
        EventKey::new(None, "done"),
        EventKey::new(Some("事業"), "イベント 🦀"),
        EventKey::new(Some("事業イ"), "ベント 🦀"),
        EventKey::new(None, "\0\r\n*$1\t\u{7f}\u{202e}\u{10ffff}"),
        EventKey::new(None, &"long ".repeat(20_000)),
    ];
    let mut claims = Vec::new();
    for key in &keys {
        claims.push(claim(store.begin(key, LONG).await));
    }
    for claim in claims {
        store.commit(&claim).await.unwrap();
    }
    for key in &keys {
        assert!(matches!(store.begin(key, LONG).await, Ok(Begin::Duplicate)), "{key:?}");
    }
}

async fn times_of_any_length_are_taken(store: &impl Store) {
    let eternal = key("eternal");
    let claim_ = claim(store.begin(&eternal, Duration::MAX).await);
    assert!(matches!(store.begin(&eternal, LONG).await, Ok(Begin::InFlight)));
    store.commit(&claim_).await.unwrap();
    assert!(matches!(store.begin(&eternal, LONG).await, Ok(Begin::Duplicate)));
    let brief = key("brief");
    let _claim = claim(store.begin(&brief, Duration::ZERO).await);
    thread::sleep(SHORT);
    let _claim = claim(store.begin(&brief, Duration::from_nanos(1)).await);
}

async fn a_retention_runs_out(store: &impl Store) {
    let key = key("forgotten");
    store.commit(&claim(store.begin(&key, LONG).await)).await.unwrap();
    thread::sleep(SHORT * 2);
    store.commit(&claim(store.begin(&key, LONG).await)).await.unwrap();
    thread::sleep(SHORT * 2);
    let _held = claim(store.begin(&key, LONG).await);
}

async fn a_commit_renews_the_retention(store: &impl Store) {
    let key = key("committed twice");
    store.commit(&Claim::new(key.clone(), 0)).await.unwrap();
    thread::sleep(SHORT * 8);
    store.commit(&Claim::new(key.clone(), 1)).await.unwrap();
    thread::sleep(SHORT * 6);
    assert!(matches!(store.begin(&key, LONG).await, Ok(Begin::Duplicate)));
}

//! Properties of `MemoryStore` alone.

use futures_lite::future::block_on;
use webhook_runtime::dedupe::{MemoryStore, Store};

use crate::behavior::{self, LONG, claim, key};

#[test]
fn is_a_store() {
    block_on(behavior::check(async |retention| MemoryStore::default().retention(retention)));
}

#[test]
fn an_event_is_new_for_one_of_many() {
    let store = MemoryStore::default();
    behavior::check_contention(|_, key| block_on(store.begin(key, LONG)).unwrap());
}

#[test]
fn holds_as_many_as_it_is_told_to() {
    let store = MemoryStore::default().capacity(1);
    let claim = claim(block_on(store.begin(&key("first"), LONG)));
    let full = block_on(store.begin(&key("second"), LONG)).unwrap_err();
    assert_eq!(full.to_string(), "all of the 1 events that the store has room for are being handled");
    block_on(store.commit(&claim)).unwrap();
    let _held = self::claim(block_on(store.begin(&key("second"), LONG)));
    let shown = format!("{store:?}");
    assert_eq!(shown, "MemoryStore { capacity: 1, retention: 86400s, in_flight: 1, done: 0, .. }");
}

//! Nulls that no schema allows are skipped, but not in a value that may be something else.

#[cfg(feature = "mixed")]
use std::cell::Cell;

use serde::de::Error;

#[cfg(feature = "mixed")]
thread_local! {
    /// Whether what is being read on this thread may be something else than its type says. A `Deserializer` has no room for
    /// it, and one of our own around serde_json's would have every type compiled twice.
    static IS_STRICT: Cell<bool> = const { Cell::new(false) };
}

/// Reads a value that may be something else than its type says: then nulls in it are no mistake of the sender, and one that
/// the type does not allow is an error.
#[cfg(feature = "mixed")]
pub(crate) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    /// Back to what was, even if reading panics.
    struct Before(bool);

    impl Drop for Before {
        fn drop(&mut self) {
            IS_STRICT.set(self.0);
        }
    }

    let _before = Before(IS_STRICT.replace(true));
    read()
}

/// What is read of a null that the type does not allow.
#[cold]
#[inline(never)]
pub(crate) fn stray_null<T, E: Error>() -> Result<Option<T>, E> {
    #[cfg(feature = "mixed")]
    if IS_STRICT.get() {
        return Err(E::custom("null, which the type does not allow"));
    }
    Ok(None)
}

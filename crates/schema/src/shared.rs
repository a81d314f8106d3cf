//! Values that very many have, each in memory once.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// Values that were asked for, each in memory once, whichever thread asks.
///
/// ```
/// use std::sync::Arc;
/// use webhook_schema::Shared;
///
/// let texts = Shared::<str>::default();
/// assert!(Arc::ptr_eq(&texts.get("a"), &texts.get("a")));
/// ```
#[derive(Debug)]
pub struct Shared<T: ?Sized>(Mutex<HashSet<Arc<T>>>);

impl<T: ?Sized> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: ?Sized + Eq + Hash> Shared<T> {
    /// A value as all have it that asked for it.
    pub fn get<'v>(&self, value: &'v T) -> Arc<T>
    where
        Arc<T>: From<&'v T>,
    {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(value) {
            return Arc::clone(known);
        }
        let value: Arc<T> = value.into();
        known.insert(Arc::clone(&value));
        value
    }
}

//! A large value that is nearly always empty, in the space of a pointer.

use std::fmt::{self, Debug, Formatter};
use std::ops::{Deref, DerefMut};

/// What a [`Rare`] value may be: it has an empty one.
pub trait Emptiness: Clone + PartialEq + 'static {
    /// The empty one.
    const EMPTY: &'static Self;
}

impl<T: Clone + PartialEq + 'static> Emptiness for Vec<T> {
    const EMPTY: &'static Self = &Vec::new();
}

impl<T: Clone + PartialEq + 'static> Emptiness for Option<T> {
    const EMPTY: &'static Self = &None;
}

/// A large value that is nearly always empty: nothing is allocated for it until it is something else. It is used as the value
/// itself.
///
/// ```
/// use webhook_schema::Rare;
/// use webhook_schema::model::Constraints;
///
/// let mut constraints = Rare::<Constraints>::default();
/// assert_eq!(constraints.min_length, None);
/// constraints.min_length = Some(1);
/// assert_eq!(constraints.min_length, Some(1));
/// assert!(size_of::<Rare<Constraints>>() == size_of::<usize>());
/// ```
#[derive(Clone)]
pub struct Rare<T>(Option<Box<T>>);

impl<T> Rare<T> {
    /// The empty one.
    pub const fn empty() -> Self {
        Self(None)
    }

    /// Whether it is the empty one, and never was another.
    pub const fn is_unset(&self) -> bool {
        self.0.is_none()
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self::empty()
    }
}

impl<T: Emptiness> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Self((value != *T::EMPTY).then(|| Box::new(value)))
    }
}

impl<T: Emptiness> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::EMPTY)
    }
}

impl<T: Emptiness> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_with(|| Box::new(T::EMPTY.clone()))
    }
}

impl<T: Emptiness> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Emptiness + Eq> Eq for Rare<T> {}

impl<T: Emptiness + Debug> Debug for Rare<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

//! What [`tuple!`](crate::tuple) calls.

use serde::de::{DeserializeSeed, Error, IgnoredAny, SeqAccess};
use serde::ser::{Serialize, SerializeSeq};

use super::{Read, Seed};
use crate::json::located::in_item;
use crate::json::read::{OptionalSeed, read_items};

/// Reads the next item, if there is one; `index` is its position.
pub fn next_item<'de, A: SeqAccess<'de>, T: Read<'de>>(
    list: &mut A,
    index: &mut usize,
) -> Result<Option<T>, A::Error> {
    next(list, index, Seed::NEW)
}

/// The same where null is none.
pub fn optional_item<'de, A: SeqAccess<'de>, T: Read<'de>>(
    list: &mut A,
    index: &mut usize,
) -> Result<Option<T>, A::Error> {
    next(list, index, OptionalSeed::NEW).map(Option::flatten)
}

fn next<'de, A: SeqAccess<'de>, S: DeserializeSeed<'de>>(
    list: &mut A,
    index: &mut usize,
    seed: S,
) -> Result<Option<S::Value>, A::Error> {
    let item = list.next_element_seed(seed).map_err(|error| in_item(list, *index, error))?;
    *index += usize::from(item.is_some());
    Ok(item)
}

/// Reads the next item; it is an error if there is none.
pub fn required_item<'de, A: SeqAccess<'de>, T: Read<'de>>(
    list: &mut A,
    index: &mut usize,
) -> Result<T, A::Error> {
    match next_item(list, index)? {
        Some(item) => Ok(item),
        None => Err(too_short(*index)),
    }
}

#[cold]
#[inline(never)]
fn too_short<E: Error>(length: usize) -> E {
    let items = if length == 0 { "1 item" } else { &format!("{} items", length + 1) };
    E::custom(format_args!("expected at least {items}, found {length}"))
}

/// Reads the items that are left.
pub fn rest_of_items<'de, A: SeqAccess<'de>, T: Read<'de>>(
    list: &mut A,
    index: usize,
) -> Result<Vec<T>, A::Error> {
    let mut items = Vec::new();
    read_items(list, index, &mut items)?;
    Ok(items)
}

/// Skips the items that are left.
#[inline(never)]
pub fn skip_items<'de, A: SeqAccess<'de>>(list: &mut A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// How many positions have to be written: up to the last that is present, or all if items follow them.
pub fn written_positions(present: &[bool], items_follow: bool) -> usize {
    match items_follow {
        true => present.len(),
        false => present.iter().rposition(|present| *present).map_or(0, |last| last + 1),
    }
}

/// An array that is being written, with the number of positions that are left.
pub struct Items<S> {
    list: S,
    positions: usize,
}

impl<S: SerializeSeq> Items<S> {
    /// Writes so many positions into an array.
    pub fn new(list: S, positions: usize) -> Items<S> {
        Items { list, positions }
    }

    /// Writes a position, unless none are left; one that is absent is a null.
    pub fn put<T: Serialize>(&mut self, value: &T) -> Result<(), S::Error> {
        if self.positions == 0 {
            return Ok(());
        }
        self.positions -= 1;
        self.list.serialize_element(value)
    }

    /// Writes the items after the positions.
    pub fn put_rest<T: Serialize>(&mut self, items: &[T]) -> Result<(), S::Error> {
        items.iter().try_for_each(|item| self.list.serialize_element(item))
    }

    /// Ends the array.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.list.end()
    }
}

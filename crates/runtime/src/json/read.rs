//! How [`object!`](crate::object) reads the values of its fields: what JSON Schema calls an integer, and nulls that no
//! schema allows.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::json::located::in_item;
use crate::json::strict::stray_null;
use crate::json::support::{next_key, read_other};
use crate::{Number, RawJson, Secret, Timestamp};

/// A type that a field's value can have.
pub trait Read<'de>: Sized {
    /// Reads a value.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Reads a value of a list or map; `None` is a null that the schema does not allow, and is skipped.
    fn read_item<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        OptionalSeed::NEW.deserialize(deserializer)
    }
}

/// Reads through [`Read`].
pub struct Seed<T>(PhantomData<T>);

impl<T> Seed<T> {
    /// Reads a `T`.
    pub const NEW: Seed<T> = Seed(PhantomData);
}

impl<'de, T: Read<'de>> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

/// Reads through [`Read::read_item`].
pub(crate) struct ItemSeed<T>(PhantomData<T>);

impl<T> ItemSeed<T> {
    pub const NEW: ItemSeed<T> = ItemSeed(PhantomData);
}

impl<'de, T: Read<'de>> DeserializeSeed<'de> for ItemSeed<T> {
    type Value = Option<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_item(deserializer)
    }
}

/// Reads a value where there may be none; null is one, though the schema does not allow it.
pub(crate) struct OptionalSeed<T>(PhantomData<T>);

impl<T> OptionalSeed<T> {
    pub const NEW: OptionalSeed<T> = OptionalSeed(PhantomData);
}

impl<'de, T: Read<'de>> DeserializeSeed<'de> for OptionalSeed<T> {
    type Value = Option<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(OptionVisitor::<T, false>(PhantomData))
    }
}

/// Types that are read by their `Deserialize`.
macro_rules! by_deserialize {
    ($($ty:ty),*) => {
        $(impl<'de> Read<'de> for $ty {
            #[inline]
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Deserialize::deserialize(deserializer)
            }
        })*
    };
}

by_deserialize!(String, bool, Number, Secret, Timestamp);

impl<'de> Read<'de> for RawJson {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<RawJson, D::Error> {
        Deserialize::deserialize(deserializer)
    }

    /// Null is a value like any other.
    fn read_item<D: Deserializer<'de>>(deserializer: D) -> Result<Option<RawJson>, D::Error> {
        RawJson::read(deserializer).map(Some)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Box<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Box<T>, D::Error> {
        T::read(deserializer).map(Box::new)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(OptionVisitor::<T, true>(PhantomData))
    }

    /// Null is a value that the schema allows.
    fn read_item<D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
        Self::read(deserializer).map(Some)
    }
}

/// Reads a value or null; `ALLOWED` is whether the schema allows null.
struct OptionVisitor<T, const ALLOWED: bool>(PhantomData<T>);

impl<'de, T: Read<'de>, const ALLOWED: bool> Visitor<'de> for OptionVisitor<T, ALLOWED> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        if ALLOWED { Ok(None) } else { stray_null() }
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read(deserializer).map(Some)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);

        impl<'de, T: Read<'de>> Visitor<'de> for ListVisitor<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
                let mut items = Vec::new();
                read_items(&mut list, 0, &mut items)?;
                Ok(items)
            }
        }

        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

/// Reads the items that are left of an array, the first of them at `index`.
pub(crate) fn read_items<'de, A: SeqAccess<'de>, T: Read<'de>>(
    list: &mut A,
    mut index: usize,
    items: &mut Vec<T>,
) -> Result<(), A::Error> {
    loop {
        match list.next_element_seed(ItemSeed::NEW) {
            Ok(Some(item)) => items.extend(item),
            Ok(None) => return Ok(()),
            Err(error) => return Err(in_item(list, index, error)),
        }
        index += 1;
    }
}

impl<'de, T: Read<'de>> Read<'de> for BTreeMap<String, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
        struct MapVisitor<T>(PhantomData<T>);

        impl<'de, T: Read<'de>> Visitor<'de> for MapVisitor<T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BTreeMap<String, T>, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some(key) = next_key(&mut map)? {
                    read_other(&mut map, &mut entries, key)?;
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

/// A type of whole numbers.
trait Integer: TryFrom<u64> + TryFrom<i64> {
    const EXPECTED: &'static str;
}

impl Integer for u64 {
    const EXPECTED: &'static str = "an integer from 0 to 18446744073709551615";
}

impl Integer for i64 {
    const EXPECTED: &'static str = "an integer from -9223372036854775808 to 9223372036854775807";
}

impl Integer for i128 {
    const EXPECTED: &'static str = "an integer from -9223372036854775808 to 18446744073709551615";
}

macro_rules! integers {
    ($($ty:ty),*) => {
        $(impl<'de> Read<'de> for $ty {
            #[inline]
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<$ty, D::Error> {
                deserializer.deserialize_i64(IntegerVisitor(PhantomData))
            }
        })*
    };
}

integers!(u64, i64, i128);

struct IntegerVisitor<T>(PhantomData<T>);

impl<T: Integer> Visitor<'_> for IntegerVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(value), &self))
    }

    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(value), &self))
    }

    /// `40020.0` and `1e3` are integers in JSON Schema, and Python, Java and PHP write them.
    #[cold]
    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        // From here on a float may not be the number that was written, be it that the reader is off by the last digit because
        // the feature `numbers` is off; `mend` rewrites those that are whole.
        const EXACT: f64 = (1_u64 << 50) as f64;
        match value.trunc() == value && value.abs() < EXACT {
            true => self.visit_i64(value as i64),
            false if value.trunc() == value => {
                Err(E::invalid_value(serde::de::Unexpected::Other("an integer beyond 64 bits"), &self))
            }
            false => Err(E::invalid_value(serde::de::Unexpected::Float(value), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'de, T: Read<'de>>(text: &'de str) -> Result<T, String> {
        Seed::<T>::NEW
            .deserialize(&mut serde_json::Deserializer::from_str(text))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_integer_is_read_however_it_is_spelled() {
        for (text, value) in
            [("40020", 40020), ("40020.0", 40020), ("1e3", 1000), ("1.5e1", 15), ("-0", 0), ("-0.0", 0)]
        {
            assert_eq!(read::<u64>(text), Ok(value), "{text}");
            assert_eq!(read::<i128>(text), Ok(value.into()), "{text}");
        }
        assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(read::<i128>("18446744073709551615"), Ok(u64::MAX.into()));
        assert_eq!(read::<i128>("-9223372036854775808"), Ok(i64::MIN.into()));
        for text in ["0.5", "1e-1", "-1", "18446744073709551616", "1e300", "\"1\"", "null", "true"] {
            assert!(read::<u64>(text).is_err(), "{text}");
        }
        assert_eq!(
            read::<u64>("0.5"),
            Err("invalid value: floating point `0.5`, expected an integer from 0 to 18446744073709551615 \
                 at line 1 column 3"
                .to_owned())
        );
        assert_eq!(
            read::<i128>("18446744073709551616"),
            Err(
                "invalid value: an integer beyond 64 bits, expected an integer from -9223372036854775808 to \
                 18446744073709551615 at line 1 column 20"
                    .to_owned()
            )
        );
    }

    #[test]
    fn a_null_that_no_schema_has_is_skipped() {
        assert_eq!(read::<Vec<u64>>("[1,null,2.0]"), Ok(vec![1, 2]));
        assert_eq!(read::<Vec<Option<u64>>>("[1,null]"), Ok(vec![Some(1), None]));
        assert_eq!(read::<Vec<Vec<bool>>>("[[null,true],null]"), Ok(vec![vec![true]]));
        assert_eq!(read::<Vec<RawJson>>("[null]").unwrap()[0].get(), "null");
        let map = read::<BTreeMap<String, Vec<u64>>>(r#"{"a":[1,null],"b":null}"#).unwrap();
        assert_eq!(map, BTreeMap::from([("a".to_owned(), vec![1])]));
    }
}

//! JSON as a type that serde derives, and where a value does not fit it.
//!
//! Each function here is compiled once for each type that is read, so they are few, and short.

use std::slice;

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, Expected, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value, map};

use crate::location::join;

/// A value as a type; or where it is none, and why.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::typed;
///
/// let lists = json!({ "a": [1, 2], "b/c": [3, "x"] });
/// let misfit = typed::<std::collections::HashMap<String, Vec<u8>>>(&lists).expect_err("no number");
/// assert_eq!(misfit.pointer(), "/b~1c/1");
/// assert_eq!(misfit.message(), "invalid type: string \"x\", expected u8");
/// ```
///
/// # Errors
///
/// For the first value that does not fit.
pub fn typed<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Misfit> {
    T::deserialize(Typed(value))
}

/// A value that does not fit its type.
#[derive(Debug)]
pub struct Misfit {
    error: Error,
    /// The way to it, from the inside out.
    way: Vec<String>,
}

impl Misfit {
    /// Where it is.
    pub fn pointer(&self) -> String {
        self.way.iter().rev().fold(String::new(), |pointer, token| join(&pointer, token))
    }

    /// What is wrong with it, as serde says it.
    pub fn message(&self) -> String {
        self.error.to_string()
    }

    fn within(mut self, token: &str) -> Self {
        self.way.push(token.to_owned());
        self
    }
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.pointer(), self.error)
    }
}

impl std::error::Error for Misfit {}

impl From<Error> for Misfit {
    fn from(error: Error) -> Self {
        Self { error, way: Vec::new() }
    }
}

impl serde::de::Error for Misfit {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Error::custom(message).into()
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Error::invalid_type(found, expected).into()
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Error::invalid_value(found, expected).into()
    }
}

/// A value that is read. Of what has nothing in it, `serde_json` knows best.
#[derive(Clone, Copy)]
struct Typed<'de>(&'de Value);

impl Typed<'_> {
    fn is_not(self, expected: &dyn Expected) -> Misfit {
        let found = match self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(is) => Unexpected::Bool(*is),
            Value::Number(_) => Unexpected::Other("number"),
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Misfit::invalid_type(found, expected)
    }
}

macro_rules! as_serde_json_does {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            Ok(self.0.$method(visitor)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Typed<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(number) => Ok(number.deserialize_any(visitor)?),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items { all: items, rest: items.iter() }),
            _ => Err(self.is_not(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members { rest: members.iter(), last: None }),
            _ => Err(self.is_not(&visitor)),
        }
    }

    /// Not out of an array, whose items have no names.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    /// Variants have nothing in them.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(StrDeserializer::<Misfit>::new(text)),
            _ => Err(self.is_not(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            _ => Err(self.is_not(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    as_serde_json_does! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
    }

    forward_to_deserialize_any! { char bytes byte_buf unit unit_struct tuple tuple_struct identifier }
}

struct Items<'de> {
    all: &'de [Value],
    rest: slice::Iter<'de, Value>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let number = self.all.len() - self.rest.len();
        let Some(item) = self.rest.next() else { return Ok(None) };
        match seed.deserialize(Typed(item)) {
            Ok(item) => Ok(Some(item)),
            Err(misfit) => Err(misfit.within(&number.to_string())),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Members<'de> {
    rest: map::Iter<'de>,
    /// The member whose key was read.
    last: Option<(&'de String, &'de Value)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.last = self.rest.next();
        let Some((key, _)) = self.last else { return Ok(None) };
        match seed.deserialize(StrDeserializer::<Misfit>::new(key)) {
            Ok(name) => Ok(Some(name)),
            Err(misfit) => Err(misfit.within(key)),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        let (key, value) = self.last.take().expect("serde asks for a key before its value");
        match seed.deserialize(Typed(value)) {
            Ok(value) => Ok(value),
            Err(misfit) => Err(misfit.within(key)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

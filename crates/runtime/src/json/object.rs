//! Objects: [`object!`] reads and writes a struct as JSON.
//!
//! Fields are required, optional or nullable; unknown ones are skipped, or kept in a map. It is a macro by example and
//! not a derive, because a derive costs a receiver a procedural macro and, for each struct, a field enum with three more
//! visitors.

/// Implements `Deserialize` and `Serialize` for a struct with named fields.
///
/// Each field has a line: its name, its key in JSON, and what is allowed there.
///
/// | word | absent | `null` | field's type |
/// | --- | --- | --- | --- |
/// | `required` | an error | as the type reads it: `None` for an `Option` | `T`, or `Option<T>` where null is allowed |
/// | `optional` | `None` | `None` | `Option<T>` |
/// | `optional_nullable` | `None` | `Some(None)` | `Option<Option<T>>` |
///
/// Keys may come in any order; unknown ones are skipped, and a duplicate key is an error.
/// A last line `@rest others,` names a field `BTreeMap<String, T>` that keeps the unknown keys; they are written after
/// the fields. `read_only` before the name leaves out `Serialize`: for structs that hold a [`Secret`](crate::Secret).
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Note {
///     pub author: Option<String>,
///     pub text: String,
///     pub expires: Option<Option<u64>>,
/// }
///
/// webhook_runtime::object! { Note {
///     author: "author" required,
///     text: "text" required,
///     expires: "expires" optional_nullable,
/// } }
///
/// let note: Note = serde_json::from_str(r#"{"new": [1], "text": "hi", "author": null}"#).unwrap();
/// assert_eq!(note, Note { author: None, text: "hi".into(), expires: None });
/// assert_eq!(serde_json::to_string(&note).unwrap(), r#"{"author":null,"text":"hi"}"#);
/// ```
///
/// A map keeps the other keys:
///
/// ```
/// use std::collections::BTreeMap;
///
/// #[derive(Debug, PartialEq)]
/// pub struct Labels {
///     pub owner: String,
///     pub others: BTreeMap<String, u64>,
/// }
/// webhook_runtime::object! { Labels {
///     owner: "owner" required,
///     @rest others,
/// } }
///
/// let labels: Labels = serde_json::from_str(r#"{"a":1,"owner":"o","b":2}"#).unwrap();
/// assert_eq!(labels.others["b"], 2);
/// assert_eq!(serde_json::to_string(&labels).unwrap(), r#"{"owner":"o","a":1,"b":2}"#);
/// ```
///
/// A `read_only` struct cannot be written:
///
/// ```compile_fail
/// # use webhook_runtime::Secret;
/// struct Endpoint { signing_secret: Secret }
/// webhook_runtime::object! { read_only Endpoint { signing_secret: "signing_secret" required, } }
///
/// let endpoint: Endpoint = serde_json::from_str(r#"{"signing_secret": "s3cret"}"#).unwrap();
/// serde_json::to_string(&endpoint);  // `Endpoint` is not `Serialize`
/// ```
#[macro_export]
macro_rules! object {
    (read_only $name:ident {
        $($field:ident: $key:literal $presence:ident,)*
        $(@rest $rest:ident,)?
    }) => {
        const _: () = {
            use $crate::support::{self, de};

            impl<'de> $crate::support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    de::Deserialize::deserialize(deserializer)
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    struct __Object;

                    #[allow(deprecated, reason = "a field that is on its way out is read and written like any other")]
                    impl<'de> de::Visitor<'de> for __Object {
                        type Value = $name;

                        fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                            f.write_str("an object")
                        }

                        fn visit_map<__A: de::MapAccess<'de>>(
                            self,
                            mut map: __A,
                        ) -> ::core::result::Result<$name, __A::Error> {
                            $(let mut $field = ::core::option::Option::None;)*
                            $(let mut $rest = ::std::collections::BTreeMap::new();)?
                            while let ::core::option::Option::Some(key) = support::next_key(&mut map)? {
                                match &*key {
                                    $($key => support::field::$presence(&mut map, &mut $field, $key),)*
                                    _ => $crate::object!(@other map key $($rest)?),
                                }?
                            }
                            #[allow(unreachable_patterns, reason = "where every field may be absent")]
                            match ($($field,)*) {
                                ($($crate::object!(@found $presence $field),)*) => ::core::result::Result::Ok($name {
                                    $($field: $crate::object!(@take $presence $field),)*
                                    $($rest,)?
                                }),
                                ($($field,)*) => ::core::result::Result::Err(support::missing(&[
                                    $($crate::object!(@missing $presence $field $key),)*
                                ])),
                            }
                        }
                    }

                    deserializer.deserialize_map(__Object)
                }
            }
        };
    };
    ($name:ident {
        $($field:ident: $key:literal $presence:ident,)*
        $(@rest $rest:ident,)?
    }) => {
        $crate::object! { read_only $name {
            $($field: $key $presence,)*
            $(@rest $rest,)?
        } }

        const _: () = {
            use $crate::support::ser;

            #[allow(deprecated, reason = "a field that is on its way out is read and written like any other")]
            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    let mut map = serializer.serialize_map(::core::option::Option::None)?;
                    $($crate::object!(@put $presence (&self.$field) map $key);)*
                    $(for (key, value) in &self.$rest {
                        ser::SerializeMap::serialize_entry(&mut map, key, value)?;
                    })?
                    ser::SerializeMap::end(map)
                }
            }
        };
    };
    (@other $map:ident $key:ident) => { support::skip_value(&mut $map) };
    (@other $map:ident $key:ident $rest:ident) => { support::read_other(&mut $map, &mut $rest, $key) };
    (@found required $field:ident) => { ::core::option::Option::Some($field) };
    (@found $presence:ident $field:ident) => { $field };
    (@take optional $field:ident) => { $field.flatten() };
    (@take $presence:ident $field:ident) => { $field };
    (@missing required $field:ident $key:literal) => { ($field.is_none(), $key) };
    (@missing $presence:ident $field:ident $key:literal) => { (false, $key) };
    (@put required ($value:expr) $map:ident $key:literal) => {
        ser::SerializeMap::serialize_entry(&mut $map, $key, $value)?
    };
    (@put $presence:ident ($value:expr) $map:ident $key:literal) => {
        if let ::core::option::Option::Some(value) = $value {
            ser::SerializeMap::serialize_entry(&mut $map, $key, value)?;
        }
    };
}

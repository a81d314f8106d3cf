//! Arrays whose positions have types of their own: [`tuple!`] reads and writes a struct as an array.

/// Implements `Deserialize` and `Serialize` for a struct with named fields that is an array in JSON.
///
/// Each position has a line: its field, and what is allowed there. Required positions come first.
///
/// | word | absent | `null` | field's type |
/// | --- | --- | --- | --- |
/// | `required` | an error | as the type reads it: `None` for an `Option` | `T`, or `Option<T>` where null is allowed |
/// | `optional` | `None` | `None` | `Option<T>` |
/// | `optional_nullable` | `None` | `Some(None)` | `Option<Option<T>>` |
///
/// A last line `@rest others,` names a field `Vec<T>` that keeps the items after the positions; without it, they are
/// skipped. `None` at the end is not written; before another item it is written as null, so that each item keeps its
/// position.
///
/// ```
/// use webhook_runtime::{Number, RawJson};
///
/// #[derive(Debug, PartialEq)]
/// pub struct Point {
///     pub x: Number,
///     pub y: Option<Number>,
///     pub others: Vec<RawJson>,
/// }
/// webhook_runtime::tuple! { Point {
///     x required,
///     y optional,
///     @rest others,
/// } }
///
/// for text in ["[1]", "[1,2.5]", "[1,null,\"label\"]"] {
///     let point: Point = serde_json::from_str(text).unwrap();
///     assert_eq!(serde_json::to_string(&point).unwrap(), text);
/// }
/// ```
#[macro_export]
macro_rules! tuple {
    (@read required $list:ident $index:ident) => { support::required_item(&mut $list, &mut $index)? };
    (@read optional $list:ident $index:ident) => { support::optional_item(&mut $list, &mut $index)? };
    (@read optional_nullable $list:ident $index:ident) => { support::next_item(&mut $list, &mut $index)? };
    (@present required $value:expr) => { true };
    (@present $presence:ident $value:expr) => { ::core::option::Option::is_some(&$value) };
    ($name:ident { $($field:ident $presence:ident,)+ $(@rest $rest:ident,)? }) => {
        const _: () = {
            use $crate::support::{self, de, ser};

            impl<'de> support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    de::Deserialize::deserialize(deserializer)
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    struct __Array;

                    #[allow(deprecated, reason = "a field that is on its way out is read and written like any other")]
                    impl<'de> de::Visitor<'de> for __Array {
                        type Value = $name;

                        fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                            f.write_str("an array")
                        }

                        fn visit_seq<__A: de::SeqAccess<'de>>(
                            self,
                            mut list: __A,
                        ) -> ::core::result::Result<$name, __A::Error> {
                            let mut index = 0;
                            // Fields are read in the order in which they are written here.
                            let value = $name {
                                $($field: $crate::tuple!(@read $presence list index),)+
                                $($rest: support::rest_of_items(&mut list, index)?,)?
                            };
                            support::skip_items(&mut list)?;
                            ::core::result::Result::Ok(value)
                        }
                    }

                    deserializer.deserialize_seq(__Array)
                }
            }

            #[allow(deprecated, reason = "a field that is on its way out is read and written like any other")]
            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    let present = [$($crate::tuple!(@present $presence self.$field),)+];
                    let rest_follows = false $(|| !self.$rest.is_empty())?;
                    let positions = support::written_positions(&present, rest_follows);
                    let list = serializer.serialize_seq(::core::option::Option::None)?;
                    let mut items = support::Items::new(list, positions);
                    $(items.put(&self.$field)?;)+
                    $(items.put_rest(&self.$rest)?;)?
                    items.end()
                }
            }
        };
    };
}

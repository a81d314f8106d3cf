//! Unions of objects with a tag: [`tagged_union!`] reads and writes an enum as JSON.
//!
//! An object whose tag is unknown is kept whole. Each variant is an [`object!`](crate::object) that has the tag among its
//! fields.

/// Implements `Deserialize` and `Serialize` for an enum of objects.
///
/// ```
/// #[derive(Debug)]
/// pub struct Circle { pub kind: String, pub radius: u64 }
/// webhook_runtime::object! { Circle { kind: "kind" required, radius: "radius" required, } }
///
/// #[derive(Debug)]
/// pub enum Shape {
///     Circle(Circle),
///     Unknown(webhook_runtime::UnknownVariant),
/// }
/// webhook_runtime::tagged_union! { Shape tag "kind" { "circle" => Circle, } }
///
/// let shape: Shape = serde_json::from_str(r#"{"radius":2,"kind":"circle"}"#).unwrap();
/// assert!(matches!(shape, Shape::Circle(Circle { radius: 2, .. })));
/// let shape: Shape = serde_json::from_str(r#"{"kind":"square","side":2}"#).unwrap();
/// assert_eq!(serde_json::to_string(&shape).unwrap(), r#"{"kind":"square","side":2}"#);
/// ```
#[macro_export]
macro_rules! tagged_union {
    ($name:ident tag $tag:literal { $($text:literal => $variant:ident,)+ }) => {
        const _: () = {
            use $crate::support::{self, de, ser};

            impl<'de> $crate::support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    de::Deserialize::deserialize(deserializer)
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    support::tagged(deserializer, $tag, |tag, raw| {
                        ::core::result::Result::Ok(match tag {
                            $($text => $name::$variant(raw.decode()?),)+
                            _ => $name::Unknown($crate::UnknownVariant::__new(tag, raw.clone())),
                        })
                    })
                }
            }

            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    match self {
                        $($name::$variant(object) => ser::Serialize::serialize(object, serializer),)+
                        $name::Unknown(unknown) => ser::Serialize::serialize(unknown.value(), serializer),
                    }
                }
            }
        };
    };
}

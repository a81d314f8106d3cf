//! Enums of any JSON values: [`value_enum!`] defines an enum that keeps unknown ones.

/// Defines an enum of JSON values that are not all strings, with a variant `Unknown` that keeps any other value.
///
/// Each variant has the JSON text of its value. Values are compared as in JSON Schema: `1.0` equals `1`, and escapes in
/// a string make no difference. A known value is written as it is here, an unknown one as it was sent.
///
/// ```
/// webhook_runtime::value_enum! {
///     /// How urgent it is.
///     pub enum Priority {
///         /// The first.
///         V1 = "1",
///         /// High.
///         High = "\"high\"",
///         /// As urgent as can be.
///         True = "true",
///     }
/// }
///
/// let priority: Priority = serde_json::from_str("1.0").unwrap();
/// assert_eq!((&priority, priority.as_i64(), priority.json()), (&Priority::V1, Some(1), "1"));
/// assert_eq!(Priority::High.as_str().as_deref(), Some("high"));
/// assert_eq!(Priority::KNOWN.len(), 3);
///
/// let priority: Priority = serde_json::from_str("2.50").unwrap();
/// assert!(matches!(&priority, Priority::Unknown(raw) if raw.get() == "2.50"));
/// assert_eq!(serde_json::to_string(&priority).unwrap(), "2.50");
/// ```
#[macro_export]
macro_rules! value_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $json:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A value that this build does not know, kept as it was sent.
            Unknown($crate::RawJson),
        }

        impl $name {
            /// The values that this build knows, in the schema's order.
            pub const KNOWN: &'static [$name] = &[$($name::$variant,)+];

            /// The JSON text of the value.
            pub fn json(&self) -> &str {
                match self {
                    $($name::$variant => $json,)+
                    $name::Unknown(raw) => raw.get(),
                }
            }

            /// The string, if the value is one; owned if its JSON text has escapes.
            pub fn as_str(&self) -> ::core::option::Option<::std::borrow::Cow<'_, str>> {
                $crate::support::as_str(self.json())
            }

            /// The integer, however it is written, if the value is one that an `i64` can hold.
            pub fn as_i64(&self) -> ::core::option::Option<i64> {
                $crate::support::as_i64(self.json())
            }

            /// The boolean, if the value is one.
            pub fn as_bool(&self) -> ::core::option::Option<bool> {
                $crate::support::as_bool(self.json())
            }
        }

        const _: () = {
            use $crate::support::{self, de, ser};

            impl support::AsI64 for $name {
                fn as_i64(&self) -> ::core::option::Option<i64> {
                    support::as_i64(self.json())
                }
            }

            impl support::AsF64 for $name {
                fn as_f64(&self) -> ::core::option::Option<f64> {
                    support::as_f64(self.json())
                }
            }

            impl support::AsBool for $name {
                fn as_bool(&self) -> ::core::option::Option<bool> {
                    support::as_bool(self.json())
                }
            }

            impl<'de> support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    de::Deserialize::deserialize(deserializer)
                }

                /// Null is skipped, unless it is one of the values.
                fn read_item<__D: de::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::core::result::Result<::core::option::Option<Self>, __D::Error> {
                    let value: Self = de::Deserialize::deserialize(deserializer)?;
                    ::core::result::Result::Ok(match value {
                        $name::Unknown(raw) if raw.get() == "null" => ::core::option::Option::None,
                        value => ::core::option::Option::Some(value),
                    })
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    let raw: $crate::RawJson = de::Deserialize::deserialize(deserializer)?;
                    let mut known = $name::KNOWN.iter();
                    ::core::result::Result::Ok(match known.find(|known| support::same_value(known.json(), raw.get())) {
                        ::core::option::Option::Some(known) => ::core::clone::Clone::clone(known),
                        ::core::option::Option::None => $name::Unknown(raw),
                    })
                }
            }

            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    support::write_json(self.json(), serializer)
                }
            }
        };
    };
}

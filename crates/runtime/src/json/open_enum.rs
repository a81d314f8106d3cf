//! Open enums: [`open_enum!`] defines an enum of strings that keeps unknown ones.

/// Defines an enum of strings, with a variant `Unknown` that keeps any other string.
///
/// The enum reads from and writes to a JSON string, and always writes the string that it was read from.
///
/// ```
/// webhook_runtime::open_enum! {
///     /// How much it matters.
///     pub enum Severity {
///         /// Little.
///         Low = "low",
///         /// Much.
///         High = "high",
///     }
/// }
///
/// let severity: Severity = serde_json::from_str("\"apocalyptic\"").unwrap();
/// assert!(matches!(&severity, Severity::Unknown(text) if text.as_str() == "apocalyptic"));
/// assert_eq!(serde_json::to_string(&severity).unwrap(), "\"apocalyptic\"");
/// assert_eq!(Severity::from("low"), Severity::Low);
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A string that this build does not know, kept as it was sent.
            Unknown($crate::UnknownText),
        }

        impl $name {
            /// The values that this build knows, in the schema's order.
            pub const KNOWN: &'static [$name] = &[$($name::$variant,)+];

            /// The string, as it is in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $text,)+
                    $name::Unknown(text) => text.as_str(),
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> $name {
                match text {
                    $($text => $name::$variant,)+
                    _ => $name::Unknown($crate::UnknownText::__new(text)),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        const _: () = {
            use $crate::support::{de, ser};

            impl $crate::support::AsText for $name {
                fn as_text(&self) -> &str {
                    self.as_str()
                }
            }

            impl<'de> $crate::support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    de::Deserialize::deserialize(deserializer)
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    let text: $crate::support::Text<'de> = de::Deserialize::deserialize(deserializer)?;
                    ::core::result::Result::Ok($name::from(&*text.0))
                }
            }

            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        };
    };
}

//! Identifiers: [`text_id!`] defines a type for each kind of identifier.
//!
//! Any string is an identifier, because the sender may change the format.

/// Defines a newtype of `String` that reads from and writes to a JSON string.
///
/// ```
/// webhook_runtime::text_id! {
///     /// Identifies an agent.
///     pub struct AgentId;
/// }
///
/// let agent = AgentId::from("smolt-1");
/// assert_eq!(agent.as_str(), "smolt-1");
/// assert_eq!(format!("{agent} {agent:?}"), r#"smolt-1 AgentId("smolt-1")"#);
/// ```
#[macro_export]
macro_rules! text_id {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(::std::string::String);

        impl $name {
            /// The string.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The string, owned.
            pub fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(text.into())
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> $name {
                $name(text)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        const _: () = {
            use $crate::support::{de, ser};

            impl $crate::support::AsText for $name {
                fn as_text(&self) -> &str {
                    &self.0
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
                    de::Deserialize::deserialize(deserializer).map($name)
                }
            }

            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    serializer.serialize_str(&self.0)
                }
            }
        };
    };
}

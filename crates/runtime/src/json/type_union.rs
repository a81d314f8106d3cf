//! Unions of JSON types: [`type_union!`] reads and writes an enum with a variant for each type.

/// Implements `Deserialize`, `Serialize` and accessors for an enum whose variants hold values of different JSON types.
///
/// Each arm has a JSON type, a variant and the type of its payload. The JSON type is one of `boolean`, `integer`,
/// `number`, `string`, `array` and `object`, and has one arm at most. A whole number goes to `integer`, however it is
/// written, and to `number` if there is no such arm.
///
/// The variant `Other` keeps a value without an arm, and a scalar that its arm's type cannot hold, such as an integer
/// out of range. An object or array that does not fit its arm's type is an error, unless the enum is `open`: then it is
/// kept, too, and so is one with a null in it that the type does not allow.
///
/// The arms `boolean`, `integer`, `number` and `string` define `as_bool`, `as_i64`, `as_f64` and `as_str`, which return
/// the value of that arm's variant.
///
/// ```
/// use webhook_runtime::RawJson;
///
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Limit {
///     Integer(i128),
///     String(String),
///     Other(RawJson),
/// }
/// webhook_runtime::type_union! { Limit {
///     integer => Integer(i128),
///     string => String(String),
/// } }
///
/// let limit: Limit = serde_json::from_str("40.0").unwrap();
/// assert_eq!((limit.as_i64(), limit.as_str()), (Some(40), None));
/// let limit: Limit = serde_json::from_str("\"none\"").unwrap();
/// assert_eq!(limit.as_str(), Some("none"));
/// let limit: Limit = serde_json::from_str("1.50").unwrap();
/// assert!(matches!(&limit, Limit::Other(_)));
/// assert_eq!(serde_json::to_string(&limit).unwrap(), "1.50");
///
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Tags {
///     List(Vec<String>),
///     Other(RawJson),
/// }
/// webhook_runtime::type_union! { open Tags {
///     array => List(Vec<String>),
/// } }
///
/// let tags: Tags = serde_json::from_str("[\"a\", 1]").unwrap();
/// assert!(matches!(&tags, Tags::Other(raw) if raw.get() == "[\"a\", 1]"));
/// ```
#[macro_export]
macro_rules! type_union {
    (@accessor boolean $name:ident $variant:ident) => {
        /// The boolean, if the value is one.
        pub fn as_bool(&self) -> ::core::option::Option<bool> {
            match self {
                $name::$variant(value) => $crate::support::AsBool::as_bool(value),
                _ => ::core::option::Option::None,
            }
        }
    };
    (@accessor integer $name:ident $variant:ident) => {
        /// The integer, if the value is one that an `i64` can hold.
        pub fn as_i64(&self) -> ::core::option::Option<i64> {
            match self {
                $name::$variant(value) => $crate::support::AsI64::as_i64(value),
                _ => ::core::option::Option::None,
            }
        }
    };
    (@accessor number $name:ident $variant:ident) => {
        /// The number as a float, if the value is one.
        pub fn as_f64(&self) -> ::core::option::Option<f64> {
            match self {
                $name::$variant(value) => $crate::support::AsF64::as_f64(value),
                _ => ::core::option::Option::None,
            }
        }
    };
    (@accessor string $name:ident $variant:ident) => {
        /// The string, if the value is one.
        pub fn as_str(&self) -> ::core::option::Option<&str> {
            match self {
                $name::$variant(value) => ::core::option::Option::Some($crate::support::AsText::as_text(value)),
                _ => ::core::option::Option::None,
            }
        }
    };
    (@accessor $json:ident $name:ident $variant:ident) => {};
    ($name:ident $arms:tt) => {
        $crate::type_union! { @read_arm $name $arms }
    };
    (open $name:ident $arms:tt) => {
        $crate::type_union! { @read_open_arm $name $arms }
    };
    (@$read:ident $name:ident { $($json:ident => $variant:ident($payload:ty),)+ }) => {
        impl $name {
            $($crate::type_union! { @accessor $json $name $variant })+
        }

        const _: () = {
            use $crate::support::{self, de, ser, types};

            impl<'de> support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    de::Deserialize::deserialize(deserializer)
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    let raw: $crate::RawJson = de::Deserialize::deserialize(deserializer)?;
                    match support::arm(&raw, 0 $(| types::$json)+) {
                        $(types::$json => support::$read::<$payload, _, _>(raw, $name::$variant, $name::Other),)+
                        _ => ::core::result::Result::Ok($name::Other(raw)),
                    }
                }
            }

            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    match self {
                        $($name::$variant(value) => ser::Serialize::serialize(value, serializer),)+
                        $name::Other(raw) => ser::Serialize::serialize(raw, serializer),
                    }
                }
            }
        };
    };
}

//! Newtypes: [`newtype!`] reads and writes a struct with one unnamed field as that field.

/// Implements `Deserialize` and `Serialize` for a struct with one unnamed field, which stands for it in JSON.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Batch(pub Vec<u64>);
/// webhook_runtime::newtype! { Batch(Vec<u64>) }
///
/// let batch: Batch = serde_json::from_str("[1, 2.0]").unwrap();
/// assert_eq!(batch, Batch(vec![1, 2]));
/// assert_eq!(serde_json::to_string(&batch).unwrap(), "[1,2]");
/// ```
#[macro_export]
macro_rules! newtype {
    ($name:ident($inner:ty)) => {
        const _: () = {
            use $crate::support::{de, ser};

            impl<'de> $crate::support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    <$inner as $crate::support::Read<'de>>::read(deserializer).map($name)
                }

                #[inline]
                fn read_item<__D: de::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::core::result::Result<::core::option::Option<Self>, __D::Error> {
                    let item = <$inner as $crate::support::Read<'de>>::read_item(deserializer)?;
                    ::core::result::Result::Ok(item.map($name))
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    $crate::support::Read::read(deserializer)
                }
            }

            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(
                    &self,
                    serializer: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    ser::Serialize::serialize(&self.0, serializer)
                }
            }
        };
    };
}

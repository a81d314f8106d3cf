//! Unions of objects without a tag: [`object_union!`] reads and writes an enum of objects that differ in keys and
//! values.

/// Implements `Deserialize`, `Serialize` and accessors for an enum of objects that have no tag, or of tuples.
///
/// Each branch has a variant with a boxed struct, the name of its accessor, and a line for each key that it declares:
/// whether the key is `required` or `optional`, the JSON types of its value, and the JSON texts of its possible values.
/// Types and values may be left out. The types are `null`, `boolean`, `integer`, `number`, `string`, `array` and
/// `object`. Values after `=` are all that the key can have; those after `~` only rule out the branches that list others
/// after `~`, as where a branch does not have the key at all.
///
/// An object fits a branch if it has all required keys, and if the value of each declared key has one of the types and
/// is not ruled out by the values, compared as in JSON Schema. If an object fits several branches, the chosen one
/// declares every key of the object that any branch declares. If none of them does, or more than one, the variant
/// `Ambiguous` keeps the object, and so it does if the object cannot be read as the chosen branch, or has a null in it
/// that this does not allow. `Other` keeps a value that fits no branch, or only one that declares no keys, such as a map,
/// and cannot be read as that, or has such a null. Any other mistake inside the only branch that an object fits is an
/// error.
///
/// With `list` before the name, the branches are tuples instead, and their keys positions: `"0"` is that of the first item.
///
/// An accessor returns the struct of its variant. It also tries to read a value that was kept as that struct, whatever
/// the branch declares.
///
/// ```
/// use webhook_runtime::RawJson;
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Mail { pub address: String, pub note: Option<String> }
/// webhook_runtime::object! { Mail { address: "address" required, note: "note" optional, } }
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Phone { pub number: String }
/// webhook_runtime::object! { Phone { number: "number" required, } }
///
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum Contact {
///     Mail(Box<Mail>),
///     Phone(Box<Phone>),
///     Ambiguous(RawJson),
///     Other(RawJson),
/// }
/// webhook_runtime::object_union! { Contact {
///     Mail(Box<Mail>) as_mail {
///         "address" required: string,
///         "via" optional = "\"mail\"" | "\"post\"",
///         "note" optional: string | null,
///     }
///     Phone(Box<Phone>) as_phone {
///         "number" required: string,
///     }
/// } }
///
/// let contact: Contact = serde_json::from_str(r#"{"address": "a", "via": "post"}"#).unwrap();
/// assert_eq!(contact.as_mail().unwrap().address, "a");
/// let contact: Contact = serde_json::from_str(r#"{"address": "a", "number": "1"}"#).unwrap();
/// assert!(matches!(&contact, Contact::Ambiguous(_)));
/// assert_eq!(contact.as_phone().unwrap().number, "1");
/// let contact: Contact = serde_json::from_str(r#"{"address": 7}"#).unwrap();
/// assert!(matches!(&contact, Contact::Other(_)) && contact.as_mail().is_none());
/// ```
#[macro_export]
macro_rules! object_union {
    (list $name:ident $branches:tt) => {
        $crate::object_union! { @of '[' $name $branches }
    };
    ($name:ident $branches:tt) => {
        $crate::object_union! { @of '{' $name $branches }
    };
    (@of $opening:literal $name:ident { $($variant:ident(Box<$object:ty>) $accessor:ident {
        $($key:literal $presence:ident $(: $($json:ident)|+)? $(= $($value:literal)|+)? $(~ $($own:literal)|+)?,)*
    })+ }) => {
        impl $name {
            $(
                #[doc = ::core::concat!("The value as `", ::core::stringify!($object), "`, if it is one.")]
                ///
                /// A value in `Ambiguous` or `Other` is read when this is called.
                pub fn $accessor(&self) -> ::core::option::Option<::std::borrow::Cow<'_, $object>> {
                    match self {
                        $name::$variant(object) => {
                            ::core::option::Option::Some(::std::borrow::Cow::Borrowed(&**object))
                        }
                        $name::Ambiguous(raw) | $name::Other(raw) => {
                            $crate::support::decoded(raw).map(::std::borrow::Cow::Owned)
                        }
                        #[allow(unreachable_patterns, reason = "there is one variant only")]
                        _ => ::core::option::Option::None,
                    }
                }
            )+
        }

        const _: () = {
            use $crate::support::{self, de, presence, ser, types};

            const __BRANCHES: &[support::Branch] = &[$(support::Branch {
                keys: &[$(support::Key {
                    name: $key,
                    required: presence::$presence,
                    types: 0 $($(| types::$json)+)?,
                    values: &[$($($value,)+)?],
                    own: &[$($($own,)+)?],
                },)*],
            },)+];

            impl<'de> support::Read<'de> for $name {
                #[inline]
                fn read<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    de::Deserialize::deserialize(deserializer)
                }
            }

            impl<'de> de::Deserialize<'de> for $name {
                fn deserialize<__D: de::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {
                    support::read_branch(
                        de::Deserialize::deserialize(deserializer)?,
                        $opening,
                        __BRANCHES,
                        &[$(|object| support::decode(object).map($name::$variant),)+],
                        $name::Ambiguous,
                        $name::Other,
                    )
                }
            }

            impl ser::Serialize for $name {
                fn serialize<__S: ser::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    match self {
                        $($name::$variant(object) => ser::Serialize::serialize(object, serializer),)+
                        $name::Ambiguous(raw) | $name::Other(raw) => ser::Serialize::serialize(raw, serializer),
                    }
                }
            }
        };
    };
}

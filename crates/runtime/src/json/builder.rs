//! Builders: [`builder!`] makes a value from fields that are given by name, in any order.
//!
//! Nothing about a builder depends on the order of the fields, and a field that is added to it later is an error of
//! `build`, not of the compiler: both may happen in a schema without anything changing on the wire.

/// Defines the builder of a struct that is in the parent module, under the same name.
///
/// Each field has a line: its name; where it is in JSON, a key or, in an array, an index; whether it is there, in the
/// words of [`object!`](crate::object); and what its setter takes:
///
/// | word | the setter takes |
/// | --- | --- |
/// | `one T` | what converts into a `T` |
/// | `maybe T` | what converts into a `T`, or none: [`Maybe`](crate::Maybe); where the field is optional, none is absent, otherwise null |
/// | `boxed T`, `maybe_boxed T` | the same, and the field holds it in a `Box` |
/// | `list T` | items that convert into `T` |
/// | `map T` | keys with values that convert into `T` |
///
/// A required field without a value is an error, an optional one is absent. A builder converts into the struct that it
/// builds, so objects in objects need no `build` of their own, and a problem in one is reported with its path.
/// `name as setter` is for a field that cannot have a setter of its name. A line `@rest others map T,` is for a field that
/// keeps other keys or items; it is empty if its setter is not called. A line `@only kind: value,` is for a field that
/// always has the same value, and has no setter. `builders` is only a name: any module will do.
///
/// ```
/// mod post {
///     use std::collections::BTreeMap;
///
///     #[derive(Debug, PartialEq)]
///     pub struct Post {
///         pub author: Author,
///         pub tags: Vec<String>,
///         pub pinned: Option<bool>,
///         pub others: BTreeMap<String, u64>,
///     }
///     #[derive(Debug, PartialEq)]
///     pub struct Author {
///         pub name: String,
///         pub email: Option<String>,
///     }
///
///     pub mod builders {
///         webhook_runtime::builder! { Post {
///             author: "author" required one super::Author,
///             tags: "tags" required list String,
///             pinned: "pinned" optional maybe bool,
///             @rest others map u64,
///         } }
///         webhook_runtime::builder! { Author {
///             name: "name" required one String,
///             email: "email" required maybe String,
///         } }
///     }
/// }
/// use post::{Author, Post};
///
/// let post = Post::builder()
///     .tags(["rust", "webhooks"])
///     .author(Author::builder().email(None).name("Ada"))
///     .build()
///     .unwrap();
/// assert_eq!((&*post.author.name, post.tags.len(), post.pinned), ("Ada", 2, None));
///
/// let error = Post::builder().author(Author::builder().name("Ada")).build().unwrap_err();
/// assert_eq!(error.to_string(), "at `author.email`: missing required field; at `tags`: missing required field");
/// ```
#[macro_export]
macro_rules! builder {
    ($name:ident { $($fields:tt)* }) => {
        $crate::builder! { @define
            #[doc = ::core::concat!("Builds a [`", ::core::stringify!($name), "`](super::", ::core::stringify!($name), ").")]
            $name (super::$name) (super::$name) { $($fields)* }
        }

        impl super::$name {
            /// Starts to build a value from its fields, in any order.
            #[inline]
            pub fn builder() -> $name {
                $name::start_()
            }
        }

        impl ::core::convert::TryFrom<$name> for super::$name {
            type Error = $crate::BuildError;

            #[inline]
            fn try_from(builder: $name) -> ::core::result::Result<Self, $crate::BuildError> {
                builder.build()
            }
        }

        impl ::core::convert::TryFrom<$name> for $crate::Maybe<super::$name> {
            type Error = $crate::BuildError;

            #[inline]
            fn try_from(builder: $name) -> ::core::result::Result<Self, $crate::BuildError> {
                builder.build().map(::core::convert::From::from)
            }
        }
    };
    // Names of our own end with an underscore, as no field's does.
    (@define $(#[$meta:meta])* $name:ident ($($struct:tt)+) ($value:ty) {
        $($field:ident $(as $setter:ident)?: $key:literal $presence:ident $kind:ident $ty:ty,)*
        $(@rest $rest:ident $rest_kind:ident $rest_ty:ty,)?
        $(@given $given:ident: $given_key:literal $given_ty:ty,)?
        $(@only $only:ident: $constant:expr,)*
    }) => {
        $(#[$meta])*
        #[must_use]
        pub struct $name {
            $($field: ::core::option::Option<$crate::builder!(@slot $kind $ty)>,)*
            $($rest: ::core::option::Option<$crate::builder!(@slot $rest_kind $rest_ty)>,)?
            $($given: ::core::option::Option<$given_ty>,)?
            faults_: $crate::support::Faults,
        }

        impl $name {
            #[inline]
            fn start_() -> $name {
                $name {
                    $($field: ::core::option::Option::None,)*
                    $($rest: ::core::option::Option::None,)?
                    $($given: ::core::option::Option::None,)?
                    faults_: ::core::default::Default::default(),
                }
            }

            $($crate::builder! { @setter [$field $($setter)?] ($crate::support::Step::from($key)) $kind $ty })*
            $($crate::builder! { @setter [$rest] ($crate::support::Step::Rest) $rest_kind $rest_ty })?

            /// The value.
            ///
            /// # Errors
            ///
            /// When required fields are missing, or a value did not convert: all of them, with their paths.
            #[inline]
            #[allow(deprecated, reason = "a field that is on its way out may be required")]
            pub fn build(self) -> ::core::result::Result<$value, $crate::BuildError> {
                let fields: &[($crate::support::Step, bool)] = &[
                    $((
                        $crate::support::Step::from($key),
                        $crate::builder!(@is_missing $presence self.$field),
                    ),)*
                    $(($crate::support::Step::from($given_key), self.$given.is_none()),)?
                ];
                $crate::support::built(self.faults_, fields, (|| {
                    ::core::option::Option::Some($($struct)+ {
                        $($field: $crate::builder!(@take $presence $kind self.$field),)*
                        $($rest: self.$rest.unwrap_or_default(),)?
                        $($given: self.$given?,)?
                        $($only: $constant,)*
                    })
                })())
            }
        }
    };
    (@slot one $ty:ty) => { $ty };
    (@slot maybe $ty:ty) => { ::core::option::Option<$ty> };
    (@slot boxed $ty:ty) => { ::std::boxed::Box<$ty> };
    (@slot maybe_boxed $ty:ty) => { ::core::option::Option<::std::boxed::Box<$ty>> };
    (@slot list $ty:ty) => { ::std::vec::Vec<$ty> };
    (@slot map $ty:ty) => { ::std::collections::BTreeMap<::std::string::String, $ty> };
    (@is_missing required $value:expr) => { $value.is_none() };
    (@is_missing $presence:ident $value:expr) => { false };
    (@take required $kind:ident $value:expr) => { $value? };
    (@take optional maybe $value:expr) => { $value.flatten() };
    (@take optional maybe_boxed $value:expr) => { $value.flatten() };
    (@take $presence:ident $kind:ident $value:expr) => { $value };
    (@setter [$field:ident] $($rest:tt)*) => { $crate::builder! { @setter [$field $field] $($rest)* } };
    (@setter [$field:ident $setter:ident] ($step:expr) one $ty:ty) => {
        #[doc = ::core::concat!("Sets `", ::core::stringify!($field), "`.")]
        #[inline]
        pub fn $setter(
            mut self,
            $field: impl ::core::convert::TryInto<$ty, Error: ::core::convert::Into<$crate::BuildError>>,
        ) -> Self {
            self.$field = self.faults_.one($step, $field);
            self
        }
    };
    (@setter [$field:ident $setter:ident] ($step:expr) maybe $ty:ty) => {
        #[doc = ::core::concat!("Sets `", ::core::stringify!($field), "`, to none too.")]
        #[inline]
        pub fn $setter(
            mut self,
            $field: impl ::core::convert::TryInto<
                $crate::Maybe<$ty>,
                Error: ::core::convert::Into<$crate::BuildError>,
            >,
        ) -> Self {
            self.$field = self.faults_.maybe($step, $field);
            self
        }
    };
    (@setter [$field:ident $setter:ident] ($step:expr) boxed $ty:ty) => {
        #[doc = ::core::concat!("Sets `", ::core::stringify!($field), "`.")]
        #[inline]
        pub fn $setter(
            mut self,
            $field: impl ::core::convert::TryInto<$ty, Error: ::core::convert::Into<$crate::BuildError>>,
        ) -> Self {
            self.$field = self.faults_.one($step, $field).map(::std::boxed::Box::new);
            self
        }
    };
    (@setter [$field:ident $setter:ident] ($step:expr) maybe_boxed $ty:ty) => {
        #[doc = ::core::concat!("Sets `", ::core::stringify!($field), "`, to none too.")]
        #[inline]
        pub fn $setter(
            mut self,
            $field: impl ::core::convert::TryInto<
                $crate::Maybe<$ty>,
                Error: ::core::convert::Into<$crate::BuildError>,
            >,
        ) -> Self {
            let value: ::core::option::Option<::core::option::Option<$ty>> = self.faults_.maybe($step, $field);
            self.$field = value.map(|value| value.map(::std::boxed::Box::new));
            self
        }
    };
    (@setter [$field:ident $setter:ident] ($step:expr) list $ty:ty) => {
        #[doc = ::core::concat!("Sets `", ::core::stringify!($field), "` to these items.")]
        #[inline]
        pub fn $setter(
            mut self,
            $field: impl ::core::iter::IntoIterator<
                Item: ::core::convert::TryInto<$ty, Error: ::core::convert::Into<$crate::BuildError>>,
            >,
        ) -> Self {
            self.$field = self.faults_.list($step, $field);
            self
        }
    };
    (@setter [$field:ident $setter:ident] ($step:expr) map $ty:ty) => {
        #[doc = ::core::concat!("Sets `", ::core::stringify!($field), "` to these keys and values.")]
        #[inline]
        pub fn $setter(
            mut self,
            $field: impl ::core::iter::IntoIterator<
                Item = (
                    impl ::core::convert::Into<::std::string::String>,
                    impl ::core::convert::TryInto<$ty, Error: ::core::convert::Into<$crate::BuildError>>,
                ),
            >,
        ) -> Self {
            self.$field = self.faults_.map($step, $field);
            self
        }
    };
}

/// Converts objects into a union that holds each of them once, and so their builders, which are `own` or, where they are
/// of another crate than the union, `shared`.
///
/// ```
/// mod shape {
///     #[derive(Debug)]
///     pub struct Circle { pub radius: u64 }
///     #[derive(Debug)]
///     pub enum Shape { Circle(Box<Circle>) }
///
///     pub mod builders {
///         webhook_runtime::builder! { Circle { radius: "radius" required one u64, } }
///     }
///     webhook_runtime::from_objects! { Shape { Circle(Circle) own builders::Circle, } }
/// }
/// use shape::{Circle, Shape};
///
/// assert!(matches!(Shape::from(Circle { radius: 2 }), Shape::Circle(_)));
/// assert!(Shape::try_from(Circle::builder()).is_err());
/// ```
#[macro_export]
macro_rules! from_objects {
    ($name:ident { $($variant:ident($object:ty) $whose:ident $builder:ty,)+ }) => {
        $(
            impl ::core::convert::From<$object> for $name {
                #[inline]
                fn from(object: $object) -> $name {
                    $name::$variant(::std::boxed::Box::new(object))
                }
            }

            impl ::core::convert::TryFrom<$builder> for $name {
                type Error = $crate::BuildError;

                #[inline]
                fn try_from(builder: $builder) -> ::core::result::Result<$name, $crate::BuildError> {
                    builder.build().map($name::from)
                }
            }

            $crate::from_objects! { @maybe $name $whose $builder }
        )+
    };
    (@maybe $name:ident own $builder:ty) => {
        impl ::core::convert::TryFrom<$builder> for $crate::Maybe<$name> {
            type Error = $crate::BuildError;

            #[inline]
            fn try_from(builder: $builder) -> ::core::result::Result<Self, $crate::BuildError> {
                $name::try_from(builder).map(::core::convert::From::from)
            }
        }
    };
    // Nobody may implement that for two foreign types.
    (@maybe $name:ident shared $builder:ty) => {};
}

//! Events as types: [`kind!`](crate::kind) defines one for each event of a catalog.

/// Defines an event as a type in a generated events crate, whose root has `Catalog`, `Delivery`, `Event`, `EventKind` and
/// `EventType`. In braces is what the event fixes of its payload: the keys that lead to a value, and the JSON of each value
/// that it may have.
#[doc(hidden)]
#[macro_export]
#[expect(clippy::crate_in_macro_def, reason = "the facade's root is what is meant")]
macro_rules! kind {
    ($(#[$doc:meta])+ $kind:ident: $payload:ty $({ $([$($key:literal),+] = [$($value:literal),+],)+ })?) => {
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $kind;

        // Whole paths: an event may be called `box`, `ok` or `result`.
        #[cfg(feature = "sender")]
        impl crate::EventKind for $kind {
            type Payload = $payload;

            const FIXED: &'static [$crate::support::Fixed] = &[$($((&[$($key),+], &[$($value),+]),)+)?];

            fn event(payload: $payload) -> crate::Event {
                crate::Event::$kind(::std::boxed::Box::new(payload))
            }
        }

        #[cfg(feature = "receiver")]
        impl $crate::Kind<crate::Catalog> for $kind {
            type Delivery = crate::Delivery<'static, ::std::boxed::Box<$payload>>;

            const EVENT_TYPE: crate::EventType = crate::EventType::$kind;

            fn narrow(
                delivery: crate::Delivery<'static>,
            ) -> ::core::result::Result<Self::Delivery, ::std::boxed::Box<crate::Delivery<'static>>> {
                match delivery.split() {
                    (crate::Event::$kind(payload), delivery) => {
                        ::core::result::Result::Ok(delivery.with(payload))
                    }
                    (event, delivery) => {
                        ::core::result::Result::Err(::std::boxed::Box::new(delivery.with(event)))
                    }
                }
            }
        }
    };
}

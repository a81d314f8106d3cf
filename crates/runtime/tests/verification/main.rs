//! What a receiver accepts and what it refuses, written from the grammar of the headers, not from the code.
//!
//! Signatures to compare with come from Python (`vectors.json`; `vectors.py` has the command), or from
//! [`delivery::hmac_sha256`], which is written from RFC 2104 and shares no code with what it tests.
//! `mutations.py` breaks the verifier in one place after another, and prints which of these tests notices.
//!
//! `cargo test -p webhook-runtime --features testing --test verification`

/// A table of cases, each of which is a test: the function, called with this input, returns that.
macro_rules! cases {
    ($of:ident { $($name:ident: $input:expr => $expected:expr,)* }) => {
        mod $of {
            use super::*;
            $(#[test] fn $name() { assert_eq!(super::$of($input), $expected); })*
        }
    };
}

mod acme;
mod bits;
mod bodies;
mod delivery;
mod headers;
mod ids;
#[cfg(feature = "tracing")]
mod lines;
mod other_rules;
mod retry;
mod secrecy;
mod secrets;
mod signatures;
#[cfg(feature = "tracing")]
mod spans;
mod testing;
mod timestamps;
mod vectors;

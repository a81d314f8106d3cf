//! The two sample programs are sound, and each way of breaking one is found: by the scan of its source, or by the check of
//! what it sends.
//!
//! - [`source`]: both programs are changed in their source, where an event is named and where it is emitted, and scanned.
//!   They are parsed, not compiled.
//! - [`typescript`]: the payloads in the TypeScript source are changed, and the program is run.
//! - [`bodies`]: what the Rust program sends is changed field by field, and sent again: it is compiled once.

mod bodies;
mod erase;
mod sample;
mod source;
mod typescript;

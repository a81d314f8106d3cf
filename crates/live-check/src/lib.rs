//! Checks the events that a provider really sends. A test suite sends them here, where a receiver would be; each has its
//! signature verified and its body held against its schema, and in the end a [`Report`] says what was wrong and what was
//! never sent: live events, fields, and values of enums.
//!
//! - [`Check`]: one request after another, without a network.
//! - [`listen`]: the same behind HTTP on this machine, until a command has ended, or somebody says stop.

mod check;
mod coverage;
mod report;
mod server;

pub use check::{Answer, Check};
pub use report::{Report, Tally, Violation};
pub use server::{End, Options, Until, listen};

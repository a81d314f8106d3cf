//! `trigger`, `listen`, `verify` and `replay` as programs, over real sockets.

mod listening;
mod page;
mod sending;
mod support;
mod verifying;

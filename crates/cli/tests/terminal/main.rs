//! `trigger`, `listen`, `verify` and `replay` as programs, over real sockets.

#![cfg(unix)]

mod layouts;
mod listening;
mod packs;
mod packs_over_http;
mod page;
mod secrets;
mod sending;
mod support;
mod verifying;

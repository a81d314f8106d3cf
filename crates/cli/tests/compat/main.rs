//! `compat` on a small catalog of its own: what it is compared with, how a run ends, and what it prints.

mod against;
mod archives;
mod docs;
mod formats;
mod gate;
mod history;
mod older;
mod support;

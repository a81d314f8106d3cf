//! `import` and `init --from` as programs.

mod again;
mod mistakes;
mod page;
mod starting;
mod support;
mod written;

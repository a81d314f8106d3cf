//! Mistakes as values: which rule is broken, where, and what to do about it.
//!
//! A [`Diagnostic`] goes into [`Diagnostics`], the one sink of all stages, which prints them all in one run:
//! [`to_text`](Diagnostics::to_text), [`to_json`](Diagnostics::to_json), [`to_github`](Diagnostics::to_github) and
//! [`to_sarif`](Diagnostics::to_sarif).

pub mod github;
mod json;
mod model;
mod sarif;
mod sink;
pub mod terminal;
mod text;

pub use model::{At, Diagnostic, Label, Rule, Severity};
pub use sink::{Diagnostics, LineAndColumn};
pub use text::Color;

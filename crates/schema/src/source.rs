//! Where files come from: a [`Tree`] of them, from disk, a Git revision or memory.
//!
//! Names are relative to the tree's root, with `/` between their parts (`webhooks/index.json`), and never lead out of it:
//! a file is only opened because it was listed, never because another file names it.

use crate::diagnostic::Rule;

mod disk;
mod document;
mod git;
mod given;
mod insert;
pub(crate) mod text;
mod tree;

pub use document::{Document, is_json, parsed};
pub use text::{Position, Text};
pub use tree::{Directory, Limits, Problem, Tree};

/// The rules that every file of a catalog has to keep to.
pub const RULES: &[Rule] = &[tree::READABLE, document::SYNTAX, document::UNIQUE_KEYS];

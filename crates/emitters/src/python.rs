//! Reads Python, with the parser of ruff.

mod expressions;
mod statements;

use std::collections::BTreeMap;
use std::rc::Rc;

use ruff_text_size::Ranged;

use crate::builder::{Builder, Reads};
use crate::facts::{BindingId, Facts, Use};

/// The facts of a file.
///
/// # Errors
///
/// What is wrong with it, and the offset, when it cannot be parsed.
pub(crate) fn read(text: &str) -> Result<Facts, (usize, String)> {
    let parsed = ruff_python_parser::parse_module(text)
        .map_err(|error| (error.location.start().to_usize(), error.error.to_string()))?;
    let mut reader = Reader::default();
    reader.statements(&parsed.syntax().body);
    Ok(reader.to.facts)
}

#[derive(Default)]
struct Reader {
    to: Builder,
    /// The class around, which `self` and `cls` stand for.
    class: Option<String>,
    /// What becomes of what a `return` returns.
    returns: Rc<Use>,
    /// Names that are always true, or always false.
    constants: BTreeMap<BindingId, bool>,
    /// How many functions are around.
    functions: usize,
}

impl Reads for Reader {
    fn to(&mut self) -> &mut Builder {
        &mut self.to
    }
}

/// Where something starts.
fn at(node: &impl Ranged) -> usize {
    node.start().to_usize()
}

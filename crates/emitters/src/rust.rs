//! Reads Rust, with syn.

mod attributes;
mod calls;
mod conditions;
mod expressions;
mod items;
mod macros;
mod paths;
mod patterns;
mod written;

use std::collections::BTreeMap;
use std::rc::Rc;

use proc_macro2::Span;

use crate::builder::{Builder, Reads};
use crate::facts::{BindingId, Facts, Use};

/// The facts of a file.
///
/// # Errors
///
/// What is wrong with it, and the offset, when it cannot be parsed.
pub(crate) fn read(text: &str) -> Result<Facts, (usize, String)> {
    // syn leaves out a line for the shell, and counts from after it.
    let start =
        if text.starts_with("#!") && !text.starts_with("#![") { text.find('\n').unwrap_or(0) } else { 0 };
    let file = syn::parse_str::<syn::File>(&text[start..])
        .map_err(|error| (start + error.span().byte_range().start, error.to_string()))?;
    let mut reader = Reader { start, ..Reader::default() };
    reader.items(&file.items);
    // What the spans point into is kept for the thread, and not needed any more.
    proc_macro2::extra::invalidate_current_thread_spans();
    Ok(reader.to.facts)
}

#[derive(Default)]
struct Reader {
    to: Builder,
    /// Bytes before what was parsed.
    start: usize,
    /// The type around, which `Self` stands for.
    class: Option<String>,
    /// What becomes of what a `return` returns.
    returns: Rc<Use>,
    /// Constants that are always true, or always false.
    constants: BTreeMap<BindingId, bool>,
    /// How many functions are around.
    functions: usize,
    /// How many branches are around that a text leads to: what they name is read, and not sent.
    parsing: usize,
    /// The parameters of the closure that was read last.
    parameters: Vec<Option<BindingId>>,
}

impl Reader {
    fn at(&self, span: Span) -> usize {
        self.start + span.byte_range().start
    }
}

impl Reads for Reader {
    fn to(&mut self) -> &mut Builder {
        &mut self.to
    }
}

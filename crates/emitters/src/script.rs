//! Reads TypeScript and JavaScript, with oxc's parser.

mod declarations;
mod expressions;
mod statements;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;

use crate::builder::{Builder, Reads};
use crate::facts::{BindingId, Facts, Use};

/// The facts of a file; its name says which of the languages it is in.
///
/// # Errors
///
/// What is wrong with it, and the offset, when it cannot be parsed.
pub(crate) fn read(name: &str, text: &str) -> Result<Facts, (usize, String)> {
    let allocator = Allocator::default();
    // `.js` may be a script, and may have JSX in it.
    let mut kind = SourceType::from_path(name).unwrap_or_default();
    if kind.is_javascript() {
        kind = kind.with_jsx(true);
    }
    let parsed = Parser::new(&allocator, text, kind).parse();
    if let Some(error) = parsed.diagnostics.first()
        && parsed.panicked
    {
        let offset = error.labels.first().map_or(0, |label| label.offset() as usize);
        return Err((offset, error.message.to_string()));
    }
    let mut reader = Reader::default();
    reader.statements(&parsed.program.body);
    Ok(reader.to.facts)
}

#[derive(Default)]
struct Reader {
    to: Builder,
    /// The class around, which `this` stands for.
    class: Option<String>,
    /// What becomes of what a `return` returns.
    returns: Rc<Use>,
    /// Constants that are always true, or always false.
    constants: BTreeMap<BindingId, bool>,
    /// Names that are exported in a list.
    exported: BTreeSet<String>,
    /// Functions that are declared, by where they start.
    functions: BTreeMap<u32, BindingId>,
    /// The parameters of the function that was read last.
    parameters: Vec<Option<BindingId>>,
}

impl Reads for Reader {
    fn to(&mut self) -> &mut Builder {
        &mut self.to
    }
}

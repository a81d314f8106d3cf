//! Reads the files that a webhook catalog is made of, and tells authors what is wrong with them.
//!
//! - [`source`]: a [`Tree`] of files from disk, a Git revision or memory; [`Document`]s of JSON in it.
//! - [`model`]: JSON Schema of every draft as one typed, located [`Schema`](model::Schema).
//! - [`diagnostic`]: [`Diagnostic`]s as values, collected in [`Diagnostics`] and printed as text for people, JSON,
//!   GitHub annotations or SARIF.
//! - [`format`](mod@format): JSON as it is laid out.
//! - [`validate`]: whether values are valid against schemas.
//! - [`explain`]: what is found wrong with a value, in words for an author.
//! - [`typed`](fn@typed): a value as a type, and where it does not fit.
//!
//! ```
//! use webhook_schema::{Diagnostic, Diagnostics, Location, Rule, Tree};
//!
//! const GREETING: Rule = Rule { id: "greeting", summary: "A greeting is a string." };
//!
//! let tree = Tree::memory("demo", [("webhooks/a.json", r#"{ "hello": 1 }"#)]);
//! let mut diagnostics = Diagnostics::new();
//! diagnostics.open(tree.label());
//! let document = tree.document("webhooks/a.json", &mut diagnostics).expect("valid JSON");
//! assert!(document.value()["hello"].is_i64());
//!
//! let location = Location::new("webhooks/a.json", "/hello");
//! diagnostics.push(Diagnostic::at_value(&GREETING, location, "expected a string, found an integer", "quote it"));
//! assert!(diagnostics.to_text().starts_with("demo/webhooks/a.json:1:12: error: expected a string"));
//! ```

mod cycles;
pub mod diagnostic;
mod endless;
pub mod explain;
pub mod format;
mod hash;
mod location;
pub mod model;
pub mod number;
pub mod parallel;
mod rare;
mod shared;
pub mod source;
mod stack;
mod typed;
mod uri;
pub mod validate;
mod words;

pub use cycles::strongly_connected;
pub use diagnostic::{At, Diagnostic, Diagnostics, Label, Rule, Severity};
pub use endless::endless;
pub use hash::fnv;
pub use location::{Location, join, parent, tokens};
pub use rare::{Emptiness, Rare};
pub use shared::Shared;
pub use source::{Directory, Document, Limits, RULES, Tree};
pub use stack::on_large_stack;
pub use typed::{Misfit, typed};
pub use words::{closest, code, counted, did_you_mean, is_slip, limit};

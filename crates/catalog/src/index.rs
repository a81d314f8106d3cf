//! Both `index.json` files as their authors write them, and the JSON Schemas derived from them.

pub mod api;
pub mod entries;
pub mod lints;
pub mod names;
pub(crate) mod shape;

pub use entries::Index;
pub use lints::{Level, Lint, Lints};
pub use webhook_contract::Contract;

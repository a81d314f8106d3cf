//! Both `index.json` files as their authors write them, and the JSON Schemas derived from them.

pub mod api;
pub(crate) mod before;
pub(crate) mod date;
pub mod entries;
pub mod evolution;
mod forms;
pub mod lints;
pub(crate) mod mend;
pub mod names;
pub mod rust;
pub(crate) mod shape;
pub(crate) mod unread;

pub use entries::Index;
pub use evolution::{Accepted, Evolution};
pub use lints::{Level, Lint, Lints};
pub use webhook_contract::Contract;

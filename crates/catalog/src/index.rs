//! Both `index.json` files as their authors write them, and the JSON Schemas derived from them.

pub mod api;
pub mod entries;
pub mod names;
pub(crate) mod shape;

pub use entries::Index;
pub use webhook_contract::Contract;

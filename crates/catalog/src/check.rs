//! What has to hold of a catalog, a file per subject. Every check takes a draft and reports what is wrong with it.

mod anchors;
mod api;
mod bodies;
mod contract;
mod cycles;
mod deprecation;
mod dialects;
mod discriminator;
mod dynamic;
mod effect;
mod envelope;
mod events;
mod evolution;
mod forms;
mod habits;
mod ids;
mod index;
mod inventory;
mod layout;
mod misspelled;
mod repeated;
mod required;
mod retry;
mod rust;
mod schemas;
pub(crate) mod signature;

pub use bodies::Validator;
pub use layout::{in_other_unit, other_unit};

pub(crate) use api::check as api;
pub(crate) use bodies::Bodies;
pub(crate) use contract::{check as contract, is_layout_sound};
pub(crate) use deprecation::check as deprecation;
pub(crate) use events::check as events;
pub(crate) use evolution::check as evolution;
pub(crate) use index::check as index;
pub(crate) use inventory::check as inventory;
pub(crate) use retry::check as retry;
pub(crate) use rust::check as rust;
pub(crate) use schemas::check as schemas;
pub(crate) use signature::check as signature;

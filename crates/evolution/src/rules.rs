//! The rules, one row each.

mod api;
mod contract;
mod crates;
mod events;
mod limits;
mod properties;
mod said;
mod types;
mod values;

use crate::rule::Rule;

pub(crate) use api::*;
pub(crate) use contract::*;
pub(crate) use crates::*;
pub(crate) use events::*;
pub(crate) use limits::*;
pub(crate) use properties::*;
pub(crate) use said::*;
pub(crate) use types::*;
pub(crate) use values::*;

/// Every rule, by subject.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let all = [
        events::ALL,
        properties::ALL,
        types::ALL,
        values::ALL,
        limits::ALL,
        said::ALL,
        contract::ALL,
        api::ALL,
        crates::ALL,
    ];
    all.into_iter().flatten().copied()
}

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

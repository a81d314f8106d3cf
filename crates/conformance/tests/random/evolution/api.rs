//! The public items of crates that are generated for one version are held against those for the other.

pub mod consumer;
mod items;
mod setters;

use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_evolution::Bump;

use self::items::Items;
use super::{Told, Wrong};
use crate::generated::generated;

/// Adds what does not hold.
pub fn check(told: &[Told<'_>], wrong: &mut Wrong) {
    for told in told.iter().filter(|told| told.verdict.rust < Bump::Major) {
        let (older, newer) = (items(&told.pair.older), items(&told.pair.newer));
        let gone = older.gone(&newer);
        if !gone.is_empty() {
            wrong.add("not major, and something is gone", told, format!("{gone:#?}"));
        } else if told.verdict.rust == Bump::Patch && !newer.gone(&older).is_empty() {
            wrong.add("patch, and something is new", told, format!("{:#?}", newer.gone(&older)));
        }
    }
}

fn items(event: &RandomEvent) -> Items {
    Items::of(&generated(&files("dice", &[event])).unwrap_or_else(|refusals| panic!("{refusals:#?}")))
}

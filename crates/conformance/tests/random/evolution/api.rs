//! The public items of crates that are generated for one version are held against those for the other.

pub mod consumer;
mod items;
mod setters;

use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_evolution::Bump;

use self::items::Items;
use super::{Told, Wrong};
use crate::generated::generated;

/// Adds what does not hold. Where several things that are said of a value make its type together, verdicts come by rules that
/// do not know all of what generators do; there, few may be wrong.
pub fn check(told: &[Told<'_>], wrong: &mut Wrong) {
    let mut combined = Wrong::default();
    let kept: Vec<&Told<'_>> = told.iter().filter(|told| told.verdict.rust < Bump::Major).collect();
    for told in &kept {
        let (older, newer) = (items(&told.pair.older), items(&told.pair.newer));
        let (gone, new) = (older.gone(&newer), newer.gone(&older));
        let wrong = if told.pair.is_plain() { &mut *wrong } else { &mut combined };
        if !gone.is_empty() {
            wrong.add("not major, and something is gone", told, format!("{gone:#?}"));
        } else if told.verdict.rust == Bump::Patch && !new.is_empty() {
            wrong.add("patch, and something is new", told, format!("{new:#?}"));
        }
    }
    println!(
        "{} of {} pairs that are not major were changed where things are combined; of these, {} are wrong",
        kept.iter().filter(|told| !told.pair.is_plain()).count(),
        kept.len(),
        combined.len(),
    );
    if combined.len() * 6 > kept.len() {
        wrong.add_all(combined);
    }
}

/// Whether nothing is said to be gone, and nothing is.
pub fn is_kept(told: &Told<'_>) -> bool {
    told.verdict.rust < Bump::Major && items(&told.pair.older).gone(&items(&told.pair.newer)).is_empty()
}

fn items(event: &RandomEvent) -> Items {
    Items::of(&generated(&files("dice", &[event])).unwrap_or_else(|refusals| panic!("{refusals:#?}")))
}

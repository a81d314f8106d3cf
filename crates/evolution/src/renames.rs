//! Guesses which of what was removed has another name now.

use std::collections::HashSet;

/// That what was removed seems to be what was added, by their numbers.
pub(crate) struct Guess {
    pub old: usize,
    pub new: usize,
    /// How alike the names are.
    pub likeness: f64,
    pub why: &'static str,
}

/// The guesses that hold: the nearest names first; of equals, in the order of the file; and nothing twice.
pub(crate) fn nearest(mut guesses: Vec<Guess>) -> Vec<Guess> {
    guesses.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.old.cmp(&b.old)).then(a.new.cmp(&b.new)));
    let (mut olds, mut news) = (HashSet::new(), HashSet::new());
    guesses.retain(|guess| {
        let is_free = !olds.contains(&guess.old) && !news.contains(&guess.new);
        is_free && olds.insert(guess.old) && news.insert(guess.new)
    });
    guesses
}

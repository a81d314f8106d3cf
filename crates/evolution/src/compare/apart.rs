//! Lists of branches that stand next to each other: one that only one of the versions has is a condition, and no change of the
//! branches of the others.

use std::rc::Rc;

use webhook_schema::model::Schema;

use super::Comparer;
use crate::facts::{Facts, Owner, facts_with_tests};

impl<'c> Comparer<'c> {
    /// What both versions say of a value. Where one has more lists of branches than the other, these are not looked into.
    pub(super) fn facts_of_both(
        &mut self,
        before: &[&'c Schema],
        after: &[&'c Schema],
    ) -> (Rc<Facts<'c>>, Rc<Facts<'c>>) {
        let (older, newer) = (self.facts_of(false, before), self.facts_of(true, after));
        let (mut olds, mut news) = (older.chosen.clone(), newer.chosen.clone());
        olds.retain(|old| {
            let same = news.iter().position(|new| self.are_one_list(*old, *new));
            same.map(|at| news.remove(at)).is_none()
        });
        let is_next_to_another = olds.len() < older.chosen.len();
        match (&olds[..], &news[..]) {
            ([_, ..], []) if is_next_to_another => {
                (Rc::new(facts_with_tests(self.before, before, olds)), newer)
            }
            ([], [_, ..]) if is_next_to_another => {
                (older, Rc::new(facts_with_tests(self.after, after, news)))
            }
            _ => (older, newer),
        }
    }

    /// Whether two lists are the same one: by what they say, or by where they are.
    fn are_one_list(&self, (old, keyword): Owner<'c>, (new, other): Owner<'c>) -> bool {
        let branches = |owner: &'c Schema| owner.list(keyword).unwrap_or_default();
        keyword == other
            && (old.location == new.location
                || branches(old).len() == branches(new).len()
                    && branches(old).iter().zip(branches(new)).all(|(old, new)| self.same(old, new)))
    }
}

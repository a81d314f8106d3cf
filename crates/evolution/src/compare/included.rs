//! What a value includes by `allOf`: a part that is gone, or new, is one change, and not one for each thing that it says.

use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::parts;
use crate::rule::Rule;
use crate::rules;
use crate::verdict::{Compatibility, Verdict};

/// A part, and the schemas that say what it says.
struct Part<'c> {
    schema: &'c Schema,
    members: Vec<&'c Schema>,
}

impl<'c> Comparer<'c> {
    /// Puts one change in the place of those that a part brought along.
    pub(super) fn fold_included(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let (mut removed, mut added) = (self.parts_of(false, before), self.parts_of(true, after));
        removed.retain(|old| {
            let target = |part: &Part<'c>, catalog: &'c webhook_catalog::Catalog| {
                catalog.target(part.schema).map(|target| target.location.clone())
            };
            let same = added.iter().position(|new| {
                let targets = (target(old, self.before), target(new, self.after));
                targets.0.is_some() && targets.0 == targets.1 || self.same(old.schema, new.schema)
            });
            same.map(|at| added.remove(at)).is_none()
        });
        match (&removed[..], &added[..]) {
            ([_, ..], []) => {
                for part in &removed {
                    fold(&rules::ALL_OF_REMOVED, part, (before, after), found, |change| {
                        change.before.as_ref()
                    });
                }
            }
            ([], [_, ..]) => {
                for part in &added {
                    fold(&rules::ALL_OF_ADDED, part, (before, after), found, |change| change.after.as_ref());
                }
            }
            // One in the place of another: what they say is compared.
            _ => {}
        }
    }

    fn parts_of(&self, is_after: bool, one: &One<'c>) -> Vec<Part<'c>> {
        let catalog = self.catalog(is_after);
        let lists = one.members.iter().filter_map(|member| member.schema.list(Keyword::AllOf));
        let all = lists.flatten().map(|schema| Part { schema, members: parts(catalog, schema) });
        all.collect()
    }
}

fn fold<'c>(
    rule: &'static Rule,
    part: &Part<'c>,
    (before, after): (&One<'c>, &One<'c>),
    found: &mut Found,
    place: impl Fn(&Change) -> Option<&Location>,
) {
    let is_within = |at: &Location| {
        part.members.iter().any(|member| {
            let within = at.pointer.strip_prefix(&*member.location.pointer);
            at.file == member.location.file
                && within.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let (folded, kept): (Vec<Change>, Vec<Change>) = std::mem::take(&mut found.changes)
        .into_iter()
        .partition(|change| place(change).is_some_and(is_within));
    found.changes = kept;
    if folded.is_empty() {
        return;
    }
    let worst = folded.iter().map(|change| change.verdict).fold(Verdict::default(), Verdict::max);
    let messages: Vec<&str> = folded.iter().map(|change| change.message.as_str()).collect();
    let is_removed = std::ptr::eq(rule, &rules::ALL_OF_REMOVED);
    let what = if is_removed { "removed from" } else { "added to" };
    let mut change = Change::new(rule, format!("a schema was {what} `allOf`: {}", messages.join("; ")));
    change.verdict = match is_removed && worst.wire != Compatibility::Breaking {
        // Nothing was lost that anybody needs.
        true => worst,
        false => change.verdict.max(worst),
    };
    change.probe = folded
        .iter()
        .find(|change| change.verdict.wire == Compatibility::Breaking)
        .map(|change| change.probe.clone())
        .unwrap_or_default();
    let at = &part.schema.location;
    // The schema that has the part, and not what a part in the same place may be now.
    let list = at.parent();
    found.push(match is_removed {
        true => change.before(at).after(&after.around(&list)),
        false => change.before(&before.around(&list)).after(at),
    });
}

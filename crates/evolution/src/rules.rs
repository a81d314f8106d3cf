//! The rules, one row each.

mod contract;
mod crates;
mod events;
mod limits;
mod properties;
mod said;
mod types;
mod values;

use crate::rule::Rule;

/// Declares rules: the name in code, the id, the verdict for the wire, for those who validate and for the generated crates;
/// then what the fields of [`Rule`] hold.
macro_rules! table {
    ($(
        $name:ident = $id:literal ($wire:ident, $strict:ident, $rust:ident) $summary:literal
        why $why:literal
        instead $instead:literal
        $(link $link:literal)?
        bad $bad:ident $bad_before:literal => $bad_after:literal
        good $good:ident $good_before:literal => $good_after:literal
    )*) => {
        $(pub(crate) static $name: $crate::rule::Rule = $crate::rule::Rule {
            id: $id,
            summary: $summary,
            verdict: $crate::verdict::Verdict {
                wire: $crate::verdict::Compatibility::$wire,
                strict: $crate::verdict::Compatibility::$strict,
                rust: $crate::verdict::Bump::$rust,
            },
            why: $why,
            instead: $instead,
            link: [$(Some($link),)? None][0],
            bad: $crate::rule::Example {
                subject: $crate::rule::Subject::$bad,
                before: $bad_before,
                after: $bad_after,
            },
            good: $crate::rule::Example {
                subject: $crate::rule::Subject::$good,
                before: $good_before,
                after: $good_after,
            },
        };)*
        pub(super) static ALL: &[&$crate::rule::Rule] = &[$(&$name),*];
    };
}
use table;

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
        crates::ALL,
    ];
    all.into_iter().flatten().copied()
}

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}

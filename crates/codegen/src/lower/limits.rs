//! Limits that no value keeps to.

use webhook_schema::Diagnostic;
use webhook_schema::model::{Constraints, Keyword};

use super::members::Member;
use super::{Lowering, Reported};
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// Refuses a limit that no value keeps to together with the others, where the last of the schemas has it; the other limit is
    /// shown where another schema has that.
    pub(super) fn refuse_limits(
        &mut self,
        members: &[Member<'c>],
        keyword: Keyword,
        message: &str,
        help: &str,
    ) -> Reported {
        self.forget_what_follows_from(members);
        let last = |keyword: Keyword| {
            let mut limits = members.iter().rev().map(|member| member.schema);
            limits.find_map(|schema| Some((schema, schema.limit(keyword)?)))
        };
        let Some(first) = members.last() else { return Reported };
        let (schema, at) = last(keyword).unwrap_or((first.schema, first.schema.location.clone()));
        let other = opposite(keyword).iter().find_map(|other| last(*other));
        let refused = Diagnostic::at_value(&rules::VALUE, at, message, help);
        self.report(match other.filter(|(other, _)| !std::ptr::eq(*other, schema)) {
            Some((_, other)) => refused.label(other, "the other limit"),
            None => refused,
        })
    }
}

/// The limits that all schemas together have.
pub(super) fn limits_of<'m, 'c: 'm>(members: impl IntoIterator<Item = &'m Member<'c>>) -> Constraints {
    let mut all = Constraints::default();
    members.into_iter().for_each(|member| all.tighten(&member.schema.constraints));
    all
}

/// The limits on the other side.
fn opposite(keyword: Keyword) -> &'static [Keyword] {
    match keyword {
        Keyword::Minimum | Keyword::ExclusiveMinimum => &[Keyword::Maximum, Keyword::ExclusiveMaximum],
        Keyword::Maximum | Keyword::ExclusiveMaximum => &[Keyword::Minimum, Keyword::ExclusiveMinimum],
        Keyword::MinLength => &[Keyword::MaxLength],
        Keyword::MinItems => &[Keyword::MaxItems],
        Keyword::MinProperties => &[Keyword::MaxProperties],
        _ => &[],
    }
}

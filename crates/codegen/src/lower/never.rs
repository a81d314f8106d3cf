//! Schemas that no value is valid for, because of what they rule out or ask for at once. Only what is certain is refused.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};
use webhook_schema::validate::identity;
use webhook_schema::{At, Diagnostic, Location};

use super::limits::limits_of;
use super::members::Member;
use super::types::common_types;
use super::{Lowered, Lowering};
use crate::rules;

impl<'c> Lowering<'c, '_> {
    /// Refuses a `not` that rules out all that is allowed next to it.
    pub(super) fn refuse_denied(
        &mut self,
        members: &[Member<'c>],
        types: Option<&BTreeSet<JsonType>>,
        values: Option<&[Value]>,
    ) -> Lowered<()> {
        let by_itself = members.iter().map(|member| member.schema).find(|schema| denies_itself(schema));
        let Some(denying) = by_itself.or_else(|| denying(members, types, values)) else { return Ok(()) };
        let message = "no value is valid here: this rules out all that is allowed next to it";
        let help = "correct it, or allow other values";
        Err(self.refuse(&rules::VALUE, &denying.location_of(Keyword::Not), message, help))
    }

    /// Forgets what is told of examples against schemas that no value is valid for, and what else is told of these.
    pub(super) fn forget_what_follows(&mut self, refused: &Diagnostic) {
        for at in refused.labels.iter().map(|label| &label.at).chain([&refused.at]) {
            let (At::Value(place) | At::Key(place)) = at else { continue };
            self.diagnostics.forget_what_follows(place);
            // What requires a key says more than that.
            let above = std::iter::successors(Some(place.clone()), |place| {
                (!place.pointer.is_empty()).then(|| place.parent())
            });
            let is_schema = |place: &Location| self.catalog.at(place).is_some();
            let is_list = |place: &Location| place.pointer.ends_with("/required");
            let mut above = above.take_while(|place| is_schema(place) || !is_list(place));
            if let Some(schema) = above.find(is_schema) {
                self.diagnostics.forget_what_follows(&schema);
            }
        }
    }

    /// The same of schemas that no value is valid for together.
    pub(super) fn forget_what_follows_from(&mut self, members: &[Member<'c>]) {
        members.iter().for_each(|member| self.diagnostics.forget_what_follows(&member.schema.location));
    }

    /// Refuses a list that has to have more items than there are different values.
    pub(super) fn refuse_repetition(
        &mut self,
        members: &[Member<'c>],
        constraints: &Constraints,
        items: &[Member<'c>],
    ) -> Lowered<()> {
        let Some(least) = constraints.min_items.filter(|_| constraints.unique_items) else { return Ok(()) };
        let items = self.nameless_members(items)?;
        let Some(most) = different_values(&items).filter(|most| *most < i128::from(least)) else {
            return Ok(());
        };
        let message = format!(
            "no list is valid here: at least {least} different items are required, and there are {most} values"
        );
        let help = "require fewer, or allow duplicates";
        Err(self.refuse_limits(members, Keyword::MinItems, &message, help))
    }
}

/// The schema whose `not` rules out every type that values may have, or all values that are listed.
pub(super) fn denying<'c>(
    members: &[Member<'c>],
    types: Option<&BTreeSet<JsonType>>,
    values: Option<&[Value]>,
) -> Option<&'c Schema> {
    members.iter().map(|member| member.schema).find(|schema| {
        let Some(not) = schema.one(Keyword::Not).filter(|not| !not.nullable) else { return false };
        let mut asserting = not.keywords.iter().filter(|keyword| !keyword.is_annotation());
        match (asserting.next(), asserting.next()) {
            (Some(Keyword::Type), None) => {
                let denied: BTreeSet<JsonType> = not.types.iter().flatten().copied().collect();
                types.is_some_and(|types| !types.is_empty() && types.iter().all(|ty| ty.is_among(&denied)))
            }
            (Some(Keyword::Enum | Keyword::Const), None) => {
                let denied: HashSet<String> =
                    not.lists().flat_map(|(_, values)| values).map(identity).collect();
                values.is_some_and(|values| {
                    !values.is_empty() && values.iter().all(|value| denied.contains(&identity(value)))
                })
            }
            _ => false,
        }
    })
}

/// Whether a schema says in `not` no more than it says itself.
fn denies_itself(schema: &Schema) -> bool {
    let Some(not) = schema.one(Keyword::Not).filter(|not| !schema.nullable && !not.nullable) else {
        return false;
    };
    let is_said = |keyword: &Keyword| {
        let both = not.has(*keyword) && schema.has(*keyword);
        both && match keyword {
            Keyword::Type => not.types == schema.types,
            Keyword::Enum => *not.values == *schema.values,
            Keyword::Ref => not.reference == schema.reference,
            Keyword::Required => {
                let is_required = |key: &str| schema.required.iter().any(|own| own.key == key);
                not.required.iter().all(|required| is_required(&required.key))
            }
            keyword if Constraints::KEYWORDS.contains(keyword) => *not.constraints == *schema.constraints,
            _ => false,
        }
    };
    let mut asserting = not.keywords.iter().filter(|keyword| !keyword.is_annotation()).peekable();
    asserting.peek().is_some() && asserting.all(is_said)
}

/// How many different values there are at most, where that is known.
fn different_values(members: &[Member<'_>]) -> Option<i128> {
    let lists = members.iter().flat_map(|member| member.schema.lists());
    let of_lists = lists.map(|(_, values)| values.iter().map(identity).collect::<BTreeSet<_>>().len());
    let of_lists = of_lists.min().and_then(|count| i128::try_from(count).ok());
    let of_types = || {
        let types = common_types(members).ok()??;
        let limits = limits_of(members);
        let of_type = |ty: &JsonType| match ty {
            JsonType::Null => Some(1),
            JsonType::Boolean => Some(2),
            JsonType::Integer => limits.integers(),
            _ => None,
        };
        types.iter().try_fold(0_i128, |sum, ty| sum.checked_add(of_type(ty)?))
    };
    let is_nullable = members.iter().any(|member| member.schema.nullable);
    of_lists.map(|count| count + i128::from(is_nullable)).or_else(of_types)
}

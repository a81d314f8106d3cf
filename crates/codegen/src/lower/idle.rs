//! What schemas say together that the type and the constraints of a value do not hold: keywords about values of another type,
//! limits next to a list of values, and a second pattern next to a first one.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_schema::Rare;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};

use super::Lowering;
use super::members::{Member, has_chosen};
use super::types::in_words;
use crate::ir::Remarks;

impl<'c> Lowering<'c, '_> {
    /// Notes keywords about values that are of none of some types. Where the `type` next to them rules these out, a lint tells.
    pub(super) fn note_idle(&mut self, members: &[Member<'c>], types: &BTreeSet<JsonType>) {
        // Next to a branch, it may be about another one.
        if has_chosen(members) {
            return;
        }
        let types: Vec<JsonType> = types.iter().copied().collect();
        let may_be = |types: &[JsonType], about| types.iter().any(|ty| ty.is_among([&about]));
        for schema in members.iter().map(|member| member.schema) {
            for keyword in schema.keywords.iter() {
                let Some(about) = keyword.implies() else { continue };
                let is_told = schema.types.as_deref().is_some_and(|own| !may_be(own, about));
                if !is_told && !may_be(&types, about) {
                    let types = in_words(&types.iter().copied().collect());
                    let message =
                        format!("`{}` says nothing of a value of the type {types}", keyword.as_str());
                    self.note_at(schema.location_of(*keyword), message);
                }
            }
        }
    }

    /// Notes limits next to a list of values: what is listed tells which values there are.
    pub(super) fn note_limits_of_list(&mut self, members: &[Member<'c>], values: &[&Value]) {
        let is_about =
            |about: JsonType| values.iter().any(|value| JsonType::of_value(value).is_among([&about]));
        for schema in members.iter().map(|member| member.schema) {
            let is_limit = |keyword: &&Keyword| {
                let is_idle = keyword.implies().is_some_and(|about| !is_about(about));
                Constraints::KEYWORDS.contains(keyword) && **keyword != Keyword::Const && !is_idle
            };
            for keyword in schema.keywords.iter().filter(is_limit) {
                let message = format!("`{}` is not documented: the values are listed", keyword.as_str());
                self.note_at(schema.location_of(*keyword), message);
            }
        }
    }

    /// Keeps what there is no room for among the constraints, as it stands: of several patterns, formats or steps, the first is a
    /// constraint.
    pub(super) fn remark_second(&self, schema: &Schema, first: &Constraints, remarks: &mut Remarks) {
        let own = &schema.constraints;
        let differs = |a: &Option<_>, b: &Option<_>| a.is_some() && b.is_some() && a != b;
        let seconds = [
            (Keyword::Pattern, differs(&own.pattern, &first.pattern)),
            (Keyword::Format, differs(&own.format, &first.format)),
            (Keyword::MultipleOf, {
                let (own, first) = (&own.bounds.multiple_of, &first.bounds.multiple_of);
                own.is_some() && first.is_some() && own != first
            }),
        ];
        for (keyword, _) in seconds.into_iter().filter(|(_, is_second)| *is_second) {
            let said = self.value_of(schema, keyword).map(|value| (keyword, value.clone()));
            remarks.others.extend(said.filter(|said| !remarks.others.contains(said)));
        }
    }
}

/// Of constraints, those about one type of JSON; a format may be of any.
pub(super) fn of_type(constraints: Constraints, ty: JsonType) -> Constraints {
    Constraints { format: constraints.format.clone(), constant: Rare::empty(), ..constraints.of_type(ty) }
}

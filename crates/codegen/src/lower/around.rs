//! What one event says of the fields around its payload: limits of those that all events have, and fields of its own; and what
//! it says of the object that these are in.

use std::collections::{BTreeSet, HashSet};

use webhook_schema::Location;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};

use super::annotations::described;
use super::limits::limits_of;
use super::members::{Member, Properties, properties_of};
use super::typed::Typed;
use super::types::common_types;
use super::{Lowered, Lowering, Reported, narrowed};
use crate::ir::{Around, Remarks, Says};
use crate::names::Way;

/// Keywords that say which fields an object has: those that an event has are told one by one.
const DESCRIBES_FIELDS: [Keyword; 3] =
    [Keyword::Properties, Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];

/// An object on the way to a payload.
struct Step<'c> {
    /// What all events say of it.
    shared: Vec<Member<'c>>,
    /// What this one says of it.
    own: Vec<Member<'c>>,
}

impl<'c> Lowering<'c, '_> {
    /// What an event says of the fields around its payload, beyond what the schema says that all events share.
    pub(super) fn around(&mut self, root: &'c Schema) -> Lowered<Vec<Around>> {
        let layout = &self.catalog.index.contract.envelope;
        let (mut shared, mut all) =
            (self.everything_of(self.envelope_schema)?, self.everything_of(Some(root))?);
        let names: Vec<&str> = layout.name.iter().filter_map(|name| name.field()).collect();
        let mut found = Vec::new();
        let mut way = String::new();
        let mut result = Ok(());
        for holder in layout.payload() {
            let is_name = |key: &str| way.is_empty() && names.contains(&key);
            let known: BTreeSet<&Location> = shared.iter().map(|member| &member.schema.location).collect();
            let own = all.iter().filter(|member| !known.contains(&member.schema.location));
            let step = Step { shared: shared.clone(), own: own.cloned().collect() };
            found.extend(self.around_all(&step).map(|said| Around { way: way.clone(), ..said }));
            for key in step.keys().into_iter().filter(|key| *key != &**holder && !is_name(key)) {
                // Of several that are wrong, each is told.
                match self.around_at(key, &step) {
                    Ok(said) => found.extend(said.map(|said| Around {
                        way: if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") },
                        ..said
                    })),
                    Err(Reported) => result = Err(Reported),
                }
            }
            let inside = |members: &[Member<'c>]| properties_of(members).swap_remove(&**holder);
            (shared, all) = (
                self.nameless_members(&inside(&shared).unwrap_or_default())?,
                self.nameless_members(&inside(&all).unwrap_or_default())?,
            );
            way = if way.is_empty() { holder.to_string() } else { format!("{way}.{holder}") };
        }
        // What is in the payload is for the event to say.
        if !shared.is_empty() {
            self.common_types(&[shared, all].concat())?;
        }
        result.map(|()| found)
    }

    fn everything_of(&self, schema: Option<&'c Schema>) -> Lowered<Vec<Member<'c>>> {
        let members: Vec<Member<'c>> =
            schema.into_iter().map(|schema| Member::new(schema, &Way::new(""))).collect();
        self.nameless_members(&members)
    }

    /// What an event says of the object that its payload is in, besides which fields that has and what these are; `None` where
    /// that is nothing.
    fn around_all(&mut self, step: &Step<'c>) -> Option<Around> {
        let mut typed = Typed::any();
        self.remark(&step.own, &mut typed);
        let is_value = |keyword: Keyword| matches!(keyword, Keyword::Enum | Keyword::Const);
        let in_question = |keyword: Keyword| {
            is_value(keyword) || narrowed::holds_parts(keyword) && !DESCRIBES_FIELDS.contains(&keyword)
        };
        self.quote_narrowing(&step.shared, &step.own, in_question, &mut typed.remarks);
        // The name and the samples of an event are told elsewhere.
        let Remarks { consequences, choices, never, contained, keys, others, .. } = typed.remarks;
        let said = Around {
            constraints: limits_of(&step.own).of_type(JsonType::Object),
            remarks: Remarks { consequences, choices, never, contained, keys, others, ..Remarks::default() },
            ..Around::default()
        };
        Some(said).filter(Around::says_something)
    }

    /// What an event says of one such field; `None` where that is nothing new.
    fn around_at(&mut self, key: &str, step: &Step<'c>) -> Lowered<Option<Around>> {
        let of = |members: &[Member<'c>]| properties_of(members).swap_remove(key).unwrap_or_default();
        let (known, said) = (of(&step.shared), of(&step.own));
        let shared = self.nameless_members(&known)?;
        let mut own = self.nameless_members(&said)?;
        own.retain(|member| !shared.iter().any(|known| known.schema.location == member.schema.location));
        self.refuse_contradicting(&shared, &own, &mut HashSet::new())?;
        let mut typed = Typed::any();
        for member in &own {
            self.remark_narrowing(member.schema, "", &mut typed.remarks);
        }
        self.remark(&own, &mut typed);
        self.quote_narrowing(&shared, &own, narrowed::holds_parts, &mut typed.remarks);
        if step.own.iter().any(|member| member.schema.rules_out(key)) {
            typed.remarks.never.push(Says::NoneOfTypes(Vec::new()));
        }
        let types = |members: &[Member<'c>]| common_types(members).ok().flatten();
        let of_shared = types(&shared);
        let narrower = |own: &BTreeSet<JsonType>| of_shared.as_ref() != Some(own) && !own.is_empty();
        let is_said = limits_of(shared.iter().chain(&own)) == limits_of(&shared);
        let is_required = |members: &[Member<'c>]| {
            members.iter().any(|member| member.schema.required.iter().any(|own| own.key == key))
        };
        let nearest =
            |members: &[Member<'c>]| members.iter().rev().find_map(|member| described(member.schema));
        let said = Around {
            way: String::new(),
            types: types(&own).filter(narrower).unwrap_or_default().into_iter().collect(),
            is_required: is_required(&step.own) && !is_required(&step.shared),
            constraints: if is_said { Constraints::default() } else { limits_of(&own) },
            description: nearest(&said).or_else(|| nearest(&own)).filter(|said| {
                let all = known.iter().chain(&shared);
                !all.filter_map(|member| described(member.schema)).any(|known| known == *said)
            }),
            remarks: typed.remarks,
        };
        Ok(Some(said).filter(Around::says_something))
    }
}

impl<'c> Step<'c> {
    /// The keys that the event describes, requires or rules out.
    fn keys(&self) -> Vec<&'c str> {
        let described: Properties<'c> = properties_of(&self.own);
        let required = self.own.iter().flat_map(|member| member.schema.required.iter());
        let required = required.map(|required| required.key.as_str());
        let never = self.own.iter().flat_map(|member| member.schema.never_there()).map(|(key, _)| key);
        let new = required.chain(never).filter(|key| !described.contains_key(key));
        let new: BTreeSet<&str> = new.collect();
        described.keys().copied().chain(new).collect()
    }
}

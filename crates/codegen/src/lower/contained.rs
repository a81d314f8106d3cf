//! `contains` where no list can have the items that it asks for.

use webhook_schema::Diagnostic;
use webhook_schema::model::{JsonType, Keyword, Schema};

use super::array::Items;
use super::members::Member;
use super::types::{Contradiction, common_types, in_words, is_surely};
use super::{Lowered, Lowering, Reported};
use crate::names::Way;
use crate::{rules, words};

impl<'c> Lowering<'c, '_> {
    /// Refuses to ask for items that none can be, in lists of so many items at most.
    pub(super) fn refuse_contained(&mut self, members: &[Member<'c>], most: Option<u64>) -> Lowered<()> {
        if !is_surely(members, JsonType::Array) {
            return Ok(());
        }
        let asking = members.iter().map(|member| member.schema);
        for schema in asking.filter(|schema| schema.seldom.min_contains != Some(0)) {
            let Some(contained) = schema.one(Keyword::Contains) else { continue };
            let least = schema.seldom.min_contains.unwrap_or(1);
            if let Some(allowed) = schema.seldom.max_contains.filter(|allowed| *allowed < least) {
                let items = words::counted(least, "item", "items");
                let message = format!(
                    "no list is valid here: `contains` asks for at least {items}, and `maxContains` allows {allowed}"
                );
                let help = "correct one of them, or write `\"minContains\": 0`";
                let at = schema.location_of(Keyword::MaxContains);
                return Err(self.refuse(&rules::VALUE, &at, &message, help));
            }
            let items = Items::new(members);
            let found = self.can_be_contained(&items, contained, most)?;
            if found < least {
                return Err(self.refuse_items(&items, schema, contained, (least, found))?);
            }
        }
        Ok(())
    }

    /// How many items of a list can be what `contains` describes.
    fn can_be_contained(&self, items: &Items<'c>, contained: &'c Schema, most: Option<u64>) -> Lowered<u64> {
        let most = most.unwrap_or(u64::MAX);
        let can_be = |item: &[&'c Schema]| {
            let both: Vec<Member<'c>> = with(item, contained);
            Ok(u64::from(!self.is_ruled_out(&both, true)?))
        };
        let mut found = 0;
        for (_, item) in (0..most).zip(&items.first) {
            found += can_be(item)?;
        }
        // What `contains` finds is no unevaluated item, so that these may be ruled out.
        let others = if items.is_cut { 0 } else { most.saturating_sub(items.first.len() as u64) };
        Ok(if others > 0 { others.saturating_mul(can_be(&items.rest)?).saturating_add(found) } else { found })
    }

    /// Says what is asked for, and what the items are.
    fn refuse_items(
        &mut self,
        items: &Items<'c>,
        schema: &'c Schema,
        contained: &'c Schema,
        (least, found): (u64, u64),
    ) -> Lowered<Reported> {
        let asks = "no list is valid here: `contains` asks for an item";
        let of_types = || Ok(common_types(&self.members(&with(&items.rest, contained))?).err());
        let contradiction = if items.first.is_empty() { of_types()? } else { None };
        let (at, message, help) = match contradiction {
            _ if found > 0 => (
                schema.location_of(Keyword::MinContains),
                format!(
                    "no list is valid here: `minContains` asks for {least} items, and {found} can be what `contains` describes"
                ),
                "ask for fewer, or allow more such items",
            ),
            Some(Contradiction { found, .. }) if found.is_empty() => (
                contained.location.clone(),
                format!("{asks}, and there can be none"),
                "allow items, or remove `contains`",
            ),
            Some(Contradiction { expected, found, .. }) => (
                contained.location.clone(),
                format!("{asks} of the type {}, and items are {}", in_words(&found), in_words(&expected)),
                "choose a type that both allow, or remove one of them",
            ),
            None => (
                contained.location.clone(),
                format!("{asks} that no item can be"),
                "allow such an item, or remove `contains`",
            ),
        };
        let place = items.first.iter().flatten().chain(&items.rest).next();
        let refused = Diagnostic::at_value(&rules::VALUE, at, message, help);
        let label = |told: Diagnostic, items: &&Schema| told.label(items.location.clone(), "the items");
        Ok(self.report(place.iter().fold(refused, |told, items| label(told, items))))
    }
}

/// What is said of an item, and what `contains` says of it.
fn with<'c>(item: &[&'c Schema], contained: &'c Schema) -> Vec<Member<'c>> {
    item.iter().copied().chain([contained]).map(|one| Member::new(one, &Way::new("item"))).collect()
}

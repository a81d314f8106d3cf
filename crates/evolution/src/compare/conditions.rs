//! What holds under a condition, and what must not hold: `if`, `not`, `dependentSchemas`, and branches that only ask for
//! more.

use serde_json::{Value, json};
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::{Comparer, Found, One, Place};
use crate::change::Change;
use crate::facts::kinds::Kinds;
use crate::facts::same::Same;
use crate::rules;
use crate::sample::{sample, sample_of};
use crate::verdict::{Bump, Compatibility};

/// One of these, by its keyword; those with a key go by that, too.
struct Condition<'c> {
    keyword: Keyword,
    key: Option<&'c str>,
    /// The schema that has the keyword.
    owner: &'c Schema,
    schemas: Vec<&'c Schema>,
}

impl<'c> Comparer<'c> {
    pub(super) fn compare_conditions(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let (mut older, mut newer) = (conditions(before, kind), conditions(after, kind));
        // What is the same is out of the way first.
        older.retain(|old| {
            let same = newer.iter().position(|new| self.are_same(old, new));
            same.map(|at| newer.remove(at)).is_none()
        });
        for old in older {
            let of_kind = |new: &Condition<'c>| new.keyword == old.keyword && new.key == old.key;
            match newer.iter().position(of_kind) {
                Some(at) => {
                    let new = newer.remove(at);
                    self.condition_changed((&old, &new), after, kind, found);
                }
                None => {
                    let place = Some(after.around(&old.owner.location));
                    let change = told(rules_of(old.keyword).1, &old, "was removed");
                    let values = self.unconditional(&old, after, kind);
                    found.push(change.at(Some(&old.at()), place.as_ref()).put(values));
                }
            }
        }
        for new in newer {
            let place = Some(before.around(&new.owner.location));
            found.push(told(rules_of(new.keyword).0, &new, "was added").at(place.as_ref(), Some(&new.at())));
        }
    }

    fn condition_changed(
        &mut self,
        (old, new): (&Condition<'c>, &Condition<'c>),
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let place = Place { before: old.at(), after: new.at() };
        // What must not hold is compared the other way round.
        let is_narrower = match (old.keyword, &old.schemas[..], &new.schemas[..]) {
            (Keyword::Not, [old], [new]) => self.is_part(old, new),
            (Keyword::DependentSchemas, [old], [new]) => {
                let worst = self.worst_of(&[*old], &[*new], &place);
                worst.is_safe_for_all() && !worst.is_open
            }
            (Keyword::OneOf | Keyword::AnyOf, olds, news) if old.keyword == Keyword::AnyOf => {
                news.iter().all(|new| olds.iter().any(|old| self.same(old, new)))
            }
            _ => false,
        };
        let change =
            told(rules_of(old.keyword).2, new, "was changed").at(Some(&place.before), Some(&place.after));
        let change = change.put(self.unconditional(old, after, kind));
        found.push(match is_narrower {
            true => change.wire(Compatibility::Safe).strict(Compatibility::Safe),
            false => change,
        });
    }

    /// Values that a condition may have ruled out.
    fn unconditional(&self, old: &Condition<'c>, after: &One<'c>, kind: Kinds) -> Vec<Value> {
        let mut values = match old.keyword {
            Keyword::Not => sample_of(self.before, &old.schemas),
            _ => Vec::new(),
        };
        if let Some(key) = old.key {
            values.push(json!({ key: 1 }));
        }
        if kind == Kinds::OBJECT {
            values.push(json!({}));
        }
        values.extend(old.schemas.first().into_iter().flat_map(|schema| sample_of(self.before, &[*schema])));
        values.extend(sample(self.after, after, kind));
        values
    }

    /// Whether whatever an older schema allows, a newer one allows.
    fn is_part(&mut self, older: &'c Schema, newer: &'c Schema) -> bool {
        // Both are asked the other way round, each in its own catalog: what is the same in both may be taken for either.
        let mut turned = Comparer::new(self.after, self.before);
        let place = Place { before: newer.location.clone(), after: older.location.clone() };
        let worst = turned.worst_of(&[newer], &[older], &place);
        worst.is_safe_for_all() && !worst.is_open
    }

    /// Whether two schemas say the same.
    pub(super) fn same(&self, before: &'c Schema, after: &'c Schema) -> bool {
        Same::new(self.before, self.after).are(before, after)
    }

    fn are_same(&self, old: &Condition<'c>, new: &Condition<'c>) -> bool {
        let is_list = matches!(old.keyword, Keyword::OneOf | Keyword::AnyOf);
        old.keyword == new.keyword
            && old.key == new.key
            && old.schemas.len() == new.schemas.len()
            && match is_list {
                // The order of branches does not count.
                true => {
                    old.schemas.iter().all(|old| new.schemas.iter().any(|new| self.same(old, new)))
                        && new.schemas.iter().all(|new| old.schemas.iter().any(|old| self.same(old, new)))
                }
                false => {
                    let shape = |condition: &Condition<'_>| {
                        [Keyword::If, Keyword::Then, Keyword::Else]
                            .map(|keyword| condition.owner.has(keyword))
                    };
                    (old.keyword != Keyword::If || shape(old) == shape(new))
                        && old.schemas.iter().zip(&new.schemas).all(|(old, new)| self.same(old, new))
                }
            }
    }
}

impl Condition<'_> {
    fn at(&self) -> Location {
        let at = self.owner.location_of(self.keyword);
        match self.key {
            Some(key) => self.schemas.first().map_or_else(|| at.child(key), |schema| schema.location.clone()),
            None => at,
        }
    }
}

fn conditions<'c>(one: &One<'c>, kind: Kinds) -> Vec<Condition<'c>> {
    let mut found = Vec::new();
    for owner in one.members.iter().map(|member| member.schema) {
        if let Some(not) = owner.one(Keyword::Not) {
            found.push(Condition { keyword: Keyword::Not, key: None, owner, schemas: vec![not] });
        }
        if owner.has(Keyword::If) {
            let parts = [Keyword::If, Keyword::Then, Keyword::Else];
            let schemas: Vec<&Schema> = parts.into_iter().filter_map(|keyword| owner.one(keyword)).collect();
            // A condition from which nothing follows says nothing.
            if schemas.len() > 1 {
                found.push(Condition { keyword: Keyword::If, key: None, owner, schemas });
            }
        }
        for keyword in [Keyword::DependentSchemas, Keyword::Dependencies] {
            for (key, schema) in owner.map(keyword).into_iter().flatten().filter(|_| kind == Kinds::OBJECT) {
                let keyword = Keyword::DependentSchemas;
                found.push(Condition { keyword, key: Some(key), owner, schemas: vec![schema] });
            }
        }
        if let Some(content) = owner.one(Keyword::ContentSchema).filter(|_| kind == Kinds::STRING) {
            found.push(Condition {
                keyword: Keyword::ContentSchema,
                key: None,
                owner,
                schemas: vec![content],
            });
        }
    }
    for (owner, keyword) in &one.tests {
        let schemas = owner.list(*keyword).unwrap_or_default().iter().collect();
        found.push(Condition { keyword: *keyword, key: None, owner, schemas });
    }
    found
}

type Rule = &'static crate::rule::Rule;

/// The rules for what was added, removed and changed.
fn rules_of(keyword: Keyword) -> (Rule, Rule, Rule) {
    match keyword {
        Keyword::Not => (&rules::NOT_ADDED, &rules::NOT_REMOVED, &rules::NOT_CHANGED),
        Keyword::ContentSchema => (&rules::CONTENT_ADDED, &rules::CONTENT_CHANGED, &rules::CONTENT_CHANGED),
        _ => (&rules::CONDITION_ADDED, &rules::CONDITION_REMOVED, &rules::CONDITION_CHANGED),
    }
}

fn told(rule: Rule, condition: &Condition<'_>, what: &str) -> Change {
    let name = condition.keyword.as_str();
    let detail = format!("{name} {}", condition.key.unwrap_or_default());
    let change = Change::new(rule, format!("`{name}` {what}")).detail(detail);
    let has_fields = condition.schemas.iter().flat_map(|schema| schema.all()).any(|schema| {
        let keywords = [Keyword::Properties, Keyword::PatternProperties, Keyword::AdditionalProperties];
        schema.reference.is_some() || keywords.into_iter().any(|keyword| schema.has(keyword))
    });
    // Fields that are described under a condition only are fields all the same.
    match has_fields && !matches!(condition.keyword, Keyword::Not | Keyword::ContentSchema) {
        true => change.rust(Bump::Major),
        false => change.rust(Bump::Patch),
    }
}

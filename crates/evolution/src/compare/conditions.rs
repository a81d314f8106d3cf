//! What holds under a condition, and what must not hold: `if`, `not`, `dependentSchemas`, and branches that only ask for
//! more.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_catalog::Validator;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Location, code};

use super::meaning::Meaning;
use super::{Comparer, Found, One, Place, Worst};
use crate::change::Change;
use crate::facts::claims::Claim;
use crate::facts::kinds::Kinds;
use crate::facts::objects::{dependent_required, has_key_ruled_out};
use crate::facts::same::Same;
use crate::facts::{Entries, says_only};
use crate::rules;
use crate::sample::Search;
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
        if older.is_empty() && newer.is_empty() {
            return;
        }
        let [olds_held, news_held] = self.held_by_meaning(before, after, (&older, &newer), kind);
        // The same in other words.
        let [olds_asked, news_asked] = [(false, before), (true, after)].map(|(is_after, one)| {
            let catalog = self.catalog(is_after);
            dependent_required(one, |at| catalog.value(at)).into_keys().collect::<BTreeSet<_>>()
        });
        let is_respelled = olds_held.iter().chain(&news_held).all(|is_held| *is_held)
            && (!older.is_empty() || !olds_asked.is_subset(&news_asked))
            && (!newer.is_empty() || !news_asked.is_subset(&olds_asked));
        let has_fields = || older.iter().chain(&newer).any(Condition::has_fields);
        if is_respelled && (!has_fields() || self.describe_the_same_fields(&older, &newer)) {
            return;
        }
        for (old, is_held) in older.into_iter().zip(olds_held) {
            let of_kind = |new: &Condition<'c>| new.keyword == old.keyword && new.key == old.key;
            match newer.iter().position(of_kind) {
                Some(at) => {
                    let new = newer.remove(at);
                    self.condition_changed((&old, &new), is_held, after, kind, found);
                }
                None => {
                    let place = Some(after.around(&old.owner.location));
                    let change = told(rules_of(old.keyword).1, &old, "was removed");
                    let change = change.at(Some(&old.at()), place.as_ref());
                    found.push(match is_held || self.held_anyway(&old, after, kind) {
                        true => held(change),
                        false => change.put(self.unconditional(&old, None, after, kind)),
                    });
                }
            }
        }
        for new in newer {
            let place = Some(before.around(&new.owner.location));
            found.push(told(rules_of(new.keyword).0, &new, "was added").at(place.as_ref(), Some(&new.at())));
        }
    }

    /// Whether the conditions of two versions are of the same keywords, and describe the same fields.
    fn describe_the_same_fields(&self, older: &[Condition<'c>], newer: &[Condition<'c>]) -> bool {
        let describes_only =
            |schema: &Schema| says_only(schema, &[Keyword::Properties, Keyword::Required, Keyword::Type]);
        let are_the_same = |old: &'c Schema, new: &'c Schema| {
            let fields = |schema: &'c Schema| schema.map(Keyword::Properties).into_iter().flatten();
            self.same(old, new)
                || describes_only(old)
                    && describes_only(new)
                    && fields(old).count() == fields(new).count()
                    && fields(old).all(|(name, old)| {
                        fields(new).any(|(other, new)| name == other && self.same(old, new))
                    })
        };
        older.len() == newer.len()
            && older.iter().all(|old| {
                newer.iter().any(|new| {
                    let parts = [Keyword::If, Keyword::Then, Keyword::Else].into_iter();
                    let mut parts = parts.map(|part| (old.owner.one(part), new.owner.one(part)));
                    (old.keyword, new.keyword) == (Keyword::If, Keyword::If)
                        && parts.all(|pair| match pair {
                            (Some(old), Some(new)) => are_the_same(old, new),
                            (old, new) => old.is_none() && new.is_none(),
                        })
                })
            })
    }

    fn condition_changed(
        &mut self,
        (old, new): (&Condition<'c>, &Condition<'c>),
        is_held: bool,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        let place = Place { before: old.at(), after: new.at() };
        let follows = match (old.keyword, &old.schemas[..], &new.schemas[..]) {
            (Keyword::If, _, _) => self.worst_that_follows(old.owner, new.owner),
            (Keyword::DependentSchemas, [old], [new]) => Some(self.worst_of(&[*old], &[*new], &place)),
            _ => None,
        };
        // What must not hold is compared the other way round.
        let is_narrower = match (old.keyword, &old.schemas[..], &new.schemas[..]) {
            (Keyword::Not, [old], [new]) => self.is_part(old, new),
            (Keyword::If | Keyword::DependentSchemas, _, _) => {
                follows.is_some_and(|worst| worst.allows_no_more())
            }
            (Keyword::OneOf | Keyword::AnyOf, olds, news) if old.keyword == Keyword::AnyOf => {
                news.iter().all(|new| olds.iter().any(|old| self.same(old, new)))
            }
            _ => false,
        } || is_held
            || self.held_anyway(old, after, kind);
        let change = told(rules_of(old.keyword).2, new, "was changed");
        let change = if old.has_fields() { change.rust(Bump::Major) } else { change };
        let change = match &self.changed_keywords(old, new)[..] {
            [one] if old.keyword == Keyword::If => {
                let is_there = [old, new].map(|condition| condition.owner.has(*one));
                let what = match is_there {
                    [true, true] => "changed",
                    [false, _] => "added",
                    _ => "removed",
                };
                let at = |condition: &Condition<'c>, is_there: bool, known: &Location| match is_there {
                    true => condition.owner.location_of(*one),
                    false => known.clone(),
                };
                let message = format!("`{}` was {what}", one.as_str());
                let (before, after) =
                    (at(old, is_there[0], &place.before), at(new, is_there[1], &place.after));
                Change { message, ..change }.before(&before).after(&after)
            }
            _ => change.before(&place.before).after(&place.after),
        };
        let change = match follows {
            // What is asked of fields that nothing describes there changes no type.
            Some(worst) if old.keyword == Keyword::If && change.verdict.rust == Bump::Major => {
                change.rust(worst.verdict.rust)
            }
            _ => change,
        };
        if is_narrower {
            return found.push(held(change));
        }
        let values = self.unconditional(old, Some(new), after, kind);
        // Unless what follows from the condition breaks receivers, or a value shows that something is valid now that was not,
        // nobody has proven that nothing is. A value with a key that was ruled out does not show it: receivers skip what they
        // do not know.
        let entries: Entries<'c> = [old.owner].into_iter().chain(old.asked()).collect();
        let is_shown = follows.is_some_and(|worst| worst.verdict.wire == Compatibility::Breaking)
            || values.iter().any(|value| !has_key_ruled_out(self.before, &entries, value));
        let is_condition = std::ptr::eq(change.rule, &rules::CONDITION_CHANGED);
        let change = change.put(values);
        found.push(match is_condition && !is_shown {
            true => change.wire(Compatibility::Risky).help(UNPROVEN),
            false => change,
        });
    }

    /// Of the conditions that are not in both versions, whether each older one holds in the newer version, and each newer one held
    /// in the older version, by what all conditions mean.
    fn held_by_meaning(
        &self,
        before: &One<'c>,
        after: &One<'c>,
        (older, newer): (&[Condition<'c>], &[Condition<'c>]),
        kind: Kinds,
    ) -> [Vec<bool>; 2] {
        let claims = |is_after: bool, all: &[Condition<'c>]| {
            all.iter().map(|condition| self.claim(is_after, condition, kind)).collect::<Vec<_>>()
        };
        let (older, newer) = (claims(false, older), claims(true, newer));
        match self.meaning(before, after, kind) {
            Some(mut meaning) => [
                older.iter().map(|claim| meaning.is_kept(claim)).collect(),
                newer.iter().map(|claim| meaning.was_kept(claim)).collect(),
            ],
            None => [vec![false; older.len()], vec![false; newer.len()]],
        }
    }

    /// What the conditions of two versions mean, and the keys that ask for others.
    pub(super) fn meaning(&self, before: &One<'c>, after: &One<'c>, kind: Kinds) -> Option<Meaning<'_, 'c>> {
        let claims = |is_after: bool, one: &One<'c>| {
            let catalog = self.catalog(is_after);
            let asked = dependent_required(one, |at| catalog.value(at)).into_keys();
            let asked = asked.filter(|_| kind == Kinds::OBJECT).map(|(key, other)| Claim::asks(key, other));
            let conditions = conditions(one, kind).into_iter();
            let conditions = conditions.map(|condition| self.claim(is_after, &condition, kind));
            asked.chain(conditions).collect::<Vec<_>>()
        };
        let (older, newer) = (claims(false, before), claims(true, after));
        Meaning::new(self, (before, after), (&older, &newer), kind)
    }

    fn claim(&self, is_after: bool, condition: &Condition<'c>, kind: Kinds) -> Claim<'c> {
        let catalog = self.catalog(is_after);
        match (condition.key, &condition.schemas[..]) {
            (Some(key), [asked]) => Claim::Has(key).implies(Claim::of(catalog, asked, kind)),
            _ => Claim::of_keyword(catalog, condition.owner, condition.keyword, kind),
        }
    }

    /// Whether whatever the newer version allows has what the condition asked for, with or without it.
    fn held_anyway(&mut self, old: &Condition<'c>, after: &One<'c>, kind: Kinds) -> bool {
        let newer: Entries<'c> = after.members.iter().map(|member| member.schema).collect();
        let place = Place { before: old.at(), after: after.around(&old.owner.location) };
        // Of few values, each can be tried.
        if let (Some(listed), Some(validator)) =
            (&after.values, Validator::new(self.before, &old.owner.location))
        {
            let of_kind = listed.values.iter().filter(|one| kind.has(Kinds::of_value(&one.value)));
            if of_kind.clone().count() > 0 && of_kind.clone().all(|one| validator.is_valid(&one.value)) {
                return true;
            }
        }
        // A member may stand for null as well, which its schema does not say.
        if kind == Kinds::NULL || newer.is_empty() {
            return false;
        }
        let before = self.before;
        let mut allows_all = |asked: &'c Schema| self.worst_of(&[asked], &newer, &place).allows_no_more();
        match (old.keyword, &old.schemas[..]) {
            (Keyword::AnyOf, branches) => branches.iter().any(|branch| allows_all(branch)),
            (Keyword::DependentSchemas, asked) => asked.iter().all(|asked| allows_all(asked)),
            (Keyword::If, [test, ..]) => {
                // Of values of one kind, a condition on the type alone holds, or it does not.
                let certain = Claim::of(before, test, kind).certain();
                let is_always = certain == Some(true) || allows_all(test);
                let is_never = certain == Some(false) || self.is_never(false, test, (true, after));
                let part = |keyword: Keyword, is_idle: bool| old.owner.one(keyword).filter(|_| !is_idle);
                let asked = [part(Keyword::Then, is_never), part(Keyword::Else, is_always)];
                let mut asked = asked.into_iter().flatten();
                asked.all(|asked| self.worst_of(&[asked], &newer, &place).allows_no_more())
            }
            (Keyword::Not, [ruled_out]) => self.is_never(false, ruled_out, (true, after)),
            _ => false,
        }
    }

    /// What is worst of what follows from the same condition; `None` where the condition is another one, or something follows
    /// in one version only.
    fn worst_that_follows(&mut self, old: &'c Schema, new: &'c Schema) -> Option<Worst> {
        if !self.same(old.one(Keyword::If)?, new.one(Keyword::If)?) {
            return None;
        }
        let mut worst = Worst::default();
        for keyword in [Keyword::Then, Keyword::Else] {
            match (old.one(keyword), new.one(keyword)) {
                (None, None) => {}
                (Some(old), Some(new)) => {
                    let place = Place { before: old.location.clone(), after: new.location.clone() };
                    let own = self.worst_of(&[old], &[new], &place);
                    worst.verdict = worst.verdict.max(own.verdict);
                    worst.is_open |= own.is_open;
                }
                _ => return None,
            }
        }
        Some(worst)
    }

    /// The keywords of a condition that another version has in another way, or does not have.
    fn changed_keywords(&self, old: &Condition<'c>, new: &Condition<'c>) -> Vec<Keyword> {
        if old.keyword != Keyword::If {
            return vec![old.keyword];
        }
        let parts = [Keyword::If, Keyword::Then, Keyword::Else].into_iter();
        let is_changed = |keyword: &Keyword| match (old.owner.one(*keyword), new.owner.one(*keyword)) {
            (Some(old), Some(new)) => !self.same(old, new),
            (old, new) => old.is_some() != new.is_some(),
        };
        parts.filter(is_changed).collect()
    }

    /// Values that a condition ruled out.
    fn unconditional(
        &self,
        old: &Condition<'c>,
        new: Option<&Condition<'c>>,
        after: &One<'c>,
        kind: Kinds,
    ) -> Vec<Value> {
        let search = Search {
            before: self.before,
            after: self.after,
            newer: after,
            older: old.owner,
            hints: (old.schemas.clone(), new.map(|new| new.schemas.clone()).unwrap_or_default()),
            keys: old.key.into_iter().collect(),
        };
        search.values(kind)
    }

    /// Whether whatever an older schema allows, a newer one allows.
    fn is_part(&mut self, older: &'c Schema, newer: &'c Schema) -> bool {
        // Both are asked the other way round, each in its own catalog: what is the same in both may be taken for either.
        let mut turned = Comparer::new(self.after, self.before);
        let place = Place { before: newer.location.clone(), after: older.location.clone() };
        let worst = turned.worst_of(&[newer], &[older], &place);
        worst.allows_no_more()
    }

    /// Whether two schemas say the same, each of the older or of the newer version.
    pub(super) fn same_in(&self, (a, one): (bool, &'c Schema), (b, other): (bool, &'c Schema)) -> bool {
        Same::new(self.catalog(a), self.catalog(b)).are(one, other)
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

impl<'c> Condition<'c> {
    /// What a value may have to be valid against.
    fn asked(&self) -> Entries<'c> {
        match self.keyword {
            Keyword::If => [Keyword::Then, Keyword::Else]
                .into_iter()
                .filter_map(|keyword| self.owner.one(keyword))
                .collect(),
            Keyword::Not | Keyword::ContentSchema => Entries::new(),
            _ => self.schemas.clone(),
        }
    }

    /// Whether it describes fields.
    fn has_fields(&self) -> bool {
        const FIELDS: [Keyword; 3] =
            [Keyword::Properties, Keyword::PatternProperties, Keyword::AdditionalProperties];
        let mut all = self.schemas.iter().flat_map(|schema| schema.all());
        !matches!(self.keyword, Keyword::Not | Keyword::ContentSchema)
            && all.any(|schema| {
                schema.reference.is_some() || FIELDS.into_iter().any(|keyword| schema.has(keyword))
            })
    }

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

/// What to do where nothing shows that more is allowed, and nothing that no more is.
const UNPROVEN: &str = "Look whether all that is valid now was valid before. If it was, acknowledge the finding and say why; if not, keep the condition.";

/// What to do where generated types change, and nothing else.
pub(super) const TYPES_ONLY: &str = "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers.";

/// A change by which no more is allowed than before.
fn held(change: Change) -> Change {
    change.wire(Compatibility::Safe).strict(Compatibility::Safe).help(TYPES_ONLY)
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
    let of = condition.key.map(|key| format!(" of {}", code(key))).unwrap_or_default();
    let change = Change::new(rule, format!("`{name}`{of} {what}")).detail(detail);
    // Fields that are described under a condition only are fields all the same.
    match condition.has_fields() {
        true => change.rust(Bump::Major),
        false => change.rust(Bump::Patch),
    }
}

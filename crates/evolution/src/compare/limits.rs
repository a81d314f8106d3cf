//! Limits: ranges, lengths and counts, and patterns.

use std::collections::BTreeMap;

use serde_json::{Number, Value, json};
use webhook_catalog::Catalog;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::validate::Pattern;
use webhook_schema::{Location, code};

use super::{Comparer, Found, One};
use crate::change::Change;
use crate::facts::arrays::Array;
use crate::facts::forms::{at_least, at_most, forms};
use crate::facts::keys::least_keys;
use crate::facts::kinds::Kinds;
use crate::facts::limits::{
    FAMILIES, Family, Limit, are_multiples_of, common_multiple, count_of, is_multiple_of,
};
use crate::facts::objects::Object;
use crate::rules;
use crate::sample::{at_limit, sample, sample_of};
use crate::verdict::{Bump, Compatibility};

/// Texts that stand for themselves, each with where it is.
pub(super) type Texts<'c> = BTreeMap<&'c str, Location>;

impl<'c> Comparer<'c> {
    pub(super) fn compare_limits(
        &mut self,
        before: &One<'c>,
        after: &One<'c>,
        kind: Kinds,
        found: &mut Found,
    ) {
        for family in FAMILIES.iter().filter(|family| family.kind == kind) {
            self.compare_family(family, before, after, found);
        }
        match kind {
            Kinds::STRING => {
                self.compare_formats(before, after, kind, found);
                self.compare_patterns(before, after, found);
                self.compare_content(before, after, found);
            }
            Kinds::NUMBER => {
                compare_multiples(before, after, found);
                self.compare_formats(before, after, kind, found);
            }
            Kinds::ARRAY => self.compare_uniqueness(before, after, found),
            _ => {}
        }
    }

    fn compare_family(&mut self, family: &Family, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let [older, newer] = family.of_both([before, after]);
        let name = |limit: &Limit| limit.keyword.as_str();
        let told = |limit: &Limit| format!("`{}` {}", name(limit), limit.said);
        let is_unsigned = is_unsigned(before) != is_unsigned(after);
        let rust =
            if family.keywords[0] == Keyword::Minimum && is_unsigned { Bump::Major } else { Bump::Patch };
        let (rule, message) = match (&older, &newer) {
            (None, None) => return,
            (Some(older), None) => {
                let became = match family.idle(after) {
                    Some(idle) => format!("was lowered to {}", idle.said),
                    None => "was removed".to_owned(),
                };
                (&rules::LIMIT_REMOVED, format!("{} {became}", told(older)))
            }
            (None, Some(newer)) => {
                let message = match family.idle(before) {
                    Some(idle) => format!("{} was raised to {}", told(&idle), newer.said),
                    None => format!("{} was added", told(newer)),
                };
                (&rules::LIMIT_ADDED, message)
            }
            (Some(older), Some(newer)) => {
                let message = format!("{} became {}", told(older), told(newer));
                match (family.is_narrower(older, newer), family.is_narrower(newer, older)) {
                    (true, _) => (&rules::LIMIT_LOOSENED, message),
                    (_, true) => (&rules::LIMIT_TIGHTENED, message),
                    _ => return,
                }
            }
        };
        let (old_at, new_at) = places(
            before,
            after,
            older.as_ref().map(|limit| &limit.at),
            newer.as_ref().map(|limit| &limit.at),
        );
        let is_broken = rule.verdict.wire == Compatibility::Breaking;
        if is_broken && older.as_ref().is_some_and(|limit| is_kept(self.after, limit, after)) {
            let message = format!("{message}, and whatever is valid still keeps to it");
            let change = Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref()).rust(rust);
            let change = change.detail(family.keywords[0].as_str()).help("");
            return found.push(change.wire(Compatibility::Safe).strict(Compatibility::Safe));
        }
        let probes = older.filter(|_| is_broken);
        let probes = probes.map(|limit| at_limit(self.after, after, &limit, family)).unwrap_or_default();
        let change = Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref()).rust(rust);
        found.push(change.detail(family.keywords[0].as_str()).put(probes));
    }

    fn compare_patterns(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let (older, newer) = (patterns(before), patterns(after));
        let lost: Vec<(&&str, &Location)> =
            older.iter().filter(|(pattern, _)| !newer.contains_key(*pattern)).collect();
        let gained = newer.iter().find(|(pattern, _)| !older.contains_key(*pattern));
        // Whatever is valid now matches all of the older patterns.
        let is_kept = |old: &str| always_matches(after, old);
        let first_lost = lost.iter().find(|(old, _)| !is_kept(old));
        let is_tightened = !lost.is_empty() && first_lost.is_none();
        let lost = first_lost.or(lost.first()).copied();
        let texts = || -> Vec<Value> {
            if is_tightened || lost.is_none() {
                return Vec::new();
            }
            let made = newer.keys().flat_map(|pattern| Pattern::texts(pattern)).map(Value::from);
            let usual =
                ["", "a", "A", "0", "-", "not of that form", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"];
            let mut texts: Vec<Value> = made.chain(sample(self.after, after, Kinds::STRING)).collect();
            texts.extend(usual.map(Value::from));
            texts
        };
        let texts = texts();
        let mut is_shown = false;
        let (rule, message) = match (lost, gained) {
            (Some((old, _)), Some((new, _))) if is_tightened => (
                &rules::PATTERN_CHANGED,
                format!(
                    "the pattern was {} and is {}, and whatever matches the new one matches the old one",
                    code(old),
                    code(new)
                ),
            ),
            (Some((old, _)), None) if is_tightened => (
                &rules::PATTERN_REMOVED,
                format!("the pattern {} was removed, and whatever is valid still matches it", code(old)),
            ),
            (Some((old, _)), Some((new, _))) => {
                let is_match = |pattern: &str, text: &str| Pattern::new(pattern).map(|it| it.is_match(text));
                let tells = |text: &&Value| {
                    let text = text.as_str().unwrap_or_default();
                    is_match(new, text) == Ok(true) && is_match(old, text) == Ok(false)
                };
                let shown = texts.iter().find(tells).and_then(Value::as_str);
                is_shown = shown.is_some();
                let why = match shown {
                    Some(text) => format!("{} matches only the new one", code(text)),
                    None => {
                        "it cannot be proven that whatever matches the new one matches the old one".to_owned()
                    }
                };
                let message = format!("the pattern was {} and is {}: {why}", code(old), code(new));
                (&rules::PATTERN_CHANGED, message)
            }
            (Some((old, _)), None) => {
                (&rules::PATTERN_REMOVED, format!("the pattern {} was removed", code(old)))
            }
            (None, Some((new, _))) => (&rules::PATTERN_ADDED, format!("the pattern {} was added", code(new))),
            (None, None) => return,
        };
        let (old_at, new_at) = places(before, after, lost.map(|(_, at)| at), gained.map(|(_, at)| at));
        if is_tightened {
            let change = Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref());
            return found.push(change.wire(Compatibility::Safe).strict(Compatibility::Safe).help(""));
        }
        let change = Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref()).put(texts);
        // What is shown needs no proof.
        found.push(if is_shown { change.help(rules::PATTERN_REMOVED.instead) } else { change });
    }

    fn compare_uniqueness(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        let at = |one: &One<'_>| {
            let unique = one.members.iter().find(|member| member.schema.constraints.unique_items);
            unique.map(|member| member.schema.location_of(Keyword::UniqueItems))
        };
        let (older, newer) = (at(before), at(after));
        let (rule, message) = match (&older, &newer) {
            // Of one item there are no two.
            (Some(_), None) if has_at_most(after, 1) => return,
            (Some(_), None) => (&rules::UNIQUE_ITEMS_REMOVED, "items may occur more than once now"),
            (None, Some(_)) => (&rules::UNIQUE_ITEMS_ADDED, "no item may occur twice now"),
            _ => return,
        };
        let (old_at, new_at) = places(before, after, older.as_ref(), newer.as_ref());
        let item =
            sample_of(self.after, &Array::of(after).rest().entries).into_iter().next().unwrap_or(json!(1));
        let mut values = vec![json!([item, item])];
        // There may have to be more of them, or other ones.
        for items in sample(self.after, after, Kinds::ARRAY) {
            if let Some([first, others @ ..]) = items.as_array().map(Vec::as_slice) {
                values.push(json!(vec![first; others.len() + 1]));
                values.push(items.as_array().into_iter().flatten().chain([first]).cloned().collect());
            }
        }
        found.push(Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref()).put(values));
    }

    fn compare_content(&mut self, before: &One<'c>, after: &One<'c>, found: &mut Found) {
        for keyword in [Keyword::ContentEncoding, Keyword::ContentMediaType] {
            let said = |catalog: &'c Catalog, one: &One<'c>| {
                let all = one.members.iter().filter(|member| member.schema.has(keyword));
                let at = all.map(|member| member.schema.location_of(keyword)).next_back()?;
                Some((catalog.value(&at)?.clone(), at))
            };
            let (older, newer) = (said(self.before, before), said(self.after, after));
            if older.as_ref().map(|(value, _)| value) == newer.as_ref().map(|(value, _)| value) {
                continue;
            }
            let (old_at, new_at) =
                places(before, after, older.as_ref().map(|(_, at)| at), newer.as_ref().map(|(_, at)| at));
            let name = keyword.as_str();
            let (rule, message) = match older {
                None => (&rules::CONTENT_ADDED, format!("`{name}` was added")),
                Some(_) if newer.is_none() => (&rules::CONTENT_CHANGED, format!("`{name}` was removed")),
                Some(_) => (&rules::CONTENT_CHANGED, format!("`{name}` was changed")),
            };
            found.push(Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref()).detail(name));
        }
    }
}

/// Where something is said in both versions; where it is not, what it would be in.
pub(super) fn places(
    before: &One<'_>,
    after: &One<'_>,
    old: Option<&Location>,
    new: Option<&Location>,
) -> (Option<Location>, Option<Location>) {
    let older = old.cloned().or_else(|| new.map(|new| before.around(new)));
    let newer = new.cloned().or_else(|| old.map(|old| after.around(old)));
    (older, newer)
}

/// Whether something else that the newer version says keeps values within a limit of the older one.
fn is_kept<'c>(catalog: &'c Catalog, limit: &Limit, after: &One<'c>) -> bool {
    let Some(count) = limit.value.as_u64() else { return false };
    match limit.keyword {
        Keyword::MinLength => always_matches(after, &at_least(count)),
        Keyword::MaxLength => always_matches(after, &at_most(count)),
        Keyword::MaxItems => has_at_most(after, count),
        Keyword::MinProperties => least_keys(catalog, after) as u64 >= count,
        Keyword::MaxProperties => {
            let object = Object::of(after);
            let is_closed = object.certain_rest().closed.is_some();
            is_closed && object.patterns.is_empty() && object.properties.len() as u64 <= count
        }
        _ => false,
    }
}

/// Whether there are never more items than so many.
pub(super) fn has_at_most(one: &One<'_>, count: u64) -> bool {
    let longest = Array::of(one).longest().map(|longest| longest as u64);
    count_of(one, Keyword::MaxItems).into_iter().chain(longest).any(|most| most <= count)
}

/// Whether it is proven that whatever text there is matches a pattern, by the patterns and formats that there are.
fn always_matches(one: &One<'_>, pattern: &str) -> bool {
    Pattern::always(&next_to(one, pattern), |matched| match matched {
        [other, own @ ..] => *other || own.contains(&false),
        [] => false,
    })
}

/// Whether it is proven that no text there is matches the pattern of a schema.
pub(super) fn never_matches(one: &One<'_>, schema: &Schema) -> bool {
    let pattern = schema.constraints.pattern.as_deref();
    pattern.is_some_and(|pattern| Pattern::always(&next_to(one, pattern), |matched| matched.contains(&false)))
}

/// A pattern, with those that whatever text there is matches, by itself or because of its format.
fn next_to<'p>(one: &One<'p>, pattern: &'p str) -> Vec<&'p str> {
    std::iter::once(pattern).chain(patterns(one).into_keys()).chain(forms(one)).collect()
}

/// Whether generated types have an integer without a sign.
fn is_unsigned(one: &One<'_>) -> bool {
    let is_integer = (one.kinds & Kinds::NUMBER) == Kinds::INTEGER;
    is_integer && one.members.iter().any(|member| member.schema.constraints.is_never_negative())
}

fn patterns<'c>(one: &One<'c>) -> Texts<'c> {
    // Whatever there is matches these.
    let is_idle = |pattern: &str| matches!(pattern, "" | "^" | "$" | ".*" | "^.*");
    let all = one.members.iter().filter_map(|member| {
        let pattern = member.schema.constraints.pattern.as_deref().filter(|pattern| !is_idle(pattern))?;
        Some((pattern, member.schema.location_of(Keyword::Pattern)))
    });
    all.collect()
}

fn compare_multiples(before: &One<'_>, after: &One<'_>, found: &mut Found) {
    let all = |one: &One<'_>| -> Vec<(Number, Location)> {
        let is_whole = (one.kinds & Kinds::NUMBER) == Kinds::INTEGER;
        let said = one.members.iter().filter_map(|member| {
            let number = member.schema.constraints.bounds.multiple_of.clone()?;
            Some((number, member.schema.location_of(Keyword::MultipleOf)))
        });
        // Every integer is a multiple of 1.
        said.filter(|(number, _)| !(is_whole && is_multiple_of(&Number::from(1), number))).collect()
    };
    let (older, newer) = (all(before), all(after));
    let is_kept = |old: &Number| {
        after.is_whole() && is_multiple_of(&Number::from(1), old)
            || are_multiples_of(newer.iter().map(|(new, _)| new), old)
    };
    let lost = older.iter().find(|(old, _)| !is_kept(old));
    let was_kept = |new: &Number| are_multiples_of(older.iter().map(|(old, _)| old), new);
    let gained = newer.iter().find(|(new, _)| !was_kept(new));
    let (rule, message) = match (lost, gained) {
        (Some((old, _)), _) => (&rules::MULTIPLE_LOOSENED, format!("`multipleOf` {old} no longer holds")),
        (None, Some((new, _))) => (&rules::MULTIPLE_TIGHTENED, format!("`multipleOf` {new} holds now")),
        (None, None) => return,
    };
    let at = |list: &[(Number, Location)]| list.first().map(|(_, at)| at.clone());
    let old_at = lost.map(|(_, at)| at.clone()).or_else(|| at(&older));
    let new_at = gained.map(|(_, at)| at.clone()).or_else(|| at(&newer));
    let (old_at, new_at) = places(before, after, old_at.as_ref(), new_at.as_ref());
    let common = common_multiple(newer.iter().map(|(new, _)| new));
    let steps = newer.iter().map(|(new, _)| new.clone()).chain(common).map(Value::from);
    let probes = steps.chain([json!(1), json!(7), json!(0.5)]);
    found.push(Change::new(rule, message).at(old_at.as_ref(), new_at.as_ref()).put(probes.collect()));
}

//! What schemas say to people and to tools.

use serde_json::Value;
use webhook_schema::model::{Dialect, Keyword, REPLACED_BY, SUNSET, Schema};

use super::{ChangeId, Comparer, Found};
use crate::change::Change;
use crate::events::sunset;
use crate::facts::{Facts, address};
use crate::rule::Rule;
use crate::rules;

/// The keywords that only speak to people, each with its rule.
const SAID: [(Keyword, &Rule); 7] = [
    (Keyword::Title, &rules::TITLE_CHANGED),
    (Keyword::Description, &rules::DESCRIPTION_CHANGED),
    (Keyword::Comment, &rules::DESCRIPTION_CHANGED),
    (Keyword::Examples, &rules::EXAMPLES_CHANGED),
    (Keyword::Default, &rules::DEFAULT_CHANGED),
    (Keyword::ReadOnly, &rules::ANNOTATION_CHANGED),
    (Keyword::WriteOnly, &rules::ANNOTATION_CHANGED),
];

impl<'c> Comparer<'c> {
    pub(super) fn compare_annotations(&mut self, older: &Facts<'c>, newer: &Facts<'c>, found: &mut Found) {
        let members = |facts: &Facts<'c>| {
            let mut members: Vec<&'c Schema> = Vec::new();
            for member in facts.alternatives.iter().flat_map(|alternative| &alternative.members) {
                if !members.iter().any(|known| address(known) == address(member.schema)) {
                    members.push(member.schema);
                }
            }
            members
        };
        let (mut olds, mut news) = (members(older), members(newer));
        let mut pairs = Vec::new();
        olds.retain(|old| {
            let same = news.iter().position(|new| new.location == old.location);
            pairs.extend(same.map(|at| (*old, news.remove(at))));
            same.is_none()
        });
        if olds.len() == news.len() {
            pairs.extend(olds.into_iter().zip(news));
        }
        for (old, new) in pairs {
            let changes = self.annotations_of(old, new);
            found.known.extend(changes);
        }
    }

    fn annotations_of(&mut self, old: &'c Schema, new: &'c Schema) -> Vec<ChangeId> {
        let key = (address(old), address(new));
        if let Some(known) = self.annotated.get(&key) {
            return known.clone();
        }
        let mut changes = Vec::new();
        let at = |rule, message: String| {
            Change::new(rule, message).before(&old.location).after(&new.location).annotation()
        };
        for (keyword, rule) in SAID {
            let (before, after) = (old.has(keyword), new.has(keyword));
            if !before && !after {
                continue;
            }
            let older = before.then(|| self.before.value(&old.location_of(keyword))).flatten();
            let newer = after.then(|| self.after.value(&new.location_of(keyword))).flatten();
            if older != newer {
                let name = keyword.as_str();
                changes.push(at(rule, format!("`{name}` was {}", how(older, newer))).detail(name));
            }
        }
        self.compare_deprecation(old, new, &mut changes);
        compare_unknown(old, new, &mut changes);
        if old.location.pointer.is_empty() && new.location.pointer.is_empty() && old.dialect != new.dialect {
            changes
                .push(dialect_changed(old.dialect, new.dialect).before(&old.location).after(&new.location));
        }
        let changes: Vec<ChangeId> = changes.into_iter().map(|change| self.note(change)).collect();
        self.annotated.insert(key, changes.clone());
        changes
    }

    fn compare_deprecation(&self, old: &Schema, new: &Schema, changes: &mut Vec<Change>) {
        let (rule, message) = match (is_deprecated(old), is_deprecated(new)) {
            (false, true) => (&rules::DEPRECATED_ADDED, "it is deprecated now"),
            (true, false) => (&rules::DEPRECATED_REMOVED, "it is no longer deprecated"),
            _ => return,
        };
        let change = Change::new(rule, message);
        let says = |name: &str| new.unknown_value(name).is_some();
        let change = match (is_deprecated(new), says(SUNSET), says(REPLACED_BY)) {
            (true, false, true) => change.help("Say when it ends: `x-sunset`."),
            (true, true, false) => change.help("Say what takes its place: `x-replaced-by`."),
            (true, true, true) => change.help(""),
            _ => change,
        };
        changes.push(change.before(&old.location).after(&new.location).annotation());
    }
}

fn how(older: Option<&Value>, newer: Option<&Value>) -> &'static str {
    match (older, newer) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    }
}

/// Drafts before 2019-09 have no such keyword, and people write it all the same.
fn is_deprecated(schema: &Schema) -> bool {
    let by_name =
        |(name, value): &(String, Value)| name == Keyword::Deprecated.as_str() && *value == Value::Bool(true);
    schema.annotations.deprecated || schema.seldom.unknown.iter().any(by_name)
}

/// Compares what is not a keyword.
fn compare_unknown(old: &Schema, new: &Schema, changes: &mut Vec<Change>) {
    let value = |schema: &'_ Schema, name: &str| schema.unknown_value(name).cloned();
    let mut names: Vec<&String> =
        old.seldom.unknown.iter().chain(new.seldom.unknown.iter()).map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (older, newer) = (value(old, name), value(new, name));
        // These were looked at already.
        // What only one of the drafts has as a keyword is compared as that.
        let is_keyword =
            |schema: &Schema| Keyword::of(name, schema.dialect).is_some_and(|keyword| schema.has(keyword));
        let is_of_deprecation = !is_deprecated(old) && [SUNSET, REPLACED_BY].contains(&name.as_str());
        if older == newer
            || [Keyword::Deprecated.as_str(), "nullable"].contains(&name.as_str())
            || is_of_deprecation && is_deprecated(new)
            || is_keyword(old)
            || is_keyword(new)
        {
            continue;
        }
        let how = how(older.as_ref(), newer.as_ref());
        let message = format!("`{name}` was {how}");
        let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
        let change = match name.as_str() {
            "x-sunset" if is_deprecated(old) && is_deprecated(new) => {
                match sunset(text(&older).as_deref(), text(&newer).as_deref()) {
                    Some(change) => change.annotation(),
                    None => continue,
                }
            }
            "x-rust-name" => Change::new(&rules::RUST_NAME_CHANGED, message),
            "x-extensible-enum" => Change::new(&rules::EXTENSIBILITY_CHANGED, message).annotation(),
            _ => Change::new(&rules::ANNOTATION_CHANGED, message).annotation(),
        };
        changes.push(change.before(&old.location).after(&new.location).detail(name.as_str()));
    }
}

fn dialect_changed(old: Dialect, new: Dialect) -> Change {
    let detail = format!("{} {}", old.name(), new.name());
    Change::new(&rules::DIALECT_CHANGED, dialects_told(1, (old, new))).detail(detail)
}

/// What is said of so many schemas that are written in another dialect.
pub(crate) fn dialects_told(count: usize, (old, new): (Dialect, Dialect)) -> String {
    // Draft 4 goes by how a number is written.
    let more = match old == Dialect::Draft4 && new != old {
        true => ", where `1.0` is an integer",
        false => "",
    };
    let (old, new) = (old.name(), new.name());
    match count {
        1 => format!("the schema was written in {old}, and is in {new} now{more}"),
        _ => format!("{count} schemas were written in {old}, and are in {new} now{more}"),
    }
}

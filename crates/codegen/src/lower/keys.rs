//! Keys that are described or required, and ruled out: by a pattern that they match under which nothing may be, or by
//! `propertyNames`.

use std::collections::HashSet;

use serde_json::Value;
use webhook_catalog::NamePattern;
use webhook_contract::words::listed;
use webhook_schema::model::{JsonType, Keyword, Schema};
use webhook_schema::validate::{Own, identity};
use webhook_schema::{Diagnostic, Location, tokens};

use super::clauses::says_itself;
use super::members::{Member, has_chosen};
use super::values::ruled_out_by;
use super::{Lowered, Lowering, Reported, types};
use crate::markup::code;
use crate::names::Way;
use crate::rules;

/// What rules keys out: where that is said of one.
type RulesOut<'c> = Box<dyn Fn(&str) -> Option<Location> + 'c>;

/// A key that is described or required.
struct Given<'c> {
    key: &'c str,
    at: Location,
    is_required: bool,
}

impl<'c> Lowering<'c, '_> {
    /// Refuses to describe or to require a key that is ruled out.
    pub(super) fn refuse_keys(&mut self, members: &[Member<'c>]) -> Lowered<()> {
        let of_keys = [Keyword::PropertyNames, Keyword::PatternProperties];
        let may_rule_out = |member: &Member<'_>| of_keys.iter().any(|keyword| member.schema.has(*keyword));
        if !members.iter().any(may_rule_out) {
            return Ok(());
        }
        // A branch may well rule out what is described next to it.
        let is_branch = has_chosen(members);
        let is_object = types::is_surely(members, JsonType::Object);
        let mut result = Ok(());
        for (number, member) in members.iter().enumerate() {
            let about = if is_branch { &members[number..=number] } else { members };
            for (rules_out, called) in self.ruling_out(member.schema) {
                let given = about.iter().flat_map(|member| given(member.schema, is_object));
                let ruled_out: Vec<(Given<'c>, Location)> =
                    given.filter_map(|given| rules_out(given.key).map(|by| (given, by))).collect();
                if let Some((_, by)) = ruled_out.first() {
                    let same = ruled_out.iter().filter(|(_, other)| other == by);
                    let mut same: Vec<&Given<'c>> = same.map(|(given, _)| given).collect();
                    // What several describe is one.
                    let mut seen = HashSet::new();
                    same.retain(|given| seen.insert((given.key, given.is_required)));
                    result = Err(self.refuse_ruled_out_keys(&same, by, called));
                }
            }
        }
        if result.is_ok() {
            members.iter().for_each(|member| self.warn_of_no_key(member.schema));
        }
        result
    }

    /// What a schema rules out by the names of keys, with what it is called in a message.
    fn ruling_out(&self, schema: &'c Schema) -> Vec<(RulesOut<'c>, &'static str)> {
        let patterns = schema.map(Keyword::PatternProperties).into_iter().flatten();
        let patterns = patterns.filter(|(_, schema)| schema.boolean == Some(false));
        let patterns = patterns.map(|(pattern, schema)| -> (RulesOut<'c>, _) {
            let pattern = NamePattern::new(pattern);
            (Box::new(move |key| pattern.matches(key).then(|| schema.location.clone())), "this pattern")
        });
        let names = schema.one(Keyword::PropertyNames);
        let parts = names.and_then(|names| self.nameless_members(&[Member::new(names, &Way::new(""))]).ok());
        let parts = parts.into_iter().flatten().map(|part| (part.schema, Own::new(part.schema)));
        let parts: Vec<(&Schema, Own)> = parts.collect();
        let names = (!parts.is_empty()).then(|| -> (RulesOut<'c>, _) {
            let rules_out = move |key: &str| {
                let key = Value::from(key);
                parts.iter().find_map(|(schema, own)| rules_out(schema, own, &key))
            };
            (Box::new(rules_out), "`propertyNames`")
        });
        patterns.chain(names).collect()
    }

    fn refuse_ruled_out_keys(&mut self, keys: &[&Given<'c>], by: &Location, called: &str) -> Reported {
        let required = keys.iter().find(|given| given.is_required);
        let Some(first) = required.or(keys.first()) else { return Reported };
        let (message, label) = match required {
            Some(Given { key, .. }) => (
                format!("no object is valid here: {} is required, and {called} rules it out", code(key)),
                "required here",
            ),
            None => {
                let (names, (are, them)) =
                    (in_words(keys), if keys.len() == 1 { ("is", "it") } else { ("are", "them") });
                (format!("{names} {are} in `properties`, and {called} rules {them} out"), "the property")
            }
        };
        let help = match tokens(&by.pointer).last().as_deref() {
            Some("type") => {
                "write `\"type\": \"string\"`, which keys are, and a `pattern` for what they look like"
            }
            _ => "correct it, or remove the key",
        };
        let refused = Diagnostic::at_value(&rules::VALUE, by.clone(), message, help);
        self.report(refused.label(first.at.clone(), label))
    }

    /// Warns of keys of a type that no key is of: without one, an object is valid all the same.
    fn warn_of_no_key(&mut self, schema: &Schema) {
        let Some(names) = schema.one(Keyword::PropertyNames) else { return };
        let Some(types) = names.types.as_ref().filter(|types| !types.contains(&JsonType::String)) else {
            return;
        };
        let types = types::in_words(&types.iter().copied().collect());
        let message = format!("`propertyNames` allows no key: keys are strings, and not of the type {types}");
        let help = "write `\"type\": \"string\"` and a `pattern` for what keys look like; or `false`, if there are none";
        let at = names.location_of(Keyword::Type);
        self.report(Diagnostic::at_value(&rules::VALUE, at, message, help).warning());
    }
}

/// The first few keys as code.
fn in_words(keys: &[&Given<'_>]) -> String {
    const MOST: usize = 3;
    let mut names: Vec<String> = keys.iter().take(MOST).map(|given| code(given.key)).collect();
    names.extend(keys.len().checked_sub(MOST).filter(|more| *more > 0).map(|more| format!("{more} more")));
    listed(&names, "and")
}

/// The keys that a schema describes, and, of what is an object, those that it requires.
fn given(schema: &Schema, is_object: bool) -> impl Iterator<Item = Given<'_>> {
    let described = schema.map(Keyword::Properties).into_iter().flatten();
    let described = described.filter(|(_, schema)| schema.boolean != Some(false));
    let described =
        described.map(|(key, schema)| Given { key, at: schema.location.clone(), is_required: false });
    let required = schema.required.iter().filter(move |_| is_object);
    described.chain(required.map(|required| Given {
        key: &required.key,
        at: schema.location_of_required(required),
        is_required: true,
    }))
}

/// Where a schema of keys rules one out by itself.
fn rules_out(schema: &Schema, own: &Own, key: &Value) -> Option<Location> {
    let is_other = |values: &[Value]| !values.iter().any(|value| identity(value) == identity(key));
    let by_list = || {
        let other = schema.lists().find(|(_, values)| is_other(values));
        other.map(|(keyword, _)| schema.location_of(keyword))
    };
    // What is simple says all of itself.
    let is_ruled_out = |not: &&Schema| {
        says_itself(not).is_some_and(|said| !said.is_empty())
            && not.reference.is_none()
            && !not.has(Keyword::AllOf)
            && rules_out(not, &Own::new(not), key).is_none()
    };
    if schema.boolean == Some(false) {
        return Some(schema.location.clone());
    }
    let by_not = || schema.one(Keyword::Not).filter(is_ruled_out).map(|_| schema.location_of(Keyword::Not));
    ruled_out_by(schema, own, key).or_else(by_list).or_else(by_not)
}

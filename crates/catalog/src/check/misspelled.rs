//! Properties that a value lacks under one name and has under another, which is nearly that: one mistake, at the name.

use std::collections::HashSet;

use serde_json::Value;
use webhook_schema::explain::Finding;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{closest, join, tokens};

use crate::described::{names, parts};
use crate::references::References;

/// Tells a missing property and a key that is nearly its name, and that nothing describes, as one mistake. `schema` is that of the
/// whole value.
pub(super) fn join_halves(
    findings: &mut Vec<Finding>,
    value: &Value,
    schema: &Schema,
    references: &References,
) {
    let missing = |finding: &Finding| Some((finding.pointer.clone(), finding.missing.clone()?));
    let all: Vec<(String, String)> = findings.iter().filter_map(missing).collect();
    let mut written: HashSet<String> = HashSet::new();
    for finding in findings.iter_mut() {
        let Some(missing) = finding.missing.as_deref() else { continue };
        let Some(Value::Object(entries)) = value.pointer(&finding.pointer) else { continue };
        let keys = || entries.keys().map(String::as_str);
        if closest(missing, keys()).is_none() {
            continue;
        }
        let described = described_at(&finding.pointer, schema, references);
        let others = keys().filter(|key| !described.contains(key));
        // Of several that are missing, a key is one of them.
        let here =
            all.iter().filter(|(pointer, _)| *pointer == finding.pointer).map(|(_, missing)| &**missing);
        let Some(key) = closest(missing, others).filter(|key| closest(key, here) == Some(missing)) else {
            continue;
        };
        finding.message = format!("{}, found `{key}`", finding.message);
        finding.pointer = join(&finding.pointer, key);
        finding.key = true;
        written.insert(finding.pointer.clone());
    }
    findings
        .retain(|finding| finding.missing.is_some() || !finding.key || !written.contains(&finding.pointer));
}

/// The keys that are described by name of what is at a pointer into a value.
fn described_at<'s>(pointer: &str, schema: &'s Schema, references: &'s References) -> HashSet<&'s str> {
    let mut about = parts(vec![schema], true, references);
    for token in tokens(pointer) {
        let inner = about.iter().flat_map(|schema| parts_at(schema, &token)).collect();
        about = parts(inner, true, references);
    }
    about.into_iter().flat_map(names).collect()
}

/// The schemas of what is at a key or an index of a value.
fn parts_at<'s>(schema: &'s Schema, token: &str) -> Vec<&'s Schema> {
    if let Some(property) = schema.map(Keyword::Properties).and_then(|properties| properties.get(token)) {
        return vec![property];
    }
    let others = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties, Keyword::UnevaluatedItems];
    let others = others.into_iter().filter_map(|keyword| schema.one(keyword));
    let patterns = schema.map(Keyword::PatternProperties).into_iter().flat_map(|all| all.values());
    let item = token.parse().ok().and_then(|index: usize| schema.first_items().get(index));
    let item = item.or_else(|| schema.rest_of_items());
    others.chain(patterns).chain(item).collect()
}

//! What a schema says to people: descriptions and samples.

use serde_json::Value;
use webhook_schema::Diagnostic;
use webhook_schema::model::{Keyword, Schema};

use super::{Lowered, Lowering};
use crate::ir::Description;
use crate::rules;

/// Marks what no source of the catalog says: one of the assumptions that an index lists, word for word.
pub(super) const ASSUMPTION: &str = "x-assumption";

impl Lowering<'_, '_> {
    /// The description of a schema, else the one of what it refers to; a diagnostic where neither has one.
    pub(super) fn description(
        &mut self,
        schema: &Schema,
        referred: Option<Description>,
    ) -> Lowered<Description> {
        described(schema).or(referred).ok_or_else(|| {
            self.report(Diagnostic::at_value(
                &rules::DESCRIPTION,
                schema.location.clone(),
                "missing `description`",
                "add one: it becomes the documentation of the generated type and of the page",
            ))
        })
    }

    /// Refuses a mark for an assumption that no index lists: a reader could not find out what else rests on it.
    pub(super) fn check_assumption(&mut self, schema: &Schema) -> Lowered<()> {
        let Some(assumption) = marked(schema) else { return Ok(()) };
        let of_api = self.catalog.api.iter().flat_map(|api| &api.assumptions);
        let mut listed = self.catalog.index.contract.assumptions.iter().chain(of_api);
        match listed.any(|listed| Some(listed.as_ref()) == assumption.as_str()) {
            true => Ok(()),
            false => Err(self.report(Diagnostic::at_value(
                &rules::ASSUMPTION,
                schema.location.child(ASSUMPTION),
                "expected an assumption that the index lists, found another text",
                "add it to `contract.assumptions` in index.json, or copy it from there",
            ))),
        }
    }
}

/// The value of the mark for an assumption.
fn marked(schema: &Schema) -> Option<&Value> {
    schema.unknown.iter().find(|(name, _)| name == ASSUMPTION).map(|(_, assumption)| assumption)
}

/// What a schema has that is neither allowed nor the mark for an assumption.
pub(super) fn others(schema: &Schema, is_allowed: impl Fn(Keyword) -> bool) -> impl Iterator<Item = &str> {
    let keywords = schema.keywords.iter().filter(move |keyword| !is_allowed(**keyword));
    let unknown = schema.unknown.iter().map(|(name, _)| name.as_str()).filter(|name| *name != ASSUMPTION);
    keywords.map(|keyword| keyword.as_str()).chain(unknown)
}

/// The description of a schema, with the assumption that it rests on.
pub(super) fn described(schema: &Schema) -> Option<Description> {
    let text = schema.annotations.description.clone()?;
    let assumption = marked(schema).and_then(Value::as_str).map(str::trim);
    Some(Description { text, assumption: assumption.filter(|text| !text.is_empty()).map(str::to_owned) })
}

/// The sample texts of a schema.
pub(super) fn examples(schema: &Schema) -> Vec<String> {
    schema.annotations.examples.iter().filter_map(|sample| sample.as_str().map(str::to_owned)).collect()
}

//! Where the `mapping` of a `discriminator` leads: by the name of a schema, or by a reference.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use webhook_catalog::Discriminator;
use webhook_schema::model::{Resource, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean, tokens};

use super::Documents;
use crate::rules;

impl Documents {
    /// The one text that a `mapping` gives to a schema, or to one that this is another name of.
    pub fn mapped_text(&self, schema: &Location, key: &str) -> Option<&str> {
        self.along(self.schemas.at(schema)?).find_map(|schema| self.mapped.only(&schema.location, key))
    }

    /// Where a `mapping` leads that is written in `from`: by the name of a schema, or by a reference.
    pub fn mapped_to(&self, from: &Resource, text: &str, at: &Location) -> Option<Location> {
        self.mapped_or_told(from, text, at, &mut Diagnostics::new())
    }

    /// Where the `mapping` next to a choice leads: by the key of a branch, or as any other.
    pub fn mapped_branch(&self, schema: &Schema, text: &str) -> Option<Location> {
        self.branch_named(schema, text).or_else(|| self.mapped_to(&schema.resource, text, &schema.location))
    }

    /// Warns of what leads nowhere in the `mapping`s of some schemas, and of those in them: it is left out.
    pub fn report_mappings(&self, places: &BTreeSet<Location>, diagnostics: &mut Diagnostics) {
        let schemas = self.all_at(places).into_iter();
        let schemas: BTreeMap<&Location, &Schema> =
            schemas.map(|schema| (&schema.location, schema)).collect();
        for (place, schema) in schemas {
            let mapping = self.value(place).and_then(|value| value.get(Discriminator::NAME)?.get("mapping"));
            for (text, to) in mapping.and_then(Value::as_object).into_iter().flatten() {
                let Some(to) = to.as_str().filter(|to| self.branch_named(schema, to).is_none()) else {
                    continue;
                };
                let at = place.child(Discriminator::NAME).child("mapping").child(text);
                let mut found = Diagnostics::new();
                self.mapped_or_told(&schema.resource, to, &at, &mut found);
                for found in found.iter() {
                    diagnostics.push(Diagnostic { tree: None, ..found.clone() }.warning());
                }
            }
        }
    }

    fn mapped_or_told(
        &self,
        from: &Resource,
        text: &str,
        at: &Location,
        diagnostics: &mut Diagnostics,
    ) -> Option<Location> {
        let components = from.root.at("/components/schemas");
        let named = components.child(text);
        if self.value(&named).is_some() {
            return Some(named);
        }
        // What could be a reference is one.
        if text.contains(['#', '/', '.']) {
            return self.place(from, text, at, diagnostics);
        }
        let named = self.place(from, text, at, &mut Diagnostics::new());
        if named.is_none() {
            let names = self.value(&components).and_then(Value::as_object);
            let names = names.into_iter().flatten().map(|(name, _)| name.as_str());
            let help = did_you_mean(closest(text, names), "define it there, or name a schema that is there");
            let message = format!("`{text}` leads nowhere: there is no schema of that name");
            diagnostics.push(self.mistake(&rules::REFERENCE, at, message, help));
        }
        named
    }

    /// The branch of a choice whose key is a text.
    fn branch_named(&self, schema: &Schema, text: &str) -> Option<Location> {
        let targets = schema.choices().flatten().filter_map(|branch| self.target(branch));
        let mut places = targets.map(|target| &target.location);
        places.find(|place| tokens(&place.pointer).last().as_deref() == Some(text)).cloned()
    }
}

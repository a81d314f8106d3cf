//! Names in `required` that examples lack because no schema describes them: rather the name is misspelled than the example
//! cut short.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean, parent};

use crate::rules;
use crate::schemas::Schemas;

/// Properties that examples lack, each with the keyword that requires it.
pub(super) type Missing = BTreeMap<Location, BTreeSet<String>>;

/// Reports the names, where they are required, of which there is no description anywhere in the catalog.
pub(super) fn check(missing: &Missing, schemas: &Schemas, diagnostics: &mut Diagnostics) {
    if missing.is_empty() {
        return;
    }
    // A schema may require what another one describes, next to it or around it.
    let all = schemas.references.schemas.outermost().flat_map(Schema::all);
    let described: HashSet<&str> = all.flat_map(names).collect();
    for (keyword, missing) in missing {
        let place = Location::new(keyword.file.as_str(), parent(&keyword.pointer));
        let Some(schema) = schemas.at(&place).filter(|schema| !describes_by_pattern(schema)) else {
            continue;
        };
        let is_wrong = |name: &str| missing.contains(name) && !described.contains(name);
        for required in schema.required.iter().filter(|required| is_wrong(&required.key)) {
            let name = &required.key;
            let required_too: HashSet<&str> =
                schema.required.iter().map(|other| other.key.as_str()).collect();
            let others = names(schema).filter(|other| !required_too.contains(other));
            let meant = closest(name, others).or_else(|| closest(name, described.iter().copied()));
            diagnostics.push(Diagnostic::at_value(
                &rules::REQUIRED,
                required.location.clone(),
                format!("the required property `{name}` is not described"),
                did_you_mean(meant, "describe it in `properties`, or remove it from `required`"),
            ));
        }
    }
}

/// The properties that a schema describes by name.
fn names(schema: &Schema) -> impl Iterator<Item = &str> {
    schema.map(Keyword::Properties).into_iter().flatten().map(|(name, _)| name.as_str())
}

/// Whether a schema describes properties that it does not name.
fn describes_by_pattern(schema: &Schema) -> bool {
    let others = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
    let mut others = others.into_iter().filter_map(|keyword| schema.one(keyword));
    schema.has(Keyword::PatternProperties) || others.any(|others| others.boolean.is_none())
}

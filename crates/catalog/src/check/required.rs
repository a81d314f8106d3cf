//! Names in `required` that examples lack because no schema describes them: rather the name is misspelled than the example
//! cut short.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use webhook_schema::model::Schema;
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::described::{describes_by_pattern, names};
use crate::rules;
use crate::schemas::{Schemas, reached};

/// Properties that examples lack, each with the keyword that requires it.
pub(super) type Missing = BTreeMap<Location, BTreeSet<String>>;

/// Reports the names, where they are required, that no schema describes which may be for the same value.
pub(super) fn check(missing: &Missing, schemas: &Schemas, diagnostics: &mut Diagnostics) {
    if missing.is_empty() {
        return;
    }
    let referring = referring(schemas);
    let mut known: (&str, HashSet<&str>) = ("", HashSet::new());
    for (keyword, missing) in missing {
        if *known.0 != *keyword.file {
            known = (&keyword.file, described_around(&keyword.file, schemas, &referring));
        }
        let described = &known.1;
        let place = keyword.parent();
        let Some(schema) = schemas.at(&place).filter(|schema| !describes_by_pattern(schema)) else {
            continue;
        };
        let is_wrong = |name: &str| missing.contains(name) && !described.contains(name);
        for required in schema.required.iter().filter(|required| is_wrong(&required.key)) {
            let name = &required.key;
            let is_required = |other: &&str| schema.required.iter().any(|required| required.key == **other);
            let others = names(schema).filter(|other| !is_required(other));
            let meant = closest(name, others).or_else(|| closest(name, described.iter().copied()));
            let place = schema.location_of_required(required);
            diagnostics.forget_what_follows(&place);
            diagnostics.push(Diagnostic::at_value(
                &rules::REQUIRED,
                place,
                format!("the required property `{name}` is not described"),
                did_you_mean(meant, "describe it in `properties`, or remove it from `required`"),
            ));
        }
    }
}

/// What is described in the files that reach a file, and in those that these reach: a schema may require what another one
/// describes, next to it or around it.
fn described_around<'s>(
    file: &str,
    schemas: &'s Schemas,
    referring: &HashMap<&str, Vec<&str>>,
) -> HashSet<&'s str> {
    let around = reached([file], |file| referring.get(file).into_iter().flatten().copied());
    let outermost =
        schemas.reached(around).into_iter().flat_map(|file| schemas.references.schemas.outermost_of(file));
    outermost.flat_map(Schema::all).flat_map(names).collect()
}

/// The files that refer to each file.
fn referring(schemas: &Schemas) -> HashMap<&str, Vec<&str>> {
    let mut referring: HashMap<&str, Vec<&str>> = HashMap::new();
    for (from, files) in &schemas.references.refers_to {
        files.iter().for_each(|to| referring.entry(to).or_default().push(from));
    }
    referring
}

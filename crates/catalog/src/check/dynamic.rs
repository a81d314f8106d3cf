//! References whose target depends on the way to them: `$dynamicRef` and `$recursiveRef`. They are read as a `$ref`, which is
//! right as long as there is one schema that they can mean.

use std::collections::{BTreeSet, HashMap};

use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics};

use crate::references::References;
use crate::rules;

/// Reports references that can mean several schemas; returns their files.
pub(crate) fn check(references: &References, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    if !references.schemas.has_anchors() {
        return refused;
    }
    let all = || references.schemas.outermost().flat_map(Schema::all);
    let mut anchors: HashMap<(&str, &str), Vec<&Schema>> = HashMap::new();
    for schema in all() {
        if let Some(name) = &schema.seldom.dynamic_anchor {
            anchors.entry((&*schema.location.file, name)).or_default().push(schema);
        }
    }
    if anchors.is_empty() {
        return refused;
    }
    let mut referred_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for (from, files) in &references.refers_to {
        files.iter().for_each(|file| referred_by.entry(file).or_default().push(from));
    }
    // The schemas of a name that a file may be reached from; two are enough to know that there are several.
    let mut meant: HashMap<(&str, &str), Vec<&Schema>> = HashMap::new();
    let is_dynamic = |schema: &&Schema| schema.reference_keyword() != Keyword::Ref;
    for schema in all().filter(is_dynamic) {
        let Some(target) = references.target(schema) else { continue };
        // A name that is not dynamic where it is found first is not dynamic at all.
        let Some(name) = &target.seldom.dynamic_anchor else { continue };
        let file = &*schema.location.file;
        let meant = meant.entry((file, name)).or_insert_with(|| {
            let from = way_to(file, &referred_by).into_iter();
            from.filter_map(|from| anchors.get(&(from, name))).flatten().copied().take(2).collect()
        });
        // Two of one name in one place are reported as that.
        let is_other = |other: &&&Schema| {
            other.location != target.location && other.resource.root != target.resource.root
        };
        if let Some(other) = meant.iter().find(is_other) {
            let keyword = schema.reference_keyword();
            let message = format!("`{}` may mean more than one schema", keyword.as_str());
            let help = "refer to the one that is meant with `$ref`, or rename the anchor of the other";
            let at = schema.location_of(keyword);
            let diagnostic = Diagnostic::at_value(&rules::REFERENCE, at, message, help)
                .label(target.location.clone(), "this one")
                .label(other.location.clone(), "or this one, for references that come from there");
            diagnostics.push(diagnostic);
            refused.insert(file.to_owned());
        }
    }
    refused
}

/// The files that refer to a file, and those that refer to these; with itself.
fn way_to<'r>(file: &'r str, referred_by: &HashMap<&'r str, Vec<&'r str>>) -> BTreeSet<&'r str> {
    let mut found = BTreeSet::from([file]);
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        open.extend(referred_by.get(file).into_iter().flatten().filter(|from| found.insert(from)));
    }
    found
}

//! A `discriminator` to no effect: without a property that it names, or with a `mapping` to what is no branch, or of a text
//! that its branch rules out. No meta-schema knows it.

mod form;

use std::collections::HashSet;

use webhook_contract::words::listed;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Diagnostic, Diagnostics, Location, closest, did_you_mean};

use crate::described::keys;
use crate::discriminator::{Discriminator, branch_name, names_branch, texts_at};
use crate::index::lints::{Lint, Lints};
use crate::references::References;

/// The most texts that are named in a message.
const MAX_TEXTS: usize = 5;

/// Reports what has no effect of the discriminators of a schema, and of those in it.
pub(super) fn check(
    outermost: &Schema,
    references: &References,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    for schema in outermost.all() {
        form::check(schema, lints, diagnostics);
        let Some(discriminator) = Discriminator::of(schema) else { continue };
        let branches: Vec<&Schema> = schema.choices().flatten().collect();
        check_key(schema, &branches, &discriminator, references, lints, diagnostics);
        // In a schema that others include, it is for these.
        if !branches.is_empty() {
            check_mapping(&with_inner(branches, references), &discriminator, references, lints, diagnostics);
        }
    }
}

fn check_key(
    schema: &Schema,
    branches: &[&Schema],
    Discriminator { key, key_place, .. }: &Discriminator<'_>,
    references: &References,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let Some(known) = keys(schema, references).filter(|known| !known.contains(key)) else { return };
    let finding = |rule| {
        let whose = if branches.is_empty() { "nothing here has" } else { "no branch has" };
        let message = format!("`discriminator` has no effect: {whose} a property `{key}`");
        let of_branches: Vec<_> = branches.iter().filter_map(|branch| keys(branch, references)).collect();
        let has_all = |key: &&str| of_branches.iter().all(|keys| keys.contains(key));
        let mut known: Vec<&str> = known.into_iter().filter(has_all).collect();
        known.sort_unstable();
        let help = "name a property that every branch requires, or remove it";
        Diagnostic::at_value(rule, key_place.clone(), message, did_you_mean(closest(key, known), help))
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

fn check_mapping(
    branches: &[&Schema],
    discriminator: &Discriminator<'_>,
    references: &References,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let targets: Vec<&Location> = branches.iter().map(|branch| target(branch, references)).collect();
    let file = &*discriminator.place.file;
    for (text, to) in &discriminator.mapping {
        let is_meant = |target: &Location| names_branch(file, to, target, references);
        let meant = branches.iter().zip(&targets).find(|(_, target)| is_meant(target));
        if let Some((branch, _)) = meant {
            check_text(text, branch, discriminator, references, lints, diagnostics);
            continue;
        }
        let finding = |rule| {
            let message = format!("`mapping` has no effect for `{text}`: `{to}` is not a branch");
            let written = branches.iter().filter_map(|branch| branch.reference.as_deref().map(str::to_owned));
            let names = targets.iter().map(|target| branch_name(target));
            let known: Vec<String> = written.chain(names).collect();
            let meant = closest(to, known.iter().map(String::as_str));
            let place = discriminator.place.child("mapping").child(text);
            let help =
                did_you_mean(meant, "refer to a branch as it does in `oneOf` or `anyOf`, or remove it");
            Diagnostic::at_value(rule, place, message, help)
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

/// Reports a text that is given to a branch which lists others.
fn check_text(
    text: &str,
    branch: &Schema,
    Discriminator { place, key, .. }: &Discriminator<'_>,
    references: &References,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let own = texts_at(key, branch, &|schema| references.target(schema)).filter(|own| !own.contains(&text));
    let Some(own) = own else { return };
    let finding = |rule| {
        let has = match own.len() {
            1..=MAX_TEXTS => {
                let own: Vec<String> = own.iter().map(|text| format!("`{text}`")).collect();
                format!("has `{key}` as {}", listed(&own, "or"))
            }
            many => format!("lists {many} other values for `{key}`"),
        };
        let message = format!("`mapping` has no effect for `{text}`: the branch {has}");
        let help = "what the branch itself lists decides: correct the entry, or remove it";
        let help = did_you_mean(closest(text, own.iter().copied()), help);
        Diagnostic::at_key(rule, place.child("mapping").child(text), message, help)
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

/// Branches, and those of branches that are choices themselves.
fn with_inner<'s>(branches: Vec<&'s Schema>, references: &'s References) -> Vec<&'s Schema> {
    let mut seen: HashSet<&Location> = HashSet::new();
    let (mut all, mut open) = (branches.clone(), branches);
    while let Some(schema) = open.pop() {
        if seen.insert(&schema.location) {
            let parts = schema.list(Keyword::AllOf).into_iter().flatten().chain(references.target(schema));
            open.extend(parts);
            all.extend(schema.choices().flatten());
            open.extend(schema.choices().flatten());
        }
    }
    all
}

/// Where a branch leads, or is.
fn target<'s>(branch: &'s Schema, references: &'s References) -> &'s Location {
    let included = branch.list(Keyword::AllOf).unwrap_or_default();
    let mut leading = std::iter::once(branch).chain(included).filter_map(|part| references.target(part));
    leading.next().map_or(&branch.location, |target| &target.location)
}

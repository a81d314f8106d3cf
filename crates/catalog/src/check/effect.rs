//! What a schema says to no effect: keywords about values of another type, keywords without the one that they belong to, or next to
//! a reference, values and alternatives that are listed twice or ruled out, formats that are probably misspelled or of another
//! length, a `nullable` that is no boolean, limits that a narrower one makes idle, conditions that no object meets, alternatives with
//! the text of another one, and keywords among the properties.

mod conditions;
mod properties;
mod tags;

use std::cell::LazyCell;
use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::{Map, Value};
use webhook_contract::words::listed;
use webhook_schema::explain::{brief, expected};
use webhook_schema::model::{Dialect, FORMATS, JsonType, Keyword, NULLABLE, Role, Schema, misspelled_format};
use webhook_schema::number::compare;
use webhook_schema::validate::{Found, Own, identity};
use webhook_schema::{Diagnostic, Diagnostics, Location, tokens};

use crate::check::repeated::{Seen, repeated};
use crate::index::lints::{Lint, Lints};
use crate::references::References;

/// Reports what has no effect in a schema of a document, and in those in it.
pub(crate) fn check(
    outermost: &Schema,
    document: &Value,
    references: &References,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let anywhere = LazyCell::new(|| conditions::names_anywhere(outermost));
    let is_anywhere = |key: &str| anywhere.contains(key);
    let mut included = HashSet::new();
    for schema in outermost.all() {
        check_alternatives(schema, document, lints, diagnostics);
        check_types(schema, lints, diagnostics);
        check_companions(schema, lints, diagnostics);
        check_beside_reference(schema, document, lints, diagnostics);
        check_values(schema, lints, diagnostics);
        check_format(schema, lints, diagnostics);
        check_format_of_strings(schema, lints, diagnostics);
        check_length_of_format(schema, lints, diagnostics);
        check_nullable(schema, lints, diagnostics);
        check_limits(schema, lints, diagnostics);
        conditions::check(schema, &is_anywhere, &mut included, references, lints, diagnostics);
        tags::check(schema, references, lints, diagnostics);
        properties::check(schema, lints, diagnostics);
    }
}

/// Keywords that say nothing of values of the types that the schema allows.
fn check_types(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let Some(types) = schema.types.as_deref().filter(|types| !types.is_empty()) else { return };
    let is_idle = |keyword: &&Keyword| {
        // Of draft-03, and told as that.
        let is_switch = **keyword == Keyword::Required && schema.required.is_empty();
        !is_switch && keyword.implies().is_some_and(|about| !types.iter().any(|ty| ty.is_among([&about])))
    };
    let idle: Vec<Keyword> = schema.keywords.iter().filter(is_idle).copied().collect();
    let Some(first) = idle.first() else { return };
    let them = if idle.len() == 1 { "it" } else { "them" };
    let finding = |rule| {
        let message = format!("{} on a value of type {}", have_no_effect(&idle), named(types));
        let help = format!("correct `type`, or remove {them}");
        Diagnostic::at_key(rule, schema.location_of(*first), message, help)
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

fn have_no_effect(keywords: &[Keyword]) -> String {
    let names: Vec<String> = keywords.iter().map(|keyword| format!("`{}`", keyword.as_str())).collect();
    let has = if names.len() == 1 { "has" } else { "have" };
    format!("{} {has} no effect", listed(&names, "and"))
}

/// Keywords that only say something together with another one.
fn check_companions(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    for keyword in schema.keywords.iter().copied() {
        let companions: &[Keyword] = match keyword {
            Keyword::If => &[Keyword::Then, Keyword::Else],
            Keyword::Then | Keyword::Else => &[Keyword::If],
            Keyword::MinContains | Keyword::MaxContains => &[Keyword::Contains],
            Keyword::ContentSchema => &[Keyword::ContentMediaType],
            _ => continue,
        };
        if companions.iter().any(|companion| schema.has(*companion)) {
            continue;
        }
        let names: Vec<String> = companions.iter().map(|it| format!("`{}`", it.as_str())).collect();
        let names = listed(&names, "or");
        let finding = |rule| {
            let message = format!("`{}` has no effect without {names}", keyword.as_str());
            let help = format!("add {names}, or remove it");
            Diagnostic::at_key(rule, schema.location_of(keyword), message, help)
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

/// Keywords next to a reference, in a draft that reads none of them.
fn check_beside_reference(schema: &Schema, document: &Value, lints: &Lints, diagnostics: &mut Diagnostics) {
    if schema.dialect.reads_next_to_ref() || !schema.has(Keyword::Ref) {
        return;
    }
    let entries = document.pointer(&schema.location.pointer).and_then(Value::as_object);
    let is_idle = |(key, value): (&String, &Value)| {
        let says_nothing = *value == Value::Bool(true) || value.as_object().is_some_and(Map::is_empty);
        let keyword = Keyword::of(key, schema.dialect).filter(|_| !says_nothing)?;
        let role = keyword.role();
        matches!(role, Role::Asserts | Role::AppliesInPlace(_) | Role::AppliesToParts(_)).then_some(keyword)
    };
    let idle: Vec<Keyword> = entries.into_iter().flatten().filter_map(is_idle).collect();
    let Some(first) = idle.first() else { return };
    let finding = |rule| {
        let dialect = schema.dialect.name();
        let message = format!("{}: {dialect} ignores what is next to `$ref`", have_no_effect(&idle));
        let help = "put the reference into `allOf`, as `\"allOf\": [{ \"$ref\": … }]`";
        Diagnostic::at_key(rule, schema.location_of(*first), message, help)
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

/// Values that a list has already, and those that another keyword rules out.
fn check_values(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    if schema.values.is_none() && schema.constraints.constant.is_none() {
        return;
    }
    if schema.values.as_ref().is_some_and(Vec::is_empty) {
        let finding = |rule| {
            let message = "`enum` lists no values: nothing is valid here, as with `false`";
            let help = "list the values, or write `false` in place of this schema";
            Diagnostic::at_value(rule, schema.location_of(Keyword::Enum), message, help)
                .following(vec![schema.location.clone()])
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
    let own = Some(Own::new(schema)).filter(|own| !own.is_empty());
    let ruled_out_by = |value: &Value| own.as_ref()?.ruled_out_by(value);
    let place = schema.location_of(Keyword::Enum);
    let ty = schema.location_of(Keyword::Type);
    let listed: Vec<_> = schema.values.iter().flatten().map(|value| (value, ruled_out_by(value))).collect();
    // Where the type rules out each of them, that is one mistake for whoever makes types of it.
    let is_any_left = !listed.iter().all(|(_, by)| by.as_ref() == Some(&ty));
    let mut seen = Seen::default();
    for (at, (value, by)) in listed.into_iter().enumerate().filter(|_| is_any_left) {
        if let Some(keyword) = by {
            ruled_out(schema, place.child(&at.to_string()), value, &keyword, lints, diagnostics);
            continue;
        }
        let Some(first) = seen.before(at, value) else { continue };
        let finding = |rule| {
            let listed = schema.values.iter().flatten().nth(first).map(brief);
            let message = match listed.filter(|listed| *listed != brief(value)) {
                Some(listed) => format!("{} is {listed} again", brief(value)),
                None => format!("{} is listed twice", brief(value)),
            };
            repeated(rule, &place, at, first, message)
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
    // A constant that another keyword rules out leaves no value at all: for whoever makes types of it that is a mistake, unless
    // it is the format, which need not be meant so.
    let format = schema.location_of(Keyword::Format);
    let constant = schema.constraints.constant.as_ref();
    if let Some(constant) = constant.filter(|constant| ruled_out_by(constant).as_ref() == Some(&format)) {
        ruled_out(schema, schema.location_of(Keyword::Const), constant, &format, lints, diagnostics);
    }
}

/// Alternatives that a `oneOf` has already: what is valid for one is valid for both. Types are made of them all the same, since
/// their author meant what both say.
fn check_alternatives(schema: &Schema, document: &Value, lints: &Lints, diagnostics: &mut Diagnostics) {
    let place = schema.location_of(Keyword::OneOf);
    let mut seen = Seen::default();
    for (at, branch) in schema.list(Keyword::OneOf).unwrap_or_default().iter().enumerate() {
        let Some(said) = document.pointer(&branch.location.pointer) else { continue };
        let asserts = |key: &str| {
            key == NULLABLE
                || Keyword::of(key, branch.dialect).is_some_and(|keyword| !keyword.is_annotation())
        };
        let said = match said {
            Value::Object(entries) => {
                let own = entries.iter().filter(|(key, _)| asserts(key));
                let mut own: Vec<String> =
                    own.map(|(key, value)| format!("{key:?}:{}", identity(value))).collect();
                own.sort_unstable();
                format!("{{{}}}", own.join(","))
            }
            other => identity(other),
        };
        let Some(first) = seen.before_as(at, said) else { continue };
        let finding = |rule| {
            let message = "this alternative is there twice, and only one of `oneOf` may be valid".to_owned();
            repeated(rule, &place, at, first, message)
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

/// A value that can never be sent, whatever else the schema says. Where all that are listed are such, whoever makes types of the
/// schema tells that as one mistake.
fn ruled_out(
    schema: &Schema,
    at: Location,
    value: &Value,
    by: &Location,
    lints: &Lints,
    diagnostics: &mut Diagnostics,
) {
    let keyword = tokens(&by.pointer).last().unwrap_or_default();
    let finding = |rule| {
        let message = format!("{} has no effect: `{keyword}` rules it out", brief(value));
        Diagnostic::at_value(rule, at, message, format!("remove it, or correct `{keyword}`"))
            .following(vec![schema.location.clone()])
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

/// A format that is not known, but nearly. Any other that is not known is the author's own.
fn check_format(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let format = schema.constraints.format.as_deref();
    let Some((format, meant)) = format.and_then(|format| Some((format, misspelled_format(format)?))) else {
        return;
    };
    let finding = |rule| {
        let message = format!("unknown format `{format}`");
        let help = format!("did you mean `{meant}`?");
        Diagnostic::at_value(rule, schema.location_of(Keyword::Format), message, help)
    };
    lints.report(Lint::MisspelledFormat, finding, diagnostics);
}

/// OpenAPI's `nullable` with what is neither `true` nor `false`: no meta-schema knows it.
fn check_nullable(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let Some(found) = schema.unknown_value(NULLABLE).filter(|value| !value.is_boolean()) else { return };
    let finding = |rule| {
        let wanted = [true, false].map(|wanted| brief(&wanted.into()));
        let mismatch = expected(wanted.into_iter(), &Found::of(found));
        let message = format!("`{NULLABLE}` has no effect: {mismatch}");
        let help = match found.as_str() {
            Some(meant @ ("true" | "false")) => format!("write `{meant}`, without quotes"),
            _ => "write `true` where null is a value, or remove it".to_owned(),
        };
        Diagnostic::at_value(rule, schema.location.child(NULLABLE), message, help)
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

/// A format of strings where there can be none. A format of one's own may be of numbers, as OpenAPI's `int32` is.
fn check_format_of_strings(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let (Some(format), Some(types)) = (schema.constraints.format.as_deref(), &schema.types) else { return };
    if types.is_empty() || types.contains(&JsonType::String) || !FORMATS.contains(&format) {
        return;
    }
    let finding = |rule| {
        let message =
            format!("`format` has no effect on a value of type {}: `{format}` is for strings", named(types));
        let help = match format {
            "date-time" | "date" | "time" => {
                "correct `type`; or remove it, and say in `description` what the number counts"
            }
            _ => "correct `type`, or remove it",
        };
        Diagnostic::at_value(rule, schema.location_of(Keyword::Format), message, help)
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

/// A limit next to one that is narrower.
fn check_limits(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let bounds = &schema.constraints.bounds;
    let (least, most) =
        ((&bounds.minimum, &bounds.exclusive_minimum), (&bounds.maximum, &bounds.exclusive_maximum));
    for ((inclusive, exclusive), [keyword, other], is_narrower) in [
        (least, [Keyword::Minimum, Keyword::ExclusiveMinimum], Ordering::is_gt as fn(Ordering) -> bool),
        (most, [Keyword::Maximum, Keyword::ExclusiveMaximum], Ordering::is_lt),
    ] {
        let (Some(inclusive), Some(exclusive)) = (inclusive, exclusive) else { continue };
        // Limits that contradict each other are told as that, and in draft 4 an exclusive one is none.
        if schema.dialect == Dialect::Draft4 || schema.constraints.contradiction().is_some() {
            continue;
        }
        let is_inclusive_narrower = is_narrower(compare(inclusive, exclusive));
        let [idle, counts] = if is_inclusive_narrower { [other, keyword] } else { [keyword, other] };
        let finding = |rule| {
            let message = format!("`{}` has no effect: `{}` is narrower", idle.as_str(), counts.as_str());
            Diagnostic::at_key(rule, schema.location_of(idle), message, "keep the one that is meant")
        };
        lints.report(Lint::NoEffect, finding, diagnostics);
    }
}

/// A limit that no text of the format keeps to: one of the two is not meant so. Limits that contradict each other are told as that.
fn check_length_of_format(schema: &Schema, lints: &Lints, diagnostics: &mut Diagnostics) {
    let constraints = &schema.constraints;
    let contradiction =
        || constraints.contradiction_of_format().filter(|_| constraints.contradiction().is_none());
    let Some((keyword, message)) = contradiction() else { return };
    let finding = |rule| {
        Diagnostic::at_value(rule, schema.location_of(keyword), message, "correct it, or the `format`")
    };
    lints.report(Lint::NoEffect, finding, diagnostics);
}

/// Types by name.
fn named(types: &[JsonType]) -> String {
    listed(&types.iter().map(|ty| format!("`{}`", ty.as_str())).collect::<Vec<_>>(), "or")
}

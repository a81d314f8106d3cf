//! Numbers that generated code does not keep: integers beyond 64 bits, and more digits than a float has.

use serde_json::{Number, Value};
use webhook_catalog::index::Lint;
use webhook_schema::model::{Constraints, Keyword, Schema};
use webhook_schema::{Diagnostic, Location};

use super::Lowering;
use super::members::Member;
use crate::words::{integers, numbers};

impl<'c> Lowering<'c, '_> {
    /// Tells of a limit that no integer of 64 bits reaches, once for each place.
    pub(super) fn warn_of_long_integers(
        &mut self,
        members: &[Member<'c>],
        constraints: &Constraints,
        unsigned: bool,
    ) {
        // What others say may have narrowed it.
        if integers::beyond_64_bits(constraints).is_none() {
            return;
        }
        let limit =
            |member: &Member<'c>| member.schema.limit(integers::beyond_64_bits(&member.schema.constraints)?);
        if let Some(at) = members.iter().rev().find_map(limit) {
            self.warn_of_long_integer(at, unsigned, "narrow the limit");
        }
    }

    /// Tells of a limit or a value that no integer of 64 bits reaches, once for each place.
    pub(super) fn warn_of_long_integer(&mut self, at: Location, unsigned: bool, what_to_do: &str) {
        if !self.told_long.insert(at.clone()) {
            return;
        }
        let finding = |rule| {
            let message = format!(
                "generated code reads integers of 64 bits only, {}; others are an error there",
                integers::read(unsigned)
            );
            let help =
                format!("{what_to_do}, or describe a `number`, which is read as the nearest one of 64 bits");
            Diagnostic::at_value(rule, at, message, help)
        };
        self.catalog.index.lints.report(Lint::LongInteger, finding, self.diagnostics);
    }

    /// Tells of the samples of an integer that no integer of 64 bits reaches.
    pub(super) fn warn_of_long_samples(&mut self, schema: &Schema, unsigned: bool) {
        let examples = schema.seldom.examples.iter().enumerate();
        let examples = examples
            .map(|(at, sample)| (schema.location_of(Keyword::Examples).child(&at.to_string()), sample));
        let default =
            schema.seldom.default.as_ref().map(|sample| (schema.location_of(Keyword::Default), sample));
        for (at, _) in examples.chain(default).filter(|(_, sample)| integers::is_beyond_64_bits(sample)) {
            self.warn_of_long_integer(at, unsigned, "correct the value");
        }
    }

    /// Tells of the first number in a schema of which a float does not hold all digits, once for each place.
    pub(super) fn warn_of_long_number(&mut self, schema: &Schema) {
        let Some(at) = long_number(schema).filter(|at| self.told_long.insert(at.clone())) else { return };
        let finding = |rule| {
            let (what, help) =
                match self.catalog.value(&at).and_then(Value::as_number).is_some_and(numbers::is_too_large) {
                    true => (
                        "reaches no further than 1.8e308; this is beyond",
                        "write a number that is nearer to 0, or remove it",
                    ),
                    false => (
                        "has 15 to 17 digits; this needs more",
                        "write only as many digits as are sent; receivers find all digits in `Delivery::raw`",
                    ),
                };
            let message = format!("generated code keeps a `number` as a float of 64 bits, which {what}");
            Diagnostic::at_value(rule, at, message, help)
        };
        self.catalog.index.lints.report(Lint::LongNumber, finding, self.diagnostics);
    }
}

/// Where a schema names a number of which a float does not hold all digits, or steps that are too fine for one.
fn long_number(schema: &Schema) -> Option<Location> {
    let own = &schema.constraints;
    let limits = [
        (Keyword::Minimum, &own.bounds.minimum),
        (Keyword::Maximum, &own.bounds.maximum),
        (Keyword::ExclusiveMinimum, &own.bounds.exclusive_minimum),
        (Keyword::ExclusiveMaximum, &own.bounds.exclusive_maximum),
    ];
    let is_long = |value: &Value| value.as_number().is_some_and(|number| !numbers::is_kept(number));
    let item = |keyword: Keyword, values: &[Value]| {
        let at = values.iter().position(is_long)?;
        Some(schema.location_of(keyword).child(&at.to_string()))
    };
    let is_long_limit = |limit: &Number| !numbers::is_kept(limit);
    let limit = limits.into_iter().find(|(_, limit)| limit.as_ref().is_some_and(is_long_limit));
    let step =
        own.bounds.multiple_of.as_ref().filter(|step| numbers::is_fine(step) || !numbers::is_kept(step));
    limit
        .and_then(|(keyword, _)| schema.limit(keyword))
        .or_else(|| step.map(|_| schema.location_of(Keyword::MultipleOf)))
        .or_else(|| {
            own.constant.as_ref().filter(|it| is_long(it)).map(|_| schema.location_of(Keyword::Const))
        })
        .or_else(|| item(Keyword::Enum, schema.values.as_deref()?))
        .or_else(|| item(Keyword::Examples, &schema.seldom.examples))
}

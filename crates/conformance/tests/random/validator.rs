//! Our validator agrees with the crate `jsonschema`, which shares nothing with it: on which values are valid, and on which
//! schemas are.
//!
//! `RANDOM_SCHEMAS=20000 RANDOM_SEED=7` compares more of them.

use serde_json::{Value, json};
use webhook_conformance::random::dice::Dice;
use webhook_conformance::random::document::{Draft, PAYLOAD};
use webhook_conformance::random::instances::payloads;
use webhook_conformance::random::{vocabulary, wild};
use webhook_schema::explain::explain;
use webhook_schema::model::Dialect;
use webhook_schema::validate::{Validator, check_schema};

use crate::setting;

/// Values of each schema.
const VALUES: usize = 12;

#[test]
fn values_of_wild_schemas() {
    let mut wrong = Vec::new();
    let (mut valid, mut all) = (0, 0);
    each_draft(setting("RANDOM_SCHEMAS", 400), |dice, draft| {
        let schema = wild::schema(dice, draft);
        let options = jsonschema::options().should_validate_formats(true);
        let theirs = options.build(&schema).unwrap_or_else(|error| panic!("{error}: {schema}"));
        let ours = Validator::of(&schema);
        let mut value = wild::value(dice, 0);
        for _ in 0..VALUES {
            all += 1;
            valid += usize::from(theirs.is_valid(&value));
            compare(&schema, &value, &ours, theirs.is_valid(&value), &mut wrong);
            match dice.one_in(3) {
                true => value = wild::value(dice, 0),
                false => wild::change(dice, &mut value),
            }
        }
    });
    println!("{valid} of {all} values are valid");
    assert!(valid * 10 > all && valid * 10 < all * 9, "{valid} of {all} are valid");
    end(&wrong);
}

#[test]
fn payloads_that_people_could_send() {
    let mut wrong = Vec::new();
    let mut all = 0;
    each_draft(setting("RANDOM_SCHEMAS", 100), |dice, draft| {
        let document = vocabulary::document(dice, draft, "x");
        let mut schema = document.value.clone();
        schema["$schema"] = json!(draft.uri());
        let ours = Validator::of(&schema);
        for payload in payloads(&document, dice, 4) {
            let mut changed = payload.clone();
            wild::change(dice, &mut changed);
            for payload in [payload, changed] {
                all += 1;
                let is_valid = document.accepts(PAYLOAD, &payload);
                compare(&schema, &json!({ "data": payload }), &ours, is_valid, &mut wrong);
            }
        }
    });
    assert!(all > 100, "{all}");
    end(&wrong);
}

#[test]
fn schemas_with_changes() {
    let mut wrong = Vec::new();
    let mut valid = 0;
    let metas: Vec<_> = Draft::ALL.iter().map(|draft| meta_schema(*draft)).collect();
    each_draft(setting("RANDOM_SCHEMAS", 400), |dice, draft| {
        let mut schema = wild::schema(dice, draft);
        schema.as_object_mut().expect("an object").remove("$schema");
        for _ in 0..VALUES {
            wild::change(dice, &mut schema);
            let theirs = metas[draft as usize].iter_errors(&schema).find(|error| !is_uri(error));
            let dialect = Dialect::of(draft.uri()).expect("a draft");
            let ours = check_schema(&schema, dialect);
            valid += usize::from(ours.is_empty());
            if theirs.is_none() != ours.is_empty() {
                let theirs = theirs.map(|error| format!("{error} at {}", error.instance_path()));
                wrong.push(format!("{draft:?} {schema}\n  theirs: {theirs:?}\n  ours: {}", words(&ours)));
            }
        }
    });
    assert!(valid > 100, "{valid}");
    end(&wrong);
}

/// A meta-schema, with its formats.
fn meta_schema(draft: Draft) -> jsonschema::Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&json!({ "$schema": draft.uri(), "$ref": draft.uri() })).expect("a meta-schema")
}

/// Whether an error says nothing but that something is not a URI: what refers to it says more of that.
fn is_uri(error: &jsonschema::ValidationError<'_>) -> bool {
    use jsonschema::error::ValidationErrorKind::{AnyOf, Format};
    match error.kind() {
        Format { format } => format != "regex",
        AnyOf { context } => context.iter().any(|errors| errors.iter().all(is_uri)),
        _ => false,
    }
}

fn each_draft(count: u64, mut run: impl FnMut(&mut Dice<'_>, Draft)) {
    let seed = setting("RANDOM_SEED", 1);
    for number in 0..count {
        let mut dice = Dice::seeded(seed.wrapping_mul(104_729).wrapping_add(number));
        run(&mut dice, Draft::ALL[usize::try_from(number).expect("small") % Draft::ALL.len()]);
    }
}

fn compare(schema: &Value, value: &Value, ours: &Validator, is_valid: bool, wrong: &mut Vec<String>) {
    // Theirs divides floats: of what is beyond these, some digits are lost.
    let multiple = schema.to_string();
    let is_fraction = multiple.contains("\"multipleOf\":1.5");
    if multiple.contains("\"multipleOf\"") && has_number_beyond_floats(value, is_fraction) {
        return;
    }
    let errors = ours.errors(value);
    if ours.is_valid(value) != is_valid || errors.is_empty() != is_valid {
        wrong.push(format!("{schema}\n  {value}\n  theirs: {is_valid}\n  ours: {}", words(&errors)));
    }
}

/// Whether there is a number of more digits than a float has, of those that are written as floats or, if asked for, of all.
fn has_number_beyond_floats(value: &Value, of_integers: bool) -> bool {
    // The next integer is the same float.
    const LAST: f64 = 9_007_199_254_740_992.0;
    let has = |value: &Value| has_number_beyond_floats(value, of_integers);
    match value {
        Value::Number(number) => {
            (number.is_f64() || of_integers) && number.as_f64().is_some_and(|number| number.abs() >= LAST)
        }
        Value::Array(items) => items.iter().any(has),
        Value::Object(object) => object.values().any(has),
        _ => false,
    }
}

fn words(errors: &[webhook_schema::validate::Error]) -> String {
    let findings = errors.iter().flat_map(explain);
    findings
        .map(|finding| format!("{} at {} by {}", finding.message, finding.pointer, finding.keyword))
        .collect::<Vec<_>>()
        .join("; ")
}

fn end(wrong: &[String]) {
    let mut shortest: Vec<&String> = wrong.iter().collect();
    shortest.sort_by_key(|text| text.len());
    shortest.truncate(8);
    assert!(
        wrong.is_empty(),
        "{} disagree:\n{}",
        wrong.len(),
        shortest.into_iter().cloned().collect::<Vec<_>>().join("\n")
    );
}

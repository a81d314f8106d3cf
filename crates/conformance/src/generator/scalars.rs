//! Numbers and strings that a schema allows.
//!
//! Whether what was found is valid is left to a validator.

use fastrand::Rng;
use jsonschema::Draft;
use serde_json::{Number, Value};

use super::{ATTEMPTS, Generator, Made};
use crate::schema::Schema;
use crate::texts;

impl<'c> Generator<'c> {
    /// One of the values of a `const` or `enum`.
    pub(super) fn listed(&mut self, schema: &Schema<'c>) -> Made {
        let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        let values: Vec<&Value> = listed.chain(schema.get("const")).collect();
        // The type next to them, for one, may leave out some.
        let valid: Vec<&Value> = values.into_iter().filter(|value| self.accepts(schema, value)).collect();
        self.rng.choice(valid).cloned().ok_or_else(|| nothing_fits(schema))
    }

    pub(super) fn integer(&mut self, schema: &Schema<'c>) -> Made {
        let is_unsigned = schema.is_unsigned();
        let edges: (i128, i128) =
            if is_unsigned { (0, u64::MAX.into()) } else { (i64::MIN.into(), i64::MAX.into()) };
        let bounds = |keywords: [&str; 2]| keywords.map(|keyword| schema.get(keyword).and_then(integral));
        let least = bounds(["minimum", "exclusiveMinimum"]).into_iter().flatten().fold(edges.0, i128::max);
        let most = bounds(["maximum", "exclusiveMaximum"]).into_iter().flatten().fold(edges.1, i128::min);
        let step = schema.get("multipleOf").and_then(integral).filter(|step| *step > 1).unwrap_or(1);
        self.found(schema, |rng, _| {
            let inside = if least < most { rng.i128(least..=most) } else { most };
            let near = rng.i128(-1000..=1000);
            let wanted = [least, least.saturating_add(1), most, most - 1, 0, 1, -1, 1 << 53, near, inside];
            let whole = wanted[rng.usize(..wanted.len())].clamp(least.min(most), most);
            integer_value(whole - whole % step)
        })
    }

    pub(super) fn number(&mut self, schema: &Schema<'c>) -> Made {
        let bounds = |keywords: [&'static str; 2]| {
            keywords.into_iter().filter_map(|keyword| schema.get(keyword)?.as_f64())
        };
        let least = bounds(["minimum", "exclusiveMinimum"]).reduce(f64::max);
        let most = bounds(["maximum", "exclusiveMaximum"]).reduce(f64::min);
        let least = least.unwrap_or_else(|| (-1e9_f64).min(most.unwrap_or(0.0) - 1e9));
        let most = most.unwrap_or_else(|| 1e9_f64.max(least + 1e9));
        let step = schema.get("multipleOf").and_then(Value::as_f64);
        self.found(schema, |rng, attempt| {
            let inside = least + rng.f64() * (most - least);
            let value = match (step, rng.u8(..6)) {
                // The quotient of two whole numbers is the nearest that there is to a decimal fraction.
                (Some(step), 0..3) if step < 1.0 => (inside / step).round() / (1.0 / step).round(),
                (Some(step), 3) => (rng.i8(..) as f64) * step,
                (Some(step), _) => (inside / step).round() * step,
                (None, 0) => least.ceil(),
                (None, 1) => most.floor(),
                (None, 2) => (inside * 100.0).round() / 100.0,
                (None, 3) if attempt == 0 => 0.0,
                _ => inside,
            };
            // Whole numbers come without a fraction, as JavaScript writes them; then none is there in two spellings.
            if value.fract() == 0.0 && value.abs() < 1e15 {
                return Some((value as i64).into());
            }
            Number::from_f64(value).map(Value::Number)
        })
    }

    pub(super) fn string(&mut self, schema: &Schema<'c>) -> Made<String> {
        let text = |keyword| schema.get(keyword).and_then(Value::as_str);
        let (pattern, format) = (text("pattern"), text("format"));
        let least = schema.count("minLength").unwrap_or(0);
        let most = schema.count("maxLength").unwrap_or(usize::MAX);
        let examples: Vec<&Value> =
            schema.get("examples").and_then(Value::as_array).into_iter().flatten().collect();
        let made = self.found(schema, |rng, attempt| {
            // With several ways to find a text, each has its turn.
            let of_format = |rng: &mut Rng| texts::of_format(rng, format?);
            let of_pattern = |rng: &mut Rng| texts::of_pattern(rng, pattern?);
            let made = match attempt % 3 {
                0 => of_pattern(rng).or_else(|| of_format(rng)),
                1 => of_format(rng).or_else(|| of_pattern(rng)),
                _ => rng.choice(&examples).and_then(|text| text.as_str()).map(str::to_owned),
            };
            let length = rng.usize(least..=most.clamp(least, least.saturating_add(24)));
            let length = if rng.u8(..8) == 0 && most < 10_000 { most } else { length };
            Some(Value::String(made.unwrap_or_else(|| texts::any(rng, length))))
        })?;
        made.as_str().map(str::to_owned).ok_or_else(|| nothing_fits(schema))
    }

    /// The first of the values made that the schema allows.
    fn found(&mut self, schema: &Schema<'c>, make: impl Fn(&mut Rng, usize) -> Option<Value>) -> Made {
        for attempt in 0..ATTEMPTS {
            if let Some(value) = make(&mut self.rng, attempt)
                && self.accepts(schema, &value)
            {
                return Ok(value);
            }
        }
        Err(nothing_fits(schema))
    }

    /// Whether a schema without references allows a value.
    pub(super) fn accepts(&mut self, schema: &Schema<'c>, value: &Value) -> bool {
        let validator = self.validators.entry(schema.value).or_insert_with(|| {
            let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
            options.build(schema.value).expect("a sound schema")
        });
        validator.is_valid(value)
    }
}

pub(super) fn nothing_fits(schema: &Schema) -> String {
    format!("nothing was found that fits {}; `examples` next to a `pattern` would help", schema.value)
}

/// A bound as a whole number; whether a value that near is inside is left to the validator.
fn integral(bound: &Value) -> Option<i128> {
    let whole = bound.as_i64().map(i128::from).or(bound.as_u64().map(i128::from));
    whole.or(bound.as_f64().map(|bound| bound.round() as i128))
}

fn integer_value(whole: i128) -> Option<Value> {
    let signed = i64::try_from(whole).ok().map(Value::from);
    signed.or_else(|| u64::try_from(whole).ok().map(Value::from))
}

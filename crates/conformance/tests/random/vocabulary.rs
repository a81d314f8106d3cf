//! The random schemas are out of the whole vocabulary: each keyword of each draft is made.

use std::collections::BTreeMap;

use serde_json::Value;
use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_conformance::random::dice::Dice;
use webhook_conformance::random::document::Draft;
use webhook_conformance::random::vocabulary;
use webhook_schema::model::{Dialect, Keyword};

/// Documents of each draft.
const DOCUMENTS: u64 = 300;

/// `$vocabulary` is of meta-schemas, and `$recursiveAnchor` of what they are extended with.
const OF_META_SCHEMAS: [Keyword; 2] = [Keyword::Vocabulary, Keyword::RecursiveAnchor];

#[test]
fn every_keyword_is_made() {
    for draft in Draft::ALL {
        let dialect = Dialect::of(draft.uri()).expect("a draft");
        let mut made: BTreeMap<String, usize> = BTreeMap::new();
        for number in 0..DOCUMENTS {
            let document = vocabulary::document(&mut Dice::seeded(number), draft, "d");
            let event = RandomEvent { name: format!("a.e{number}x"), document, payloads: vec![Value::Null] };
            let schemas = files("dice", &[&event]).into_iter().filter(|(name, _)| name.contains("x."));
            for (name, text) in schemas.filter(|(name, _)| name.ends_with(".schema.json")) {
                let schema = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
                count(&schema, &mut made);
            }
        }
        println!("{draft:?}: {made:?}");
        let missing = Keyword::ALL.iter().filter(|keyword| {
            Keyword::of(keyword.as_str(), dialect) == Some(**keyword)
                && !OF_META_SCHEMAS.contains(keyword)
                && !made.contains_key(keyword.as_str())
        });
        let missing: Vec<&Keyword> = missing.collect();
        assert!(missing.is_empty(), "{draft:?}: {missing:?}");
    }
}

/// Counts the keys of every schema.
fn count(schema: &Value, made: &mut BTreeMap<String, usize>) {
    const NAMED: [&str; 6] =
        ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];
    match schema {
        Value::Object(entries) => {
            for (key, value) in entries {
                *made.entry(key.clone()).or_default() += 1;
                match value {
                    Value::Object(named) if NAMED.contains(&key.as_str()) => {
                        named.values().for_each(|value| count(value, made));
                    }
                    value => count(value, made),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| count(value, made)),
        _ => {}
    }
}

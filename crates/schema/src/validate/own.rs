//! What one schema says of a value by its type and its limits, without what it includes and what it lists.

use serde_json::Value;

use super::compile::checks;
use super::links::Links;
use super::run::{Node, Rule, Run};
use crate::location::Location;
use crate::model::{Keyword, Schema};

/// The type comes first: of a value of another one, the limits say nothing.
const KEYWORDS: [Keyword; 10] = [
    Keyword::Type,
    Keyword::Minimum,
    Keyword::Maximum,
    Keyword::ExclusiveMinimum,
    Keyword::ExclusiveMaximum,
    Keyword::MultipleOf,
    Keyword::MinLength,
    Keyword::MaxLength,
    Keyword::Pattern,
    Keyword::Format,
];

/// The type and the limits of a schema, ready for values that the schema lists, or that another one does.
///
/// ```
/// use serde_json::json;
/// use webhook_schema::model::{Keyword, Schema};
/// use webhook_schema::validate::Own;
///
/// let schema = Schema::read("a.schema.json", &json!({ "type": "string", "maxLength": 1, "enum": ["a", "bc", 5] }));
/// let ruled_out_by = |value| Own::new(&schema).ruled_out_by(&value).map(|keyword| keyword.pointer);
/// assert_eq!(ruled_out_by(json!("a")), None);
/// assert_eq!(ruled_out_by(json!("bc")).as_deref(), Some("/maxLength"));
/// assert_eq!(ruled_out_by(json!(5)).as_deref(), Some("/type"));
/// ```
#[derive(Debug)]
pub struct Own(Node);

impl Own {
    /// What a schema says.
    pub fn new(schema: &Schema) -> Self {
        let mut links = Links::new(&[], &|_| None);
        // A pattern that cannot be used is a mistake by itself.
        let pattern = schema.constraints.pattern.as_deref();
        let is_usable = pattern.is_none_or(|pattern| links.pattern(pattern).is_some());
        let mut rules = Vec::new();
        for keyword in KEYWORDS.into_iter().filter(|keyword| schema.has(*keyword)) {
            if is_usable || keyword != Keyword::Pattern {
                let checks = checks(keyword, schema, &mut links).into_iter().flatten();
                rules.extend(checks.map(|check| Rule { keyword, check, spares_null: false }));
            }
        }
        let location = schema.location.clone();
        Self(Node { location, rules, is_false: false, looks_at_seen: false })
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.rules.is_empty()
    }

    /// The first keyword that a value violates.
    pub fn ruled_out_by(&self, value: &Value) -> Option<Location> {
        let mut errors = Vec::new();
        Run::start(std::slice::from_ref(&self.0), 0, value, Some(&mut errors), 1);
        errors.into_iter().next().map(|error| error.keyword)
    }
}

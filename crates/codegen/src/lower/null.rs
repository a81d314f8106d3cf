//! Whether null is valid. What is inside of other values has no say in that, so no schema has to be compiled for it.

use std::collections::HashMap;

use serde_json::Value;
use webhook_schema::Location;
use webhook_schema::model::{JsonType, Keyword, Schema};

/// Which schemas allow null, as far as it was asked.
#[derive(Default)]
pub(super) struct Nulls<'c>(HashMap<&'c Location, bool>);

impl<'c> Nulls<'c> {
    /// Whether null is valid against a schema; `target` says where references lead.
    pub(super) fn allows(
        &mut self,
        schema: &'c Schema,
        target: &dyn Fn(&'c Schema) -> Option<&'c Schema>,
    ) -> bool {
        if let Some(known) = self.0.get(&schema.location) {
            return *known;
        }
        // What leads back to itself without a value in between was refused.
        self.0.insert(&schema.location, true);
        let allows = schema.boolean.unwrap_or(true)
            && schema.keywords.iter().all(|keyword| self.allows_by(*keyword, schema, target));
        self.0.insert(&schema.location, allows);
        allows
    }

    fn allows_by(
        &mut self,
        keyword: Keyword,
        schema: &'c Schema,
        target: &dyn Fn(&'c Schema) -> Option<&'c Schema>,
    ) -> bool {
        // Without a type next to it, it is an exception from all that would rule null out.
        if schema.nullable && schema.types.is_none() {
            return true;
        }
        let mut allows = |inner: &'c Schema| self.allows(inner, target);
        let list = || schema.list(keyword).unwrap_or_default().iter();
        match keyword {
            Keyword::Type => schema.types.is_none() || schema.nullable || schema.names_type(JsonType::Null),
            Keyword::Enum => {
                let values = schema.values.as_ref();
                schema.nullable || values.is_none_or(|values| values.contains(&Value::Null))
            }
            Keyword::Const => schema.constraints.constant.as_ref().is_none_or(Value::is_null),
            Keyword::Ref | Keyword::DynamicRef | Keyword::RecursiveRef => {
                keyword != schema.reference_keyword() || target(schema).is_some_and(allows)
            }
            Keyword::AllOf => list().all(allows),
            Keyword::AnyOf => list().any(allows),
            Keyword::OneOf => list().filter(|inner| allows(inner)).count() == 1,
            Keyword::Not => !schema.one(keyword).is_some_and(allows),
            Keyword::If => {
                let branch = match schema.one(keyword).is_some_and(&mut allows) {
                    true => Keyword::Then,
                    false => Keyword::Else,
                };
                schema.one(branch).is_none_or(allows)
            }
            // These are about values of other types.
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use webhook_schema::validate::Validator;

    use super::*;

    #[test]
    fn null_is_as_valid_as_by_the_validator() {
        let openapi = |schema: Value| json!({ "openapi": "3.0.0", "allOf": [schema] });
        for document in [
            json!({}),
            json!(true),
            json!(false),
            json!({ "type": "null" }),
            json!({ "type": ["string", "null"], "minLength": 1 }),
            json!({ "type": "string" }),
            json!({ "enum": [null, 1] }),
            json!({ "enum": [1] }),
            json!({ "const": null }),
            json!({ "const": 0 }),
            json!({ "allOf": [{}, { "type": "object" }] }),
            json!({ "anyOf": [{ "type": "object" }, { "type": "null" }] }),
            json!({ "anyOf": [{ "type": "object" }, false] }),
            json!({ "oneOf": [{ "type": "null" }, { "const": null }] }),
            json!({ "oneOf": [{ "type": "null" }, { "const": 1 }] }),
            json!({ "not": { "type": "null" } }),
            json!({ "not": { "not": {} } }),
            json!({ "if": { "type": "null" }, "then": { "const": 1 } }),
            json!({ "if": { "type": "object" }, "then": false, "else": { "type": "null" } }),
            json!({ "if": { "type": "null" }, "else": false }),
            json!({ "required": ["a"], "properties": { "a": false }, "dependentSchemas": { "a": false } }),
            json!({ "items": false, "contains": false, "unevaluatedProperties": false, "minimum": 1 }),
            openapi(json!({ "type": "string", "nullable": true, "enum": ["a"] })),
            openapi(json!({ "type": "string", "nullable": true, "allOf": [{ "type": "string" }] })),
            openapi(json!({ "nullable": true, "allOf": [{ "type": "string" }], "enum": ["a"] })),
            openapi(json!({ "nullable": false, "type": "string" })),
        ] {
            let schema = Schema::read("a.json", &document);
            let expected = Validator::of(&document).is_valid(&Value::Null);
            assert_eq!(Nulls::default().allows(&schema, &|_| None), expected, "{document}");
        }
    }
}

//! Rules about limits of values: ranges, lengths, formats, patterns, and what holds under a condition.

crate::rule::table! {
    LIMIT_LOOSENED = "limit-loosened" (Breaking, Breaking, Patch) "A limit allows more."
        why "Receivers size columns, buffers and types by what is promised. In the generated crates the type of an integer changes where it may be negative now."
        instead "Keep the limit, or take a new catalog version."
        link "https://github.com/oasdiff/oasdiff/blob/main/docs/BREAKING-CHANGES.md"
        bad Payload r#"{ "type": "string", "maxLength": 10 }"# => r#"{ "type": "string", "maxLength": 20 }"#
        good Payload r#"{ "type": "integer", "minimum": 1 }"# => r#"{ "type": "integer", "exclusiveMinimum": 0 }"#

    LIMIT_REMOVED = "limit-removed" (Breaking, Breaking, Patch) "A limit is gone."
        why "Receivers size columns, buffers and types by what is promised. In the generated crates the type of an integer changes where it may be negative now."
        instead "Keep the limit, or take a new catalog version."
        bad Payload r#"{ "type": "string", "maxLength": 10 }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "minLength": 0 }"# => r#"{ "type": "string" }"#

    LIMIT_TIGHTENED = "limit-tightened" (Safe, Safe, Patch) "A limit allows less."
        why "Whatever is valid now was valid before."
        instead "Nothing."
        bad Payload r#"{ "type": "string", "maxLength": 20 }"# => r#"{ "type": "string", "maxLength": 10 }"#
        good Payload r#"{ "type": "string", "maxLength": 20 }"# => r#"{ "type": "string", "maxLength": 20.0 }"#

    LIMIT_ADDED = "limit-added" (Safe, Safe, Patch) "There is a limit."
        why "Whatever is valid now was valid before. In the generated crates the type of an integer changes where it cannot be negative any more."
        instead "Nothing."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "maxLength": 10 }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "minLength": 0 }"#

    MULTIPLE_LOOSENED = "multiple-of-loosened" (Breaking, Breaking, Patch) "A number need not be a multiple any more."
        why "Receivers rely on the step: amounts in whole cents, sizes in whole blocks."
        instead "Keep the step, or add a property that is finer."
        bad Payload r#"{ "type": "number", "multipleOf": 10 }"# => r#"{ "type": "number", "multipleOf": 5 }"#
        good Payload r#"{ "type": "number", "multipleOf": 10 }"# => r#"{ "type": "number", "multipleOf": 20 }"#

    MULTIPLE_TIGHTENED = "multiple-of-tightened" (Safe, Safe, Patch) "A number is a multiple of another one."
        why "Whatever is valid now was valid before."
        instead "Nothing."
        bad Payload r#"{ "type": "number" }"# => r#"{ "type": "number", "multipleOf": 10 }"#
        good Payload r#"{ "type": "integer" }"# => r#"{ "type": "integer", "multipleOf": 1 }"#

    UNIQUE_ITEMS_REMOVED = "unique-items-removed" (Breaking, Breaking, Patch) "An item may occur twice."
        why "Receivers put what is unique in a set or under a key, and lose what comes twice."
        instead "Keep items unique."
        bad Payload r#"{ "type": "array", "uniqueItems": true }"# => r#"{ "type": "array" }"#
        good Payload r#"{ "type": "array", "uniqueItems": false }"# => r#"{ "type": "array" }"#

    UNIQUE_ITEMS_ADDED = "unique-items-added" (Safe, Safe, Patch) "No item occurs twice."
        why "Whatever is valid now was valid before."
        instead "Nothing."
        bad Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "uniqueItems": true }"#
        good Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "uniqueItems": false }"#

    FORMAT_ADDED = "format-added" (Safe, Safe, Patch) "A text is of a format."
        why "Whatever is valid now was valid before. In the generated crates the type of a field changes where the format has a type of its own, as `date-time` has."
        instead "Nothing on the wire."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "format": "uuid" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "examples": ["6f1c2b9e"] }"#

    FORMAT_REMOVED = "format-removed" (Breaking, Breaking, Patch) "A text need not be of a format any more."
        why "Receivers parse what has a format, and fail on what cannot be parsed."
        instead "Keep the format, and add a property for other texts."
        bad Payload r#"{ "type": "string", "format": "uuid" }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "format": "uuid" }"# => r#"{ "type": "string", "format": "uuid", "minLength": 36 }"#

    FORMAT_CHANGED = "format-changed" (Breaking, Breaking, Patch) "A text is of another format."
        why "Receivers parse what has a format, and fail on another one."
        instead "Add a property for the new format."
        bad Payload r#"{ "type": "string", "format": "date" }"# => r#"{ "type": "string", "format": "time" }"#
        good Payload r#"{ "type": "string", "format": "date" }"# => r#"{ "type": "string", "format": "date", "title": "Day" }"#

    PATTERN_ADDED = "pattern-added" (Safe, Safe, Patch) "A text matches a pattern."
        why "Whatever is valid now was valid before."
        instead "Nothing."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "pattern": "^[a-z]+$" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "pattern": ".*" }"#

    PATTERN_REMOVED = "pattern-removed" (Breaking, Breaking, Patch) "A text need not match a pattern any more."
        why "Receivers take apart what has a form, and fail on what has another."
        instead "Keep the pattern, or take a new catalog version."
        bad Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string", "pattern": "^[a-z]+$", "maxLength": 9 }"#

    PATTERN_CHANGED = "pattern-changed" (Breaking, Breaking, Patch) "A text matches another pattern."
        why "It cannot be proven that whatever matches the new pattern matches the old one."
        instead "If it does, acknowledge the finding and say why. If it does not, keep the pattern."
        bad Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string", "pattern": "^[a-z0-9]+$" }"#
        good Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string", "allOf": [{ "pattern": "^[a-z]+$" }] }"#

    CONTENT_ADDED = "content-added" (Safe, Safe, Patch) "It is said what is in a text."
        why "Whatever is valid now was valid before."
        instead "Nothing."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "contentEncoding": "base64" }"#
        good Payload r#"{ "type": "string", "contentEncoding": "base64" }"# => r#"{ "type": "string", "contentEncoding": "base64", "title": "Key" }"#

    CONTENT_CHANGED = "content-changed" (Breaking, Breaking, Patch) "Something else is in a text."
        why "Receivers decode what is said to be in a text, and cannot decode anything else."
        instead "Add a property for the new content."
        bad Payload r#"{ "type": "string", "contentEncoding": "base64" }"# => r#"{ "type": "string", "contentEncoding": "base32" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "contentEncoding": "base64" }"#

    CONTAINS_LOOSENED = "contains-loosened" (Breaking, Breaking, Patch) "An array need not contain something any more."
        why "Receivers look for it, and do not find it."
        instead "Keep sending it."
        bad Payload r#"{ "type": "array", "contains": { "const": 1 } }"# => r#"{ "type": "array" }"#
        good Payload r#"{ "type": "array", "contains": { "const": 1 } }"# => r#"{ "type": "array", "contains": { "const": 1 }, "minContains": 1 }"#

    CONTAINS_TIGHTENED = "contains-tightened" (Safe, Safe, Patch) "An array contains something."
        why "Whatever is valid now was valid before."
        instead "Nothing."
        bad Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "contains": { "const": 1 } }"#
        good Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "contains": { "const": 1 }, "minContains": 0 }"#

    NOT_ADDED = "not-added" (Safe, Safe, Patch) "Some values are ruled out."
        why "Whatever is valid now was valid before."
        instead "Nothing."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "not": { "maxLength": 2 } }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "minLength": 3 }"#

    NOT_REMOVED = "not-removed" (Breaking, Breaking, Patch) "Values that were ruled out are allowed."
        why "Receivers rely on it that they never come."
        instead "Keep the rule, or take a new catalog version."
        bad Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string", "allOf": [{ "not": { "maxLength": 2 } }] }"#

    NOT_CHANGED = "not-changed" (Breaking, Breaking, Patch) "Other values are ruled out."
        why "It cannot be proven that all that was ruled out still is."
        instead "If it is, acknowledge the finding and say why."
        bad Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string", "not": { "maxLength": 1 } }"#
        good Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string", "not": { "maxLength": 2, "title": "Short" } }"#

    CONDITION_ADDED = "condition-added" (Safe, Safe, Patch) "More holds under a condition."
        why "Whatever is valid now was valid before. In the generated crates there may be more fields, or other ones."
        instead "Nothing on the wire."
        bad Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["b"] } }"#
        good Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "if": { "required": ["a"] } }"#

    CONDITION_REMOVED = "condition-removed" (Breaking, Breaking, Patch) "What held under a condition does not hold any more."
        why "Receivers rely on what the condition promised."
        instead "Keep the promise, or take a new catalog version."
        bad Payload r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["b"] } }"# => r#"{ "type": "object" }"#
        good Payload r#"{ "type": "object", "if": { "required": ["a"] } }"# => r#"{ "type": "object" }"#

    CONDITION_CHANGED = "condition-changed" (Breaking, Breaking, Patch) "Something else holds under a condition."
        why "Something is valid now that was not, and receivers rely on what the condition promised. Where no such value is found, and it cannot be proven that there is none, it is a risk."
        instead "Keep the condition, or take a new catalog version. If nothing is valid that was not, acknowledge the finding and say why."
        bad Payload r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["b"] } }"#
            => r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["c"] } }"#
        good Payload r#"{ "type": "object", "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] }"#
            => r#"{ "type": "object", "anyOf": [{ "required": ["b"] }, { "required": ["a"] }] }"#
}

//! Rules about limits of values: ranges, lengths, formats, patterns, and what holds under a condition.

crate::rule::table! {
    LIMIT_LOOSENED = "limit-loosened" (Breaking, Breaking, Patch) "A limit allows more."
        why "Receivers size columns, buffers and types by what is promised. In the generated crates the type of an integer changes where it may be negative now."
        instead "Keep the limit, or take a new catalog version."
        link "https://github.com/oasdiff/oasdiff/blob/main/docs/BREAKING-CHANGES.md"
        bad Payload r#"{ "type": "string", "maxLength": 10 }"# => r#"{ "type": "string", "maxLength": 20 }"#
        good Payload r#"{ "type": "integer", "minimum": 1 }"# => r#"{ "type": "integer", "exclusiveMinimum": 0 }"#

    LIMIT_REMOVED = "limit-removed" (Breaking, Breaking, Patch) "A limit was removed."
        why "Receivers size columns, buffers and types by what is promised. In the generated crates the type of an integer changes where it may be negative now."
        instead "Keep the limit, or take a new catalog version."
        bad Payload r#"{ "type": "string", "maxLength": 10 }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "minLength": 0 }"# => r#"{ "type": "string" }"#

    LIMIT_TIGHTENED = "limit-tightened" (Safe, Safe, Patch) "A limit allows less."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "string", "maxLength": 20 }"# => r#"{ "type": "string", "maxLength": 10 }"#
        good Payload r#"{ "type": "string", "maxLength": 20 }"# => r#"{ "type": "string", "maxLength": 20.0 }"#

    LIMIT_ADDED = "limit-added" (Safe, Safe, Patch) "A limit was added."
        why "Whatever is valid now was valid before. In the generated crates the type of an integer changes where it can no longer be negative."
        instead "No action needed."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "maxLength": 10 }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "minLength": 0 }"#

    MULTIPLE_LOOSENED = "multiple-of-loosened" (Breaking, Breaking, Patch) "A number no longer has to be a multiple."
        why "Receivers rely on the step: amounts in whole cents, sizes in whole blocks."
        instead "Keep the step, or add a property that is finer."
        bad Payload r#"{ "type": "number", "multipleOf": 10 }"# => r#"{ "type": "number", "multipleOf": 5 }"#
        good Payload r#"{ "type": "number", "multipleOf": 10 }"# => r#"{ "type": "number", "multipleOf": 20 }"#

    MULTIPLE_TIGHTENED = "multiple-of-tightened" (Safe, Safe, Patch) "A number has to be a multiple."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "number" }"# => r#"{ "type": "number", "multipleOf": 10 }"#
        good Payload r#"{ "type": "integer" }"# => r#"{ "type": "integer", "multipleOf": 1 }"#

    UNIQUE_ITEMS_REMOVED = "unique-items-removed" (Breaking, Breaking, Patch) "An item may occur twice."
        why "Receivers put what is unique in a set or under a key, and lose what comes twice."
        instead "Keep items unique."
        bad Payload r#"{ "type": "array", "uniqueItems": true }"# => r#"{ "type": "array" }"#
        good Payload r#"{ "type": "array", "uniqueItems": false }"# => r#"{ "type": "array" }"#

    UNIQUE_ITEMS_ADDED = "unique-items-added" (Safe, Safe, Patch) "No item may occur twice."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "uniqueItems": true }"#
        good Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "uniqueItems": false }"#

    FORMAT_ADDED = "format-added" (Safe, Safe, Patch) "A format was added."
        why "Whatever is valid now was valid before. In the generated crates the type of a field changes where the format has a type of its own, as `date-time` has."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "format": "uuid" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "examples": ["6f1c2b9e"] }"#

    FORMAT_REMOVED = "format-removed" (Breaking, Breaking, Patch) "A format was removed."
        why "Receivers parse what has a format, and fail on what cannot be parsed. So it is with integers of 32 bits or fewer, such as `int32`, and with those without a sign, such as `uint64`, though few validators look at these and generated crates do not: other receivers have a type of just that size. Any other format that validators do not know, such as `int64` or `double`, is a risk and no more."
        instead "Keep the format, and add a property for other values."
        bad Payload r#"{ "type": "string", "format": "uuid" }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "format": "uuid" }"# => r#"{ "type": "string", "format": "uuid", "minLength": 36 }"#

    FORMAT_CHANGED = "format-changed" (Breaking, Breaking, Patch) "A format has changed."
        why "Receivers parse what has a format, and fail on another one. Nobody notices where the new format is a part of the old one, as every `email` is an `idn-email`, or where limits leave no more than the old one has room for. From `int32` to `int64`, or from `uint64` to `int64`, is breaking: a receiver with an integer of 32 bits, or without a sign, has no room for the rest. Any other format that validators did not know, such as `int64` or `float`, was a promise to people only, and is a risk."
        instead "Add a property for the new format."
        bad Payload r#"{ "type": "string", "format": "date" }"# => r#"{ "type": "string", "format": "time" }"#
        good Payload r#"{ "type": "string", "format": "date" }"# => r#"{ "type": "string", "format": "date", "title": "Day" }"#

    PATTERN_ADDED = "pattern-added" (Safe, Safe, Patch) "A pattern was added."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "pattern": "^[a-z]+$" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "pattern": ".*" }"#

    PATTERN_REMOVED = "pattern-removed" (Breaking, Breaking, Patch) "A pattern was removed."
        why "Receivers take apart what has a form, and fail on what has another."
        instead "Keep the pattern, or take a new catalog version."
        bad Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string", "pattern": "^[a-z]+$", "maxLength": 9 }"#

    PATTERN_CHANGED = "pattern-changed" (Breaking, Breaking, Patch) "A pattern has changed."
        why "It cannot be proven that whatever matches the new pattern matches the old one. Where it can, the change is safe."
        instead "If it does, acknowledge the finding and say why. If it does not, keep the pattern."
        bad Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string", "pattern": "^[a-z0-9]+$" }"#
        good Payload r#"{ "type": "string", "pattern": "^[a-z]+$" }"# => r#"{ "type": "string", "allOf": [{ "pattern": "^[a-z]+$" }] }"#

    CONTENT_ADDED = "content-added" (Safe, Safe, Patch) "The content of a string is described."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "contentEncoding": "base64" }"#
        good Payload r#"{ "type": "string", "contentEncoding": "base64" }"# => r#"{ "type": "string", "contentEncoding": "base64", "title": "Key" }"#

    CONTENT_CHANGED = "content-changed" (Breaking, Breaking, Patch) "The described content of a string has changed."
        why "Receivers decode what is said to be in a text, and cannot decode anything else."
        instead "Add a property for the new content."
        bad Payload r#"{ "type": "string", "contentEncoding": "base64" }"# => r#"{ "type": "string", "contentEncoding": "base32" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "contentEncoding": "base64" }"#

    CONTAINS_LOOSENED = "contains-loosened" (Breaking, Breaking, Patch) "An array no longer has to contain something."
        why "Receivers look for it, and do not find it."
        instead "Keep sending it."
        bad Payload r#"{ "type": "array", "contains": { "const": 1 } }"# => r#"{ "type": "array" }"#
        good Payload r#"{ "type": "array", "contains": { "const": 1 } }"# => r#"{ "type": "array", "contains": { "const": 1 }, "minContains": 1 }"#

    CONTAINS_TIGHTENED = "contains-tightened" (Safe, Safe, Patch) "An array has to contain something."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "contains": { "const": 1 } }"#
        good Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "contains": { "const": 1 }, "minContains": 0 }"#

    NOT_ADDED = "not-added" (Safe, Safe, Patch) "A `not` rules out some values."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "not": { "maxLength": 2 } }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "minLength": 3 }"#

    NOT_REMOVED = "not-removed" (Breaking, Breaking, Patch) "A `not` that ruled out some values was removed."
        why "Receivers rely on it that they never come."
        instead "Keep the rule, or take a new catalog version."
        bad Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string", "allOf": [{ "not": { "maxLength": 2 } }] }"#

    NOT_CHANGED = "not-changed" (Breaking, Breaking, Patch) "A `not` rules out other values."
        why "It cannot be proven that all that was ruled out still is."
        instead "If it is, acknowledge the finding and say why."
        bad Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string", "not": { "maxLength": 1 } }"#
        good Payload r#"{ "type": "string", "not": { "maxLength": 2 } }"# => r#"{ "type": "string", "not": { "maxLength": 2, "title": "Short" } }"#

    CONDITION_ADDED = "condition-added" (Safe, Safe, Patch) "A condition was added."
        why "Whatever is valid now was valid before. In the generated crates there may be more fields, or other ones."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["b"] } }"#
        good Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "if": { "required": ["a"] } }"#

    CONDITION_REMOVED = "condition-removed" (Breaking, Breaking, Patch) "A condition was removed."
        why "Receivers rely on what the condition promised. It is safe where all that is valid without the condition has what it asked for, and no change where another condition says the same."
        instead "Keep the promise, or take a new catalog version."
        bad Payload r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["b"] } }"# => r#"{ "type": "object" }"#
        good Payload r#"{ "type": "object", "if": { "required": ["a"] } }"# => r#"{ "type": "object" }"#

    CONDITION_CHANGED = "condition-changed" (Breaking, Breaking, Patch) "A condition has changed."
        why "Something is valid now that was not, and receivers rely on what the condition promised. Where no such value is found, and it cannot be proven that there is none, it is a risk."
        instead "Keep the condition as it was, or take a new catalog version."
        bad Payload r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["b"] } }"#
            => r#"{ "type": "object", "if": { "required": ["a"] }, "then": { "required": ["c"] } }"#
        good Payload r#"{ "type": "object", "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] }"#
            => r#"{ "type": "object", "anyOf": [{ "required": ["b"] }, { "required": ["a"] }] }"#
}

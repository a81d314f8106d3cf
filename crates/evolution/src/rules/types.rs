//! Rules about the types of values, and about alternatives.

crate::rule::table! {
    TYPE_WIDENED = "type-widened" (Breaking, Breaking, Major) "A value may be of more types."
        why "A receiver reads the types that it knows, and fails on any other: an integer that has a fraction, an object in place of a text."
        instead "Add a property for values of the new type, and keep this one as it is."
        bad Payload r#"{ "type": "integer" }"# => r#"{ "type": "number" }"#
        good Payload r#"{ "type": "integer" }"# => r#"{ "type": "integer", "multipleOf": 1 }"#

    TYPE_NARROWED = "type-narrowed" (Safe, Safe, Major) "A value may be of fewer types."
        why "Receivers can read all that still comes. The generated type changes."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "type": ["string", "integer"] }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": ["string", "integer"] }"# => r#"{ "anyOf": [{ "type": "integer" }, { "type": "string" }] }"#

    TYPE_CHANGED = "type-changed" (Breaking, Breaking, Major) "A value is of another type."
        why "No receiver of the older version can read it."
        instead "Add a property of the new type under a name of its own, and keep this one."
        link "https://buf.build/docs/breaking/rules/#field_same_type"
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "integer" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": ["string"] }"#

    NULLABLE_ADDED = "nullable-added" (Breaking, Breaking, Major) "A value may be null."
        why "A receiver that expects a value fails on null. It makes no difference whether it is written as a type, as a branch, as a value of an enum or as `nullable`."
        instead "Leave an optional property out instead of sending null."
        link "https://github.com/oasdiff/oasdiff/blob/main/docs/BREAKING-CHANGES.md"
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": ["string", "null"] }"#
        good Payload r#"{ "type": ["string", "null"] }"# => r#"{ "oneOf": [{ "type": "string" }, { "type": "null" }] }"#

    NULLABLE_REMOVED = "nullable-removed" (Safe, Safe, Major) "A value may no longer be null."
        why "Receivers expect null, and do not mind that it never comes. In the generated crates the type is no longer an `Option`."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "type": ["string", "null"] }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": ["string", "null"] }"# => r#"{ "anyOf": [{ "type": "null" }, { "type": "string" }] }"#

    BRANCH_ADDED = "branch-added" (Breaking, Breaking, Minor) "A `oneOf` or `anyOf` has a new branch."
        why "A receiver has no case for the new one. Where a tag tells the branches apart and the catalog's enums are open, it knows that it met a case that is new."
        instead "Give the branches a tag, and tell receivers to expect new ones; or add an event."
        bad Payload r#"{ "oneOf": [{ "type": "string" }, { "type": "integer" }] }"#
            => r#"{ "oneOf": [{ "type": "string" }, { "type": "integer" }, { "type": "array" }] }"#
        good Payload r#"{ "oneOf": [{ "type": "string" }, { "type": "integer" }] }"#
            => r#"{ "oneOf": [{ "type": "integer" }, { "type": "string" }] }"#

    BRANCH_REMOVED = "branch-removed" (Safe, Safe, Major) "A branch was removed from `oneOf` or `anyOf`."
        why "Receivers have a case that never comes up. Where branches of `oneOf` overlap, what was valid against both was valid against neither, and those who validate may now meet it; where a value shows that, it breaks them."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "oneOf": [{ "type": "string" }, { "type": "integer" }] }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "oneOf": [{ "type": "string" }, { "type": "integer" }] }"#
            => r#"{ "oneOf": [{ "type": "integer" }, { "type": "string" }] }"#

    TAG_VALUE_RENAMED = "tag-value-renamed" (Breaking, Breaking, Major) "The tag of a branch seems to have another value."
        why "Receivers pick the branch by its tag, and what they do for the old value is no longer done. Open enums promise new values, and not that known ones get another name. That it was renamed is a guess: one branch was removed and one added, and they differ in nothing else."
        instead "Keep the value, and say in its description what it means now."
        bad Payload r#"{ "oneOf": [{ "properties": { "kind": { "const": "card" } }, "required": ["kind"] }, { "properties": { "kind": { "const": "cash" }, "till": { "type": "string" } }, "required": ["kind"] }] }"#
            => r#"{ "oneOf": [{ "properties": { "kind": { "const": "credit_card" } }, "required": ["kind"] }, { "properties": { "kind": { "const": "cash" }, "till": { "type": "string" } }, "required": ["kind"] }] }"#
        good Payload r#"{ "oneOf": [{ "properties": { "kind": { "const": "card" } }, "required": ["kind"] }, { "properties": { "kind": { "const": "cash" }, "till": { "type": "string" } }, "required": ["kind"] }] }"#
            => r#"{ "oneOf": [{ "properties": { "kind": { "const": "card", "description": "A credit card." } }, "required": ["kind"] }, { "properties": { "kind": { "const": "cash" }, "till": { "type": "string" } }, "required": ["kind"] }] }"#

    TAG_VALUE_ADDED = "tag-value-added" (Breaking, Breaking, Minor) "A `discriminator` gives a branch one more value."
        why "A receiver picks the branch by the values that it knows, and has no case for the new one. Where the contract says that enums are open, or the schema has `x-extensible-enum: true`, receivers have to expect that, and it is a risk instead of a break."
        instead "Say that the enum is open before you add to it, or keep to the values that there are."
        bad Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "x-extensible-enum": false, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog", "kitten": "#/$defs/Cat" } }, "x-extensible-enum": false, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
        good Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "dog": "#/$defs/Dog", "cat": "#/$defs/Cat" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##

    TAG_VALUE_REMOVED = "tag-value-removed" (Safe, Safe, Major) "A `discriminator` no longer gives a branch one of its values."
        why "Receivers have a case that never comes up. In the generated crates a variant is gone."
        instead "Leave the value in the `mapping` if code should go on compiling."
        bad Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog", "kitten": "#/$defs/Cat" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
        good Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "dog": "#/$defs/Dog", "cat": "#/$defs/Cat" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##

    TAG_VALUE_RETARGETED = "tag-value-retargeted" (Safe, Safe, Major) "A value of the tag stands for a different definition."
        why "Receivers read what the value stood for, whatever other branches allow. The verdict is that of two definitions that say the same; where they differ, what differs is told with the finding and adds to its verdict. In the generated crates the variant holds another type."
        instead "Keep what each value stands for, and give another definition a value of its own."
        bad Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog", "kitten": "#/$defs/Cat" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog", "kitten": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
        good Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "dog": "#/$defs/Dog", "cat": "#/$defs/Cat" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##

    DISCRIMINATOR_ADDED = "discriminator-added" (Safe, Safe, Major) "A property now tells branches apart that nothing told apart before: by a `discriminator`, or by a value of its own in each."
        why "Receivers that look at what is in a value still find it there. In the generated crates the type of the value has other variants."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
        good Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "$defs": { "Cat": { "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "const": "dog" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "const": "dog" } }, "required": ["kind"] } } }"##

    DISCRIMINATOR_REMOVED = "discriminator-removed" (Breaking, Breaking, Major) "The `discriminator` that told the branches apart is gone."
        why "A receiver picks the branch by the value of the property, which may be any text now, or one that stood for another branch."
        instead "Keep the `discriminator`, or give each branch a `const` with the value that it goes by."
        bad Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "$defs": { "Cat": { "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "type": "string" } }, "required": ["kind"] } } }"##
        good Payload r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/$defs/Cat", "dog": "#/$defs/Dog" } }, "$defs": { "Cat": { "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "const": "dog" } }, "required": ["kind"] } } }"##
            => r##"{ "anyOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }], "$defs": { "Cat": { "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer" } }, "required": ["kind"] }, "Dog": { "properties": { "kind": { "const": "dog" } }, "required": ["kind"] } } }"##

    BRANCHES_OVERLAP = "branches-overlap" (Safe, Risky, Patch) "Branches of `oneOf` that a value may be valid against at once have changed."
        why "What was valid against two of them was not valid at all. It may be valid against one only now, and a receiver that validates has never met it. Where a value shows that, it is breaking for those who validate."
        instead "Give the branches a tag, so that no value is of two of them."
        bad Payload r#"{ "oneOf": [{ "type": "object" }, { "type": "object", "maxProperties": 9 }] }"#
            => r#"{ "oneOf": [{ "type": "object" }, { "type": "object", "maxProperties": 8 }] }"#
        good Payload r#"{ "oneOf": [{ "type": "string" }, { "type": "integer", "maximum": 5 }] }"#
            => r#"{ "oneOf": [{ "type": "string" }, { "type": "integer", "maximum": 4 }] }"#

    BRANCHES_REORDERED = "branches-reordered" (Safe, Safe, Major) "Branches without a tag have changed places."
        why "Receivers do not care about the order. In the generated crates, a branch that has nothing else to be named after goes by its number, so its type has a different name now. Where branches overlap, the first that fits is read."
        instead "Keep the order, or give each branch a definition of its own, which names it."
        bad Payload r#"{ "oneOf": [{ "type": "object", "properties": { "a": { "type": "string" } } }, { "type": "object", "properties": { "b": { "type": "string" } } }] }"#
            => r#"{ "oneOf": [{ "type": "object", "properties": { "b": { "type": "string" } } }, { "type": "object", "properties": { "a": { "type": "string" } } }] }"#
        good Payload r#"{ "oneOf": [{ "type": "string" }, { "type": "integer" }] }"#
            => r#"{ "oneOf": [{ "type": "integer" }, { "type": "string" }] }"#

    BRANCH_COVERED = "branch-covered" (Safe, Safe, Minor) "A branch is new or allows more, but another branch allowed all of that before."
        why "Whatever is valid now was valid before, by another branch."
        instead "No action needed."
        bad Payload r#"{ "anyOf": [{ "enum": ["a"] }, { "type": "string" }] }"# => r#"{ "anyOf": [{ "enum": ["a", "b"] }, { "type": "string" }] }"#
        good Payload r#"{ "enum": ["a"] }"# => r#"{ "enum": ["a", "b"] }"#

    ONE_OF_TO_ANY_OF = "one-of-to-any-of" (Risky, Breaking, Patch) "A `oneOf` became an `anyOf`."
        why "A value may be of several branches now, which `oneOf` ruled out. A lenient receiver goes by the tag, or takes the first branch that fits, so that it reads the value and may miss what other branches say of it. Where no value can be of two branches, nothing changes for those who receive. The generated types are the same."
        instead "Keep `oneOf`, or say in each branch what no other allows: a `const` of its own at a required key."
        bad Payload r#"{ "oneOf": [{ "properties": { "a": { "type": "string" } } }, { "properties": { "b": { "type": "string" } } }] }"#
            => r#"{ "anyOf": [{ "properties": { "a": { "type": "string" } } }, { "properties": { "b": { "type": "string" } } }] }"#
        good Payload r#"{ "oneOf": [{ "type": "string" }, { "type": "null" }] }"# => r#"{ "anyOf": [{ "type": "string" }, { "type": "null" }] }"#

    ANY_OF_TO_ONE_OF = "any-of-to-one-of" (Safe, Safe, Patch) "An `anyOf` became a `oneOf`."
        why "Less is allowed than before."
        instead "No action needed."
        bad Payload r#"{ "anyOf": [{ "type": "string" }, { "type": "integer" }] }"# => r#"{ "oneOf": [{ "type": "string" }, { "type": "integer" }] }"#
        good Payload r#"{ "anyOf": [{ "type": "string" }, { "type": "null" }] }"# => r#"{ "oneOf": [{ "type": "string" }, { "type": "null" }] }"#

    ITEMS_ALLOWED = "items-allowed" (Breaking, Breaking, Major) "An array may have items where there were none."
        why "A receiver that takes a fixed number of items fails on more, or misses them."
        instead "Add a property next to the array."
        bad Payload r#"{ "type": "array", "prefixItems": [{ "type": "string" }], "items": false }"#
            => r#"{ "type": "array", "prefixItems": [{ "type": "string" }] }"#
        good Payload r#"{ "type": "array", "prefixItems": [{ "type": "string" }] }"#
            => r#"{ "type": "array", "prefixItems": [{ "type": "string" }], "items": true }"#

    ITEMS_FORBIDDEN = "items-forbidden" (Safe, Safe, Major) "An array has no items where there could be some."
        why "Less is allowed than before. The generated type may change."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "type": "array", "prefixItems": [{ "type": "string" }] }"#
            => r#"{ "type": "array", "prefixItems": [{ "type": "string" }], "items": false }"#
        good Payload r#"{ "type": "array", "prefixItems": [{ "type": "string" }] }"#
            => r#"{ "type": "array", "prefixItems": [{ "type": "string", "minLength": 1 }] }"#

    ITEM_POSITION_CHANGED = "item-position-changed" (Safe, Safe, Major) "A position in an array has a schema of its own now, or no longer."
        why "What it may be is compared on its own. In the generated crates the array is another type."
        instead "Consider an object: names say more than positions do."
        bad Payload r#"{ "type": "array" }"# => r#"{ "type": "array", "prefixItems": [true] }"#
        good Payload r#"{ "type": "array", "items": { "type": "string" } }"# => r#"{ "type": "array", "items": { "type": "string", "minLength": 1 } }"#
}

//! Rules about values that are listed.

crate::rule::table! {
    ENUM_VALUE_ADDED = "enum-value-added" (Breaking, Breaking, Minor) "A list of values has a new value."
        why "A receiver has no case for it. Where the contract says that enums are open, or the schema has `x-extensible-enum: true`, receivers have to expect that, and it is a risk instead of a break."
        instead "Say that the enum is open before you add to it; a schema closes its own with `x-extensible-enum: false`."
        link "https://docs.stripe.com/upgrades#what-changes-does-stripe-consider-to-be-backward-compatible"
        bad Payload r#"{ "enum": ["a", "b"], "x-extensible-enum": false }"# => r#"{ "enum": ["a", "b", "c"], "x-extensible-enum": false }"#
        good Payload r#"{ "enum": ["a", "b"] }"# => r#"{ "enum": ["b", "a"] }"#

    ENUM_VALUE_REMOVED = "enum-value-removed" (Safe, Safe, Major) "A value was removed from a list of values."
        why "Receivers have a case that never comes up. In the generated crates a variant is gone."
        instead "Leave the value in the list if code should go on compiling."
        bad Payload r#"{ "enum": ["a", "b", "c"] }"# => r#"{ "enum": ["a", "b"] }"#
        good Payload r#"{ "enum": ["a", "b"] }"# => r#"{ "enum": ["b", "a"] }"#

    ENUM_REMOVED = "enum-removed" (Breaking, Breaking, Major) "A list of values was removed."
        why "Receivers have a case for each value of the list, and none for the rest."
        instead "Keep the list, and say that it is open."
        bad Payload r#"{ "type": "string", "enum": ["a", "b"] }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "enum": ["a", "b"] }"# => r#"{ "oneOf": [{ "const": "a" }, { "const": "b" }] }"#

    ENUM_ADDED = "enum-added" (Safe, Safe, Major) "A list of values was added."
        why "Receivers can read all that still comes. The generated type is an enum now."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "enum": ["a", "b"] }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "examples": ["a", "b"] }"#

    ENUM_MADE_CONST = "enum-made-const" (Safe, Safe, Major) "Only one value of a list is left."
        why "Receivers have cases that never come up. In the generated crates variants are gone."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "enum": ["a", "b"] }"# => r#"{ "const": "a" }"#
        good Payload r#"{ "enum": ["a"] }"# => r#"{ "const": "a" }"#

    CONST_CHANGED = "const-changed" (Breaking, Breaking, Major) "A fixed value has changed."
        why "Receivers tell bodies apart by fixed values, and do not know this one. Where it is the event's name, the event was renamed."
        instead "Add an event, or a property for the new value."
        bad Payload r#"{ "const": "a" }"# => r#"{ "const": "b" }"#
        good Payload r#"{ "const": "a" }"# => r#"{ "enum": ["a"] }"#

    CONST_WIDENED = "const-widened" (Breaking, Breaking, Major) "A fixed value may be one of several now."
        why "Receivers need not look at what never varies, and take the new value for the old one."
        instead "Add a property for what varies."
        bad Payload r#"{ "const": "a" }"# => r#"{ "enum": ["a", "b"] }"#
        good Payload r#"{ "const": "a" }"# => r#"{ "enum": ["a"] }"#

    CONST_REMOVED = "const-removed" (Breaking, Breaking, Major) "A value is no longer fixed."
        why "Receivers need not look at what never varies, and take any value for the old one."
        instead "Add a property for what varies."
        bad Payload r#"{ "type": "string", "const": "a" }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string", "const": "a" }"# => r#"{ "const": "a" }"#

    CONST_ADDED = "const-added" (Safe, Safe, Major) "A value is fixed now."
        why "Receivers can read all that still comes. The generated type changes."
        instead "Update code that uses the generated types, if it no longer compiles. Nothing changes for other receivers."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "const": "a" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "default": "a" }"#

    EXTENSIBILITY_CHANGED = "extensibility-changed" (Safe, Safe, Patch) "A schema says something else about whether its list of values may grow."
        why "It is a promise for the changes to come; no value is valid or invalid by it."
        instead "Tell receivers before the first new value comes."
        bad Payload r#"{ "enum": ["a"] }"# => r#"{ "enum": ["a"], "x-extensible-enum": true }"#
        good Payload r#"{ "enum": ["a"], "x-extensible-enum": true }"# => r#"{ "enum": ["a"], "x-extensible-enum": true, "title": "Kind" }"#
}

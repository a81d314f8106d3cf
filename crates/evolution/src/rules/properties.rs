//! Rules about the properties of objects.

crate::rule::table! {
    PROPERTY_ADDED = "property-added" (Safe, Safe, Minor) "An object has a new property."
        why "Receivers skip properties that they do not know. Required or not makes no difference: the sender sends it, and nobody has to read it. Where the older schema closed the object, those who validate refuse it; where it gave every other property a type that this one does not have, whoever reads a map breaks. So it is in a closed object with `patternProperties`: generated code reads any key without a field as a value of the patterns' type."
        instead "This is how payloads grow, as long as objects are open: leave `additionalProperties: false` out of published schemas."
        link "https://docs.stripe.com/upgrades#what-changes-does-stripe-consider-to-be-backward-compatible"
        bad Payload r#"{ "properties": { "id": { "type": "string" } } }"#
            => r#"{ "properties": { "id": { "type": "string" }, "count": { "type": "integer" } } }"#
        good Payload r#"{ "properties": { "id": { "type": "string" } } }"#
            => r#"{ "properties": { "id": { "type": "string", "description": "The order." } } }"#

    PROPERTY_REMOVED = "property-removed" (Breaking, Breaking, Major) "A property was removed from an object."
        why "A receiver that needs it cannot read what comes without it. Where it was optional, receivers have to expect that already; what it told them is lost all the same, and anything may be at its key. Of several branches, each is an object of its own."
        instead "Keep sending it, mark it as deprecated, and remove it with a new catalog version."
        link "https://buf.build/docs/breaking/rules/#field_no_delete"
        bad Payload r#"{ "required": ["id"], "properties": { "id": { "type": "string" } } }"# => r#"{ "properties": {} }"#
        good Payload r#"{ "required": ["id"], "properties": { "id": { "type": "string" } } }"#
            => r#"{ "required": ["id"], "properties": { "id": { "type": "string", "deprecated": true } } }"#

    PROPERTY_RENAMED = "property-renamed" (Breaking, Breaking, Major) "A property seems to have another name."
        why "Receivers look for the old name. That it was renamed is a guess: one property was removed and one added, and their schemas are the same."
        instead "Send both for a while: add the new one, deprecate the old one, and remove that with a new catalog version."
        bad Payload r#"{ "required": ["user"], "properties": { "user": { "type": "string" } } }"#
            => r#"{ "required": ["account"], "properties": { "account": { "type": "string" } } }"#
        good Payload r#"{ "required": ["user"], "properties": { "user": { "type": "string" } } }"#
            => r#"{ "required": ["user", "account"], "properties": { "user": { "type": "string" }, "account": { "type": "string" } } }"#

    PROPERTY_MADE_OPTIONAL = "property-made-optional" (Breaking, Breaking, Major) "A required property is optional now."
        why "A receiver that relies on it fails when it is missing. In a request this would be harmless; an event goes the other way. Where conditions require it in any case, only the generated type changes."
        instead "Keep sending it. Where there is no longer a value, take a new catalog version."
        link "https://github.com/oasdiff/oasdiff/blob/main/docs/BREAKING-CHANGES.md"
        bad Payload r#"{ "required": ["id"], "properties": { "id": { "type": "string" } } }"#
            => r#"{ "properties": { "id": { "type": "string" } } }"#
        good Payload r#"{ "required": ["id"], "properties": { "id": { "type": "string" } } }"#
            => r#"{ "required": ["id"], "properties": { "id": { "type": "string" }, "note": { "type": "integer" } } }"#

    PROPERTY_MADE_CONDITIONAL = "property-made-conditional" (Breaking, Breaking, Major) "A property is described, or asked for, only where a condition holds."
        why "It is still sent, and where the condition does not hold it may be any value that other keys may have; where the condition only requires it, it always may. A receiver that reads it with a type fails on the others. It is safe where it was any value before, or what is said of all other keys allows no more. Where nothing describes it any longer, that is a risk, as receivers may miss it."
        instead "Describe the property next to the condition as well, with what holds for it in any case."
        bad Payload r#"{ "properties": { "kind": { "type": "string" }, "id": { "type": "string" } }, "if": { "properties": { "kind": { "const": "a" } } }, "then": { "properties": { "id": { "minLength": 1 } } } }"#
            => r#"{ "properties": { "kind": { "type": "string" } }, "if": { "properties": { "kind": { "const": "a" } } }, "then": { "properties": { "id": { "minLength": 1 } } } }"#
        good Payload r#"{ "properties": { "kind": { "type": "string" }, "id": { "type": "string" } } }"#
            => r#"{ "properties": { "kind": { "type": "string" }, "id": { "type": "string" } }, "if": { "properties": { "kind": { "const": "a" } } }, "then": { "properties": { "id": { "type": "string" } } } }"#

    PROPERTY_MADE_REQUIRED = "property-made-required" (Safe, Safe, Major) "An optional property is required now."
        why "Receivers that expect it to be missing sometimes read it all the same. In the generated crates the field's type is no longer an `Option`."
        instead "Leave the property optional if code should go on compiling."
        bad Payload r#"{ "properties": { "id": { "type": "string" } } }"#
            => r#"{ "required": ["id"], "properties": { "id": { "type": "string" } } }"#
        good Payload r#"{ "properties": { "id": { "type": "string" } } }"#
            => r#"{ "properties": { "id": { "type": "string", "description": "Always sent." } } }"#

    ADDITIONAL_FORBIDDEN = "additional-properties-forbidden" (Safe, Safe, Patch) "An open object is closed now."
        why "Less is allowed than before, so nobody breaks now. The next property that is added breaks all who validate."
        instead "Leave the object open: payloads evolve by additions."
        bad Payload r#"{ "properties": { "id": { "type": "string" } } }"#
            => r#"{ "properties": { "id": { "type": "string" } }, "additionalProperties": false }"#
        good Payload r#"{ "properties": { "id": { "type": "string" } } }"#
            => r#"{ "properties": { "id": { "type": "string" } }, "additionalProperties": true }"#

    ADDITIONAL_ALLOWED = "additional-properties-allowed" (Safe, Breaking, Patch) "A closed object is open now."
        why "Receivers that read leniently skip what they do not know. Those who validate against the older schema refuse it. Where it had `patternProperties`, whoever reads a map breaks: generated code reads any key without a field as a value of the patterns' type."
        instead "This is the way out of closed objects; tell those who validate."
        bad Payload r#"{ "properties": { "id": { "type": "string" } }, "additionalProperties": false }"#
            => r#"{ "properties": { "id": { "type": "string" } } }"#
        good Payload r#"{ "properties": { "id": { "type": "string" } } }"#
            => r#"{ "properties": { "id": { "type": "string" } }, "additionalProperties": {} }"#

    PATTERN_PROPERTY_ADDED = "pattern-property-added" (Safe, Safe, Major) "Names that match a pattern have a schema now."
        why "Less is allowed than before, so nobody breaks, unless the object was closed and the names match none of its patterns: then those who validate refuse such names, and whoever read the names of other patterns into a map breaks where the values are of another type. The generated type of such values changes."
        instead "Declare properties by their names if code should go on compiling: that changes no other field's type."
        bad Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "patternProperties": { "^x-": { "type": "string" } } }"#
        good Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "patternProperties": {} }"#

    PATTERN_PROPERTY_REMOVED = "pattern-property-removed" (Breaking, Breaking, Major) "Names that match a pattern no longer have a schema."
        why "Anything may be at such names now, and receivers expect values of one kind. It is safe where all that may still be at such names was allowed: by a narrower pattern, by properties, or by `additionalProperties`. Where the pattern ruled names out, they are as new as properties of an object that was closed."
        instead "Keep the pattern, or say what it said in `additionalProperties`."
        bad Payload r#"{ "type": "object", "patternProperties": { "^x-": { "type": "string" } } }"# => r#"{ "type": "object" }"#
        good Payload r#"{ "type": "object", "patternProperties": { "^x-": { "type": "string" } } }"#
            => r#"{ "type": "object", "patternProperties": { "^x-": { "type": "string", "minLength": 1 } } }"#

    PROPERTY_NAMES_LOOSENED = "property-names-loosened" (Breaking, Breaking, Patch) "More names are allowed for properties."
        why "Receivers that take a name apart, or look it up, meet names that they cannot read. It is safe where the object is closed, and all names that it has left were allowed."
        instead "Keep `propertyNames`, or take a new catalog version."
        bad Payload r#"{ "type": "object", "propertyNames": { "maxLength": 8 } }"# => r#"{ "type": "object" }"#
        good Payload r#"{ "type": "object", "propertyNames": { "maxLength": 8 } }"#
            => r#"{ "type": "object", "propertyNames": { "maxLength": 4 } }"#

    PROPERTY_NAMES_TIGHTENED = "property-names-tightened" (Safe, Safe, Patch) "Fewer names are allowed for properties."
        why "Every name that may come could come before."
        instead "No action needed."
        bad Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "propertyNames": { "maxLength": 8 } }"#
        good Payload r#"{ "type": "object", "propertyNames": { "maxLength": 8 } }"#
            => r#"{ "type": "object", "propertyNames": { "maxLength": 9 } }"#

    DEPENDENT_REQUIRED_REMOVED = "dependent-required-removed" (Breaking, Breaking, Patch) "A property is no longer required next to another one."
        why "A receiver that finds the one relies on the other. The same said in other words, as by `if` or `anyOf`, is no change."
        instead "Keep sending both, or take a new catalog version."
        bad Payload r#"{ "type": "object", "dependentRequired": { "card": ["address"] } }"# => r#"{ "type": "object" }"#
        good Payload r#"{ "type": "object", "dependentRequired": { "card": ["address"] } }"#
            => r#"{ "type": "object", "dependentRequired": { "card": ["address", "name"] } }"#

    DEPENDENT_REQUIRED_ADDED = "dependent-required-added" (Safe, Safe, Patch) "A property is required next to another one."
        why "Whatever is valid now was valid before."
        instead "No action needed."
        bad Payload r#"{ "type": "object" }"# => r#"{ "type": "object", "dependentRequired": { "card": ["address"] } }"#
        good Payload r#"{ "type": "object", "dependentRequired": { "card": ["address"] } }"# => r#"{ "type": "object" }"#
}

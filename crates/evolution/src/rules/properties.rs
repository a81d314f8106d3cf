//! Rules about the properties of objects.

super::table! {
    PROPERTY_ADDED = "property-added" (Safe, Safe, Minor) "An object has a property that it did not have."
        why "Receivers skip properties that they do not know. It makes no difference whether the new one is required: the sender always sends it, and nobody has to read it."
        instead "Nothing: this is how payloads grow."
        link "https://docs.stripe.com/api/versioning"
        bad Payload r#"{ "type": "object", "properties": { "id": { "type": "string" } } }"#
            => r#"{ "type": "object", "properties": { "id": { "type": "string" }, "note": { "type": "string" } } }"#
        good Payload r#"{ "type": "object", "properties": { "id": { "type": "string" } } }"#
            => r#"{ "type": "object", "properties": { "id": { "type": "string", "description": "The order." } } }"#
}

//! Rules about the endpoint API. What it answers is under the rules for payloads.

crate::rule::table! {
    REQUEST_NARROWED = "request-narrowed" (Breaking, Breaking, Patch) "A request that was accepted may be refused, or not be read to its end."
        why "Clients go on sending what they were built to send. A request goes the other way than an event, so what is harmless there breaks here: a property that is required from now on, or a value less."
        instead "Accept what was accepted: make what is new optional, and go on reading what is there."
        link "https://github.com/oasdiff/oasdiff/blob/main/docs/BREAKING-CHANGES.md"
        bad Request r#"{ "type": "object", "properties": { "url": { "type": "string" }, "note": { "type": "string" } }, "required": ["url"] }"#
            => r#"{ "type": "object", "properties": { "url": { "type": "string" }, "note": { "type": "string" } }, "required": ["url", "note"] }"#
        good Request r#"{ "type": "object", "properties": { "url": { "type": "string" } }, "required": ["url"] }"#
            => r#"{ "type": "object", "properties": { "url": { "type": "string" }, "note": { "type": "string" } } }"#

    OPERATION_CHANGED = "operation-changed" (Breaking, Safe, Patch) "An operation of the endpoint API has another path, or another status where it succeeds."
        why "Clients ask at the path that they know, and take another status for a failure."
        instead "Answer as before, too, as long as there are clients that do not know the new way."
        bad Api r#"{ "paths": { "create_endpoint": "/endpoints" } }"# => r#"{ "paths": { "create_endpoint": "/receivers" } }"#
        good Api r#"{ "assumptions": [] }"# => r#"{ "assumptions": ["A token is valid for an hour."] }"#
}

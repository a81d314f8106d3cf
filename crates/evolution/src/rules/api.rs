//! Rules about the endpoint API. What it answers is under the rules for payloads.

crate::rule::table! {
    REQUEST_NARROWED = "request-narrowed" (Breaking, Breaking, Patch) "The endpoint API may refuse a request that it accepted before, or ignore a part of it."
        why "Clients go on sending what the older version asked for. A request goes the other way than an event, so it breaks them where the API requires more or allows less: a property that is required now, a value or a type that is no longer taken. It is a risk where the API goes on accepting a property and no longer describes it: nothing says that it still has an effect."
        instead "Go on accepting what was accepted: make new properties optional, and keep the values, types and properties that clients may send."
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

//! Where bodies have names, as it is found.

use serde_json::Value;

use super::{empty, imported};

#[test]
fn the_place_where_each_body_has_a_name_of_its_own_is_found() {
    let document = |kinds: [&str; 2]| {
        let post = |(at, kind): (usize, &str)| {
            let inner = serde_json::json!({ "type": "object", "properties": { "kind": { "const": kind } } });
            let version = serde_json::json!({ "const": "1" });
            let all = serde_json::json!({ "version": version, "about": inner });
            let schema = serde_json::json!({ "type": "object", "properties": all });
            let body = serde_json::json!({ "content": { "application/json": { "schema": schema } } });
            (format!("e{at}"), serde_json::json!({ "post": { "requestBody": body } }))
        };
        let webhooks: serde_json::Map<String, Value> = kinds.into_iter().enumerate().map(post).collect();
        let info = serde_json::json!({ "title": "A", "version": "1" });
        serde_json::json!({ "openapi": "3.1.0", "info": info, "webhooks": webhooks }).to_string()
    };
    let at = |kinds| imported(&document(kinds), &empty(), None).name_at;
    assert_eq!(at(["made", "gone"]).as_deref(), Some("/about/kind"));
    assert_eq!(at(["made", "made"]), None);
}

#[test]
fn the_place_that_tells_the_bodies_of_a_choice_apart_is_found() {
    let document = |children: &[&str]| {
        let parent = serde_json::json!({ "$ref": "#/components/schemas/Event" });
        let mut schemas = serde_json::Map::new();
        let kind = serde_json::json!({ "kind": { "type": "string" } });
        let tag = serde_json::json!({ "propertyName": "kind" });
        let event = serde_json::json!({ "type": "object", "properties": kind, "discriminator": tag });
        schemas.insert("Event".to_owned(), event);
        for child in children {
            let own = serde_json::json!({ "properties": { "at": { "type": "string" } } });
            schemas.insert((*child).to_owned(), serde_json::json!({ "allOf": [&parent, own] }));
        }
        let body = serde_json::json!({ "content": { "application/json": { "schema": parent } } });
        let webhooks = serde_json::json!({ "event": { "post": { "requestBody": body } } });
        let info = serde_json::json!({ "title": "A", "version": "1" });
        let components = serde_json::json!({ "schemas": schemas });
        serde_json::json!({ "openapi": "3.1.0", "info": info, "webhooks": webhooks, "components": components })
            .to_string()
    };
    let at = |children| imported(&document(children), &empty(), None).name_at;
    assert_eq!(at(&["made", "gone"]).as_deref(), Some("/kind"));
    assert_eq!(at(&["made"]), None);
}

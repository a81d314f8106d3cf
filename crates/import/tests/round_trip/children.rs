//! Children that come to what others inherit from, over several imports.

use serde_json::json;
use webhook_catalog::Catalog;
use webhook_evolution::compare;
use webhook_schema::Diagnostics;

use super::{empty, imported, with};

/// A webhook of tickets, and what inherits from these.
fn tickets(children: &[&str]) -> String {
    let text = json!({ "type": "string", "description": "What it is." });
    let mut schemas = json!({ "Ticket": {
        "description": "A ticket.",
        "type": "object",
        "required": ["kind"],
        "properties": { "kind": text },
        "discriminator": { "propertyName": "kind" },
    } });
    for child in children {
        let own = json!({ "type": "object", "required": ["sev"], "properties": { "sev": text } });
        schemas[child] =
            json!({ "description": "A child.", "allOf": [{ "$ref": "#/components/schemas/Ticket" }, own] });
    }
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Ticket" } } });
    let post = json!({ "description": "A ticket was opened.", "requestBody": { "content": content } });
    let info = json!({ "title": "Desk", "version": "1" });
    json!({
        "openapi": "3.1.0",
        "info": info,
        "webhooks": { "ticket.opened": { "post": post } },
        "components": { "schemas": schemas },
    })
    .to_string()
}

fn rules(before: &Catalog, after: &Catalog) -> Vec<&'static str> {
    compare(before, after, None).findings.iter().map(|finding| finding.rule.id).collect()
}

/// The example of a plain ticket stays as it is: were it not valid any more, loading the catalog would tell, and importing make
/// another one.
#[test]
fn what_is_sent_stays_valid_when_children_come() {
    let mut made = imported(&tickets(&[]), &empty(), None);
    made.settle(None, &Diagnostics::new());
    let (mut tree, mut before) = with(&empty(), &made);
    let versions = [(&["Incident"][..], "branch-covered"), (&["Incident", "Outage"], "branch-added")];
    for (children, rule) in versions {
        let made = imported(&tickets(children), &tree, Some(&before));
        let names: Vec<&str> = made.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["webhooks/common.schema.json"]);
        let (next, after) = with(&tree, &made);
        assert_eq!(rules(&before, &after), [rule, "annotation-changed"]);
        (tree, before) = (next, after);
    }
}

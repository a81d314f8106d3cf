//! Signature rule and envelope as indexes had them before they could describe any provider's, in today's words.

use serde_json::{Map, Value, json};
use webhook_schema::join;

/// Where the rule is.
pub(crate) const RULE: &str = "/contract/signature";

/// Where the layout is.
pub(crate) const LAYOUT: &str = "/contract/envelope";

/// Puts today's rule and layout in the place of those of before. Any other index stays as it is, and so does what cannot be
/// understood.
pub(crate) fn renew(index: &mut Value) {
    if let Some(rule) = index.pointer_mut(RULE)
        && let Some(renewed) = renewed(rule)
    {
        *rule = renewed;
    }
    let key = index.pointer("/contract/idempotency_key");
    if let Some(layout) = index.pointer(LAYOUT)
        && let Some(renewed) = key.and_then(|key| laid_out(layout, key))
    {
        index["contract"]["envelope"] = renewed;
        if let Some(key) = index["contract"]["idempotency_key"].as_object_mut() {
            key.retain(|part, _| part != "field" && part != "scope");
        }
    }
}

/// There was one kind of layout: an object with a field each for the name, the id, the time and the payload, where another
/// part of the index had the id's.
fn laid_out(layout: &Value, key: &Value) -> Option<Value> {
    let place = |value: &Value| Some(format!("body:{}", join("", value.as_str()?)));
    let id: Option<Vec<String>> =
        key.get("scope").into_iter().chain([key.get("field")?]).map(place).collect();
    Some(json!({
        "schema": layout.get("schema")?,
        "name": [place(layout.get("type_field")?)?],
        "id": id?,
        "time": { "in": place(layout.get("created_at_field")?)?, "unit": "rfc3339" },
        "data": place(layout.get("data_field")?)?,
    }))
}

/// There was one kind of rule: an HMAC in one header, in hexadecimal digits after the scheme's name, and the time in another.
fn renewed(rule: &Value) -> Option<Value> {
    let text = |name: &str| rule.get(name)?.as_str();
    if rule.get("in").is_some() || text("digest_encoding")? != "hex" || text("key")? != "secret_text" {
        return None;
    }
    let tolerance = rule.get("tolerance_seconds")?;
    let renewed = json!({
        "algorithm": text("algorithm")?,
        "in": format!("header:{}", text("signature_header")?),
        "items": ",",
        "pair": "=",
        "take": [text("scheme")?],
        "encoding": "hex",
        "message": text("message")?,
        "key": { "encoding": "text" },
        "timestamp": {
            "in": format!("header:{}", text("timestamp_header")?),
            "unit": "s",
            "past_seconds": tolerance,
            "future_seconds": tolerance,
        },
    });
    let kept = ["secret", "promise"].into_iter();
    let kept = kept.filter_map(|name| Some((name.to_owned(), rule.get(name)?.clone())));
    let Value::Object(renewed) = renewed else { return None };
    Some(Value::Object(renewed.into_iter().chain(kept).collect::<Map<_, _>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_before_says_the_same_in_todays_words() {
        let today: Value =
            serde_json::from_str(include_str!("../../tests/base/index.json")).expect("the base is JSON");
        let mut before = today.clone();
        before["contract"]["signature"] = json!({
            "scheme": "v1",
            "algorithm": "hmac-sha256",
            "timestamp_header": "X-Acme-Timestamp",
            "signature_header": "X-Acme-Signature",
            "message": "{timestamp}.{body}",
            "digest_encoding": "hex",
            "key": "secret_text",
            "tolerance_seconds": 300,
            "promise": "Every delivery is signed.",
        });
        before["contract"]["envelope"] = json!({
            "schema": "common.schema.json#/$defs/envelope",
            "type_field": "type",
            "data_field": "data",
            "created_at_field": "created_at",
        });
        before["contract"]["idempotency_key"]["field"] = json!("id");
        renew(&mut before);
        let mut without_vectors = today.clone();
        without_vectors["contract"]["signature"].as_object_mut().expect("a rule").shift_remove("vectors");
        assert_eq!(before, without_vectors);
        let mut same = today.clone();
        renew(&mut same);
        assert_eq!(same, today);
    }
}

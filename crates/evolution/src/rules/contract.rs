//! Rules about the contract: what holds for every delivery.

crate::rule::table! {
    ENVELOPE_CHANGED = "envelope-changed" (Breaking, Safe, Major) "What a delivery has is somewhere else: the name, the payload or the time, for one."
        why "Receivers look for the event's name and its payload in the old place. Where a delivery holds one event and then several, or its body is no longer JSON, those who validate bodies have something else in hand than the schema describes."
        instead "Keep the envelope: everything else depends on it."
        bad Contract r#"{ "envelope": { "name": ["body:/type"] } }"# => r#"{ "envelope": { "name": ["body:/kind"] } }"#
        good Contract r#"{ "name": { "promise": "Names last." } }"# => r#"{ "name": { "promise": "Names last for good." } }"#

    IDEMPOTENCY_KEY_CHANGED = "idempotency-key-changed" (Breaking, Safe, Major) "Events are identified in a different way."
        why "Receivers that handle each event once take one for two, or two for one."
        instead "Keep what the id is made of, and the header."
        bad Contract r#"{ "idempotency_key": { "header": "X-Acme-Id" } }"# => r#"{ "idempotency_key": { "header": "X-Acme-Event" } }"#
        good Contract r#"{ "idempotency_key": { "promise": "Once." } }"# => r#"{ "idempotency_key": { "promise": "Once each." } }"#

    ANSWER_CHANGED = "answer-changed" (Breaking, Safe, Patch) "Deliveries have to be answered in another way, or requests that deliver nothing have to be."
        why "A receiver that does not know of it gives the answer that it knows: it counts as down, or is not subscribed."
        instead "Take the old answer as well."
        bad Contract r#"{ "envelope": { "answer": { "ok": { "status": 200 } } } }"# => r#"{ "envelope": { "answer": { "ok": { "status": 202 } } } }"#
        good Contract r#"{ "envelope": { "answer": { "ok": { "status": 202 } } } }"# => r#"{ "envelope": {} }"#

    SIGNATURE_CHANGED = "signature-changed" (Breaking, Safe, Major) "Deliveries are signed in a different way."
        why "Receivers refuse what they cannot verify: every delivery, at once."
        instead "Add a scheme next to the old one, and go on sending both."
        bad Contract r#"{ "signature": { "in": "header:X-Acme-Signature" } }"# => r#"{ "signature": { "in": "header:X-Signature" } }"#
        good Contract r#"{ "signature": { "promise": "Signed." } }"# => r#"{ "signature": { "promise": "Always signed." } }"#

    SCHEME_ADDED = "scheme-added" (Safe, Safe, Patch) "Deliveries may be signed under a further label, or in a further place."
        why "Receivers find the signature that they know, as long as it is sent, too. It is risky where the new one comes first: whoever signs once takes that."
        instead "Send both, the old one first."
        bad Contract r#"{ "signature": { "take": ["v1"] } }"# => r#"{ "signature": { "take": ["v1", "v2"] } }"#
        good Contract r#"{ "signature": { "take": ["v1"] } }"# => r#"{ "signature": { "take": ["v2"] } }"#

    SCHEME_REMOVED = "scheme-removed" (Risky, Safe, Patch) "Deliveries are no longer signed under a label, or in a place, but still under another."
        why "A receiver that takes any of them, as generated ones do, goes on. One that was written for this one alone refuses every delivery."
        instead "Tell receivers, and go on sending both for a while."
        bad Contract r#"{ "signature": { "take": ["v1", "v2"] } }"# => r#"{ "signature": { "take": ["v2"] } }"#
        good Contract r#"{ "signature": { "take": ["v1"] } }"# => r#"{ "signature": { "take": ["v1", "v2"] } }"#

    SECRET_FORM_CHANGED = "secret-form-changed" (Risky, Safe, Patch) "Secrets have a different form."
        why "Receivers that know the old form warn of a secret that has another, or refuse it."
        instead "Tell receivers before the first such secret is handed out."
        bad Contract r#"{ "signature": { "secret": { "encoding": "hex", "bytes": 32 } } }"# => r#"{ "signature": { "secret": { "encoding": "hex", "bytes": 64 } } }"#
        good Contract r#"{ "signature": { "promise": "Signed." } }"# => r#"{ "signature": { "promise": "Always signed." } }"#

    TOLERANCE_REDUCED = "tolerance-reduced" (Breaking, Safe, Patch) "Timestamps may differ less from the receiver's clock."
        why "Receivers whose clock is off, or that take a delivery from a queue, refuse what they accepted."
        instead "Keep the tolerance."
        bad Contract r#"{ "signature": { "timestamp": { "past_seconds": 300 } } }"# => r#"{ "signature": { "timestamp": { "past_seconds": 60 } } }"#
        good Contract r#"{ "signature": { "timestamp": { "past_seconds": 300 } } }"# => r#"{ "signature": { "timestamp": { "past_seconds": 600 } } }"#

    TOLERANCE_INCREASED = "tolerance-increased" (Safe, Safe, Patch) "Timestamps may differ more from the receiver's clock."
        why "Receivers accept what they accepted before. The tolerance is for clocks, not for a sender who takes longer: a delivery is signed when it is sent."
        instead "No action needed."
        bad Contract r#"{ "signature": { "timestamp": { "past_seconds": 300 } } }"# => r#"{ "signature": { "timestamp": { "past_seconds": 600 } } }"#
        good Contract r#"{ "signature": { "timestamp": { "past_seconds": 300 } } }"# => r#"{ "signature": { "timestamp": { "past_seconds": 60 } } }"#

    TIMEOUT_REDUCED = "timeout-reduced" (Breaking, Safe, Patch) "The timeout was shortened."
        why "Receivers that answered in time are too late."
        instead "Keep the timeout."
        bad Contract r#"{ "retry": { "timeout_seconds": 10 } }"# => r#"{ "retry": { "timeout_seconds": 5 } }"#
        good Contract r#"{ "retry": { "timeout_seconds": 10 } }"# => r#"{ "retry": { "timeout_seconds": 20 } }"#

    TIMEOUT_INCREASED = "timeout-increased" (Safe, Safe, Patch) "The timeout was extended."
        why "Whoever was in time still is."
        instead "No action needed."
        bad Contract r#"{ "retry": { "timeout_seconds": 10 } }"# => r#"{ "retry": { "timeout_seconds": 20 } }"#
        good Contract r#"{ "retry": { "timeout_seconds": 10 } }"# => r#"{ "retry": { "timeout_seconds": 5 } }"#

    SUCCESS_NARROWED = "success-narrowed" (Breaking, Safe, Patch) "Fewer answers count as delivered."
        why "A receiver's answer that meant success means that the delivery is tried again, or has failed."
        instead "Keep what counts as delivered."
        bad Contract r#"{ "retry": { "outcomes": [{ "response": "2xx", "action": "delivered" }] } }"# => r#"{ "retry": { "outcomes": [{ "response": "200", "action": "delivered" }] } }"#
        good Contract r#"{ "retry": { "outcomes": [{ "response": "200", "action": "delivered" }] } }"# => r#"{ "retry": { "outcomes": [{ "response": "2xx", "action": "delivered" }] } }"#

    SUCCESS_WIDENED = "success-widened" (Safe, Safe, Patch) "More answers count as delivered."
        why "Whoever succeeded still does."
        instead "No action needed."
        bad Contract r#"{ "retry": { "outcomes": [{ "response": "200", "action": "delivered" }] } }"# => r#"{ "retry": { "outcomes": [{ "response": "2xx", "action": "delivered" }] } }"#
        good Contract r#"{ "retry": { "outcomes": [{ "response": "2xx", "action": "delivered" }] } }"# => r#"{ "retry": { "outcomes": [{ "response": "200", "action": "delivered" }] } }"#

    RETRY_REDUCED = "retry-reduced" (Breaking, Safe, Patch) "A delivery is tried less often, or for a shorter time."
        why "A receiver that is down for as long as it could be loses events."
        instead "Keep the schedule, or make it longer."
        bad Contract r#"{ "retry": { "delays_seconds": [0, 10, 60] } }"# => r#"{ "retry": { "delays_seconds": [0, 10] } }"#
        good Contract r#"{ "retry": { "delays_seconds": [0, 10] } }"# => r#"{ "retry": { "delays_seconds": [0, 10, 60] } }"#

    RETRY_INCREASED = "retry-increased" (Safe, Safe, Patch) "A delivery is tried more often, or for a longer time."
        why "Receivers handle each event once, however often it comes."
        instead "No action needed."
        bad Contract r#"{ "retry": { "delays_seconds": [0, 10] } }"# => r#"{ "retry": { "delays_seconds": [0, 10, 60] } }"#
        good Contract r#"{ "retry": { "delays_seconds": [0, 10] } }"# => r#"{ "retry": { "delays_seconds": [0] } }"#

    DISABLED_SOONER = "endpoint-disabled-sooner" (Risky, Safe, Patch) "An endpoint is disabled after fewer failures."
        why "A receiver that is down for as long as it could be is cut off."
        instead "Keep the number."
        bad Contract r#"{ "retry": { "disable_after_failures": 100 } }"# => r#"{ "retry": { "disable_after_failures": 10 } }"#
        good Contract r#"{ "retry": { "disable_after_failures": 100 } }"# => r#"{ "retry": { "disable_after_failures": 200 } }"#

    POLICY_WITHDRAWN = "policy-withdrawn" (Breaking, Safe, Major) "The contract no longer states a retry policy or a replay path, or a part of one."
        why "Receivers that relied on another attempt, or on a way to ask for one, cannot any more; the crates lose what is made of it."
        instead "Keep what was stated for as long as it holds."
        bad Contract r#"{ "replay": { "max_endpoint_ids": 100 } }"# => r#"{ "replay": null }"#
        good Contract r#"{ "replay": null }"# => r#"{ "replay": { "max_endpoint_ids": 100 } }"#

    REPLAY_CHANGED = "replay-changed" (Breaking, Safe, Patch) "Replays are requested in a different way, or less is allowed."
        why "Clients that ask in the old way are refused."
        instead "Answer at both for a while."
        bad Contract r#"{ "replay": { "max_endpoint_ids": 100 } }"# => r#"{ "replay": { "max_endpoint_ids": 10 } }"#
        good Contract r#"{ "replay": { "max_endpoint_ids": 100 } }"# => r#"{ "replay": { "max_endpoint_ids": 200 } }"#

    MAX_BODY_INCREASED = "max-body-increased" (Risky, Safe, Patch) "A body may be larger."
        why "Receivers, and the proxies in front of them, refuse what is larger than they were told."
        instead "Tell receivers before the first such body is sent."
        bad Contract r#"{ "limits": { "max_body_bytes": 65536 } }"# => r#"{ "limits": { "max_body_bytes": 1048576 } }"#
        good Contract r#"{ "limits": { "max_body_bytes": 65536 } }"# => r#"{ "limits": { "max_body_bytes": 32768 } }"#

    LIMITS_REDUCED = "api-limits-reduced" (Risky, Safe, Patch) "There may be fewer endpoints, or logs are kept for a shorter time."
        why "Somebody may have more endpoints already, or look for a log that is gone. Where a limit of any kind is no longer stated, Rust is `major`: `CONTRACT` has `None` for it, and a constant that unwraps it does not compile."
        instead "Keep the limits."
        bad Contract r#"{ "limits": { "max_endpoints": 5 } }"# => r#"{ "limits": { "max_endpoints": 3 } }"#
        good Contract r#"{ "limits": { "max_endpoints": 5 } }"# => r#"{ "limits": { "max_endpoints": 9 } }"#

    SUBSCRIPTION_CHANGED = "subscription-changed" (Risky, Safe, Patch) "New endpoints are subscribed to something else by default."
        why "Whoever leaves the list out gets more than before, or nothing."
        instead "Keep the default."
        bad Contract r#"{ "subscription": { "default": "none" } }"# => r#"{ "subscription": { "default": "all" } }"#
        good Contract r#"{ "subscription": { "note": "Choose." } }"# => r#"{ "subscription": { "note": "Choose what you need." } }"#

    CONTRACT_CHANGED = "contract-changed" (Safe, Safe, Patch) "A text for people in the contract has changed, or it promises more."
        why "Receivers get along with what they relied on. A promise in words may have become a smaller one: no tool can see that."
        instead "Make sure that what was promised still holds."
        bad Contract r#"{ "name": { "promise": "Names last." } }"# => r#"{ "name": { "promise": "Names last for good." } }"#
        good Contract r#"{ "signature": { "timestamp": { "past_seconds": 300 } } }"# => r#"{ "signature": { "timestamp": { "past_seconds": 60 } } }"#
}

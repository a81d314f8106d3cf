//! Where a change of the signature rule is said to be safe, a receiver with the older rule verifies what is signed by the
//! newer one.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_catalog::Catalog;
use webhook_contract::{Contract, SignatureRule};
use webhook_evolution::{Compatibility, compare};
use webhook_runtime::{Outgoing, RequestParts, Secret, Signing, Verifier};

use crate::catalogs::catalog;

const NOW: u64 = 1_772_000_000;
const BODY: &[u8] = br#"{"id":"evt-1","type":"order.placed"}"#;

/// What rules may say in place of what the base says.
fn patches() -> Vec<Value> {
    let own = "header:X-Acme-Signature";
    let second = json!({
        "algorithm": "hmac-sha256", "in": "header:X-Acme-Second", "encoding": "hex", "message": "{body}",
        "key": { "encoding": "text" },
    });
    vec![
        json!({}),
        json!({ "in": [own] }),
        json!({ "in": "header:x-acme-signature" }),
        json!({ "in": [own, "header:X-Other"] }),
        json!({ "in": ["header:X-Other", own] }),
        json!({ "in": "header:X-Other" }),
        json!({ "take": ["v1", "v2"] }),
        json!({ "take": ["v2", "v1"] }),
        json!({ "take": ["v2"] }),
        json!({ "take": ["v2", "v1"], "in": ["header:X-Other", own] }),
        json!({ "items": null }),
        json!({ "items": " " }),
        json!({ "items": "z" }),
        json!({ "pair": ":" }),
        json!({ "pair": null, "take": null }),
        json!({ "encoding": "base64" }),
        json!({ "encoding": "base64url" }),
        json!({ "algorithm": "hmac-sha512" }),
        json!({ "message": "{body}" }),
        json!({ "message": "{body}", "timestamp": null }),
        json!({ "message": "{header:X-Acme-Timestamp}.{body}" }),
        json!({ "message": "{header:x-acme-timestamp}.{body}" }),
        json!({ "key": { "encoding": "hex" } }),
        json!({ "key": { "strip": "0f" } }),
        json!({ "keys_at_once": 1 }),
        json!({ "timestamp": { "in": "item:t" } }),
        json!({ "timestamp": { "in": "header:x-acme-timestamp" } }),
        json!({ "timestamp": { "unit": "ms" } }),
        json!({ "timestamp": { "past_seconds": null } }),
        json!({ "also": [second] }),
    ]
}

#[test]
fn what_is_signed_by_a_rule_said_to_be_safe_is_verified() {
    let patches = patches();
    let catalogs: Vec<Catalog> =
        patches.iter().map(|patch| catalog(&json!({ "contract": { "signature": patch } }))).collect();
    let secret = Secret::new("0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0").unwrap();
    let requests: Vec<_> = catalogs.iter().map(|catalog| signed(&catalog.index.contract, &secret)).collect();
    let (mut safe, mut refused) = (0, 0);
    for (old, older) in catalogs.iter().enumerate() {
        let verifier = Verifier::new(rule(older), &secret).unwrap();
        for (new, newer) in catalogs.iter().enumerate() {
            let wire = compare(older, newer, None).verdict().wire;
            let request = RequestParts::new(requests[new].as_slice(), BODY);
            let verified = verifier.verify_at(&request, UNIX_EPOCH + Duration::from_secs(NOW));
            if wire == Compatibility::Safe {
                safe += 1;
                assert_eq!(verified, Ok(()), "from {} to {}", patches[old], patches[new]);
            }
            refused += usize::from(verified.is_err());
        }
    }
    // Most rules differ from themselves in nothing, and from others in what matters.
    assert!(safe > 2 * patches.len() && refused > patches.len().pow(2) / 2, "{safe} safe, {refused} refused");
}

fn rule(catalog: &Catalog) -> &SignatureRule {
    &catalog.index.contract.signature
}

/// The headers of a delivery that is signed once by each rule: under the first label, in the first place.
fn signed(contract: &Contract, secret: &Secret) -> Vec<(String, String)> {
    let mut request = Outgoing::post(BODY);
    Signing::of_contract(contract, secret).unwrap().sign(&mut request, NOW).unwrap();
    request.headers
}

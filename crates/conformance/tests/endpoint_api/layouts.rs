//! The mock of an API whose deliveries are laid out in another way: batches, with the event's name in a header.

use std::time::{Duration, SystemTime};

use serde_json::json;
use tokio::time::timeout;
use webhook_mock_api::{LoadError, Server};
use webhook_runtime::{Reader, Received, RequestParts, Secret, Verifier};
use webhook_schema::Diagnostics;

use crate::http::{post, receiver};
use crate::serve;
use crate::unstated::{CREATE, api_in, changed};

#[tokio::test]
async fn deliveries_are_laid_out_and_signed_as_the_contract_says() {
    let root = changed(&[], |contract| {
        let envelope = &mut contract["envelope"];
        envelope["events"] = json!("/batch/*");
        envelope["name"] = json!(["header:X-Topic"]);
        envelope["id"] = json!(["header:X-Delivery", "body:/id"]);
        contract["idempotency_key"].as_object_mut().expect("an object").remove("header");
        contract["signature"]["message"] = json!("{timestamp}.{header:X-Delivery}.{url}.{body}");
        contract["signature"].as_object_mut().expect("an object").remove("vectors");
    });
    let base_url = serve(Server::bind(api_in(root.path()), 0).await.expect("a port").speed(2000.0));
    let catalog = webhook_catalog::load(&webhook_catalog::tree(root.path()), &mut Diagnostics::new());
    let contract = catalog.expect("a catalog").index.contract;
    let (url, mut received) = receiver(&[500]).await;
    let wish = json!({ "url": url, "event_types": ["team.created"] });
    let (_, created) = post(&base_url, CREATE, &[], &wish.to_string()).await;
    let secret = Secret::new(created["signing_secret"].as_str().expect("a secret")).expect("a secret");
    let verifier = Verifier::of_contract(&contract, &secret).expect("a contract");
    let reader = Reader::new(&contract.envelope).expect("a layout");
    let mut ids = Vec::new();
    // It is answered with 500 at first, and comes again.
    for _ in 0..2 {
        let (headers, body) =
            timeout(Duration::from_secs(10), received.recv()).await.expect("it comes").expect("open");
        let request = RequestParts::new(&headers, &body).url(&url);
        let now = SystemTime::now();
        let Ok(Received::Events(events)) = reader.receive_at(&request, &verifier, now) else {
            panic!("{headers:?}: {body:?}")
        };
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].name.as_deref(), Some("team.created"));
        ids.push(events[0].id.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(reader.receive_at(&request.url("https://localhost/other"), &verifier, now).is_err());
    }
    assert_eq!(ids[0].len(), 2, "{ids:?}");
    assert_eq!(ids[0], ids[1]);
    let event = format!("{CREATE}/events/{}/replay", ids[0].join("+"));
    let (status, _) = post(&base_url, &event, &["idempotency-key: once"], "").await;
    assert_eq!(status, 202);
    assert!(timeout(Duration::from_secs(10), received.recv()).await.is_ok());
}

#[test]
fn what_only_the_provider_can_sign_is_not_mocked() {
    let root = changed(&[], |contract| {
        contract["signature"] = json!({
            "algorithm": "ed25519", "in": "header:X-Sig", "encoding": "hex", "message": "{body}",
            "key": { "encoding": "hex" }, "promise": "Signed."
        });
    });
    match webhook_mock_api::Api::load(root.path()) {
        Err(LoadError::Unsupported(message)) => assert!(message.contains("private key"), "{message}"),
        other => panic!("{other:?}"),
    }
}

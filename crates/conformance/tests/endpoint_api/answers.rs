//! What the mock answers: by the schemas, the statuses and the idempotency keys of the catalog.

use std::time::Duration;

use serde_json::{Value, json};
use webhook_catalog::index::api::Operation;
use webhook_catalog::{Catalog, Validator};
use webhook_conformance::{catalog, repository};
use webhook_mock_api::{Api, Server};

use crate::http::{Started, post, receiver, request};
use crate::{mock, serve};

const CREATE: &str = "/orgs/org-1/webhooks";

fn assert_fits(catalog: &Catalog, schema: &str, body: &Value) {
    let schema = catalog.api_schema(schema).expect("the API has it");
    let mistakes = Validator::new(catalog, &schema.location).expect("it can be used").check(body);
    assert!(mistakes.is_empty(), "{body:#}: {mistakes:?}");
}

/// The answer has the status and the schema of the operation.
fn assert_answers(catalog: &Catalog, operation: &Operation, (status, body): &(u16, Value)) {
    assert_eq!(*status, operation.response.status, "{body:#}");
    assert_fits(catalog, &operation.response.schema, body);
}

/// The answer has a status that the operation lists, or the contract, and the schema of errors.
fn assert_refuses(
    catalog: &Catalog,
    operation: &Operation,
    answer: &(u16, Value),
    status: u16,
    message: &str,
) {
    let replay = catalog
        .index
        .contract
        .replay
        .as_ref()
        .and_then(|replay| replay.event.as_ref())
        .expect("a replay path");
    let listed = operation.errors.iter().map(|refusal| refusal.status);
    let mut listed = listed.chain([replay.key_reused_status, replay.in_flight_status]);
    assert_eq!(answer.0, status, "{:#}", answer.1);
    assert!(listed.any(|listed| listed == status), "nothing lists {status}");
    assert_fits(catalog, &catalog.api.as_ref().expect("there is an API").error.schema, &answer.1);
    assert_eq!(answer.1["error"]["message"], message);
}

/// Creates an endpoint for two events, and gives its id and that of the event that it was sent.
async fn create(base_url: &str) -> (String, String) {
    let (url, mut received) = receiver(&[]).await;
    let wish = json!({ "url": url, "event_types": ["quota.warning", "team.created"] });
    let (_, created) = post(base_url, CREATE, &[], &wish.to_string()).await;
    let (headers, _) = received.recv().await.expect("its event arrives");
    let event = headers["x-webhook-id"].to_str().expect("it is text").to_owned();
    (created["endpoint_id"].as_str().expect("it has an id").to_owned(), event)
}

#[tokio::test]
async fn answers_are_what_their_schemas_say() {
    let (catalog, base_url) = (catalog(), mock().await);
    let operations = &catalog.api.as_ref().expect("there is an API").operations;
    for wish in [
        json!({ "url": "https://example.com/hooks", "description": "A trial." , "event_types": ["ioc.added"] }),
        json!({ "url": "https://example.com/hooks" }),
    ] {
        let created = post(&base_url, CREATE, &[], &wish.to_string()).await;
        assert_answers(&catalog, &operations.create_endpoint, &created);
        assert_eq!(created.1.get("description"), wish.get("description"));
        assert_eq!(created.1["event_types"], wish.get("event_types").cloned().unwrap_or(json!([])));
        let path =
            format!("{CREATE}/{}/rotate-secret", created.1["endpoint_id"].as_str().expect("it has an id"));
        // Times are told in milliseconds.
        tokio::time::sleep(Duration::from_millis(2)).await;
        let mut rotated = post(&base_url, &path, &[], "").await;
        assert_answers(&catalog, &operations.rotate_secret, &rotated);
        assert_ne!(rotated.1["signing_secret"], created.1["signing_secret"]);
        let changed = |endpoint: &Value| endpoint["updated_at"].as_str().map(str::to_owned);
        assert!(changed(&rotated.1) > changed(&created.1), "{:#}", rotated.1);
        rotated.1["updated_at"] = created.1["updated_at"].clone();
        rotated.1["signing_secret"] = created.1["signing_secret"].clone();
        assert_eq!(rotated.1, created.1);
    }
    let (_, event) = create(&base_url).await;
    let replayed =
        post(&base_url, &format!("{CREATE}/events/{event}/replay"), &["idempotency-key: k"], "").await;
    assert_answers(&catalog, operations.replay.as_ref().expect("a replay"), &replayed);
    let delivery = replayed.1["deliveries"][0]["delivery_id"].as_str().expect("there is one");
    let redelivered = post(&base_url, &format!("{CREATE}/deliveries/{delivery}/redeliver"), &[], "").await;
    assert_answers(&catalog, operations.redeliver.as_ref().expect("a redelivery"), &redelivered);
    assert_eq!(redelivered.1["redelivery_of"], delivery);
}

#[tokio::test]
async fn requests_are_validated_with_their_schemas() {
    let (catalog, base_url) = (catalog(), mock().await);
    let operations = &catalog.api.as_ref().expect("there is an API").operations;
    for (body, message) in [
        ("", "the body is empty, and has to be JSON"),
        ("nope", "the body is not JSON from line 1, column 2 on"),
        ("{}", "missing property `url`"),
        (
            r#"{"url": "http://localhost/"}"#,
            "at `/url`: `http://localhost/` does not match the pattern `^https://`",
        ),
        (
            r#"{"url": "https://localhost/", "event_types": []}"#,
            "at `/event_types`: expected at least 1 item, found fewer",
        ),
        (
            r#"{"url": "https://localhost/", "event_types": ["ioc.added", "ioc.added"]}"#,
            "at `/event_types`: expected distinct items, found a duplicate",
        ),
        (r#"{"url": "https://localhost/", "x": 1}"#, "at `/x`: unknown property `x`"),
    ] {
        let answer = post(&base_url, CREATE, &[], body).await;
        assert_refuses(&catalog, &operations.create_endpoint, &answer, 400, message);
    }
    let (status, body) =
        post(&base_url, CREATE, &[], r#"{"url": "https://a.b/", "event_types": ["webhook.test"]}"#).await;
    let message = body["error"]["message"].as_str().expect("there is one");
    assert_eq!(status, 400);
    assert!(message.starts_with("at `/event_types/0`: expected `integrity.violation`, "), "{message}");
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_refused() {
    let (catalog, base_url) = (catalog(), mock().await);
    let operations = &catalog.api.as_ref().expect("there is an API").operations;
    let [replay, redeliver] =
        [&operations.replay, &operations.redeliver].map(|operation| operation.as_ref().expect("it is there"));
    for headers in
        [&[][..], &["authorization: Basic YTpi"], &["authorization: Bearer"], &["authorization: Bearer  "]]
    {
        let answer = request(&base_url, "POST", CREATE, headers).await;
        let message = "send `Authorization: Bearer` and a token: any that is not empty will do here";
        assert_refuses(&catalog, &operations.create_endpoint, &answer, 401, message);
    }
    let (endpoint, event) = create(&base_url).await;
    let key = &["idempotency-key: k"][..];
    for (operation, path, headers, body, message) in [
        (
            &operations.rotate_secret,
            format!("{CREATE}/whe-1/rotate-secret"),
            &[][..],
            "",
            "there is no such endpoint",
        ),
        (
            &operations.rotate_secret,
            format!("/orgs/org-2/webhooks/{endpoint}/rotate-secret"),
            &[],
            "",
            "there is no such endpoint",
        ),
        (replay, format!("{CREATE}/events/evt-1/replay"), key, "", "there is no such event"),
        (
            replay,
            format!("{CREATE}/events/{event}/replay"),
            key,
            r#"{"endpoint_ids": ["whe-1"]}"#,
            "there is no endpoint `whe-1`",
        ),
        (redeliver, format!("{CREATE}/deliveries/whd-1/redeliver"), &[], "", "there is no such delivery"),
        (redeliver, "/orgs".to_owned(), &[], "", "the API has no such path"),
    ] {
        let answer = post(&base_url, &path, headers, body).await;
        assert_refuses(&catalog, operation, &answer, 404, message);
    }
    let (status, _) = request(&base_url, "GET", CREATE, &["authorization: Bearer any"]).await;
    assert_eq!(status, 405);
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let (catalog, base_url) = (catalog(), mock().await);
    let operation = catalog.api.as_ref().and_then(|api| api.operations.replay.as_ref()).expect("a replay");
    let contract = catalog
        .index
        .contract
        .replay
        .as_ref()
        .and_then(|replay| replay.event.as_ref())
        .expect("a replay path");
    let (endpoint, event) = create(&base_url).await;
    let path = format!("{CREATE}/events/{event}/replay");
    let longest = format!("idempotency-key: {}", "k".repeat(255));
    for (headers, message) in [
        (&[][..], "Idempotency-Key: the request has none"),
        (&["idempotency-key:"], "Idempotency-Key: the idempotency key is empty"),
        (&[&format!("{longest}k")], "Idempotency-Key: the idempotency key is longer than 255 characters"),
        (
            &["idempotency-key: one", "idempotency-key: other"],
            "Idempotency-Key: the request has more than one",
        ),
    ] {
        assert_refuses(&catalog, operation, &post(&base_url, &path, headers, "").await, 400, message);
    }
    let named = json!({ "endpoint_ids": [endpoint] }).to_string();
    let first = post(&base_url, &path, &[&longest], &named).await;
    assert_answers(&catalog, operation, &first);
    let spaced = named.replace(':', " : ");
    assert_eq!(post(&base_url, &path, &[&longest], &spaced).await, first, "it is the same JSON");
    let reused = "this idempotency key was used for another request: take a new one";
    for (path, body) in [(&path, ""), (&path, "{}"), (&path.replace(&event, "evt-1"), named.as_str())] {
        let answer = post(&base_url, path, &[&longest], body).await;
        assert_refuses(&catalog, operation, &answer, contract.key_reused_status, reused);
    }
    let elsewhere = post(&base_url, &path.replace("org-1", "org-2"), &[&longest], &named).await;
    assert_refuses(&catalog, operation, &elsewhere, 404, "there is no such event");
}

#[tokio::test]
async fn a_key_is_taken_while_its_request_is_under_way() {
    let (catalog, base_url) = (catalog(), mock().await);
    let operation = catalog.api.as_ref().and_then(|api| api.operations.replay.as_ref()).expect("a replay");
    let (_, event) = create(&base_url).await;
    let path = format!("{CREATE}/events/{event}/replay");
    let headers = ["authorization: Bearer any", "idempotency-key: k"];
    let under_way = Started::post(&base_url, &path, &headers, 2).await;
    let in_flight = loop {
        // Until the head of the first has arrived, the second may come first; it has no business with the key then.
        let answer = post(&base_url, &path, &headers[1..], "[]").await;
        if answer.0 != 400 {
            break answer;
        }
    };
    let status = catalog
        .index
        .contract
        .replay
        .as_ref()
        .and_then(|replay| replay.event.as_ref())
        .expect("a replay path")
        .in_flight_status;
    let message = "a request with this idempotency key is being carried out";
    assert_refuses(&catalog, operation, &in_flight, status, message);
    let first = under_way.finish("{}").await;
    assert_answers(&catalog, operation, &first);
    assert_eq!(post(&base_url, &path, &headers[1..], "{}").await, first);

    let given_up =
        Started::post(&base_url, &path, &["authorization: Bearer any", "idempotency-key: other"], 2).await;
    drop(given_up);
    let again = loop {
        let answer = post(&base_url, &path, &["idempotency-key: other"], "").await;
        if answer.0 != status {
            break answer;
        }
    };
    assert_answers(&catalog, operation, &again);
}

/// An API without organizations, with its secret one level down and deliveries that are bare identifiers.
#[tokio::test]
async fn another_companys_api_is_served_too() {
    let root = repository().join("crates/codegen/tests/golden/envelope");
    let api = Api::load(&root).expect("the catalog is in order");
    let base_url = serve(Server::bind(api, 0).await.expect("there is a port"));
    let (url, mut received) = receiver(&[]).await;
    let wish = json!({ "url": url, "event_types": ["ship.docked"] });
    let (status, created) = post(&base_url, "/endpoints", &[], &wish.to_string()).await;
    assert_eq!(status, 200);
    let known: Vec<&str> = created.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(known, ["endpoint_id", "secret", "old", "until"]);
    let endpoint = created["endpoint_id"].as_str().expect("it has an id");
    let (status, rotated) = post(&base_url, &format!("/endpoints/{endpoint}/secret"), &[], "").await;
    assert_eq!(status, 200);
    assert_ne!(rotated["text"], created["secret"]["text"]);
    let (_, body) = received.recv().await.expect("its event arrives");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let event = body["event_id"].as_str().expect("it has an id");
    let replay = post(&base_url, &format!("/events/{event}/replay"), &["idempotency-key: k"], "").await;
    let first = replay.1["deliveries"][0].as_str().expect("it is an id");
    let (_, again) = post(&base_url, &format!("/deliveries/{first}/redeliver"), &[], "").await;
    assert_ne!(again["deliveries"][0], first);
}

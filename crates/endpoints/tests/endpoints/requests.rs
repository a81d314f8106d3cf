//! What is sent, and what is not.

use webhook_endpoints::{Client, Error, IdempotencyKey, Invalid, NewEndpoint, Subscribed, Subscription};
use webhook_runtime::replay::ReplayError;

use crate::server::{Server, answer};
use crate::{EventType, Family, Invoices, SECRET, TOKEN, client};

const CREATED: &str = r#"{
    "endpoint_id": "whe-1", "signing_secret": "9f86d081884c7d65", "event_types": ["invoice.paid", "invoice.new"],
    "field_of_tomorrow": {"a": []}
}"#;

fn invoices() -> NewEndpoint<Invoices> {
    let subscription = Subscription::families([Family::Invoice]).expect("a family with events");
    NewEndpoint::new("https://example.com/hooks", subscription).expect("an HTTPS URL")
}

#[tokio::test]
async fn create_endpoint() {
    let server = Server::start([answer(201, &[], CREATED)]);
    let endpoint = invoices().description("of \"billing\"");
    let created = client(&server.url).create_endpoint("org 1/..", &endpoint).await.expect("it is created");
    assert_eq!(created.endpoint_id, "whe-1");
    assert_eq!(created.signing_secret.expose(), SECRET);
    let names = ["invoice.paid".to_owned(), "invoice.new".to_owned()];
    assert_eq!(Subscribed::of(&created.event_types), Subscribed::To(&names));
    assert!(!format!("{created:?}").contains(SECRET));

    let [request] = &server.requests()[..] else { panic!("there is one request") };
    assert_eq!(request.line, "POST /v1/orgs/org%201%2F../hooks HTTP/1.1");
    assert_eq!(request.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(request.header("content-type"), Some("application/json"));
    let body: serde_json::Value = serde_json::from_str(&request.body).expect("JSON");
    assert_eq!(
        body,
        serde_json::json!({
            "url": "https://example.com/hooks",
            "event_types": ["invoice.paid", "invoice.failed"],
            "description": "of \"billing\"",
        })
    );
}

#[tokio::test]
async fn all_is_sent_as_the_full_list() {
    let server = Server::start([answer(201, &[], &CREATED.replace(r#""invoice.paid", "invoice.new""#, ""))]);
    let endpoint = NewEndpoint::new("https://example.com/", Subscription::all()).expect("an HTTPS URL");
    let created = client(&server.url).create_endpoint("org-1", &endpoint).await.expect("it is created");
    assert_eq!(Subscribed::of(&created.event_types), Subscribed::Unspecified);
    let body: serde_json::Value = serde_json::from_str(&server.requests()[0].body).expect("JSON");
    let full = serde_json::json!(["invoice.paid", "team.member_added", "invoice.failed"]);
    assert_eq!(body, serde_json::json!({ "url": "https://example.com/", "event_types": full }));
}

#[tokio::test]
async fn rotate_secret() {
    let server = Server::start([answer(200, &[], r#"{"signing_secret":"9f86d081884c7d65"}"#)]);
    let rotated = client(&server.url).rotate_secret("org-1", "whe-1").await.expect("it is rotated");
    assert_eq!(rotated.signing_secret.expose(), SECRET);
    let [request] = &server.requests()[..] else { panic!("there is one request") };
    assert_eq!(request.line, "POST /v1/orgs/org-1/hooks/whe-1/rotate HTTP/1.1");
    assert_eq!((request.header("content-type"), request.body.as_str()), (None, ""));
}

#[tokio::test]
async fn replay_and_redeliver() {
    let answers = [1, 2, 3].map(|number| answer(202, &[], &format!(r#"{{"deliveries":["whd-{number}"]}}"#)));
    let server = Server::start(answers);
    let client = client(&server.url);
    let key = IdempotencyKey::new(<Invoices as webhook_endpoints::Replays>::REPLAY, "once").expect("a key");
    let all = client.replay("org-1", "evt-1", &key, None).await.expect("it is replayed");
    assert_eq!(all.deliveries, ["whd-1"]);
    client.replay("org-1", "evt-1", &key, Some(&["whe-1", "whe-2"])).await.expect("it is replayed");
    client.redeliver("org-1", "whd-1").await.expect("it is delivered again");
    let requests = server.requests();
    let told: Vec<_> =
        requests.iter().map(|r| (r.line.as_str(), r.header("idempotency-key"), r.body.as_str())).collect();
    assert_eq!(
        told,
        [
            ("POST /v1/orgs/org-1/events/evt-1/replay HTTP/1.1", Some("once"), ""),
            (
                "POST /v1/orgs/org-1/events/evt-1/replay HTTP/1.1",
                Some("once"),
                r#"{"endpoint_ids":["whe-1","whe-2"]}"#
            ),
            ("POST /v1/orgs/org-1/deliveries/whd-1/redeliver HTTP/1.1", None, ""),
        ]
    );
}

#[tokio::test]
async fn bad_requests_are_not_sent() {
    let server = Server::start([answer(200, &[], "{}")]);
    let client = client(&server.url);
    let rule = <Invoices as webhook_endpoints::Replays>::REPLAY;
    let key = IdempotencyKey::new(rule, "k").expect("a key");
    let many: Vec<String> = (0..101).map(|number| format!("whe-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let replays: [(&str, &str, Option<&[&str]>, &str); 6] = [
        (
            "org-1",
            "evt-1",
            Some(&[]),
            "the list of endpoints is empty: omit it to replay to every endpoint that is subscribed to the event",
        ),
        ("org-1", "evt-1", Some(&many), "expected at most 100 endpoints per replay"),
        ("org-1", "evt-1", Some(&["whe-1", "whe-2", "whe-1"]), "an endpoint is listed twice"),
        ("", "evt-1", None, "an id is empty, `.` or `..`, which is not allowed in a path"),
        ("..", "evt-1", None, "an id is empty, `.` or `..`, which is not allowed in a path"),
        ("org-1", "", None, "an id is empty, `.` or `..`, which is not allowed in a path"),
    ];
    for (organization, event, endpoints, message) in replays {
        let error = client.replay(organization, event, &key, endpoints).await.expect_err(message);
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
        assert_eq!(error.to_string(), message);
    }
    for error in [
        client.create_endpoint("", &invoices()).await.expect_err("no organization"),
        client.rotate_secret("org-1", ".").await.expect_err("no endpoint"),
        client.redeliver("org-1", "").await.expect_err("no delivery"),
    ] {
        assert!(matches!(error, Error::Invalid(Invalid::Replay(ReplayError::InvalidId))), "{error:?}");
    }
    let long = "é".repeat(128) + &"k".repeat(128);
    for text in ["", &long, " k", "k\n", "ключ"] {
        assert!(IdempotencyKey::new(rule, text).is_err(), "{text:?}");
    }
    assert!(IdempotencyKey::new(rule, &"k".repeat(255)).is_ok());
    assert!(server.requests().is_empty());
}

#[test]
fn bad_subscriptions_and_urls_are_not_made() {
    type Of = Subscription<Invoices>;
    assert_eq!(Of::events([]).err(), Some(Invalid::NoEvents));
    assert_eq!(Of::families([]).err(), Some(Invalid::NoEvents));
    let twice =
        Of::events([EventType::Failed, EventType::Paid, EventType::Failed]).expect_err("it is there twice");
    assert_eq!(twice.to_string(), "the subscription has the event `invoice.failed` twice");
    assert_eq!(Of::families([Family::Team, Family::Team]).err(), Some(Invalid::DuplicateFamily));
    let own_order = Of::events([EventType::Failed, EventType::Paid]).expect("two events");
    assert_eq!(own_order.event_types(), [EventType::Failed, EventType::Paid]);
    let http = NewEndpoint::new("http://example.com", own_order).expect_err("it is HTTP");
    assert_eq!(http.to_string(), "an endpoint's URL must start with `https://`");
}

#[test]
fn bad_tokens_and_base_urls_are_refused() {
    for token in ["", "a b", "a\n", "tökén", "a\u{7f}"] {
        let error = Client::<Invoices>::new(token).expect_err(token);
        assert!(matches!(error, Error::Invalid(Invalid::Token)), "{token:?}: {error:?}");
        assert!(token.is_empty() || !format!("{error} {error:?}").contains(token));
    }
    let client = Client::<Invoices>::new(TOKEN).expect("the client is made");
    let error = client.base_url("http://api.example.com/v1").expect_err("the token would be read on its way");
    assert!(matches!(error, Error::Invalid(Invalid::BaseUrlNotHttps)), "{error:?}");
}

//! The result for each kind of answer, and for none.

use std::net::TcpListener;
use std::time::{Duration, SystemTime};

use webhook_endpoints::{Client, Error, IdempotencyKey, NewEndpoint, Replays as _, Subscription};

use crate::server::{Reply, Server, answer};
use crate::{Invoices, Replayed, SECRET, TOKEN, client};

/// Redelivers: a request that is sent once.
async fn redeliver(reply: Reply) -> Result<Replayed, Error> {
    client(&Server::start([reply]).url).redeliver("org-1", "whd-1").await
}

#[tokio::test]
async fn each_status_has_its_kind() {
    type Kind = fn(&Error) -> bool;
    let cases: [(u16, Kind, &str); 12] = [
        (400, |error| matches!(error, Error::BadRequest(_)), "the API considers the request invalid"),
        (401, |error| matches!(error, Error::Unauthorized(_)), "the token is not valid"),
        (403, |error| matches!(error, Error::Forbidden(_)), "the token does not allow this"),
        (404, |error| matches!(error, Error::NotFound(_)), "something in the request does not exist"),
        (409, |error| matches!(error, Error::Conflict(_)), "the request conflicts with the present state"),
        (422, |error| matches!(error, Error::Unprocessable(_)), "the API does not accept the request"),
        (429, |error| matches!(error, Error::RateLimited(_)), "there were too many requests"),
        (500, |error| matches!(error, Error::Server(_)), "the API failed"),
        (503, |error| matches!(error, Error::Server(_)), "the API failed"),
        (599, |error| matches!(error, Error::Server(_)), "the API failed"),
        (418, |error| matches!(error, Error::Unexpected(_)), "the API gave an unexpected answer"),
        (304, |error| matches!(error, Error::Unexpected(_)), "the API gave an unexpected answer"),
    ];
    for (status, is_of_kind, meaning) in cases {
        let reply = answer(status, &["X-Request-Id: req-7"], r#"{"error": "why"}"#);
        let error = redeliver(reply).await.expect_err(meaning);
        assert!(is_of_kind(&error), "{status}: {error:?}");
        let body = if status == 304 { "" } else { r#": {"error":"why"}"# };
        let told = error.to_string();
        let url = &error.answer().expect("there is one").url;
        assert!(url.ends_with("/orgs/org-1/deliveries/whd-1/redeliver"), "{url}");
        assert_eq!(told, format!("{meaning}: status {status} from {url}, request req-7{body}"));
    }
}

#[tokio::test]
async fn retry_after_is_seconds_or_a_date() {
    let error = redeliver(answer(429, &["Retry-After: 90"], "")).await.expect_err("it is refused");
    assert_eq!(error.answer().and_then(|answer| answer.retry_after), Some(Duration::from_secs(90)));
    assert!(
        error.to_string().ends_with("/orgs/org-1/deliveries/whd-1/redeliver, retry after 90 s"),
        "{error}"
    );
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(90));
    let error =
        redeliver(answer(503, &[&format!("Retry-After: {date}")], "")).await.expect_err("it is refused");
    let wait = error.answer().and_then(|answer| answer.retry_after).expect("there is one").as_secs();
    assert!((80..=90).contains(&wait), "{wait}");
}

#[tokio::test]
async fn the_request_id_is_found_in_its_usual_headers() {
    for (headers, id) in [
        (&["CF-Ray: ray-1"][..], Some("ray-1")),
        (&["CF-Ray: ray-1", "Request-Id: req-1"], Some("req-1")),
        (&["X-Other: 1"], None),
    ] {
        let error = redeliver(answer(500, headers, "")).await.expect_err("it failed");
        assert_eq!(error.answer().and_then(|answer| answer.request_id.as_deref()), id);
    }
}

#[tokio::test]
async fn bodies_that_are_not_as_promised() {
    for (body, place) in
        [("", "line 1, column 0"), ("{}", "line 1, column 2"), ("{\"deliveries\":\n 7}", "line 2, column 2")]
    {
        let error = redeliver(answer(200, &["x-request-id: req-7"], body)).await.expect_err(body);
        assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
        let told = error.to_string();
        assert!(
            told.starts_with(&format!("the answer cannot be read at {place}: status 200 from ")),
            "{told}"
        );
    }
    let long = format!("{{\"deliveries\": [], \"more\": \"{}\"}}", "a".repeat(1024 * 1024));
    let error = redeliver(answer(200, &[], &long)).await.expect_err("it is too long");
    let told = error.to_string();
    assert!(told.starts_with("the answer is too long: status 200 from "), "{told}");
    assert!(told.len() < 500, "{told}");
}

#[tokio::test]
async fn no_answer_at_all() {
    let server = Server::start([Reply::Silence]);
    let impatient = client(&server.url).timeout(Duration::from_millis(200));
    let error = impatient.redeliver("org-1", "whd-1").await.expect_err("there is no answer");
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    let url = format!("{}/orgs/org-1/deliveries/whd-1/redeliver", server.url);
    assert_eq!(error.to_string(), format!("there was no answer in time from {url}"));

    let error = redeliver(Reply::Break).await.expect_err("the connection breaks");
    assert!(matches!(error, Error::Broken(_)), "{error:?}");

    let unused = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let nobody = client(&format!("http://{unused}"));
    let error = nobody.redeliver("org-1", "whd-1").await.expect_err("nobody listens");
    assert!(matches!(&error, Error::Connect(cause) if cause.to_string().contains("refused")), "{error:?}");
}

#[tokio::test]
async fn tls_is_not_left_out() {
    let server = Server::start([answer(200, &[], "{}")]);
    let client = client(&server.url.replace("http://", "https://"));
    let error = client.redeliver("org-1", "whd-1").await.expect_err("the server has no TLS");
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
    assert!(server.requests().iter().all(|request| !request.line.contains("POST")));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::start([answer(200, &[], "{}")]);
    let reply = answer(307, &[&format!("Location: {}", other.url)], "");
    let error = redeliver(reply).await.expect_err("it leads elsewhere");
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn secrets_are_never_shown() {
    let leaks = [
        format!(r#"{{"endpoint_id": 7, "signing_secret": "{SECRET}"}}"#),
        format!(r#"{{"endpoint_id": "{SECRET}"}}"#),
        format!(r#"{{"signing_secret": "{SECRET} with white space"}}"#),
        format!(r#"{{"signing_secret": ["{SECRET}"]}}"#),
        format!("{SECRET} {TOKEN}"),
    ];
    let endpoint = NewEndpoint::<Invoices>::new(
        "https://user:t0ken-never-shown@example.com/9f86d081884c7d65",
        Subscription::all(),
    );
    let endpoint = endpoint.expect("an HTTPS URL");
    let mut told = format!("{endpoint:?}");
    for status in [200, 201, 401, 422, 500] {
        for body in &leaks {
            let reply = || answer(status, &[], body);
            let server = Server::start([reply(), reply()]);
            let client = client(&server.url);
            let created = client.create_endpoint("org-1", &endpoint).await.map(|created| created.endpoint_id);
            let rotated = client.rotate_secret("org-1", "whe-1").await.map(|_| ());
            told += &format!("{client:?}\n{created:?}\n{rotated:?}\n");
            told += &created.err().map(|error| error.to_string()).unwrap_or_default();
            told += &rotated.err().map(|error| error.to_string()).unwrap_or_default();
        }
        // An unexpected secret, and a token that is echoed.
        for body in [&leaks[0], &leaks[3], &leaks[4]] {
            let error = redeliver(answer(status, &[], body)).await.expect_err("it is not what was promised");
            told += &format!("{error} {error:?}");
        }
    }
    assert!(!told.contains(SECRET) && !told.contains(TOKEN), "{told}");
    assert!(told.contains("Unreadable") && told.contains("Unauthorized"), "the errors are told");
}

#[tokio::test]
async fn a_network_error_names_the_url_and_nothing_that_was_sent_there() {
    let client = Client::<Invoices>::new(TOKEN).expect("the client is made");
    let client = client.base_url("https://127.0.0.1:1/v1").expect("a URL");
    let key = IdempotencyKey::new(Invoices::REPLAY, SECRET).expect("a key");
    let error = client.replay("org-1", "evt-1", &key, None).await.expect_err("nobody listens");
    assert_eq!(
        error.to_string(),
        "there is no connection to https://127.0.0.1:1/v1/orgs/org-1/events/evt-1/replay"
    );
    let told = format!("{error} {error:?}");
    assert!(!told.contains(SECRET) && !told.contains(TOKEN), "{told}");
}

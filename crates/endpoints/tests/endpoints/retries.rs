//! Which requests are retried, when, and how often.

use std::time::Duration;

use webhook_endpoints::{Client, Error, IdempotencyKey, NewEndpoint, Replays as _, Subscription};

use crate::server::{Reply, Server, answer};
use crate::{Invoices, Replayed, client};

async fn replay(client: &Client<Invoices>) -> Result<Replayed, Error> {
    let key = IdempotencyKey::new(Invoices::REPLAY, "once").expect("a key");
    client.replay("org-1", "evt-1", &key, Some(&["whe-1"])).await
}

fn fine() -> Reply {
    answer(202, &[], r#"{"deliveries":[]}"#)
}

#[tokio::test]
async fn a_replay_is_sent_again_with_the_same_key_and_body() {
    let silence = Reply::Silence;
    let server = Server::start([answer(503, &[], ""), Reply::Break, silence, fine()]);
    let client = client(&server.url).timeout(Duration::from_millis(300));
    replay(&client).await.expect("the fourth attempt succeeds");
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    for request in &requests {
        assert_eq!(request.header("idempotency-key"), Some("once"));
        assert_eq!(request.body, r#"{"endpoint_ids":["whe-1"]}"#);
    }
}

#[tokio::test]
async fn a_replay_waits_for_its_own_attempt_that_is_under_way() {
    let server = Server::start([Reply::Silence, answer(409, &[], ""), fine()]);
    replay(&client(&server.url).timeout(Duration::from_millis(300)))
        .await
        .expect("the third attempt succeeds");
    let server = Server::start([answer(409, &[], ""), fine()]);
    let error = replay(&client(&server.url)).await.expect_err("another has the key");
    assert!(matches!(error, Error::Conflict(_)), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_may_be_done_is_not_taken_back_when_the_api_is_gone() {
    // The server is gone after its last answer.
    let server = Server::start([Reply::Break]);
    let error = replay(&client(&server.url)).await.expect_err("the API goes away");
    assert!(matches!(error, Error::Broken(_)), "{error:?}");

    let server = Server::start([Reply::Break, answer(503, &[], "")]);
    let error = replay(&client(&server.url)).await.expect_err("the API goes away");
    assert!(matches!(error, Error::Server(_)), "the last that may be done: {error:?}");

    let server = Server::start([answer(429, &[], "")]);
    let error = replay(&client(&server.url)).await.expect_err("the API goes away");
    assert!(matches!(error, Error::Connect(_)), "nothing was done: {error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_may_be_done_is_not_taken_back_by_a_refusal() {
    for status in [400, 401, 403, 404, 409, 422, 429] {
        let refusals = [status; 3].map(|status| answer(status, &[], ""));
        let server = Server::start([Reply::Silence].into_iter().chain(refusals));
        let error = replay(&client(&server.url).timeout(Duration::from_millis(300))).await;
        assert!(matches!(error, Err(Error::Timeout(_))), "{status}: {error:?}");
        let attempts = if matches!(status, 409 | 429) { 4 } else { 2 };
        assert_eq!(server.requests().len(), attempts, "{status}");
    }
}

#[tokio::test]
async fn a_replay_waits_as_long_as_it_is_told_to() {
    let server = Server::start([answer(429, &["Retry-After: 1"], ""), fine()]);
    replay(&client(&server.url)).await.expect("the second attempt succeeds");
    let [first, second] = &server.requests()[..] else { panic!("there are two requests") };
    assert!(second.at - first.at >= Duration::from_secs(1));

    let server = Server::start([answer(429, &["Retry-After: 3600"], ""), fine()]);
    let error = replay(&client(&server.url)).await.expect_err("an hour is too long");
    assert_eq!(error.answer().and_then(|answer| answer.retry_after), Some(Duration::from_secs(3600)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_replay_is_given_up() {
    let server = Server::start([500, 502, 503, 504, 500].map(|status| answer(status, &[], "")));
    let error = replay(&client(&server.url)).await.expect_err("the API does not get well");
    assert!(matches!(&error, Error::Server(answer) if answer.status == 504), "{error:?}");
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn what_is_final_is_not_sent_again() {
    for status in [400, 401, 403, 404, 409, 410, 422] {
        let server = Server::start([answer(status, &[], ""), fine()]);
        replay(&client(&server.url)).await.expect_err("it is refused");
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn what_is_not_safe_is_sent_once() {
    let endpoint = NewEndpoint::new("https://example.com/", Subscription::all()).expect("an HTTPS URL");
    for reply in
        [|| answer(503, &["Retry-After: 0"], ""), || answer(429, &[], ""), || Reply::Break, || Reply::Silence]
    {
        let server = Server::start([reply(), reply()]);
        let client = client(&server.url).timeout(Duration::from_millis(300));
        client.create_endpoint("org-1", &endpoint).await.expect_err("it failed");
        assert_eq!(server.requests().len(), 1);
        client.rotate_secret("org-1", "whe-1").await.expect_err("it failed");
        assert_eq!(server.requests().len(), 1);
        let server = Server::start([reply(), reply()]);
        let client = client.base_url(&server.url).expect("a URL");
        client.redeliver("org-1", "whd-1").await.expect_err("it failed");
        assert_eq!(server.requests().len(), 1);
    }
}

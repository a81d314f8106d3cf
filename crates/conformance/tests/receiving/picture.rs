//! The picture of a delivery's way says what the endpoint answers, at each of its ends.

use std::collections::BTreeSet;
use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mnemom_events::testing::Attempt;
use mnemom_events::{Answer, CONTRACT, EventType, RETRY, Secret};
use tokio::sync::Notify;
use webhook_runtime::contract::{Next, Outcome};

use crate::support::{Log, Moody, SECRET, body, endpoint, handling, noting, send};

const PICTURE: &str = include_str!("../../../../docs/src/reference/pictures/receiver.svg");
const WARNING: EventType = EventType::QuotaWarning;

/// What a reader of the picture is told of its ends: when, the status, and what the sender does then.
fn shown() -> BTreeSet<(String, u16, String)> {
    let about = PICTURE.split_once("<desc ").and_then(|(_, rest)| rest.split_once("</desc>")).unwrap().0;
    let sentences = about.split(". ").filter_map(|sentence| {
        let (when, answer) = sentence.trim_end_matches('.').rsplit_once(": ")?;
        let (status, next) = answer.split_once(", ")?;
        Some((when.to_owned(), status.parse().ok()?, next.to_owned()))
    });
    sentences.collect()
}

/// What the sender does about an answer, in the picture's words.
fn next(status: u16) -> &'static str {
    match RETRY.next_attempt(1, Outcome::Status(status)).expect("a whole policy") {
        Next::Delivered => "delivered",
        Next::RetryAfter(wait) if wait == Duration::from_secs(10) => "tried again after 10 s",
        Next::Refused => "failed for good",
        other => panic!("the picture has no words here for {other:?}"),
    }
}

#[tokio::test]
async fn every_end_of_the_picture_is_what_the_endpoint_answers() {
    let mut answered = BTreeSet::new();
    let mut end =
        |when: &str, status: u16| answered.insert((when.to_owned(), status, next(status).to_owned()));
    let secret = Secret::new(SECRET).unwrap();
    let log = Log::default();
    let working = endpoint(Moody::default(), noting(&log));

    let large = vec![b' '; CONTRACT.limits.body_limit() + 1];
    end("larger", send(&working, &large).await.status);

    let forged = Attempt::of(b"{}").sign_with(&Secret::new("another").unwrap());
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    let stale = Attempt::of(b"{}").at(long_ago).sign_with(&secret);
    let mut incomplete = Attempt::of(b"{}").sign_with(&secret);
    incomplete.headers.pop();
    for request in [forged, stale, incomplete] {
        end("forged, stale or incomplete", working.receive(&request.headers, b"{}").await.status);
    }

    let event = body(WARNING, "evt-1");
    assert_eq!(send(&working, &event).await.status, 200);
    end("Answer", 200);
    end("handled before", send(&working, &event).await.status);
    end("undecodable: kept as a dead letter", send(&working, b"not json").await.status);

    let failing = endpoint(Moody::default(), handling(|_| ready(Err("no".into()))));
    end("failed, or out of time", send(&failing, &event).await.status);
    let slow = endpoint(Moody::default(), handling(|_| std::future::pending()));
    let slow = slow.timeout(Duration::from_millis(20));
    end("failed, or out of time", send(&slow, &event).await.status);

    end("being handled", while_handled(&event).await.status);

    let shown = shown();
    assert_eq!(answered, shown);
    assert_eq!(shown.len(), 7, "{shown:?}");
}

/// The answer to an event whose handler has begun and not ended.
async fn while_handled(event: &[u8]) -> Answer {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (begun, go_on) = (Arc::clone(&begun), Arc::clone(&go_on));
        move |_| {
            let (begun, go_on) = (Arc::clone(&begun), Arc::clone(&go_on));
            async move {
                begun.notify_one();
                go_on.notified().await;
                Ok(())
            }
        }
    };
    let endpoint = endpoint(Moody::default(), handling(handler));
    let second = async {
        begun.notified().await;
        let answer = send(&endpoint, event).await;
        go_on.notify_one();
        answer
    };
    let (first, second) = tokio::join!(send(&endpoint, event), second);
    assert_eq!(first.status, 200);
    second
}

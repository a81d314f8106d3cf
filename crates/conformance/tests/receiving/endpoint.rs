//! What is answered, whatever happens on the way.

use std::future::{pending, ready};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mnemom_events::{CONTRACT, EventType, RETRY, VerifyError};
use tokio::time::Instant;

use crate::support::{Log, Moody, body, endpoint, handling, noting, send, told};

const WARNING: EventType = EventType::QuotaWarning;

#[tokio::test]
async fn every_event_of_the_catalog_is_handled_once() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    for event_type in EventType::ALL {
        let body = body(*event_type, &format!("evt-{event_type}"));
        assert_eq!(told(&send(&endpoint, &body).await), "200 handled");
        assert_eq!(log.take(), [format!("evt-{event_type} {event_type}")]);
        assert_eq!(told(&send(&endpoint, &body).await), "200 handled before");
        assert_eq!(log.take(), [""; 0]);
    }
}

#[tokio::test]
async fn the_same_id_in_another_account_is_another_event() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    let ours = String::from_utf8(body(WARNING, "evt-1")).unwrap();
    let account = mnemom_events::Delivery::decode(ours.as_bytes()).unwrap().account_id;
    let theirs = ours.replace(account.as_str(), "ba-other");
    assert_eq!(told(&send(&endpoint, ours.as_bytes()).await), "200 handled");
    assert_eq!(told(&send(&endpoint, theirs.as_bytes()).await), "200 handled");
    assert_eq!(told(&send(&endpoint, theirs.as_bytes()).await), "200 handled before");
    assert_eq!(log.take().len(), 2);
}

#[tokio::test]
async fn an_event_that_is_newer_than_the_build_reaches_the_fallback() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    let body =
        String::from_utf8(body(WARNING, "evt-new")).unwrap().replace("quota.warning", "quota.vanished");
    assert_eq!(told(&send(&endpoint, body.as_bytes()).await), "200 handled");
    assert_eq!(log.take(), ["evt-new quota.vanished"]);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_kept_once() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    let broken =
        br#"{"id":"evt-1","account_id":"ba-1","type":"quota.warning","data":{"usage_percent":"much"}}"#;
    assert_eq!(told(&send(&endpoint, broken).await), "200 kept as a dead letter");
    assert_eq!(told(&send(&endpoint, broken).await), "200 handled before");
    assert_eq!(
        log.take(),
        [
            r#"dead event "quota.warning" with id "evt-1": at `data.usage_percent`: invalid type: string "much", expected a number"#
        ]
    );
}

#[tokio::test]
async fn a_body_that_is_no_json_is_kept_each_time() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    for body in [&b"not json"[..], b"\xff\xfe", b"", b"[]", b"{\"type\":\"quota.warning\"}"] {
        assert_eq!(told(&send(&endpoint, body).await), "200 kept as a dead letter", "{body:?}");
    }
    assert_eq!(log.take().len(), 5);
}

#[tokio::test]
async fn a_dead_letter_that_nobody_keeps_comes_again() {
    let endpoint = endpoint(Moody::default(), handling(|_| ready(Ok(()))));
    let answer = send(&endpoint, b"not json").await;
    assert_eq!(answer.status, 503);
    assert!(told(&answer).starts_with("503 the handler failed"), "{}", told(&answer));
}

#[tokio::test]
async fn what_fails_comes_again_and_is_handled_then() {
    let tries = AtomicUsize::new(0);
    let router = handling(move |_| {
        ready(match tries.fetch_add(1, Ordering::Relaxed) {
            0 => Err("no disk".into()),
            _ => Ok(()),
        })
    });
    let endpoint = endpoint(Moody::default(), router);
    let body = body(WARNING, "evt-1");
    assert_eq!(told(&send(&endpoint, &body).await), "503 the handler failed: no disk");
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled");
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled before");
}

#[tokio::test]
async fn a_panic_is_a_failure_of_that_event_alone() {
    let tries = AtomicUsize::new(0);
    let router = handling(move |_| {
        let is_first = tries.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            assert!(!is_first, "a panic on purpose");
            Ok(())
        }
    });
    let endpoint = endpoint(Moody::default(), router);
    let body = body(WARNING, "evt-1");
    assert_eq!(told(&send(&endpoint, &body).await), "503 the handler panicked");
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled");
}

#[tokio::test]
async fn a_panic_before_the_handler_waits_for_anything_is_no_different() {
    fn panics(
        _: mnemom_events::Delivery<'static>,
    ) -> std::future::Ready<Result<(), mnemom_events::HandlerError>> {
        panic!("a panic on purpose")
    }
    let endpoint = endpoint(Moody::default(), handling(panics));
    assert_eq!(told(&send(&endpoint, &body(WARNING, "evt-1")).await), "503 the handler panicked");
}

/// The clock is tokio's, which runs ahead whenever everybody waits.
#[tokio::test(start_paused = true)]
async fn a_handler_that_takes_too_long_is_cut_off_before_the_sender_gives_up() {
    let tries = AtomicUsize::new(0);
    let router = handling(move |_| {
        let is_first = tries.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            if is_first {
                pending::<()>().await;
            }
            Ok(())
        }
    });
    let endpoint = endpoint(Moody::default(), router);
    let body = body(WARNING, "evt-1");
    let start = Instant::now();
    assert_eq!(told(&send(&endpoint, &body).await), "503 the handler took too long");
    let took = start.elapsed();
    assert!(took < CONTRACT.timeout(), "{took:?}");
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled", "the event is free at once");
}

/// Every store that hangs, under a handler that takes all of its time and then ends as it is told.
#[tokio::test(start_paused = true)]
async fn whatever_hangs_the_answer_is_in_time() {
    let nearly = CONTRACT.timeout() * 6 / 10 - Duration::from_millis(10);
    for (hangs, succeeds) in [("begin", true), ("commit", true), ("abort", false), ("abort", true)] {
        let store = Moody::default();
        store.hangs(hangs);
        let router = handling(move |_| async move {
            tokio::time::sleep(nearly).await;
            if succeeds { Ok(()) } else { Err("no".into()) }
        });
        let (endpoint, body) = (endpoint(store, router), body(WARNING, "evt-1"));
        let answer = tokio::time::timeout(CONTRACT.timeout(), send(&endpoint, &body)).await;
        assert!(answer.is_ok(), "{hangs} hangs, and so does the endpoint");
    }
}

/// Nobody else may begin an event while its handler can still be running, or its end is being noted.
#[tokio::test(start_paused = true)]
async fn the_lease_is_longer_than_the_handler_and_the_store_may_take() {
    let store = Moody::default();
    store.hangs("abort");
    let start = Instant::now();
    let (endpoint, body) = (endpoint(store.clone(), handling(|_| pending())), body(WARNING, "evt-1"));
    tokio::time::timeout(CONTRACT.timeout(), send(&endpoint, &body)).await.unwrap();
    let (took, lease) = (start.elapsed(), store.lease());
    assert!(took < lease, "answered after {took:?}, with a lease of {lease:?}");
    assert!(lease < RETRY.delays[1], "a crashed receiver's event is free when the sender comes again");
}

/// What a handler blocks its thread for counts as time that it took.
#[tokio::test]
async fn a_handler_that_blocks_and_then_waits_is_cut_off_when_its_time_is_over() {
    let router = handling(|_| async {
        std::thread::sleep(Duration::from_millis(300));
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(())
    });
    let endpoint = endpoint(Moody::default(), router).timeout(Duration::from_millis(400));
    let start = Instant::now();
    assert_eq!(told(&send(&endpoint, &body(WARNING, "evt-1")).await), "503 the handler took too long");
    let took = start.elapsed();
    assert!(took < Duration::from_millis(650), "300 ms and 400 ms more would be too much: {took:?}");
}

#[tokio::test]
async fn a_time_out_of_ones_own_is_never_longer_than_the_contract_allows() {
    let endpoint = endpoint(Moody::default(), noting(&Log::default()));
    let debug = format!("{:?}", endpoint.timeout(Duration::from_secs(3600)));
    assert!(debug.contains("timeout: 6s"), "{debug}");
}

#[tokio::test]
async fn what_is_in_flight_is_not_refused_for_good() {
    let (release, released) = tokio::sync::oneshot::channel::<()>();
    let released = std::sync::Mutex::new(Some(released));
    let router = handling(move |_| {
        let released = released.lock().unwrap().take();
        async move {
            if let Some(released) = released {
                released.await?;
            }
            Ok(())
        }
    });
    let endpoint = endpoint(Moody::default(), router);
    let body = body(WARNING, "evt-1");
    let first = async {
        let answer = send(&endpoint, &body).await;
        assert_eq!(told(&answer), "200 handled");
    };
    let second = async {
        assert_eq!(told(&send(&endpoint, &body).await), "503 being handled by another request");
        release.send(()).unwrap();
    };
    tokio::join!(first, second);
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled before");
}

#[tokio::test(start_paused = true)]
async fn a_store_out_of_reach_brings_the_event_again() {
    let log = Log::default();
    let store = Moody::default();
    let endpoint = endpoint(store.clone(), noting(&log));
    let body = body(WARNING, "evt-1");
    store.fails("begin");
    assert_eq!(told(&send(&endpoint, &body).await), "503 the store failed: not today");
    store.works();
    store.hangs("begin");
    assert_eq!(told(&send(&endpoint, &body).await), "503 the store failed: the store did not answer in time");
    assert_eq!(log.take(), [""; 0], "nobody knows whether it was handled before");
    store.works();
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled");
}

#[tokio::test(start_paused = true)]
async fn what_was_handled_and_could_not_be_noted_is_not_asked_for_again() {
    let store = Moody::default();
    let endpoint = endpoint(store.clone(), noting(&Log::default()));
    store.fails("commit");
    let answer = send(&endpoint, &body(WARNING, "evt-1")).await;
    assert_eq!(told(&answer), "200 handled, but the commit failed: not today");
    store.hangs("commit");
    let answer = send(&endpoint, &body(WARNING, "evt-2")).await;
    assert_eq!(told(&answer), "200 handled, but the commit failed: the store did not answer in time");
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_fails_is_tried_again() {
    let (log, store) = (Log::default(), Moody::default());
    let endpoint = endpoint(store.clone(), noting(&log));
    let body = body(WARNING, "evt-1");
    store.fails_times("commit", 5);
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled");
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled before");
    assert_eq!(log.take().len(), 1);
}

/// A timer that starts when it is asked first, as an `async` block does, on a clock that cannot be told to run ahead.
#[tokio::test]
async fn a_lazy_timer_does_not_make_the_commit_late() {
    let store = Moody::default();
    let router = handling(|_| async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(())
    });
    let receiver = mnemom_events::Receiver::new(crate::support::SECRET).unwrap();
    let sleep = |time| async move { tokio::time::sleep(time).await };
    let endpoint = mnemom_events::Endpoint::new(receiver, store.clone(), router, sleep)
        .timeout(Duration::from_millis(400));
    store.fails("commit");
    let start = Instant::now();
    send(&endpoint, &body(WARNING, "evt-1")).await;
    // The handler's time and two tenths of the sender's.
    assert!(start.elapsed() < Duration::from_millis(2500), "{:?}", start.elapsed());
}

/// However quickly it fails, and however much time there is.
#[tokio::test(start_paused = true)]
async fn a_commit_that_fails_is_not_tried_for_longer_than_the_sender_waits() {
    let store = Moody::default();
    let endpoint = endpoint(store.clone(), noting(&Log::default()));
    store.fails("commit");
    let start = Instant::now();
    send(&endpoint, &body(WARNING, "evt-1")).await;
    assert!(start.elapsed() < CONTRACT.timeout(), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_panic_while_an_answer_is_shown_changes_nothing() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log)).observe(|_| panic!("a panic on purpose"));
    let body = body(WARNING, "evt-1");
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled");
    assert_eq!(told(&send(&endpoint, &body).await), "200 handled before");
}

#[tokio::test]
async fn what_is_not_verified_reaches_nobody() {
    let log = Log::default();
    let endpoint = endpoint(Moody::default(), noting(&log));
    let body = body(WARNING, "evt-1");
    let no_headers: [(&str, &str); 0] = [];
    let answer = endpoint.receive(&no_headers, &body).await;
    assert_eq!(answer.status, VerifyError::MissingHeader.status());
    assert_eq!(told(&answer), "503 rejected: the timestamp or the signature header is missing");
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(
        told(&send(&endpoint, &body).await),
        "200 handled",
        "a forged request takes no place in the store"
    );
}

#[tokio::test]
async fn every_answer_is_shown_once() {
    let (log, seen) = (Log::default(), Log::default());
    let shown = seen.clone();
    let endpoint = endpoint(Moody::default(), noting(&log)).observe(move |answer| shown.add(told(answer)));
    let body = body(WARNING, "evt-1");
    send(&endpoint, &body).await;
    send(&endpoint, &body).await;
    endpoint.receive(&[("X-Webhook-Timestamp", "now")], &body).await;
    assert_eq!(
        seen.take(),
        [
            "200 handled",
            "200 handled before",
            "503 rejected: the timestamp is not written as the contract has it"
        ]
    );
}

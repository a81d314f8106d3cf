//! How often addresses are asked, and which are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use webhook_runtime::VerifyError::{
    DuplicateHeader, KeyNotAllowed, KeyUnavailable, MissingHeader, NoMatch, UnknownKey,
};
use webhook_runtime::contract::Algorithm;
use webhook_runtime::{FetchKeys, FetchedKeys, RequestParts};

use crate::support::{BODY, SET, World, certificate, judged, jwk, jwks, rule, set};

#[test]
fn a_set_is_fetched_once_for_all_of_its_keys() {
    let world = World::new(set());
    world.server.put(SET, jwks(&[jwk("one", 1), jwk("two", 2)]));
    assert_eq!(world.verdict("one", 1), Ok(()));
    assert_eq!(world.verdict("two", 2), Ok(()));
    assert_eq!(world.verdict("one", 2), Err(NoMatch), "the key of another name");
    assert_eq!(world.server.asked(), 1);
}

#[test]
fn a_new_key_is_found_and_one_that_is_gone_is_not_used() {
    let world = World::new(set());
    world.server.put(SET, jwks(&[jwk("one", 1)]));
    assert_eq!(world.verdict("one", 1), Ok(()));
    world.server.put(SET, jwks(&[jwk("two", 2)]));
    for _ in 0..10 {
        assert_eq!(world.verdict("two", 2), Err(UnknownKey), "asked a short time ago");
    }
    assert_eq!(world.server.asked(), 1);
    world.clock.forward(60);
    assert_eq!(world.verdict("two", 2), Ok(()));
    assert_eq!(world.verdict("one", 1), Err(UnknownKey));
    assert_eq!(world.server.asked(), 2);
}

#[test]
fn unknown_names_do_not_keep_known_ones_from_being_used() {
    let world = World::new(set());
    world.server.put(SET, jwks(&[jwk("one", 1)]));
    assert_eq!(world.verdict("one", 1), Ok(()));
    world.server.remove(SET);
    world.clock.forward(60);
    assert_eq!(world.verdict("made up", 2), Err(KeyUnavailable));
    assert_eq!(world.verdict("made up", 2), Err(UnknownKey));
    assert_eq!(world.verdict("one", 1), Ok(()));
    assert_eq!(world.server.asked(), 2);
}

#[test]
fn a_key_is_used_for_its_lifetime() {
    let world = World::new(set());
    world.server.put(SET, jwks(&[jwk("one", 1)]));
    assert_eq!(world.verdict("one", 1), Ok(()));
    world.server.put(SET, jwks(&[jwk("one", 2)]));
    world.clock.forward(3599);
    assert_eq!(world.verdict("one", 1), Ok(()));
    world.clock.back(1000);
    assert_eq!(world.verdict("one", 1), Ok(()), "a clock that was put back");
    world.clock.forward(1001);
    assert_eq!(world.verdict("one", 1), Err(NoMatch));
    assert_eq!(world.verdict("one", 2), Ok(()));
    assert_eq!(world.server.asked(), 2);
}

/// A machine that starts in the wrong year, and is told the time.
#[test]
fn a_clock_that_is_put_back_a_long_way_leaves_nothing_as_it_is() {
    let world = World::new(set());
    world.clock.forward(1_000_000);
    world.server.put(SET, jwks(&[jwk("one", 1)]));
    assert_eq!(world.verdict("one", 1), Ok(()));
    assert_eq!(world.verdict("two", 2), Err(UnknownKey));
    world.server.put(SET, jwks(&[jwk("two", 2)]));
    world.clock.back(1_000_000);
    assert_eq!(world.verdict("two", 2), Ok(()));
    assert_eq!(world.verdict("one", 1), Err(UnknownKey));
    assert_eq!(world.server.asked(), 2);

    let mut world = World::new(certificate());
    world.keys = world.keys.allow_host("keys.example.com");
    world.clock.forward(1_000_000);
    for number in 0..10 {
        world.verdict(&format!("https://keys.example.com/{number}.pem"), 1).expect_err("no key");
    }
    assert_eq!(world.server.asked(), 8);
    world.clock.back(1_000_000);
    world.verdict("https://keys.example.com/9.pem", 1).expect_err("no key");
    assert_eq!(world.server.asked(), 9);
}

#[test]
fn what_cannot_be_fetched_is_asked_for_again_after_a_pause() {
    let world = World::new(set());
    for _ in 0..10 {
        assert_eq!(world.verdict("one", 1), Err(KeyUnavailable));
    }
    assert_eq!(world.server.asked(), 1);
    world.server.put(SET, jwks(&[jwk("one", 1)]));
    world.clock.forward(59);
    assert_eq!(world.verdict("one", 1), Err(KeyUnavailable));
    world.clock.forward(1);
    assert_eq!(world.verdict("one", 1), Ok(()));
    assert_eq!(world.server.asked(), 2);
    // Once the lifetime is over, what was there before does not count, whatever the reason that nothing else is had.
    world.server.remove(SET);
    world.clock.forward(3600);
    assert_eq!(world.verdict("one", 1), Err(KeyUnavailable));
    assert_eq!(world.verdict("one", 1), Err(KeyUnavailable));
    assert_eq!(world.server.asked(), 3);
}

#[test]
fn the_sender_delivers_again_whatever_is_wrong_with_a_key() {
    for error in [KeyNotAllowed, UnknownKey, KeyUnavailable] {
        assert_eq!(error.status(), 503, "{error}");
    }
}

#[test]
fn hosts_that_are_not_allowed_are_not_asked() {
    let mut world = World::new(certificate());
    for url in
        ["https://evil.test/key.pem", "http://keys.example.com/key.pem", "file:///etc/passwd", "key.pem"]
    {
        world.server.put(url, "a document");
        assert_eq!(world.verdict(url, 1), Err(KeyNotAllowed), "{url}");
    }
    world.keys = world.keys.allow_host("keys.example.com");
    let url = "https://keys.example.com.evil.test/key.pem";
    assert_eq!(world.verdict(url, 1), Err(KeyNotAllowed));
    assert_eq!(world.server.asked(), 0);
    assert_eq!(world.verdict("https://keys.example.com/key.pem", 1), Err(KeyUnavailable));
    assert_eq!(world.server.asked(), 1);
}

#[test]
fn few_unknown_addresses_are_asked() {
    let mut world = World::new(certificate());
    world.keys = world.keys.allow_host("keys.example.com");
    let flood = |world: &World| {
        for number in 0..50 {
            let url = format!("https://keys.example.com/{number}.pem");
            assert_eq!(judged(&world.keys, &[("X-Key", &url)]), Err(KeyUnavailable));
        }
    };
    flood(&world);
    assert_eq!(world.server.asked(), 8);
    for minutes in 1..10 {
        world.clock.forward(60);
        flood(&world);
        // Those that are kept, and as many unknown ones again.
        assert!(world.server.asked() <= 8 + 24 * minutes, "{} after {minutes} minutes", world.server.asked());
    }
}

#[test]
fn a_request_names_its_key_once() {
    let world = World::new(set());
    assert_eq!(judged(&world.keys, &[("X-Time", "1760000000")]), Err(MissingHeader));
    assert_eq!(judged(&world.keys, &[("X-Key", "one"), ("x-key", "two")]), Err(DuplicateHeader));
    assert_eq!(world.server.asked(), 0);
}

/// Takes a while, and counts.
#[derive(Default)]
struct Slow(AtomicUsize);

impl FetchKeys for Slow {
    async fn fetch(&self, _: &str) -> Option<Vec<u8>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(1)).await;
        Some(jwks(&[jwk("one", 1)]))
    }
}

impl FetchKeys for &'static Slow {
    async fn fetch(&self, url: &str) -> Option<Vec<u8>> {
        Slow::fetch(self, url).await
    }
}

#[tokio::test(start_paused = true)]
async fn requests_at_the_same_time_fetch_once() {
    let slow: &'static Slow = Box::leak(Box::default());
    let keys = Arc::new(FetchedKeys::new(&rule(Algorithm::Ed25519), set(), slow).expect("a rule"));
    let mut requests = Vec::new();
    for _ in 0..50 {
        let keys = Arc::clone(&keys);
        requests.push(tokio::spawn(async move {
            let headers = [("X-Key", "one")];
            keys.verifier(&RequestParts::new(&headers, BODY)).await.map(drop)
        }));
    }
    for request in requests {
        assert_eq!(request.await.expect("no panic"), Ok(()));
    }
    assert_eq!(slow.0.load(Ordering::SeqCst), 1);
}

//! The example in its own process, over real HTTP: what it answers, and what it has handled.
//!
//! Needs `redis-server` on the path: `apt-get install redis-server`.

mod support;
#[cfg(target_os = "linux")]
mod trouble;

use std::collections::BTreeMap;
use std::process::Command;
use std::thread;
use std::time::Duration;

use mnemom_events::testing::{Attempt, Part};
use mnemom_events::{CONTRACT, EventType, Family};
use support::{Example, SECRET, Sender, body, secret};
use webhook_test_support::redis_server::RedisServer;

#[test]
fn every_event_of_the_catalog_is_handled_once_however_often_it_comes() {
    let example = Example::new();
    let running = example.start();
    let sender = Sender::to(&running);
    for event_type in EventType::ALL {
        assert_eq!(sender.deliver(&body(*event_type, &format!("evt-{event_type}"))), 200);
    }
    let journal = example.journal();
    let of = |handler: &str| journal.iter().filter(|entry| entry["handler"] == handler).count();
    let in_quota = EventType::ALL.iter().filter(|event_type| event_type.family() == Family::Quota).count();
    assert_eq!((of("page"), of("quota"), of("dead letter")), (1, in_quota, 0));
    assert_eq!(journal.len(), EventType::ALL.len());

    // Retries, and replays after a restart.
    for event_type in EventType::ALL {
        assert_eq!(sender.deliver(&body(*event_type, &format!("evt-{event_type}"))), 200);
    }
    drop(running);
    let running = example.start();
    let sender = Sender::to(&running);
    for event_type in EventType::ALL {
        assert_eq!(sender.deliver(&body(*event_type, &format!("evt-{event_type}"))), 200);
    }
    assert_eq!(example.journal(), journal);
}

#[test]
fn what_is_not_genuine_is_refused_and_not_handled() {
    let example = Example::new();
    let running = example.start();
    let sender = Sender::to(&running);
    let body = body(EventType::IntegrityViolation, "evt-1");
    let attempt = Attempt::of(body);
    let genuine = attempt.clone().sign_with(&secret(SECRET));
    let old = attempt.clone().aged(Duration::from_secs(301)).sign_with(&secret(SECRET));
    // With a little more than the tolerance, for the time that the test takes.
    let early = attempt.clone().ahead(Duration::from_secs(360)).sign_with(&secret(SECRET));
    let mut unsigned = genuine.clone();
    unsigned.headers.clear();

    assert_eq!(sender.send(&unsigned), 503);
    assert_eq!(sender.send(&attempt.sign_with(&secret("another"))), 503);
    assert_eq!(sender.send(&old), 503);
    assert_eq!(sender.send(&early), 503);
    assert_eq!(sender.send(&genuine.clone().with_id("evt-2")), 503);
    let mut contradictory = genuine.clone();
    contradictory.headers.push(("X-Webhook-Timestamp".to_owned(), "1".to_owned()));
    assert_eq!(sender.send(&contradictory), 503);
    for part in [Part::Body, Part::Timestamp, Part::Signature] {
        assert_eq!(sender.send(&genuine.clone().flip_bit(part)), 503, "{part:?}");
    }
    assert!(example.journal().is_empty());

    assert_eq!(sender.send(&genuine), 200);
    assert_eq!(example.journal().len(), 1);
}

#[test]
fn a_body_beyond_the_limit_is_refused_before_it_is_there() {
    let example = Example::new();
    let running = example.start();
    let limit = CONTRACT.limits.body_limit();
    let sender = Sender::to(&running);
    let mut body = body(EventType::IntegrityViolation, "evt-1");
    body.resize(limit, b' ');
    assert_eq!(sender.deliver(&body), 200, "as large as may be");
    body.push(b' ');
    assert_eq!(sender.deliver(&body), 413);
    // Announces a body and never sends it: the answer does not wait for it.
    assert_eq!(sender.announce(limit + 1), 413);
    // Announces nothing, and never stops sending.
    assert_eq!(sender.stream(limit + 1), 413);
    assert_eq!(example.journal().len(), 1);
}

#[test]
fn what_cannot_be_read_is_kept_and_not_sent_again() {
    let example = Example::new();
    let running = example.start();
    let sender = Sender::to(&running);
    let broken = b"{\"id\":\"evt-1\",\"type\":\"quota.warning\",\"account_id\":\"ba-1\",\"data\":{}}\xff";
    assert_eq!(sender.deliver(broken), 200);
    assert_eq!(sender.deliver(broken), 200);
    let journal = example.journal();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0]["handler"], "dead letter");
    let kept = example.dead_letters().join(journal[0]["id"].as_str().unwrap());
    assert_eq!(std::fs::read(kept).unwrap(), broken, "the body, byte for byte");
}

#[test]
fn both_secrets_are_accepted_while_one_takes_the_place_of_the_other() {
    let example = Example::new();
    let running = example.start_with(&[("WEBHOOK_SECRET_PREVIOUS", "the-one-before")], &[]);
    let sender = Sender::to(&running);
    for (id, text) in [("evt-1", SECRET), ("evt-2", "the-one-before")] {
        let attempt = Attempt::of(body(EventType::TeamCreated, id));
        assert_eq!(sender.send(&attempt.sign_with(&secret(text))), 200);
    }
    assert_eq!(example.journal().len(), 2);
}

#[test]
fn an_empty_previous_secret_is_none() {
    let example = Example::new();
    let running = example.start_with(&[("WEBHOOK_SECRET_PREVIOUS", "")], &[]);
    assert_eq!(Sender::to(&running).deliver(&body(EventType::TeamCreated, "evt-1")), 200);
}

#[test]
fn what_keeps_it_from_starting_is_told_without_a_secret() {
    #[cfg(unix)]
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    const UNSET: &str =
        "error: WEBHOOK_SECRET is not set, or is empty: set it to the endpoint's signing secret\n";
    const WHITE_SPACE: &str = "the secret or public key contains white space or a control character, \
        such as the line feed at the end of a file\n";
    let example = Example::new();
    // The address does not exist on any machine, so that the process ends in any case.
    let told = |change: &dyn Fn(&mut Command) -> &mut Command| {
        let mut command = example.command();
        change(command.args(["--listen", "192.0.2.1:1"]));
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(told(&|command| command.env_remove("WEBHOOK_SECRET")), UNSET);
    assert_eq!(told(&|command| command.env("WEBHOOK_SECRET", "")), UNSET);
    for name in ["WEBHOOK_SECRET", "WEBHOOK_SECRET_PREVIOUS"] {
        assert_eq!(
            told(&|command| command.env(name, "never shown")),
            format!("error: {name}: {WHITE_SPACE}")
        );
        #[cfg(unix)]
        assert_eq!(
            told(&|command| command.env(name, OsStr::from_bytes(b"never\xff"))),
            format!("error: {name} is not UTF-8\n")
        );
    }
    assert_eq!(
        told(&|command| command.args(["--store", "elsewhere"])),
        "error: --store: expected redb:PATH or redis://HOST\n"
    );
}

#[cfg(unix)]
#[test]
fn a_request_under_way_is_answered_before_sigterm_ends_the_process() {
    let example = Example::new();
    let mut running = example.start_with(&[], &["--work", "1000"]);
    let sender = Sender::to(&running);
    let under_way = thread::spawn(move || sender.try_deliver(&body(EventType::IntegrityViolation, "evt-1")));
    running.wait_for("page: "); // The handler is running.
    running.terminate();
    assert_eq!(under_way.join().unwrap(), Some(200));
    assert!(running.has_ended_well());
    assert_eq!(example.journal().len(), 1);
}

/// SIGKILL, so that nothing is flushed, closed or released.
#[test]
fn a_process_killed_at_work_loses_nothing_and_doubles_nothing() {
    let example = Example::new();
    let body = body(EventType::IntegrityViolation, "evt-1");

    let mut running = example.start_with(&[], &["--work", "60000"]);
    let sender = Sender::to(&running);
    let abandoned = thread::spawn({
        let body = body.clone();
        move || sender.try_deliver(&body)
    });
    running.wait_for("page: "); // The handler is running: the event has been begun, but not committed.
    running.kill();
    assert_eq!(abandoned.join().unwrap(), None, "the sender gets no answer");
    assert!(example.journal().is_empty());

    let mut running = example.start();
    assert_eq!(Sender::to(&running).deliver(&body), 200);
    assert_eq!(example.journal().len(), 1, "the retry is handled");
    running.kill();

    let running = example.start();
    assert_eq!(Sender::to(&running).deliver(&body), 200);
    assert_eq!(example.journal().len(), 1, "and what was committed stays committed");
}

#[test]
fn two_receivers_that_share_redis_handle_each_event_once() {
    webhook_test_support::needs!("redis-server");
    const EVENTS: usize = 1000;
    const TIMES: usize = 5;
    let redis = RedisServer::start();
    let examples = [Example::with_store(redis.url()), Example::with_store(redis.url())];
    let running = examples.each_ref().map(Example::start);

    // Every thread sends every event, each beginning elsewhere in the list, to one receiver and the other in turn.
    thread::scope(|scope| {
        for time in 0..TIMES {
            let senders = running.each_ref().map(Sender::to);
            scope.spawn(move || {
                for number in 0..EVENTS {
                    let event = (number + time % 2 * 7) % EVENTS;
                    let event_type = EventType::ALL[event % EventType::ALL.len()];
                    let body = body(event_type, &format!("evt-{event}"));
                    // In flight at the other receiver: the sender delivers again.
                    while senders[(time + number) % 2].deliver(&body) == 503 {
                        thread::sleep(Duration::from_millis(5));
                    }
                }
            });
        }
    });

    let mut times = BTreeMap::new();
    for entry in examples.iter().flat_map(Example::journal) {
        *times.entry(entry["id"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    let doubled: Vec<_> = times.iter().filter(|(_, times)| **times != 1).collect();
    assert_eq!(doubled, Vec::<(&String, &i32)>::new());
    assert_eq!(times.len(), EVENTS);
    let shares = examples.each_ref().map(|example| example.journal().len());
    assert!(shares.iter().all(|share| *share > 0), "both had their part: {shares:?}");
}

#[test]
fn two_services_that_share_redis_both_handle_each_event() {
    webhook_test_support::needs!("redis-server");
    let redis = RedisServer::start();
    let body = body(EventType::TeamCreated, "evt-1");
    for name in ["billing", "alerts"] {
        let example = Example::with_store(redis.url());
        let running = example.start_with(&[], &["--name", name]);
        assert_eq!(Sender::to(&running).deliver(&body), 200);
        assert_eq!(example.journal().len(), 1, "{name}");
    }
}

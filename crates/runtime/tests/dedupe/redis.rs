//! Properties of `RedisStore` alone: failing servers, secret passwords, and keys in Redis.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use webhook_runtime::dedupe::{Begin, EventKey, RedisStore, RedisStoreError, Store};

use crate::behavior::{self, LONG, claim, key};
use webhook_test_support::redis_server::{RedisServer, free_port};

const PASSWORD: &str = "hunter2";
const RECEIVER: &str = "billing";

#[test]
fn is_a_store() {
    webhook_test_support::needs!("redis-server");
    let server = RedisServer::start();
    let open = async |retention: Duration| {
        RedisStore::connect(&server.url(), &format!("{retention:?}"), retention).await.unwrap()
    };
    runtime().block_on(behavior::check(open));
}

#[test]
fn an_event_is_new_for_one_of_many() {
    webhook_test_support::needs!("redis-server");
    let server = RedisServer::start();
    let runtime = runtime();
    let stores = [connect(&runtime, &server).unwrap(), connect(&runtime, &server).unwrap()];
    behavior::check_contention(|thread, key| {
        runtime.block_on(stores[thread % stores.len()].begin(key, LONG)).unwrap()
    });
}

#[test]
fn connections_share_events() {
    webhook_test_support::needs!("redis-server");
    let server = RedisServer::start();
    let runtime = runtime();
    let one = connect(&runtime, &server).unwrap();
    let other = connect(&runtime, &server).unwrap();
    runtime.block_on(async {
        let claim = claim(one.begin(&key("shared"), LONG).await);
        assert!(matches!(other.begin(&key("shared"), LONG).await, Ok(Begin::InFlight)));
        other.commit(&claim).await.unwrap();
        assert!(matches!(one.begin(&key("shared"), LONG).await, Ok(Begin::Duplicate)));
    });
}

#[test]
fn receivers_know_nothing_of_each_other() {
    webhook_test_support::needs!("redis-server");
    let server = RedisServer::start();
    runtime().block_on(async {
        // Some are chosen so that a name and a key, simply concatenated, would be the same as another name and key.
        let names = ["billing", "alerts", "", ":", "7:account", "billing:7:account", "billing ", "請求"];
        for name in names {
            let store = RedisStore::connect(&server.url(), name, LONG).await.unwrap();
            for key in [EventKey::new(None, "evt-1"), key("evt-1"), key(":evt-1")] {
                store.commit(&claim(store.begin(&key, LONG).await)).await.unwrap();
            }
        }
    });
}

#[test]
fn a_server_that_is_gone_is_an_error_and_one_that_is_back_is_used() {
    webhook_test_support::needs!("redis-server");
    let mut server = RedisServer::start();
    let runtime = runtime();
    let store = connect(&runtime, &server).unwrap();
    let begin = |id: &str| runtime.block_on(store.begin(&key(id), LONG));
    let lost = claim(begin("begun"));

    server.kill();
    let start = Instant::now();
    assert_unreachable(&begin("begun").unwrap_err());
    runtime.block_on(store.commit(&lost)).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());

    server.restart();
    let claim = claim(begin("begun"));
    // There has been no call since the connection was lost.
    server.kill();
    server.restart();
    runtime.block_on(store.commit(&claim)).unwrap();
    assert!(matches!(begin("begun"), Ok(Begin::Duplicate)));
}

#[test]
fn an_answer_that_is_lost_does_not_lose_the_event() {
    webhook_test_support::needs!("redis-server");
    let server = RedisServer::start();
    let proxy = losing_first_answer_to("EVAL", &server);
    let runtime = runtime();
    runtime.block_on(async {
        let store = RedisStore::connect(&proxy, RECEIVER, LONG).await.unwrap();
        let claim = claim(store.begin(&key("begun"), LONG).await);
        assert!(matches!(store.begin(&key("begun"), LONG).await, Ok(Begin::InFlight)));
        store.commit(&claim).await.unwrap();
        assert!(matches!(store.begin(&key("begun"), LONG).await, Ok(Begin::Duplicate)));
    });
}

#[test]
fn a_server_that_hangs_is_an_error() {
    webhook_test_support::needs!("redis-server");
    let server = RedisServer::start();
    let runtime = runtime();
    let store = connect(&runtime, &server).unwrap();
    let begin = |id: &str| runtime.block_on(store.begin(&key(id), LONG));

    server.suspend();
    let start = Instant::now();
    let error = begin("first").unwrap_err().to_string();
    assert_eq!(error, format!("Redis at {} cannot be reached: timed out", server.address()));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    let start = Instant::now();
    connect(&runtime, &server).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());

    server.resume();
    let _claim = claim(begin("second"));
}

#[test]
fn the_password_is_used_and_never_shown() {
    webhook_test_support::needs!("redis-server");
    let server = RedisServer::with_password(PASSWORD);
    let runtime = runtime();
    let store = connect(&runtime, &server).unwrap();
    let _claim = claim(runtime.block_on(store.begin(&key("begun"), LONG)));
    assert_eq!(format!("{store:?}"), r#"RedisStore { receiver: "billing", retention: 3600s, .. }"#);

    let wrong = server.url().replace(PASSWORD, "hunter3");
    let error = runtime.block_on(RedisStore::connect(&wrong, RECEIVER, LONG)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("Redis at {} refuses the user and password in its URL", server.address())
    );
    assert_hidden(&error, "hunter3");
    let none = server.url().replace(&format!(":{PASSWORD}@"), "");
    let error = runtime.block_on(RedisStore::connect(&none, RECEIVER, LONG)).unwrap_err();
    assert_eq!(error.to_string(), format!("Redis at {} answers NOAUTH", server.address()));
}

#[test]
fn an_answer_that_repeats_the_password_is_not_shown() {
    let runtime = runtime();
    for accepted in 0..3 {
        for query in ["", "?protocol=resp3", "/7"] {
            let url = format!("redis://user:{PASSWORD}@{}{query}", repeating_all_but(accepted));
            assert_hidden(
                &runtime.block_on(RedisStore::connect(&url, RECEIVER, LONG)).unwrap_err(),
                PASSWORD,
            );
        }
    }
}

#[test]
fn a_url_that_cannot_be_used_is_told_without_it() {
    let runtime = runtime();
    let unusable = [
        format!("hunter2:{PASSWORD}"),
        format!("http://user:{PASSWORD}@localhost"),
        format!("redis://user:{PASSWORD}@"),
        format!("redis://user:{PASSWORD}@localhost/{PASSWORD}"),
        format!("redis://user:{PASSWORD}@localhost?protocol={PASSWORD}"),
        format!("rediss://user:{PASSWORD}@localhost"),
        PASSWORD.to_owned(),
        String::new(),
    ];
    for url in unusable {
        let error = runtime.block_on(RedisStore::connect(&url, RECEIVER, LONG)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Redis cannot be connected to: expected a URL like redis://[[user]:password@]host[:port][/database] \
             or unix:///path; rediss:// needs a TLS feature of the crate redis",
            "{url}"
        );
        assert_hidden(&error, PASSWORD);
    }
    let nobody = format!("redis://user:{PASSWORD}@127.0.0.1:{}", free_port());
    let error = runtime.block_on(RedisStore::connect(&nobody, RECEIVER, LONG)).unwrap_err();
    assert_unreachable(&error);
    assert_hidden(&error, PASSWORD);
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

/// A proxy between a store and a server, which drops the connection once, after the server has run a command and before
/// it answers. Returns its URL.
fn losing_first_answer_to(command: &'static str, server: &RedisServer) -> String {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", proxy.local_addr().unwrap());
    let server = server.address();
    thread::spawn(move || {
        let mut lost = false;
        for client in proxy.incoming() {
            let (mut client, mut server) = (client.unwrap(), TcpStream::connect(server).unwrap());
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = client.read(&mut bytes) {
                let loses = !lost && String::from_utf8_lossy(&bytes[..length]).contains(command);
                server.write_all(&bytes[..length]).unwrap();
                let length = server.read(&mut bytes).unwrap();
                if loses {
                    lost = true;
                    break;
                }
                client.write_all(&bytes[..length]).unwrap();
            }
        }
    });
    url
}

/// A server that accepts some commands, and answers every later one with everything that it was sent. Returns its
/// address.
fn repeating_all_but(accepted: usize) -> SocketAddr {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    thread::spawn(move || {
        for connection in server.incoming() {
            let mut connection = connection.unwrap();
            let (mut all, mut commands) = (String::new(), 0);
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = connection.read(&mut bytes) {
                let sent = String::from_utf8_lossy(&bytes[..length]).replace("\r\n", " ");
                all += &sent;
                for _ in 0..sent.matches('*').count() {
                    commands += 1;
                    let answer =
                        if commands <= accepted { "+OK\r\n" } else { &format!("-ERR unknown: {all}\r\n") };
                    let _ = connection.write_all(answer.as_bytes());
                }
            }
        }
    });
    address
}

fn connect(runtime: &Runtime, server: &RedisServer) -> Result<RedisStore, RedisStoreError> {
    runtime.block_on(RedisStore::connect(&server.url(), RECEIVER, LONG))
}

#[track_caller]
fn assert_unreachable(error: &RedisStoreError) {
    let error = error.to_string();
    assert!(error.starts_with("Redis at 127.0.0.1:"), "{error}");
    assert!(error.contains(" cannot be reached: Connection refused"), "{error}");
}

#[track_caller]
fn assert_hidden(error: &RedisStoreError, secret: &str) {
    let mut shown = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        shown += &format!(" {error} {error:?}");
        source = error.source();
    }
    assert!(!shown.contains(secret), "{shown}");
}

//! `RedisStore` over servers that fail over, restart, pause and throw clients out, while events come, each several
//! times.
//!
//! Whatever happens, every event is handled, and none is handled again after a successful commit.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener, TcpStream};
#[cfg(feature = "redis-cluster")]
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{io, thread};

use tokio::runtime::Runtime;
use webhook_runtime::dedupe::{Begin, RedisStore, Store};

use crate::behavior::{LONG, key};
use webhook_test_support::redis_server::RedisServer;

const RECEIVER: &str = "billing";
const EVENTS: usize = 400;
/// How often each event is delivered.
const TIMES: usize = 3;
const LEASE: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(30);

/// The outcome of each event.
#[derive(Default)]
struct Events {
    handled: BTreeMap<usize, usize>,
    committed: BTreeMap<usize, usize>,
    again: Vec<usize>,
}

/// Delivers events through several stores, and makes trouble meanwhile. Gives those that were handled again after a
/// commit that succeeded; that any is lost, or is never answered, is a failure.
fn under_load(runtime: &Runtime, stores: &[RedisStore], trouble: impl FnOnce()) -> Vec<usize> {
    let events = Arc::new(Mutex::new(Events::default()));
    let end = Instant::now() + PATIENCE;
    let tasks: Vec<_> = (0..TIMES)
        .flat_map(|time| (0..8).map(move |part| (time, part)))
        .map(|(time, part)| {
            let (store, events) = (stores[time % stores.len()].clone(), Arc::clone(&events));
            runtime.spawn(async move {
                for event in (0..EVENTS).filter(|event| event % 8 == part) {
                    deliver(&store, &events, event, end).await;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            })
        })
        .collect();
    thread::sleep(Duration::from_millis(200));
    trouble();
    runtime.block_on(async {
        for task in tasks {
            task.await.unwrap();
        }
    });
    let mut events = events.lock().unwrap();
    assert_eq!(events.handled.len(), EVENTS, "events are lost");
    assert_eq!(events.committed.len(), EVENTS);
    std::mem::take(&mut events.again)
}

/// Delivers an event until it is answered with success, as a sender does.
async fn deliver(store: &RedisStore, events: &Mutex<Events>, event: usize, end: Instant) {
    loop {
        match store.begin(&key(&format!("evt-{event}")), LEASE).await {
            Ok(Begin::New(claim)) => {
                {
                    let mut events = events.lock().unwrap();
                    *events.handled.entry(event).or_default() += 1;
                    if events.committed.contains_key(&event) {
                        events.again.push(event);
                    }
                }
                // As long as an endpoint tries.
                let last = Instant::now() + Duration::from_secs(6);
                while Instant::now() < last {
                    if store.commit(&claim).await.is_ok() {
                        *events.lock().unwrap().committed.entry(event).or_default() += 1;
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            Ok(Begin::Duplicate) => return,
            Ok(Begin::InFlight) | Err(_) => tokio::time::sleep(Duration::from_millis(30)).await,
        }
        assert!(Instant::now() < end, "event {event} is not answered in time");
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

fn two_stores(runtime: &Runtime, url: &str) -> Vec<RedisStore> {
    (0..2).map(|_| runtime.block_on(RedisStore::connect(url, RECEIVER, LONG)).unwrap()).collect()
}

/// An address behind which there is one server, and later another. Connections stay with the server that they were made
/// to.
struct Address {
    own: SocketAddr,
    server: Arc<Mutex<SocketAddr>>,
}

impl Address {
    fn of(server: &RedisServer) -> Address {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap();
        let server = Arc::new(Mutex::new(server.address()));
        let target = Arc::clone(&server);
        thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(server) = TcpStream::connect(*target.lock().unwrap()) else { continue };
                let client = client.unwrap();
                forward(client.try_clone().unwrap(), server.try_clone().unwrap());
                forward(server, client);
            }
        });
        Address { own, server }
    }

    fn lead_to(&self, server: &RedisServer) {
        *self.server.lock().unwrap() = server.address();
    }

    fn url(&self) -> String {
        format!("redis://{}", self.own)
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream) {
    thread::spawn(move || {
        // An error ends it just as a closed connection does.
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
}

fn replica_of(primary: &RedisServer) -> RedisServer {
    let replica = RedisServer::start();
    replica.command(&["REPLICAOF", "127.0.0.1", &primary.address().port().to_string()]);
    replica.wait_for(&["INFO", "replication"], "master_link_status:up");
    replica
}

#[test]
fn a_planned_failover_behind_one_address() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let (runtime, primary) = (runtime(), RedisServer::start());
    let replica = replica_of(&primary);
    let address = Address::of(&primary);
    let stores = two_stores(&runtime, &address.url());
    let again = under_load(&runtime, &stores, || {
        primary.command(&["FAILOVER"]);
        primary.wait_for(&["ROLE"], "slave");
        // The connections now lead to a replica.
        thread::sleep(Duration::from_millis(300));
        address.lead_to(&replica);
    });
    assert_eq!(again, [0; 0]);
}

#[test]
fn clients_that_are_thrown_out() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let (runtime, server) = (runtime(), RedisServer::start());
    let stores = two_stores(&runtime, &server.url());
    let again = under_load(&runtime, &stores, || {
        for _ in 0..10 {
            server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
            thread::sleep(Duration::from_millis(50));
        }
    });
    assert_eq!(again, [0; 0]);
}

#[test]
fn a_server_that_pauses() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let (runtime, server) = (runtime(), RedisServer::start());
    let stores = two_stores(&runtime, &server.url());
    let again = under_load(&runtime, &stores, || {
        server.command(&["CLIENT", "PAUSE", "1500", "ALL"]);
    });
    assert_eq!(again, [0; 0]);
}

#[test]
fn a_server_that_is_killed_and_started_again() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let arguments = ["--appendonly", "yes", "--appendfsync", "always"];
    let (runtime, mut server) = (runtime(), RedisServer::with(&arguments));
    let stores = two_stores(&runtime, &server.url());
    let again = under_load(&runtime, &stores, || {
        server.kill();
        thread::sleep(Duration::from_millis(500));
        server.restart();
    });
    assert_eq!(again, [0; 0]);
}

/// A useless server is not asked for every event.
#[test]
fn a_server_that_stays_read_only_is_not_stormed() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let (runtime, primary) = (runtime(), RedisServer::start());
    let server = RedisServer::start();
    let store = runtime.block_on(RedisStore::connect(&server.url(), RECEIVER, LONG)).unwrap();
    server.command(&["REPLICAOF", "127.0.0.1", &primary.address().port().to_string()]);
    server.wait_for(&["INFO", "replication"], "master_link_status:up");
    let connections = || -> u64 {
        let information = server.command(&["INFO", "stats"]);
        let line = information.lines().find_map(|line| line.strip_prefix("total_connections_received:"));
        line.unwrap().trim().parse().unwrap()
    };
    let before = connections();
    let start = Instant::now();
    let mut calls = 0;
    while start.elapsed() < Duration::from_secs(1) {
        let error = runtime.block_on(store.begin(&key("evt-1"), LONG)).unwrap_err().to_string();
        assert_eq!(error, format!("Redis at {} is read-only: connect to the primary", server.address()));
        calls += 1;
    }
    let made = connections() - before;
    assert!(calls > 100 && made < 12, "{made} connections for {calls} calls");
    server.command(&["REPLICAOF", "NO", "ONE"]);
    let end = Instant::now() + Duration::from_secs(4);
    while runtime.block_on(store.begin(&key("evt-1"), LONG)).is_err() {
        assert!(Instant::now() < end, "it comes back within the longest pause");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The errors for unfit servers at startup.
fn told(server: &RedisServer, user: &str) -> String {
    let url = server.url().replace("redis://", &format!("redis://{user}"));
    let error = runtime().block_on(RedisStore::connect(&url, RECEIVER, LONG)).unwrap_err().to_string();
    error.replace(&server.address().to_string(), "ADDRESS")
}

#[test]
fn a_server_that_is_not_good_for_a_store_is_told_at_once() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let primary = RedisServer::start();
    assert_eq!(told(&replica_of(&primary), ""), "Redis at ADDRESS is read-only: connect to the primary");

    primary.command(&["ACL", "SETUSER", "plain", "on", ">pass", "~*", "+@all", "-eval"]);
    assert_eq!(
        told(&primary, "plain:pass@"),
        "Redis at ADDRESS does not run scripts: allow the command EVAL"
    );

    primary.command(&["CONFIG", "SET", "maxmemory", "100mb"]);
    primary.command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    assert_eq!(
        told(&primary, ""),
        "Redis at ADDRESS evicts keys when its memory is full, so events would be handled twice: \
         set maxmemory-policy to noeviction instead of allkeys-lru"
    );
    primary.command(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]);
    runtime().block_on(RedisStore::connect(&primary.url(), RECEIVER, LONG)).unwrap();

    // A server that does not tell its policy is trusted.
    primary.command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    primary.command(&["ACL", "SETUSER", "silent", "on", ">pass", "~*", "+@all", "-info"]);
    let url = primary.url().replace("redis://", "redis://silent:pass@");
    runtime().block_on(RedisStore::connect(&url, RECEIVER, LONG)).unwrap();
}

/// Three primaries, without replicas.
#[cfg(feature = "redis-cluster")]
#[test]
fn a_cluster_one_of_whose_nodes_is_killed_and_started_again() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let arguments = [
        "--cluster-enabled",
        "yes",
        "--cluster-node-timeout",
        "1000",
        "--appendonly",
        "yes",
        "--appendfsync",
        "always",
    ];
    let mut nodes: Vec<_> = (0..3).map(|_| RedisServer::with(&arguments)).collect();
    let output = Command::new("redis-cli")
        .args(["--cluster", "create"])
        .args(nodes.iter().map(|node| node.address().to_string()))
        .arg("--cluster-yes")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    for node in &nodes {
        node.wait_for(&["CLUSTER", "INFO"], "cluster_state:ok");
    }
    let runtime = runtime();
    let error = runtime.block_on(RedisStore::connect(&nodes[0].url(), RECEIVER, LONG));
    if let Err(error) = error {
        let expected =
            format!("Redis at {} is a node of a cluster: connect to the cluster", nodes[0].address());
        assert_eq!(error.to_string(), expected);
    }
    let urls: Vec<_> = nodes.iter().map(RedisServer::url).collect();
    let urls: Vec<_> = urls.iter().map(String::as_str).collect();
    let connect = || runtime.block_on(RedisStore::connect_cluster(&urls[..2], RECEIVER, LONG)).unwrap();
    let stores = [connect(), connect()];
    let again = under_load(&runtime, &stores, || {
        nodes[1].kill();
        thread::sleep(Duration::from_millis(500));
        nodes[1].restart();
    });
    assert_eq!(again, [0; 0]);
}

/// The old primary is a replica afterwards. It copies after it has answered, so that what was committed last may be
/// handled again; nothing is lost.
#[cfg(feature = "redis-sentinel")]
#[test]
fn a_failover_by_a_sentinel() {
    webhook_test_support::needs!("redis-server", "redis-cli");
    let primary = RedisServer::start();
    let replica = replica_of(&primary);
    let directory = tempfile::TempDir::new().unwrap();
    let configuration = directory.path().join("sentinel.conf");
    let watched = format!("sentinel monitor watched 127.0.0.1 {} 1\n", primary.address().port());
    std::fs::write(&configuration, watched + "sentinel down-after-milliseconds watched 1000\n").unwrap();
    let sentinel = RedisServer::with(&[configuration.to_str().unwrap(), "--sentinel"]);
    sentinel.wait_for(&["SENTINEL", "MASTER", "watched"], "num-slaves\n1");

    let runtime = runtime();
    let url = sentinel.url();
    let sentinels = [url.as_str()];
    let connect = || {
        let connected = RedisStore::connect_sentinel(&sentinels, "watched", RECEIVER, LONG);
        runtime.block_on(connected).unwrap()
    };
    let stores = [connect(), connect()];
    under_load(&runtime, &stores, || {
        sentinel.command(&["SENTINEL", "FAILOVER", "watched"]);
        replica.wait_for(&["ROLE"], "master");
    });
    let unknown = RedisStore::connect_sentinel(&sentinels, "another", RECEIVER, LONG);
    let error = runtime.block_on(unknown).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("Redis at another, by the sentinels {} ", sentinel.address())),
        "{error}"
    );
}

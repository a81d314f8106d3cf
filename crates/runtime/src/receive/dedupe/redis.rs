//! The store in a Redis server, for many machines.
//!
//! Whatever must not be interleaved is a single command, so that no two machines get the same event. The process keeps
//! nothing but the connection.

mod error;
mod link;
#[cfg(any(feature = "redis-cluster", feature = "redis-sentinel"))]
mod many;
mod probe;

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use redis::{Client, Cmd, ConnectionInfo, FromRedisValue, IntoConnectionInfo};

pub use self::error::RedisStoreError;
use self::link::{Link, PATIENCE, Source};
use super::{Begin, Claim, EventKey, Store};

/// Redis refuses durations that it cannot add to its clock's time.
const LONGEST_MILLIS: u128 = 1 << 60;

/// The value of a handled event's key. While an event is being handled, the value is the claim's token.
const DONE: &str = "done";

/// Sets a key to a token for some milliseconds unless it has a value, and returns that: nothing, a token, or that the
/// event has been handled. If it is this same token, the answer to the first try was lost.
const BEGIN: &str = "
    local held = redis.call('GET', KEYS[1])
    if held and held ~= ARGV[1] then return held end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return false";

/// Removes a key if its value is this token.
const ABORT: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
    return false";

/// Remembers events in a Redis server, for many processes on any number of machines.
///
/// Requires tokio. Services that share a server are told apart by their names, and each handles every event. All
/// processes of a service, on all its machines, need the same server, database, name and retention.
///
/// Every call is one command on one key: a short script, or a `SET`. So any server that supports `EVAL` will do, and
/// any proxy that routes commands by key. With the feature `redis-cluster`, `RedisStore::connect_cluster` follows the
/// keys of a Redis Cluster; with `redis-sentinel`, `RedisStore::connect_sentinel` follows the primary that sentinels
/// name. For TLS (`rediss://`), enable a TLS feature of the crate `redis`, of the same version, in your own crate.
///
/// If Redis forgets an event, it is handled again. Redis forgets what it has not written to disk (`appendonly yes`)
/// when it is restarted, and what it has not copied to a replica, which happens after it has answered, when it fails
/// over. A server that evicts keys when its memory is full is refused.
///
/// If a server does not answer, the call fails within four seconds. If the connection is lost or silent, or leads to a
/// server that cannot do anything (`READONLY` after a failover, `LOADING`, `MASTERDOWN`, `CLUSTERDOWN`), it is dropped,
/// the address is looked up again, and the call is repeated once. If that does not help, the store reconnects with
/// pauses of 50 ms to 2 s, and calls in between fail at once.
///
/// ```no_run
/// use std::time::Duration;
/// use webhook_runtime::dedupe::{RedisStore, RedisStoreError};
///
/// async fn store() -> Result<RedisStore, RedisStoreError> {
///     let retention = Duration::from_secs(30 * 24 * 60 * 60);
///     RedisStore::connect("redis://:password@localhost:6379/0", "billing", retention).await
/// }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    connection: Connection,
    receiver: Box<str>,
    retention: Duration,
}

#[derive(Clone)]
enum Connection {
    Link(Arc<Link>),
    #[cfg(feature = "redis-cluster")]
    Cluster(many::Cluster),
}

impl RedisStore {
    /// Connects to a server: `redis://[[user]:password@]host[:port][/database]`, or
    /// `unix:///path[?db=database&user=user&pass=password]`.
    ///
    /// `receiver` is the name of the service, any string: stores with different names do not see each other's events.
    /// If two services have the same name, each event is handled by only one of them. `retention` is how long an event
    /// is remembered after its commit.
    ///
    /// # Errors
    ///
    /// When the URL is not of this form; when the server cannot be reached, refuses the password, is read-only or does
    /// not run scripts; and when it evicts keys once its memory is full (`maxmemory` is set, and `maxmemory-policy` is
    /// not `noeviction`). A server that does not tell its policy is assumed not to evict.
    pub async fn connect(
        url: &str,
        receiver: &str,
        retention: Duration,
    ) -> Result<RedisStore, RedisStoreError> {
        let information = url.into_connection_info().map_err(|error| RedisStoreError::of_url(&error))?;
        let address = information.addr().to_string().into();
        let client =
            Client::open(without_delay(information)).map_err(|error| RedisStoreError::of_url(&error))?;
        let link = Link::new(address, Source::Address(client));
        RedisStore::over(Connection::Link(Arc::new(link)), receiver, retention).await
    }

    /// A store over a connection, after probing the server.
    async fn over(
        connection: Connection,
        receiver: &str,
        retention: Duration,
    ) -> Result<RedisStore, RedisStoreError> {
        let store = RedisStore { connection, receiver: receiver.into(), retention };
        store.probe().await?;
        Ok(store)
    }

    async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisStoreError> {
        match &self.connection {
            Connection::Link(link) => link.run(command).await,
            #[cfg(feature = "redis-cluster")]
            Connection::Cluster(cluster) => cluster.run(command).await,
        }
    }

    fn key(&self, event: &EventKey) -> String {
        // With the length at the start, no other name and event result in the same text.
        format!("webhook-event:{}:{}:{}", self.receiver.len(), self.receiver, event.as_str())
    }
}

impl Store for RedisStore {
    type Error = RedisStoreError;

    async fn begin(&self, key: &EventKey, lease: Duration) -> Result<Begin, RedisStoreError> {
        let token = random();
        let mut script = script(BEGIN, self.key(key), token);
        let held: Option<String> = self.run(script.arg(millis(lease))).await?;
        Ok(match held.as_deref() {
            None => Begin::New(Claim::new(key.clone(), token)),
            Some(DONE) => Begin::Duplicate,
            Some(_) => Begin::InFlight,
        })
    }

    async fn commit(&self, claim: &Claim) -> Result<(), RedisStoreError> {
        let mut set = redis::cmd("SET");
        set.arg(self.key(claim.key())).arg(DONE).arg("PX").arg(millis(self.retention));
        self.run(&set).await
    }

    async fn abort(&self, claim: Claim) -> Result<(), RedisStoreError> {
        self.run(&script(ABORT, self.key(claim.key()), claim.token())).await
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("receiver", &self.receiver)
            .field("retention", &self.retention)
            .finish_non_exhaustive()
    }
}

fn script(text: &str, key: String, token: u64) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(text).arg(1).arg(key).arg(token);
    command
}

/// Packets are small, so they are sent at once. A machine that is gone cannot report it: without a limit, the
/// connection to it would be kept for a quarter of an hour.
fn without_delay(information: ConnectionInfo) -> ConnectionInfo {
    let sockets = information.tcp_settings().clone().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let sockets = sockets.set_user_timeout(PATIENCE);
    information.set_tcp_settings(sockets)
}

/// A random number, so that two processes hardly ever pick the same one for an event: it is one of 2⁶⁴, from the random
/// state of the standard library's hashers.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Rounded up, and at least what Redis accepts.
fn millis(time: Duration) -> u64 {
    let millis = time.as_nanos().div_ceil(1_000_000).clamp(1, LONGEST_MILLIS);
    millis as u64
}

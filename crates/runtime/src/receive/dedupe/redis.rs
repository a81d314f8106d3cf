//! The store that many machines share.
//!
//! Redis does in one step what must not be interleaved, so that no two machines get the same event. The process keeps
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

/// Redis refuses times that it cannot add to its clock's.
const LONGEST_MILLIS: u128 = 1 << 60;

/// What the key of a handled event holds. That of an event which is being handled holds the claim's token.
const DONE: &str = "done";

/// Takes a key for a token and for some milliseconds, and says what it held before: nothing, a token, or that the event
/// has been handled. That it held this very token means that the answer to the first try was lost.
const BEGIN: &str = "
    local held = redis.call('GET', KEYS[1])
    if held and held ~= ARGV[1] then return held end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return false";

/// Removes a key if it holds a token.
const ABORT: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
    return false";

/// Remembers events in a Redis server, for many processes on any number of machines.
///
/// Needs tokio. Services that share a server are told apart by their names, and each handles every event. All processes of
/// one service, on all its machines, need the same server, database, name and retention.
///
/// Every call is one command on one key: a script of a few lines, or a `SET`. So any server that knows `EVAL` will do, and
/// any proxy that sends a command where its key is. With the feature `redis-cluster`, `RedisStore::connect_cluster`
/// follows the keys of a Redis Cluster; with `redis-sentinel`, `RedisStore::connect_sentinel` follows the primary that
/// sentinels name. For TLS (`rediss://`), enable a TLS feature of the crate `redis`, of the same version, in your own crate.
///
/// What Redis forgets is handled again. It forgets what it has not written to disk (`appendonly yes`) when it is restarted,
/// and what it has not copied to a replica (it copies afterwards) when it fails over. A server that throws out keys when its
/// memory is full is refused.
///
/// A server that does not answer is an error within four seconds. A connection that is lost, silent, or leads to a server
/// that can do nothing (`READONLY` after a failover, `LOADING`, `MASTERDOWN`, `CLUSTERDOWN`) is dropped, the address is looked
/// up anew, and the call repeated once. While that does not help, connections are made with pauses of 50 ms to 2 s, and calls
/// in between are errors at once.
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
    /// `receiver` is the name of the service, any text: stores with different names know nothing of each other's events.
    /// An event that two services are to handle is lost to one of them if they have the same name.
    /// `retention` is how long an event is remembered after its commit.
    ///
    /// # Errors
    ///
    /// When the URL is not such a URL, when the server cannot be reached or refuses the password, when it is read-only or
    /// runs no scripts, and when it throws out keys once its memory is full (`maxmemory` is set, and `maxmemory-policy` is
    /// not `noeviction`). Where the server does not tell its policy, it is taken for granted.
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

    /// A store over a connection, once it has turned out to be good for one.
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
        // With the length in front, no other name and event make the same text.
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

/// Packets are small and go at once. A machine that is gone does not say so: without a limit, the connection to it is kept
/// for a quarter of an hour.
fn without_delay(information: ConnectionInfo) -> ConnectionInfo {
    let sockets = information.tcp_settings().clone().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let sockets = sockets.set_user_timeout(PATIENCE);
    information.set_tcp_settings(sockets)
}

/// A number that two processes may come up with for the same event, but hardly ever do: it is one of 2⁶⁴, and the
/// standard library's hashers start from what the system calls random.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// No less than the time, and no less than Redis takes.
fn millis(time: Duration) -> u64 {
    let millis = time.as_nanos().div_ceil(1_000_000).clamp(1, LONGEST_MILLIS);
    millis as u64
}

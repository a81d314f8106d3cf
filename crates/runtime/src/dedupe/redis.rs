//! The store that many machines share.
//!
//! Knows what Redis has to do in one step, so that no two get the same event, and how long an answer may take. Does not
//! keep anything in the process but the connection.

mod error;

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, IntoConnectionInfo, RedisError};

pub use self::error::RedisStoreError;
use super::{Begin, Claim, EventKey, Store};

/// How long a connection may take, and how long an answer.
const PATIENCE: Duration = Duration::from_secs(1);

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
/// Every call is one command on one key: a script of a few lines, or a `SET`. So any server that knows `EVAL` will do,
/// and any proxy that sends a command where its key is; the redirections of a Redis Cluster are not followed.
/// For TLS (`rediss://`), enable a TLS feature of the crate `redis`, of the same version, in your own crate.
///
/// What Redis forgets is handled again. It forgets what it has not written to disk (`appendonly yes`) when it is
/// restarted, what it has not copied to a replica (it copies afterwards) when it fails over, and what it throws out when
/// its memory is full (`maxmemory-policy noeviction` makes [`Store::begin`] fail instead).
///
/// A server that does not answer is an error within four seconds. A lost connection is made again, and the call
/// repeated once.
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
    connection: ConnectionManager,
    receiver: Box<str>,
    retention: Duration,
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
    /// When the URL is no such URL, the server cannot be reached, or it refuses the password.
    pub async fn connect(
        url: &str,
        receiver: &str,
        retention: Duration,
    ) -> Result<RedisStore, RedisStoreError> {
        let address = url.into_connection_info()?;
        let sockets = address.tcp_settings().clone().set_nodelay(true);
        // A machine that is gone does not say so. Without a limit, the connection to it is kept for a quarter of an hour.
        #[cfg(target_os = "linux")]
        let sockets = sockets.set_user_timeout(PATIENCE);
        let client = Client::open(address.set_tcp_settings(sockets))?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(0);
        let connection = client.get_connection_manager_with_config(config).await?;
        let store = RedisStore { connection, receiver: receiver.into(), retention };
        // A server that wants a password and gets none says so at the first command only.
        store.run::<()>(&redis::cmd("PING")).await?;
        Ok(store)
    }

    async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisStoreError> {
        // A connection that was lost since the last call is only found out by using it. Doing a command twice does what
        // doing it once does.
        match command.query_async(&mut self.connection.clone()).await {
            Err(error) if is_lost(&error) => Ok(command.query_async(&mut self.connection.clone()).await?),
            result => Ok(result?),
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

/// Whether there was no connection. When there was one and no answer, another try would make the wait twice as long.
fn is_lost(error: &RedisError) -> bool {
    error.is_io_error() && !error.is_timeout()
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

//! The connection to one server, which is replaced when the server becomes useless: by then, the address may lead to
//! another server.
//!
//! It relies on commands that can be repeated without harm.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, RedisError, RedisResult};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::error::{Cause, RedisStoreError};

/// How long connecting may take, and how long an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// The pause before reconnecting after a useless connection. It doubles from the first to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LAST_PAUSE: Duration = Duration::from_secs(2);

/// The answers of a useless server: a replica, one that is starting, or one that has lost its primary or its cluster.
const OF_NO_USE: [&str; 5] = ["READONLY", "MASTERDOWN", "LOADING", "CLUSTERDOWN", "NOREPLICAS"];

/// Where connections come from.
pub(super) enum Source {
    Address(Client),
    #[cfg(feature = "redis-sentinel")]
    Sentinels(Box<Mutex<redis::sentinel::SentinelClient>>),
}

/// A connection that all calls share.
pub(super) struct Link {
    address: Arc<str>,
    source: Source,
    slot: Mutex<Slot>,
    /// The serial number of the last useful connection.
    proven: AtomicU64,
}

struct Slot {
    connection: Option<MultiplexedConnection>,
    serial: u64,
    pause: Duration,
    /// When to reconnect, and why not before.
    barred: Option<(Instant, RedisStoreError)>,
}

impl Link {
    pub(super) fn new(address: Arc<str>, source: Source) -> Link {
        let slot = Slot { connection: None, serial: 0, pause: FIRST_PAUSE, barred: None };
        Link { address, source, slot: Mutex::new(slot), proven: AtomicU64::new(0) }
    }

    pub(super) fn address(&self) -> &Arc<str> {
        &self.address
    }

    /// Runs a command, and runs it again over a new connection if the first was useless.
    pub(super) async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisStoreError> {
        let mut is_second = false;
        loop {
            let (mut connection, serial) = self.connection().await?;
            let error = match command.query_async(&mut connection).await {
                Ok(answer) => {
                    self.proven.fetch_max(serial, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(error) => error,
            };
            let told = RedisStoreError::of(&self.address, &error);
            if !is_of_no_use(&error, &told) {
                return Err(told);
            }
            self.drop_connection(serial, &told).await;
            // There was no answer in time: another try would double the wait.
            if is_second || error.is_timeout() {
                return Err(told);
            }
            is_second = true;
        }
    }

    /// The connection. The first caller connects, and the others wait for it.
    async fn connection(&self) -> Result<(MultiplexedConnection, u64), RedisStoreError> {
        let mut slot = self.slot.lock().await;
        if let Some(connection) = &slot.connection {
            return Ok((connection.clone(), slot.serial));
        }
        if let Some((end, error)) = &slot.barred
            && Instant::now() < *end
        {
            return Err(error.clone());
        }
        match self.connect().await {
            Ok(connection) => {
                slot.connection = Some(connection.clone());
                slot.serial += 1;
                Ok((connection, slot.serial))
            }
            Err(error) => {
                let error = RedisStoreError::of(&self.address, &error);
                slot.bar(&error);
                Err(error)
            }
        }
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let connection = async {
            match &self.source {
                Source::Address(client) => client.get_multiplexed_async_connection_with_config(&config).await,
                #[cfg(feature = "redis-sentinel")]
                Source::Sentinels(client) => {
                    client.lock().await.get_async_connection_with_config(&config).await
                }
            }
        };
        // Sentinels are asked one after another.
        match timeout(2 * PATIENCE, connection).await {
            Ok(connection) => connection,
            Err(_) => Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()),
        }
    }

    async fn drop_connection(&self, serial: u64, error: &RedisStoreError) {
        let mut slot = self.slot.lock().await;
        // Another call may have been faster.
        if slot.serial != serial || slot.connection.take().is_none() {
            return;
        }
        if self.proven.load(Ordering::Relaxed) >= serial {
            // It was useful until now, so reconnecting at once may help.
            slot.pause = FIRST_PAUSE;
            slot.barred = None;
        } else {
            slot.bar(error);
        }
    }
}

impl Slot {
    fn bar(&mut self, error: &RedisStoreError) {
        self.barred = Some((Instant::now() + self.pause, error.clone()));
        self.pause = (2 * self.pause).min(LAST_PAUSE);
    }
}

/// Whether this connection is useless, now and later.
fn is_of_no_use(error: &RedisError, told: &RedisStoreError) -> bool {
    match told.cause() {
        Cause::Io(_) | Cause::ReadOnly => true,
        Cause::Answer(code) => OF_NO_USE.contains(&code.as_str()),
        _ => matches!(error.kind(), ErrorKind::Parse),
    }
}

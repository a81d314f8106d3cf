//! Checks whether a server is fit for a store before the first event arrives, and leaves no trace.

use std::sync::Arc;
use std::time::Duration;

use redis::Value;

use super::super::{Begin, EventKey, Store};
use super::error::{Cause, RedisStoreError};
use super::{Connection, RedisStore};

impl RedisStore {
    /// Begins and aborts an event that no provider sends, and asks whether the server evicts keys when its memory is
    /// full.
    pub(super) async fn probe(&self) -> Result<(), RedisStoreError> {
        // A server that requires a password reports a missing one only at the first command.
        self.run::<()>(&redis::cmd("PING")).await?;
        let probe = EventKey::new(Some("probe"), "");
        match self.begin(&probe, Duration::from_secs(1)).await {
            Ok(Begin::New(claim)) => self.abort(claim).await?,
            // Another process is starting, too.
            Ok(_) => {}
            // EVAL is unknown, renamed or forbidden.
            Err(error) => {
                return Err(match error.cause() {
                    Cause::Answer(code) if code == "ERR" || code == "NOPERM" => self.error(Cause::NoScripts),
                    _ => error,
                });
            }
        }
        // Some hosted servers do not allow this command.
        let Ok(told) = self.run::<Value>(redis::cmd("INFO").arg("memory")).await else { return Ok(()) };
        match eviction(&text(&told)) {
            Some(policy) => Err(self.error(Cause::Evicts(policy))),
            None => Ok(()),
        }
    }

    fn error(&self, cause: Cause) -> RedisStoreError {
        RedisStoreError::new(self.address(), cause)
    }

    fn address(&self) -> &Arc<str> {
        match &self.connection {
            Connection::Link(link) => link.address(),
            #[cfg(feature = "redis-cluster")]
            Connection::Cluster(cluster) => cluster.address(),
        }
    }
}

/// The text of an answer; a cluster returns one for each of its nodes.
fn text(value: &Value) -> String {
    match value {
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => text.clone(),
        Value::Array(values) | Value::Set(values) => values.iter().map(text).collect(),
        Value::Map(pairs) => pairs.iter().map(|(_, value)| text(value)).collect(),
        _ => String::new(),
    }
}

/// The policy by which keys are evicted, if any are.
fn eviction(information: &str) -> Option<String> {
    let mut is_limited = false;
    for line in information.lines() {
        match line.trim().split_once(':') {
            Some(("maxmemory", limit)) => is_limited = limit != "0",
            Some(("maxmemory_policy", policy)) if is_limited && policy != "noeviction" => {
                return Some(policy.to_owned());
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::eviction;

    #[test]
    fn eviction_is_told_by_limit_and_policy() {
        let of = |limit: u64, policy: &str| {
            eviction(&format!(
                "# Memory\r\nmaxmemory:{limit}\r\nmaxmemory_human:0B\r\nmaxmemory_policy:{policy}\r\n"
            ))
        };
        assert_eq!(of(0, "allkeys-lru"), None, "there is no limit");
        assert_eq!(of(1, "noeviction"), None);
        assert_eq!(of(1, "allkeys-lru").as_deref(), Some("allkeys-lru"));
        assert_eq!(of(1, "volatile-ttl").as_deref(), Some("volatile-ttl"));
        assert_eq!(eviction(""), None, "it does not say");
    }
}

//! Why a Redis command failed.
//!
//! Errors never hold the URL or a message from the server: a server may repeat what it was sent, including the
//! password.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use redis::{ErrorKind, RedisError};

/// Why a Redis command failed. The message has the address, but neither the URL nor the password.
#[derive(Clone, Debug)]
pub struct RedisStoreError {
    /// `None` if the URL does not have it.
    address: Option<Arc<str>>,
    cause: Cause,
}

/// What was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Url,
    Password,
    Io(String),
    ReadOnly,
    NoScripts,
    /// The policy by which it evicts keys.
    Evicts(String),
    /// It is a node of a cluster, and redirects commands to other nodes.
    Cluster,
    /// The code that an answer starts with, such as `LOADING`.
    Answer(String),
    Other(String),
}

impl RedisStoreError {
    pub(super) fn new(address: &Arc<str>, cause: Cause) -> RedisStoreError {
        RedisStoreError { address: Some(Arc::clone(address)), cause }
    }

    pub(super) fn of(address: &Arc<str>, error: &RedisError) -> RedisStoreError {
        RedisStoreError::new(address, Cause::of(error))
    }

    pub(super) fn of_url(error: &RedisError) -> RedisStoreError {
        RedisStoreError { address: None, cause: Cause::of(error) }
    }

    pub(super) fn cause(&self) -> &Cause {
        &self.cause
    }
}

impl Cause {
    fn of(error: &RedisError) -> Cause {
        // Before version 7, an error in a script has its own code, and the real code is in its message.
        let within = |code: &str| error.detail().is_some_and(|detail| detail.contains(code));
        match (error.kind(), error.code()) {
            (ErrorKind::InvalidClientConfig, _) => Cause::Url,
            (ErrorKind::AuthenticationFailed, _) => Cause::Password,
            // A message from the system or the client: no server has answered.
            (ErrorKind::Io, _) => Cause::Io(error.to_string()),
            (_, Some("READONLY")) => Cause::ReadOnly,
            (_, Some("MOVED" | "ASK")) => Cause::Cluster,
            (_, Some("ERR")) if within("READONLY") => Cause::ReadOnly,
            (_, Some(code)) => Cause::Answer(code.to_owned()),
            (_, None) => Cause::Other(error.category().to_owned()),
        }
    }
}

impl fmt::Display for RedisStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Some(address) => write!(f, "Redis at {address} ")?,
            None => f.write_str("Redis ")?,
        }
        match &self.cause {
            Cause::Url => f.write_str(
                "cannot be connected to: expected a URL like redis://[[user]:password@]host[:port][/database] \
                 or unix:///path; rediss:// needs a TLS feature of the crate redis",
            ),
            Cause::Password => f.write_str("refuses the user and password in its URL"),
            Cause::Io(what) => write!(f, "cannot be reached: {what}"),
            Cause::ReadOnly => f.write_str("is read-only: connect to the primary"),
            Cause::NoScripts => f.write_str("does not run scripts: allow the command EVAL"),
            Cause::Evicts(policy) => write!(
                f,
                "evicts keys when its memory is full, so events would be handled twice: \
                 set maxmemory-policy to noeviction instead of {policy}"
            ),
            Cause::Cluster => f.write_str("is a node of a cluster: connect to the cluster"),
            Cause::Answer(code) => write!(f, "answers {code}"),
            Cause::Other(what) => write!(f, "sends an answer that cannot be understood: {what}"),
        }
    }
}

impl Error for RedisStoreError {}

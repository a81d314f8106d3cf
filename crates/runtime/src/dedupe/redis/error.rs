//! Why Redis did not do what it was asked to.
//!
//! Knows which parts of an error may be shown. Holds no URL, and no sentence of the server's: a server repeats what it
//! has been sent, and that may be the password.

use std::error::Error;
use std::fmt;

use redis::{ErrorKind, RedisError};

/// Why Redis did not do what it was asked to. Tells neither the URL nor the password.
#[derive(Debug)]
pub struct RedisStoreError(Cause);

#[derive(Debug)]
enum Cause {
    Url,
    Password,
    Io(String),
    /// The code that an answer starts with, such as `READONLY`.
    Answer(String),
    Other(String),
}

impl From<RedisError> for RedisStoreError {
    fn from(error: RedisError) -> RedisStoreError {
        RedisStoreError(match error.kind() {
            ErrorKind::InvalidClientConfig => Cause::Url,
            ErrorKind::AuthenticationFailed => Cause::Password,
            // The words of the system or the client: no server has answered.
            ErrorKind::Io => Cause::Io(error.to_string()),
            _ => match error.code() {
                Some(code) => Cause::Answer(code.to_owned()),
                None => Cause::Other(error.category().to_owned()),
            },
        })
    }
}

impl fmt::Display for RedisStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Url => f.write_str(
                "the URL of the Redis server has to be redis://[[user]:password@]host[:port][/database] \
                 or unix:///path; rediss:// needs a TLS feature of the crate redis",
            ),
            Cause::Password => f.write_str("Redis refuses the user and password of its URL"),
            Cause::Io(what) => write!(f, "Redis cannot be reached: {what}"),
            Cause::Answer(code) => write!(f, "Redis answers {code}"),
            Cause::Other(what) => write!(f, "Redis answers what cannot be understood: {what}"),
        }
    }
}

impl Error for RedisStoreError {}

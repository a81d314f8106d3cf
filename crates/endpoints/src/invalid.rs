//! Why something is refused here, before a request is made of it.
//!
//! Each reason says what to do. None holds any part of a token or a URL.

use std::fmt;

use webhook_runtime::replay::ReplayError;

/// Why something is refused before it is sent.
///
/// Holds no part of a token or a URL, so that it can be logged and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invalid {
    /// The token is empty, or has a character that an `Authorization` header cannot carry.
    Token,
    /// The text is not a URL with a scheme and a host.
    MalformedUrl,
    /// An endpoint's URL is not HTTPS.
    EndpointNotHttps,
    /// The API's base URL is not HTTPS, and does not lead to this machine either.
    BaseUrlNotHttps,
    /// The API's base URL has a query, a fragment or credentials, and paths are to be put behind it.
    BaseUrlHasMore,
    /// A subscription to no event at all.
    NoEvents,
    /// A subscription that has this event twice.
    DuplicateEvent(&'static str),
    /// A subscription that has a family twice.
    DuplicateFamily,
    /// A replay or redelivery, or an id in a path, that the provider does not take.
    Replay(ReplayError),
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Invalid::Token => {
                "the token is empty, or has a character that a header cannot carry, such as the end of the line that it was read from"
            }
            Invalid::MalformedUrl => "this is not a URL with a scheme and a host",
            Invalid::EndpointNotHttps => "an endpoint's URL has to start with `https://`",
            Invalid::BaseUrlNotHttps => {
                "the base URL has to start with `https://`, because the token goes there; `http://` is for localhost, 127.0.0.0/8 and [::1] only"
            }
            Invalid::BaseUrlHasMore => {
                "the base URL has to end with its path, without a query or a fragment, and to have no user name"
            }
            Invalid::NoEvents => {
                "a subscription names at least one event: an empty list is not sent, because it may mean no events or all of them"
            }
            Invalid::DuplicateEvent(name) => {
                return write!(f, "the subscription has the event `{name}` twice");
            }
            Invalid::DuplicateFamily => "the subscription has a family twice",
            Invalid::Replay(error) => return error.fmt(f),
        })
    }
}

impl std::error::Error for Invalid {}

impl From<ReplayError> for Invalid {
    fn from(error: ReplayError) -> Self {
        Invalid::Replay(error)
    }
}

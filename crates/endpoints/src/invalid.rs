//! Why something is refused before it is sent, and what to do. No reason holds any part of a token or a URL.

use std::fmt;

use webhook_runtime::replay::ReplayError;

/// Why something is refused before it is sent.
///
/// It holds no part of a token or a URL, so it is safe to log and show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invalid {
    /// The token is empty, or contains a character that is not allowed in a header.
    Token,
    /// This is not a URL with a scheme and a host.
    MalformedUrl,
    /// An endpoint's URL is not HTTPS.
    EndpointNotHttps,
    /// The API's base URL is not HTTPS, and does not lead to this machine.
    BaseUrlNotHttps,
    /// The API's base URL has a query, a fragment or credentials, so no path can be appended.
    BaseUrlHasMore,
    /// A subscription to no event at all.
    NoEvents,
    /// A subscription that has this event twice.
    DuplicateEvent(&'static str),
    /// A subscription that has a family twice.
    DuplicateFamily,
    /// A replay, redelivery or id in a path that the provider does not accept.
    Replay(ReplayError),
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Invalid::Token => {
                "the token is empty, or contains a character that is not allowed in a header, such as a line feed"
            }
            Invalid::MalformedUrl => "expected a URL with a scheme and a host",
            Invalid::EndpointNotHttps => "an endpoint's URL must start with `https://`",
            Invalid::BaseUrlNotHttps => {
                "the base URL must start with `https://`, because the token is sent there; `http://` is for localhost, 127.0.0.0/8 and [::1] only"
            }
            Invalid::BaseUrlHasMore => {
                "the base URL must not have a query, a fragment or a user name"
            }
            Invalid::NoEvents => {
                "a subscription must have at least one event: an empty list is not sent, because it may mean no events or all of them"
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

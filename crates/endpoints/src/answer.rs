//! What is kept of an unsuccessful answer: its status, the request id to ask the provider about, and when to retry.

use std::fmt;
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Headers for a request id, the most common first.
const REQUEST_ID: &[&str] = &["x-request-id", "request-id", "x-correlation-id", "cf-ray", "x-amzn-requestid"];

/// The longest request id that is kept, in bytes.
const MAX_REQUEST_ID: usize = 128;

/// What is kept of an unsuccessful answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// Where the request was sent.
    pub url: String,
    /// Its status.
    pub status: u16,
    /// The server's id for the request, to give to the provider's support.
    pub request_id: Option<String>,
    /// How long to wait before the next request, from the header `Retry-After`, in seconds or as a date.
    pub retry_after: Option<Duration>,
    /// How its body begins, on one line.
    ///
    /// `None` if the body is empty or may be confidential: the answer to creating an endpoint or rotating a secret, or
    /// a body that mentions a secret or a password, or contains the token.
    pub excerpt: Option<String>,
}

impl Answer {
    pub(crate) fn new(url: &str, status: u16, headers: &HeaderMap, excerpt: Option<String>) -> Answer {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let request_id = REQUEST_ID.iter().find_map(|name| text(name));
        Answer {
            url: url.to_owned(),
            status,
            request_id: request_id.map(|id| id.chars().take(MAX_REQUEST_ID).collect()),
            retry_after: text(RETRY_AFTER.as_str()).and_then(|value| retry_after(value, SystemTime::now())),
            excerpt,
        }
    }
}

/// Seconds, or a date, which may have passed.
fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {} from {}", self.status, self.url)?;
        if let Some(id) = &self.request_id {
            write!(f, ", request {id}")?;
        }
        if let Some(wait) = self.retry_after {
            write!(f, ", retry after {} s", wait.as_secs())?;
        }
        match &self.excerpt {
            Some(excerpt) => write!(f, ": {excerpt}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (text, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", Some(10)),
            ("Sun Nov  6 08:49:37 1994", Some(0)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(retry_after(text, now), seconds.map(Duration::from_secs), "{text:?}");
        }
    }
}

//! Requests that ask a provider to deliver again, for any HTTP client to send.

use std::fmt;

use webhook_contract::template::{Part, Template};
use webhook_contract::{EventReplay, Text};

/// A `POST` request that asks for another delivery.
///
/// ```
/// use webhook_runtime::contract::EventReplay;
/// use webhook_runtime::replay::{IdempotencyKey, ReplayRequest};
///
/// # fn request(rule: &EventReplay) -> Result<(), webhook_runtime::replay::ReplayError> {
/// let key = IdempotencyKey::new(rule, "order 66")?;
/// let request = ReplayRequest::replay(rule, "org-1", "evt-1", &key, Some(&["whe-1"]))?;
/// assert_eq!(request.body.as_deref(), Some(r#"{"endpoint_ids":["whe-1"]}"#));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplayRequest {
    /// The path below the API's base URL, with encoded parameters.
    pub path: String,
    /// The name and value of its header.
    pub header: Option<(Text, String)>,
    /// The JSON body; a replay without one goes to every endpoint that is subscribed to the event.
    pub body: Option<String>,
}

/// Makes a request idempotent: the same key with the same body returns the first result again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(Box<str>);

impl IdempotencyKey {
    /// Checks that a string can be an idempotency key.
    ///
    /// # Errors
    ///
    /// When it is empty, longer than the provider accepts, or not allowed in a header.
    #[inline]
    pub fn new(rule: &EventReplay, text: &str) -> Result<Self, ReplayError> {
        let fits = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        let most = rule.idempotency_key_max_length as usize;
        if text.is_empty() {
            Err(ReplayError::EmptyKey)
        } else if text.chars().count() > most {
            Err(ReplayError::LongKey(most))
        } else if !text.bytes().all(fits) || text.trim() != text {
            Err(ReplayError::InvalidKey)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a request cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplayError {
    /// The idempotency key is empty.
    EmptyKey,
    /// The idempotency key is longer than this many characters.
    LongKey(usize),
    /// The idempotency key contains a character that is not allowed in a header: only visible ASCII is, and spaces
    /// between.
    InvalidKey,
    /// The list of endpoints is empty.
    NoEndpoints,
    /// The list has more endpoints than this.
    TooManyEndpoints(usize),
    /// The list has an endpoint twice.
    DuplicateEndpoint,
    /// An id is empty, or it is `.` or `..`, which would change the path.
    InvalidId,
}

impl ReplayRequest {
    /// Asks for an event to be sent again: to the listed endpoints, or without a list, to every endpoint that is
    /// subscribed to it.
    ///
    /// # Errors
    ///
    /// When the list is empty (a list that was filtered down to nothing must not mean all endpoints), has more
    /// endpoints than the provider accepts, or has one twice; when an id is not allowed in a path.
    #[inline]
    pub fn replay(
        rule: &EventReplay,
        organization: &str,
        event: &str,
        key: &IdempotencyKey,
        endpoints: Option<&[&str]>,
    ) -> Result<Self, ReplayError> {
        if let Some(endpoints) = endpoints {
            check_endpoints(rule, endpoints)?;
        }
        let path = path(&rule.path, &[("org_id", organization), ("event_id", event)])?;
        let header = Some((rule.idempotency_header.clone(), key.as_str().to_owned()));
        let body = endpoints.map(|endpoints| serde_json::json!({ "endpoint_ids": endpoints }).to_string());
        Ok(Self { path, header, body })
    }

    /// Asks for one delivery to be repeated, at the path that the provider states.
    ///
    /// # Errors
    ///
    /// When an id is not allowed in a path.
    #[inline]
    pub fn redeliver(
        redeliver_path: &Template,
        organization: &str,
        delivery: &str,
    ) -> Result<Self, ReplayError> {
        let path = path(redeliver_path, &[("org_id", organization), ("delivery_id", delivery)])?;
        Ok(Self { path, header: None, body: None })
    }
}

#[inline]
fn check_endpoints(rule: &EventReplay, endpoints: &[&str]) -> Result<(), ReplayError> {
    let most = rule.max_endpoint_ids as usize;
    if endpoints.is_empty() {
        Err(ReplayError::NoEndpoints)
    } else if endpoints.len() > most {
        Err(ReplayError::TooManyEndpoints(most))
    } else if (1..endpoints.len()).any(|index| endpoints[..index].contains(&endpoints[index])) {
        Err(ReplayError::DuplicateEndpoint)
    } else {
        Ok(())
    }
}

/// Fills in the fields of a path by their names. Every character except letters, digits, `-`, `.`, `_` and `~` is
/// encoded, so that a value stays within its segment of the path.
///
/// ```
/// use webhook_runtime::contract::Template;
/// use webhook_runtime::replay::path;
///
/// let values = [("org_id", "org 1"), ("event_id", "evt-1")];
/// let template = Template::parse("/orgs/{org_id}/events/{event_id}");
/// assert_eq!(path(&template, &values)?, "/orgs/org%201/events/evt-1");
/// # Ok::<(), webhook_runtime::replay::ReplayError>(())
/// ```
///
/// # Errors
///
/// When the value of a field is missing or empty, or it is `.` or `..`, which would change the path.
#[inline]
pub fn path(template: &Template, values: &[(&str, &str)]) -> Result<String, ReplayError> {
    let mut path = String::new();
    for part in template.parts() {
        let name = match part {
            Part::Text(text) => {
                path += text;
                continue;
            }
            Part::Field(name) => name,
        };
        let value = values.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value);
        if matches!(value, "" | "." | "..") {
            return Err(ReplayError::InvalidId);
        }
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => path.push(byte.into()),
                _ => path += &format!("%{byte:02X}"),
            }
        }
    }
    Ok(path)
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplayError::EmptyKey => f.write_str("the idempotency key is empty"),
            ReplayError::LongKey(most) => {
                write!(f, "the idempotency key is longer than {most} characters")
            }
            ReplayError::InvalidKey => f.write_str(
                "the idempotency key must be visible ASCII, with spaces only between other characters",
            ),
            ReplayError::NoEndpoints => f.write_str(
                "the list of endpoints is empty: omit it to replay to every endpoint that is subscribed to the event",
            ),
            ReplayError::TooManyEndpoints(most) => write!(f, "expected at most {most} endpoints per replay"),
            ReplayError::DuplicateEndpoint => f.write_str("an endpoint is listed twice"),
            ReplayError::InvalidId => f.write_str("an id is empty, `.` or `..`, which is not allowed in a path"),
        }
    }
}

impl std::error::Error for ReplayError {}

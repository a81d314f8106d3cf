//! Asking a provider to deliver once more.
//!
//! Knows how the requests look. Does not send them: any HTTP client can.

use std::fmt;

/// How a provider is asked to deliver once more. The paths are below its API's base URL.
///
/// ```
/// use webhook_runtime::ReplayRule;
///
/// let rule = ReplayRule {
///     replay_path: "/orgs/{org_id}/events/{event_id}/replay",
///     redeliver_path: "/orgs/{org_id}/deliveries/{delivery_id}/redeliver",
///     idempotency_header: "Idempotency-Key",
///     idempotency_key_max_length: 255,
///     max_endpoint_ids: 100,
/// };
/// let key = rule.idempotency_key("order 66")?;
/// let request = rule.replay("org-1", "evt-1", &key, Some(&["whe-1"]))?;
/// assert_eq!(request.path, "/orgs/org-1/events/evt-1/replay");
/// assert_eq!(request.header, Some(("Idempotency-Key", "order 66".to_owned())));
/// assert_eq!(request.body.as_deref(), Some(r#"{"endpoint_ids":["whe-1"]}"#));
/// # Ok::<(), webhook_runtime::replay::ReplayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayRule {
    /// Path that sends an event again, with `{org_id}` and `{event_id}` for its parameters.
    pub replay_path: &'static str,
    /// Path that sends one delivery again, with `{org_id}` and `{delivery_id}` for its parameters.
    pub redeliver_path: &'static str,
    /// Header that makes a replay idempotent.
    pub idempotency_header: &'static str,
    /// Longest value of that header, in characters.
    pub idempotency_key_max_length: usize,
    /// Most endpoints that one replay may name.
    pub max_endpoint_ids: usize,
}

/// A `POST` that asks for a delivery once more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplayRequest {
    /// The path below the API's base URL, its parameters encoded.
    pub path: String,
    /// Name and value of the header that it takes.
    pub header: Option<(&'static str, String)>,
    /// The body, which is JSON; a replay without one goes to every endpoint that is subscribed to the event.
    pub body: Option<String>,
}

/// What makes a request idempotent: the same key with the same body gives the first result again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(Box<str>);

impl IdempotencyKey {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a request was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplayError {
    /// The idempotency key is empty.
    EmptyKey,
    /// The idempotency key is longer than this many characters.
    LongKey(usize),
    /// The idempotency key has a letter that no header can carry: only visible ASCII and spaces within can.
    UnfitKey,
    /// There is a list of endpoints, and nothing in it.
    NoEndpoints,
    /// There are more endpoints than this many.
    TooManyEndpoints(usize),
    /// An endpoint is named twice.
    DuplicateEndpoint,
    /// An id is empty, or `.` or `..`, which would lead to another path.
    UnfitId,
}

impl ReplayRule {
    /// Takes a text as an idempotency key.
    ///
    /// # Errors
    ///
    /// When it is empty, longer than the provider takes, or cannot stand in a header.
    pub fn idempotency_key(&self, text: &str) -> Result<IdempotencyKey, ReplayError> {
        let fits = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        if text.is_empty() {
            Err(ReplayError::EmptyKey)
        } else if text.chars().count() > self.idempotency_key_max_length {
            Err(ReplayError::LongKey(self.idempotency_key_max_length))
        } else if !text.bytes().all(fits) || text.trim() != text {
            Err(ReplayError::UnfitKey)
        } else {
            Ok(IdempotencyKey(text.into()))
        }
    }

    /// Asks for an event to be sent again: to those endpoints that are named, or without a list to every endpoint that is
    /// subscribed to it.
    ///
    /// # Errors
    ///
    /// When there is a list and it is empty (what was filtered down to nothing must not become everything), has more
    /// endpoints than the provider takes or one of them twice, or when an id cannot stand in a path.
    pub fn replay(
        &self,
        organization: &str,
        event: &str,
        key: &IdempotencyKey,
        endpoints: Option<&[&str]>,
    ) -> Result<ReplayRequest, ReplayError> {
        if let Some(endpoints) = endpoints {
            self.check_endpoints(endpoints)?;
        }
        let path = path(self.replay_path, &[("org_id", organization), ("event_id", event)])?;
        let header = Some((self.idempotency_header, key.as_str().to_owned()));
        let body = endpoints.map(|endpoints| serde_json::json!({ "endpoint_ids": endpoints }).to_string());
        Ok(ReplayRequest { path, header, body })
    }

    fn check_endpoints(&self, endpoints: &[&str]) -> Result<(), ReplayError> {
        if endpoints.is_empty() {
            Err(ReplayError::NoEndpoints)
        } else if endpoints.len() > self.max_endpoint_ids {
            Err(ReplayError::TooManyEndpoints(self.max_endpoint_ids))
        } else if (1..endpoints.len()).any(|index| endpoints[..index].contains(&endpoints[index])) {
            Err(ReplayError::DuplicateEndpoint)
        } else {
            Ok(())
        }
    }

    /// Asks for one delivery to be made again.
    ///
    /// # Errors
    ///
    /// When an id cannot stand in a path.
    pub fn redeliver(&self, organization: &str, delivery: &str) -> Result<ReplayRequest, ReplayError> {
        Ok(ReplayRequest {
            path: path(self.redeliver_path, &[("org_id", organization), ("delivery_id", delivery)])?,
            header: None,
            body: None,
        })
    }
}

/// Puts values in the place of a template's `{…}`, each by its name. What is not a letter, digit, `-`, `.`, `_` or `~` is
/// encoded, so that a value stays within its segment of the path.
///
/// ```
/// use webhook_runtime::replay::path;
///
/// let values = [("org_id", "org 1"), ("event_id", "evt-1")];
/// assert_eq!(path("/orgs/{org_id}/events/{event_id}", &values)?, "/orgs/org%201/events/evt-1");
/// # Ok::<(), webhook_runtime::replay::ReplayError>(())
/// ```
///
/// # Errors
///
/// When a value of the template is empty or not there, or is `.` or `..`, which would lead to another path.
pub fn path(template: &str, values: &[(&str, &str)]) -> Result<String, ReplayError> {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, parameter)| Some((before, parameter.split_once('}')?)))
    {
        let value = values.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        if matches!(value, "" | "." | "..") {
            return Err(ReplayError::UnfitId);
        }
        path += before;
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => path.push(byte.into()),
                _ => path += &format!("%{byte:02X}"),
            }
        }
        rest = after;
    }
    Ok(path + rest)
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplayError::EmptyKey => f.write_str("the idempotency key is empty"),
            ReplayError::LongKey(most) => {
                write!(f, "the idempotency key is longer than {most} characters")
            }
            ReplayError::UnfitKey => f.write_str(
                "the idempotency key has to be visible ASCII, with spaces only between other characters",
            ),
            ReplayError::NoEndpoints => f.write_str(
                "the list of endpoints is empty: leave it out for every endpoint that is subscribed to the event",
            ),
            ReplayError::TooManyEndpoints(most) => write!(f, "a replay names at most {most} endpoints"),
            ReplayError::DuplicateEndpoint => f.write_str("an endpoint is named twice"),
            ReplayError::UnfitId => f.write_str("an id is empty, `.` or `..`, and cannot stand in a path"),
        }
    }
}

impl std::error::Error for ReplayError {}

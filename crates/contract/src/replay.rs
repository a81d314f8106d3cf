//! Invariant: how a provider is asked to deliver once more.

use crate::template::Template;
use crate::text::Text;

/// Invariant: replay path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(try_from = "written::Written"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(with = "written::Written"))]
pub struct ReplayRule {
    /// How an event is sent again; `None` where no way is stated.
    pub event: Option<EventReplay>,
    /// Path, below the API's base URL, that sends one delivery again; `None` where no way is stated.
    pub redeliver_path: Option<Template>,
    /// What is promised of a replay.
    pub promise: Text,
}

/// How an event is sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventReplay {
    /// Path, below the API's base URL, that sends an event again; with `{…}` for its parameters.
    pub path: Template,
    /// Header that makes the request idempotent.
    pub idempotency_header: Text,
    /// Longest value of that header, in characters; the shortest is 1.
    pub idempotency_key_max_length: u32,
    /// Most endpoints that one replay may name.
    pub max_endpoint_ids: u32,
    /// Status for a key that was used with another body.
    pub key_reused_status: u16,
    /// Status while the first request with a key is in flight.
    pub in_flight_status: u16,
}

#[cfg(feature = "serde")]
mod written {
    use super::{EventReplay, ReplayRule, Template, Text};

    /// The rule as an index has it: in one object.
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(
        feature = "schemars",
        schemars(rename = "ReplayRule", description = "Invariant: replay path.", extend("dependentRequired" = {
            "replay_path": [
                "idempotency_header", "idempotency_key_max_length", "max_endpoint_ids", "key_reused_status", "in_flight_status"
            ]
        }))
    )]
    pub(super) struct Written {
        /// Path, below the API's base URL, that sends an event again; with `{…}` for its parameters. Left out where no way is
        /// stated, and so are all other fields but `redeliver_path` and `promise`.
        #[serde(default)]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<String>", regex(pattern = r"^/")))]
        replay_path: Option<Template>,
        /// Path that sends one delivery again; left out where no way is stated.
        #[serde(default)]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<String>", regex(pattern = r"^/")))]
        redeliver_path: Option<Template>,
        /// Header that makes the replay request idempotent.
        idempotency_header: Option<Text>,
        /// Longest value of that header, in characters; the shortest is 1.
        #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
        idempotency_key_max_length: Option<u32>,
        /// Most endpoints that one replay may name.
        #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
        max_endpoint_ids: Option<u32>,
        /// Status for a key that was used with another body.
        #[cfg_attr(feature = "schemars", schemars(range(min = 400, max = 599)))]
        key_reused_status: Option<u16>,
        /// Status while the first request with a key is in flight.
        #[cfg_attr(feature = "schemars", schemars(range(min = 400, max = 599)))]
        in_flight_status: Option<u16>,
        /// What is promised of a replay.
        promise: Text,
    }

    impl TryFrom<Written> for ReplayRule {
        type Error = &'static str;

        fn try_from(written: Written) -> Result<Self, Self::Error> {
            let Written { redeliver_path, promise, .. } = written;
            let (header, length) = (written.idempotency_header, written.idempotency_key_max_length);
            let statuses = (written.key_reused_status, written.in_flight_status);
            let event = match (written.replay_path, header, length, written.max_endpoint_ids, statuses) {
                (None, None, None, None, (None, None)) => None,
                (
                    Some(path),
                    Some(idempotency_header),
                    Some(idempotency_key_max_length),
                    Some(max_endpoint_ids),
                    (Some(key_reused_status), Some(in_flight_status)),
                ) => Some(EventReplay {
                    path,
                    idempotency_header,
                    idempotency_key_max_length,
                    max_endpoint_ids,
                    key_reused_status,
                    in_flight_status,
                }),
                _ => {
                    return Err(
                        "expected `replay_path`, `idempotency_header`, `idempotency_key_max_length`, `max_endpoint_ids`, \
                         `key_reused_status` and `in_flight_status` together, found only some of them",
                    );
                }
            };
            Ok(ReplayRule { event, redeliver_path, promise })
        }
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use serde_json::{Value, json};

    use super::ReplayRule;

    fn read(fields: Value) -> Result<ReplayRule, String> {
        serde_json::from_value(fields).map_err(|error| error.to_string())
    }

    #[test]
    fn a_rule_states_one_way_or_the_other() {
        let of_event = || {
            json!({
                "replay_path": "/a/{event_id}", "idempotency_header": "Key", "idempotency_key_max_length": 9,
                "max_endpoint_ids": 1, "key_reused_status": 422, "in_flight_status": 409, "promise": "p",
            })
        };
        let rule = read(of_event()).expect("a rule");
        assert_eq!((rule.event.map(|event| event.max_endpoint_ids), rule.redeliver_path), (Some(1), None));
        let rule = read(json!({ "redeliver_path": "/b/{delivery_id}", "promise": "p" })).expect("a rule");
        assert_eq!((rule.event, rule.redeliver_path.is_some()), (None, true));

        for field in of_event().as_object().expect("an object").keys() {
            let mut fields = of_event();
            fields.as_object_mut().expect("an object").remove(field);
            let error = read(fields).expect_err(field);
            let expected = if field == "promise" {
                "missing field `promise`"
            } else {
                "together, found only some of them"
            };
            assert!(error.contains(expected), "{field}: {error}");
        }
        assert!(read(json!({ "promise": "p", "path": "/a" })).is_err());
    }
}

//! Which headers are required, how often, and the answer to a refused request.

use webhook_runtime::VerifyError::{self, *};

use crate::delivery::{
    BODY, Delivery, ID_HEADER, MAC, SIGNATURE_HEADER, TIMESTAMP, TIMESTAMP_HEADER, Verdict,
};

/// The outcome of a delivery.
fn of(delivery: Delivery) -> Verdict {
    delivery.verdict()
}

cases!(of {
    all: Delivery::genuine().with(ID_HEADER, "evt-1") => Ok(()),
    no_id: Delivery::genuine() => Ok(()),
    others_too: Delivery::genuine().with("Content-Type", "application/json").with("X-Hub-Signature", "v1=0") => Ok(()),
    other_case: bare().with("x-webhook-timestamp", TIMESTAMP).with("X-WEBHOOK-SIGNATURE", v1()) => Ok(()),
    other_order: bare().with(SIGNATURE_HEADER, v1()).with(TIMESTAMP_HEADER, TIMESTAMP) => Ok(()),
    none: bare() => Err(MissingHeader),
    no_timestamp: Delivery::genuine().without(TIMESTAMP_HEADER) => Err(MissingHeader),
    no_signature: Delivery::genuine().without(SIGNATURE_HEADER) => Err(MissingHeader),
    name_that_begins_alike: bare().with(TIMESTAMP_HEADER, TIMESTAMP).with("X-Webhook-Signature-2", v1()) => Err(MissingHeader),
    name_with_underscores: bare().with("X_Webhook_Timestamp", TIMESTAMP).with(SIGNATURE_HEADER, v1()) => Err(MissingHeader),
    timestamp_twice: Delivery::genuine().with(TIMESTAMP_HEADER, TIMESTAMP) => Ok(()),
    timestamp_twice_in_other_case: Delivery::genuine().with("x-webhook-timestamp", TIMESTAMP) => Ok(()),
    timestamp_thrice: Delivery::genuine().with(TIMESTAMP_HEADER, TIMESTAMP).with(TIMESTAMP_HEADER, "1750000001") => Err(DuplicateHeader),
    other_timestamp_first: bare().with(TIMESTAMP_HEADER, "1").with(TIMESTAMP_HEADER, TIMESTAMP).with(SIGNATURE_HEADER, v1()) => Err(DuplicateHeader),
    second_timestamp_empty: Delivery::genuine().with(TIMESTAMP_HEADER, "") => Err(DuplicateHeader),
    id_twice: Delivery::genuine().with(ID_HEADER, "evt-1").with(ID_HEADER, "evt-2") => Err(DuplicateHeader),
    signature_twice: Delivery::genuine().with(SIGNATURE_HEADER, v1()) => Ok(()),
});

/// To the sender, a 4xx is final, so it is only for requests that cannot be genuine.
#[test]
fn what_a_refusal_is_answered_with() {
    for (error, status) in [
        (BodyTooLarge, 413),
        (Configuration, 500),
        (UnsupportedScheme, 501),
        (MissingHeader, 503),
        (DuplicateHeader, 503),
        (MalformedTimestamp, 503),
        (MalformedSignature, 503),
        (TooManySignatures, 503),
        (IdMismatch, 503),
        (NoMatch, 503),
        (Stale, 503),
        (Future, 503),
    ] {
        assert_eq!(VerifyError::status(error), status, "{error:?}");
    }
}

fn bare() -> Delivery {
    Delivery { headers: Vec::new(), body: BODY.into() }
}

fn v1() -> String {
    format!("v1={MAC}")
}

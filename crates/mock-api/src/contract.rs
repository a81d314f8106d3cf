//! The contract of a catalog that is read at run time, as the values that the runtime has for one that is compiled in.
//!
//! Knows both. Does not know what is done by the contract.

use std::time::Duration;

use webhook_catalog::index::{Index, contract as model};
use webhook_runtime::retry::{Action, Responses, RetryRule};
use webhook_runtime::{Contract, ReplayRule, RetryPolicy, SecretForm, SignatureRule};

/// The contract.
///
/// Its texts and lists are leaked, because the runtime's values are made for constants: a catalog is read once in the
/// life of a process, and is small.
pub(crate) fn contract(index: &Index) -> Contract {
    let model::Contract { idempotency_key, signature, retry, replay, limits, .. } = &index.contract;
    Contract {
        version: leak(&index.version.0),
        api_base_url: leak(&index.provider.api_base_url),
        id_header: leak(&idempotency_key.header),
        signature: SignatureRule {
            scheme: leak(&signature.scheme),
            timestamp_header: leak(&signature.timestamp_header),
            signature_header: leak(&signature.signature_header),
            // A message that is put together otherwise was reported when the catalog was loaded.
            separator: leak(signature.separator().unwrap_or_default()),
            tolerance: seconds(signature.tolerance_seconds),
            secret: signature.secret.map(
                |model::SecretForm { encoding: model::SecretEncoding::Hex, bytes }| SecretForm::Hex {
                    bytes: bytes as usize,
                },
            ),
        },
        retry: RetryPolicy {
            delays: retry.delays_seconds.iter().copied().map(seconds).collect::<Vec<_>>().leak(),
            timeout: seconds(retry.timeout_seconds),
            rules: retry.outcomes.iter().map(rule).collect::<Vec<_>>().leak(),
            disable_after_failures: retry.disable_after_failures,
        },
        replay: ReplayRule {
            replay_path: leak(&replay.replay_path),
            redeliver_path: leak(&replay.redeliver_path),
            idempotency_header: leak(&replay.idempotency_header),
            idempotency_key_max_length: replay.idempotency_key_max_length as usize,
            max_endpoint_ids: replay.max_endpoint_ids as usize,
        },
        max_body_bytes: limits.max_body_bytes as usize,
        delivery_log: Duration::from_secs(u64::from(limits.delivery_log_days) * 24 * 60 * 60),
    }
}

fn rule(outcome: &model::Outcome) -> RetryRule {
    let response = outcome.response.as_str();
    RetryRule {
        responses: match response {
            "network_error" => Responses::NetworkError,
            "timeout" => Responses::Timeout,
            // The index's schema lets no other text through than a status, or a digit and `xx`.
            _ => match response.strip_suffix("xx") {
                Some(class) => Responses::Class(class.parse().unwrap_or_default()),
                None => Responses::Status(response.parse().unwrap_or_default()),
            },
        },
        action: match outcome.action {
            model::Action::Delivered => Action::Delivered,
            model::Action::Retry => Action::Retry,
            model::Action::Fail => Action::Fail,
        },
        at_least: seconds(outcome.minimum_delay_seconds.unwrap_or_default()),
    }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}

fn leak(text: &str) -> &'static str {
    text.to_owned().leak()
}

//! `CONTRACT`: what holds for every delivery, as a value.
//!
//! Knows how the index's contract is written with the runtime's types. Does not know events.

use proc_macro2::TokenStream;
use quote::quote;
use webhook_catalog::index::contract::{Action, Outcome, SecretEncoding, SecretForm};

use crate::ir::Ir;

/// The documentation of the module.
pub const DOCS: &str = "\
//! What holds for every delivery: the names, numbers and policies of the catalog's index.
";

/// The items of the module.
pub fn items(ir: &Ir<'_>) -> TokenStream {
    let (version, base_url) = (&ir.index.version.0, &ir.index.provider.api_base_url);
    let contract = &ir.index.contract;
    let id_header = &contract.idempotency_key.header;
    let max_body_bytes = literal(contract.limits.max_body_bytes);
    let delivery_log = literal(contract.limits.delivery_log_days);
    let (signature, retry, replay) = (signature(ir), retry(ir), replay(ir));
    quote! {
        use core::time::Duration;

        use webhook_runtime::retry::{Action, Responses, RetryRule};
        use webhook_runtime::{Contract, ReplayRule, RetryPolicy, SignatureRule};

        /// What holds for every delivery: the names, numbers and policies that the catalog's index states.
        pub const CONTRACT: Contract = Contract {
            version: #version,
            api_base_url: #base_url,
            id_header: #id_header,
            signature: #signature,
            retry: #retry,
            replay: #replay,
            max_body_bytes: #max_body_bytes,
            delivery_log: Duration::from_secs(#delivery_log * 24 * 60 * 60),
        };
    }
}

fn signature(ir: &Ir<'_>) -> TokenStream {
    let signature = &ir.index.contract.signature;
    let (scheme, timestamp, header) =
        (&signature.scheme, &signature.timestamp_header, &signature.signature_header);
    // A message that is put together otherwise was reported when the catalog was loaded.
    let separator = signature.separator().unwrap_or_default();
    let tolerance = literal(signature.tolerance_seconds);
    let secret = match signature.secret {
        Some(SecretForm { encoding: SecretEncoding::Hex, bytes }) => {
            let bytes = literal(bytes);
            quote!(Some(webhook_runtime::SecretForm::Hex { bytes: #bytes }))
        }
        None => quote!(None),
    };
    quote! {
        SignatureRule {
            scheme: #scheme,
            timestamp_header: #timestamp,
            signature_header: #header,
            separator: #separator,
            tolerance: Duration::from_secs(#tolerance),
            secret: #secret,
        }
    }
}

fn retry(ir: &Ir<'_>) -> TokenStream {
    let retry = &ir.index.contract.retry;
    let delays = retry.delays_seconds.iter().map(|&seconds| duration(seconds));
    let timeout = duration(retry.timeout_seconds);
    let rules = retry.outcomes.iter().map(rule);
    let disable_after_failures = literal(retry.disable_after_failures);
    quote! {
        RetryPolicy {
            delays: &[#(#delays),*],
            timeout: #timeout,
            rules: &[#(#rules),*],
            disable_after_failures: #disable_after_failures,
        }
    }
}

fn rule(outcome: &Outcome) -> TokenStream {
    let responses = match (outcome.response.as_str(), outcome.response.strip_suffix("xx")) {
        ("network_error", _) => quote!(Responses::NetworkError),
        ("timeout", _) => quote!(Responses::Timeout),
        (_, Some(class)) => {
            // The index's schema lets no other text through than a digit here, and a status below.
            let class = literal(class.parse().unwrap_or_default());
            quote!(Responses::Class(#class))
        }
        (status, None) => {
            let status = literal(status.parse().unwrap_or_default());
            quote!(Responses::Status(#status))
        }
    };
    let action = match outcome.action {
        Action::Delivered => quote!(Action::Delivered),
        Action::Retry => quote!(Action::Retry),
        Action::Fail => quote!(Action::Fail),
    };
    let at_least = duration(outcome.minimum_delay_seconds.unwrap_or_default());
    quote! { RetryRule { responses: #responses, action: #action, at_least: #at_least } }
}

fn replay(ir: &Ir<'_>) -> TokenStream {
    let replay = &ir.index.contract.replay;
    let (path, redeliver, header) = (&replay.replay_path, &replay.redeliver_path, &replay.idempotency_header);
    let length = literal(replay.idempotency_key_max_length);
    let endpoints = literal(replay.max_endpoint_ids);
    quote! {
        ReplayRule {
            replay_path: #path,
            redeliver_path: #redeliver,
            idempotency_header: #header,
            idempotency_key_max_length: #length,
            max_endpoint_ids: #endpoints,
        }
    }
}

fn duration(seconds: u32) -> TokenStream {
    match seconds {
        0 => quote!(Duration::ZERO),
        seconds => {
            let seconds = literal(seconds);
            quote!(Duration::from_secs(#seconds))
        }
    }
}

/// A number of whatever type stands in its place.
fn literal(number: u32) -> proc_macro2::Literal {
    proc_macro2::Literal::u32_unsuffixed(number)
}

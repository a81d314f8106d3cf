//! What the document says of itself, and of all events together.
//!
//! Most of it is the contract's own words, in Markdown.

use std::time::Duration;

use serde_json::{Value, json};
use webhook_contract::{Action, Contract, RetryPolicy, SubscriptionDefault};

use crate::ir::Ir;
use crate::markup::code;
use crate::words::counted;
use crate::words::layout;

/// What stands where the contract says nothing.
pub const NOT_STATED: &str = "Not stated by the provider.";

pub fn info(ir: &Ir<'_>) -> Value {
    let title = &ir.index.provider.title;
    let what = if ir.api.is_some() { "webhooks and endpoint API" } else { "webhooks" };
    let mut info = json!({
        "title": format!("{title} {what}"),
        "version": ir.index.version.0,
        "summary": format!(
            "{} in {}.",
            counted(ir.events.len(), "event", "events"),
            counted(ir.families.len(), "family", "families"),
        ),
        "description": description(ir),
    });
    if let Some(retry) = &ir.index.contract.retry {
        info["x-retry-policy"] = retry_policy(retry);
    }
    info
}

fn description(ir: &Ir<'_>) -> String {
    let contract = &ir.index.contract;
    let section = |title: &str, text: &str| format!("## {title}\n\n{text}");
    let mut parts = vec![
        format!(
            "Every event is delivered by a `POST` to the endpoints that are subscribed to it, and has an entry under \
             `webhooks`. Events with `x-status: declared` are in the catalog and can be subscribed to, but are \
             not emitted yet; of those with `x-status: unknown`, nothing is known of whether they are. Those with \
             `x-published: false` are not on the catalog page. A schema with `x-assumption` says what the provider has \
             not documented. Values of enums may come \
             that are not listed here, and so may fields and events: {}",
            told(ir)
        ),
        match deliveries(ir) {
            none if none.is_empty() => none,
            said => section("Deliveries", &said),
        },
        section("Stable names", &contract.name.promise),
        section("Versions", &contract.schema.promise),
        section("Idempotency key", &contract.idempotency_key.promise),
        contract.signature.promise.as_deref().map_or_else(String::new, |said| section("Signature", said)),
        section("Retries", contract.retry.as_ref().map_or(NOT_STATED, |retry| &retry.promise)),
        section("Replay", contract.replay.as_ref().map_or(NOT_STATED, |replay| &replay.promise)),
        section("Subscription", &subscription(contract)),
    ];
    let of_api = ir.api.iter().flat_map(|api| &api.entry.assumptions);
    let assumptions: Vec<String> =
        contract.assumptions.iter().chain(of_api).map(|text| format!("- {text}")).collect();
    if !assumptions.is_empty() {
        let silent = format!(
            "Where the documents of {} are silent, this one assumes:\n\n{}",
            ir.index.provider.title,
            assumptions.join("\n")
        );
        parts.push(section("Assumptions", &silent));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// How an event is told from others, at the end of a sentence.
fn told(ir: &Ir<'_>) -> String {
    let layout = &ir.index.contract.envelope;
    match ir.plain {
        Some(plain) => format!("{} tells which event a body is.", code(plain.type_field)),
        None => format!("the name of an event is {}.", layout::name(layout)),
    }
}

/// How a delivery is laid out, where that is more than a field for each thing; empty elsewhere.
fn deliveries(ir: &Ir<'_>) -> String {
    let layout = &ir.index.contract.envelope;
    if ir.plain.is_some() {
        return String::new();
    }
    let facts = layout::facts(layout).into_iter().map(|(what, fact)| format!("- **{what}**: {fact}"));
    format!("{}\n\n{}", layout::body(layout), facts.collect::<Vec<_>>().join("\n"))
}

fn subscription(contract: &Contract) -> String {
    let subscription = &contract.subscription;
    let default = match subscription.default {
        SubscriptionDefault::None => "A new endpoint is subscribed to nothing: each event is opted into.",
        SubscriptionDefault::All => "A new endpoint is subscribed to every event.",
        SubscriptionDefault::Unspecified => {
            "What a new endpoint is subscribed to is not settled by what the provider states."
        }
    };
    let note = subscription.note.as_deref();
    std::iter::once(default).chain(note).collect::<Vec<_>>().join(" ")
}

/// The retry policy for programs.
fn retry_policy(retry: &RetryPolicy) -> Value {
    let outcomes = retry.rules.iter().map(|rule| {
        let action = match rule.action {
            Action::Delivered => "delivered",
            Action::Retry => "retry",
            Action::Fail => "fail",
        };
        let mut row = json!({ "response": rule.responses.to_string(), "action": action });
        if let Some(delay) = rule.at_least {
            row["minimum_delay_seconds"] = delay.as_secs().into();
        }
        row
    });
    let mut policy = json!({});
    if !retry.delays.is_empty() {
        policy["delays_seconds"] = retry.delays.iter().map(Duration::as_secs).collect();
    }
    if let Some(timeout) = retry.timeout {
        policy["timeout_seconds"] = timeout.as_secs().into();
    }
    if let Some(failures) = retry.disable_after_failures {
        policy["disable_after_failures"] = failures.into();
    }
    if !retry.rules.is_empty() {
        policy["outcomes"] = outcomes.collect();
    }
    policy
}

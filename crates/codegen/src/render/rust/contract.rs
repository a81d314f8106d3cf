//! `CONTRACT`: what holds for every delivery, as a value of `webhook-contract`'s types.

mod layout;
mod signature;

use std::fmt::Debug;
use std::time::Duration;

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::{format_ident, quote};
use webhook_contract::{Contract, EventReplay, Part, Responses, RetryRule, Template, Text};

use crate::ir::Ir;

/// The documentation of the module.
pub const DOCS: &str = "\
//! What holds for every delivery: the names, numbers and policies of the catalog's index.
";

/// The items of the module.
pub fn items(ir: &Ir<'_>) -> TokenStream {
    let version = &ir.index.version.0;
    let base_url = ir.index.provider.api_base_url.as_ref().map(|url| {
        quote! {
            /// Base URL of the provider's API, without a slash at the end.
            pub const API_BASE_URL: &str = #url;
        }
    });
    let contract = &ir.index.contract;
    let parts = [
        layout::field(contract),
        name_schema_and_example(contract),
        idempotency_key(contract),
        signature::field(contract),
        retry(contract),
        replay(contract),
        limits(contract),
        subscription(contract),
    ];
    let times = mentions(quote!(#(#parts)*), "Duration").then(|| {
        quote!(
            use core::time::Duration;
        )
    });
    let assumptions = texts(&contract.assumptions);
    let stated = stated(contract);
    quote! {
        #times
        use std::borrow::Cow;

        use webhook_runtime::contract::*;

        /// Catalog version: the date of the last breaking change, `YYYY-MM-DD`.
        pub const VERSION: &str = #version;

        #base_url

        /// What holds for every delivery: the names, numbers and policies that the catalog's index states.
        pub const CONTRACT: &Contract = &Contract {
            #(#parts)*
            assumptions: #assumptions,
        };

        #(#stated)*
    }
}

/// Whether a name is anywhere in some code.
fn mentions(code: TokenStream, name: &str) -> bool {
    code.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// What is there only where the contract states it.
fn stated(contract: &Contract) -> impl Iterator<Item = TokenStream> {
    let retry = contract.retry.is_some().then(|| {
        quote! {
            /// When a delivery is attempted again: the retry policy of [`CONTRACT`].
            pub const RETRY: &RetryPolicy = CONTRACT.retry.as_ref().unwrap();
        }
    });
    let replay = contract.replay.as_ref();
    let of_event = replay.is_some_and(|replay| replay.event.is_some()).then(|| {
        quote! {
            /// How the provider is asked to send an event again: the replay path of [`CONTRACT`].
            pub const REPLAY: &EventReplay = CONTRACT.replay.as_ref().unwrap().event.as_ref().unwrap();
        }
    });
    let redeliver = replay.is_some_and(|replay| replay.redeliver_path.is_some()).then(|| {
        quote! {
            /// The path at which the provider is asked to repeat a delivery, as [`CONTRACT`] states it.
            pub const REDELIVER_PATH: &Template = CONTRACT.replay.as_ref().unwrap().redeliver_path.as_ref().unwrap();
        }
    });
    retry.into_iter().chain(of_event).chain(redeliver)
}

fn name_schema_and_example(contract: &Contract) -> TokenStream {
    let (name, schema) = (&contract.name, &contract.schema);
    let (grammar, of_name) = (text(&name.grammar), text(&name.promise));
    let pattern = optional(name.pattern.as_ref().map(text));
    let (dialect, of_schema) = (text(&schema.dialect), text(&schema.promise));
    let (evolution, enums) = (variant(schema.evolution), variant(schema.enums));
    let of_example = text(&contract.example.promise);
    quote! {
        name: NameRule { grammar: #grammar, pattern: #pattern, promise: #of_name },
        schema: SchemaRule { dialect: #dialect, evolution: Evolution::#evolution, enums: Enums::#enums, promise: #of_schema },
        example: ExampleRule { promise: #of_example },
    }
}

fn idempotency_key(contract: &Contract) -> TokenStream {
    let key = &contract.idempotency_key;
    let (header, promise) = (optional(key.header.as_ref().map(text)), text(&key.promise));
    let scope_assumed = key.scope_assumed;
    quote! {
        idempotency_key: IdempotencyKeyRule {
            scope_assumed: #scope_assumed,
            header: #header,
            promise: #promise,
        },
    }
}

fn retry(contract: &Contract) -> TokenStream {
    let Some(retry) = &contract.retry else { return quote!(retry: None,) };
    let delays = retry.delays.iter().map(|&delay| duration(delay));
    let timeout = optional(retry.timeout.map(duration));
    let rules = retry.rules.iter().map(rule);
    let disable_after_failures = optional(retry.disable_after_failures.map(number));
    let promise = text(&retry.promise);
    quote! {
        retry: Some(RetryPolicy {
            delays: Cow::Borrowed(&[#(#delays),*]),
            timeout: #timeout,
            rules: Cow::Borrowed(&[#(#rules),*]),
            disable_after_failures: #disable_after_failures,
            promise: #promise,
        }),
    }
}

fn rule(rule: &RetryRule) -> TokenStream {
    let responses = match rule.responses {
        Responses::NetworkError => quote!(Responses::NetworkError),
        Responses::Timeout => quote!(Responses::Timeout),
        Responses::Class(class) => {
            let class = literal(class.into());
            quote!(Responses::Class(#class))
        }
        Responses::Status(status) => {
            let status = literal(status.into());
            quote!(Responses::Status(#status))
        }
    };
    let action = variant(rule.action);
    let (at_least, assumed) = (optional(rule.at_least.map(duration)), rule.assumed);
    quote! { RetryRule { responses: #responses, action: Action::#action, at_least: #at_least, assumed: #assumed } }
}

fn replay(contract: &Contract) -> TokenStream {
    let Some(replay) = &contract.replay else { return quote!(replay: None,) };
    let event = optional(replay.event.as_ref().map(event_replay));
    let redeliver = optional(replay.redeliver_path.as_ref().map(template));
    let promise = text(&replay.promise);
    quote!(replay: Some(ReplayRule { event: #event, redeliver_path: #redeliver, promise: #promise }),)
}

fn event_replay(replay: &EventReplay) -> TokenStream {
    let (path, header) = (template(&replay.path), text(&replay.idempotency_header));
    let (length, endpoints) = (literal(replay.idempotency_key_max_length), literal(replay.max_endpoint_ids));
    let (reused, in_flight) =
        (literal(replay.key_reused_status.into()), literal(replay.in_flight_status.into()));
    quote! {
        EventReplay {
            path: #path,
            idempotency_header: #header,
            idempotency_key_max_length: #length,
            max_endpoint_ids: #endpoints,
            key_reused_status: #reused,
            in_flight_status: #in_flight,
        }
    }
}

fn limits(contract: &Contract) -> TokenStream {
    let limits = &contract.limits;
    let [most, typical, endpoints] = [limits.max_body_bytes, limits.typical_body_bytes, limits.max_endpoints]
        .map(|limit| optional(limit.map(number)));
    let log = optional(limits.delivery_log.map(duration));
    quote! {
        limits: Limits {
            max_body_bytes: #most,
            typical_body_bytes: #typical,
            max_endpoints: #endpoints,
            delivery_log: #log,
        },
    }
}

fn subscription(contract: &Contract) -> TokenStream {
    let subscription = &contract.subscription;
    let default = variant(subscription.default);
    let synthetic = texts(&subscription.synthetic_events);
    let note = optional(subscription.note.as_ref().map(text));
    quote! {
        subscription: Subscription { default: SubscriptionDefault::#default, synthetic_events: #synthetic, note: #note },
    }
}

/// The name of a variant without fields, which is what its `Debug` shows.
fn variant(value: impl Debug) -> syn::Ident {
    format_ident!("{value:?}")
}

fn text(value: &Text) -> TokenStream {
    quote!(text(#value))
}

fn texts(values: &[Text]) -> TokenStream {
    let values = values.iter().map(text);
    quote!(Cow::Borrowed(&[#(#values),*]))
}

/// A template in its parts, so that nothing is parsed at run time.
pub fn template(template: &Template) -> TokenStream {
    let parts = template.parts().iter().map(|part| match part {
        Part::Text(value) => quote!(Part::Text(text(#value))),
        Part::Field(name) => quote!(Part::Field(text(#name))),
    });
    quote!(Template(Cow::Borrowed(&[#(#parts),*])))
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

fn duration(length: Duration) -> TokenStream {
    match length.as_secs() {
        0 => quote!(Duration::ZERO),
        seconds => {
            let seconds = Literal::u64_unsuffixed(seconds);
            quote!(Duration::from_secs(#seconds))
        }
    }
}

fn number(number: u32) -> TokenStream {
    let number = literal(number);
    quote!(#number)
}

/// A number of whatever type is needed.
fn literal(number: u32) -> Literal {
    Literal::u32_unsuffixed(number)
}

//! What the endpoint API's crate has next to the types of its answers: what the client has to be told.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use webhook_catalog::index::api::OperationName;

use super::{DIRECTORY, contract, crate_name, docs, facade_name, rust_file, unparse};
use crate::files::Sink;
use crate::ir::api::{Api, Operation};
use crate::ir::{Home, Ir};
use crate::markup::code;
use crate::names::type_ident;

const SOURCE: &str = "schemas/api/index.json";

/// Writes what is no type.
pub fn render(ir: &Ir<'_>, api: &Api<'_>, files: &mut Sink<'_>) {
    let path = format!("{DIRECTORY}/{}/src/client.rs", crate_name(ir, Home::Api));
    files.add(path, rust_file(SOURCE, DOCS, unparse(items(ir, api))));
}

const DOCS: &str = "\
//! A client of the API: [`webhook_endpoints`] with this API's paths, limits and names filled in.
";

/// What comes before the types.
pub fn modules(ir: &Ir<'_>) -> String {
    let facade = format_ident!("{}", facade_name(ir).replace('-', "_"));
    unparse(quote! {
        #[cfg(feature = "client")]
        pub mod client;

        pub use #facade::{EventType, Family};
    })
}

/// What the crate says of itself.
pub fn front_page(ir: &Ir<'_>) -> Vec<String> {
    let title = &ir.index.provider.title;
    let mut lines = docs::lines(&format!(
        "The API that manages webhook endpoints of {title}: what it answers and, with the feature `client`, a client.\n\n\
         A type that holds a secret is not `Serialize`, and its `Debug` does not show it."
    ));
    lines.extend(example(ir));
    let Some(api) = &ir.api else { return lines };
    lines.extend([String::new(), "| operation | request | answer |".into(), "| --- | --- | --- |".into()]);
    for operation in api.operations.values() {
        let answer = &ir.shape(operation.answer).ident;
        let request = code(&format!("{} {}", operation.name.method(), operation.path));
        lines.push(format!("| {} | {request} | [`{answer}`] |", operation.entry.summary.replace('|', "\\|")));
    }
    if !api.entry.assumptions.is_empty() {
        lines.push(String::new());
        lines.extend(docs::lines(&format!("Where the documents of {title} are silent, this crate assumes:")));
        lines.push(String::new());
        let assumptions = api.entry.assumptions.iter();
        lines.extend(assumptions.map(|text| format!("- {}", docs::line(text))));
    }
    lines
}

fn example(ir: &Ir<'_>) -> Vec<String> {
    let own = crate_name(ir, Home::Api).replace('-', "_");
    // A catalog without families has no events to subscribe to.
    let family = ir.families.first().map(|family| type_ident(&family.entry.name));
    let Some(family) = family else { return Vec::new() };
    let replay = match ir.index.contract.replay.as_ref().and_then(|replay| replay.event.as_ref()) {
        Some(_) => {
            "\
// The same key with the same request gives the first result again.
let key = Client::idempotency_key(\"backfill 1\")?;
client.replay(\"org-1\", \"evt-1\", &key, None).await?;
"
        }
        None => "",
    };
    let text = format!(
        "
```
# #[cfg(feature = \"client\")]
# async fn example(token: &str) -> Result<(), {own}::client::Error> {{
use {own}::Family;
use {own}::client::{{Client, NewEndpoint, Subscription}};

let client = Client::new(token)?;
let endpoint = NewEndpoint::new(\"https://example.com/hooks\", Subscription::families([Family::{family}])?)?;
// The answer holds the signing secret, which is not shown again.
let created = client.create_endpoint(\"org-1\", &endpoint).await?;
{replay}# let _ = created;
# Ok(())
# }}
```
"
    );
    text.trim_end().lines().map(str::to_owned).collect()
}

fn items(ir: &Ir<'_>, api: &Api<'_>) -> TokenStream {
    let answer = |operation: &Operation<'_>| format_ident!("{}", ir.shape(operation.answer).ident);
    let created = answer(&api.operations[&OperationName::CreateEndpoint]);
    let rotated = answer(&api.operations[&OperationName::RotateSecret]);
    let path = |name| contract::template(api.operations[&name].path);
    let create_path = path(OperationName::CreateEndpoint);
    let rotate_path = path(OperationName::RotateSecret);
    // A catalog with an API has one.
    let base_url = ir.index.provider.api_base_url.as_deref().unwrap_or_default();
    let facade = format_ident!("{}", facade_name(ir).replace('-', "_"));
    let title = &ir.index.provider.title;
    let what = format!(" The endpoint API of {title}, for [`Client`].");
    let client = format!(" A client of the endpoint API of {title}.");
    let endpoint = format!(" An endpoint that is to be created at {title}.");
    let subscription = format!(" Events of {title} that a new endpoint is to be sent.");
    let of = |name| api.operations.get(&name).map(answer);
    let replays = of(OperationName::Replay).map(|replay| {
        quote! {
            impl webhook_endpoints::Replays for Api {
                type Replay = crate::#replay;

                const REPLAY: &'static webhook_endpoints::contract::EventReplay = #facade::REPLAY;
            }
        }
    });
    let redelivers = of(OperationName::Redeliver).map(|redelivery| {
        quote! {
            impl webhook_endpoints::Redelivers for Api {
                type Redelivery = crate::#redelivery;

                const REDELIVER_PATH: &'static Template = #facade::REDELIVER_PATH;
            }
        }
    });
    quote! {
        use std::borrow::Cow;

        use webhook_endpoints::contract::{Part, Template, text};

        use crate::{EventType, Family};

        pub use webhook_endpoints::{Answer, Cause, Error, IdempotencyKey, Invalid, Subscribed};

        #[doc = #client]
        pub type Client = webhook_endpoints::Client<Api>;

        #[doc = #endpoint]
        pub type NewEndpoint = webhook_endpoints::NewEndpoint<Api>;

        #[doc = #subscription]
        pub type Subscription = webhook_endpoints::Subscription<Api>;

        #[doc = #what]
        #[derive(Clone, Copy, Debug)]
        pub struct Api;

        impl webhook_endpoints::Api for Api {
            type EventType = EventType;
            type Family = Family;
            type CreatedEndpoint = crate::#created;
            type RotatedSecret = crate::#rotated;

            const BASE_URL: &'static str = #base_url;
            const CREATE_ENDPOINT: &'static Template = &#create_path;
            const ROTATE_SECRET: &'static Template = &#rotate_path;
            const EVENT_TYPES: &'static [EventType] = EventType::ALL;

            fn name(event_type: EventType) -> &'static str {
                event_type.as_str()
            }

            fn family(event_type: EventType) -> Family {
                event_type.family()
            }
        }

        #replays

        #redelivers
    }
}

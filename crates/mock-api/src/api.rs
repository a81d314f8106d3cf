//! What a catalog says of its API, in the form in which requests are answered by it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use webhook_catalog::index::api::{self, OperationName};
use webhook_catalog::{Catalog, Validator};
use webhook_exchange::{Terms, event};
use webhook_runtime::contract::words::duration;
use webhook_runtime::contract::{Contract, SubscriptionDefault, Template};
use webhook_schema::Diagnostics;

use crate::answer;
use crate::path::is_supported;

/// An API as its catalog describes it.
#[derive(Debug)]
pub struct Api {
    pub(crate) contract: Contract,
    /// The same, for what goes by contracts and packs alike.
    pub(crate) terms: Terms,
    /// Path of the API's base URL, without a slash at the end.
    pub(crate) base_path: String,
    pub(crate) operations: BTreeMap<OperationName, Operation>,
    /// An example of the body that refuses a request.
    pub(crate) refusal: Value,
    /// Every event, in the order in which the API lists them.
    pub(crate) events: Vec<Event>,
    /// What an endpoint that names no events is subscribed to.
    pub(crate) default_events: Vec<String>,
}

/// Why there is no API to mock.
#[derive(Debug)]
pub enum LoadError {
    /// Every mistake in the catalog, with its place, as text to be printed.
    Mistakes(String),
    /// What the catalog lacks, or has that the mock cannot do, in a sentence.
    Unsupported(String),
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Path below the base path.
    pub path: Template,
    /// The parameter that says what the operation is about, which may be the organization.
    pub subject: &'static str,
    pub request: Option<Request>,
    pub status: u16,
    pub answer: answer::Template,
    /// An example of what the operation makes or changes: the identifier that the path of the next one takes.
    pub example: Value,
}

/// The body of a request.
#[derive(Debug)]
pub(crate) struct Request {
    pub is_required: bool,
    pub validator: Validator,
}

/// An event.
#[derive(Debug)]
pub(crate) struct Event {
    pub name: String,
    pub example: Value,
}

impl Api {
    /// What the contract does not state, and what the mock does instead, a sentence each.
    pub fn unstated(&self) -> Vec<String> {
        let mut said = Vec::new();
        let retry = self.contract.retry.as_ref();
        if retry.is_none_or(|retry| retry.delays.is_empty() || retry.rules.is_empty()) {
            said.push("the contract does not state when a delivery is attempted again, or after which answers: each is attempted once".to_owned());
        }
        if self.contract.stated_timeout().is_none() {
            said.push(format!(
                "the contract does not state how long the sender waits for an answer: the mock waits {}",
                duration(self.contract.timeout())
            ));
        }
        let replay = self.contract.replay.as_ref();
        if replay.is_none_or(|replay| replay.event.is_none()) {
            said.push("the contract states no replay path: there is none to send an event again".to_owned());
        }
        if replay.is_none_or(|replay| replay.redeliver_path.is_none()) {
            said.push("the contract states no path to repeat a delivery: there is none".to_owned());
        }
        if self.contract.limits.max_endpoints.is_none() {
            said.push(
                "the contract does not state how many endpoints there may be: there may be any".to_owned(),
            );
        }
        said
    }

    /// An operation that the API has.
    pub(crate) fn operation(&self, name: OperationName) -> &Operation {
        &self.operations[&name]
    }

    /// Reads the catalog in `schemas/webhooks` below a directory, and the API in `schemas/api`.
    ///
    /// # Errors
    ///
    /// When there is a mistake in them, or nothing in them that can be mocked.
    pub fn load(root: &Path) -> Result<Api, LoadError> {
        let mut diagnostics = Diagnostics::new();
        let catalog = webhook_catalog::load(&webhook_catalog::tree(root), &mut diagnostics);
        match catalog.filter(|_| diagnostics.has_no_error()) {
            Some(catalog) => Api::new(&catalog).map_err(LoadError::Unsupported),
            None => Err(LoadError::Mistakes(diagnostics.to_text())),
        }
    }

    fn new(catalog: &Catalog) -> Result<Api, String> {
        let api = catalog
            .api
            .as_ref()
            .ok_or("there is no schemas/api: a catalog without an API has nothing to mock")?;
        let (index, said) = (&catalog.index, &catalog.index.contract);
        let operation =
            |(name, operation)| Ok::<_, String>((name, Operation::new(catalog, api, name, operation)?));
        if said.signature.algorithm.is_asymmetric() {
            return Err("the mock makes secrets, and deliveries of this contract are signed with a private key: send them with \
                `hookwright trigger`"
                .to_owned());
        }
        let events: Vec<Event> = index.events.iter().filter_map(|event| Event::new(catalog, event)).collect();
        for event in &events {
            event::delivery(said, &event.name, &event.example, |_| Ok(()))?;
        }
        Ok(Api {
            base_path: base_path(index.provider.api_base_url.as_deref().unwrap_or_default()).to_owned(),
            contract: said.clone(),
            terms: Terms::Contract(said.clone().into()),
            operations: api.operations.all().map(operation).collect::<Result<_, _>>()?,
            refusal: catalog
                .api_example(&api.error.example)
                .ok_or("there is no example of an error")?
                .to_value(),
            events,
            default_events: match said.subscription.default {
                SubscriptionDefault::All => index.events.iter().map(|event| event.name.clone()).collect(),
                SubscriptionDefault::None | SubscriptionDefault::Unspecified => Vec::new(),
            },
        })
    }
}

impl Operation {
    fn new(
        catalog: &Catalog,
        api: &api::Api,
        name: OperationName,
        operation: &api::Operation,
    ) -> Result<Operation, String> {
        let path = api.path(name, &catalog.index.contract);
        let subject = subject(name);
        let name = name.as_str();
        let path = path.ok_or_else(|| format!("there is no path of `{name}`"))?;
        if !is_supported(path) {
            return Err(format!(
                "the path of `{name}` has a parameter that is not a whole part of it: {path}"
            ));
        }
        let missing = || format!("the schema or the example of `{name}` cannot be used");
        let places = api
            .path_parameters
            .iter()
            .filter_map(|(name, parameter)| Some((name.clone(), catalog.api_schema(&parameter.schema)?)));
        let example = catalog.api_example(&operation.response.example).ok_or_else(missing)?.value();
        let schema = catalog.api_schema(&operation.response.schema).ok_or_else(missing)?;
        let request = match &operation.request {
            Some(request) => {
                let schema = catalog.api_schema(&request.schema).ok_or_else(missing)?;
                let validator = Validator::new(catalog, &schema.location).ok_or_else(missing)?;
                Some(Request { is_required: request.required, validator })
            }
            None => None,
        };
        Ok(Operation {
            path: path.clone(),
            subject,
            request,
            status: operation.response.status,
            answer: answer::Template::new(catalog, schema, example, &places.collect::<Vec<_>>()),
            example: example.clone(),
        })
    }
}

impl Event {
    fn new(catalog: &Catalog, event: &webhook_catalog::index::entries::Event) -> Option<Event> {
        let example = catalog.example(event)?.to_value();
        Some(Event { name: event.name.clone(), example })
    }
}

/// The parameter of an operation's path that says what it is about.
pub(crate) fn subject(name: OperationName) -> &'static str {
    name.parameters().last().copied().unwrap_or_default()
}

/// What follows the host.
fn base_path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |slash| rest[slash..].trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_paths() {
        for (url, path) in [
            ("https://api.example.com/v1", "/v1"),
            ("https://api.example.com/a/b/", "/a/b"),
            ("https://api.example.com/", ""),
            ("https://api.example.com", ""),
        ] {
            assert_eq!(base_path(url), path, "{url}");
        }
    }
}

//! The operations, over what is remembered.
//!
//! Every name is an organization. Nothing is sent from here: it returns what is to be sent.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use webhook_catalog::index::api::OperationName;
use webhook_exchange::{event, fresh};
use webhook_runtime::{Outgoing, Secret};

use crate::answer::Values;
use crate::api::{Api, Operation, subject};
use crate::path::Ids;
use crate::refusal::Refusal;

/// Properties of a request that creates an endpoint; its answer repeats them.
const URL: &str = "url";
const DESCRIPTION: &str = "description";
const EVENT_TYPES: &str = "event_types";
const ECHOED: [&str; 3] = [URL, DESCRIPTION, EVENT_TYPES];
/// Property of an answer that says when an endpoint last changed; every request that is answered with it changes it.
const UPDATED_AT: &str = "updated_at";
/// An identifier of a delivery, where the API has none.
const DELIVERY: &str = "delivery-00000001";
/// An identifier of an event, where its deliveries have none.
const EVENT: &str = "event-00000001";
/// Property of a replay's request.
const ENDPOINT_IDS: &str = "endpoint_ids";

/// An API with what has been asked of it.
#[derive(Debug)]
pub(crate) struct Mock {
    pub api: Api,
    organizations: Mutex<BTreeMap<String, Organization>>,
}

#[derive(Debug, Default)]
struct Organization {
    endpoints: BTreeMap<String, Endpoint>,
    events: BTreeMap<String, Event>,
    deliveries: BTreeMap<String, Delivery>,
}

#[derive(Debug)]
struct Endpoint {
    url: String,
    event_types: Vec<String>,
    secret: Secret,
    /// The answer that it was created with, without what rotation changes.
    answer: Map<String, Value>,
}

#[derive(Clone, Debug)]
struct Event {
    name: String,
    request: Outgoing,
}

/// The sending of an event to an endpoint.
#[derive(Clone, Debug)]
struct Delivery {
    endpoint: String,
    event: String,
}

/// An answer, and which deliveries are to be sent.
#[derive(Debug)]
pub(crate) struct Answered {
    pub body: Value,
    pub deliveries: Vec<String>,
}

/// What an attempt of a delivery needs to know, as things are now.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub url: String,
    pub secret: Secret,
    pub event: String,
    pub name: String,
    /// The delivery, without a signature.
    pub request: Outgoing,
}

impl Mock {
    pub fn new(api: Api) -> Mock {
        Mock { api, organizations: Mutex::default() }
    }

    /// Creates an endpoint, and sends it the first event of its subscription.
    pub fn create_endpoint(&self, asked: &Ids, request: &Value) -> Result<Answered, Refusal> {
        let operation = self.api.operation(OperationName::CreateEndpoint);
        let mut organizations = self.lock();
        let organization = organizations.entry(self.organization(asked)).or_default();
        let most = self.api.contract.limits.max_endpoints.map(|most| most as usize);
        if let Some(most) = most.filter(|most| organization.endpoints.len() >= *most) {
            return Err(Refusal::too_many_endpoints(most));
        }
        let id = self.like(operation, subject(OperationName::RotateSecret));
        let secret = secret();
        let event_types = match request.get(EVENT_TYPES).and_then(Value::as_array) {
            Some(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            None => self.api.default_events.clone(),
        };
        let made = Ids::from([(subject(OperationName::RotateSecret).to_owned(), id.clone())]);
        let values = Values { asked, made: &made, deliveries: &[], secret: Some(&secret) };
        let mut body = operation.answer.fill(values);
        let mut answer = Map::from_iter([
            (URL.to_owned(), request[URL].clone()),
            (EVENT_TYPES.to_owned(), event_types.clone().into()),
        ]);
        answer.extend(request.get(DESCRIPTION).map(|text| (DESCRIPTION.to_owned(), text.clone())));
        echo(&mut body, &answer);
        answer.extend(body.as_object().cloned().unwrap_or_default());
        operation.answer.secret_keys().chain([UPDATED_AT]).for_each(|key| drop(answer.shift_remove(key)));
        let url = request[URL].as_str().unwrap_or_default().to_owned();
        let first = event_types.first().cloned();
        organization.endpoints.insert(id.clone(), Endpoint { url, event_types, secret, answer });
        let event = first.and_then(|name| self.fire(&name, organization));
        let deliveries = event.map(|event| self.deliver(organization, id, event)).into_iter().collect();
        Ok(Answered { body, deliveries })
    }

    /// Gives an endpoint a new secret, which every attempt from now on is signed with.
    pub fn rotate_secret(&self, asked: &Ids) -> Result<Answered, Refusal> {
        let operation = self.api.operation(OperationName::RotateSecret);
        let mut organizations = self.lock();
        let organization = organizations.entry(self.organization(asked)).or_default();
        let endpoint = asked.get(operation.subject).and_then(|id| organization.endpoints.get_mut(id));
        let endpoint = endpoint.ok_or_else(|| Refusal::not_found("there is no such endpoint"))?;
        endpoint.secret = secret();
        let values = Values { asked, made: asked, deliveries: &[], secret: Some(&endpoint.secret) };
        let mut body = operation.answer.fill(values);
        echo(&mut body, &endpoint.answer);
        Ok(Answered { body, deliveries: Vec::new() })
    }

    /// Sends an event again, to the endpoints that the request names or to those that are subscribed to it.
    pub fn replay(&self, asked: &Ids, request: &Value) -> Result<Answered, Refusal> {
        let operation = self.api.operation(OperationName::Replay);
        let mut organizations = self.lock();
        let organization = organizations.entry(self.organization(asked)).or_default();
        let id = asked.get(operation.subject).cloned().unwrap_or_default();
        let event =
            organization.events.get(&id).ok_or_else(|| Refusal::not_found("there is no such event"))?;
        let endpoints: Vec<String> = match request.get(ENDPOINT_IDS).and_then(Value::as_array) {
            Some(ids) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            None => {
                let of_event = |endpoint: &&Endpoint| endpoint.event_types.contains(&event.name);
                let endpoints = organization.endpoints.iter();
                endpoints.filter(|(_, endpoint)| of_event(endpoint)).map(|(id, _)| id.clone()).collect()
            }
        };
        if let Some(unknown) = endpoints.iter().find(|id| !organization.endpoints.contains_key(*id)) {
            return Err(Refusal::not_found(format!("there is no endpoint `{unknown}`")));
        }
        let deliveries =
            endpoints.into_iter().map(|endpoint| self.deliver(organization, endpoint, id.clone())).collect();
        Ok(self.answer_with(operation, asked, organization, deliveries))
    }

    /// Makes one delivery again.
    pub fn redeliver(&self, asked: &Ids) -> Result<Answered, Refusal> {
        let operation = self.api.operation(OperationName::Redeliver);
        let mut organizations = self.lock();
        let organization = organizations.entry(self.organization(asked)).or_default();
        let delivery = asked.get(operation.subject).and_then(|id| organization.deliveries.get(id));
        let Delivery { endpoint, event } =
            delivery.cloned().ok_or_else(|| Refusal::not_found("there is no such delivery"))?;
        let deliveries = vec![self.deliver(organization, endpoint, event)];
        Ok(self.answer_with(operation, asked, organization, deliveries))
    }

    /// What an attempt of a delivery needs to know now.
    pub fn attempt(&self, organization: &str, delivery: &str) -> Option<Attempt> {
        let organizations = self.lock();
        let organization = organizations.get(organization)?;
        let delivery = organization.deliveries.get(delivery)?;
        let endpoint = organization.endpoints.get(&delivery.endpoint)?;
        let Event { name, request } = organization.events.get(&delivery.event)?.clone();
        let (url, secret, event) = (endpoint.url.clone(), endpoint.secret.clone(), delivery.event.clone());
        Some(Attempt { url, secret, event, name, request })
    }

    /// The organization that a path names. In an API without organizations, all is one.
    pub fn organization(&self, asked: &Ids) -> String {
        asked.get(subject(OperationName::CreateEndpoint)).cloned().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Organization>> {
        self.organizations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An event of this name happens: its example, with an id and a time of its own.
    fn fire(&self, name: &str, organization: &mut Organization) -> Option<String> {
        let event = self.api.events.iter().find(|event| event.name == name)?;
        // It was tried when the catalog was loaded.
        let request = event::delivery(&self.api.contract, name, &event.example, |_| Ok(())).ok()?;
        let [_, id] = self.api.terms.named(&request);
        let id = id.unwrap_or_else(|| fresh::like(EVENT));
        organization.events.insert(id.clone(), Event { name: name.to_owned(), request });
        Some(id)
    }

    fn deliver(&self, organization: &mut Organization, endpoint: String, event: String) -> String {
        let id = match self.api.operations.get(&OperationName::Redeliver) {
            Some(operation) => self.like(operation, operation.subject),
            // Nobody can ask for it again: it only tells deliveries apart.
            None => fresh::like(DELIVERY),
        };
        organization.deliveries.insert(id.clone(), Delivery { endpoint, event });
        id
    }

    fn answer_with(
        &self,
        operation: &Operation,
        asked: &Ids,
        organization: &Organization,
        deliveries: Vec<String>,
    ) -> Answered {
        let names =
            [OperationName::Redeliver, OperationName::RotateSecret, OperationName::Replay].map(subject);
        let made: Vec<Ids> = deliveries
            .iter()
            .filter_map(|id| {
                let Delivery { endpoint, event } = organization.deliveries.get(id)?;
                Some(
                    names
                        .into_iter()
                        .map(str::to_owned)
                        .zip([id.clone(), endpoint.clone(), event.clone()])
                        .collect(),
                )
            })
            .collect();
        let one = if let [one] = &made[..] { one } else { asked };
        let body = operation.answer.fill(Values { asked, made: one, deliveries: &made, secret: None });
        Answered { body, deliveries }
    }

    /// An identifier like the one that an operation's example has for a parameter.
    fn like(&self, operation: &Operation, parameter: &str) -> String {
        fresh::like(text_at(&operation.example, parameter).unwrap_or_default())
    }
}

/// Puts what is known of an endpoint in the place of what the example says.
fn echo(body: &mut Value, known: &Map<String, Value>) {
    let Some(body) = body.as_object_mut() else { return };
    body.retain(|key, value| match known.get(key) {
        Some(known) => {
            value.clone_from(known);
            true
        }
        None => !ECHOED.contains(&key.as_str()),
    });
}

/// A secret of 32 bytes.
fn secret() -> Secret {
    Secret::new(fresh::hex(64)).expect("hexadecimal digits make a secret")
}

/// The first text that a property of this name has, at any depth.
fn text_at<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    match value {
        Value::Object(properties) => properties
            .get(key)
            .and_then(Value::as_str)
            .or_else(|| properties.values().find_map(|value| text_at(value, key))),
        Value::Array(items) => items.iter().find_map(|value| text_at(value, key)),
        _ => None,
    }
}

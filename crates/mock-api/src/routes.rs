//! Requests as they come over HTTP, and their answers.
//!
//! What an operation does is in [`crate::mock`].

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use webhook_catalog::index::api::OperationName;
use webhook_runtime::replay::IdempotencyKey;

use crate::api::{Api, Operation};
use crate::deliver::deliver;
use crate::mock::{Answered, Mock};
use crate::path::Ids;
use crate::path::parameters;
use crate::refusal::Refusal;
use crate::replays::{Begin, Replays};

/// Largest body of a request, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What requests are answered from.
#[derive(Clone)]
pub(crate) struct App {
    pub mock: Arc<Mock>,
    pub replays: Arc<Replays>,
    /// Factor by which waits between attempts of a delivery are shorter than in the contract.
    pub speed: f64,
    pub log: fn(&str),
}

/// Answers any request.
pub(crate) async fn answer(State(app): State<App>, request: Request<Body>) -> Response {
    let line = format!("{} {}", request.method(), request.uri().path());
    let (status, body) = match app.carry_out(request).await {
        Ok(answer) => answer,
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, refusal.body(&app.mock.api.refusal))
        }
    };
    (app.log)(&format!("{line}: {}", status.as_u16()));
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

impl App {
    async fn carry_out(&self, request: Request<Body>) -> Result<(StatusCode, Value), Refusal> {
        let api = &self.mock.api;
        let (parts, body) = request.into_parts();
        let (name, operation, asked) = find(api, &parts.method, parts.uri.path())?;
        authorize(&parts.headers)?;
        let mock = &self.mock;
        match name {
            OperationName::CreateEndpoint => {
                let body = read(operation, body).await?;
                self.send(operation, &asked, mock.create_endpoint(&asked, &body)?)
            }
            OperationName::RotateSecret => self.send(operation, &asked, mock.rotate_secret(&asked)?),
            OperationName::Replay => self.replay(&parts.headers, parts.uri.path(), &asked, body).await,
            OperationName::Redeliver => self.send(operation, &asked, mock.redeliver(&asked)?),
        }
    }

    async fn replay(
        &self,
        headers: &HeaderMap,
        path: &str,
        asked: &Ids,
        body: Body,
    ) -> Result<(StatusCode, Value), Refusal> {
        let (api, operation) = (&self.mock.api, self.mock.api.operation(OperationName::Replay));
        let rule = api.contract.replay.as_ref().and_then(|replay| replay.event.as_ref());
        let rule = rule.ok_or_else(no_such_path)?;
        let mut keys = headers.get_all(&*rule.idempotency_header).iter();
        let Some(key) = keys.next() else {
            return Err(Refusal::invalid(format!("{}: the request has none", rule.idempotency_header)));
        };
        if keys.next().is_some() {
            return Err(Refusal::invalid(format!(
                "{}: the request has more than one",
                rule.idempotency_header
            )));
        }
        let key = IdempotencyKey::new(rule, &String::from_utf8_lossy(key.as_bytes()));
        let key = key.map_err(|error| Refusal::invalid(format!("{}: {error}", rule.idempotency_header)))?;
        // From here on the key is taken, while the body is still coming in.
        match self.replays.begin(&self.mock.organization(asked), key.as_str()) {
            Begin::InFlight => Err(Refusal::in_flight(rule.in_flight_status)),
            Begin::New(claim) => {
                let body = read(operation, body).await?;
                let answer = self.send(operation, asked, self.mock.replay(asked, &body)?)?;
                claim.finish((path.to_owned(), body), answer.clone());
                Ok(answer)
            }
            Begin::Done(first, answer) => match first == (path.to_owned(), read(operation, body).await?) {
                true => Ok(answer),
                false => Err(Refusal::key_reused(rule.key_reused_status)),
            },
        }
    }

    /// Sends the deliveries of an answer, and gives the answer.
    fn send(
        &self,
        operation: &Operation,
        asked: &Ids,
        answered: Answered,
    ) -> Result<(StatusCode, Value), Refusal> {
        let organization = self.mock.organization(asked);
        for delivery in answered.deliveries {
            tokio::spawn(deliver(
                Arc::clone(&self.mock),
                organization.clone(),
                delivery,
                self.speed,
                self.log,
            ));
        }
        Ok((StatusCode::from_u16(operation.status).unwrap_or(StatusCode::OK), answered.body))
    }
}

fn no_such_path() -> Refusal {
    Refusal::not_found("the API has no such path")
}

/// The operation that method and path name, with the identifiers in the path.
fn find<'a>(
    api: &'a Api,
    method: &Method,
    path: &str,
) -> Result<(OperationName, &'a Operation, Ids), Refusal> {
    let below = path.strip_prefix(api.base_path.as_str()).unwrap_or_default();
    let operations = api.operations.iter();
    let mut fitting = operations
        .filter_map(|(name, operation)| Some((*name, operation, parameters(&operation.path, below)?)))
        .peekable();
    if fitting.peek().is_none() {
        return Err(no_such_path());
    }
    fitting.find(|(name, ..)| method == name.method()).ok_or_else(Refusal::method_not_allowed)
}

/// Whether there is a token, whatever it is.
fn authorize(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token {
        Some((_, token)) if !token.trim().is_empty() => Ok(()),
        _ => Err(Refusal::unauthorized()),
    }
}

/// The body, which fits the operation's schema; null where it may be left out, and is.
async fn read(operation: &Operation, body: Body) -> Result<Value, Refusal> {
    let Some(request) = &operation.request else { return Ok(Value::Null) };
    let bytes = to_bytes(body, MAX_BODY_BYTES).await;
    let bytes = bytes.map_err(|_| Refusal::invalid("the body is too long, or broke off"))?;
    if bytes.is_empty() {
        return match request.is_required {
            true => Err(Refusal::invalid("the body is empty, and has to be JSON")),
            false => Ok(Value::Null),
        };
    }
    let body = serde_json::from_slice(&bytes).map_err(|error| {
        Refusal::invalid(format!(
            "the body is not JSON from line {}, column {} on",
            error.line(),
            error.column()
        ))
    })?;
    let mistakes = request.validator.check(&body);
    if mistakes.is_empty() {
        return Ok(body);
    }
    let told = mistakes.into_iter().map(|(pointer, message)| match pointer.as_str() {
        "" => message,
        pointer => format!("at `{pointer}`: {message}"),
    });
    Err(Refusal::invalid(told.collect::<Vec<_>>().join("; ")))
}

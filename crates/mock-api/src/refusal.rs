//! Why a request is not carried out.
//!
//! The body is the catalog's example of one.

use std::borrow::Cow;

use serde_json::Value;

/// Why a request is not carried out: a status, a code for programs and a message for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: u16,
    pub code: &'static str,
    pub message: Cow<'static, str>,
}

impl Refusal {
    /// The body does not fit its schema, or a header its rule.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal { status: 400, code: "invalid_request", message: message.into() }
    }

    /// There is no token.
    pub fn unauthorized() -> Refusal {
        let message = "send `Authorization: Bearer` and a token: any that is not empty will do here";
        Refusal { status: 401, code: "unauthorized", message: message.into() }
    }

    /// The organization, or the API, does not have it.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal { status: 404, code: "not_found", message: message.into() }
    }

    /// The path is one of the API's, and the method is not.
    pub fn method_not_allowed() -> Refusal {
        Refusal { status: 405, code: "method_not_allowed", message: "every operation is a `POST`".into() }
    }

    /// The organization has as many endpoints as it may have.
    pub fn too_many_endpoints(most: usize) -> Refusal {
        let message = format!("the organization has {most} endpoints, and may not have more");
        Refusal { status: 409, code: "too_many_endpoints", message: message.into() }
    }

    /// The first request with the same idempotency key is being carried out.
    pub fn in_flight(status: u16) -> Refusal {
        let message = "a request with this idempotency key is being carried out";
        Refusal { status, code: "replay_in_flight", message: message.into() }
    }

    /// The idempotency key was used for another request.
    pub fn key_reused(status: u16) -> Refusal {
        let message = "this idempotency key was used for another request: take a new one";
        Refusal { status, code: "idempotency_key_reused", message: message.into() }
    }

    /// The body, made of an example of one: what is called `code` and `message` there is filled in.
    pub fn body(&self, example: &Value) -> Value {
        let mut body = example.clone();
        self.fill(&mut body);
        body
    }

    fn fill(&self, value: &mut Value) {
        for (key, value) in value.as_object_mut().into_iter().flatten() {
            match (key.as_str(), &value) {
                ("code", Value::String(_)) => *value = self.code.into(),
                ("message", Value::String(_)) => *value = self.message.as_ref().into(),
                _ => self.fill(value),
            }
        }
    }
}

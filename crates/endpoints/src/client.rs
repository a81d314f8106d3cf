//! The client, with a method for each request that an endpoint API accepts.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;
use webhook_runtime::replay::{IdempotencyKey, ReplayRequest, path};

use crate::transport::{Call, Received, Transport};
use crate::{Api, Error, NewEndpoint, Redelivers, Replays};

/// A client for an endpoint API. Cloning is cheap, and clones share their connections.
///
/// A replay is sent up to four times if there is no connection, no answer, a 429 or a 5xx: its idempotency key makes
/// that safe. Between attempts, the client waits a quarter of a second, then twice as long each time, or as long as
/// `Retry-After` says, if that is at most 30 seconds. So a replay takes at most four times [`Client::timeout`] and
/// three waits: 3½ minutes with the default timeout. The other requests are sent once, because sending them twice could
/// create two endpoints, two secrets or two deliveries.
///
/// Requires a tokio runtime with I/O and time enabled.
pub struct Client<A> {
    transport: Transport,
    api: PhantomData<A>,
}

impl<A: Api> Client<A> {
    /// A client that sends this bearer token with every request.
    ///
    /// # Errors
    ///
    /// [`Invalid::Token`](crate::Invalid::Token) when the token is empty or not allowed in a header, and
    /// [`Error::Tls`].
    pub fn new(token: &str) -> Result<Self, Error> {
        Ok(Client { transport: Transport::new(A::BASE_URL, token)?, api: PhantomData })
    }

    /// Sends requests to another base URL than the API's.
    ///
    /// With `http://` it must lead to this machine; such requests bypass any proxy.
    ///
    /// # Errors
    ///
    /// When this is not such a URL, and [`Error::Tls`].
    pub fn base_url(self, url: &str) -> Result<Self, Error> {
        Ok(Client { transport: self.transport.base_url(url)?, ..self })
    }

    /// Sets how long one attempt may take, from connecting to the end of the answer. The default is 30 seconds. A
    /// replay makes up to four attempts.
    pub fn timeout(self, timeout: Duration) -> Self {
        Client { transport: self.transport.timeout(timeout), ..self }
    }

    /// Creates an endpoint. The answer holds its signing secret, which is not shown again.
    ///
    /// The request is sent once. After [`Error::Timeout`], [`Error::Broken`] or [`Error::Unreadable`], there may be an
    /// endpoint whose secret nobody knows; get a new one with [`Client::rotate_secret`].
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn create_endpoint(
        &self,
        organization: impl AsRef<str>,
        endpoint: &NewEndpoint<A>,
    ) -> Result<A::CreatedEndpoint, Error> {
        let path = path(A::CREATE_ENDPOINT, &[("org_id", organization.as_ref())])?;
        let call = Call::new(path).body(endpoint.to_json()).answer_is_secret();
        read(self.transport.send(&call).await?)
    }

    /// Rotates an endpoint's signing secret. The answer holds the new one, which is not shown again.
    ///
    /// The request is sent once. After [`Error::Timeout`], [`Error::Broken`] or [`Error::Unreadable`], the old secret
    /// may be invalid: rotate again.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn rotate_secret(
        &self,
        organization: impl AsRef<str>,
        endpoint: impl AsRef<str>,
    ) -> Result<A::RotatedSecret, Error> {
        let parameters = [("org_id", organization.as_ref()), ("endpoint_id", endpoint.as_ref())];
        let path = path(A::ROTATE_SECRET, &parameters)?;
        let call = Call::new(path).answer_is_secret();
        read(self.transport.send(&call).await?)
    }
}

impl<A: Replays> Client<A> {
    /// Creates the key that makes a replay idempotent: the same key with the same request returns the first result
    /// again.
    ///
    /// # Errors
    ///
    /// When the string is empty, longer than the API accepts, or not allowed in a header.
    pub fn idempotency_key(text: &str) -> Result<IdempotencyKey, Error> {
        Ok(IdempotencyKey::new(A::REPLAY, text)?)
    }

    /// Asks for an event to be sent again: to the listed endpoints, or without a list, to every endpoint that is
    /// subscribed to it.
    ///
    /// The request is retried if that may help.
    ///
    /// # Errors
    ///
    /// See [`Error`]. [`Error::Unprocessable`] may mean that the key was used for another replay.
    pub async fn replay(
        &self,
        organization: impl AsRef<str>,
        event: impl AsRef<str>,
        key: &IdempotencyKey,
        endpoints: Option<&[&str]>,
    ) -> Result<A::Replay, Error> {
        let request =
            ReplayRequest::replay(A::REPLAY, organization.as_ref(), event.as_ref(), key, endpoints)?;
        let call = Call::of_replay(request).retried();
        read(self.transport.send(&call).await?)
    }
}

impl<A: Redelivers> Client<A> {
    /// Asks for one delivery to be repeated.
    ///
    /// The request is sent once.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn redeliver(
        &self,
        organization: impl AsRef<str>,
        delivery: impl AsRef<str>,
    ) -> Result<A::Redelivery, Error> {
        let request = ReplayRequest::redeliver(A::REDELIVER_PATH, organization.as_ref(), delivery.as_ref())?;
        read(self.transport.send(&Call::of_replay(request)).await?)
    }
}

fn read<T: DeserializeOwned>(received: Received) -> Result<T, Error> {
    serde_json::from_slice(&received.body).map_err(|error| Error::Unreadable {
        // Not the error itself, which may quote the value that it failed on.
        line: error.line(),
        column: error.column(),
        answer: received.answer,
    })
}

impl<A> Clone for Client<A> {
    fn clone(&self) -> Self {
        Client { transport: self.transport.clone(), api: PhantomData }
    }
}

impl<A> fmt::Debug for Client<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("transport", &self.transport).finish()
    }
}

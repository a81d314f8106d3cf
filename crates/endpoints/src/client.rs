//! The client: what can be asked of an endpoint API.
//!
//! Each request says whether it may be sent twice, and whether its answer holds a secret.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;
use webhook_runtime::replay::{IdempotencyKey, ReplayRequest, path};

use crate::transport::{Call, Received, Transport};
use crate::{Api, Error, NewEndpoint};

/// A client for an endpoint API. Cloning is cheap, and shares the connections.
///
/// A replay is sent up to four times when there is no connection, no answer, a 429 or a 5xx: its idempotency key makes
/// that safe. Between attempts it waits a quarter of a second, then twice as long each time, or for as long as `Retry-After`
/// says, if that is at most 30 seconds. So it takes at most four times [`Client::timeout`] and three such waits: 3½ minutes,
/// unless another timeout is set. The other requests are sent once, because doing them twice would make two endpoints, two
/// secrets or two deliveries.
///
/// Needs a tokio runtime with I/O and time enabled.
pub struct Client<A> {
    transport: Transport,
    api: PhantomData<A>,
}

impl<A: Api> Client<A> {
    /// A client that sends this bearer token with every request.
    ///
    /// # Errors
    ///
    /// [`Invalid::Token`](crate::Invalid::Token) when the token is empty or cannot stand in a header, and [`Error::Tls`].
    pub fn new(token: &str) -> Result<Self, Error> {
        Ok(Client { transport: Transport::new(A::BASE_URL, token)?, api: PhantomData })
    }

    /// Sends requests below this URL, instead of where the API is.
    ///
    /// With `http://` it has to lead to this machine; such requests go past any proxy.
    ///
    /// # Errors
    ///
    /// When the text is no such URL, and [`Error::Tls`].
    pub fn base_url(self, url: &str) -> Result<Self, Error> {
        Ok(Client { transport: self.transport.base_url(url)?, ..self })
    }

    /// How long one attempt may take, from connecting to the end of the answer; the default is 30 seconds. A replay makes up
    /// to four of them.
    pub fn timeout(self, timeout: Duration) -> Self {
        Client { transport: self.transport.timeout(timeout), ..self }
    }

    /// Takes a text as the key that makes a replay idempotent: the same key with the same request gives the first result
    /// again.
    ///
    /// # Errors
    ///
    /// When the text is empty, longer than the API takes, or cannot stand in a header.
    pub fn idempotency_key(text: &str) -> Result<IdempotencyKey, Error> {
        Ok(IdempotencyKey::new(A::REPLAY, text)?)
    }

    /// Creates an endpoint. The answer holds its signing secret, which is not shown again.
    ///
    /// Is sent once. After [`Error::Timeout`], [`Error::Broken`] or [`Error::Unreadable`] there may be an endpoint whose secret
    /// nobody has; [`Client::rotate_secret`] gives it one.
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

    /// Gives an endpoint a new signing secret, which the answer holds, and which is not shown again.
    ///
    /// Is sent once. After [`Error::Timeout`], [`Error::Broken`] or [`Error::Unreadable`] the old secret may be invalid: rotate
    /// once more.
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

    /// Asks for an event to be sent again: to those endpoints that are named, or without a list to every endpoint that is
    /// subscribed to it.
    ///
    /// Is sent again where that may help.
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

    /// Asks for one delivery to be made again.
    ///
    /// Is sent once.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn redeliver(
        &self,
        organization: impl AsRef<str>,
        delivery: impl AsRef<str>,
    ) -> Result<A::Redelivery, Error> {
        let request = ReplayRequest::redeliver(A::REPLAY, organization.as_ref(), delivery.as_ref())?;
        read(self.transport.send(&Call::of_replay(request)).await?)
    }
}

fn read<T: DeserializeOwned>(received: Received) -> Result<T, Error> {
    serde_json::from_slice(&received.body).map_err(|error| Error::Unreadable {
        // Not the error itself: its text may have the value in it that it stumbled upon.
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

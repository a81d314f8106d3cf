//! Sends requests to the API and reads the answers, without ever showing the token or a secret.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Response, redirect};
use webhook_runtime::Secret;
use webhook_runtime::replay::ReplayRequest;

use crate::excerpt::excerpt;
use crate::url::BaseUrl;
use crate::{Answer, Error, Invalid, retry, tls};

/// The largest body that is read, in bytes.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How long an attempt may take by default.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A connection to an API.
#[derive(Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    base_url: BaseUrl,
    token: Secret,
    authorization: HeaderValue,
    /// How long an attempt may take.
    timeout: Duration,
}

/// A `POST` request.
pub(crate) struct Call {
    path: String,
    header: Option<(Cow<'static, str>, String)>,
    body: Option<String>,
    /// Whether it may be sent twice.
    is_retried: bool,
    /// Whether the answer's body must not be shown.
    is_secret: bool,
}

/// The answer to a request that was carried out.
pub(crate) struct Received {
    pub answer: Answer,
    pub body: Vec<u8>,
}

impl Call {
    pub fn new(path: String) -> Call {
        Call { path, header: None, body: None, is_retried: false, is_secret: false }
    }

    pub fn of_replay(request: ReplayRequest) -> Call {
        Call { header: request.header, body: request.body, ..Call::new(request.path) }
    }

    pub fn body(self, json: String) -> Call {
        Call { body: Some(json), ..self }
    }

    pub fn retried(self) -> Call {
        Call { is_retried: true, ..self }
    }

    pub fn answer_is_secret(self) -> Call {
        Call { is_secret: true, ..self }
    }
}

impl Transport {
    pub fn new(base_url: &str, token: &str) -> Result<Transport, Error> {
        let base_url = BaseUrl::new(base_url)?;
        let secret = Secret::new(token).ok().filter(|_| token.is_ascii()).ok_or(Invalid::Token)?;
        let mut authorization =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| Invalid::Token)?;
        authorization.set_sensitive(true);
        let http = http(&base_url)?;
        Ok(Transport { http, base_url, token: secret, authorization, timeout: TIMEOUT })
    }

    pub fn base_url(self, url: &str) -> Result<Transport, Error> {
        let base_url = BaseUrl::new(url)?;
        Ok(Transport { http: http(&base_url)?, base_url, ..self })
    }

    pub fn timeout(self, timeout: Duration) -> Transport {
        Transport { timeout, ..self }
    }

    /// Sends a request, retries it if that is safe and may help, and reads the answer.
    pub async fn send(&self, call: &Call) -> Result<Received, Error> {
        let mut attempt = 1;
        // If a later attempt did nothing, an earlier one may still have done something.
        let mut open = None;
        loop {
            let error = match self.attempt(call).await {
                Ok(received) => return Ok(received),
                Err(error) => error,
            };
            let wait = retry::wait(attempt, &error).filter(|_| call.is_retried);
            let may_be_done = error.may_be_done();
            match wait {
                Some(wait) => {
                    if may_be_done {
                        open = Some(error);
                    }
                    tokio::time::sleep(wait).await;
                    attempt += 1;
                }
                None if may_be_done => return Err(error),
                None => return Err(open.unwrap_or(error)),
            }
        }
    }

    async fn attempt(&self, call: &Call) -> Result<Received, Error> {
        let url = format!("{}{}", self.base_url.text, call.path);
        let mut request = self.http.post(&url).timeout(self.timeout);
        request = request.header(AUTHORIZATION, self.authorization.clone());
        if let Some((name, value)) = &call.header {
            request = request.header(&**name, value);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let response = request.send().await.map_err(|error| Error::of_transport(&url, error))?;
        self.receive(&url, response, call.is_secret).await
    }

    async fn receive(&self, url: &str, mut response: Response, is_secret: bool) -> Result<Received, Error> {
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let (body, is_whole) = read(response).await.map_err(|error| Error::of_transport(url, error))?;
        let shown = if is_secret { None } else { excerpt(&body, self.token.expose()) };
        let answer = Answer::new(url, status.as_u16(), &headers, shown);
        if !status.is_success() {
            Err(Error::of_answer(answer))
        } else if !is_whole {
            Err(Error::Unreadable { answer, line: 0, column: 0 })
        } else {
            Ok(Received { answer, body })
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.base_url.text)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The part of the body that is read, and whether that is all of it.
async fn read(mut response: Response) -> reqwest::Result<(Vec<u8>, bool)> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BODY_BYTES {
            return Ok((body, false));
        }
    }
    Ok((body, true))
}

fn http(base_url: &BaseUrl) -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls::config()?)
        // The token is for the API, and not for wherever it redirects to.
        .redirect(redirect::Policy::none())
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")));
    let builder = if base_url.is_loopback { builder.no_proxy() } else { builder };
    builder.build().map_err(Error::of_setup)
}

//! Why a request failed: a kind for each answer that needs a different reaction. No error holds a secret or a token;
//! see [`Answer::excerpt`].

use std::fmt;

use crate::{Answer, Invalid};

/// Why a request failed.
///
/// For a request that is retried, this is the error of the last attempt. But once an attempt may have been carried out,
/// its error is replaced only by that of another such attempt: so an error that says that nothing was done is true of
/// every attempt.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request was not sent: the API would have refused it.
    Invalid(Invalid),
    /// The request was not sent: TLS cannot be set up on this machine.
    Tls(Cause),
    /// The request was not sent: there is no connection to the API. If it was sent before, the API refused it.
    Connect(Cause),
    /// There was no answer in time. The API may have done what was asked.
    Timeout(Cause),
    /// The connection broke before the whole answer had arrived. The API may have done what was asked.
    Broken(Cause),
    /// 400: the API considers the request invalid, such as a body that does not fit its schema. The API has not done
    /// what was asked.
    BadRequest(Answer),
    /// 401: the token is invalid or has expired. The API has not done what was asked.
    Unauthorized(Answer),
    /// 403: the token is valid, but does not allow this. The API has not done what was asked.
    Forbidden(Answer),
    /// 404: something in the request does not exist. The API has not done what was asked.
    NotFound(Answer),
    /// 409: the request conflicts with the present state, such as another request with the same idempotency key that is
    /// still in flight, from another program or an earlier call. The API has not done what was asked.
    Conflict(Answer),
    /// 422: the API does not accept the content of the request, such as an idempotency key that was used with another
    /// body. The API has not done what was asked.
    Unprocessable(Answer),
    /// 429: there were too many requests; [`Answer::retry_after`] may say when to continue. The API has not done what
    /// was asked.
    RateLimited(Answer),
    /// 5xx: the API failed. It may have done what was asked.
    Server(Answer),
    /// Any other status that is not a 2xx. The API may have done what was asked.
    Unexpected(Answer),
    /// A 2xx whose body is not as the API promises. The API has done what was asked.
    Unreadable {
        /// The answer.
        answer: Answer,
        /// The line at which the body cannot be read, from 1; 0 if the body is too long.
        line: usize,
        /// The column in that line, from 1.
        column: usize,
    },
}

impl Error {
    /// The answer, if there was one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Error::BadRequest(answer)
            | Error::Unauthorized(answer)
            | Error::Forbidden(answer)
            | Error::NotFound(answer)
            | Error::Conflict(answer)
            | Error::Unprocessable(answer)
            | Error::RateLimited(answer)
            | Error::Server(answer)
            | Error::Unexpected(answer)
            | Error::Unreadable { answer, .. } => Some(answer),
            Error::Invalid(_) | Error::Tls(_) | Error::Connect(_) | Error::Timeout(_) | Error::Broken(_) => {
                None
            }
        }
    }

    /// Whether the API has done, or may have done, what was asked.
    pub(crate) fn may_be_done(&self) -> bool {
        match self {
            Error::Timeout(_)
            | Error::Broken(_)
            | Error::Server(_)
            | Error::Unexpected(_)
            | Error::Unreadable { .. } => true,
            Error::Invalid(_)
            | Error::Tls(_)
            | Error::Connect(_)
            | Error::BadRequest(_)
            | Error::Unauthorized(_)
            | Error::Forbidden(_)
            | Error::NotFound(_)
            | Error::Conflict(_)
            | Error::Unprocessable(_)
            | Error::RateLimited(_) => false,
        }
    }

    /// The error for an answer that is not a 2xx.
    pub(crate) fn of_answer(answer: Answer) -> Error {
        match answer.status {
            400 => Error::BadRequest(answer),
            401 => Error::Unauthorized(answer),
            403 => Error::Forbidden(answer),
            404 => Error::NotFound(answer),
            409 => Error::Conflict(answer),
            422 => Error::Unprocessable(answer),
            429 => Error::RateLimited(answer),
            500..=599 => Error::Server(answer),
            _ => Error::Unexpected(answer),
        }
    }

    /// The error for a client that could not be built.
    pub(crate) fn of_setup(error: reqwest::Error) -> Error {
        Error::Tls(Cause::new(error.without_url()))
    }

    /// The error for a request that was not answered.
    pub(crate) fn of_transport(url: &str, error: reqwest::Error) -> Error {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, _) => Error::Connect,
            (false, true) => Error::Timeout,
            (false, false) => Error::Broken,
        };
        kind(Cause { url: Some(url.to_owned()), error: Box::new(error.without_url()) })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Invalid(invalid) => invalid.fmt(f),
            Error::Tls(_) => f.write_str("TLS cannot be set up"),
            Error::Connect(cause) => write!(f, "there is no connection to {}", cause.url()),
            Error::Timeout(cause) => write!(f, "there was no answer in time from {}", cause.url()),
            Error::Broken(cause) => {
                write!(f, "the connection broke before the whole answer had arrived from {}", cause.url())
            }
            Error::BadRequest(answer) => write!(f, "the API considers the request invalid: {answer}"),
            Error::Unauthorized(answer) => write!(f, "the token is not valid: {answer}"),
            Error::Forbidden(answer) => write!(f, "the token does not allow this: {answer}"),
            Error::NotFound(answer) => write!(f, "something in the request does not exist: {answer}"),
            Error::Conflict(answer) => write!(f, "the request conflicts with the present state: {answer}"),
            Error::Unprocessable(answer) => write!(f, "the API does not accept the request: {answer}"),
            Error::RateLimited(answer) => write!(f, "there were too many requests: {answer}"),
            Error::Server(answer) => write!(f, "the API failed: {answer}"),
            Error::Unexpected(answer) => write!(f, "the API gave an unexpected answer: {answer}"),
            Error::Unreadable { answer, line: 0, .. } => write!(f, "the answer is too long: {answer}"),
            Error::Unreadable { answer, line, column } => {
                write!(f, "the answer cannot be read at line {line}, column {column}: {answer}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Tls(cause) | Error::Connect(cause) | Error::Timeout(cause) | Error::Broken(cause) => {
                Some(&*cause.error)
            }
            _ => None,
        }
    }
}

impl<E: Into<Invalid>> From<E> for Error {
    fn from(error: E) -> Self {
        Error::Invalid(error.into())
    }
}

/// An error of the network or TLS.
#[derive(Debug)]
pub struct Cause {
    url: Option<String>,
    error: Box<dyn std::error::Error + Send + Sync>,
}

impl Cause {
    /// An error from before there was a request.
    pub(crate) fn new(error: impl std::error::Error + Send + Sync + 'static) -> Cause {
        Cause { url: None, error: Box::new(error) }
    }

    /// Where the request was sent; empty if there was no request yet.
    pub fn url(&self) -> &str {
        self.url.as_deref().unwrap_or_default()
    }
}

/// All causes on one line, from the outside in.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        let mut source = self.error.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

//! A request from its bytes to its events: handshakes are answered, and everything else has to be genuine.

use std::fmt;
use std::time::SystemTime;

use super::ReadError;
use super::event::RawEvent;
use super::reader::Reader;
use super::reply::Reply;
use crate::receive::verify::{RequestParts, system_clock};
use crate::{Headers, Verifier, VerifyError};

/// What a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received<'r> {
    /// A handshake: it delivers nothing, and has to be answered with this.
    Handshake(Reply),
    /// A genuine delivery with these events, in their order. Once all of them are handled, answer with
    /// [`Reader::accepted`].
    Events(Vec<RawEvent<'r>>),
}

impl Reader {
    /// Says what a request is: a handshake, or a delivery, whose events are shown once it is proved. The first handshake of the
    /// layout whose conditions all hold counts. One that has to be signed is proved first, and refused where it is not genuine,
    /// even if the conditions of another hold that need not be signed.
    ///
    /// ```
    /// use webhook_runtime::contract::Pack;
    /// use webhook_runtime::{Reader, Received, RequestParts, Secret, Verifier};
    ///
    /// # let text = r#"{
    /// #     "provider": { "name": "Made" },
    /// #     "signature": { "algorithm": "equality", "in": "header:X-Token" },
    /// #     "envelope": {
    /// #         "name": ["body:/type"],
    /// #         "handshake": [{ "when": { "method": "GET" }, "answer": { "status": 200, "body": "{query:challenge}" } }]
    /// #     }
    /// # }"#;
    /// let pack: Pack = serde_json::from_str(text)?;
    /// let reader = Reader::of_pack(&pack)?;
    /// let verifier = Verifier::of_pack(&pack, &Secret::new("made-secret")?)?;
    ///
    /// let headers = [("X-Token", "made-secret")];
    /// let request = RequestParts::new(&headers, br#"{"type": "ping"}"#);
    /// let Received::Events(events) = reader.receive(&request, &verifier)? else { panic!() };
    /// assert_eq!(events[0].name.as_deref(), Some("ping"));
    ///
    /// let challenge = RequestParts { method: "GET", url: Some("/hooks?challenge=abc"), headers: &headers[..0], body: b"" };
    /// let Received::Handshake(reply) = reader.receive(&challenge, &verifier)? else { panic!() };
    /// assert_eq!((reply.status, &*reply.body), (200, "abc"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the request is not genuine, its body is larger than the verifier allows, or its events cannot be told.
    pub fn receive<'r, H: Headers + ?Sized>(
        &'r self,
        request: &RequestParts<'r, H>,
        verifier: &Verifier,
    ) -> Result<Received<'r>, ReceiveError> {
        self.receive_by(request, verifier, &system_clock)
    }

    /// The same for a request that came at another time.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    pub fn receive_at<'r, H: Headers + ?Sized>(
        &'r self,
        request: &RequestParts<'r, H>,
        verifier: &Verifier,
        time: SystemTime,
    ) -> Result<Received<'r>, ReceiveError> {
        self.receive_by(request, verifier, &|| time)
    }

    pub(crate) fn receive_by<'r, H: Headers + ?Sized>(
        &'r self,
        request: &RequestParts<'r, H>,
        verifier: &Verifier,
        clock: &dyn Fn() -> SystemTime,
    ) -> Result<Received<'r>, ReceiveError> {
        verifier.check_size(request.body)?;
        match self.unsigned_reply(request) {
            Some(reply) => Ok(Received::Handshake(reply)),
            None => self.receive_signed(request, verifier, clock),
        }
    }

    /// The answer to a handshake that need not be signed. The size of the body is the caller's to check.
    pub(crate) fn unsigned_reply<H: Headers + ?Sized>(&self, request: &RequestParts<'_, H>) -> Option<Reply> {
        self.handshakes.reply(request, None)
    }

    /// Says what a request is that has to be signed, because [`unsigned_reply`](Self::unsigned_reply) has no answer to it.
    pub(crate) fn receive_signed<'r, H: Headers + ?Sized>(
        &'r self,
        request: &RequestParts<'r, H>,
        verifier: &Verifier,
        clock: &dyn Fn() -> SystemTime,
    ) -> Result<Received<'r>, ReceiveError> {
        verifier.verify_by(request, clock)?;
        if let Some(reply) = self.handshakes.reply(request, Some(verifier)) {
            return Ok(Received::Handshake(reply));
        }
        Ok(Received::Events(self.events(request)?))
    }
}

/// Why a request is neither a handshake nor a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiveError {
    /// It is not genuine. Answer with [`VerifyError::status`].
    Verify(VerifyError),
    /// It is genuine, and its events cannot be told: provider and layout disagree.
    Read(ReadError),
}

impl From<VerifyError> for ReceiveError {
    fn from(error: VerifyError) -> Self {
        ReceiveError::Verify(error)
    }
}

impl From<ReadError> for ReceiveError {
    fn from(error: ReadError) -> Self {
        ReceiveError::Read(error)
    }
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReceiveError::Verify(error) => error.fmt(f),
            ReceiveError::Read(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReceiveError {}

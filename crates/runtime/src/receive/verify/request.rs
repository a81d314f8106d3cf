//! The parts of a request that a signature may be over.

use crate::Headers;

/// The parts of a request that a signature may be over, as the sender sent them.
#[derive(Debug)]
pub struct RequestParts<'r, H: ?Sized> {
    /// The method, in upper case.
    pub method: &'r str,
    /// The URL as the sender called it, with its escapes as they came. Behind a proxy that is not the URL that the server
    /// sees. A path with its query will do where the receiver has been told its public URL.
    pub url: Option<&'r str>,
    /// The headers.
    pub headers: &'r H,
    /// The body, byte for byte.
    pub body: &'r [u8],
}

impl<'r, H: Headers + ?Sized> RequestParts<'r, H> {
    /// A `POST` with these headers and this body, whose URL is not known.
    pub fn new(headers: &'r H, body: &'r [u8]) -> Self {
        RequestParts { method: "POST", url: None, headers, body }
    }

    /// Sets the method, in upper case.
    pub fn method(self, method: &'r str) -> Self {
        RequestParts { method, ..self }
    }

    /// Sets the URL as the sender called it.
    pub fn url(self, url: &'r str) -> Self {
        RequestParts { url: Some(url), ..self }
    }
}

impl<H: ?Sized> Clone for RequestParts<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H: ?Sized> Copy for RequestParts<'_, H> {}

/// A request, and the event within it that a rule is about.
pub(crate) struct Context<'r, H: ?Sized> {
    pub request: &'r RequestParts<'r, H>,
    /// The event as JSON, where one delivery holds several; places in the body are relative to it.
    pub event: Option<&'r str>,
}

impl<H: ?Sized> Clone for Context<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H: ?Sized> Copy for Context<'_, H> {}

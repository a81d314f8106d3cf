//! A request that is about to be sent.

use crate::RequestParts;

/// A request that is about to be sent: what is signed, and what the signature is put into. Names of headers are not
/// case-sensitive.
///
/// ```
/// use webhook_runtime::Outgoing;
///
/// let request = Outgoing::post(r#"{"action": "opened"}"#).header("X-Event", "issues");
/// assert_eq!(request.value("x-event"), Some("issues"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The method, in upper case.
    pub method: String,
    /// The URL that the request is for, where it is known: some signatures are over it, or in it.
    pub url: Option<String>,
    /// The headers, besides those of the connection.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Outgoing {
    /// A `POST` with a body.
    pub fn post(body: impl Into<Vec<u8>>) -> Self {
        Outgoing { method: "POST".to_owned(), url: None, headers: Vec::new(), body: body.into() }
    }

    /// Sets the URL.
    pub fn url(self, url: impl Into<String>) -> Self {
        Outgoing { url: Some(url.into()), ..self }
    }

    /// Sets a header, in place of those of its name.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// The first header of a name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What a receiver verifies.
    pub fn parts(&self) -> RequestParts<'_, Vec<(String, String)>> {
        let Outgoing { method, url, headers, body } = self;
        RequestParts { method, url: url.as_deref(), headers, body }
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
    }
}

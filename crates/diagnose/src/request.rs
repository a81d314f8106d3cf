//! What is looked at: a request as it came, and secrets as they were given.

use std::fmt;

use webhook_runtime::{Headers, InvalidSecret, RequestParts, Secret};

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, in upper case; `POST` by default.
    pub method: String,
    /// The URL as the sender called it, where it is known.
    pub url: Option<String>,
    /// The headers, in their order. A name is not case-sensitive.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Default for Request {
    fn default() -> Self {
        Self { method: "POST".to_owned(), url: None, headers: Vec::new(), body: Vec::new() }
    }
}

impl Request {
    /// What may be signed of it.
    pub fn parts(&self) -> RequestParts<'_, Vec<(String, Vec<u8>)>> {
        let parts = RequestParts::new(&self.headers, &self.body).method(&self.method);
        RequestParts { url: self.url.as_deref(), ..parts }
    }

    /// The values of a header.
    pub(crate) fn values<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r [u8]> {
        self.headers.values(name)
    }
}

/// A request that came before, and a name to speak of it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRequest {
    /// What it is called: the file that it is in, say.
    pub name: String,
    /// The request.
    pub request: Request,
}

/// A secret as it was given, with whatever is around it, and a name to speak of it by. Neither `Debug` nor a diagnosis
/// shows it.
#[derive(Clone)]
pub struct NamedSecret {
    /// What it is called: the variable or the line that it is from.
    pub name: String,
    pub(crate) bytes: Vec<u8>,
}

impl NamedSecret {
    /// A secret and its name.
    pub fn new(name: impl Into<String>, secret: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: secret.into() }
    }

    /// Whether there is nothing in it but white space.
    pub fn is_empty(&self) -> bool {
        self.bytes.trim_ascii().is_empty()
    }

    /// The secret that a receiver makes of it.
    ///
    /// # Errors
    ///
    /// When it cannot be one: it has white space around it, say.
    pub fn secret(&self) -> Result<Secret, InvalidSecret> {
        Secret::sentence(String::from_utf8_lossy(&self.bytes))
    }

    /// The same for a receiver that takes it with whatever is in it.
    pub(crate) fn verbatim(&self) -> Result<Secret, InvalidSecret> {
        Secret::verbatim(String::from_utf8_lossy(&self.bytes))
    }
}

impl fmt::Debug for NamedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedSecret").field("name", &self.name).finish_non_exhaustive()
    }
}

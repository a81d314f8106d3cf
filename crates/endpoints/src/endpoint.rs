//! An endpoint to create.

use std::fmt;

use reqwest::Url;
use serde_json::json;

use crate::{Api, Invalid, Subscription, url};

/// An endpoint to create: where events go, and which.
pub struct NewEndpoint<A: Api> {
    url: Url,
    subscription: Subscription<A>,
    description: Option<String>,
}

impl<A: Api> NewEndpoint<A> {
    /// Sends the events of this subscription to this HTTPS URL.
    ///
    /// # Errors
    ///
    /// When this is not an HTTPS URL.
    pub fn new(url: &str, subscription: Subscription<A>) -> Result<Self, Invalid> {
        Ok(NewEndpoint { url: url::endpoint(url)?, subscription, description: None })
    }

    /// Sets a description for people.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    pub(crate) fn to_json(&self) -> String {
        let mut body = json!({ "url": self.url.as_str(), "event_types": self.subscription.names() });
        if let Some(description) = &self.description {
            body["description"] = json!(description);
        }
        body.to_string()
    }
}

impl<A: Api> Clone for NewEndpoint<A> {
    fn clone(&self) -> Self {
        let NewEndpoint { url, subscription, description } = self;
        NewEndpoint { url: url.clone(), subscription: subscription.clone(), description: description.clone() }
    }
}

/// Shows only the origin of the URL: the rest of it, and a user name in it, may be confidential.
impl<A: Api> fmt::Debug for NewEndpoint<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEndpoint")
            .field("origin", &self.url.origin().ascii_serialization())
            .field("subscription", &self.subscription)
            .field("description", &self.description)
            .finish()
    }
}

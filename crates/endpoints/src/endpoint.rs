//! An endpoint that is to be created.

use std::fmt;

use reqwest::Url;
use serde_json::json;

use crate::{Api, Invalid, Subscription, url};

/// An endpoint that is to be created: where events go, and which.
pub struct NewEndpoint<A: Api> {
    url: Url,
    subscription: Subscription<A>,
    description: Option<String>,
}

impl<A: Api> NewEndpoint<A> {
    /// Events of this subscription are to go to this HTTPS URL.
    ///
    /// # Errors
    ///
    /// When the text is no URL, or not an HTTPS one.
    pub fn new(url: &str, subscription: Subscription<A>) -> Result<Self, Invalid> {
        Ok(NewEndpoint { url: url::endpoint(url)?, subscription, description: None })
    }

    /// What people will know it by.
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

/// Shows of the URL only the origin: the rest of it, and a user name in it, may be known to few.
impl<A: Api> fmt::Debug for NewEndpoint<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEndpoint")
            .field("origin", &self.url.origin().ascii_serialization())
            .field("subscription", &self.subscription)
            .field("description", &self.description)
            .finish()
    }
}

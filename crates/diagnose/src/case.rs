//! What is asked: a request, and what is known about it.

use std::time::SystemTime;

use crate::{NamedRequest, NamedSecret, Request, Terms};

/// A request, and what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'c> {
    /// What the provider says of its deliveries.
    pub terms: Terms<'c>,
    /// The request.
    pub request: &'c Request,
    /// When it came.
    pub received: SystemTime,
    /// The secret that it should be signed with, and after that others that it may be signed with.
    pub secrets: &'c [NamedSecret],
    /// Requests that came before it.
    pub earlier: &'c [NamedRequest],
}

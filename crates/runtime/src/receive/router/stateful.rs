//! Routers whose handlers share a state.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::{DeadLetter, HandlerError, Router, RouterBuilder, RouterError};
use crate::{Catalog, Deliveries, Kind};

/// The state for handlers; see [`Router::with_state`].
#[must_use = "it is `builder` that takes the handlers"]
pub struct WithState<C, S> {
    state: S,
    catalog: PhantomData<C>,
}

impl<C: Deliveries, S: Clone + Send + Sync + 'static> WithState<C, S> {
    pub(super) fn new(state: S) -> Self {
        WithState { state, catalog: PhantomData }
    }

    /// Starts a router as [`Router::builder`] does, but its handlers take the state first.
    pub fn builder<F, D>(
        self,
        fallback: impl Fn(S, C::Delivery<'static>) -> F + Send + Sync + 'static,
        dead_letter: impl Fn(S, DeadLetter) -> D + Send + Sync + 'static,
    ) -> StatefulBuilder<C, S>
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
        D: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        let WithState { state, .. } = self;
        let router = Router::builder(with(&state, fallback), with(&state, dead_letter));
        StatefulBuilder { state, router }
    }
}

/// Turns a handler that takes a state into one that does not.
fn with<S: Clone + Send + Sync + 'static, T, F>(
    state: &S,
    handler: impl Fn(S, T) -> F + Send + Sync + 'static,
) -> impl Fn(T) -> F + Send + Sync + 'static {
    let state = state.clone();
    move |subject| handler(state.clone(), subject)
}

/// Builds a [`Router`] whose handlers take a state; see [`Router::with_state`].
#[must_use = "it is `build` that makes the router"]
pub struct StatefulBuilder<C: Deliveries, S> {
    state: S,
    router: RouterBuilder<C>,
}

impl<C: Deliveries, S: Clone + Send + Sync + 'static> StatefulBuilder<C, S> {
    /// Registers the handler of the events with a name. It takes the state first.
    pub fn on_name<F>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        handler: impl Fn(S, C::Delivery<'static>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        self.router = self.router.on_name(name, with(&self.state, handler));
        self
    }

    /// Builds the router.
    ///
    /// # Errors
    ///
    /// Those of [`RouterBuilder::build`].
    pub fn build(self) -> Result<Router<C>, RouterError> {
        self.router.build()
    }
}

impl<C: Catalog, S: Clone + Send + Sync + 'static> StatefulBuilder<C, S> {
    /// Registers the handler of one event. It takes the state, and deliveries with that event's payload.
    pub fn on<K: Kind<C>, F>(
        mut self,
        kind: K,
        handler: impl Fn(S, K::Delivery) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        self.router = self.router.on(kind, with(&self.state, handler));
        self
    }

    /// Registers the handler of those events of a family that have none of their own.
    pub fn on_family<F>(
        mut self,
        family: C::Family,
        handler: impl Fn(S, C::Delivery<'static>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        self.router = self.router.on_family(family, with(&self.state, handler));
        self
    }
}

impl<C, S> fmt::Debug for WithState<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithState").finish_non_exhaustive()
    }
}

impl<C: Deliveries, S> fmt::Debug for StatefulBuilder<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatefulBuilder").field("router", &self.router).finish_non_exhaustive()
    }
}

//! Passes each event to its handler, which is registered for the event or for its family.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use crate::{Catalog, DecodeError, Kind};

/// Why a handler failed; the sender is made to deliver again.
pub type HandlerError = Box<dyn Error + Send + Sync>;

type Handling = Pin<Box<dyn Future<Output = Result<(), HandlerError>> + Send>>;

type Handler<T> = Box<dyn Fn(T) -> Handling + Send + Sync>;

/// A body that is authentic but undecodable.
///
/// It is answered with a 2xx once its handler has stored it; if it were refused, it would be lost for good, or
/// delivered again and again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// Why it cannot be decoded, with the event's name and id if those can be read.
    pub error: DecodeError,
}

/// Passes every delivery to exactly one handler: the event's, else its family's, else the fallback.
///
/// If a handler fails, the sender delivers again, so handlers must be idempotent: the event may have been handled in
/// part.
///
/// For handlers that need state, such as a database pool, see [`Router::with_state`].
pub struct Router<C: Catalog> {
    events: HashMap<C::EventType, Handler<C::Delivery<'static>>>,
    families: HashMap<C::Family, Handler<C::Delivery<'static>>>,
    fallback: Handler<C::Delivery<'static>>,
    dead_letter: Handler<DeadLetter>,
}

impl<C: Catalog> Router<C> {
    /// Starts a router whose handlers take a state and then the delivery: `async |state, delivery|`. The state is
    /// cloned for every delivery, so make it cheap to clone: a handle, or an `Arc`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// use webhook_runtime::{Catalog, DeadLetter, HandlerError, Router, RouterError};
    ///
    /// #[derive(Clone)]
    /// struct App {
    ///     database: Pool,                                  // a pool is a handle to its connections
    ///     queue: std::sync::mpsc::SyncSender<Vec<u8>>,
    ///     handled: Arc<AtomicU64>,
    /// }
    ///
    /// fn router<C: Catalog>(app: App) -> Result<Router<C>, RouterError> {
    ///     Router::<C>::with_state(app).builder(count::<C>, keep).build()
    /// }
    ///
    /// async fn count<C: Catalog>(app: App, delivery: C::Delivery<'static>) -> Result<(), HandlerError> {
    ///     app.database.save(C::name_in(&delivery)).await?;
    ///     app.handled.fetch_add(1, Ordering::Relaxed);
    ///     Ok(())
    /// }
    ///
    /// async fn keep(app: App, letter: DeadLetter) -> Result<(), HandlerError> {
    ///     Ok(app.queue.try_send(letter.body)?)
    /// }
    /// # #[derive(Clone)]
    /// # struct Pool;
    /// # impl Pool {
    /// #     async fn save(&self, _: &str) -> Result<(), std::io::Error> {
    /// #         Ok(())
    /// #     }
    /// # }
    /// ```
    pub fn with_state<S: Clone + Send + Sync + 'static>(state: S) -> WithState<C, S> {
        WithState { state, catalog: PhantomData }
    }

    /// Starts a router with the two handlers that every receiver needs: `fallback` for events without a handler of
    /// their own, including those that are newer than this build, and `dead_letter` for bodies that cannot be decoded.
    pub fn builder<F, D>(
        fallback: impl Fn(C::Delivery<'static>) -> F + Send + Sync + 'static,
        dead_letter: impl Fn(DeadLetter) -> D + Send + Sync + 'static,
    ) -> RouterBuilder<C>
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
        D: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        let router = Router {
            events: HashMap::new(),
            families: HashMap::new(),
            fallback: Box::new(move |delivery| Box::pin(fallback(delivery))),
            dead_letter: Box::new(move |letter| Box::pin(dead_letter(letter))),
        };
        RouterBuilder { router, mistakes: Vec::new() }
    }

    /// The events to subscribe to: those that have a handler, in the catalog's order. Events that only the fallback
    /// handles are not included.
    pub fn event_types(&self) -> Vec<C::EventType> {
        let is_handled = |event_type: &C::EventType| {
            self.events.contains_key(event_type) || self.families.contains_key(&C::family(*event_type))
        };
        C::EVENT_TYPES.iter().copied().filter(is_handled).collect()
    }

    /// The names of these events, as used in a subscription.
    pub fn event_names(&self) -> Vec<&'static str> {
        self.event_types().into_iter().map(C::name).collect()
    }

    /// Passes a delivery to its handler.
    ///
    /// # Errors
    ///
    /// When the handler fails.
    pub fn handle(
        &self,
        delivery: C::Delivery<'static>,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send + use<C> {
        let event_type = C::event_type(C::name_in(&delivery));
        let of_event = event_type.and_then(|event_type| self.events.get(&event_type));
        let of_family = || event_type.and_then(|event_type| self.families.get(&C::family(event_type)));
        of_event.or_else(of_family).unwrap_or(&self.fallback)(delivery)
    }

    /// Passes a dead letter to its handler.
    ///
    /// # Errors
    ///
    /// When the handler fails.
    pub fn bury(&self, letter: DeadLetter) -> impl Future<Output = Result<(), HandlerError>> + Send + use<C> {
        (self.dead_letter)(letter)
    }
}

impl<C: Catalog> fmt::Debug for Router<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("events", &self.events.keys())
            .field("families", &self.families.keys())
            .finish_non_exhaustive()
    }
}

/// Builds a [`Router`]; see [`Router::builder`].
#[must_use = "it is `build` that makes the router"]
pub struct RouterBuilder<C: Catalog> {
    router: Router<C>,
    mistakes: Vec<String>,
}

impl<C: Catalog> RouterBuilder<C> {
    /// Registers the handler of one event. It takes deliveries with that event's payload.
    pub fn on<K: Kind<C>, F>(
        mut self,
        _: K,
        handler: impl Fn(K::Delivery) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        let handler: Handler<C::Delivery<'static>> = Box::new(move |delivery| match K::narrow(delivery) {
            Ok(delivery) => Box::pin(handler(delivery)),
            // The router looks at the name, and a name has one type.
            Err(_) => Box::pin(async { Err("the delivery is of another event than its name says".into()) }),
        });
        if self.router.events.insert(K::EVENT_TYPE, handler).is_some() {
            self.mistakes.push(format!("two handlers for the event {}", C::name(K::EVENT_TYPE)));
        }
        self
    }

    /// Registers the handler of those events of a family that have none of their own.
    pub fn on_family<F>(
        mut self,
        family: C::Family,
        handler: impl Fn(C::Delivery<'static>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        let name = C::family_name(family);
        if !C::is_enabled(family) {
            self.mistakes
                .push(format!("a handler for the family {name}, whose feature is off in this build"));
        }
        let handler: Handler<C::Delivery<'static>> = Box::new(move |delivery| Box::pin(handler(delivery)));
        if self.router.families.insert(family, handler).is_some() {
            self.mistakes.push(format!("two handlers for the family {name}"));
        }
        self
    }

    /// Builds the router.
    ///
    /// # Errors
    ///
    /// When an event or a family has two handlers, or a family with a handler has no types in this build. The error
    /// lists all such mistakes.
    pub fn build(self) -> Result<Router<C>, RouterError> {
        match self.mistakes.is_empty() {
            true => Ok(self.router),
            false => Err(RouterError(self.mistakes)),
        }
    }
}

impl<C: Catalog> fmt::Debug for RouterBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouterBuilder")
            .field("router", &self.router)
            .field("mistakes", &self.mistakes)
            .finish()
    }
}

/// The state for handlers; see [`Router::with_state`].
#[must_use = "it is `builder` that takes the handlers"]
pub struct WithState<C, S> {
    state: S,
    catalog: PhantomData<C>,
}

impl<C: Catalog, S: Clone + Send + Sync + 'static> WithState<C, S> {
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
pub struct StatefulBuilder<C: Catalog, S> {
    state: S,
    router: RouterBuilder<C>,
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

    /// Builds the router.
    ///
    /// # Errors
    ///
    /// Those of [`RouterBuilder::build`].
    pub fn build(self) -> Result<Router<C>, RouterError> {
        self.router.build()
    }
}

impl<C, S> fmt::Debug for WithState<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithState").finish_non_exhaustive()
    }
}

impl<C: Catalog, S> fmt::Debug for StatefulBuilder<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatefulBuilder").field("router", &self.router).finish_non_exhaustive()
    }
}

/// Why a router cannot be built: all mistakes in the registered handlers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouterError(Vec<String>);

impl fmt::Display for RouterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl Error for RouterError {}

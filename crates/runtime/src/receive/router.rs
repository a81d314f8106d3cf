//! Passes each event to its handler, which is registered for the event or for its family.

mod stateful;

pub use self::stateful::{StatefulBuilder, WithState};

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::{Catalog, DecodeError, Deliveries, Kind};

/// Why a handler failed; the sender is made to deliver again.
pub type HandlerError = Box<dyn Error + Send + Sync>;

type Handling = Pin<Box<dyn Future<Output = Result<(), HandlerError>> + Send>>;

type Handler<T> = Arc<dyn Fn(T) -> Handling + Send + Sync>;

/// A body that is authentic but undecodable.
///
/// It is answered with a 2xx once its handler has stored it; if it were refused, it would be lost for good, or
/// delivered again and again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The body, byte for byte; of one event of several, its JSON.
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
pub struct Router<C: Deliveries> {
    /// By the names of events.
    handlers: HashMap<Cow<'static, str>, Handler<C::Delivery<'static>>>,
    fallback: Handler<C::Delivery<'static>>,
    dead_letter: Handler<DeadLetter>,
}

impl<C: Deliveries> Router<C> {
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
        WithState::new(state)
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
            handlers: HashMap::new(),
            fallback: Arc::new(move |delivery| Box::pin(fallback(delivery))),
            dead_letter: Arc::new(move |letter| Box::pin(dead_letter(letter))),
        };
        RouterBuilder { router, families: HashMap::new(), mistakes: Vec::new() }
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
        self.handlers.get(C::name_in(&delivery)).unwrap_or(&self.fallback)(delivery)
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

impl<C: Catalog> Router<C> {
    /// The events to subscribe to: those that have a handler, in the catalog's order. Events that only the fallback
    /// handles are not included.
    pub fn event_types(&self) -> Vec<C::EventType> {
        let is_handled = |event_type: &C::EventType| self.handlers.contains_key(C::name(*event_type));
        C::EVENT_TYPES.iter().copied().filter(is_handled).collect()
    }

    /// The names of these events, as used in a subscription.
    pub fn event_names(&self) -> Vec<&'static str> {
        self.event_types().into_iter().map(C::name).collect()
    }
}

impl<C: Deliveries> fmt::Debug for Router<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("events", &self.handlers.keys()).finish_non_exhaustive()
    }
}

/// Builds a [`Router`]; see [`Router::builder`].
#[must_use = "it is `build` that makes the router"]
pub struct RouterBuilder<C: Deliveries> {
    router: Router<C>,
    /// By the names of their events.
    families: HashMap<&'static str, Handler<C::Delivery<'static>>>,
    mistakes: Vec<String>,
}

impl<C: Deliveries> RouterBuilder<C> {
    /// Registers the handler of the events with a name.
    pub fn on_name<F>(
        self,
        name: impl Into<Cow<'static, str>>,
        handler: impl Fn(C::Delivery<'static>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        self.with_handler(name.into(), Arc::new(move |delivery| Box::pin(handler(delivery))))
    }

    /// Builds the router.
    ///
    /// # Errors
    ///
    /// When an event or a family has two handlers, or a family with a handler has no types in this build. The error
    /// lists all such mistakes.
    pub fn build(mut self) -> Result<Router<C>, RouterError> {
        for (name, handler) in self.families {
            self.router.handlers.entry(name.into()).or_insert(handler);
        }
        match self.mistakes.is_empty() {
            true => Ok(self.router),
            false => Err(RouterError(self.mistakes)),
        }
    }

    fn with_handler(mut self, name: Cow<'static, str>, handler: Handler<C::Delivery<'static>>) -> Self {
        match self.router.handlers.entry(name) {
            Entry::Vacant(free) => drop(free.insert(handler)),
            Entry::Occupied(taken) => {
                self.mistakes.push(format!("two handlers for the event {}", taken.key()))
            }
        }
        self
    }
}

impl<C: Catalog> RouterBuilder<C> {
    /// Registers the handler of one event. It takes deliveries with that event's payload.
    pub fn on<K: Kind<C>, F>(self, _: K, handler: impl Fn(K::Delivery) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        let handler: Handler<C::Delivery<'static>> = Arc::new(move |delivery| match K::narrow(delivery) {
            Ok(delivery) => Box::pin(handler(delivery)),
            // The router looks at the name, and a name has one type.
            Err(_) => Box::pin(async { Err("the delivery is of another event than its name says".into()) }),
        });
        self.with_handler(C::name(K::EVENT_TYPE).into(), handler)
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
        let handler: Handler<C::Delivery<'static>> = Arc::new(move |delivery| Box::pin(handler(delivery)));
        let of_family = C::EVENT_TYPES.iter().filter(|event_type| C::family(**event_type) == family);
        let mut is_second = false;
        for event_type in of_family {
            is_second |= self.families.insert(C::name(*event_type), Arc::clone(&handler)).is_some();
        }
        if is_second {
            self.mistakes.push(format!("two handlers for the family {name}"));
        }
        self
    }
}

impl<C: Deliveries> fmt::Debug for RouterBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouterBuilder")
            .field("router", &self.router)
            .field("mistakes", &self.mistakes)
            .finish()
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

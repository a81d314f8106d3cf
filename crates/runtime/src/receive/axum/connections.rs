//! The connections of a server: which ones wait for a request, since when, and which one must make room.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;

/// What a shutdown waits for: it lasts until every clone has been dropped.
#[derive(Clone)]
pub(super) struct InFlight {
    _alive: mpsc::Sender<()>,
}

impl InFlight {
    pub(super) fn new() -> (InFlight, mpsc::Receiver<()>) {
        // Nothing is ever sent: it only matters whether there are senders left.
        let (alive, all_done) = mpsc::channel(1);
        (InFlight { _alive: alive }, all_done)
    }
}

/// Connections that wait for a request, or for the rest of one. Those that are being answered are not included: they
/// must not be closed.
#[derive(Default)]
pub(super) struct Waiting {
    connections: Mutex<Connections>,
    /// Notified whenever a connection begins to wait.
    has_more: Notify,
}

#[derive(Default)]
struct Connections {
    /// In the order in which they began to wait.
    by_turn: BTreeMap<u64, Arc<Notify>>,
    next_turn: u64,
}

impl Waiting {
    /// Closes the connection that has waited longest. Returns whether there was one.
    pub(super) fn close_first(&self) -> bool {
        let first = self.connections().by_turn.pop_first();
        first.inspect(|(_, close)| close.notify_one()).is_some()
    }

    /// Closes all waiting connections.
    pub(super) fn close_all(&self) {
        for close in std::mem::take(&mut self.connections().by_turn).into_values() {
            close.notify_one();
        }
    }

    /// Ends when another connection begins to wait.
    pub(super) async fn has_more(&self) {
        self.has_more.notified().await;
    }

    fn add(&self, close: Arc<Notify>) -> u64 {
        let mut connections = self.connections();
        let turn = connections.next_turn;
        connections.next_turn += 1;
        connections.by_turn.insert(turn, close);
        drop(connections);
        self.has_more.notify_one();
        turn
    }

    /// Whether it was still there.
    fn remove(&self, turn: u64) -> bool {
        self.connections().by_turn.remove(&turn).is_some()
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection, and how long it may stay in its present state.
pub(super) struct Connection {
    waiting: Arc<Waiting>,
    close: Arc<Notify>,
    /// Its place in the order of closing, while it may be closed.
    turn: Mutex<Option<u64>>,
    until: watch::Sender<Instant>,
    idle: Duration,
}

impl Connection {
    /// A connection that may take `first` to send its first request, and `idle` for each of the next ones.
    pub(super) fn new(waiting: &Arc<Waiting>, first: Duration, idle: Duration) -> Arc<Connection> {
        let close = Arc::new(Notify::new());
        let turn = Mutex::new(Some(waiting.add(Arc::clone(&close))));
        let (until, _) = watch::channel(Instant::now() + first);
        Arc::new(Connection { waiting: Arc::clone(waiting), close, turn, until, idle })
    }

    /// Starts a request whose headers have arrived, and which may take this long. Until its body has arrived too, the
    /// connection may still be closed to make room.
    pub(super) fn begin(self: &Arc<Self>, time: Duration) -> Busy {
        self.until.send_replace(Instant::now() + time);
        Busy(Arc::clone(self))
    }

    /// The whole request has arrived: the connection must not be closed until it is answered. Returns whether that was
    /// in time.
    pub(super) fn received(&self) -> bool {
        self.turn().take().is_none_or(|turn| self.waiting.remove(turn))
    }

    /// Ends when the connection must be closed: to make room, or because its time is up.
    pub(super) async fn closed(&self) {
        let mut until = self.until.subscribe();
        let over = async {
            loop {
                let end = *until.borrow_and_update();
                // The sender is in `self`, so the channel does not close while this waits.
                if tokio::time::timeout_at(end, until.changed()).await.is_err() {
                    break;
                }
            }
        };
        super::serve::first(self.close.notified(), over).await;
    }

    fn turn(&self) -> MutexGuard<'_, Option<u64>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.received();
    }
}

/// A request that is being answered; afterwards, its connection waits for the next one.
pub(super) struct Busy(Arc<Connection>);

impl Drop for Busy {
    fn drop(&mut self) {
        let connection = &self.0;
        connection.until.send_replace(Instant::now() + connection.idle);
        let mut turn = connection.turn();
        // It is still set if the answer did not wait for the body.
        if turn.is_none() {
            *turn = Some(connection.waiting.add(Arc::clone(&connection.close)));
        }
    }
}

//! The connections of a server: which ones wait for a request, since when, and which one has to make room.

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
        // Nothing is ever sent: what counts is whether there are senders left.
        let (alive, all_done) = mpsc::channel(1);
        (InFlight { _alive: alive }, all_done)
    }
}

/// Connections that wait for a request, or for the rest of one. Those that are being answered are not among them: nobody may
/// close them.
#[derive(Default)]
pub(super) struct Waiting {
    connections: Mutex<Connections>,
    /// Told whenever a connection begins to wait.
    has_more: Notify,
}

#[derive(Default)]
struct Connections {
    /// In the order in which they began to wait.
    by_turn: BTreeMap<u64, Arc<Notify>>,
    next_turn: u64,
}

impl Waiting {
    /// Closes the connection that has waited longest. Says whether any waits.
    pub(super) fn close_first(&self) -> bool {
        let first = self.connections().by_turn.pop_first();
        first.inspect(|(_, close)| close.notify_one()).is_some()
    }

    /// Closes all that wait.
    pub(super) fn close_all(&self) {
        for close in std::mem::take(&mut self.connections().by_turn).into_values() {
            close.notify_one();
        }
    }

    /// Ends when another connection waits.
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

/// One connection, and how long it may go on as it is.
pub(super) struct Connection {
    waiting: Arc<Waiting>,
    close: Arc<Notify>,
    /// Its turn to be closed, while it may be.
    turn: Mutex<Option<u64>>,
    until: watch::Sender<Instant>,
    idle: Duration,
}

impl Connection {
    /// A connection that has `first` to send a request, and `idle` to send each of those that follow.
    pub(super) fn new(waiting: &Arc<Waiting>, first: Duration, idle: Duration) -> Arc<Connection> {
        let close = Arc::new(Notify::new());
        let turn = Mutex::new(Some(waiting.add(Arc::clone(&close))));
        let (until, _) = watch::channel(Instant::now() + first);
        Arc::new(Connection { waiting: Arc::clone(waiting), close, turn, until, idle })
    }

    /// The headers of a request have come, and all of it may take so long. Until its body is there too, the connection may
    /// still be closed to make room.
    pub(super) fn begin(self: &Arc<Self>, time: Duration) -> Busy {
        self.until.send_replace(Instant::now() + time);
        Busy(Arc::clone(self))
    }

    /// The whole request has come: nobody may close the connection until it is answered. Says whether that was in time.
    pub(super) fn received(&self) -> bool {
        self.turn().take().is_none_or(|turn| self.waiting.remove(turn))
    }

    /// Ends when the connection is to be closed: to make room, or because its time is over.
    pub(super) async fn closed(&self) {
        let mut until = self.until.subscribe();
        let over = async {
            loop {
                let end = *until.borrow_and_update();
                // The sender is in `self`, so that the only end of a change is another.
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
        // It is still there if the answer did not wait for the body.
        if turn.is_none() {
            *turn = Some(connection.waiting.add(Arc::clone(&connection.close)));
        }
    }
}

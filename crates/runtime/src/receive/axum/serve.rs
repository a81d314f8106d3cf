//! An HTTP/1.1 server for receivers. Clients that are slow, silent or many can neither block it nor keep it from
//! stopping.

use std::convert::Infallible;
use std::future::{IntoFuture, pending, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::connections::{Connection, InFlight, Waiting};

/// How long to wait at first, and at most, after the system has refused a connection, when it is out of file handles
/// for instance.
const REFUSED: Duration = Duration::from_millis(1);
const STILL_REFUSED: Duration = Duration::from_millis(50);

/// How many bytes a connection buffers of a request's headers, and of a body that has not been read yet.
const MAX_BUFFER: usize = 64 << 10;

type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Serves an app over HTTP/1.1. Unlike `axum::serve`, it withstands clients that are slow, silent or many.
///
/// | limit | default | what happens then |
/// | --- | --- | --- |
/// | connections | 512 | the one that has waited longest for a request, or for the rest of one, is closed, to make room for the next |
/// | time for the first request, headers included | 5 s | the connection is closed |
/// | time between requests, the next one's headers included | 60 s | the connection is closed |
/// | time to receive the body of a request, answer it and send the answer | 30 s | the connection is closed |
/// | time for requests in flight once the server is stopping | 9 s | they are cut off |
///
/// 512 connections leave room below the 1,024 file handles that many systems allow a process; if yours allows 256, set
/// a lower limit. A client that sends its request at once is answered even while any number of others open connections
/// and stay silent. Put TLS and limits per address in a proxy.
///
/// The future ends only after the server has been told to stop: see [`Server::with_graceful_shutdown`].
///
/// ```
/// # async fn run(app: axum::Router, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// webhook_runtime::axum::serve(listener, app).with_graceful_shutdown(stop).await
/// # }
/// ```
pub fn serve(listener: TcpListener, app: Router) -> Server {
    let limits = Limits {
        connections: 512,
        header: Duration::from_secs(5),
        idle: Duration::from_secs(60),
        request: Duration::from_secs(30),
        shutdown: Duration::from_secs(9),
    };
    Server { listener, app, limits, stop: Box::pin(pending()) }
}

/// A server, returned by [`serve`]; it runs when it is awaited.
#[must_use = "it runs when it is awaited"]
pub struct Server {
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stop: Stop,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    connections: usize,
    header: Duration,
    idle: Duration,
    request: Duration,
    shutdown: Duration,
}

impl Server {
    /// Stops when a future ends, such as one that waits for SIGTERM. The address is free at once, connections that wait
    /// for a request are closed, and requests in flight are answered if the deadline allows.
    pub fn with_graceful_shutdown(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Box::pin(stop);
        self
    }

    /// Sets how many connections may be open at the same time, at least one. Each takes a file handle.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Sets how long a new connection may take to send the headers of its first request.
    pub fn header_timeout(mut self, time: Duration) -> Self {
        self.limits.header = time;
        self
    }

    /// Sets how long a connection may take after an answer to send the headers of its next request.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.limits.idle = time;
        self
    }

    /// Sets how long a request may take once its headers have arrived: to send its body, be answered, and receive the
    /// answer.
    pub fn request_timeout(mut self, time: Duration) -> Self {
        self.limits.request = time;
        self
    }

    /// Sets how long requests in flight may continue once the server is stopping. Choose less than the time between
    /// SIGTERM and SIGKILL: 10 s with Docker, 30 s with Kubernetes.
    pub fn shutdown_deadline(mut self, time: Duration) -> Self {
        self.limits.shutdown = time;
        self
    }

    async fn run(self) -> io::Result<()> {
        let Server { listener, app, limits, stop } = self;
        let waiting = Arc::new(Waiting::default());
        let (in_flight, mut all_done) = InFlight::new();
        let (stopping, is_stopping) = watch::channel(false);
        let mut connections = JoinSet::new();
        let accept = async {
            let room = Arc::new(Semaphore::new(limits.connections));
            loop {
                let stream = accepted(&listener, &waiting).await;
                while room.available_permits() == 0 && !waiting.close_first() {
                    // All are being answered: the first that waits makes room, unless another ends before that.
                    let free = async { drop(room.acquire().await) };
                    first(free, waiting.has_more()).await;
                }
                let permit = Arc::clone(&room).acquire_owned().await.expect("nobody closes it");
                let connection = Connection::new(&waiting, limits.header, limits.idle);
                let app = app.clone();
                let (in_flight, is_stopping) = (in_flight.clone(), is_stopping.clone());
                connections.spawn(async move {
                    let _permit = permit;
                    talk(stream, app, connection, limits.request, in_flight, is_stopping).await;
                });
                while connections.try_join_next().is_some() {}
            }
        };
        first(stop, accept).await;
        drop(listener);
        stopping.send_replace(true);
        waiting.close_all();
        drop((app, in_flight));
        match tokio::time::timeout(limits.shutdown, all_done.recv()).await {
            Ok(_) => Ok(()),
            Err(_) => {
                Err(io::Error::new(io::ErrorKind::TimedOut, "requests were cut off at the shutdown deadline"))
            }
        }
    }
}

impl IntoFuture for Server {
    type Output = io::Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// The next connection. Errors of the system are waited out: the client may have disconnected, or the system may be out
/// of file handles, which waiting connections can release.
async fn accepted(listener: &TcpListener, waiting: &Waiting) -> TcpStream {
    let mut pause = REFUSED;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) if is_of_one_client(&error) => {}
            Err(_) => {
                waiting.close_first();
                tokio::time::sleep(pause).await;
                pause = (2 * pause).min(STILL_REFUSED);
            }
        }
    }
}

fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Answers the requests of a connection, until it is closed from either side.
async fn talk(
    stream: TcpStream,
    app: Router,
    connection: Arc<Connection>,
    request_timeout: Duration,
    in_flight: InFlight,
    mut is_stopping: watch::Receiver<bool>,
) {
    // An answer is one small packet. If this fails, it is only delayed.
    let _ = stream.set_nodelay(true);
    let app = TowerToHyperService::new(app);
    let service = service_fn(|request: Request<Incoming>| {
        let busy = connection.begin(request_timeout);
        let mut request = request.map(|body| Arriving::new(body, Arc::clone(&connection)));
        request.extensions_mut().insert(in_flight.clone());
        let answer = app.call(request);
        async move {
            let Ok::<Response<Body>, Infallible>(response) = answer.await;
            // The request has been answered when no more of the answer is requested.
            Ok::<_, Infallible>(response.map(|body| {
                body.map_frame(move |frame| {
                    let _ = &busy;
                    frame
                })
            }))
        }
    });
    let mut talk =
        pin!(http1::Builder::new().max_buf_size(MAX_BUFFER).serve_connection(TokioIo::new(stream), service));
    let stopped = async {
        // An error means that the server is gone.
        let _ = is_stopping.wait_for(|is_stopping| *is_stopping).await;
    };
    let mut closed = pin!(connection.closed());
    // The connection is polled first: what it can do at once is done before it is closed.
    match first(first(talk.as_mut(), stopped), closed.as_mut()).await {
        First::Left(First::Left(_)) | First::Right(()) => {}
        First::Left(First::Right(())) => {
            talk.as_mut().graceful_shutdown();
            first(talk, closed).await;
        }
    }
}

/// The body of a request, which tells its connection when all of it has arrived.
struct Arriving {
    body: Incoming,
    connection: Arc<Connection>,
}

impl Arriving {
    fn new(body: Incoming, connection: Arc<Connection>) -> Arriving {
        if body.is_end_stream() {
            // If it is already being closed, nobody receives the answer.
            connection.received();
        }
        Arriving { body, connection }
    }
}

impl hyper::body::Body for Arriving {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        let is_whole = frame.is_none() || self.body.is_end_stream();
        if is_whole && !self.connection.received() {
            return Poll::Ready(Some(Err("the connection is being closed".into())));
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Which of two futures ended first.
pub(super) enum First<L, R> {
    Left(L),
    Right(R),
}

/// Waits for one of two futures, polling the left one first, and drops the other.
pub(super) async fn first<L: Future, R: Future>(left: L, right: R) -> First<L::Output, R::Output> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|context| {
        if let Poll::Ready(output) = left.as_mut().poll(context) {
            return Poll::Ready(First::Left(output));
        }
        right.as_mut().poll(context).map(First::Right)
    })
    .await
}

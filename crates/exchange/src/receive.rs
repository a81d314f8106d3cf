//! A server on this machine, for deliveries: each request is read whole, within limits, and given to a handler, until the
//! end comes.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{self, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use http_body_util::LengthLimitError;
use tokio::net::TcpListener;
use tokio::sync::watch;
use webhook_runtime::Timestamp;
use webhook_runtime::axum::serve;

use crate::Request;
use crate::send::is_of_connection;

/// How long requests in flight may take once the end has come.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// Bytes over a contract's limit that are read all the same, so that what is in a body that is too large can be told.
pub const ROOM: usize = 1 << 20;

/// What a request is answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers, besides those of the connection.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What came.
#[derive(Clone, Debug)]
pub enum Incoming {
    /// A request.
    Whole(Request),
    /// A request whose body did not come whole, and why; the body has nothing in it.
    BrokenOff(Request, Broken),
}

/// Why a body did not come whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// In words.
    pub why: String,
    /// Whether it is larger than what is read. Otherwise, the connection broke, or the body was not sent by the rules of HTTP.
    pub is_too_large: bool,
}

impl Broken {
    /// The status to answer with.
    pub fn status(&self) -> u16 {
        if self.is_too_large { 413 } else { 400 }
    }

    fn new(error: &axum::Error) -> Self {
        let mut source = error.source();
        while let Some(cause) = source.filter(|cause| !cause.is::<LengthLimitError>()) {
            source = cause.source();
        }
        Self { why: error.to_string(), is_too_large: source.is_some() }
    }
}

/// Listens on a port of 127.0.0.1 (on any that is free for 0), reads bodies of up to `limit` bytes, and answers what
/// `handle` says, until `end` is ready. `listening` is called once, with the address.
///
/// # Errors
///
/// When the port is taken, `listening` fails, or `end` does.
pub async fn receive<Replied, Handle, End>(
    port: u16,
    limit: usize,
    handle: Handle,
    listening: impl FnOnce(SocketAddr) -> io::Result<()>,
    end: impl AsyncFnOnce(SocketAddr) -> io::Result<End>,
) -> io::Result<End>
where
    Handle: Fn(Incoming) -> Replied + Clone + Send + Sync + 'static,
    Replied: Future<Output = Reply> + Send,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        let why = match error.kind() {
            ErrorKind::AddrInUse => {
                format!(
                    "127.0.0.1:{port} is taken: stop what listens there, or give another port, or 0 for any"
                )
            }
            _ => format!("127.0.0.1:{port}: {error}"),
        };
        io::Error::new(error.kind(), why)
    })?;
    let address = listener.local_addr()?;
    listening(address)?;
    let answer = move |request: http::Request<Body>| {
        let handle = handle.clone();
        async move { response(handle(incoming(request, limit).await).await) }
    };
    let (ended, over) = watch::channel(false);
    let server = serve(listener, Router::new().fallback(answer));
    let server = server.shutdown_deadline(SHUTDOWN).with_graceful_shutdown(async move {
        let mut over = over;
        // An error says that the other side is gone, which is an end too.
        let _ = over.wait_for(|over| *over).await;
    });
    let server = tokio::spawn(async move { server.await });
    let end = end(address).await;
    let _ = ended.send(true);
    server.await.map_err(io::Error::other)??;
    end
}

async fn incoming(request: http::Request<Body>, limit: usize) -> Incoming {
    let (head, body) = request.into_parts();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let headers = head.headers.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    let mut request = Request {
        received: i64::try_from(now.as_millis()).ok().and_then(Timestamp::from_unix_millis),
        method: head.method.to_string(),
        target: head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    match to_bytes(body, limit).await {
        Ok(body) => {
            request.body = body.to_vec();
            Incoming::Whole(request)
        }
        Err(error) => Incoming::BrokenOff(request, Broken::new(&error)),
    }
}

fn response(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = status;
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(&value))
            && !is_of_connection(name.as_str())
        {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// Waits for SIGTERM or Ctrl-C.
///
/// # Errors
///
/// When signals cannot be had.
#[cfg(unix)]
pub async fn stopped() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed,
    }
}

/// Waits for Ctrl-C.
///
/// # Errors
///
/// When signals cannot be had.
#[cfg(not(unix))]
pub async fn stopped() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

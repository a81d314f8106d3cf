//! The check behind HTTP, on this machine alone: from when it listens until a command has ended, somebody says stop, or
//! nothing has come for a while.

use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};
use webhook_runtime::axum::serve;

use crate::{Check, Report};

/// How long requests in flight may take once the end has come.
const SHUTDOWN: Duration = Duration::from_secs(5);
/// Bytes over the contract's limit that are read all the same, so that what is in a body that is too large can be told.
const ROOM: usize = 1 << 20;
/// A `POST` to this path ends the check.
const STOP: &str = "/__stop";

/// Where to listen, and until when.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port of 127.0.0.1; 0 for any that is free.
    pub port: u16,
    /// When the check ends.
    pub until: Until,
}

/// When a check ends.
#[derive(Clone, Debug)]
pub enum Until {
    /// When a command has ended that is run with these variables and, in `WEBHOOK_URL`, with the URL to send to.
    Command {
        /// The program and its arguments.
        command: Vec<OsString>,
        /// Variables of its environment, besides those of this process.
        variables: Vec<(&'static str, OsString)>,
    },
    /// On SIGTERM, on Ctrl-C, on `POST /__stop`, or when nothing has come for so long.
    Stopped {
        /// How long to wait for a request; `None` for ever.
        idle: Option<Duration>,
    },
}

/// Why a check has ended.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// The command has ended, with this status.
    Command(ExitStatus),
    /// Somebody said stop.
    Stopped,
    /// Nothing came for as long as was allowed.
    Idle,
}

/// Listens, and checks what comes. `listening` is called once, with the address.
///
/// # Errors
///
/// When the port is taken, the command cannot be started, or `listening` fails.
pub async fn listen(
    check: Check,
    options: Options,
    listening: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> io::Result<(Report, End)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
    let address = listener.local_addr()?;
    listening(address)?;
    let app = App {
        check: Arc::new(Mutex::new(check)),
        stop: Arc::default(),
        last: Arc::new(watch::Sender::new(Instant::now())),
    };
    let router = Router::new()
        .route(STOP, post(async |State(app): State<App>| app.stop.notify_one()))
        .fallback(receive)
        .with_state(app.clone());
    let (ended, end) = watch::channel(false);
    let server = serve(listener, router).shutdown_deadline(SHUTDOWN).with_graceful_shutdown(async move {
        let mut end = end;
        // An error says that the other side is gone, which is an end too.
        let _ = end.wait_for(|ended| *ended).await;
    });
    let server = tokio::spawn(async move { server.await });
    let end = wait(options.until, address, &app).await;
    let _ = ended.send(true);
    server.await.map_err(io::Error::other)??;
    let report = app.check().report();
    Ok((report, end?))
}

#[derive(Clone)]
struct App {
    check: Arc<Mutex<Check>>,
    stop: Arc<Notify>,
    /// When the last request came.
    last: Arc<watch::Sender<Instant>>,
}

impl App {
    /// A panic elsewhere leaves it as it was: a request is counted or not.
    fn check(&self) -> MutexGuard<'_, Check> {
        self.check.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn receive(State(app): State<App>, request: Request<Body>) -> Response {
    app.last.send_replace(Instant::now());
    let (parts, body) = request.into_parts();
    let limit = app.check().body_limit().saturating_add(ROOM);
    let answer = match to_bytes(body, limit).await {
        Ok(body) => app.check().receive(&parts.headers, &body),
        Err(error) => app.check().broken_off(&error.to_string()),
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, answer.body).into_response()
}

/// Waits until the check is over.
async fn wait(until: Until, address: SocketAddr, app: &App) -> io::Result<End> {
    let (command, variables, idle) = match until {
        Until::Command { command, variables } => (command, variables, None),
        Until::Stopped { idle } => (Vec::new(), Vec::new(), idle),
    };
    let command = async {
        let Some((program, arguments)) = command.split_first() else { return std::future::pending().await };
        let mut child = Command::new(program);
        child
            .args(arguments)
            .envs(variables)
            .env("WEBHOOK_URL", format!("http://{address}/"))
            .kill_on_drop(true);
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", program.display()));
        Ok(End::Command(child.spawn().map_err(named)?.wait().await?))
    };
    tokio::select! {
        end = command => end,
        () = app.stop.notified() => Ok(End::Stopped),
        stopped = signal() => stopped.map(|()| End::Stopped),
        () = silence(idle, app) => Ok(End::Idle),
    }
}

/// Waits until nothing has come for so long.
async fn silence(idle: Option<Duration>, app: &App) {
    let Some(idle) = idle else { return std::future::pending().await };
    let last = app.last.subscribe();
    loop {
        let until = *last.borrow() + idle;
        if until <= Instant::now() {
            return;
        }
        sleep_until(until).await;
    }
}

/// Waits for SIGTERM or Ctrl-C.
#[cfg(unix)]
async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed,
    }
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

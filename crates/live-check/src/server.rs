//! The check behind HTTP, on this machine alone: from when it listens until a command has ended, somebody says stop, or
//! nothing has come for a while.

use std::ffi::OsString;
use std::io;
use std::net::SocketAddr;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};
use webhook_exchange::receive::{Incoming, ROOM, Reply, receive, stopped};

use crate::{Check, Report};

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
    let limit = check.body_limit().saturating_add(ROOM);
    let app = App {
        check: Arc::new(Mutex::new(check)),
        stop: Arc::default(),
        last: Arc::new(watch::Sender::new(Instant::now())),
    };
    let handle = {
        let app = app.clone();
        move |incoming| {
            let reply = app.answer(incoming);
            async move { reply }
        }
    };
    let end = async |address| wait(options.until, address, &app).await;
    let end = receive(options.port, limit, handle, listening, end).await?;
    let report = app.check().report();
    Ok((report, end))
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

    fn answer(&self, incoming: Incoming) -> Reply {
        let answer = match incoming {
            Incoming::Whole(request) if request.method == "POST" && request.target == STOP => {
                self.stop.notify_one();
                return Reply { status: 200, ..Reply::default() };
            }
            Incoming::Whole(request) => self.check().receive(&request.headers, &request.body),
            Incoming::BrokenOff(_, broken) => self.check().broken_off(&broken),
        };
        self.last.send_replace(Instant::now());
        let headers = vec![("content-type".to_owned(), b"text/plain; charset=utf-8".to_vec())];
        Reply { status: answer.status, headers, body: answer.body.into_bytes() }
    }
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
        signaled = stopped() => signaled.map(|()| End::Stopped),
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

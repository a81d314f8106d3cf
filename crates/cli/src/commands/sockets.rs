//! What commands have in common that work on sockets.

#[cfg(any(feature = "deliveries", feature = "live-check"))]
use std::io::IsTerminal as _;
use std::io::{self, Write as _, stdout};

/// Waits for work on sockets and signals to finish.
pub(crate) fn block_on<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Prints at once what there is to say, where it is said while the work goes on.
pub(crate) fn tell(text: &str) {
    // A reader that has gone away is no reason to stop.
    let _ = stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush());
}

/// What comes before the last words of a program that was stopped: a terminal shows `^C` and stays in that line.
#[cfg(any(feature = "deliveries", feature = "live-check"))]
pub(crate) fn after_interrupt(is_stopped: bool) -> String {
    if is_stopped && stdout().is_terminal() { "\n".to_owned() } else { String::new() }
}

/// Writes the port of a server to the file that was asked for, once it is open.
#[cfg(any(feature = "deliveries", feature = "live-check"))]
pub(crate) fn write_port(file: Option<&std::path::Path>, address: std::net::SocketAddr) -> io::Result<()> {
    let Some(file) = file else { return Ok(()) };
    webhook_exchange::records::write_whole(file, format!("{}\n", address.port()).as_bytes())
}

//! What the commands have in common that send, receive and look into deliveries.

pub(crate) mod causes;
pub(crate) mod delivery;
pub(crate) mod listener;
pub(crate) mod progress;
pub(crate) mod sent;

use std::io::{self, Write as _, stdout};

use crate::{Color, Context};

/// Waits for work on sockets and signals to finish.
pub(crate) fn block_on<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Prints at once what there is to say, where it is said while the work goes on.
pub(crate) fn tell(text: &str) {
    // A reader that has gone away is no reason to stop.
    let _ = stdout().write_all(text.as_bytes()).and_then(|()| stdout().flush());
}

/// Colors for standard output, where messages have them too.
pub(crate) fn color(context: &Context) -> Color {
    match context.color {
        Color::Always => Color::detect(&stdout()),
        Color::Never => Color::Never,
    }
}

/// Where the name of an event stands, of a body that has none.
pub(crate) const NO_EVENT: &str = "no event";

pub(crate) const GREEN: &str = "32";
pub(crate) const YELLOW: &str = "33";
pub(crate) const RED: &str = "31";

//! What the commands have in common that send, receive and look into deliveries.

pub(crate) mod causes;
pub(crate) mod delivery;
pub(crate) mod listener;
pub(crate) mod progress;
pub(crate) mod sent;

use std::io::{self, stdout};

use crate::{Color, Context};

/// Waits for work on sockets and signals to finish.
pub(crate) fn block_on<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Colors for standard output, where messages have them too.
pub(crate) fn color(context: &Context) -> Color {
    match context.color {
        Color::Always => Color::detect(&stdout()),
        Color::Never => Color::Never,
    }
}

pub(crate) const GREEN: &str = "32";
pub(crate) const YELLOW: &str = "33";
pub(crate) const RED: &str = "31";

//! What the commands have in common that send, receive and look into deliveries.

pub(crate) mod causes;
pub(crate) mod delivery;
pub(crate) mod listener;
pub(crate) mod looking;
pub(crate) mod progress;
pub(crate) mod sent;

use std::io::{self, stdout};

use webhook_catalog::Catalog;
use webhook_codegen::Reader;
use webhook_exchange::Payloads;
use webhook_exchange::receive::stopped;

use super::sockets::block_on;
use crate::{Color, Context};

/// Sends until all is sent; gives whether it was, and not stopped before that.
pub(crate) fn send_until_stopped(work: impl Future<Output = io::Result<()>>) -> io::Result<bool> {
    block_on(async {
        tokio::select! {
            // First, so that a signal has its handler before anything is sent.
            biased;
            stopped = stopped() => stopped.map(|()| false),
            sent = work => sent.map(|()| true),
        }
    })
}

/// What bodies of a catalog's events are held against: their schemas, and what generated code reads.
pub(crate) fn payloads(catalog: &Catalog) -> Result<Payloads, String> {
    let reader = Reader::new(catalog);
    Ok(Payloads::new(catalog)?.read_by(Box::new(move |event, body| reader.unread(event, body))))
}

/// Colors for standard output, where messages have them too.
pub(crate) fn color(context: &Context) -> Color {
    match context.color {
        Color::Always => Color::detect(&stdout()),
        Color::Never => Color::Never,
    }
}

/// A text in a column of so many characters.
pub(crate) fn cell(text: &str, width: usize, code: &str, color: Color) -> String {
    format!("{}{}", color.paint(code, text), " ".repeat(width.saturating_sub(text.len())))
}

/// How many there are of each, without those of which there is none: `2 fine, 1 new`.
pub(crate) fn listed(counts: &[(usize, &str)]) -> String {
    let some = counts.iter().filter(|(count, _)| *count > 0);
    some.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

/// Where the name of an event stands, of a body that has none.
pub(crate) const NO_EVENT: &str = "no event";

/// Where it stands, of a request that delivers nothing.
pub(crate) const HANDSHAKE: &str = "a handshake";

pub(crate) const GREEN: &str = "32";
pub(crate) const YELLOW: &str = "33";
pub(crate) const RED: &str = "31";

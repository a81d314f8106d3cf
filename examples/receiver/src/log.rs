//! Logs lines to standard error.
//!
//! Logging never waits and never fails, even if nobody reads the log or standard error is closed. A line may contain a
//! sender's strings, so control characters are escaped.

use std::fmt::{self, Write as _};
use std::io::{Write as _, stderr};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

/// How many lines may wait to be written.
const ROOM: usize = 1024;

/// How long to wait for lines to be written when the process ends.
const PATIENCE: Duration = Duration::from_secs(1);

static LINES: OnceLock<SyncSender<Entry>> = OnceLock::new();
static DROPPED: AtomicU64 = AtomicU64::new(0);

enum Entry {
    Line(String),
    /// Asks for a reply once everything before has been written.
    Flush(SyncSender<()>),
}

/// Logs a line. If there is no room, it is dropped, and counted in a later line.
pub fn line(text: impl fmt::Display) {
    let entry = Entry::Line(harmless(text));
    if let Err(TrySendError::Full(_)) = lines().try_send(entry) {
        DROPPED.fetch_add(1, Ordering::Relaxed);
    }
}

/// Waits a short time for what was logged to be written.
pub fn flush() {
    let (done, is_done) = sync_channel(1);
    // If the channel is full, nothing is being written.
    if lines().try_send(Entry::Flush(done)).is_ok() {
        let _ = is_done.recv_timeout(PATIENCE);
    }
}

fn lines() -> &'static SyncSender<Entry> {
    LINES.get_or_init(|| {
        let (lines, waiting) = sync_channel(ROOM);
        thread::spawn(move || write(&waiting));
        lines
    })
}

fn write(waiting: &Receiver<Entry>) {
    for entry in waiting {
        match entry {
            Entry::Line(line) => {
                let dropped = DROPPED.swap(0, Ordering::Relaxed);
                // If it is closed, there is nowhere to report it.
                if dropped > 0 {
                    let _ =
                        writeln!(stderr(), "{dropped} lines were dropped, because nobody read them in time");
                }
                let _ = writeln!(stderr(), "{line}");
            }
            Entry::Flush(done) => {
                let _ = done.try_send(());
            }
        }
    }
}

/// A text as one line that cannot control a terminal: control characters and those that change the writing direction
/// are escaped.
fn harmless(text: impl fmt::Display) -> String {
    let mut line = String::new();
    for character in text.to_string().chars() {
        let turns =
            matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        // Writing to a `String` does not fail.
        let _ = match character.is_control() || turns {
            true => write!(line, "{}", character.escape_unicode()),
            false => line.write_char(character),
        };
    }
    line
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_a_sender_writes_stays_on_its_line() {
        assert_eq!(harmless("quota.warning: ä 😀"), "quota.warning: ä 😀");
        assert_eq!(harmless("a\n\u{1b}[31mb\u{7f}"), "a\\u{a}\\u{1b}[31mb\\u{7f}");
        assert_eq!(harmless("\u{202e}txt"), "\\u{202e}txt");
    }
}

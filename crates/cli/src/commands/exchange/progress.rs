//! How far a longer piece of work is, on terminals.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};

use webhook_schema::diagnostic::terminal::one_line;

use super::NO_EVENT;

/// Cells of the bar.
const WIDTH: usize = 24;

/// A bar on standard error, where that is a terminal, what is told goes elsewhere, and there is more than a little to do.
pub(crate) struct Progress {
    all: usize,
    done: usize,
    is_shown: bool,
}

impl Progress {
    pub fn new(all: usize) -> Self {
        Self { all, done: 0, is_shown: all > 5 && stderr().is_terminal() && !stdout().is_terminal() }
    }

    /// The next one begins, with an event.
    pub fn step(&mut self, event: Option<&str>) {
        if self.is_shown {
            let filled = WIDTH * self.done / self.all.max(1);
            let bar = format!("{}{}", "#".repeat(filled), ".".repeat(WIDTH - filled));
            // The name is the sender's, and may hold anything.
            let what = one_line(event.unwrap_or(NO_EVENT));
            // A terminal that has gone away is no reason to stop.
            let _ = write!(stderr(), "\r\u{1b}[K[{bar}] {}/{} {what:.40}", self.done, self.all);
            let _ = stderr().flush();
        }
        self.done += 1;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(stderr(), "\r\u{1b}[K");
        }
    }
}

//! How far a longer piece of work is, on terminals.

use std::io::{IsTerminal as _, Write as _, stderr};

/// Cells of the bar.
const WIDTH: usize = 24;

/// A bar on standard error, where that is a terminal and there is more than a little to do.
pub(crate) struct Progress {
    all: usize,
    done: usize,
    is_shown: bool,
}

impl Progress {
    pub fn new(all: usize) -> Self {
        Self { all, done: 0, is_shown: all > 5 && stderr().is_terminal() }
    }

    /// The next one begins.
    pub fn step(&mut self, what: &str) {
        if self.is_shown {
            let filled = WIDTH * self.done / self.all.max(1);
            let bar = format!("{}{}", "#".repeat(filled), ".".repeat(WIDTH - filled));
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

//! How a command ended, and what there is to print.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ended; the number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All is well.
    Fine = 0,
    /// The tool itself failed: a file cannot be written, say.
    Failed = 1,
    /// The arguments were wrong.
    Usage = 2,
    /// The catalog has mistakes; nothing was written.
    Mistakes = 3,
    /// Generated files are not what the catalog says.
    Drift = 4,
    /// A change breaks receivers, and the catalog has no newer version.
    Breaking = 5,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// How a command ended, and what it says. Printing comes last, so that no stream can stop the work halfway.
pub struct Outcome {
    status: Status,
    out: String,
    err: String,
}

impl Outcome {
    /// Nothing to say.
    pub fn new(status: Status) -> Self {
        Self { status, out: String::new(), err: String::new() }
    }

    /// The tool itself failed.
    pub fn failed(error: impl Display) -> Self {
        Self::new(Status::Failed).err(format!("error: {error}\n"))
    }

    /// The arguments were wrong.
    pub fn usage(error: impl Display) -> Self {
        Self::new(Status::Usage).err(format!("error: {error}\n"))
    }

    /// What an argument names cannot be used: that is up to the arguments where it is missing or of another kind, and otherwise a
    /// failure.
    pub fn unusable(error: io::Error) -> Self {
        use io::ErrorKind::{AlreadyExists, IsADirectory, NotADirectory, NotFound};
        match error.kind() {
            NotFound | NotADirectory | IsADirectory | AlreadyExists => Self::usage(error),
            _ => Self::failed(error),
        }
    }

    /// With findings, for standard output.
    #[must_use]
    pub fn out(mut self, text: impl Into<String>) -> Self {
        self.out = text.into();
        self
    }

    /// With what went wrong, for standard error.
    #[must_use]
    pub fn err(mut self, text: impl Into<String>) -> Self {
        self.err = text.into();
        self
    }

    /// Prints it, and says how the command ended.
    pub fn print(self, out: &mut dyn Write, err: &mut dyn Write) -> Status {
        let printed = print(out, &self.out);
        // Where this fails too, there is nobody left to tell.
        let _ = print(err, &self.err);
        match printed {
            Ok(()) => self.status,
            Err(error) => {
                let _ = print(err, &format!("error: standard output: {error}\n"));
                Status::Failed
            }
        }
    }
}

fn print(stream: &mut dyn Write, text: &str) -> io::Result<()> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

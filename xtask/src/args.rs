//! The command line: which words there are, and what was asked for.
//!
//! Does not know how any of it is done.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// What `help` prints, and what follows a mistake in the arguments.
pub const USAGE: &str = "\
Usage: cargo xtask codegen [--check] [--format text|github] [--root DIR]
       cargo xtask mock-api [--help | OPTIONS]
       cargo xtask help

codegen    generate everything that comes from schemas/webhooks
mock-api   serve the endpoint API of schemas/api on this machine, for tests and trials

  --check          write nothing: show every generated file that is not as the catalog says
  --format FORMAT  how findings are printed: text (the default), or github for workflow annotations
  --root DIR       the repository to work on; the default is the one that xtask was built in

Exit status: 0 fine, 1 xtask itself failed, 2 usage, 3 the catalog has mistakes, 4 generated files have drifted
";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print the usage.
    Help,
    /// Generate, or find out what has drifted.
    Codegen(Codegen),
    /// Serve the endpoint API; the arguments are the server's.
    MockApi(Vec<OsString>),
}

/// The options of `codegen`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Codegen {
    /// Only look.
    pub check: bool,
    /// How findings are printed.
    pub format: Format,
    /// The repository; `None` is the one that xtask was built in.
    pub root: Option<PathBuf>,
}

/// Whom findings are printed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// People.
    #[default]
    Text,
    /// GitHub's log, which makes annotations of them.
    Github,
}

/// Reads the arguments after the program's name; an error says which one is wrong.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(args);
    match parser.next()? {
        None => Err("a command is missing".into()),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(Value(command)) if command == "help" => Ok(Command::Help),
        Some(Value(command)) if command == "codegen" => codegen(parser),
        Some(Value(command)) if command == "mock-api" => Ok(Command::MockApi(parser.raw_args()?.collect())),
        Some(Value(command)) => Err(format!("there is no command `{}`", command.to_string_lossy()).into()),
        Some(argument) => Err(argument.unexpected()),
    }
}

fn codegen(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = Codegen::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("check") => options.check = true,
            Long("format") => options.format = format(&parser.value()?)?,
            Long("root") => options.root = Some(parser.value()?.into()),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Codegen(options))
}

fn format(value: &OsString) -> Result<Format, lexopt::Error> {
    match value.to_str() {
        Some("text") => Ok(Format::Text),
        Some("github") => Ok(Format::Github),
        _ => Err(format!("--format is `text` or `github`, not `{}`", value.to_string_lossy()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn commands_and_options() {
        assert_eq!(parsed("codegen"), Ok(Command::Codegen(Codegen::default())));
        let all = Codegen { check: true, format: Format::Github, root: Some("a".into()) };
        assert_eq!(parsed("codegen --root a --format=github --check"), Ok(Command::Codegen(all)));
        assert_eq!(parsed("mock-api"), Ok(Command::MockApi(Vec::new())));
        let own = ["--port", "0", "--help"].map(OsString::from).to_vec();
        assert_eq!(parsed("mock-api --port 0 --help"), Ok(Command::MockApi(own)));
        for help in ["help", "--help", "-h", "codegen --help", "codegen --check -h"] {
            assert_eq!(parsed(help), Ok(Command::Help), "{help}");
        }
    }

    #[test]
    fn mistakes_name_the_argument() {
        for (line, named) in [
            ("", "a command is missing"),
            ("gen", "`gen`"),
            ("--check", "--check"),
            ("codegen --chekc", "--chekc"),
            ("codegen all", "all"),
            ("codegen -v", "-v"),
            ("codegen --format", "--format"),
            ("codegen --format xml", "`xml`"),
            ("codegen --root", "--root"),
            ("codegen --check=yes", "--check"),
        ] {
            let error = parsed(line).expect_err(line);
            assert!(error.contains(named), "{line}: {error}");
        }
    }
}

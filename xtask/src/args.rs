//! The command line: which words there are, and what was asked for.
//!
//! Does not know how any of it is done.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// What `help` prints, and what follows a mistake in the arguments.
pub const USAGE: &str = "\
Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  codegen    generate everything that comes from schemas/webhooks, or check it
  test       install what the tests need, and run them all
  mock-api   serve the endpoint API of schemas/api on this machine, for tests and trials
  help       print this, or the help of a command: cargo xtask help codegen

Options:
  -h, --help     print help; after a command, its own
  -V, --version  print the version

Run it in the root of the repository.
Exit status: 0 fine, 1 xtask itself failed, 2 usage, 3 the catalog has mistakes, 4 generated files have drifted
";

/// What `help codegen` prints.
pub const CODEGEN: &str = "\
Usage: cargo xtask codegen [--check] [--format text|github|json|sarif] [--root DIR]

Generates everything that comes from schemas/webhooks and schemas/api. A catalog with mistakes changes nothing.

Options:
  --check          write nothing: show every generated file that is not as the catalog says
  --format FORMAT  how findings are printed: text (the default), github for workflow annotations, json, or sarif for
                   code scanning
  --root DIR       the repository to work on; the default is the one that xtask was built in

Exit status: 0 fine, 1 xtask itself failed, 2 usage, 3 the catalog has mistakes, 4 generated files have drifted
";

/// What `help test` prints.
pub const TEST: &str = "\
Usage: cargo xtask test [--yes]

Looks for the programs that the tests need, installs those that are missing, and runs every test. What it cannot install
is skipped and counted; where the variable CI is set, a missing program is a failure.

Options:
  --yes  install without asking, with apt-get (through sudo, unless you are root) or brew; root is not asked

Exit status: 0 all tests passed, 1 a test failed or xtask itself did, 2 usage
";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print a help.
    Help(&'static str),
    /// Print the version.
    Version,
    /// Generate, or find out what has drifted.
    Codegen(Codegen),
    /// Run the tests.
    Test {
        /// Install without asking.
        yes: bool,
    },
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
    /// Programs.
    Json,
    /// Code scanning services.
    Sarif,
}

const COMMANDS: [&str; 4] = ["codegen", "test", "mock-api", "help"];

/// Reads the arguments after the program's name; an error says which one is wrong.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(args);
    let command = match parser.next()? {
        None => return Err("expected a command, found none".into()),
        Some(Short('h') | Long("help")) => return Ok(Command::Help(USAGE)),
        Some(Short('V') | Long("version")) => return Ok(Command::Version),
        Some(Value(command)) => command,
        Some(argument) => return Err(unexpected(&argument, &["--help", "--version"])),
    };
    match command.to_str() {
        Some("help") => help(parser),
        Some("codegen") => codegen(parser),
        Some("test") => test(parser),
        Some("mock-api") => Ok(Command::MockApi(parser.raw_args()?.collect())),
        _ => Err(unknown_command(&command)),
    }
}

fn help(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    match parser.next()? {
        None | Some(Short('h') | Long("help")) => Ok(Command::Help(USAGE)),
        Some(Value(command)) => match command.to_str() {
            Some("help") => Ok(Command::Help(USAGE)),
            Some("codegen") => Ok(Command::Help(CODEGEN)),
            Some("test") => Ok(Command::Help(TEST)),
            // The server has its own.
            Some("mock-api") => Ok(Command::MockApi(vec!["--help".into()])),
            _ => Err(unknown_command(&command)),
        },
        Some(argument) => Err(argument.unexpected()),
    }
}

fn codegen(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = Codegen::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help(CODEGEN)),
            Long("check") => options.check = true,
            Long("format") => options.format = format(&parser.value()?)?,
            Long("root") => options.root = Some(parser.value()?.into()),
            _ => return Err(unexpected(&argument, &["--check", "--format", "--root", "--help"])),
        }
    }
    Ok(Command::Codegen(options))
}

fn test(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut yes = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help(TEST)),
            Long("yes") => yes = true,
            _ => return Err(unexpected(&argument, &["--yes", "--help"])),
        }
    }
    Ok(Command::Test { yes })
}

fn unknown_command(command: &std::ffi::OsStr) -> lexopt::Error {
    let command = command.to_string_lossy();
    let hint = did_you_mean(&command, &COMMANDS);
    format!("there is no command `{command}`{hint}").into()
}

fn unexpected(argument: &lexopt::Arg<'_>, options: &[&str]) -> lexopt::Error {
    match argument {
        Long(name) => {
            let hint = did_you_mean(&format!("--{name}"), options);
            format!("there is no option `--{name}`{hint}").into()
        }
        Short(letter) => format!("there is no option `-{letter}`").into(),
        Value(value) => format!("unexpected argument `{}`", value.to_string_lossy()).into(),
    }
}

/// The word that is nearest to what was written, if one is near.
fn did_you_mean(written: &str, words: &[&str]) -> String {
    let near = |word: &&&str| strsim::damerau_levenshtein(written, word) <= 1 + word.len() / 4;
    let nearest = words.iter().filter(near).min_by_key(|word| strsim::damerau_levenshtein(written, word));
    nearest.map(|word| format!(": did you mean `{word}`?")).unwrap_or_default()
}

fn format(value: &OsString) -> Result<Format, lexopt::Error> {
    match value.to_str() {
        Some("text") => Ok(Format::Text),
        Some("github") => Ok(Format::Github),
        Some("json") => Ok(Format::Json),
        Some("sarif") => Ok(Format::Sarif),
        _ => {
            Err(format!("--format is `text`, `github`, `json` or `sarif`, not `{}`", value.to_string_lossy())
                .into())
        }
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
        for help in ["help", "--help", "-h", "help help", "help --help"] {
            assert_eq!(parsed(help), Ok(Command::Help(USAGE)), "{help}");
        }
        for help in ["codegen --help", "codegen --check -h", "help codegen"] {
            assert_eq!(parsed(help), Ok(Command::Help(CODEGEN)), "{help}");
        }
        assert_eq!(parsed("test --help"), Ok(Command::Help(TEST)));
        assert_eq!(parsed("help mock-api"), Ok(Command::MockApi(vec!["--help".into()])));
        assert_eq!(parsed("test"), Ok(Command::Test { yes: false }));
        assert_eq!(parsed("test --yes"), Ok(Command::Test { yes: true }));
        assert_eq!(parsed("--version"), Ok(Command::Version));
    }

    #[test]
    fn mistakes_name_the_argument() {
        for (line, named) in [
            ("", "expected a command, found none"),
            ("gen", "there is no command `gen`"),
            ("codegne", "there is no command `codegne`: did you mean `codegen`?"),
            ("help tests", "there is no command `tests`: did you mean `test`?"),
            ("--check", "there is no option `--check`"),
            ("--versoin", "there is no option `--versoin`: did you mean `--version`?"),
            ("codegen --chekc", "there is no option `--chekc`: did you mean `--check`?"),
            ("codegen --xyz", "there is no option `--xyz`"),
            ("codegen all", "unexpected argument `all`"),
            ("codegen -v", "there is no option `-v`"),
            ("codegen --format", "missing argument for option '--format'"),
            ("codegen --format xml", "--format is `text`, `github`, `json` or `sarif`, not `xml`"),
            ("codegen --root", "missing argument for option '--root'"),
            ("codegen --check=yes", "unexpected argument for option '--check': \"yes\""),
            ("test --y", "there is no option `--y`: did you mean `--yes`?"),
            ("test --yess", "there is no option `--yess`: did you mean `--yes`?"),
        ] {
            let error = parsed(line).expect_err(line);
            assert_eq!(error, named, "{line}");
        }
    }
}

//! The command line: what it says, and how it ends.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::commands;
use crate::{Color, Context, Outcome, Status};

/// The exit statuses, for the help.
pub const STATUSES: &str = "\
Exit status: 0 fine, 1 the program itself failed, 2 usage, 3 the catalog has mistakes, 4 generated files have drifted, \
5 a change needs a newer catalog version";

/// Tools for a catalog of webhook events: generate what comes from it, and check it.
#[derive(Parser)]
#[command(name = "hookwright", bin_name = "hookwright", no_binary_name = true, version, after_help = STATUSES)]
pub(crate) struct Hookwright {
    #[command(subcommand)]
    command: commands::All,
}

/// Does what the arguments (without the program's name) ask for. Findings go to `out`, what went wrong to `err`, with
/// colors where `color` says so.
///
/// A reader that has gone away (`hookwright codegen --check | head`) changes nothing about the work or the status.
///
/// ```
/// use hookwright::{Color, Status};
///
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let status = hookwright::run(["codegne".into()], &mut out, &mut err, Color::Never);
/// assert_eq!(status, Status::Usage);
/// assert!(String::from_utf8_lossy(&err).contains("a similar subcommand exists: 'codegen'"));
/// ```
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    color: Color,
) -> Status {
    run_as(args, out, err, |Hookwright { command }| {
        command.run(&Context { program: "hookwright", root: root_here(), color })
    })
}

/// The same for a program with a command line of its own, which has [`Command`](crate::Command) in it.
pub fn run_as<Line: Parser>(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    run: impl FnOnce(Line) -> Outcome,
) -> Status {
    let args: Vec<OsString> = args.into_iter().collect();
    let outcome = match Line::try_parse_from(&args) {
        Ok(line) => run(line),
        Err(error) if error.use_stderr() => {
            let error =
                if takes_secret(&Line::command(), &args) { without_stray_value(error) } else { error };
            Outcome::new(Status::Usage).err(error.to_string())
        }
        // The help, or the version.
        Err(asked) => Outcome::new(Status::Fine).out(asked.to_string()),
    };
    outcome.print(out, err)
}

/// Whether the command that arguments are for works with a secret.
fn takes_secret(program: &clap::Command, args: &[OsString]) -> bool {
    let command = args.iter().fold(program, |command, arg| command.find_subcommand(arg).unwrap_or(command));
    commands::secrets::are_taken_by(command)
}

/// The same without an argument that nothing takes: it may be a secret, whose option was forgotten.
fn without_stray_value(mut error: clap::Error) -> clap::Error {
    let stray = error.get(ContextKind::InvalidArg);
    let is_value = matches!(stray, Some(ContextValue::String(text)) if !text.starts_with('-'));
    if error.kind() == ErrorKind::UnknownArgument && is_value {
        error.insert(ContextKind::InvalidArg, ContextValue::String("…".to_owned()));
    }
    error
}

/// The nearest directory that has a catalog, from the current one upward.
fn root_here() -> Result<PathBuf, String> {
    let here = std::env::current_dir().map_err(|error| format!("the current directory: {error}"))?;
    let has_catalog = |directory: &&Path| directory.join("schemas/webhooks").is_dir();
    let found = here.ancestors().find(has_catalog).map(Path::to_owned);
    found.ok_or_else(|| {
        format!("there is no schemas/webhooks in {} or above: go to a repository that has a catalog, or give --root", here.display())
    })
}

// Examples are of the program with all of its commands.
#[cfg(all(test, feature = "default"))]
mod tests {
    use clap::CommandFactory as _;

    use super::Hookwright;
    use crate::commands::secrets;

    /// The commands that do something, each with the words that lead to it.
    fn leaves(command: &clap::Command) -> Vec<&clap::Command> {
        let below: Vec<_> = command.get_subcommands().collect();
        if below.is_empty() { vec![command] } else { below.into_iter().flat_map(leaves).collect() }
    }

    #[test]
    fn the_help_of_every_command_has_examples_that_are_right() {
        let program = Hookwright::command();
        for command in leaves(&program) {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("\nExit status: "), "{}: {help}", command.get_name());
            let examples: Vec<&str> = help.lines().filter(|line| line.starts_with("  ")).collect();
            assert!(!examples.is_empty(), "{}: {help}", command.get_name());
            for example in examples {
                // As a shell takes it: what is quoted is one word, and what is after an arrow is a file.
                let line = example.split(['<', '>']).next().unwrap_or_default();
                let parts = line.split('\'').enumerate();
                let words = parts.flat_map(|(at, part)| match at % 2 {
                    0 => part.split_whitespace().collect(),
                    _ => vec![part],
                });
                let taken = Hookwright::command().try_get_matches_from(words);
                assert!(taken.is_ok(), "{example}: {:?}", taken.err().map(|error| error.to_string()));
            }
        }
    }

    #[test]
    fn a_command_takes_a_secret_if_its_help_says_where_that_is() {
        let program = Hookwright::command();
        for command in leaves(&program) {
            let help = command.clone().render_long_help().to_string();
            assert_eq!(
                secrets::are_taken_by(command),
                help.contains(secrets::VARIABLE),
                "{}",
                command.get_name()
            );
        }
    }
}

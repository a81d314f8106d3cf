//! This repository's front door: `cargo xtask COMMAND` is [`hookwright`] on this repository, with the commands that run its
//! tests and check a release.
//!
//! As it is built at first, it generates, and hands any other command line on to itself with the feature `commands`.

#[cfg(feature = "commands")]
mod commands;
mod handed_on;
#[cfg(feature = "commands")]
mod release;
#[cfg(feature = "commands")]
mod test;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use hookwright::{Context, codegen};

pub use hookwright::{Color, Status};

/// Does what the arguments (without the program's name) ask for. Findings go to `out`, what went wrong to `err`, with colors
/// where `color` says so.
///
/// ```
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let args = ["codegen", "--root", "/nowhere"].map(Into::into);
/// let status = xtask::run(args, &mut out, &mut err, xtask::Color::Never);
/// assert_eq!(status, xtask::Status::Usage);
/// assert!(String::from_utf8_lossy(&err).starts_with("error: /nowhere: "));
/// ```
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    color: Color,
) -> Status {
    let args: Vec<OsString> = args.into_iter().collect();
    let context = Context { program: "cargo xtask", root: root(), color };
    if let Some(options) = generating(&args) {
        return codegen::run(&options, &context).print(out, err);
    }
    #[cfg(feature = "commands")]
    return commands::run(&args, &context, out, err);
    #[cfg(not(feature = "commands"))]
    handed_on::run_again(&args).unwrap_or_else(|error| hookwright::Outcome::failed(error).print(out, err))
}

/// How to generate, where the arguments ask for that and for nothing out of the ordinary. What else there is, and what is wrong,
/// the command line knows.
fn generating(args: &[OsString]) -> Option<codegen::Options> {
    let mut args = args.iter();
    args.next().filter(|command| *command == "codegen")?;
    let mut options = codegen::Options::default();
    while let Some(option) = args.next() {
        match option.to_str()? {
            "--check" if !options.check => options.check = true,
            "--root" if options.root.is_none() => {
                let root = args.next()?;
                let is_path = root.to_str().is_some_and(|root| !root.is_empty() && !root.starts_with('-'));
                options.root = Some(is_path.then(|| root.into())?);
            }
            _ => return None,
        }
    }
    Some(options)
}

/// Not the current directory: the program works on the repository that it belongs to, wherever it is called from.
fn root() -> Result<PathBuf, String> {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    match built_in {
        Some(root) if root.is_dir() => Ok(root.to_owned()),
        _ => Err("xtask was built elsewhere: build it again where the repository is now, or give --root"
            .to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_the_ordinary_is_left_to_the_command_line() {
        let generating = |line: &str| {
            let args: Vec<OsString> = line.split(' ').map(Into::into).collect();
            generating(&args).map(|options| (options.check, options.root))
        };
        let root = || Some(PathBuf::from("here"));
        assert_eq!(generating("codegen"), Some((false, None)));
        assert_eq!(generating("codegen --check"), Some((true, None)));
        assert_eq!(generating("codegen --root here --check"), Some((true, root())));
        for line in [
            "",
            "lint",
            "codegen --help",
            "codegen --chekc",
            "codegen --check --check",
            "codegen --check here",
            "codegen --root",
            "codegen --root ",
            "codegen --root --check",
            "codegen --root here --root here",
            "codegen --format json",
        ] {
            assert_eq!(generating(line), None, "{line}");
        }
    }
}

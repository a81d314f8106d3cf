//! This repository's front door: `cargo xtask COMMAND` is [`hookwright`] on this repository, with the commands that run its
//! tests and check a release.

mod handed_on;
mod release;
mod test;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use hookwright::{Context, Outcome, STATUSES};

pub use hookwright::{Color, Status};

/// Works on this repository: generates what comes from its catalog, runs its tests, and checks a release. Run it in the root of the repository.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", no_binary_name = true, version, after_help = STATUSES)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Hookwright(hookwright::Command),
    Book(hookwright::Book),
    Compat(hookwright::Compat),
    Test(test::Options),
    Emitters(hookwright::Emitters),
    Import(hookwright::Import),
    Listen(hookwright::Listen),
    LiveCheck(hookwright::LiveCheck),
    MockApi(hookwright::MockApi),
    Release(release::Options),
    Replay(hookwright::Replay),
    Trigger(hookwright::Trigger),
    Verify(hookwright::Verify),
    Watch(hookwright::Watch),
}

/// Does what the arguments (without the program's name) ask for, as [`hookwright::run`] does.
///
/// ```
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let status = xtask::run(["codegne".into()], &mut out, &mut err, xtask::Color::Never);
/// assert_eq!(status, xtask::Status::Usage);
/// assert!(String::from_utf8_lossy(&err).contains("a similar subcommand exists: 'codegen'"));
/// ```
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    color: Color,
) -> Status {
    let args: Vec<OsString> = args.into_iter().collect();
    // What comes after the command's name.
    let own = args.get(1..).unwrap_or_default().to_owned();
    hookwright::run_as(args, out, err, |Xtask { command }| {
        let context = Context { program: "cargo xtask", root: root(), color };
        // Nobody should wait for a program to be built that then asks for a secret.
        let lacking = match &command {
            Command::Listen(options) => options.lacking(),
            Command::Replay(options) => options.lacking(),
            Command::Trigger(options) => options.lacking(),
            Command::Verify(options) => options.lacking(),
            _ => None,
        };
        if let Some(message) = lacking {
            return Outcome::usage(message);
        }
        let hand_on =
            |name, feature, root: Option<PathBuf>| handed_on::run(name, feature, &own, root.is_some());
        let done = match command {
            Command::Hookwright(command) => return command.run(&context),
            #[cfg(feature = "more")]
            Command::Book(options) => return options.run(&context),
            #[cfg(feature = "more")]
            Command::Compat(options) => return options.run(&context),
            #[cfg(not(feature = "more"))]
            Command::Book(_) => handed_on::run_again("book", &own),
            #[cfg(not(feature = "more"))]
            Command::Compat(_) => handed_on::run_again("compat", &own),
            Command::Test(options) => test::run(&options),
            Command::Emitters(options) => hand_on("emitters", "emitters", options.root),
            Command::Import(options) => hand_on("import", "import", options.root),
            Command::Listen(options) => hand_on("listen", "deliveries", options.root),
            Command::LiveCheck(options) => hand_on("live-check", "live-check", options.root),
            Command::MockApi(options) => hand_on("mock-api", "mock-api", options.root),
            Command::Release(options) => release::run(&options),
            Command::Replay(options) => hand_on("replay", "deliveries", options.root),
            Command::Trigger(options) => hand_on("trigger", "deliveries", options.root),
            Command::Verify(options) => hand_on("verify", "deliveries", options.root),
            Command::Watch(options) => hand_on("watch", "watch", options.root),
        };
        done.map_or_else(Outcome::failed, Outcome::new)
    })
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

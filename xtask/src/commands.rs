//! The command line: every command of `hookwright`, and those of this repository alone.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use hookwright::{Context, Outcome, STATUSES, Status};

use crate::{handed_on, release, test};

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

/// Does what the arguments ask for.
pub fn run(args: &[OsString], context: &Context, out: &mut dyn Write, err: &mut dyn Write) -> Status {
    // What comes after the command's name.
    let own = args.get(1..).unwrap_or_default();
    hookwright::run_as(args.iter().cloned(), out, err, |Xtask { command }| {
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
            |name, feature, root: Option<PathBuf>| handed_on::run(name, feature, own, root.is_some());
        let done = match command {
            Command::Hookwright(command) => return command.run(context),
            #[cfg(feature = "more")]
            Command::Book(options) => return options.run(context),
            #[cfg(feature = "more")]
            Command::Compat(options) => return options.run(context),
            #[cfg(not(feature = "more"))]
            Command::Book(_) | Command::Compat(_) => handed_on::run_again(args),
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

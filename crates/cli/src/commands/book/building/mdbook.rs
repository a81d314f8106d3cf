//! mdBook: found, or installed.

use std::env;
use std::io::{self, Write as _, stderr};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// The version that the book's styles and scripts are made for.
const VERSION: &str = "0.5.4";

/// mdBook in the right version.
pub struct Mdbook(PathBuf);

/// The one on the PATH, or the one that was installed below `target` before; otherwise installs it there. What it does is
/// said on standard error, since it may take a while.
///
/// # Errors
///
/// When it cannot be installed.
pub fn find_or_install(root: &Path, to_serve: bool) -> Result<Mdbook, String> {
    let place = root.join("target/mdbook");
    let installed = place.join("bin").join(format!("mdbook{}", env::consts::EXE_SUFFIX));
    for program in [Path::new("mdbook"), &installed] {
        if is_right(program, to_serve) {
            say(&format!("using mdBook {VERSION}: {}", program.display()));
            return Ok(Mdbook(program.to_owned()));
        }
    }
    say(&format!(
        "no mdBook {VERSION} on the PATH: installing it into {}, which takes a minute or two the first time",
        place.display()
    ));
    install(&place, to_serve)?;
    Ok(Mdbook(installed))
}

/// Before what takes long, and not when all is done. Whether anybody reads it makes no difference.
fn say(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

fn is_right(program: &Path, to_serve: bool) -> bool {
    let run = |argument: &[&str]| Command::new(program).args(argument).stderr(Stdio::null()).output().ok();
    let version = run(&["--version"]).map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let is_version = version.is_some_and(|said| said.trim().trim_start_matches("mdbook v") == VERSION);
    is_version && (!to_serve || run(&["serve", "--help"]).is_some_and(|output| output.status.success()))
}

/// Without optimization: it is built once and renders a few times, so that the build is what takes long.
fn install(place: &Path, to_serve: bool) -> Result<(), String> {
    let build = place.join("build");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["install", "mdbook", "--version", VERSION, "--locked", "--debug", "--no-default-features"]);
    cargo.args(["--features", if to_serve { "search,serve" } else { "search" }]).arg("--root").arg(place);
    cargo.env("CARGO_TARGET_DIR", &build).env("CARGO_PROFILE_DEV_DEBUG", "false");
    // A toolchain of this repository says nothing about what mdBook is built with, and neither do its lints.
    cargo.current_dir(env::temp_dir()).env_remove("RUSTUP_TOOLCHAIN").env_remove("RUSTFLAGS");
    let done = cargo.status().map_err(|error| format!("cargo install mdbook: {error}"))?;
    let _ = std::fs::remove_dir_all(&build);
    if done.success() {
        return Ok(());
    }
    Err(format!(
        "mdBook {VERSION} could not be installed (what Cargo said is above); install it by hand, with \
         `cargo install mdbook --version {VERSION} --locked`"
    ))
}

impl Mdbook {
    /// Without what mdBook does to the text of pages by default: whatever a catalog says, it includes no file.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.0);
        command.env("MDBOOK_BUILD__USE_DEFAULT_PREPROCESSORS", "false");
        command
    }

    /// Builds a book. `path` is that of its directory on the host that it is for, where that is known.
    ///
    /// # Errors
    ///
    /// When mdBook fails, which has said why.
    pub fn build(&self, book: &Path, path: Option<&str>) -> Result<(), String> {
        let mut command = self.command();
        if let Some(path) = path {
            command.env("MDBOOK_OUTPUT__HTML__SITE_URL", path);
        }
        let done = command.arg("build").arg(book).stdout(Stdio::null()).status();
        match done {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("mdbook build: {status}; what it said is above")),
            Err(error) => Err(format!("{}: {error}", self.0.display())),
        }
    }

    /// Serves a book until it is stopped; gives back why it did not. Since mdBook empties the directory that it builds to,
    /// whatever else is served is put there by `add`, once the book is there.
    pub fn serve(&self, book: &Path, address: SocketAddr, add: impl FnOnce() -> io::Result<()>) -> String {
        if let Err(error) = TcpListener::bind(address) {
            return format!("{address}: {error}");
        }
        let (host, port) = (address.ip().to_string(), address.port().to_string());
        let mut command = self.command();
        command.args(["serve", "--hostname", &host, "--port", &port]).arg(book);
        let mut server = match command.spawn() {
            Ok(server) => server,
            Err(error) => return format!("{}: {error}", self.0.display()),
        };
        // It answers when the book is built.
        while TcpStream::connect(address).is_err() {
            match server.try_wait() {
                Ok(None) => sleep(Duration::from_millis(100)),
                Ok(Some(status)) => return format!("mdbook serve: {status}; what it said is above"),
                Err(error) => return format!("mdbook serve: {error}"),
            }
        }
        if let Err(error) = add() {
            // Without all of it, nothing is served.
            let _ = server.kill().and_then(|()| server.wait());
            return error.to_string();
        }
        server
            .wait()
            .map_or_else(|error| format!("mdbook serve: {error}"), |status| format!("mdbook serve: {status}"))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// A program in the place of mdBook, which serves what is there already. A shell writes it: while this process has a file
    /// open to write, another test may start a process that has it open too, and then it cannot be run.
    fn program(directory: &Path, script: &str) -> Mdbook {
        let path = directory.join("mdbook");
        let write = r#"printf '#!/bin/sh\n%s\n' "$2" > "$1" && chmod +x "$1""#;
        let mut shell = Command::new("sh");
        let status = shell.args(["-c", write, "sh"]).arg(&path).arg(script).status().expect("sh runs");
        assert!(status.success());
        Mdbook(path)
    }

    fn free_address() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address")
    }

    #[test]
    fn what_is_added_is_added_once_the_book_is_served() {
        webhook_test_support::needs!("python3");
        let directory = tempfile::tempdir().expect("a directory");
        let directory = directory.path();
        let server = r#"test "$*" = "serve --hostname $3 --port $5 $6" || exit 1
            exec python3 -m http.server --bind "$3" "$5" >/dev/null 2>&1"#;
        let address = free_address();
        let mut is_there = false;
        let said = program(directory, server).serve(directory, address, || {
            is_there = TcpStream::connect(address).is_ok();
            Err(io::Error::other("that is all"))
        });
        assert!(is_there && said == "that is all", "{said}");
        assert!(TcpStream::connect(address).is_err(), "it goes on");
    }

    #[test]
    fn a_server_that_does_not_start_is_an_error() {
        let directory = tempfile::tempdir().expect("a directory");
        let directory = directory.path();
        let add = || -> io::Result<()> { panic!("nothing is there yet") };
        let said = program(directory, "exit 3").serve(directory, free_address(), add);
        assert_eq!(said, "mdbook serve: exit status: 3; what it said is above");
        let other = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = other.local_addr().expect("an address");
        let said = program(directory, "exit 3").serve(directory, address, add);
        assert!(said.starts_with(&format!("{address}: ")), "{said}");
    }
}

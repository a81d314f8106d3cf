//! mdBook: found, or installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
            eprintln!("using mdBook {VERSION}: {}", program.display());
            return Ok(Mdbook(program.to_owned()));
        }
    }
    eprintln!(
        "no mdBook {VERSION} on the PATH: installing it into {}, which takes a minute or two the first time",
        place.display()
    );
    install(&place, to_serve)?;
    Ok(Mdbook(installed))
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
    cargo.current_dir(env::temp_dir()).env_remove("RUSTFLAGS");
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
    /// Builds a book.
    ///
    /// # Errors
    ///
    /// When mdBook fails, which has said why.
    pub fn build(&self, book: &Path) -> Result<(), String> {
        let done = Command::new(&self.0).arg("build").arg(book).stdout(Stdio::null()).status();
        match done {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("mdbook build: {status}; what it said is above")),
            Err(error) => Err(format!("{}: {error}", self.0.display())),
        }
    }

    /// Serves a book until it is stopped; gives back why it did not.
    pub fn serve(&self, book: &Path) -> String {
        let done = Command::new(&self.0).args(["serve", "--hostname", "127.0.0.1"]).arg(book).status();
        match done {
            Ok(status) => format!("mdbook serve: {status}"),
            Err(error) => format!("{}: {error}", self.0.display()),
        }
    }
}

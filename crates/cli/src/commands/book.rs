//! `book`: the documentation as a site. The sources are assembled below `target`, then mdBook builds them.

mod assemble;
mod links;
mod mdbook;
mod plain;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::{Context, Outcome, Status};

/// Where the book is served.
const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

/// Build the book in docs, with the reference and the schemas in it, or serve it
///
/// mdBook is the one on the PATH, where that has the version that the book is made for; otherwise that version is installed
/// below target.
#[derive(Args)]
#[command(
    after_help = "Exit status: 0 fine, 1 there is no book, or it cannot be built or served, 2 usage; with --serve, that of Ctrl-C"
)]
pub struct Options {
    /// Build the book, and serve this snapshot at http://127.0.0.1:3000 until Ctrl-C: later edits need another run
    #[arg(long)]
    serve: bool,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// Builds the book, and says where it is.
pub fn run(options: &Options, context: &Context) -> Outcome {
    let root = match super::root(options.root.as_deref(), context) {
        Ok(root) => root,
        Err(outcome) => return outcome,
    };
    match built(&root, options.serve) {
        Ok(index) => Outcome::new(Status::Fine).out(format!("built the book: {}\n", index.display())),
        Err(message) => Outcome::failed(message),
    }
}

/// Builds the book and gives its first page, or serves it and comes back with what is wrong only.
fn built(root: &Path, serve: bool) -> Result<PathBuf, String> {
    if !root.join("docs/book.toml").is_file() {
        return Err(format!(
            "{}: there is no book: expected docs/book.toml, and the pages with their SUMMARY.md in docs/src",
            root.display()
        ));
    }
    let directory = root.join("target/book");
    assemble::assemble(root, &directory).map_err(|error| error.to_string())?;
    let mdbook = mdbook::find_or_install(root, serve)?;
    if serve {
        return Err(mdbook.serve(&directory, ADDRESS, || plain::add(&directory)));
    }
    mdbook.build(&directory)?;
    plain::add(&directory).map_err(|error| error.to_string())?;
    Ok(directory.join("book/index.html"))
}

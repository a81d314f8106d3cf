//! `book`: the documentation as a site. The sources are assembled below `target`, then mdBook builds them.

mod assemble;
mod links;
mod mdbook;

use std::path::PathBuf;

use clap::Args;

use crate::{Context, Outcome, STATUSES, Status};

/// Build the book in docs, with the reference and the schemas in it, or serve it
///
/// mdBook is the one on the PATH, where that has the version that the book is made for; otherwise that version is installed
/// below target.
#[derive(Args)]
#[command(after_help = STATUSES)]
pub struct Options {
    /// Build the book, and serve it at http://127.0.0.1:3000 until Ctrl-C
    #[arg(long)]
    serve: bool,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// Builds the book, and says where it is.
pub fn run(options: &Options, context: &Context) -> Outcome {
    match try_run(options, context) {
        Ok(outcome) => outcome,
        Err(message) => Outcome::failed(message),
    }
}

fn try_run(options: &Options, context: &Context) -> Result<Outcome, String> {
    let root = super::root(options.root.as_deref(), context)?;
    if !root.join("docs/book.toml").is_file() {
        return Err(format!(
            "{}: there is no book: expected docs/book.toml, and the pages with their SUMMARY.md in docs/src",
            root.display()
        ));
    }
    let directory = root.join("target/book");
    assemble::assemble(&root, &directory).map_err(|error| error.to_string())?;
    let mdbook = mdbook::find_or_install(&root, options.serve)?;
    if options.serve {
        return Err(mdbook.serve(&directory));
    }
    mdbook.build(&directory)?;
    let index = directory.join("book/index.html");
    Ok(Outcome::new(Status::Fine).out(format!("built the book: {}\n", index.display())))
}

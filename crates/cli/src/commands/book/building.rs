//! Building the book: its sources, then mdBook, then what programs read and what search engines are told.

mod assemble;
mod draw;
mod links;
mod markdown;
mod mdbook;
mod own;
mod pages;
mod plain;
mod plot;
mod site;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use super::Options;
use super::address::Address;
use crate::{Context, Outcome, Status};

/// Where the book is served.
const ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

impl Options {
    /// Builds the book, and says where it is.
    pub fn run(&self, context: &Context) -> Outcome {
        let root = match crate::repository::directory(self.root.as_deref(), context) {
            Ok(root) => root,
            Err(outcome) => return outcome,
        };
        match built(&root, self.serve, self.address.as_ref()) {
            Ok(index) => Outcome::new(Status::Fine).out(format!("built the book: {}\n", index.display())),
            Err(message) => Outcome::failed(message),
        }
    }
}

/// Builds the book and gives its first page, or serves it and comes back with what is wrong only.
fn built(root: &Path, serve: bool, address: Option<&Address>) -> Result<PathBuf, String> {
    if ![own::SETTINGS, own::INDEX].iter().any(|file| root.join(file).is_file()) {
        return Err(format!(
            "{}: there is no book: run `codegen`, which writes {}, or write {} and pages of your own",
            root.display(),
            own::INDEX,
            own::SETTINGS
        ));
    }
    let directory = root.join("target/book");
    assemble::assemble(root, &directory).map_err(|error| error.to_string())?;
    let mdbook = mdbook::find_or_install(root, serve)?;
    let finish = || plain::add(&directory).and_then(|()| site::add(&directory, address));
    if serve {
        return Err(mdbook.serve(&directory, ADDRESS, finish));
    }
    mdbook.build(&directory, address.map(Address::path))?;
    finish().map_err(|error| error.to_string())?;
    Ok(directory.join("book/index.html"))
}

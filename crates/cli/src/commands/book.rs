//! `book`: the documentation as a site. The sources are assembled below `target`, then mdBook builds them.

mod address;
#[cfg(feature = "book")]
mod building;

use std::path::PathBuf;

use clap::Args;

use self::address::Address;

/// Build the book in docs, with the reference and the schemas in it, or serve it
///
/// A repository without docs/book.toml has a book of its reference. One with it has the same looks, if it asks for
/// `theme/catalog.css` and `theme/catalog.js`, apart from what is in docs/theme.
///
/// mdBook is the one on the PATH, where that has the version that the book is made for; otherwise that version is installed
/// below target.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  book\n  book --serve\n  book --address https://docs.example.com/webhooks/\n\nExit status: 0 fine, 1 there is no book, or it cannot be built or served, 2 usage; with --serve, that of Ctrl-C"
)]
pub struct Options {
    /// Build the book, and serve this snapshot at http://127.0.0.1:3000 until Ctrl-C: later edits need another run
    #[arg(long)]
    serve: bool,
    /// The address that the book will have, such as `https://docs.example.com/webhooks/`: without it, there is no sitemap, and
    /// pages and feed name no address of their own
    #[arg(long, value_name = "URL", conflicts_with = "serve")]
    address: Option<Address>,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

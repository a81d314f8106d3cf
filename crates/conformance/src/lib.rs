//! Tests of this repository as a whole, which no crate of its own could hold, and what these tests share.

pub mod generator;
pub mod places;
pub mod random;
mod schema;
mod texts;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below `top` by its path relative to it, with its bytes. A symlink counts as a file: its bytes are the
/// path that it leads to.
///
/// # Errors
///
/// Fails where a directory or a file cannot be read.
pub fn files_below(top: &Path) -> io::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    collect(top, Path::new(""), &mut files)?;
    Ok(files)
}

fn collect(top: &Path, below: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(top.join(below))? {
        let entry = entry?;
        let (kind, path) = (entry.file_type()?, below.join(entry.file_name()));
        if kind.is_dir() {
            collect(top, &path, files)?;
        } else if kind.is_symlink() {
            files.insert(path, fs::read_link(entry.path())?.into_os_string().into_encoded_bytes());
        } else {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// Writes a file, and the directories above it where they are missing.
///
/// # Errors
///
/// Fails where one of them cannot be made.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, bytes)
}

/// The catalog of this repository.
///
/// # Panics
///
/// When it has mistakes, which are the message.
pub fn catalog() -> webhook_catalog::Catalog {
    catalog_in(&repository())
}

/// The catalog in the `schemas/webhooks` of a directory.
///
/// # Panics
///
/// When it has mistakes, which are the message.
pub fn catalog_in(root: &Path) -> webhook_catalog::Catalog {
    let mut diagnostics = webhook_schema::Diagnostics::new();
    let catalog = webhook_catalog::load(&webhook_catalog::tree(root), &mut diagnostics);
    assert!(diagnostics.has_no_error(), "{}", diagnostics.to_text());
    catalog.expect("a catalog without mistakes is there")
}

/// The code in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// The code in the book compiles, and does what it says.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/src/receiving.md")]
struct Receiving;

/// The code in the book's page on sending compiles, and does what it says.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/src/sending.md")]
struct Sending;

/// The code in the book's page on providers compiles, and does what it says.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/src/providers.md")]
struct Providers;

/// The code in the book's page on the endpoint API compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/src/endpoint-api.md")]
struct EndpointApi;

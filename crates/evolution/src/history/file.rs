//! The file of a version, read.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;
use webhook_schema::{Diagnostic, Diagnostics, Location, Tree, typed};

use crate::mistakes::HISTORY;

use super::release::{Change, Mention, Release};

/// What to do about a file that is not.
const RESTORE: &str =
    "restore the file as it was committed; or delete it, and the changelog goes without its version";

/// The file, without what the catalog's own files say.
#[derive(Deserialize)]
struct File {
    version: String,
    #[serde(default)]
    previous: Option<String>,
    #[serde(default)]
    added: Vec<Mention>,
    #[serde(default)]
    deprecated: Vec<Mention>,
    #[serde(default)]
    removed: Vec<Mention>,
    #[serde(default)]
    changed: Vec<Change>,
    #[serde(rename = "files")]
    _files: HashMap<String, IgnoredAny>,
}

/// What the catalog's own files say.
#[derive(Deserialize)]
struct Catalog<File> {
    files: HashMap<String, File>,
}

/// What the file of a version says of it.
pub(super) fn release(
    files: &Tree,
    name: &str,
    version: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Release> {
    let text = files.read(name).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    // What is right, as nearly every file is, is read once, and the catalog in it passed over.
    let file = text.as_ref().and_then(|text| serde_json::from_str::<File>(text).ok());
    let file = match file.filter(|file| file.version == version) {
        Some(file) => file,
        None => closely(files, name, version, diagnostics)?,
    };
    let File { version, previous, added, deprecated, removed, changed, .. } = file;
    Some(Release { version, previous, added, deprecated, removed, changed, text: Some(text?) })
}

/// The catalog that the file of a version has.
pub(super) fn tree(files: &Tree, name: &str, diagnostics: &mut Diagnostics) -> Option<Tree> {
    let text = files.read(name).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    // Each file as the text that it is, to be read when it is asked for.
    let catalog = text.as_ref().and_then(|text| serde_json::from_str::<Catalog<Box<RawValue>>>(text).ok());
    let texts: HashMap<String, String> = match catalog {
        Some(Catalog { files }) => {
            files.into_iter().map(|(name, text)| (name, text.get().to_owned())).collect()
        }
        None => {
            let Catalog::<Value> { files } = deserialize(files, name, diagnostics)?;
            files.into_iter().map(|(name, value)| (name, value.to_string())).collect()
        }
    };
    let label = format!("{}/{name}", files.label());
    Some(Tree::memory(label, texts).within(files.limits()))
}

/// Reads a file with an eye on what is wrong with it, which is reported.
fn closely(files: &Tree, name: &str, version: &str, diagnostics: &mut Diagnostics) -> Option<File> {
    let file: File = deserialize(files, name, diagnostics)?;
    if file.version != version {
        let message = format!("expected `{version}`, as the file is called, found `{}`", file.version);
        report(name, "/version", message, diagnostics);
        return None;
    }
    Some(file)
}

fn deserialize<T: DeserializeOwned>(files: &Tree, name: &str, diagnostics: &mut Diagnostics) -> Option<T> {
    let document = files.document(name, diagnostics)?;
    match typed(document.value()) {
        Ok(file) => Some(file),
        Err(misfit) => {
            report(name, &misfit.pointer(), misfit.message(), diagnostics);
            None
        }
    }
}

fn report(name: &str, pointer: &str, message: String, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::at_value(&HISTORY, Location::new(name, pointer), message, RESTORE));
}

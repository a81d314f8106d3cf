//! A pack as `--pack` names it: one that comes with the program, or a file of one's own.

#[cfg(feature = "deliveries")]
use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use webhook_catalog::load_pack;
use webhook_contract::Pack;
#[cfg(feature = "deliveries")]
use webhook_exchange::Terms;
use webhook_schema::{Diagnostics, Limits, Tree, closest};

use crate::{Context, Outcome, Status};

/// The contract within a pack's directory.
const CONTRACT: &str = "contract.json";

/// The example deliveries next to it.
#[cfg(feature = "deliveries")]
const DELIVERIES: &str = "deliveries.json";

/// Loads a pack without a mistake, or says how the command ends without one.
pub fn load(given: &OsStr, context: &Context) -> Result<Pack, Outcome> {
    let (tree, file) = found(given)?;
    read(&tree, &file, context)
}

/// What deliveries go by: a pack, or else the contract of a catalog.
#[cfg(feature = "deliveries")]
pub fn terms(pack: Option<&OsStr>, root: Option<&Path>, context: &Context) -> Result<Terms, Outcome> {
    Ok(match pack {
        Some(given) => Terms::Pack(load(given, context)?.into()),
        None => Terms::Contract(super::catalog(root, context)?.index.contract.into()),
    })
}

/// The text of a pack without a mistake.
pub fn text(given: &OsStr, context: &Context) -> Result<String, Outcome> {
    let (tree, file) = found(given)?;
    read(&tree, &file, context)?;
    let text = tree.text(&file, &mut Diagnostics::new());
    Ok(text.as_deref().unwrap_or_default().to_owned())
}

/// The example deliveries of a pack: those that come with it, or of the file next to its contract. How the command ends where
/// that cannot be read.
#[cfg(feature = "deliveries")]
pub fn deliveries(given: &OsStr, context: &Context) -> Result<Option<Cow<'static, str>>, Outcome> {
    if let Some((name, _)) = known(given) {
        return Ok(webhook_packs::deliveries(name).map(Cow::Borrowed));
    }
    let path = PathBuf::from(given);
    let directory = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
    let path = directory.map(|directory| directory.join(DELIVERIES)).filter(|path| path.exists());
    let Some(path) = path else { return Ok(None) };
    if !path.is_file() {
        let message =
            format!("{}: expected a file with example deliveries, found a directory", path.display());
        return Err(Outcome::usage(message));
    }
    let tree = Tree::paths(&[path], Limits::default());
    let mut diagnostics = Diagnostics::new();
    diagnostics.open(tree.label());
    let document = tree.names().next().and_then(|file| tree.document(file, &mut diagnostics));
    match document {
        Some(document) => Ok(Some(Cow::Owned(document.text.to_string()))),
        None => Err(mistakes(&diagnostics, context)),
    }
}

fn read(tree: &Tree, file: &str, context: &Context) -> Result<Pack, Outcome> {
    let mut diagnostics = Diagnostics::new();
    diagnostics.open(tree.label());
    load_pack(tree, file, &mut diagnostics).ok_or_else(|| mistakes(&diagnostics, context))
}

fn mistakes(diagnostics: &Diagnostics, context: &Context) -> Outcome {
    Outcome::new(Status::Mistakes).err(diagnostics.to_text_in(context.color))
}

/// Where the text of a pack is, and what its file is called.
fn found(given: &OsStr) -> Result<(Tree, String), Outcome> {
    if let Some((name, contract)) = known(given) {
        let file = format!("{name}/{CONTRACT}");
        return Ok((Tree::memory("packs", [(file.as_str(), contract)]), file));
    }
    // What is not text is no name.
    if let Some(name) = given.to_str().filter(|given| !is_path(given)) {
        return Err(Outcome::usage(unknown(name)));
    }
    let mut path = PathBuf::from(given);
    if path.is_dir() {
        path.push(CONTRACT);
    }
    let given = given.display();
    if !path.is_file() {
        return Err(Outcome::usage(format!("--pack {given}: there is no file {}", path.display())));
    }
    let tree = Tree::paths(&[path], Limits::default());
    let file = tree.names().next().map(str::to_owned);
    file.map(|file| (tree, file)).ok_or_else(|| Outcome::usage(format!("--pack {given}: not a file")))
}

/// Whether a pack is a file of one's own, and does not come with the program.
#[cfg(feature = "deliveries")]
pub fn is_own(given: &OsStr) -> bool {
    known(given).is_none()
}

/// The name and the contract of a pack that comes with the program.
fn known(given: &OsStr) -> Option<(&str, &'static str)> {
    let name = given.to_str()?;
    Some((name, webhook_packs::contract(name)?))
}

/// Whether this is a way to a file, and not a name.
fn is_path(given: &str) -> bool {
    given.contains(['/', '\\']) || given.starts_with('.') || given.ends_with(".json")
}

fn unknown(given: &str) -> String {
    let begins = |name: &&str| {
        let is_shorter = given.len() >= 3 && name.starts_with(given);
        is_shorter || given.split('-').next().is_some_and(|first| name.split('-').next() == Some(first))
    };
    let mut meant: Vec<&str> = webhook_packs::names().filter(begins).collect();
    meant.extend(closest(given, webhook_packs::names()).filter(|name| !meant.contains(name)));
    let meant: Vec<String> = meant.into_iter().map(|name| format!("`{name}`")).collect();
    let meant = match meant.is_empty() {
        true => "`packs` lists those there are".to_owned(),
        false => format!("did you mean {}?", meant.join(", ")),
    };
    let own = match Path::new(given).exists() {
        true => format!("; the path of your own begins with a dot, as in `./{given}`"),
        false => String::new(),
    };
    format!("there is no pack `{given}`: {meant}{own}")
}

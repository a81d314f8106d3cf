//! The checkout of Hookwright that `rust.runtime.path` names: what is generated builds only where it is there.

use std::fs;
use std::path::Path;

use webhook_catalog::Catalog;
use webhook_catalog::layout::INDEX;
use webhook_schema::{Diagnostic, Diagnostics, Location};

webhook_schema::rules! {
    RUNTIME_PATH = "runtime-path": "The directory that the runtime is taken from is a checkout of Hookwright.";
}

/// Reports a directory in which a crate is missing that the generated ones are built on; paths are from `root`.
pub(crate) fn check(root: &Path, catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let rust = &catalog.index.rust;
    let path = rust.runtime.as_ref().filter(|runtime| runtime.git.is_none() && !rust.workspace);
    let Some(path) = path.and_then(|runtime| runtime.path.as_deref()) else { return };
    let checkout = root.join(path);
    let needed = ["runtime"].into_iter().chain(catalog.api.as_ref().map(|_| "endpoints"));
    let found = match checkout.is_dir() {
        false => Some("there is no such directory".to_owned()),
        true => needed.into_iter().find(|name| !has_crate(&checkout, name)).map(|missing| {
            format!("there is no package `webhook-{missing}` in its directory `crates/{missing}`")
        }),
    };
    if let Some(found) = found {
        diagnostics.push(Diagnostic::at_value(
            &RUNTIME_PATH,
            Location::new(INDEX, "/rust/runtime/path"),
            format!("`{path}` is not a checkout of Hookwright: {found}"),
            "name the directory of one, from the root of this repository or absolute; or take the runtime from `git` or a `version`",
        ));
    }
}

/// Whether a checkout has the crate of a name, without its prefix.
pub(crate) fn has_crate(checkout: &Path, name: &str) -> bool {
    let manifest = fs::read_to_string(checkout.join("crates").join(name).join("Cargo.toml"));
    let is_named = |line: &str| {
        let value =
            line.split_once('=').filter(|(key, _)| key.trim() == "name").map(|(_, value)| value.trim());
        value.is_some_and(|value| value.trim_matches(['"', '\'']) == format!("webhook-{name}"))
    };
    manifest.is_ok_and(|manifest| manifest.lines().any(is_named))
}

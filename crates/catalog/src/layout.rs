//! Where the files of a catalog are in its tree, and what they are called.

use webhook_schema::closest;
use webhook_schema::source::is_json;

/// The directory of the catalog: its index, schemas and examples.
pub const WEBHOOKS: &str = "webhooks";
/// The directory of the endpoint API: its index, schemas and examples.
pub const API: &str = "api";
/// The directories that a tree needs to have for [`load`](crate::load()), below `schemas/`.
pub const DIRECTORIES: &[&str] = &[WEBHOOKS, API];

/// The catalog's index.
pub const INDEX: &str = "webhooks/index.json";
/// The API's index.
pub const API_INDEX: &str = "api/index.json";
/// The list of all event names, which the API's schemas refer to. It is made from the index; no file is read.
pub const EVENT_TYPES: &str = "meta/event-types.schema.json";

/// The end by which a schema file is recognized that nothing refers to.
pub const SCHEMA: &str = ".schema.json";
/// The end by which an example file is recognized that nothing refers to.
pub const EXAMPLE: &str = ".example.json";

/// The name in the tree of a file that the catalog's index names.
pub fn in_webhooks(file: &str) -> String {
    format!("{WEBHOOKS}/{file}")
}

/// The name in the tree of a file that the API's index names.
pub fn in_api(file: &str) -> String {
    format!("{API}/{file}")
}

/// Directory and name of a file in the tree.
pub(crate) fn split(file: &str) -> (&str, &str) {
    file.split_once('/').unwrap_or(("", file))
}

/// Whether a file is a schema by its name, directly in its directory.
pub(crate) fn is_schema(file: &str) -> bool {
    is_named(file, SCHEMA)
}

/// Whether a file is an example by its name, directly in its directory.
pub(crate) fn is_example(file: &str) -> bool {
    is_named(file, EXAMPLE)
}

fn is_named(file: &str, end: &str) -> bool {
    let (_, name) = split(file);
    name.ends_with(end) && !name.contains('/')
}

/// Whether an index may give a file this name: that of a JSON file next to it.
pub(crate) fn is_plain_name(name: &str) -> bool {
    path_problem(name).is_none() && !name.contains('/') && is_json(name) && name != "index.json"
}

/// What keeps a path from being a name in the directory.
pub(crate) fn path_problem(path: &str) -> Option<String> {
    if path.starts_with(['/', '\\']) || path.contains(':') {
        Some(format!("`{path}` is an absolute path"))
    } else if path.contains('\\') {
        Some(format!("`{path}` has a backslash"))
    } else if path.split('/').any(|part| part == "..") {
        Some(format!("`{path}` leads out of the catalog's directory"))
    } else {
        None
    }
}

/// The file that was probably meant by the name of one that is not there. Files share directories and endings: what counts is
/// what a name has of its own.
pub(crate) fn closest_file<'f>(name: &str, files: impl IntoIterator<Item = &'f str>) -> Option<&'f str> {
    let Some(ending) = [SCHEMA, EXAMPLE].into_iter().find(|ending| name.ends_with(ending)) else {
        return closest(name, files);
    };
    let own = |file: &'_ str| split(file).1.strip_suffix(ending).map(str::to_owned);
    let (alike, others): (Vec<&str>, Vec<&str>) = files.into_iter().partition(|file| file.ends_with(ending));
    let owned: Vec<String> = alike.iter().filter_map(|file| own(file)).collect();
    let meant =
        own(name).and_then(|name| closest(&name, owned.iter().map(String::as_str)).map(str::to_owned));
    let file = meant.and_then(|meant| alike.into_iter().find(|file| own(file).as_ref() == Some(&meant)));
    file.or_else(|| closest(name, others))
}

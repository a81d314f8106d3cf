//! Where the files of a catalog are in its tree, and what they are called.

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

//! What the files of versions are called.

use webhook_catalog::index::names::is_calendar_date;

/// Where the files are, below `schemas/`.
pub const DIRECTORY: &str = "meta/history";

/// The name in the tree of the file of a version.
pub(super) fn name_of(version: &str) -> String {
    format!("{DIRECTORY}/{version}.json")
}

/// The version whose file goes by a name.
pub(super) fn version_of(name: &str) -> Option<&str> {
    let version = name.strip_prefix(DIRECTORY)?.strip_prefix('/')?.strip_suffix(".json")?;
    is_calendar_date(version).then_some(version)
}

//! What all files need: errors with names, and names on disk.

use std::io;
use std::path::Path;

/// An error that names the file.
pub fn about(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Makes sure that the name of a file is on disk, not only its content.
pub fn sync_directory_of(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // On other systems, directories cannot be opened, and need not be.
    if cfg!(unix) { std::fs::File::open(parent)?.sync_all() } else { Ok(()) }
}

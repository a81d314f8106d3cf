//! The older catalog from a tarball, as registries and Git hosts hand them out. Nothing is unpacked to disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Component, Path};

use flate2::read::MultiGzDecoder;
use tar::{Archive, Header};
use webhook_schema::source::is_json;
use webhook_schema::{Limits, Tree};

use super::layout::{EXPECTED, Layout};
use super::{Against, Missing, Paths};

/// How many times the largest file an archive may be when it is unpacked: a small one may be endless otherwise.
const LARGEST_FILES: u64 = 8;

/// The bytes of a header.
const BLOCK: usize = 512;

/// What is in a tarball (`.tar`, `.tar.gz`, `.tgz`), either directly or in one directory.
pub fn at(path: &Path, name: &str, limits: Limits) -> Result<Against, Missing> {
    let failed = |error: io::Error| Missing::Failed(format!("{name}: {error}"));
    if !is_archive(path, limits).map_err(failed)? {
        return Err(Missing::Usage(format!(
            "{name} is a file, and no tarball: expected a tarball (.tar, .tar.gz, .tgz), the directory of a catalog, a Git \
             revision or a catalog version"
        )));
    }
    let names = names(path, limits).map_err(failed)?;
    let Some((directory, layout)) = located(&names) else {
        return Err(Missing::Usage(format!(
            "there is no catalog in the archive {name}: {EXPECTED}, or in its one directory"
        )));
    };
    let (files, manifest) = contents(path, &directory, layout, limits).map_err(failed)?;
    Ok(Against {
        name: name.to_owned(),
        tree: Tree::memory(name, files).within(limits),
        paths: Paths { origin: format!("{name}:{directory}"), layout },
        manifest,
    })
}

/// The directory of an archive that has the catalog, with `/` at its end, and where the catalog is in it.
fn located(names: &[String]) -> Option<(String, Layout)> {
    let at = |layout: &Layout, is_deep: bool| {
        let index = layout.index();
        let directories = names.iter().filter_map(|name| name.strip_suffix(&index));
        let mut fitting = directories.filter(|directory| match directory.split_once('/') {
            None => !is_deep && directory.is_empty(),
            Some((_, rest)) => is_deep && rest.is_empty(),
        });
        fitting.next().map(str::to_owned)
    };
    let ways = [false, true].into_iter().flat_map(|is_deep| Layout::ALL.map(|layout| (layout, is_deep)));
    ways.filter_map(|(layout, is_deep)| Some((at(&layout, is_deep)?, layout))).next()
}

/// Whether a file begins as an archive does: with the header of a file, or at its end.
fn is_archive(path: &Path, limits: Limits) -> io::Result<bool> {
    let mut block = Vec::new();
    opened(path, limits)?.take(BLOCK as u64).read_to_end(&mut block)?;
    let Ok(block) = <[u8; BLOCK]>::try_from(block) else { return Ok(false) };
    let sum = |range: std::ops::Range<usize>| block[range].iter().map(|byte| u32::from(*byte)).sum::<u32>();
    // The checksum itself counts as spaces.
    let expected = sum(0..148) + 8 * u32::from(b' ') + sum(156..BLOCK);
    let is_end = block.iter().all(|byte| *byte == 0);
    Ok(is_end || Header::from_byte_slice(&block).cksum().is_ok_and(|found| found == expected))
}

/// The names of all JSON files.
fn names(path: &Path, limits: Limits) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    each_file(path, limits, |name, _, _| {
        if is_json(&name) {
            names.push(name);
        }
        Ok(())
    })?;
    Ok(names)
}

/// The catalog's files, as the tree has them, and the manifest next to them.
#[expect(clippy::type_complexity, reason = "both come from one reading")]
fn contents(
    path: &Path,
    directory: &str,
    layout: Layout,
    limits: Limits,
) -> io::Result<(BTreeMap<String, Vec<u8>>, Option<String>)> {
    let (mut files, mut manifest) = (BTreeMap::new(), None);
    each_file(path, limits, |name, bytes, content| {
        let Some(path) = name.strip_prefix(directory) else { return Ok(()) };
        let file = layout.inside(path).filter(|file| is_json(file));
        let is_manifest = layout == Layout::Repository && path == "Cargo.toml";
        if file.is_none() && !is_manifest {
            return Ok(());
        }
        if bytes > limits.max_file_bytes {
            let most = limits.max_file_bytes;
            return Err(io::Error::other(format!(
                "`{name}` has {bytes} bytes, and at most {most} are read (`--max-file-size` raises that)"
            )));
        }
        let mut text = Vec::new();
        content.read_to_end(&mut text)?;
        match file {
            Some(file) => drop(files.insert(file, text)),
            None => manifest = String::from_utf8(text).ok(),
        }
        Ok(())
    })?;
    Ok((files, manifest))
}

/// Does something with every regular file of an archive: its path with `/`, its size, and what is in it.
fn each_file(
    path: &Path,
    limits: Limits,
    mut each: impl FnMut(String, u64, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    let mut archive = Archive::new(opened(path, limits)?);
    for entry in archive.entries()? {
        let mut entry = entry?;
        // Links lead to what is in the archive too, or out of it.
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = plain(&entry.path()?)?;
        let bytes = entry.size();
        each(name, bytes, &mut entry)?;
    }
    Ok(())
}

/// A path as a name; one that leads out of the archive is refused.
fn plain(path: &Path) -> io::Result<String> {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy()),
            Component::CurDir => {}
            _ => return Err(io::Error::other(format!("`{}` leads out of the archive", path.display()))),
        }
    }
    Ok(parts.join("/"))
}

/// The archive without its compression, and no longer than it may be.
fn opened(path: &Path, limits: Limits) -> io::Result<Box<dyn Read>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut magic = [0; 2];
    let is_compressed = file.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
    file.rewind()?;
    let left = limits.max_file_bytes.saturating_mul(LARGEST_FILES);
    Ok(if is_compressed {
        Box::new(Bounded { inner: MultiGzDecoder::new(file), left })
    } else {
        Box::new(Bounded { inner: file, left })
    })
}

/// A reader of so many bytes: more are an error.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(bytes as u64).ok_or_else(|| {
            io::Error::other(
                "the archive is too large when it is unpacked (`--max-file-size` raises the limit)",
            )
        })?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_is_found_directly_or_in_one_directory() {
        let found =
            |names: &[&str]| located(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let at = |directory: &str, layout| Some((directory.to_owned(), layout));
        assert_eq!(found(&["schemas/webhooks/index.json"]), at("", Layout::Repository));
        assert_eq!(found(&["webhooks/index.json"]), at("", Layout::Schemas));
        assert_eq!(found(&["index.json"]), at("", Layout::Catalog));
        assert_eq!(found(&["p-1/schemas/webhooks/index.json"]), at("p-1/", Layout::Repository));
        assert_eq!(found(&["schemas/webhooks/index.json", "index.json"]), at("", Layout::Repository));
        assert_eq!(found(&["package/index.json"]), at("package/", Layout::Catalog));
        assert_eq!(found(&["a/b/webhooks/index.json", "a/readme.json"]), None);
        assert_eq!(found(&["xindex.json"]), None);
    }
}

//! Tarballs, those among them that mean no good.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use hookwright::Status;
use tar::{Builder, EntryType, Header};

use crate::support::{INDEX, Repository};

/// An archive of files, each with what is in it.
fn archive<'f>(files: impl IntoIterator<Item = (&'f str, Vec<u8>)>) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = Header::new_ustar();
        // Not by `set_path`, which refuses what is no good.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        builder.append(&header, content.as_slice()).expect("appended");
    }
    builder.into_inner().expect("finished")
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("written");
    encoder.finish().expect("finished")
}

/// The files of a repository below a prefix.
fn files(root: &Path, prefix: &str) -> Vec<(String, Vec<u8>)> {
    let webhooks = root.join("schemas/webhooks");
    let entries = fs::read_dir(webhooks).expect("listed").map(|entry| entry.expect("an entry").path());
    let file = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (format!("{prefix}{name}"), fs::read(path).expect("read"))
    };
    entries.map(file).collect()
}

fn archived(repository: &Repository, prefix: &str) -> Vec<u8> {
    let files = files(repository.root(), prefix);
    archive(files.iter().map(|(name, content)| (name.as_str(), content.clone())))
}

fn written(repository: &Repository, name: &str, bytes: &[u8]) -> String {
    let path = repository.beside(name);
    fs::write(&path, bytes).expect("written");
    path.display().to_string()
}

#[test]
fn a_tarball_has_the_catalog_directly_or_in_its_one_directory() {
    let repository = Repository::plain();
    let prefixes = [
        "schemas/webhooks/",
        "webhooks/",
        "",
        "./schemas/webhooks/",
        "name-1.0/schemas/webhooks/",
        "package/webhooks/",
        "package/",
    ];
    let older: Vec<Vec<u8>> = prefixes.iter().map(|prefix| archived(&repository, prefix)).collect();
    repository.break_it();
    for (prefix, plain) in prefixes.iter().zip(older) {
        for (name, bytes) in [
            ("older.tar", plain.clone()),
            ("older.tgz", compressed(&plain)),
            ("older.bin", compressed(&plain)),
        ] {
            let path = written(&repository, name, &bytes);
            let ran = repository.compat(&["--against", &path, "--fail-on", "rust=major"]);
            assert_eq!(ran.status, Status::Breaking, "{prefix} in {name}: {}", ran.said());
            let shown = format!("{path}:{}flight.landed.schema.json:", prefix.trim_start_matches("./"));
            assert!(ran.out.contains(&shown), "{prefix} in {name}: {}", ran.out);
        }
    }
}

#[test]
fn what_is_no_archive_with_a_catalog_is_told() {
    let repository = Repository::plain();
    let whole = compressed(&archived(&repository, "package/schemas/webhooks/"));
    let (none, other) =
        ("is a file, and no tarball: expected a tarball", "there is no catalog in the archive");
    for (name, bytes, status, told) in [
        ("nothing.tar", Vec::new(), Status::Usage, none),
        ("empty.tar", archive([]), Status::Usage, other),
        (
            "text.tar",
            b"this is no archive, but a text that is longer than a header of one ".repeat(20),
            Status::Usage,
            none,
        ),
        ("index.json", repository.read(INDEX).into_bytes(), Status::Usage, none),
        ("cut.tgz", whole[..whole.len() / 2].to_vec(), Status::Failed, ""),
        ("other.tar", archive([("a/b/c/index.json", b"{}".to_vec())]), Status::Usage, other),
    ] {
        let path = written(&repository, name, &bytes);
        let ran = repository.compat(&["--against", &path]);
        assert_eq!(ran.status, status, "{name}: {}", ran.said());
        assert!(ran.err.contains(told) && ran.err.contains(&path), "{name}: {}", ran.err);
    }
}

#[test]
fn paths_that_lead_out_are_refused() {
    let repository = Repository::plain();
    let index = repository.read(INDEX).into_bytes();
    for name in [
        "../schemas/webhooks/index.json",
        "/schemas/webhooks/index.json",
        "a/../../schemas/webhooks/index.json",
    ] {
        let path = written(&repository, "out.tar", &archive([(name, index.clone())]));
        let ran = repository.compat(&["--against", &path]);
        assert_eq!(ran.status, Status::Failed, "{name}: {}", ran.said());
        assert!(ran.err.contains(&format!("`{name}` leads out of the archive")), "{}", ran.err);
    }
}

#[test]
fn links_lead_nowhere() {
    let repository = Repository::plain();
    let outside = repository.beside("secret.json");
    fs::write(&outside, repository.read(INDEX)).expect("written");
    let mut builder = Builder::new(Vec::new());
    for kind in [EntryType::Symlink, EntryType::Link] {
        let mut header = Header::new_ustar();
        header.set_entry_type(kind);
        header.set_size(0);
        builder.append_link(&mut header, INDEX, &outside).expect("appended");
    }
    let path = written(&repository, "links.tar", &builder.into_inner().expect("finished"));
    let ran = repository.compat(&["--against", &path]);
    assert_eq!(ran.status, Status::Usage, "{}", ran.said());
    assert!(ran.err.contains("there is no catalog in the archive"), "{}", ran.err);
}

#[test]
fn an_archive_that_grows_without_end_is_cut_off() {
    let repository = Repository::plain();
    let index = repository.read(INDEX).into_bytes();
    let limit = ["--max-file-size", "1"];
    // A file over the limit, and many below it; both are small as long as they are compressed.
    let large = archive([
        ("schemas/webhooks/index.json", index.clone()),
        ("schemas/webhooks/a.json", vec![b' '; 2 << 20]),
    ]);
    let path = written(&repository, "large.tgz", &compressed(&large));
    let ran = repository.compat(&[&["--against", &path], &limit[..]].concat());
    assert_eq!(ran.status, Status::Failed, "{}", ran.said());
    assert!(
        ran.err.contains("`schemas/webhooks/a.json` has 2097152 bytes, and at most 1048576 are read"),
        "{}",
        ran.err
    );
    let names: Vec<String> = (0..20).map(|number| format!("target/{number}.bin")).collect();
    let bomb = archive(names.iter().map(|name| (name.as_str(), vec![0; 1 << 20])));
    let bytes = compressed(&bomb);
    assert!(bytes.len() < 200_000);
    let path = written(&repository, "bomb.tgz", &bytes);
    let ran = repository.compat(&[&["--against", &path], &limit[..]].concat());
    assert_eq!(ran.status, Status::Failed, "{}", ran.said());
    assert!(ran.err.contains("the archive is too large when it is unpacked"), "{}", ran.err);
    // A header that promises more than there is.
    let mut lying = archive([("schemas/webhooks/index.json", index)]);
    lying[124..136].copy_from_slice(b"77777777777\0");
    let mut header = Header::from_byte_slice(&lying[..512]).clone();
    header.set_cksum();
    lying[..512].copy_from_slice(header.as_bytes());
    let path = written(&repository, "lying.tar", &lying);
    assert_eq!(repository.compat(&["--against", &path]).status, Status::Failed);
}

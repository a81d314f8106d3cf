//! The least that a generator of Rust could do, to measure ours against: reads a catalog's files and parses them as JSON,
//! parses the generated Rust, prints it with prettyplease, and writes as many bytes as were generated.
//!
//! `same-bytes <repository with generated files> <directory to write to>`

use std::error::Error;
use std::ffi::OsStr;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const GENERATED: [&str; 3] = ["crates/events", "docs/src/reference", "schemas/meta"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [repository, directory] = &arguments[..] else {
        return Err("usage: same-bytes <repository> <directory to write to>".into());
    };
    let (repository, directory) = (Path::new(repository), Path::new(directory));
    for path in files(&repository.join("schemas/webhooks"))? {
        black_box(serde_json::from_str::<serde_json::Value>(&fs::read_to_string(path)?)?);
    }
    let mut bytes = 0;
    for (number, path) in files_of_all(repository)?.into_iter().enumerate() {
        let mut text = fs::read_to_string(&path)?;
        if path.extension() == Some(OsStr::new("rs")) {
            // Comments that are not documentation are lost in it, so it is not what is written.
            black_box(prettyplease::unparse(&syn::parse_file(&text)?));
        } else if path.extension() == Some(OsStr::new("json")) {
            text = format!("{:#}\n", serde_json::from_str::<serde_json::Value>(&text)?);
        }
        bytes += text.len();
        fs::create_dir_all(directory)?;
        fs::write(directory.join(number.to_string()), text)?;
    }
    println!("{bytes} bytes");
    Ok(())
}

fn files_of_all(repository: &Path) -> io::Result<Vec<PathBuf>> {
    let lists = GENERATED.iter().map(|generated| files(&repository.join(generated)));
    Ok(lists.collect::<io::Result<Vec<_>>>()?.concat())
}

/// Every file below a directory.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

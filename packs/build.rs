//! Lists the packs: every directory here that has a contract.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=.");
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let contract = |directory: &Path| Some(directory.join("contract.json")).filter(|path| path.is_file());
    let mut packs = Vec::new();
    for entry in fs::read_dir(variable("CARGO_MANIFEST_DIR")?)? {
        let directory = entry?.path();
        let name = directory.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        packs.extend(name.zip(contract(&directory)));
    }
    packs.sort();
    let rows = packs.iter().map(|(name, path)| format!("    ({name:?}, include_str!({path:?})),\n"));
    let table = format!("&[\n{}]\n", rows.collect::<String>());
    fs::write(variable("OUT_DIR")?.join("packs.rs"), table)
}

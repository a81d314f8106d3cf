//! Lists the packs: every directory here that has a contract.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=.");
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let file = |directory: &Path, name: &str| Some(directory.join(name)).filter(|path| path.is_file());
    let mut packs = Vec::new();
    for entry in fs::read_dir(variable("CARGO_MANIFEST_DIR")?)? {
        let directory = entry?.path();
        let name = directory.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let deliveries = file(&directory, "deliveries.json");
        packs
            .extend(name.zip(file(&directory, "contract.json")).map(|(name, path)| (name, path, deliveries)));
    }
    packs.sort();
    let rows = packs.iter().map(|(name, contract, deliveries)| {
        let deliveries = match deliveries {
            Some(path) => format!("Some(include_str!({path:?}))"),
            None => "None".to_owned(),
        };
        format!("    ({name:?}, include_str!({contract:?}), {deliveries}),\n")
    });
    let table = format!("&[\n{}]\n", rows.collect::<String>());
    fs::write(variable("OUT_DIR")?.join("packs.rs"), table)
}

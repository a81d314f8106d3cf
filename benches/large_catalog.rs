//! Writes a made-up catalog of any size, to measure the generator with.
//!
//! `large-catalog <events> <families, or /<events per family>> <directory of the new repository>`

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use webhook_test_support::large::{Families, files};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [events, families, directory] = &arguments[..] else {
        return Err("usage: large-catalog <events> <families, or /<events per family>> <directory>".into());
    };
    let families = match families.strip_prefix('/') {
        Some(size) => Families::Of(size.parse()?),
        None => Families::Number(families.parse()?),
    };
    for (name, text) in files(events.parse()?, families) {
        let path = Path::new(directory).join("schemas").join(name);
        fs::create_dir_all(path.parent().ok_or("no parent")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}

//! The packages themselves: what is in them, whether they build, and whether their documentation does.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use super::{Done, Release, cargo, end};

/// The largest package, compressed, in KiB. Ours are sources: what is larger has something in it that nobody builds.
const LARGEST: u64 = 300;

/// Packs all of them, without building; asks the registry for their versions, where it can be reached.
pub fn packages(release: &Release) -> Done {
    // `cargo publish` leaves nothing to look at.
    let (is_packed, said) = release.said(package(release, &["--no-verify", "--offline"]));
    if !is_packed {
        return Done::Failed(vec![end(&said)]);
    }
    let mut publish = cargo();
    publish.args(["publish", "--workspace", "--dry-run", "--no-verify", "--allow-dirty"]);
    let (is_fine, said) = release.said(publish);
    let mut wrong: Vec<String> =
        said.lines().filter(|line| line.contains("already exists")).map(str::to_owned).collect();
    let is_online = is_fine || !wrong.is_empty();
    if !is_online && !is_about_the_network(&said) {
        wrong.push(end(&said));
    }
    let mut sum = 0;
    for package in release.published() {
        let file = release.root.join(format!("target/package/{}-{}.crate", package.name, package.version));
        match fs::metadata(&file) {
            Ok(found) => {
                sum += found.len();
                let size = found.len() >> 10;
                if size > LARGEST {
                    wrong.push(format!(
                        "{} is {size} KiB, and {LARGEST} are a lot: look at `cargo package --list`",
                        package.name
                    ));
                }
            }
            Err(error) => wrong.push(format!("{}: {error}", file.display())),
        }
        wrong.extend(strangers(release, &package.name));
    }
    let registry = if is_online { "no version is in the registry" } else { "the registry was not reached" };
    Done::unless(wrong, format!("{} KiB in all; {registry}", sum >> 10))
}

/// Files that a package has and nobody needs who builds it.
fn strangers(release: &Release, name: &str) -> Vec<String> {
    let mut list = cargo();
    list.args(["package", "--list", "--allow-dirty", "--package", name]);
    let (is_fine, said) = release.said(list);
    if !is_fine {
        return vec![end(&said)];
    }
    // Cargo's own warnings have spaces in them.
    let files = said.lines().filter(|line| !line.contains(' '));
    let wrong = files.filter(|file| !is_expected(file));
    wrong.map(|file| format!("{name} has {file} in it")).collect()
}

/// Whether what Cargo said is that the registry could not be reached.
fn is_about_the_network(said: &str) -> bool {
    ["failed to download", "failed to query", "Could not resolve", "spurious network error", "--offline"]
        .iter()
        .any(|reason| said.contains(reason))
}

/// Sources, what a build script makes more of, and what says of a package what it is; a pack is `contract.json`, and
/// `deliveries.json` has what is sent by it.
fn is_expected(file: &str) -> bool {
    let own = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig", "README.md"];
    let sources = ["build.rs", "lib.rs"];
    own.contains(&file)
        || sources.contains(&file)
        || file.starts_with("src/")
        || file.starts_with("LICENSE-")
        || file.split_once('/').is_some_and(|(_, name)| ["contract.json", "deliveries.json"].contains(&name))
}

/// Each is checked from what is in its package, on the others' packages. `cargo package` would build them, and what they need,
/// once more; in a workspace of the packages, a check in the target directory of this one has most of that.
pub fn builds(release: &Release) -> Done {
    let workspace = release.root.join("target/release-check");
    if let Err(wrong) = unpacked(release, &workspace) {
        return Done::Failed(vec![wrong]);
    }
    let mut wrong = Vec::new();
    for package in release.published() {
        let mut check = cargo();
        check
            .args(["check", "--quiet", "--package", &package.name, "--manifest-path"])
            .arg(workspace.join("Cargo.toml"));
        check.env("CARGO_TARGET_DIR", release.root.join("target")).env("CARGO_INCREMENTAL", "0");
        let (is_fine, said) = release.said(check);
        if !is_fine {
            wrong.push(format!("{}:\n{}", package.name, end(&said)));
        }
    }
    Done::unless(wrong, format!("{} packages, each alone", release.published().count()))
}

/// A workspace of the packages, unpacked, in which each takes the place of what the registry would have. The rest is locked as
/// here, and built as here.
fn unpacked(release: &Release, workspace: &Path) -> Result<(), String> {
    let (is_fine, said) = release.said(package(release, &["--no-verify", "--offline"]));
    if !is_fine {
        return Err(end(&said));
    }
    let _ = fs::remove_dir_all(workspace);
    let io = |error: io::Error| format!("{}: {error}", workspace.display());
    fs::create_dir_all(workspace).map_err(io)?;
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*-*\"]\n\n[patch.crates-io]\n".to_owned();
    for package in release.published() {
        let name = format!("{}-{}", package.name, package.version);
        let mut tar = Command::new("tar");
        // As if they were written now: in a package every file has the same old time, by which Cargo would take a changed one for
        // the one that it has checked before.
        tar.arg("-xzmf").arg(format!("target/package/{name}.crate")).arg("-C").arg(workspace);
        let (is_fine, said) = release.said(tar);
        if !is_fine {
            return Err(end(&said));
        }
        manifest += &format!("{} = {{ path = \"{name}\" }}\n", package.name);
    }
    let own = fs::read_to_string(release.root.join("Cargo.toml")).map_err(io)?;
    let profiles = own.find("[profile.").map_or("", |at| &own[at..]);
    fs::write(workspace.join("Cargo.toml"), format!("{manifest}\n{profiles}")).map_err(io)?;
    fs::copy(release.root.join("Cargo.lock"), workspace.join("Cargo.lock")).map_err(io)?;
    Ok(())
}

/// With the features that docs.rs turns on, and no warning.
pub fn docs(release: &Release) -> Done {
    let mut wrong = Vec::new();
    for all_features in [false, true] {
        let mut doc = cargo();
        doc.args(["doc", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
        let mut packages = release
            .published()
            .filter(|package| package.has_all_features_documented == all_features)
            .peekable();
        if packages.peek().is_none() {
            continue;
        }
        for package in packages {
            doc.args(["--package", &package.name]);
        }
        if all_features {
            doc.arg("--all-features");
        }
        let (is_fine, said) = release.said(doc);
        if !is_fine {
            wrong.push(end(&said));
        }
    }
    Done::unless(wrong, "no warning")
}

fn package(release: &Release, args: &[&str]) -> Command {
    let mut package = cargo();
    package.args(["package", "--allow-dirty"]).args(args);
    for published in release.published() {
        package.args(["--package", &published.name]);
    }
    package
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_that_is_away_is_no_mistake_of_a_package() {
        for (said, expected) in [
            ("error: failed to download from `https://index.crates.io/config.json`", true),
            ("error: failed to parse manifest at `Cargo.toml`", false),
        ] {
            assert_eq!(is_about_the_network(said), expected, "{said}");
        }
    }

    #[test]
    fn tests_have_no_place_in_a_package() {
        for (file, expected) in [
            ("src/lib.rs", true),
            ("Cargo.toml.orig", true),
            ("LICENSE-MIT", true),
            ("build.rs", true),
            ("stripe/contract.json", true),
            ("stripe/deliveries.json", true),
            ("stripe/notes.md", false),
            ("tests/golden/minimal/index.json", false),
            ("benches/decode.rs", false),
            ("LICENSE", false),
        ] {
            assert_eq!(is_expected(file), expected, "{file}");
        }
    }
}

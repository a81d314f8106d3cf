//! The manifests of the packages: what has to be true in them before anybody depends on them.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Done, Release, cargo};

/// A package of the workspace.
pub struct Package {
    pub name: String,
    pub version: String,
    pub is_published: bool,
    /// What docs.rs turns on besides the default features.
    pub has_all_features_documented: bool,
    directory: PathBuf,
    said: Value,
}

/// Reads all of them.
///
/// # Errors
///
/// When Cargo cannot be started, or refuses the workspace.
pub fn read(root: &Path) -> io::Result<Vec<Package>> {
    let mut metadata = cargo();
    metadata.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root);
    let output = metadata.output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    Ok(metadata["packages"].as_array().into_iter().flatten().map(package).collect())
}

fn package(said: &Value) -> Package {
    let text = |key: &str| said[key].as_str().unwrap_or_default().to_owned();
    Package {
        name: text("name"),
        version: text("version"),
        // An empty list is `publish = false`.
        is_published: said["publish"].as_array().is_none_or(|registries| !registries.is_empty()),
        has_all_features_documented: said["metadata"]["docs"]["rs"]["all-features"] == true,
        directory: Path::new(&text("manifest_path")).parent().unwrap_or(Path::new("")).to_owned(),
        said: said.clone(),
    }
}

impl Package {
    /// What others build with it: name and version that are asked for, and whether it is in this workspace.
    fn dependencies(&self) -> impl Iterator<Item = (&str, &str, bool)> {
        let all = self.said["dependencies"].as_array().into_iter().flatten();
        let others = all.filter(|dependency| dependency["kind"] != "dev");
        others.map(|dependency| {
            let text = |key: &str| dependency[key].as_str().unwrap_or_default();
            (text("name"), text("req"), dependency["path"].is_string())
        })
    }

    fn list(&self, key: &str) -> Vec<&str> {
        self.said[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// Those of crates.io that suit us. It drops any that it does not have, without a word.
const CATEGORIES: [&str; 11] = [
    "api-bindings",
    "command-line-utilities",
    "data-structures",
    "development-tools",
    "development-tools::build-utils",
    "development-tools::debugging",
    "development-tools::testing",
    "encoding",
    "parser-implementations",
    "web-programming",
    "web-programming::http-client",
];

/// Whether crates.io takes a keyword.
fn is_keyword(word: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "_-+".contains(c);
    word.len() <= 20 && word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.chars().all(is_inner)
}

/// All have the same version, and ask for that of each other.
pub fn versions(release: &Release) -> Done {
    let version = release.version();
    let mut wrong = Vec::new();
    for package in release.published() {
        if package.version != version {
            wrong.push(format!("{} is {}, and others are {version}", package.name, package.version));
        }
        for (name, asked, is_ours) in package.dependencies() {
            if is_ours && asked.trim_start_matches(['^', '=']) != version {
                wrong.push(format!("{} asks for {name} {asked}: expected {version}", package.name));
            }
        }
    }
    Done::unless(wrong, format!("{version}, in {} packages", release.published().count()))
}

/// Whoever depends on one of them gets the others from the registry, too.
pub fn closed(release: &Release) -> Done {
    let is_published = |name: &str| release.published().any(|package| package.name == name);
    let wrong = release.published().flat_map(|package| {
        let ours = package.dependencies().filter(|(name, _, is_ours)| *is_ours && !is_published(name));
        ours.map(|(name, ..)| format!("{} depends on {name}, which has `publish = false`", package.name))
    });
    let not = release.all.iter().filter(|package| !package.is_published).map(|package| package.name.as_str());
    Done::unless(wrong.collect(), format!("not published: {}", not.collect::<Vec<_>>().join(", ")))
}

/// Where the sources are, which only those know who publish them: the registry takes packages that do not say it.
pub fn repository(release: &Release) -> Done {
    let address = |package: &Package| package.said["repository"].as_str().unwrap_or_default().to_owned();
    let mut addresses: Vec<String> = release.published().map(address).collect();
    addresses.sort_unstable();
    addresses.dedup();
    match addresses.as_slice() {
        [address] if !address.is_empty() => Done::Fine(address.clone()),
        [] | [_] => Done::ByHand(
            "no package says where its sources are: the registry takes it, but the links in README.md lead nowhere there. \
             Write `repository = \"https://…\"` under `[workspace.package]` in Cargo.toml, and `repository.workspace = true` in \
             each manifest"
                .to_owned(),
        ),
        _ => {
            let lines = release.published().map(|package| match address(package).as_str() {
                "" => format!("{} has no `repository`, and others have one", package.name),
                address => format!("{} has `{address}`", package.name),
            });
            Done::Failed(lines.collect())
        }
    }
}

/// Every field that crates.io shows or asks for, with what it has to be there.
pub fn complete(release: &Release) -> Done {
    let mut wrong = Vec::new();
    for package in release.published() {
        for field in ["description", "license", "readme", "rust_version"] {
            if package.said[field].as_str().is_none_or(str::is_empty) {
                wrong.push((field, package.name.as_str()));
            }
        }
        let keywords = package.list("keywords");
        if !(1..=5).contains(&keywords.len()) || !keywords.iter().all(|word| is_keyword(word)) {
            wrong.push(("keywords (1 to 5, as the registry takes them)", &package.name));
        }
        let categories = package.list("categories");
        if !(1..=5).contains(&categories.len()) || !categories.iter().all(|slug| CATEGORIES.contains(slug)) {
            wrong.push(("categories (1 to 5, of those that the registry has)", &package.name));
        }
        let is_there = |file: &str| package.directory.join(file).is_file();
        if !package.said["readme"].as_str().is_none_or(is_there) {
            wrong.push(("the file that `readme` names", &package.name));
        }
        let license = package.said["license"].as_str().unwrap_or_default();
        for (id, file) in [("MIT", "LICENSE-MIT"), ("Apache-2.0", "LICENSE-APACHE")] {
            if license.contains(id) && !is_there(file) {
                wrong.push((file, &package.name));
            }
        }
    }
    let mut fields: Vec<&str> = wrong.iter().map(|(field, _)| *field).collect();
    fields.sort_unstable();
    fields.dedup();
    let count = release.published().count();
    let lines = fields.into_iter().map(|field| {
        let lack: Vec<&str> =
            wrong.iter().filter(|(wrong, _)| *wrong == field).map(|(_, name)| *name).collect();
        match lack.len() == count {
            true => format!("missing in all packages: {field}"),
            false => format!("missing: {field}, in {}", lack.join(", ")),
        }
    });
    Done::unless(lines.collect(), "description, license, readme, rust-version, keywords, categories")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn release(packages: &[Value]) -> Release {
        Release { root: PathBuf::new(), all: packages.iter().map(package).collect() }
    }

    fn wrong(done: Done) -> Vec<String> {
        match done {
            Done::Failed(wrong) => wrong,
            Done::Fine(_) | Done::Skipped(_) | Done::ByHand(_) => Vec::new(),
        }
    }

    #[test]
    fn versions_that_disagree_are_found() {
        let on = |asked| json!({ "name": "b", "req": asked, "path": "/b", "kind": null });
        let fine = json!({ "name": "a", "version": "0.2.0", "dependencies": [on("^0.2.0")] });
        let other = json!({ "name": "b", "version": "0.2.1", "dependencies": [] });
        let old = json!({ "name": "c", "version": "0.2.0", "dependencies": [on("^0.1.0")] });
        assert_eq!(wrong(versions(&release(std::slice::from_ref(&fine)))), [""; 0]);
        assert_eq!(
            wrong(versions(&release(&[fine, other, old]))),
            ["b is 0.2.1, and others are 0.2.0", "c asks for b ^0.1.0: expected 0.2.0"]
        );
    }

    #[test]
    fn what_is_not_published_is_for_tests_only() {
        let on = |kind: Value| json!({ "name": "tests", "req": "*", "path": "/tests", "kind": kind });
        let own = json!({ "name": "tests", "version": "0.2.0", "publish": [], "dependencies": [] });
        let fine = json!({ "name": "a", "version": "0.2.0", "dependencies": [on("dev".into())] });
        let bad = json!({ "name": "b", "version": "0.2.0", "dependencies": [on(Value::Null)] });
        assert_eq!(
            wrong(closed(&release(&[own, fine, bad]))),
            ["b depends on tests, which has `publish = false`"]
        );
    }

    #[test]
    fn what_a_manifest_lacks_is_told_once_for_all() {
        let package = |name| json!({ "name": name, "version": "0.2.0", "license": "MIT", "keywords": ["a"], "dependencies": [] });
        let lines = wrong(complete(&release(&[package("a"), package("b")])));
        assert!(lines.contains(&"missing in all packages: LICENSE-MIT".to_owned()), "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("keywords") || line.contains("APACHE")), "{lines:?}");
    }

    #[test]
    fn packages_without_an_address_wait_for_one_and_may_not_disagree() {
        let package = |name, repository: Option<&str>| json!({ "name": name, "repository": repository });
        let told = |packages: &[Value]| repository(&release(packages));
        let address = Some("https://forge.example/a");
        assert!(matches!(told(&[package("a", address), package("b", address)]), Done::Fine(_)));
        assert!(matches!(told(&[package("a", None), package("b", None)]), Done::ByHand(_)));
        assert_eq!(
            wrong(told(&[package("a", address), package("b", None)])),
            ["a has `https://forge.example/a`", "b has no `repository`, and others have one"]
        );
    }

    #[test]
    fn keywords_are_those_that_the_registry_takes() {
        for (word, expected) in [
            ("json-schema", true),
            ("c++", true),
            ("two words", false),
            ("-dash", false),
            ("deduplication-of-events", false),
        ] {
            assert_eq!(is_keyword(word), expected, "{word}");
        }
    }

    #[test]
    fn this_workspace_publishes_what_others_build_on() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let release = Release { all: read(&root).expect("Cargo says it"), root };
        for step in [versions, closed, complete, repository] {
            assert_eq!(wrong(step(&release)), [""; 0]);
        }
        // What is promised of Rust is what the manifests say.
        let page = include_str!("../../../docs/src/versions.md");
        let rows = page.lines().filter_map(|line| line.strip_suffix(" |")?.rsplit_once("| "));
        let promised: BTreeSet<&str> =
            rows.map(|(_, version)| version).filter(|version| version.starts_with("1.")).collect();
        let asked = release.all.iter().filter_map(|package| package.said["rust_version"].as_str());
        assert_eq!(asked.collect::<BTreeSet<_>>(), promised);
        let published: Vec<_> = release.published().map(|package| package.name.as_str()).collect();
        assert!(published.contains(&"hookwright") && published.contains(&"webhook-runtime"), "{published:?}");
    }
}

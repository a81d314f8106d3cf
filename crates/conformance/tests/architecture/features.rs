//! Tests that need a feature are left out without a word where nothing turns it on: `cargo test --workspace` runs all.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use webhook_conformance::repository;

#[test]
fn every_feature_that_tests_need_is_on_in_the_workspace() {
    let on = features();
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version=1"])).expect("JSON");
    let (mut looked_at, mut lacking) = (0, Vec::new());
    for package in list(&metadata["packages"]) {
        let name = text(&package["name"]);
        for target in list(&package["targets"]) {
            for feature in target.get("required-features").map(list).unwrap_or_default().iter().map(text) {
                looked_at += 1;
                if !on.get(name).is_some_and(|on| on.contains(feature)) {
                    lacking.push(format!("{name} {}: {feature}", text(&target["name"])));
                }
            }
        }
    }
    assert!(looked_at > 10, "{looked_at}");
    assert!(lacking.is_empty(), "no manifest turns on what these need:\n{}", lacking.join("\n"));
}

/// The features of each package of the workspace, with those that other packages and their tests ask for.
fn features() -> BTreeMap<String, BTreeSet<String>> {
    let printed = cargo(&["tree", "--workspace", "--depth=0", "--prefix=none", "--format={p}|{f}"]);
    let packages = printed.lines().filter_map(|line| line.split_once('|'));
    let feature_sets = packages.map(|(package, features)| {
        let name = package.split(' ').next().unwrap_or_default();
        (name.to_owned(), features.split(',').map(str::to_owned).collect())
    });
    feature_sets.collect()
}

/// What Cargo prints of the workspace: it has been built, so nothing is fetched.
fn cargo(args: &[&str]) -> String {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = cargo.args(args).arg("--offline").current_dir(repository()).output().expect("Cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

//! Whether what an index says of the crates in Rust fits together.

use semver::{Version, VersionReq};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::draft::Draft;
use crate::index::rust::{Runtime, Rust};
use crate::layout::INDEX;
use crate::rules;

/// Reports versions that Cargo would refuse, what the workspace says already, and a runtime that comes from nowhere or from
/// several places.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    check_versions(&draft.index.rust, diagnostics);
    let Rust { workspace, version, license, publish, runtime } = &draft.index.rust;
    let mut report = |location: Location, message: String, help: &str| {
        diagnostics.push(Diagnostic::at_key(&rules::RUST, location, message, help));
    };
    let place = Location::new(INDEX, "/rust");
    if *workspace {
        let said = [
            ("version", version.is_some()),
            ("license", license.is_some()),
            ("publish", *publish),
            ("runtime", runtime.is_some()),
        ];
        for (key, _) in said.into_iter().filter(|(_, is_said)| *is_said) {
            let message = format!("`{key}` has no effect: the workspace says it");
            report(place.child(key), message, "remove it, or `workspace`");
        }
    }
    let Some(Runtime { version, git, branch, tag, rev, path }) = runtime else { return };
    let place = place.child("runtime");
    let commits = [("branch", branch), ("tag", tag), ("rev", rev)];
    let mut commits = commits.into_iter().filter(|(_, commit)| commit.is_some()).map(|(key, _)| key);
    let (first, second) = (commits.next(), commits.next());
    if git.is_some() && path.is_some() {
        let message = "the runtime comes from two places, `git` and `path`".to_owned();
        report(place.child("path"), message, "remove one of the two");
    } else if version.is_none() && git.is_none() && path.is_none() && first.is_none() {
        let help = "write `version`, `git` or `path`; or remove it, to take the version of the generator";
        report(place.clone(), "nothing says where the runtime comes from".to_owned(), help);
    }
    if let (Some(first), None) = (first, git) {
        let message = format!("`{first}` needs `git`");
        report(place.child(first), message, "add `git` with the repository's URL, or remove it");
    }
    if let (Some(first), Some(second)) = (first, second) {
        let message = format!("`{first}` and `{second}` both say which commit is meant");
        report(place.child(second), message, "remove one of the two");
    }
}

/// They are written into manifests, where Cargo would say it of a generated file.
fn check_versions(rust: &Rust, diagnostics: &mut Diagnostics) {
    let mut report = |pointer: &str, message: String, help: &str| {
        let location = Location::new(INDEX, pointer);
        diagnostics.push(Diagnostic::at_value(&rules::RUST, location, message, help));
    };
    if let Some((version, error)) =
        rust.version.as_ref().and_then(|version| Some((version, Version::parse(version).err()?)))
    {
        let message = format!("`{version}` is not a version: {error}");
        report("/rust/version", message, "write three numbers, as in `1.2.3` or `1.2.3-rc.1`");
    }
    let requirement = rust.runtime.as_ref().and_then(|runtime| runtime.version.as_ref());
    if let Some((version, error)) =
        requirement.and_then(|version| Some((version, VersionReq::parse(version).err()?)))
    {
        let message = format!("`{version}` is not a version requirement: {error}");
        report(
            "/rust/runtime/version",
            message,
            "write it as Cargo has it, as in `0.1`, `=0.1.3` or `>=0.1, <0.3`",
        );
    }
}

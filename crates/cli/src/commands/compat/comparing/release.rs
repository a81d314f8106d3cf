//! The next version of the generated crates.

use webhook_evolution::Bump;

use super::changes::Changes;

/// What to release next, as a sentence; `None` where nothing has changed.
pub fn proposed(changes: &Changes<'_>) -> Option<String> {
    let bump = changes.comparison.verdict().rust;
    if changes.comparison.findings.is_empty() {
        return None;
    }
    let kind = bump.as_str();
    let said = changes.older.catalog.index.rust.version.as_deref();
    let now = said.or_else(|| changes.against.manifest.as_deref().and_then(workspace_version));
    Some(match now.and_then(|now| Some((now, next(now, bump)?))) {
        Some((now, next)) => format!("the generated crates: a {kind} release, {next} after {now}"),
        None => format!("the generated crates: a {kind} release"),
    })
}

/// `version` of `[workspace.package]`, which generated crates inherit to which the index gives none.
fn workspace_version(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines().map(str::trim);
    lines.find(|line| *line == "[workspace.package]")?;
    let mut section = lines.take_while(|line| !line.starts_with('['));
    let value = section.find_map(|line| line.strip_prefix("version")?.trim_start().strip_prefix('='))?;
    value.trim_start().strip_prefix('"')?.split('"').next()
}

/// The next version by Cargo's rules: before 1.0.0, a major change takes the second number, and any other the third.
fn next(version: &str, bump: Bump) -> Option<String> {
    // A pre-release leads up to the version that it names.
    if let Some((version, _)) = version.split_once('-') {
        return Some(version.to_owned());
    }
    let numbers: Vec<u64> =
        version.split('+').next()?.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [major, minor, patch] = numbers[..] else { return None };
    Some(match (major, bump) {
        (0, Bump::Major) => format!("0.{}.0", minor + 1),
        (0, Bump::Minor | Bump::Patch) | (_, Bump::Patch) => format!("{major}.{minor}.{}", patch + 1),
        (_, Bump::Minor) => format!("{major}.{}.0", minor + 1),
        (_, Bump::Major) => format!("{}.0.0", major + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_follow_cargos_rules() {
        for (version, expected) in [
            ("0.1.0", ["0.2.0", "0.1.1", "0.1.1"]),
            ("0.0.3", ["0.1.0", "0.0.4", "0.0.4"]),
            ("1.2.3", ["2.0.0", "1.3.0", "1.2.4"]),
            ("2.0.0-rc.1", ["2.0.0", "2.0.0", "2.0.0"]),
            ("0.4.0+build.7", ["0.5.0", "0.4.1", "0.4.1"]),
        ] {
            let found =
                [Bump::Major, Bump::Minor, Bump::Patch].map(|bump| next(version, bump).expect(version));
            assert_eq!(found, expected, "{version}");
        }
        for bad in ["", "1", "1.2", "a.b.c", "1.2.3.4"] {
            assert_eq!(next(bad, Bump::Major), None, "{bad}");
        }
    }

    #[test]
    fn the_version_is_that_of_the_workspace() {
        let manifest = "[package]\nversion = \"9.9.9\"\n\n[workspace.package]\nedition = \"2024\"\nversion  =  \"0.3.1\" # ours\n";
        assert_eq!(workspace_version(manifest), Some("0.3.1"));
        for other in
            ["", "[package]\nversion = \"1.0.0\"", "[workspace.package]\n[other]\nversion = \"1.0.0\""]
        {
            assert_eq!(workspace_version(other), None, "{other}");
        }
    }
}

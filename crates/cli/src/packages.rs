//! Programs that this machine lacks, and the commands that install them here.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program manager, what it is called with, and whether it asks for more than a user may do.
struct Manager {
    program: &'static str,
    install: &'static [&'static str],
    /// What has to be run first.
    first: &'static [&'static str],
    needs_root: bool,
}

/// Each with a column in [`PACKAGES`].
const MANAGERS: [Manager; 5] = [
    Manager {
        program: "apt-get",
        install: &["apt-get", "install", "--yes", "--no-install-recommends"],
        first: &["apt-get", "update"],
        needs_root: true,
    },
    Manager { program: "dnf", install: &["dnf", "install", "--assumeyes"], first: &[], needs_root: true },
    Manager { program: "apk", install: &["apk", "add"], first: &[], needs_root: true },
    Manager { program: "brew", install: &["brew", "install"], first: &[], needs_root: false },
    Manager { program: "winget", install: &["winget", "install", "--exact"], first: &[], needs_root: false },
];

/// A program, and the packages that have it, a column for each of [`MANAGERS`]; empty where there is none, or where the system
/// comes with it.
type Row = (&'static str, [&'static str; MANAGERS.len()]);

const PACKAGES: [Row; 14] = [
    ("c++", ["g++", "gcc-c++", "g++", "", ""]),
    ("cc", ["build-essential", "gcc", "build-base", "", ""]),
    ("chromium", ["chromium", "chromium", "chromium", "", ""]),
    ("curl", ["curl", "curl", "curl", "", ""]),
    ("git", ["git", "git", "git", "git", "Git.Git"]),
    ("jq", ["jq", "jq", "jq", "jq", "jqlang.jq"]),
    ("node", ["nodejs", "nodejs", "nodejs", "node", "OpenJS.NodeJS.LTS"]),
    ("npm", ["npm", "npm", "npm", "node", "OpenJS.NodeJS.LTS"]),
    ("openssl", ["openssl", "openssl", "openssl", "", ""]),
    ("prlimit", ["util-linux", "util-linux", "util-linux-misc", "", ""]),
    ("python3", ["python3", "python3", "python3", "python3", "Python.Python.3.13"]),
    ("redis-cli", ["redis-tools", "redis", "redis", "redis", ""]),
    ("redis-server", ["redis-server", "redis", "redis", "redis", ""]),
    ("sh", ["dash", "bash", "", "", "Git.Git"]),
];

/// Where a program is on this machine, by the variable `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path).map(|directory| directory.join(&file)).find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// The commands that install programs here, each as its words: none where no package has them.
pub fn commands(programs: &[&str]) -> Vec<Vec<String>> {
    let manager = MANAGERS.iter().enumerate().find(|(_, manager)| find(manager.program).is_some());
    manager.map_or_else(Vec::new, |(column, manager)| of_manager(column, manager, programs, is_root()))
}

fn of_manager(column: usize, manager: &Manager, programs: &[&str], is_root: bool) -> Vec<Vec<String>> {
    let wanted = PACKAGES.iter().filter(|(program, _)| programs.contains(program));
    let packages: BTreeSet<&str> =
        wanted.map(|(_, names)| names[column]).filter(|name| !name.is_empty()).collect();
    if packages.is_empty() {
        return Vec::new();
    }
    let sudo = if manager.needs_root && !is_root { &["sudo"][..] } else { &[] };
    let words =
        |words: &[&str]| -> Vec<String> { sudo.iter().chain(words).map(|word| (*word).to_owned()).collect() };
    let mut install = words(manager.install);
    install.extend(packages.into_iter().map(str::to_owned));
    let first = (!manager.first.is_empty()).then(|| words(manager.first));
    first.into_iter().chain([install]).collect()
}

/// Whether this is the user who may do everything. Asked of `id`, which every Unix has; elsewhere nobody is.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(manager: &str, programs: &[&str], is_root: bool) -> Vec<String> {
        let column = MANAGERS.iter().position(|known| known.program == manager).expect("a manager");
        let commands = of_manager(column, &MANAGERS[column], programs, is_root);
        commands.iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn only_others_than_root_need_sudo_and_only_where_packages_are_for_all() {
        let install = "apt-get install --yes --no-install-recommends redis-server";
        assert_eq!(lines("apt-get", &["redis-server"], true), ["apt-get update", install]);
        let with_sudo = ["sudo apt-get update".to_owned(), format!("sudo {install}")];
        assert_eq!(lines("apt-get", &["redis-server"], false), with_sudo);
        assert_eq!(lines("dnf", &["redis-server"], false), ["sudo dnf install --assumeyes redis"]);
        assert_eq!(lines("brew", &["redis-server"], false), ["brew install redis"]);
    }

    #[test]
    fn a_package_is_named_once_and_none_where_there_is_none() {
        assert_eq!(lines("brew", &["redis-server", "redis-cli", "curl"], false), ["brew install redis"]);
        assert_eq!(lines("brew", &["curl"], false), [""; 0]);
        assert_eq!(lines("apt-get", &["nonsense"], true), [""; 0]);
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(PACKAGES.is_sorted_by_key(|(program, _)| *program));
    }
}

//! The older catalog from a Git revision, and which one it is where nobody says.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use webhook_catalog::layout::DIRECTORIES;
use webhook_schema::{Directory, Limits, Tree};

use super::layout::Layout;
use super::{Against, Missing, Paths};

/// What the main branch may be called, the provider's own choice first.
const MAIN: [&str; 5] = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/// A commit to compare with.
pub struct Base {
    pub commit: String,
    /// The commit and what it is, for people.
    pub name: String,
}

/// What a commit has.
pub fn at(root: &Path, commit: &str, name: String, limits: Limits) -> Result<Against, Missing> {
    let short = &commit[..commit.len().min(12)];
    let label = format!("{short}:schemas");
    let tree = Tree::git(&root.join("schemas"), commit, label, DIRECTORIES, limits);
    let tree = tree.map_err(|error| Missing::Failed(format!("{name}: {error}")))?;
    if *tree.directory(DIRECTORIES[0]) != Directory::Listed {
        return Err(Missing::NotYet(format!("{name} has no catalog in schemas/webhooks")));
    }
    let manifest = said(root, &["show", &format!("{commit}:./Cargo.toml")]);
    let paths = Paths { origin: format!("{short}:"), layout: Layout::Repository };
    Ok(Against { name, tree, paths, manifest })
}

/// The commit of a revision; `None` where there is no such revision, or no repository.
pub fn commit(root: &Path, revision: &str) -> Option<String> {
    let commit = format!("{revision}^{{commit}}");
    said(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
}

/// What to compare with where nobody says: where the main branch was left; on that branch itself, what was committed last,
/// or where nothing has changed since, what was committed before.
pub fn base(root: &Path) -> Result<Base, Missing> {
    match git(root, &["rev-parse", "--show-toplevel"]) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Missing::Failed(
                "git is not installed: install it, or give --against a directory or a tarball".to_owned(),
            ));
        }
        Ok(output) if output.status.success() => {}
        _ => {
            return Err(Missing::Usage(format!(
                "{} is not in a Git repository: give --against a directory or a tarball",
                root.display()
            )));
        }
    }
    let Some(head) = commit(root, "HEAD") else {
        return Err(Missing::NotYet("there is no commit yet".to_owned()));
    };
    let main = MAIN.into_iter().find(|branch| commit(root, branch).is_some());
    // What `origin/HEAD` stands for.
    let main =
        main.map(|main| said(root, &["rev-parse", "--abbrev-ref", main]).unwrap_or_else(|| main.to_owned()));
    if let Some(main) = main {
        let Some(base) = said(root, &["merge-base", "HEAD", &main]) else {
            return Err(Missing::Failed(if is_shallow(root) {
                format!("this clone is shallow, and where {main} was left is not in it: run `{UNSHALLOW}`")
            } else {
                format!("HEAD and {main} have no commit in common: give --against a revision")
            }));
        };
        if base != head {
            let name = format!("{} (merge base with {main})", short(&base));
            return Ok(Base { commit: base, name });
        }
    }
    if said(root, &["status", "--porcelain", "--", "schemas"]).is_some() {
        let name = format!("{} (HEAD)", short(&head));
        return Ok(Base { commit: head, name });
    }
    match commit(root, "HEAD^1") {
        Some(parent) => {
            let name = format!("{} (parent of HEAD)", short(&parent));
            Ok(Base { commit: parent, name })
        }
        None if is_shallow(root) => Err(Missing::Failed(format!(
            "this clone is shallow, and the commit before HEAD is not in it: run `{UNSHALLOW}`"
        ))),
        None => Err(Missing::NotYet("this is the first commit".to_owned())),
    }
}

/// Fetches every branch, too: a clone of one commit knows of one only.
const UNSHALLOW: &str = "git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'";

/// What is said of a name that is neither a revision nor a file.
pub fn no_such(root: &Path, name: &str, program: &str) -> String {
    let nowhere = format!("there is no Git revision, catalog version, directory or tarball `{name}`");
    match said(root, &["remote"]) {
        None => nowhere,
        Some(remotes) => {
            let remotes: Vec<&str> = remotes.lines().collect();
            // A branch of a remote is known there by its own name.
            let (remote, known) = match name.split_once('/') {
                Some((remote, branch)) if remotes.contains(&remote) => (remote, branch),
                _ => (if remotes.contains(&"origin") { "origin" } else { remotes[0] }, name),
            };
            let known = known.split(['~', '^', '@']).next().unwrap_or(known);
            format!(
                "{nowhere}; if it is a revision of the remote, run `git fetch --depth=1 {remote} {known}`, \
                 then `{program} compat --against FETCH_HEAD`"
            )
        }
    }
}

fn is_shallow(root: &Path) -> bool {
    said(root, &["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true")
}

fn short(commit: &str) -> &str {
    &commit[..commit.len().min(12)]
}

/// What `git` prints, without white space around it; `None` where it fails, or prints nothing.
fn said(root: &Path, args: &[&str]) -> Option<String> {
    let output = git(root, args).ok().filter(|output| output.status.success())?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!said.is_empty()).then_some(said)
}

fn git(root: &Path, args: &[&str]) -> io::Result<Output> {
    Command::new("git").args(args).current_dir(root).stdin(Stdio::null()).output()
}

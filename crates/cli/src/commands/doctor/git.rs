//! Git: whether there is a past to compare with, and what it does to line ends.

use super::Check;
use super::machine::{install, said};
use super::repository::Repository;
use crate::packages;

/// Fetches every branch, too: a clone of one commit knows of one only.
const UNSHALLOW: &str = "git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'";

pub fn checks(repository: &Repository) -> Vec<Check> {
    let named = repository.ci_names("compat");
    let is_required = named.is_some();
    let why = match named {
        Some(named) => {
            format!("`compat`, which CI runs ({named}), compares the catalog with an earlier commit")
        }
        None => "`compat` compares the catalog with an earlier commit".to_owned(),
    };
    if packages::find("git").is_none() {
        let missing = Check::wrong("git", is_required, "git is not on the PATH");
        return vec![missing.why(why).fix(install("git"))];
    }
    let said = |args: &[&str]| said(&repository.root, "git", args);
    let version = said(&["--version"]).unwrap_or_default();
    if said(&["rev-parse", "--show-toplevel"]).is_none() {
        let none =
            Check::wrong("history", false, "not in a Git repository, or in one that another user owns");
        return vec![Check::fine("git", version), none.why(why).fix("git init".to_owned())];
    }
    vec![Check::fine("git", version), history(&said, is_required, why), line_ends(&said)]
}

fn history(said: &impl Fn(&[&str]) -> Option<String>, is_required: bool, why: String) -> Check {
    let Some(head) = said(&["rev-parse", "--verify", "--quiet", "HEAD"]) else {
        return Check::fine("history", "no commit yet");
    };
    let is_shallow = said(&["rev-parse", "--is-shallow-repository"]).is_some_and(|said| said == "true");
    let main = MAIN.into_iter().find(|branch| said(&["rev-parse", "--verify", "--quiet", branch]).is_some());
    let base = main.and_then(|main| said(&["merge-base", "HEAD", main]));
    match (main, base) {
        (Some(main), None) if is_shallow => {
            let found = format!("a shallow clone, and where {main} was left is not in it");
            Check::wrong("history", is_required, found).why(why).fix(UNSHALLOW.to_owned())
        }
        (Some(main), None) => {
            let found = format!("HEAD and {main} have no commit in common");
            Check::wrong("history", is_required, found)
                .why(format!("{why}: it needs `--against` with a revision here"))
        }
        // The only commit there is.
        (_, base) if is_shallow && base.as_ref().is_none_or(|base| *base == head) => {
            let found = "a shallow clone: what was before HEAD is not in it";
            Check::wrong("history", is_required, found).why(why).fix(UNSHALLOW.to_owned())
        }
        (Some(main), Some(_)) => Check::fine("history", format!("compared with {main}")),
        (None, _) => Check::fine("history", "compared with the commit before"),
    }
}

/// What the main branch may be called, as `compat` has it.
const MAIN: [&str; 5] = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/// A request is signed as its bytes are.
fn line_ends(said: &impl Fn(&[&str]) -> Option<String>) -> Check {
    let converts = said(&["config", "core.autocrlf"]).is_some_and(|value| value == "true");
    let attributes = said(&["check-attr", "eol", "--", "schemas/webhooks/index.json"]);
    let is_settled = attributes.is_some_and(|said| said.ends_with(": lf"));
    match converts && !is_settled {
        false => Check::fine("line-ends", if is_settled { "LF, by .gitattributes" } else { "as committed" }),
        true => Check::wrong("line-ends", false, "Git makes CRLF of every LF (core.autocrlf is true)")
            .why("recorded requests no longer verify with other line ends, and every file that is generated looks changed")
            .fix("echo '* text=auto eol=lf' >> .gitattributes".to_owned()),
    }
}

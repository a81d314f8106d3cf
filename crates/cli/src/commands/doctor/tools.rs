//! Programs that CI starts, where it does.

use super::Check;
use super::machine::install;
use super::repository::Repository;
use crate::packages;

/// A program, and what is done with it.
const TOOLS: [(&str, &str); 8] = [
    ("c++", "some dependencies of checks are compiled with it"),
    ("chromium", "the book is read in it"),
    ("curl", "requests are sent with it"),
    ("jq", "scripts read JSON with it"),
    ("node", "JavaScript is run with it, by checks of the book and of OpenAPI documents"),
    ("npm", "checks install with it what they run"),
    ("openssl", "a second implementation signs with it"),
    ("redis-server", "receivers on many machines deduplicate in it, which is tested where it is there"),
];

pub fn checks(repository: &Repository, name: &str) -> Vec<Check> {
    let mut checks: Vec<Check> =
        TOOLS.iter().filter_map(|(program, what)| tool(repository, program, what)).collect();
    checks.extend(mdbook(repository, name));
    checks
}

fn tool(repository: &Repository, program: &str, what: &str) -> Option<Check> {
    let named = repository.ci_names(program)?;
    Some(match packages::find(program) {
        Some(at) => Check::fine(program, at.display().to_string()),
        None => Check::wrong(program, false, "not on the PATH")
            .why(format!("CI starts it ({named}): {what}"))
            .fix(install(program)),
    })
}

fn mdbook(repository: &Repository, name: &str) -> Option<Check> {
    if !repository.has("docs/book.toml") {
        return None;
    }
    let built =
        repository.root.join("target/mdbook/bin").join(format!("mdbook{}", std::env::consts::EXE_SUFFIX));
    let found = packages::find("mdbook").or_else(|| built.is_file().then_some(built));
    Some(match found {
        Some(at) => Check::fine("mdbook", at.display().to_string()),
        None => Check::wrong("mdbook", false, "not on the PATH, nor below target")
            .why(format!("the documentation is built with it; `{name} book` installs it below target, which takes a minute or two"))
            .fix(format!("{name} book")),
    })
}

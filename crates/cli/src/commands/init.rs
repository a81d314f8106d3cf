//! `init`: a repository with a catalog of its own, from nothing.

mod files;

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use serde_json::json;
use webhook_catalog::index::names::is_crate_name;
use webhook_codegen::shell::quoted;
use webhook_schema::{Diagnostics, Limits, Tree};

use super::codegen::Format;
use super::written;
use crate::{Context, Outcome, Status};
use files::files;
pub(super) use files::{Source, title};
#[cfg(feature = "import")]
pub(super) use files::{index, manifest};

/// Start a repository for a catalog: index, schemas, one event, a receiver, CI
///
/// Writes all files, or none where one of them is there already. What is written generates, builds and passes its tests as
/// it stands; the next steps are printed. The runtime is not in the registry yet: say where to take it from.
#[derive(Args)]
#[command(
    group = ArgGroup::new("runtime").args(["runtime_path", "runtime_git"]).required(true),
    after_help = "Example:\n  init --name acme --runtime-path hookwright acme-webhooks\n\nExit status: 0 fine, 1 a file is there already, or cannot be written, 2 usage"
)]
pub struct Options {
    /// Name of the provider in lower case with hyphens: the generated crates are `<NAME>-events` and `<NAME>-events-<family>`
    #[arg(long)]
    name: String,
    /// Name as people write it; by default, made of the other one
    #[arg(long)]
    title: Option<String>,
    /// Take the runtime from a checkout of Hookwright in this directory; the workflow for CI then has a line to fill in
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
    /// Take the runtime from the Git repository of Hookwright
    #[arg(long, value_name = "URL")]
    runtime_git: Option<String>,
    /// The directory to write to, which is made where there is none
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Print a JSON object, for programs
    #[arg(long)]
    json: bool,
}

/// Writes a repository.
pub fn run(options: &Options, context: &Context) -> Outcome {
    if !is_crate_name(&options.name) {
        let help = "use lowercase words and digits joined by `-`, beginning with a letter, as in `acme` or `acme-billing`";
        return Outcome::usage(format!("crates cannot be named after `{}`: {help}", options.name));
    }
    let runtime = (options.runtime_path.as_deref(), options.runtime_git.as_deref());
    let source = match source(runtime, &options.directory) {
        Ok(source) => source,
        Err(message) => return Outcome::usage(message),
    };
    let title = options.title.clone().unwrap_or_else(|| title(&options.name));
    let files = files(&options.name, &title, &source);
    if let Err(diagnostics) = check(&files) {
        let format = if options.json { Format::Json } else { Format::Text };
        return format.mistakes(&diagnostics, context.color);
    }
    match written::create(&options.directory, &files) {
        Ok(()) => Outcome::new(Status::Fine).out(said(options, &source, &files)),
        Err(error) => Outcome::failed(error),
    }
}

/// What generates without a mistake once it is written: the reader of a message should not find out later.
fn check(files: &[(String, String)]) -> Result<(), Diagnostics> {
    let schemas =
        files.iter().filter_map(|(path, text)| Some((path.strip_prefix("schemas/")?, text.as_str())));
    let tree = Tree::memory("schemas", schemas).within(Limits::default());
    let mut diagnostics = Diagnostics::new();
    let catalog = webhook_catalog::load(&tree, &mut diagnostics);
    catalog.is_some_and(|_| diagnostics.has_no_error()).then_some(()).ok_or(diagnostics)
}

/// Where a repository in a directory takes the runtime from, by the arguments for a path and a URL.
///
/// # Errors
///
/// When neither is there, or it cannot be used: why.
pub(super) fn source(runtime: (Option<&Path>, Option<&str>), directory: &Path) -> Result<Source, String> {
    let source = match runtime {
        (Some(path), _) => Source::Path(path_to(path, directory)?),
        (None, Some(url)) => Source::Git(url.to_owned()),
        (None, None) => return Err("expected --runtime-path or --runtime-git".to_owned()),
    };
    let (Source::Path(text) | Source::Git(text)) = &source;
    match text.contains(char::is_control) {
        true => Err(format!("{text:?}: an index and a shell cannot have control characters in it")),
        false => Ok(source),
    }
}

/// The way to a checkout from the directory that is written to.
fn path_to(path: &Path, directory: &Path) -> Result<String, String> {
    let checkout = path.canonicalize().map_err(|error| written::named(path, &error).to_string())?;
    if !checkout.join("crates/runtime/Cargo.toml").is_file() {
        return Err(format!(
            "{}: not a checkout of Hookwright: there is no crates/runtime in it",
            path.display()
        ));
    }
    let here = absolute(directory).map_err(|error| written::named(directory, &error).to_string())?;
    let path = relative(&checkout, &here);
    let text = path.to_str().map(|path| path.replace('\\', "/"));
    text.ok_or_else(|| format!("{}: the path is not UTF-8, and an index has to be", path.display()))
}

/// A directory that need not be there yet, without symlinks in the part of its path that is.
fn absolute(directory: &Path) -> std::io::Result<PathBuf> {
    let path = std::path::absolute(directory)?;
    let there = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    Ok(there.map_or_else(
        || path.clone(),
        |(above, real)| match path.strip_prefix(above) {
            Ok(below) if below.as_os_str().is_empty() => real,
            Ok(below) => real.join(below),
            Err(_) => path.clone(),
        },
    ))
}

/// The way to one directory from another.
fn relative(to: &Path, from: &Path) -> PathBuf {
    let common = to.components().zip(from.components()).take_while(|(to, from)| to == from).count();
    // Two drives of Windows have nothing in common.
    if common == 0 {
        return to.to_owned();
    }
    let up = from.components().skip(common).map(|_| Path::new(".."));
    let path: PathBuf =
        up.chain(to.components().skip(common).map(|part| Path::new(part.as_os_str()))).collect();
    if path.as_os_str().is_empty() { ".".into() } else { path }
}

fn said(options: &Options, source: &Source, files: &[(String, String)]) -> String {
    let name = &options.name;
    let mut steps = vec![
        ("git init".to_owned(), "the catalog is compared with earlier commits"),
        ("hookwright codegen".to_owned(), "generates crates and documentation"),
        ("cargo test".to_owned(), "checks them, and has a receiver take a signed event"),
        (format!("cargo run -p {name}-receiver"), "delivers that event, and shows it"),
        ("hookwright new event account.closed --family account".to_owned(), "adds the next one"),
    ];
    if source.is_elsewhere() {
        let edit = "edit .github/workflows/ci.yml".to_owned();
        steps.push((edit, "says where CI clones Hookwright from: a runner does not have your checkout"));
    }
    if options.json {
        let created: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let next = steps.iter().map(|(command, why)| match command.strip_prefix("edit ") {
            Some(file) => json!({ "file": file, "do": why }),
            None => json!({ "run": command, "why": why }),
        });
        let next: Vec<_> = next.collect();
        return format!(
            "{:#}\n",
            json!({ "directory": options.directory.to_string_lossy(), "created": created, "next": next })
        );
    }
    let mut said: String = files.iter().map(|(path, _)| format!("create {path}\n")).collect();
    said += "\nnext:\n";
    if options.directory != Path::new(".") {
        said += &format!("  cd {}\n", quoted(&options.directory.display().to_string()));
    }
    let width = steps.iter().map(|(command, _)| command.len()).max().unwrap_or_default();
    said.extend(steps.iter().map(|(command, why)| format!("  {command:width$}  # {why}\n")));
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_one_directory_to_another() {
        for (to, from, expected) in [
            ("/a/b", "/a/c", "../b"),
            ("/a/b", "/a/b/c/d", "../.."),
            ("/a/b/c", "/a", "b/c"),
            ("/x", "/a/b", "../../x"),
            ("/a", "/a", "."),
        ] {
            assert_eq!(relative(Path::new(to), Path::new(from)), Path::new(expected), "{to} from {from}");
        }
    }

    #[test]
    fn titles_are_made_of_names() {
        assert_eq!(["acme", "acme-billing", "x-2"].map(title), ["Acme", "Acme Billing", "X 2"]);
    }
}

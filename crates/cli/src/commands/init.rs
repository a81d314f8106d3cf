//! `init`: a repository with a catalog of its own, from nothing or from what a provider publishes.

mod files;
#[cfg(feature = "import")]
mod from;
#[cfg(any(feature = "deliveries", feature = "import"))]
mod known;
#[cfg(feature = "deliveries")]
mod pack;
#[cfg(any(feature = "deliveries", feature = "import"))]
mod secrets;

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use serde_json::json;
use webhook_catalog::index::names::is_crate_name;
use webhook_codegen::shell::quoted;
use webhook_schema::{Diagnostics, Limits, Tree};

use super::codegen;
use super::column_width;
use super::given;
#[cfg(feature = "import")]
use super::import::choices::Choices;
use super::written;
use crate::codegen::Format;
use crate::codegen::checkout::has_crate;
use crate::{Context, Outcome, Status};
use files::{NEXT_EVENT, files};
pub(super) use files::{Source, title};
#[cfg(feature = "import")]
pub(super) use files::{imported_index, manifest};

/// Start a repository for a catalog: index, schemas, one event, a receiver, CI
///
/// With --from, the catalog is made of an OpenAPI or AsyncAPI document, or of JSON Schemas, as `import` does; with --pack, of
/// what is known of a provider; with both, deliveries are as the pack has them and events as the document does; otherwise it has
/// one event to start from. Writes all files, or none where one of them is there already. What is written generates, builds and
/// passes its tests as it stands; the next steps are printed. The runtime is not in the registry yet: say where to take it from.
#[derive(Args)]
#[command(
    group = ArgGroup::new("runtime").args(["runtime_path", "runtime_git"]).required(true),
    after_help = HELP
)]
pub struct Options {
    /// Name of the provider in lower case with hyphens: the generated crates are `<NAME>-events` and `<NAME>-events-<family>`.
    /// With --from, it is made of the document's title where it is left out; with --pack, it is the pack's
    #[cfg_attr(all(feature = "import", feature = "deliveries"), arg(long, required_unless_present_any = ["from", "pack"]))]
    #[cfg_attr(
        all(feature = "import", not(feature = "deliveries")),
        arg(long, required_unless_present = "from")
    )]
    #[cfg_attr(
        all(not(feature = "import"), feature = "deliveries"),
        arg(long, required_unless_present = "pack")
    )]
    #[cfg_attr(not(any(feature = "import", feature = "deliveries")), arg(long, required = true))]
    name: Option<String>,
    /// Make the catalog of this document, or of all in this directory; may be given more than once
    #[cfg(feature = "import")]
    #[arg(long, value_name = "FILE")]
    from: Vec<PathBuf>,
    #[cfg(feature = "import")]
    #[command(flatten)]
    choices: Choices,
    /// Start with what is known of a provider: how its deliveries are signed and laid out, and an event for each kind that is in
    /// its example deliveries. The name of a pack (`packs` lists them), or the path of a contract of your own, such as
    /// ./acme/contract.json. With --from, events and schemas are the document's
    #[cfg(feature = "deliveries")]
    #[arg(long, value_name = "PACK")]
    #[cfg_attr(feature = "import", arg(conflicts_with_all = ["name_in", "bodies", "type_field", "data_field", "time_field", "id_field"]))]
    pack: Option<std::ffi::OsString>,
    /// Name as people write it; by default, made of the other one
    #[arg(long, value_parser = given::title)]
    title: Option<String>,
    /// Take the runtime from a checkout of Hookwright in this directory; the workflow for CI then has a line to fill in
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
    /// Take the runtime from the Git repository of Hookwright
    #[arg(long, value_name = "URL", value_parser = given::git_url)]
    runtime_git: Option<String>,
    /// The directory to write to, which is made where there is none
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Print a JSON object, for programs
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Examples:
  init --name acme --runtime-path hookwright acme-webhooks
  init --from openapi.json --runtime-path hookwright acme-webhooks
  init --from openapi.json --skip ping --runtime-path hookwright acme-webhooks
  init --from openapi.json --name-in header:X-Event --runtime-path hookwright acme-webhooks
  init --pack stripe --runtime-path hookwright stripe-webhooks
  init --pack github --from openapi.json --runtime-path hookwright github-webhooks

Exit status: 0 fine, 1 a file is there already, or cannot be written, 2 usage, 3 the documents have mistakes";

/// A repository that can be written.
struct Repository {
    name: String,
    source: Source,
    files: Vec<(String, String)>,
    /// How the catalog goes on: a command, and what it does.
    next: (String, &'static str),
    /// What else is to be said.
    notes: String,
    /// What the documents that it is made of are warned of.
    warnings: String,
}

/// Writes a repository.
pub fn run(options: &Options, context: &Context) -> Outcome {
    let repository = match repository(options, context) {
        Ok(repository) => repository,
        Err(outcome) => return outcome,
    };
    match written::create(&options.directory, &repository.files) {
        Ok(()) => Outcome::new(Status::Fine).out(said(options, &repository)).err(repository.warnings),
        Err(error) => Outcome::failed(error),
    }
}

fn repository(options: &Options, context: &Context) -> Result<Repository, Outcome> {
    let runtime = (options.runtime_path.as_deref(), options.runtime_git.as_deref());
    let source = source(runtime, &options.directory).map_err(Outcome::usage)?;
    #[cfg(feature = "import")]
    if !options.from.is_empty() {
        return from::repository(options, source, context);
    }
    #[cfg(feature = "import")]
    if let Some(argument) = options.choices.first() {
        return Err(Outcome::usage(format!("{argument}: expected --from, whose documents this is about")));
    }
    #[cfg(feature = "deliveries")]
    if let Some(given) = &options.pack {
        return pack::repository(given, options, source, context);
    }
    let name = crate_name(options.name.as_deref().unwrap_or_default()).map_err(Outcome::usage)?;
    let title = options.title.clone().unwrap_or_else(|| title(&name));
    let files = files(&name, &title, &source);
    check(&files).map_err(|diagnostics| format(options).mistakes(&diagnostics, context.color))?;
    let next = (NEXT_EVENT.to_owned(), "adds the next one");
    Ok(Repository { name, source, files, next, notes: String::new(), warnings: String::new() })
}

/// The most characters that registries take in the name of a crate.
const LONGEST_NAME: usize = 64;

/// A name that crates can have.
///
/// # Errors
///
/// When it is not one: what would be.
pub(super) fn crate_name(name: &str) -> Result<String, String> {
    if !is_crate_name(name) {
        let help = "use lowercase words and digits joined by `-`, beginning with a letter, as in `acme` or `acme-billing`";
        return Err(format!("crates cannot be named after `{name}`: {help}"));
    }
    match name.len() <= LONGEST_NAME {
        true => Ok(name.to_owned()),
        false => Err(format!(
            "crates cannot be named after a name of {} characters: registries take {LONGEST_NAME} at most, and what comes after it \
             counts, too",
            name.len()
        )),
    }
}

fn format(options: &Options) -> Format {
    if options.json { Format::Json } else { Format::Text }
}

/// What generates without a mistake once it is written: the reader of a message should not find out later.
fn check(files: &[(String, String)]) -> Result<(), Diagnostics> {
    let schemas =
        files.iter().filter_map(|(path, text)| Some((path.strip_prefix("schemas/")?, text.as_str())));
    let tree = Tree::memory("schemas", schemas).within(Limits::default());
    let history = Tree::memory("schemas", <[(&str, &str); 0]>::default());
    let mut diagnostics = Diagnostics::new();
    codegen::check(&tree, history, &mut diagnostics);
    diagnostics.has_no_error().then_some(()).ok_or(diagnostics)
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
    if !has_crate(&checkout, "runtime") {
        return Err(format!(
            "{}: not a checkout of Hookwright: there is no package `webhook-runtime` in its directory `crates/runtime`",
            path.display()
        ));
    }
    let text = way_from(&checkout, directory)?;
    text.ok_or_else(|| format!("{}: the path is not UTF-8, and an index has to be", path.display()))
}

/// The way to something from the directory that is written to; `None` where it is not UTF-8.
fn way_from(to: &Path, directory: &Path) -> Result<Option<String>, String> {
    let here = absolute(directory).map_err(|error| written::named(directory, &error).to_string())?;
    Ok(relative(to, &here).to_str().map(|path| path.replace('\\', "/")))
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

/// What is left to do, with what it is good for.
enum Step<'a> {
    Run(&'a str, &'static str),
    Edit(&'static str, &'static str),
}

fn said(options: &Options, repository: &Repository) -> String {
    let Repository { name, source, files, next: (next, why), notes, .. } = repository;
    let receiver = format!("cargo run -p {name}-receiver");
    let mut steps = vec![
        Step::Run("git init", "the catalog is compared with earlier commits"),
        Step::Run("hookwright codegen", "generates crates and documentation"),
        Step::Run("cargo test", "checks them, and has a receiver take a signed event"),
        Step::Run(&receiver, "delivers that event, and shows it"),
        Step::Run(next, why),
        Step::Edit(
            "schemas/webhooks/index.json",
            "states the contract: `contract.assumptions` lists what nobody has stated yet",
        ),
    ];
    if source.is_elsewhere() {
        let why = "says where CI clones Hookwright from: a runner does not have your checkout";
        steps.push(Step::Edit(".github/workflows/ci.yml", why));
    }
    if options.json {
        let created: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let next = steps.iter().map(|step| match step {
            Step::Run(command, why) => json!({ "run": command, "why": why }),
            Step::Edit(file, why) => json!({ "file": file, "do": why }),
        });
        let next: Vec<_> = next.collect();
        return format!(
            "{:#}\n",
            json!({ "directory": options.directory.to_string_lossy(), "created": created, "notes": notes, "next": next })
        );
    }
    let mut said: String = files.iter().map(|(path, _)| format!("create {path}\n")).collect();
    said += notes;
    said += "\nnext:\n";
    if options.directory != Path::new(".") {
        said += &format!("  cd {}\n", quoted(&options.directory.display().to_string()));
    }
    let lines = steps.into_iter().map(|step| match step {
        Step::Run(command, why) => (command.to_owned(), why),
        Step::Edit(file, why) => (format!("edit {file}"), why),
    });
    let lines: Vec<(String, &str)> = lines.collect();
    let width = column_width(lines.iter().map(|(command, _)| command.as_str()));
    said.extend(lines.iter().map(|(command, why)| format!("  {command:width$}  # {why}\n")));
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

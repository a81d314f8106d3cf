//! `import`: a catalog out of what a provider publishes.

use std::path::PathBuf;

use clap::Args;

use super::given;
use super::limits::Limits;
use crate::codegen::Format;
use choices::Choices;

pub(super) mod choices;
#[cfg(feature = "import")]
pub(super) mod making;
#[cfg(feature = "import")]
mod members;
#[cfg(feature = "import")]
pub(super) mod provider;
#[cfg(feature = "import")]
pub(super) mod said;

/// Make a catalog of an OpenAPI or AsyncAPI document, or of JSON Schemas
///
/// Takes OpenAPI 3.0 and 3.1 (`webhooks`, `x-webhooks`, `callbacks`), AsyncAPI 2 and 3 (messages), and JSON Schemas of any
/// draft, in JSON or YAML. Nothing is read but the files that are given, and nothing is fetched. Where there is a catalog
/// already, it is updated: schemas follow the documents, and descriptions, names, families, lints and examples that
/// were written by hand stay. All files are written, or none.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  import openapi.json --runtime-path hookwright --root acme-webhooks\n  import schemas/ --name-from /type\n\nExit status: 0 fine, 1 a file cannot be written, 2 usage, 3 the documents or the catalog have mistakes"
)]
pub struct Options {
    /// The documents: files, or directories of them
    #[arg(value_name = "FILE", required = true)]
    documents: Vec<PathBuf>,
    /// Name of the provider in lower case with hyphens, for a new catalog: crates are `<NAME>-events` and
    /// `<NAME>-events-<family>`; by default, made of the documents' title
    #[arg(long)]
    name: Option<String>,
    /// Name of the provider as people write it, for a new catalog; by default, what the documents' title says, or made of the other
    /// one where they have none
    #[arg(long, value_parser = given::title)]
    title: Option<String>,
    /// For a new catalog, take the runtime of the generated crates from a checkout of Hookwright in this directory
    #[arg(long, value_name = "DIR", conflicts_with = "runtime_git")]
    runtime_path: Option<PathBuf>,
    /// For a new catalog, take the runtime of the generated crates from the Git repository of Hookwright
    #[arg(long, value_name = "URL", value_parser = given::git_url)]
    runtime_git: Option<String>,
    #[command(flatten)]
    choices: Choices,
    /// The repository to write to, which is made where there is none; by default, the nearest one that has a catalog, or the
    /// current directory (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// How mistakes are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    limits: Limits,
}

#[cfg(feature = "import")]
pub(crate) use importing::run;

#[cfg(feature = "import")]
mod importing {
    use std::path::{Path, PathBuf};

    use webhook_catalog::Catalog;
    use webhook_catalog::layout::INDEX;
    use webhook_contract::Layout;
    use webhook_import::Import;
    use webhook_schema::Diagnostics;

    use super::Options;
    use super::making::{Failed, Given, Made, make};
    use super::members;
    use super::provider::provider;
    use super::said::said;
    use crate::codegen::Format;
    use crate::commands::init::Source;
    use crate::commands::{compat, init, written};
    use crate::repository::{exclusive, with_stack};
    use crate::{Context, Outcome};

    /// The manifest of the repository.
    const MANIFEST: &str = "Cargo.toml";

    /// Imports.
    pub(crate) fn run(options: &Options, context: &Context) -> Outcome {
        let root = match (&options.root, &context.root) {
            (Some(root), _) | (None, Ok(root)) => root.clone(),
            (None, Err(_)) => PathBuf::from("."),
        };
        // The next run waits at the directory. One in which nothing comes to be goes again; any other stays.
        let is_made = !root.exists() && std::fs::create_dir_all(&root).is_ok();
        let outcome = with_stack(options.limits.limits(), &|| run_in(&root, options, context));
        if is_made {
            let _ = std::fs::remove_dir(&root);
        }
        outcome
    }

    fn run_in(root: &Path, options: &Options, context: &Context) -> Outcome {
        let _lock = exclusive(root);
        let before = options.limits.tree(root);
        let mut diagnostics = Diagnostics::new();
        let existing = before.has(INDEX).then(|| webhook_catalog::load(&before, &mut diagnostics)).flatten();
        if !diagnostics.has_no_error() {
            return mistakes(
                &diagnostics,
                "correct the catalog that is there before it is updated",
                options,
                context,
            );
        }
        let is_new = existing.is_none();
        if let Some(why) = existing.as_ref().and_then(|existing| contradiction(options, existing)) {
            return Outcome::usage(why);
        }
        let failed = |failed: Failed| match failed {
            Failed::Usage(message) => Outcome::usage(message),
            Failed::Mistakes(told, then) => mistakes(&told, then, options, context),
        };
        let asked = runtime(options, root, is_new).map_err(Failed::Usage).and_then(|runtime| {
            let asked = asked(options, is_new, runtime.as_ref())?;
            Ok((asked, runtime.is_some() && !root.join(MANIFEST).exists()))
        });
        let (asked, needs_manifest) = match asked {
            Ok(asked) => asked,
            Err(why) => return failed(why),
        };
        let history = options.limits.history(root);
        let given = Given { documents: &options.documents, limits: options.limits.limits(), history };
        let Made { import: made, tree: after, told: diagnostics, .. } =
            match make(given, &asked, &before, existing.as_ref()) {
                Ok(made) => made,
                Err(why) => return failed(why),
            };
        let changes = match existing.is_some() && !made.files.is_empty() {
            true => compat::since(before, &after, "the catalog as it was", context.color),
            false => Ok(String::new()),
        };
        let changes = match changes {
            Ok(changes) => changes,
            Err(message) => return Outcome::failed(message),
        };
        let files = on_disk(root, &made, needs_manifest);
        let is_there = |path: &str| root.join(path).exists();
        let lines: String = files
            .iter()
            .map(|(path, _)| format!("{} {path}\n", if is_there(path) { "update" } else { "create" }))
            .collect();
        match written::write(root, &files) {
            Ok(()) => {
                let has_runtime = options.runtime_path.is_some() || options.runtime_git.is_some();
                let said = said(&made, has_runtime);
                let said = format!("{lines}{changes}{said}{}", next(&made, root, options, context));
                options.format.done(&said, &diagnostics, context.color)
            }
            Err(error) => Outcome::failed(error),
        }
    }

    /// What is asked for that the catalog which is there says otherwise.
    fn contradiction(options: &Options, existing: &Catalog) -> Option<String> {
        let own = &existing.index.provider;
        let asked = [("name", &options.name, &own.name), ("title", &options.title, &own.title)];
        let mut asked =
            asked.into_iter().filter_map(|(option, asked, own)| Some((option, asked.as_ref()?, own)));
        if let Some((option, asked, own)) = asked.find(|(_, asked, own)| asked != own) {
            return Some(format!(
                "--{option} {asked}: the catalog is there already, and its {option} is `{own}`: change `provider.{option}` in \
                 schemas/{INDEX}, or say with --root where a new catalog is to be"
            ));
        }
        let is_plain = Layout::plain(&existing.index.contract.envelope).is_some();
        (options.choices.is_about_plain_envelopes() && !is_plain).then(|| format!(
            "schemas/{INDEX} says in `contract.envelope` where deliveries have names and payloads, and bodies are events as they \
             are: leave out --bodies, --type-field, --data-field, --time-field and --id-field"
        ))
    }

    /// The files that are written, by their paths in the repository.
    fn on_disk(root: &Path, made: &Import, needs_manifest: bool) -> Vec<(String, String)> {
        let files = made.files.iter().map(|(name, text)| {
            let path = format!("schemas/{name}");
            let text = written::with_ends_of(&root.join(&path), text).into_owned();
            (path, text)
        });
        let manifest = needs_manifest.then(|| (MANIFEST.to_owned(), init::manifest()));
        files.chain(manifest).collect()
    }

    fn mistakes(diagnostics: &Diagnostics, then: &str, options: &Options, context: &Context) -> Outcome {
        let outcome = options.format.mistakes(diagnostics, context.color);
        match options.format {
            Format::Text => outcome.err(format!("{}\n{then}\n", diagnostics.to_text_in(context.color))),
            Format::Github | Format::Json | Format::Sarif => outcome,
        }
    }

    /// Where a new catalog takes the runtime from; `None` for the registry.
    fn runtime(options: &Options, root: &Path, is_new: bool) -> Result<Option<Source>, String> {
        let asked = (options.runtime_path.as_deref(), options.runtime_git.as_deref());
        match asked {
            (None, None) => Ok(None),
            _ if is_new => init::source(asked, root).map(Some),
            _ => Err(format!(
                "the catalog is there already: say in `rust.runtime` of schemas/{INDEX} where its runtime comes from"
            )),
        }
    }

    fn asked(
        options: &Options,
        is_new: bool,
        runtime: Option<&Source>,
    ) -> Result<webhook_import::Options, Failed> {
        if options.choices.has_name_in() && !is_new {
            return Err(Failed::Usage(format!(
                "the catalog is there already: say in `contract.envelope` of schemas/{INDEX} where deliveries have the name of an event"
            )));
        }
        let index = match is_new {
            true => {
                let (name, title) = provider(
                    &options.documents,
                    options.limits.limits(),
                    options.name.as_deref(),
                    options.title.as_deref(),
                )?;
                format!("{:#}", init::imported_index(&name, &title, runtime))
            }
            false => String::new(),
        };
        options.choices.options(index).map_err(Failed::Usage)
    }

    fn next(made: &Import, root: &Path, options: &Options, context: &Context) -> String {
        let manifest = std::fs::read_to_string(root.join(MANIFEST)).unwrap_or_default();
        let member = match members::lacks_generated(&manifest) {
            true => "  add `crates/events/*` to `workspace.members` in Cargo.toml\n",
            false => "",
        };
        let root = options
            .root
            .as_ref()
            .map(|root| format!(" --root {}", webhook_codegen::shell::quoted(&root.display().to_string())));
        match made.files.is_empty() {
            true => String::new(),
            false => format!("\nnext:\n{member}  {} codegen{}\n", context.program, root.unwrap_or_default()),
        }
    }
}

//! `new`: an event or a family more, in the index and as files that generate as they stand.

mod authoring;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use webhook_catalog::layout::INDEX;
use webhook_catalog::{Catalog, load};
use webhook_schema::Diagnostics;
use webhook_schema::source::Text;

use authoring::{Addition, NewEvent, NewFamily, Refusal, new_event, new_family};

use super::codegen::check;
use super::column_width;
use super::given;
use super::init::title;
use super::limits::Limits;
use super::written;
use crate::codegen::{Format, checkout};
use crate::repository::{exclusive, on_repository};
use crate::{Context, Outcome, Status};

/// Add an event or a family to the catalog
///
/// The index gets an entry, and is otherwise left as it is. Schema and example start from those of another event. Nothing is
/// written unless the catalog generates with them.
#[derive(Args)]
#[command(after_help = HELP)]
pub struct Options {
    #[command(subcommand)]
    what: What,
    /// The repository to work on; by default, the nearest one that has a catalog (for `cargo xtask`, its own)
    #[arg(long, value_name = "DIR", global = true)]
    root: Option<PathBuf>,
    /// Print a JSON object, for programs
    #[arg(long, global = true)]
    json: bool,
}

const HELP: &str = "\
Examples:
  new event team.renamed --family team
  new event team.renamed --family team --like team.archived --description 'A team got another name.'
  new family invoice
  new family invoice --title Invoices --event invoice.paid

Exit status: 0 fine, 1 a file cannot be written, 2 usage, 3 the catalog has mistakes";

#[derive(Subcommand)]
enum What {
    /// Add an event to a family
    #[command(after_help = HELP)]
    Event {
        /// Name of the event, as deliveries have it
        name: String,
        /// Name of the family that it belongs to
        #[arg(long)]
        family: String,
        #[command(flatten)]
        start: Start,
        /// What fires it, what does not, and what to do with it
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
    },
    /// Add a family, with its first event
    #[command(after_help = HELP)]
    Family {
        /// Name of the family, in lower case with hyphens
        name: String,
        /// Name of its first event; by default, `<NAME>.created`
        #[arg(long)]
        event: Option<String>,
        /// Name of the family as people write it; by default, made of the other one
        #[arg(long, value_parser = given::title)]
        title: Option<String>,
        #[command(flatten)]
        start: Start,
        /// What the family's events are about
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
    },
}

#[derive(Args)]
struct Start {
    /// The event to start from; by default, the smallest of the family, or of all
    #[arg(long, value_name = "EVENT")]
    like: Option<String>,
    /// Name of the event and of its payload's type in Rust, where the one that is made of the event's name cannot be had
    #[arg(long, value_name = "NAME")]
    rust_name: Option<String>,
    #[command(flatten)]
    limits: Limits,
}

impl Start {
    fn event<'s>(&'s self, name: &'s str, description: Option<&'s str>) -> NewEvent<'s> {
        NewEvent { name, rust_name: self.rust_name.as_deref(), like: self.like.as_deref(), description }
    }
}

impl What {
    fn limits(&self) -> &Limits {
        let (Self::Event { start, .. } | Self::Family { start, .. }) = self;
        &start.limits
    }
}

impl Options {
    /// How mistakes are told.
    fn format(&self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }
}

/// Adds what is asked for.
pub fn run(options: &Options, context: &Context) -> Outcome {
    let limits = options.what.limits().limits();
    on_repository(options.root.as_deref(), limits, context, |root| run_on(root, options, context))
}

fn run_on(root: &Path, options: &Options, context: &Context) -> Outcome {
    let limits = options.what.limits();
    let _lock = exclusive(root);
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&limits.tree(root), &mut diagnostics);
    let Some(catalog) = catalog.filter(|_| diagnostics.has_no_error()) else {
        return options.format().mistakes(&diagnostics, context.color);
    };
    match addition(&options.what, &catalog) {
        Ok(addition) => add(root, options, &addition, context),
        Err(Refusal { message, help }) => Outcome::usage(format!("{message}\n  help: {help}")),
    }
}

fn addition(what: &What, catalog: &Catalog) -> Result<Addition, Refusal> {
    match what {
        What::Event { name, family, start, description } => {
            new_event(catalog, family, start.event(name, description.as_deref()))
        }
        What::Family { name, event, title: said, start, description } => {
            let event = event.clone().unwrap_or_else(|| format!("{name}.created"));
            let title = said.clone().unwrap_or_else(|| title(name));
            let family = NewFamily { name, title: &title, description: description.as_deref() };
            new_family(catalog, family, start.event(&event, None))
        }
    }
}

/// Writes what was added, unless the catalog had mistakes with it.
fn add(root: &Path, options: &Options, addition: &Addition, context: &Context) -> Outcome {
    let limits = options.what.limits();
    let files = [&addition.example, &addition.schema];
    let mut tree = limits.tree(root).with(INDEX, addition.index.as_str());
    for (name, text) in files {
        tree = tree.with(name, text.as_str());
    }
    let mut diagnostics = Diagnostics::new();
    let catalog = check(&tree, limits.history(root), &mut diagnostics);
    catalog.iter().for_each(|catalog| checkout::check(root, catalog, &mut diagnostics));
    if !diagnostics.has_no_error() {
        // What the catalog was warned of before has nothing to do with it.
        diagnostics.retain_errors();
        let is_name = diagnostics.iter().all(|mistake| mistake.rule.id == "rust-name");
        let why = "nothing was written: with the new entry, the catalog has these mistakes\n";
        let why = match is_name {
            true => &format!(
                "{why}help: give the event another name in Rust with --rust-name, as in --rust-name OtherName\n"
            ),
            false => why,
        };
        return match options.json {
            true => options.format().mistakes(&diagnostics, context.color).err(why),
            false => {
                let told = diagnostics.to_text_in(context.color);
                Outcome::new(Status::Mistakes).err(format!("{told}\n{why}"))
            }
        };
    }
    let on_disk = |name: &str| format!("schemas/{name}");
    let files = files.map(|(name, text)| (on_disk(name), text.clone()));
    let index = on_disk(INDEX);
    let text = written::with_ends_of(&root.join(&index), &addition.index);
    match written::create_and_replace(root, &files, (&index, &text)) {
        Ok(()) => Outcome::new(Status::Fine).out(said(options, addition, &files, context)),
        Err(error) => Outcome::failed(error),
    }
}

/// What is left to do: where, if it is in a file, and what.
struct Step<'s> {
    place: String,
    line: Option<usize>,
    what: &'s str,
}

fn said(options: &Options, addition: &Addition, files: &[(String, String)], context: &Context) -> String {
    let line = Text::new(&addition.index).line(&addition.entry);
    let [(example, _), (schema, _)] = files else { return String::new() };
    let index = format!("schemas/{INDEX}");
    let fields = format!("give the payload its fields: it has those of `{}`", addition.like);
    let step = |place: &str, line, what| Step { place: place.to_owned(), line, what };
    let steps = [
        step(&index, Some(line), "say what fires the event, and where; then its status is `live`"),
        step(schema, None, &fields),
        step(example, None, "and its values"),
    ];
    let codegen = format!("{} codegen", context.program);
    if options.json {
        let next =
            steps.iter().map(|Step { place, line, what }| json!({ "file": place, "line": line, "do": what }));
        let next: Vec<_> = next.chain([json!({ "run": codegen })]).collect();
        return format!(
            "{:#}\n",
            json!({ "created": [example, schema], "updated": [index], "like": addition.like, "next": next })
        );
    }
    let at = |Step { place, line, what }: &Step<'_>| {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        (format!("{place}{line}"), (*what).to_owned())
    };
    let generate = (codegen, "generates crates and documentation".to_owned());
    let steps: Vec<_> = steps.iter().map(at).chain([generate]).collect();
    let width = column_width(steps.iter().map(|(place, _)| place.as_str()));
    let steps: String = steps.iter().map(|(place, what)| format!("  {place:width$}  {what}\n")).collect();
    format!("create {example}\ncreate {schema}\nupdate {index}\n\nnext:\n{steps}")
}

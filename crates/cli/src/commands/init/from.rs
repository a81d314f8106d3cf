//! `init --from`: a repository whose catalog is made of a provider's documents.

use webhook_catalog::layout::INDEX;
use webhook_codegen::shell::quoted;
use webhook_schema::{Limits, Tree};

use super::files::{Source, files_around, imported_index};
#[cfg(feature = "deliveries")]
use super::pack;
use super::secrets::Secrets;
use super::{Options, Repository, crate_name, format, way_from};
use crate::commands::import::making::{Failed, Given, Made, make};
use crate::commands::import::provider::provider;
use crate::commands::import::said::said;
use crate::{Context, Outcome};

/// The repository that the documents make.
pub(super) fn repository(
    options: &Options,
    source: Source,
    context: &Context,
) -> Result<Repository, Outcome> {
    let limits = Limits::default();
    #[cfg(feature = "deliveries")]
    let known = options.pack.as_deref().map(|given| pack::known(given, options, context)).transpose()?;
    #[cfg(not(feature = "deliveries"))]
    let known: Option<super::known::Known> = None;
    let (name, title) = match (&known, &options.name) {
        (Some(known), _) => {
            let title = options.title.clone().unwrap_or_else(|| known.title.clone());
            (crate_name(&known.name).map_err(Outcome::usage)?, title)
        }
        (None, name) => provider(&options.from, limits, name.as_deref(), options.title.as_deref())
            .map_err(|failed| told(failed, options, context))?,
    };
    let mut index = imported_index(&name, &title, Some(&source));
    if let Some(known) = &known {
        known.state(&mut index);
    }
    let asked = options.choices.options(format!("{index:#}")).map_err(Outcome::usage)?;
    let asked = webhook_import::Options { is_laid_out: known.is_some(), ..asked };
    let before = Tree::memory("schemas", <[(&str, &str); 0]>::default()).within(limits);
    let history = before.clone();
    let given = Given { documents: &options.from, limits, history };
    let Made { import: made, catalog, told: diagnostics, .. } =
        make(given, &asked, &before, None).map_err(|failed| told(failed, options, context))?;
    let contract = &catalog.index.contract;
    let secrets = contract.envelope.plain().is_none().then(|| match known {
        Some(known) => known.secrets,
        None => Secrets::new(&contract.signature, None),
    });
    let next = (again(options)?, "takes over what has changed in the document");
    let mut files = files_around(&name, &title, &source, (&next.0, next.1), secrets.as_ref());
    files.extend(made.files.iter().map(|(name, text)| (format!("schemas/{name}"), text.clone())));
    let (notes, warnings) = (said(&made, true), diagnostics.to_text_in(context.color));
    debug_assert!(files.iter().any(|(path, _)| path.ends_with(INDEX)), "an import has an index");
    Ok(Repository { name, source, files, next, notes, warnings })
}

/// Why there is no repository.
fn told(failed: Failed, options: &Options, context: &Context) -> Outcome {
    match failed {
        Failed::Usage(message) => Outcome::usage(message),
        Failed::Mistakes(told, then) => {
            let outcome = format(options).mistakes(&told, context.color);
            match options.json {
                true => outcome,
                false => outcome.err(format!(
                    "{}\n{then}; `init --help` has options for what documents leave open\n",
                    told.to_text_in(context.color)
                )),
            }
        }
    }
}

/// How the same documents are imported again.
fn again(options: &Options) -> Result<String, Outcome> {
    let mut command = "hookwright import".to_owned();
    for path in &options.from {
        let there = path.canonicalize().unwrap_or_else(|_| path.clone());
        let way = way_from(&there, &options.directory).map_err(Outcome::usage)?;
        command += &format!(" {}", quoted(&way.unwrap_or_else(|| path.display().to_string())));
    }
    for argument in options.choices.arguments() {
        command += &format!(" {}", quoted(&argument));
    }
    Ok(command)
}

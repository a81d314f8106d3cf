//! `init --from`: a repository whose catalog is made of a provider's documents.

use webhook_catalog::index::names::is_crate_name;
use webhook_catalog::layout::INDEX;
use webhook_codegen::shell::quoted;
use webhook_import::{document_title, transliterated};
use webhook_schema::{Diagnostics, Limits, Tree};

use super::files::{Source, files_around, imported_index, title};
#[cfg(feature = "deliveries")]
use super::pack;
use super::secrets::Secrets;
use super::{Options, Repository, crate_name, format, way_from};
use crate::commands::import::making::{Failed, Given, Made, make, tree};
use crate::commands::import::said::said;
use crate::{Context, Outcome};

/// Words at the end of a document's title that are not part of a provider's name.
const NOT_NAMES: [&str; 8] = ["api", "apis", "event", "events", "rest", "schema", "webhook", "webhooks"];

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
        (Some(known), _) => (known.name.clone(), known.title.clone()),
        (None, Some(name)) => (name.clone(), title(name)),
        (None, None) => {
            let documents = tree(&options.from, limits).map_err(|failed| told(failed, options, context))?;
            let mut diagnostics = Diagnostics::new();
            let called = document_title(&documents, &mut diagnostics).unwrap_or_default();
            if !diagnostics.has_no_error() {
                return Err(told(Failed::Mistakes(diagnostics, "nothing was written"), options, context));
            }
            named(&called)?
        }
    };
    let name = crate_name(name)?;
    let title = options.title.clone().unwrap_or(title);
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
    let notes = format!("{}{}", diagnostics.to_text_in(context.color), said(&made, true));
    debug_assert!(files.iter().any(|(path, _)| path.ends_with(INDEX)), "an import has an index");
    Ok(Repository { name, source, files, next, notes })
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

/// The name of a provider and its title, by what its document is called.
fn named(called: &str) -> Result<(String, String), Outcome> {
    let title = without_kind(called);
    let latin = transliterated(title).to_ascii_lowercase();
    let words = latin.split(|letter: char| !letter.is_ascii_alphanumeric());
    let name = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    // A title stands in one line.
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    is_crate_name(&name).then_some((name, title)).ok_or_else(|| {
        let found = match called.is_empty() {
            true => "the documents have no title to name crates after".to_owned(),
            false => format!("crates cannot be named after the title {called:?}"),
        };
        Outcome::usage(format!("expected --name: {found}"))
    })
}

/// A title without the words at its end that say what kind of document it is, or which version.
fn without_kind(called: &str) -> &str {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '.';
    let is_kind = |word: &str| {
        let version = word.strip_prefix('v').filter(|number| !number.is_empty());
        NOT_NAMES.contains(&word)
            || version.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    };
    let mut title = called.trim();
    loop {
        let words = title.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        let before = words.trim_end_matches(is_word);
        if !is_kind(&words[before.len()..].to_lowercase()) {
            return title;
        }
        title =
            before.trim_end_matches(|letter: char| letter.is_whitespace() || "-–—:,/|&([{".contains(letter));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_named_after_titles() {
        for (called, name, title) in [
            ("Shop & Söhne (beta)", "shop-sohne-beta", "Shop & Söhne (beta)"),
            ("Acme, Inc. Webhooks API v1.2", "acme-inc", "Acme, Inc."),
            ("Plan B (REST)", "plan-b", "Plan B"),
            ("Магазин – Events", "magazin", "Магазин"),
            ("Two\n lines", "two-lines", "Two lines"),
        ] {
            let found = named(called).unwrap_or_else(|_| panic!("no name of {called:?}"));
            assert_eq!(found, (name.to_owned(), title.to_owned()));
        }
        assert!(["Webhooks API", "", "2 shops", "…"].iter().all(|called| named(called).is_err()));
    }
}

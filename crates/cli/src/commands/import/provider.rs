//! What the provider of a new catalog is called, in code and by people: as somebody says, or as the documents do.

use std::path::PathBuf;

use webhook_import::{provider_title, transliterated};
use webhook_schema::{Diagnostics, Limits};

use super::making::{Failed, tree};
use crate::commands::init;

/// The name and the title of the provider; what is not given is made of the documents' title.
///
/// # Errors
///
/// When a document cannot be read, crates cannot have the name, or there is none.
pub fn provider(
    documents: &[PathBuf],
    limits: Limits,
    name: Option<&str>,
    title: Option<&str>,
) -> Result<(String, String), Failed> {
    let checked = |name: &str| init::crate_name(name).map_err(Failed::Usage);
    if let (Some(name), Some(title)) = (name, title) {
        return Ok((checked(name)?, title.to_owned()));
    }
    let name = name.map(checked).transpose()?;
    let mut diagnostics = Diagnostics::new();
    let called = provider_title(&tree(documents, limits)?, &mut diagnostics);
    // With a name, what is wrong with the documents is told once all of it is known.
    let name = match name {
        Some(name) => name,
        None if !diagnostics.has_no_error() => {
            return Err(Failed::Mistakes(diagnostics, "nothing was written"));
        }
        None => named(called.as_deref())?,
    };
    let called = called.filter(|called| !called.is_empty()).unwrap_or_else(|| init::title(&name));
    let title = title.map_or(called, str::to_owned);
    Ok((name, title))
}

/// A name for crates, by what the provider is called.
fn named(called: Option<&str>) -> Result<String, Failed> {
    let latin = transliterated(called.unwrap_or_default()).to_ascii_lowercase();
    let words = latin.split(|letter: char| !letter.is_ascii_alphanumeric());
    let name = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    init::crate_name(&name).map_err(|_| {
        let found = match called {
            None => "the documents have no title to name crates after".to_owned(),
            Some("") => {
                "the documents' title has no words but those for its kind, such as API, to name crates after"
                    .to_owned()
            }
            Some(called) => format!("crates cannot be named after the title {called:?}"),
        };
        Failed::Usage(format!("expected --name: {found}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_named_after_titles() {
        for (called, name) in [
            ("Shop & Söhne (beta)", "shop-sohne-beta"),
            ("Acme, Inc.", "acme-inc"),
            ("Магазин", "magazin"),
            ("Two lines", "two-lines"),
        ] {
            assert_eq!(named(Some(called)).ok().as_deref(), Some(name));
        }
        assert!([None, Some(""), Some("2 shops"), Some("…")].iter().all(|called| named(*called).is_err()));
    }
}

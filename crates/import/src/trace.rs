//! Which part of a document each part of the catalog is made of, so that mistakes are told where they can be corrected.

use std::collections::BTreeMap;

use webhook_schema::{At, Diagnostic, Diagnostics, Label, Location, parent, tokens};

use crate::documents::Documents;

/// Places in the catalog, by the places in the documents that they are made of.
#[derive(Default)]
pub(crate) struct Trace {
    sources: BTreeMap<Location, Location>,
    /// Files that were made up for a place, and whose parts are not parts of that.
    made_up: BTreeMap<String, Location>,
    /// Where documents have what is under another keyword in the catalog, by where that would be in them.
    pub moved: BTreeMap<Location, Location>,
}

impl Trace {
    pub fn add(&mut self, made: Location, source: Location) {
        self.sources.insert(made, source);
    }

    pub fn add_made_up(&mut self, file: String, source: Location) {
        self.made_up.insert(file, source);
    }

    /// Where a place in the catalog comes from; `None` where no document says it.
    pub fn source(&self, made: &Location) -> Option<Location> {
        let mut above = made.clone();
        loop {
            if let Some(source) = self.sources.get(&above) {
                let rest = &made.pointer[above.pointer.len()..];
                return Some(self.as_written(source, rest));
            }
            if above.pointer.is_empty() {
                return self.made_up.get(&made.file).cloned();
            }
            above.pointer.truncate(parent(&above.pointer).len());
        }
    }

    /// What is at a pointer within a place in the documents, by the keywords that they have there.
    fn as_written(&self, source: &Location, rest: &str) -> Location {
        tokens(rest).fold(source.clone(), |above, token| {
            let place = above.child(&token);
            self.moved.get(&place).cloned().unwrap_or(place)
        })
    }

    /// Where in the documents something is that was found of the catalog.
    pub fn source_of(&self, found: &Diagnostic) -> Option<Location> {
        match &found.at {
            At::Value(made) | At::Key(made) => self.source(made),
            At::Offset { .. } | At::File(_) => None,
        }
    }

    /// The places in the catalog that are made of a place in the documents.
    pub fn made<'t>(&'t self, source: &'t Location) -> impl Iterator<Item = Location> + 't {
        self.sources.iter().filter(|(_, above)| source.is_within(above)).map(|(made, above)| {
            let rest = &source.pointer[above.pointer.len()..];
            Location::new(made.file.as_str(), format!("{}{rest}", made.pointer))
        })
    }

    /// Tells what was found of the catalog, about the documents where it can be: what was found is then a label. `texts` has
    /// the files of the catalog; those of the documents are open in the sink.
    pub fn explain<'t>(
        &self,
        documents: &Documents,
        found: impl Iterator<Item = &'t Diagnostic>,
        texts: impl IntoIterator<Item = (&'t String, &'t String)>,
        explained: &mut Diagnostics,
    ) {
        let own = explained.opened();
        let catalog = explained.open("schemas");
        for (name, text) in texts {
            explained.add_text(name.as_str(), text.as_str());
        }
        explained.reopen(own);
        for diagnostic in found {
            let source = self.source_of(diagnostic);
            let labels = diagnostic.labels.iter().map(|label| Label { tree: Some(catalog), ..label.clone() });
            let mut labels: Vec<Label> = labels.collect();
            let moved = source.map(|source| {
                let (rule, message, help) = (diagnostic.rule, &diagnostic.message, &diagnostic.help);
                let is_key = matches!(diagnostic.at, At::Key(_));
                match is_key {
                    true => documents.mistake_in_key(rule, &source, message, help),
                    false => documents.mistake(rule, &source, message, help),
                }
            });
            let diagnostic = match moved {
                Some(moved) => {
                    let message = "what is made of it, in the catalog".to_owned();
                    labels.insert(0, Label { tree: Some(catalog), at: diagnostic.at.clone(), message });
                    Diagnostic { labels, severity: diagnostic.severity, ..moved }
                }
                None => Diagnostic { tree: Some(catalog), labels, ..diagnostic.clone() },
            };
            explained.push(diagnostic);
        }
    }
}

//! Which part of a document each part of the catalog is made of, so that mistakes are told where they can be corrected.

use std::collections::BTreeMap;

use webhook_schema::model::Keyword;
use webhook_schema::{At, Diagnostic, Diagnostics, Label, Location, tokens};

use crate::documents::Documents;
use crate::update::is_written;

/// Where something is in a schema of the catalog, and where in that of the document, as JSON Pointers into it.
pub(crate) type Moved = Vec<(String, &'static str)>;

/// Places in the catalog, by the places in the documents that they are made of.
#[derive(Default)]
pub(crate) struct Trace {
    sources: BTreeMap<Location, Location>,
    /// Files that were made up for a place, and whose parts are not parts of that.
    made_up: BTreeMap<String, Location>,
    /// What documents have elsewhere in a schema, by that schema.
    pub moved: BTreeMap<Location, Moved>,
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
                return self.made_up.get(&*made.file).cloned();
            }
            above = above.parent();
        }
    }

    /// The place in the documents of what is at a pointer within the catalog's version of another place.
    fn as_written(&self, source: &Location, mut rest: &str) -> Location {
        let mut at = source.clone();
        while !rest.is_empty() {
            let moved = self.moved.get(&at).into_iter().flatten();
            let moved = moved.filter_map(|(here, there)| Some((rest.strip_prefix(here.as_str())?, there)));
            let moved = moved.filter(|(left, _)| left.is_empty() || left.starts_with('/'));
            if let Some((left, there)) = moved.min_by_key(|(left, _)| left.len()) {
                at = at.at(there);
                rest = left;
                // What stays in its schema has moved, and does not once more.
                if !there.is_empty() {
                    continue;
                }
            }
            let end = rest.get(1..).and_then(|rest| rest.find('/')).map_or(rest.len(), |end| end + 1);
            at = at.at(&rest[..end]);
            rest = &rest[end..];
        }
        at
    }

    /// Where in the documents something is that was found of the catalog.
    pub fn source_of(&self, found: &Diagnostic) -> Option<Location> {
        self.source_at(&found.at)
    }

    /// Whether something in a schema was written by hand: it is for people or for this program, and no document says it.
    fn is_by_hand(&self, documents: &Documents, at: &At) -> bool {
        let (At::Value(made) | At::Key(made)) = at else { return false };
        let mut above = made.clone();
        while !above.pointer.is_empty() {
            let key = tokens(&above.pointer).last().unwrap_or_default();
            let schema = above.parent();
            let is_said = |source: Location| {
                let has = |key: &str| documents.value(&source).is_some_and(|said| said.get(key).is_some());
                has(&key) || key == Keyword::Examples.as_str() && has("example")
            };
            if is_written(&key) && self.source(&schema).is_some_and(|source| !is_said(source)) {
                return true;
            }
            above = schema;
        }
        false
    }

    fn source_at(&self, at: &At) -> Option<Location> {
        match at {
            At::Value(made) | At::Key(made) => self.source(made),
            At::Offset { .. } | At::File(_) => None,
        }
    }

    /// The places in the catalog that are made of a place in the documents.
    pub fn made<'t>(&'t self, source: &'t Location) -> impl Iterator<Item = Location> + 't {
        self.sources.iter().filter(|(_, above)| source.is_within(above)).map(|(made, above)| {
            let rest = &source.pointer[above.pointer.len()..];
            made.at(rest)
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
            let source = self.source_of(diagnostic).filter(|_| !self.is_by_hand(documents, &diagnostic.at));
            let told = |at: &At, source: &Location| {
                let (rule, message, help) = (diagnostic.rule, &diagnostic.message, &diagnostic.help);
                match at {
                    At::Key(_) => documents.mistake_in_key(rule, source, message, help),
                    _ => documents.mistake(rule, source, message, help),
                }
            };
            let labels = diagnostic.labels.iter().map(|label| match self.source_at(&label.at) {
                Some(source) => Label { tree: Some(own), at: told(&label.at, &source).at, ..label.clone() },
                None => Label { tree: Some(catalog), ..label.clone() },
            });
            let mut labels: Vec<Label> = labels.collect();
            let moved = source.map(|source| told(&diagnostic.at, &source));
            let diagnostic = match moved {
                Some(moved) => {
                    let message = "what is made of it, in the catalog".to_owned();
                    labels.insert(0, Label { tree: Some(catalog), at: diagnostic.at.clone(), message });
                    Diagnostic { labels, severity: diagnostic.severity, ..moved }
                }
                None => {
                    let mut help = diagnostic.help.clone();
                    if self.is_by_hand(documents, &diagnostic.at) {
                        help +=
                            "; it was written by hand, and what the documents describe has changed around it";
                    }
                    Diagnostic { tree: Some(catalog), help, labels, ..diagnostic.clone() }
                }
            };
            explained.push(diagnostic);
        }
    }
}

//! Which text a schema has by the `mapping` of a `discriminator`.

use std::collections::{BTreeMap, BTreeSet};

use webhook_schema::Location;

/// The texts that schemas have at a key, as a `mapping` says that names them.
#[derive(Debug, Default)]
pub(crate) struct Mapped(BTreeMap<Location, BTreeSet<(String, String)>>);

impl Mapped {
    pub fn add(&mut self, schema: Location, key: &str, text: &str) {
        self.0.entry(schema).or_default().insert((key.to_owned(), text.to_owned()));
    }

    /// The text of a schema, where it has one.
    pub fn only(&self, schema: &Location, key: &str) -> Option<&str> {
        let mut texts = self.0.get(schema)?.iter().filter(|(own, _)| own == key).map(|(_, text)| &**text);
        let first = texts.next();
        first.filter(|_| texts.next().is_none())
    }
}

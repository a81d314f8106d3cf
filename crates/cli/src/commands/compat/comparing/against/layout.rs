//! Where a catalog is in what somebody has named: a repository, its directory `schemas`, or the catalog's own directory.

use webhook_catalog::layout::{DIRECTORIES, INDEX, WEBHOOKS};

/// What was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A repository: the catalog is in its directory `schemas`.
    Repository,
    /// The directory `schemas`, whatever it is called.
    Schemas,
    /// The catalog's directory, whatever it is called.
    Catalog,
}

/// What there should have been, for messages.
pub const EXPECTED: &str = "expected schemas/webhooks/index.json, webhooks/index.json or index.json in it";

impl Layout {
    /// Every layout; a directory that fits several is the first of them.
    pub const ALL: [Self; 3] = [Self::Repository, Self::Schemas, Self::Catalog];

    /// The path of a file of the tree, from what was named.
    pub fn outside(self, file: &str) -> String {
        match self {
            Self::Repository => format!("schemas/{file}"),
            Self::Schemas => file.to_owned(),
            Self::Catalog => match file.split_once('/') {
                Some((WEBHOOKS, name)) => name.to_owned(),
                _ => format!("../{file}"),
            },
        }
    }

    /// The file of the tree that is at a path from what was named; `None` where that is no part of a catalog.
    pub fn inside(self, path: &str) -> Option<String> {
        let file = match self {
            Self::Repository => path.strip_prefix("schemas/")?.to_owned(),
            Self::Schemas => path.to_owned(),
            Self::Catalog => format!("{WEBHOOKS}/{path}"),
        };
        let (directory, name) = file.split_once('/')?;
        let is_hidden = name.split('/').any(|part| part.starts_with('.'));
        (DIRECTORIES.contains(&directory) && !is_hidden).then_some(file)
    }

    /// The index, from what was named.
    pub fn index(self) -> String {
        self.outside(INDEX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_in_and_out() {
        for layout in Layout::ALL {
            for file in ["webhooks/index.json", "webhooks/shapes/a.json"] {
                assert_eq!(layout.inside(&layout.outside(file)).as_deref(), Some(file), "{layout:?}");
            }
        }
        assert_eq!(Layout::Repository.inside("target/webhooks/a.json"), None);
        assert_eq!(Layout::Repository.inside("schemas/meta/index.schema.json"), None);
        assert_eq!(Layout::Schemas.inside("webhooks/.git/a.json"), None);
        assert_eq!(Layout::Catalog.outside("api/index.json"), "../api/index.json");
    }
}

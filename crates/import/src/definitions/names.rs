//! What definitions are called.

use std::collections::btree_map::Entry;

use webhook_schema::{Location, tokens};

use super::{Definitions, ENVELOPE, Form};
use crate::spelling::definition_name;

impl Definitions {
    /// Names a definition after its key, and where another has that name, with more of the way to it.
    pub(super) fn add(&mut self, place: &Location, form: Form) -> String {
        let mut name = String::new();
        for candidate in candidates(place, form) {
            // Two that differ in case alone would be one name in Rust.
            if let Entry::Vacant(entry) = self.taken.entry(candidate.to_ascii_lowercase()) {
                entry.insert(place.clone());
                name = candidate;
                break;
            }
        }
        self.names.insert((place.clone(), form), name.clone());
        self.pending.push_back((place.clone(), form));
        name
    }

    /// The names that a definition could have, in their order, which do not end.
    pub fn names_for<'d>(&'d self, name: &str) -> impl Iterator<Item = String> + use<'d> {
        let own = self.names.iter().find(|(_, own)| *own == name);
        own.into_iter().flat_map(|((place, form), _)| candidates(place, *form))
    }
}

/// The names that the definition of a schema could have: that of its key, those with more of the way to it, and numbered ones.
fn candidates(place: &Location, form: Form) -> impl Iterator<Item = String> + use<> {
    let file = place.file.rsplit('/').next().unwrap_or_default();
    let file = definition_name(file.split('.').next().unwrap_or_default());
    let tokens: Vec<_> = tokens(&place.pointer).collect();
    let keys: Vec<String> = tokens.iter().map(|token| definition_name(token)).collect();
    let is_index = |key: &str| key.parse::<usize>().is_ok();
    let last = keys.iter().rposition(|key| !is_index(key));
    let mut candidates = match last {
        // A definition that goes by its URI, as where several files were made one, has the name of its file.
        Some(last) if last + 1 == keys.len() && tokens[last].contains("://") => {
            let path = tokens[last].trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            vec![definition_name(path.split('.').next().unwrap_or_default()), keys[last].clone()]
        }
        Some(last) => vec![
            keys[last..].join("_"),
            format!("{file}_{}", keys[last..].join("_")),
            format!("{file}_{}", keys.join("_")),
        ],
        None => vec![file],
    };
    if form == Form::Base {
        candidates.iter_mut().for_each(|candidate| candidate.push_str("_base"));
    }
    let longest = candidates.last().cloned().unwrap_or_default();
    let numbered = (2..).map(move |number| format!("{longest}_{number}"));
    let names = candidates.into_iter().chain(numbered);
    names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(ENVELOPE))
}

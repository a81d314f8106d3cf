//! Names that are joined of several parts: which events the parts that are sent may make.
//!
//! Which parts go together is known at run time only. Where a part fits one event alone, that event is emitted.

use std::collections::BTreeMap;

use crate::facts::Place;
use crate::names::Names;

/// The events that parts may make.
#[derive(Default)]
pub(crate) struct Joined {
    /// Events of which some part belongs to no other, each with where that is sent.
    pub(crate) sure: BTreeMap<usize, Place>,
    /// The others all of whose parts are sent, each with where its first part is.
    pub(crate) possible: BTreeMap<usize, Place>,
    /// Events of which some part is sent, and some is not: where one is, and what is missing.
    pub(crate) incomplete: BTreeMap<usize, (Place, String)>,
}

impl Joined {
    /// `sent` has the first place of each part that is sent.
    pub(crate) fn of(names: &Names, sent: &BTreeMap<&str, Place>) -> Self {
        let mut joined = Self::default();
        let mut whole = Vec::new();
        // How many of the events that may be whole have a part at a place of the layout.
        let mut shared: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for (number, event) in names.events.iter().enumerate() {
            let parts = event.parts.iter().enumerate().filter_map(|(at, part)| Some((at, part.as_deref()?)));
            let parts: Vec<(usize, &str)> = parts.collect();
            let places: Vec<Option<Place>> = parts.iter().map(|(_, part)| sent.get(part).copied()).collect();
            let missing = parts.iter().zip(&places).find(|(_, place)| place.is_none());
            match (places.iter().flatten().next(), missing) {
                (None, _) => {}
                (Some(place), Some(((_, part), _))) => {
                    joined.incomplete.insert(number, (*place, (*part).to_owned()));
                }
                (Some(first), None) => {
                    parts.iter().for_each(|part| *shared.entry(*part).or_default() += 1);
                    whole.push((number, *first, parts));
                }
            }
        }
        for (number, first, parts) in whole {
            let own = parts.iter().find(|part| shared[part] == 1);
            match own.and_then(|(_, part)| sent.get(part)) {
                Some(place) => joined.sure.insert(number, *place),
                None => joined.possible.insert(number, first),
            };
        }
        joined
    }
}

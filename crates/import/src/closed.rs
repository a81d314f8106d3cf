//! Schemas that allow no other keys, and require some all the same, or are next to others that do: together, no value is valid
//! by them, or none that has a key.

use std::collections::{BTreeMap, BTreeSet};

use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use crate::documents::{Documents, Impossible};

/// Keywords that close an object where they are `false`.
pub(crate) const CLOSING: [Keyword; 2] = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];

/// How many schemas are looked at along with others.
const MOST: usize = 200_000;

/// The keywords that rule out what is required along with them, or together every key, each by where it is, with the first key
/// that it makes impossible.
pub(crate) fn contradicted(
    documents: &Documents,
    places: &BTreeSet<Location>,
) -> BTreeMap<Location, Impossible> {
    let mut search = Search { documents, found: BTreeMap::new(), seen: BTreeSet::new(), left: MOST };
    for schema in documents.all_at(places) {
        search.look_at(&[schema]);
    }
    search.found
}

/// The schema that has a choice, and for each branch, the schemas that it consists of.
type Choice<'d> = (&'d Schema, Vec<Vec<&'d Schema>>);

struct Search<'d> {
    documents: &'d Documents,
    found: BTreeMap<Location, Impossible>,
    /// Which schemas were looked at together.
    seen: BTreeSet<Vec<&'d Location>>,
    /// How many more schemas are looked at: documents can be made whose schemas hold together in endless ways.
    left: usize,
}

impl<'d> Search<'d> {
    /// Looks at all that holds for one value, and then for each of its properties.
    fn look_at(&mut self, schemas: &[&'d Schema]) {
        let mut open = vec![schemas.to_vec()];
        while let Some(schemas) = open.pop().filter(|_| self.left > 0) {
            let parts = self.parts(&schemas);
            self.left = self.left.saturating_sub(parts.len() - 1);
            if parts.is_empty() || !self.seen.insert(parts.iter().map(|part| &part.location).collect()) {
                continue;
            }
            // Branches are not counted by `additionalProperties` next to them, either.
            let chosen: Vec<Choice<'_>> = parts
                .iter()
                .flat_map(|owner| owner.choices().map(move |branches| (*owner, branches)))
                .map(|(owner, branches)| {
                    (owner, branches.iter().map(|branch| self.parts(&[branch])).collect())
                })
                .collect();
            self.left = self
                .left
                .saturating_sub(chosen.iter().flat_map(|(_, branches)| branches).map(Vec::len).sum());
            for part in &parts {
                for keyword in CLOSING.into_iter().filter(|keyword| closes(part, *keyword)) {
                    let described = self.described(part, keyword);
                    let chosen = if keyword == Keyword::AdditionalProperties { &*chosen } else { &[] };
                    let impossible = |parts: &[&Schema]| impossible(parts, &described);
                    // Of a choice that another schema has, one branch that is possible is enough.
                    let of_choice = |(owner, branches): &Choice<'_>| {
                        let mut all = branches.iter().map(|parts| impossible(parts));
                        if std::ptr::eq(*owner, *part) {
                            return all.find_map(|found| found);
                        }
                        all.collect::<Option<Vec<_>>>()?.into_iter().next()
                    };
                    let found = impossible(&parts).or_else(|| chosen.iter().find_map(of_choice));
                    if let Some(found) = found.filter(|_| !self.has_more(part, keyword)) {
                        self.found.insert(part.location_of(keyword), found);
                    }
                }
            }
            self.look_at_closed(&parts);
            self.look_at_closed_branches(&parts, &chosen);
            let mut properties: BTreeMap<&str, Vec<&'d Schema>> = BTreeMap::new();
            for (key, schema) in parts.iter().filter_map(|part| part.map(Keyword::Properties)).flatten() {
                properties.entry(key).or_default().push(schema);
            }
            open.extend(properties.into_values().filter(|schemas| schemas.len() > 1));
        }
    }

    /// Looks for parts that allow no key together, though they describe some.
    fn look_at_closed(&mut self, parts: &[&'d Schema]) {
        let described: Vec<(&str, &Schema)> = parts
            .iter()
            .filter_map(|part| part.map(Keyword::Properties))
            .flat_map(|properties| properties.iter().map(|(key, property)| (&**key, property)))
            .collect();
        let closed = parts.iter().flat_map(|part| CLOSING.map(|keyword| (*part, keyword)));
        let closed =
            closed.filter(|(part, keyword)| closes(part, *keyword) && !self.has_more(part, *keyword));
        let closed: Vec<(Location, BTreeSet<&str>)> = closed
            .map(|(part, keyword)| (part.location_of(keyword), self.described(part, keyword)))
            .collect();
        let is_allowed = |key: &str| closed.iter().all(|(_, known)| known.contains(key));
        if described.iter().any(|(key, _)| is_allowed(key)) {
            return;
        }
        for (place, known) in &closed {
            let Some((key, property)) = described.iter().find(|(key, _)| !known.contains(key)) else {
                continue;
            };
            let impossible = Impossible {
                key: (*key).to_owned(),
                location: property.location.clone(),
                is_required: false,
            };
            self.found.entry(place.clone()).or_insert(impossible);
        }
    }

    /// Looks for choices that have no branch left, since none allows a key that is required next to the choice.
    fn look_at_closed_branches(&mut self, parts: &[&Schema], chosen: &[Choice<'d>]) {
        let ruled_out = |branch: &Vec<&'d Schema>| {
            let closed = branch.iter().flat_map(|part| CLOSING.map(|keyword| (*part, keyword)));
            let closed =
                closed.filter(|(part, keyword)| closes(part, *keyword) && !self.has_more(part, *keyword));
            let found = closed.filter_map(|(part, keyword)| {
                Some((part.location_of(keyword), impossible(parts, &self.described(part, keyword))?))
            });
            let found: Vec<(Location, Impossible)> = found.collect();
            (!found.is_empty()).then_some(found)
        };
        let all = chosen.iter().filter_map(|(_, branches)| branches.iter().map(ruled_out).collect());
        let all: Vec<Vec<Vec<(Location, Impossible)>>> = all.collect();
        for (place, found) in all.into_iter().flatten().flatten() {
            self.found.entry(place).or_insert(found);
        }
    }

    /// Schemas with all that they include and refer to, each once.
    fn parts(&self, schemas: &[&'d Schema]) -> Vec<&'d Schema> {
        let (mut parts, mut open, mut seen) = (Vec::new(), schemas.to_vec(), BTreeSet::new());
        while let Some(schema) = open.pop() {
            if seen.insert(&schema.location) {
                parts.push(schema);
                open.extend(schema.list(Keyword::AllOf).unwrap_or_default());
                open.extend(self.documents.target(schema));
            }
        }
        parts
    }

    /// The keys that a closed schema knows: its own, and where it counts what it includes, those as well.
    fn described(&self, schema: &'d Schema, keyword: Keyword) -> BTreeSet<&'d str> {
        let parts = match keyword {
            Keyword::UnevaluatedProperties => self.parts(&[schema]),
            _ => vec![schema],
        };
        let keys =
            parts.into_iter().filter_map(|part| part.map(Keyword::Properties)).flat_map(|map| map.keys());
        keys.map(|key| &**key).collect()
    }

    /// Whether a closed schema may know other keys than those that it names.
    fn has_more(&self, schema: &'d Schema, keyword: Keyword) -> bool {
        use Keyword::*;
        const MORE: [Keyword; 6] = [OneOf, AnyOf, If, DependentSchemas, Dependencies, AdditionalProperties];
        schema.has(PatternProperties)
            || keyword == UnevaluatedProperties
                && self
                    .parts(&[schema])
                    .iter()
                    .any(|part| part.has(PatternProperties) || MORE.iter().any(|more| part.has(*more)))
    }
}

/// The first entry of `required` in some schemas whose key is not described.
fn impossible(parts: &[&Schema], described: &BTreeSet<&str>) -> Option<Impossible> {
    let mut required = parts.iter().flat_map(|part| part.required.iter().map(move |entry| (part, entry)));
    let (by, entry) = required.find(|(_, entry)| !described.contains(entry.key.as_str()))?;
    Some(Impossible { key: entry.key.clone(), location: by.location_of_required(entry), is_required: true })
}

/// Whether a schema allows no keys but those that it knows.
pub(crate) fn closes(schema: &Schema, keyword: Keyword) -> bool {
    schema.one(keyword).is_some_and(|others| others.boolean == Some(false))
}

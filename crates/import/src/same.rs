//! Definitions that are one: several files repeat what one of them could have for all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use webhook_schema::model::Schema;
use webhook_schema::validate::identity;
use webhook_schema::{Location, tokens};

use crate::documents::Documents;

/// Which definition is in the place of others that have the same name and say the same, in what they refer to, too.
pub(crate) fn repeated(documents: &Documents, places: BTreeSet<Location>) -> BTreeMap<Location, Location> {
    let mut by_name: BTreeMap<String, BTreeSet<Location>> = BTreeMap::new();
    // What children there are of one is not said in it.
    for place in places.into_iter().filter(|place| documents.parent(place).is_none()) {
        by_name.entry(name(&place)).or_default().insert(place);
    }
    by_name.retain(|_, places| places.len() > 1);
    let all: Vec<(&String, &Location, &Schema)> = by_name
        .iter()
        .flat_map(|(name, places)| places.iter().map(move |place| (name, place)))
        .filter_map(|(name, place)| Some((name, place, documents.schemas.at(place)?)))
        .collect();

    // What they refer to has a number, too, and is like nothing else.
    let mut numbers: BTreeMap<Location, usize> =
        all.iter().map(|(_, place, _)| (*place).clone()).zip(0..).collect();
    let mut outlines: HashMap<(&str, String), usize> = HashMap::new();
    let mut classes = Vec::new();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for (name, place, schema) in &all {
        let (outline, leads) = outline(documents, place, schema);
        let next = outlines.len();
        classes.push(*outlines.entry((name.as_str(), outline)).or_insert(next));
        let number = |to: Location| {
            let next = numbers.len();
            *numbers.entry(to).or_insert(next)
        };
        parts.push(leads.into_iter().map(number).collect());
    }
    classes.extend((all.len()..numbers.len()).map(|number| outlines.len() + number));
    parts.resize(numbers.len(), Vec::new());
    // Classes are taken apart until all of one refer to the same classes.
    let mut count = 0;
    loop {
        let mut known: HashMap<(usize, Vec<usize>), usize> = HashMap::new();
        let next = classes.iter().zip(&parts).map(|(class, parts)| {
            let next = known.len();
            *known.entry((*class, parts.iter().map(|part| classes[*part]).collect())).or_insert(next)
        });
        classes = next.collect();
        if known.len() == count {
            break;
        }
        count = known.len();
    }
    let mut first: HashMap<usize, &Location> = HashMap::new();
    let chosen = all.iter().zip(classes).map(|((_, place, _), class)| {
        let chosen = *first.entry(class).or_insert(place);
        ((*place).clone(), chosen.clone())
    });
    chosen.filter(|(place, chosen)| place != chosen).collect()
}

/// What a definition is called: by its key, or as a whole file by the file's name.
fn name(place: &Location) -> String {
    let key = tokens(&place.pointer).filter(|token| token.parse::<usize>().is_err()).last();
    key.unwrap_or_else(|| place.file.rsplit('/').next().unwrap_or_default().to_owned())
}

/// What a definition says itself, and where its references lead, in their order.
fn outline(documents: &Documents, place: &Location, schema: &Schema) -> (String, Vec<Location>) {
    let mut value = documents.value(place).cloned().unwrap_or_default();
    let mut leads = Vec::new();
    let mut outline = format!("{:?}", schema.dialect);
    for inner in schema.all() {
        let pointer = inner.location.pointer.strip_prefix(&*place.pointer).unwrap_or_default();
        let Some(target) = documents.target(inner) else { continue };
        let object = value.pointer_mut(pointer).and_then(|value| value.as_object_mut());
        object.and_then(|object| object.shift_remove(inner.reference_keyword().as_str()));
        outline += pointer;
        leads.push(target.location.clone());
    }
    (outline + &identity(&value), leads)
}

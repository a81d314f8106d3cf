//! What both versions say of whole bodies: those of events, and what the endpoint API answers or is asked.

use std::collections::{BTreeMap, HashSet};

use webhook_catalog::Catalog;
use webhook_catalog::index::entries::Event;
use webhook_schema::Location;
use webhook_schema::model::Schema;

use crate::compare::{ChangeId, Comparer, NodeId};
use crate::events::{Affecting, Both, Events};
use crate::not_compared;

/// A body of both versions, whose schemas were compared.
pub(crate) struct Body<'c> {
    pub of: Owner<'c>,
    /// The older schema and the newer one.
    pub schemas: [&'c Schema; 2],
    /// The files with the older example and the newer one.
    pub examples: [String; 2],
    pub root: NodeId,
}

/// Whose a body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner<'c> {
    /// The event of this name.
    Event(&'c str),
    /// The endpoint API's: what it is, in words, and of which operation or parameter.
    Api(&'static str, &'c str),
}

/// Compares the bodies of all events that are in both versions.
pub(crate) fn of_events<'c>(
    comparer: &mut Comparer<'c>,
    events: &Events<'c>,
    affecting: &mut Vec<Affecting>,
) -> Vec<Body<'c>> {
    let mut bodies = Vec::new();
    for event in &events.both {
        let (Both { before: (_, old), after: (_, new) }, name) = (*event, event.after.1.name.as_str());
        match (root(comparer.before, old), root(comparer.after, new)) {
            (Some(before), Some(after)) => bodies.push(Body {
                of: Owner::Event(name),
                schemas: [before, after],
                examples: [old.example_file(), new.example_file()],
                root: comparer.bodies(before, after),
            }),
            _ => {
                let change = not_compared::change(*event, comparer.before, comparer.after);
                affecting.push((change, vec![name.to_owned()]));
            }
        }
    }
    bodies
}

/// The schema of an event's bodies, where it is sound.
pub(crate) fn root<'c>(catalog: &'c Catalog, event: &Event) -> Option<&'c Schema> {
    catalog.schema(event)?;
    catalog.at(&Location::new(event.schema_file(), ""))
}

/// Every change with the bodies that it affects, by their numbers.
pub(crate) fn affected(comparer: &Comparer<'_>, bodies: &[Body<'_>]) -> BTreeMap<ChangeId, Vec<usize>> {
    let mut affected: BTreeMap<ChangeId, Vec<usize>> = BTreeMap::new();
    for (number, body) in bodies.iter().enumerate() {
        let (mut todo, mut seen) = (vec![body.root], HashSet::from([body.root]));
        while let Some(id) = todo.pop() {
            let node = &comparer.nodes[id];
            for change in &node.changes {
                let known = affected.entry(*change).or_default();
                if known.last() != Some(&number) {
                    known.push(number);
                }
            }
            todo.extend(node.edges.iter().map(|(id, _)| *id).filter(|id| seen.insert(*id)));
        }
    }
    affected
}

/// The names of the events among some bodies.
pub(crate) fn names_of_events(bodies: &[&Body<'_>]) -> Vec<String> {
    let names = bodies.iter().filter_map(|body| match body.of {
        Owner::Event(name) => Some(name.to_owned()),
        Owner::Api(..) => None,
    });
    names.collect()
}

/// The bodies of the API among some, in words: `answers of a, b`. Nothing where there are none.
pub(crate) fn told_of_api(bodies: &[&Body<'_>]) -> String {
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for body in bodies {
        let Owner::Api(what, name) = body.of else { continue };
        let name = format!("`{name}`");
        match told.iter_mut().find(|(known, _)| *known == what) {
            Some((_, names)) => names.push(name),
            None => told.push((what, vec![name])),
        }
    }
    let told = told.into_iter().map(|(what, names)| format!("{what} {}", names.join(", ")));
    told.collect::<Vec<_>>().join(", ")
}

//! Schemas that cannot be followed to an end: in a cycle, or so many for one value that nobody would wait.

use std::collections::{BTreeSet, HashMap, VecDeque};

use webhook_schema::model::Schema;
use webhook_schema::{Diagnostic, Diagnostics, Location, counted, strongly_connected};

use crate::references::References;
use crate::rules;

/// Schemas that may follow from each other for one value.
const LONGEST_WAY: usize = 1000;

/// How often each schema of the catalog may apply to one value, on average, and how many more may apply: each counts as
/// often as it is reached. What is reached twice at every step soon comes to more than any machine can follow, in a file of a
/// few lines; a list of branches, however long, does not.
const TIMES: (usize, usize) = (10, 1000);

/// References of a cycle that are shown besides the first.
const MOST_SHOWN: usize = 10;

/// What applies to a value from a schema on, itself included.
#[derive(Clone, Copy)]
struct Reached {
    /// How many schemas, each as often as it is reached.
    schemas: usize,
    /// How many follow from each other.
    way: usize,
}

/// Reports schemas that cannot be followed to an end; returns their files.
pub(crate) fn check(references: &References, diagnostics: &mut Diagnostics) -> BTreeSet<String> {
    let (schemas, all) = leading_on(references);
    let numbers: HashMap<&Location, usize> =
        schemas.iter().enumerate().map(|(number, schema)| (&schema.location, number)).collect();
    let number = |schema: &Schema| numbers.get(&schema.location).copied();
    let target = |schema: &Schema| references.target(schema).and_then(number);
    // What leads nowhere was reported.
    let (edges, ends): (Vec<Vec<usize>>, Vec<usize>) = schemas
        .iter()
        .map(|schema| {
            let mut ends = 0;
            let next = schema.in_place().chain(references.target(schema)).map(number);
            let leading = next.inspect(|to| ends += usize::from(to.is_none())).flatten();
            (leading.collect(), ends)
        })
        .unzip();

    let (each, more) = TIMES;
    let most = all * each + more;
    let mut refused = BTreeSet::new();
    let mut reached = vec![Reached { schemas: 1, way: 1 }; schemas.len()];
    for set in strongly_connected(&edges) {
        let is_in = |number: &usize| set.binary_search(number).is_ok();
        let is_cycle = set.iter().any(|one| edges[*one].iter().any(is_in));
        let refers = |one: &usize| target(schemas[*one]).as_ref().is_some_and(is_in);
        let back: Vec<usize> = set.iter().copied().filter(|one| is_cycle && refers(one)).collect();
        if let Some((first, others)) = back.split_first() {
            refused.extend(set.iter().map(|one| schemas[*one].location.file.to_string()));
            let place = |one: &usize| schemas[*one].location_of(schemas[*one].reference_keyword());
            // Of very many, a cycle of few says more than the first of all.
            let shown = match others.len() > MOST_SHOWN {
                true => shortest_cycle(*first, &edges).into_iter().skip(1).filter(refers).collect(),
                false => others.to_vec(),
            };
            let shown: Vec<Location> = shown.iter().map(place).collect();
            diagnostics.push(leads_back(place(first), others.len(), &shown));
            continue;
        }
        for one in set {
            let targets = || edges[one].iter().map(|to| reached[*to]);
            let number = targets().fold(1 + ends[one], |sum, to| sum.saturating_add(to.schemas));
            let way = 1 + targets().map(|to| to.way).max().unwrap_or(ends[one].min(1));
            // Said once: what leads to too many has too many itself.
            let is_first = targets().all(|to| to.schemas <= most && to.way <= LONGEST_WAY);
            reached[one] = Reached { schemas: number, way };
            if !is_first {
                continue;
            }
            let (message, help) = if way > LONGEST_WAY {
                (
                    format!(
                        "more than {LONGEST_WAY} schemas follow from each other for one value from here on"
                    ),
                    "refer to what is meant directly, and put conditions next to each other, each `if` with its `then` in one \
                     `allOf`; or leave the value open with `true` in place of a schema",
                )
            } else if number > most {
                (
                    format!(
                        "more than {most} schemas apply to one value from here on, with those that apply again"
                    ),
                    "refer to what is meant directly, and only once; or leave the value open with `true` in place of a schema",
                )
            } else {
                continue;
            };
            let location = schemas[one].location.clone();
            refused.insert(location.file.to_string());
            diagnostics.push(Diagnostic::at_value(&rules::REFERENCE_CYCLE, location, message, help));
        }
    }
    refused
}

/// The schemas from which others apply to the same value, in the order of the files and of what is in them; and how many
/// schemas there are.
fn leading_on(references: &References) -> (Vec<&Schema>, usize) {
    let mut open: Vec<&Schema> = references.schemas.outermost().collect();
    open.sort_unstable_by(|a, b| b.location.cmp(&a.location));
    let (mut leading, mut all) = (Vec::new(), 0);
    while let Some(schema) = open.pop() {
        all += 1;
        if schema.reference.is_some() || schema.in_place().next().is_some() {
            leading.push(schema);
        }
        let before = open.len();
        open.extend(schema.subschemas());
        open[before..].reverse();
    }
    (leading, all)
}

/// The schemas of a shortest way from one that is in a cycle back to itself.
fn shortest_cycle(start: usize, edges: &[Vec<usize>]) -> Vec<usize> {
    let mut before = HashMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(one) = open.pop_front() {
        for to in edges[one].iter().copied() {
            if to == start {
                let mut way = vec![one];
                while let Some(earlier) =
                    before.get(&way[way.len() - 1]).filter(|_| way[way.len() - 1] != start)
                {
                    way.push(*earlier);
                }
                way.reverse();
                return way;
            }
            before.entry(to).or_insert_with(|| {
                open.push_back(to);
                one
            });
        }
    }
    vec![start]
}

/// One mistake, however many references it is about.
fn leads_back(first: Location, others: usize, shown: &[Location]) -> Diagnostic {
    let message = match others {
        0 => "this reference leads back to its own schema for the same value".to_owned(),
        number => {
            let others = counted(number as u64, "other", "others");
            format!("this reference and {others} lead back to their own schemas for the same value")
        }
    };
    let help = match shown.len() == others {
        true => "break the cycle: one schema in it has to describe the value by itself".to_owned(),
        false => format!(
            "break every cycle, first this one of {}: one schema in each has to describe the value by itself",
            counted(shown.len() as u64 + 1, "reference", "references")
        ),
    };
    let found = Diagnostic::at_value(&rules::REFERENCE_CYCLE, first, message, help);
    shown.iter().take(MOST_SHOWN).fold(found, |found, other| found.label(other.clone(), "this one, too"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_cycles_the_shortest_is_found() {
        assert_eq!(shortest_cycle(0, &[vec![1, 2], vec![3], vec![1, 3, 0], vec![0]]), [0, 2]);
        assert_eq!(shortest_cycle(1, &[vec![0], vec![0, 2], vec![0, 1]]), [1, 2]);
        assert_eq!(shortest_cycle(0, &[vec![0]]), [0]);
    }
}

//! Ids of the events that examples show: each has one of its own, which stays when documents are imported again.

use std::collections::BTreeSet;

use serde_json::Value;

/// The ids that each of some events may have in its example, the best first: the one that it has already, or those made of a
/// number that no other body has. `field` has the id in bodies.
pub(crate) fn ids<'b>(
    field: &str,
    bodies: impl Iterator<Item = &'b Value>,
    examples: impl Iterator<Item = Option<&'b Value>>,
) -> Vec<Vec<String>> {
    let id = |body: &Value| body.get(field)?.as_str().map(str::to_owned);
    let taken: BTreeSet<String> = bodies.filter_map(id).collect();
    let mut free = (1..).map(made).filter(|made| made.iter().all(|id| !taken.contains(id)));
    let ids = examples.map(|example| {
        let own = example.and_then(id);
        own.into_iter().chain(free.next().into_iter().flatten()).collect()
    });
    ids.collect()
}

/// A number as an id: one of ours, and one where that has to be a UUID.
fn made(number: usize) -> [String; 2] {
    [format!("evt-{number}"), format!("00000000-0000-4000-8000-{number:012}")]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_keeps_its_id_and_a_new_one_gets_an_id_that_no_other_has() {
        let bodies = [json!({ "id": "evt-1" }), json!({ "id": "00000000-0000-4000-8000-000000000002" })];
        let all = bodies.iter().chain([&Value::Null]);
        let found = ids("id", all, [None, Some(&bodies[0]), None].into_iter());
        let best: Vec<&str> = found.iter().map(|ids| ids[0].as_str()).collect();
        assert_eq!(best, ["evt-3", "evt-1", "evt-5"]);
        assert_eq!(found[2][1], "00000000-0000-4000-8000-000000000005");
    }
}

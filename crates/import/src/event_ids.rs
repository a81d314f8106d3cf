//! Ids of the events that examples show: each has one of its own, which stays when documents are imported again.

use std::collections::BTreeSet;

use serde_json::Value;

/// Letters that ids are counted with where a schema asks for a form of its own: hexadecimal digits, too.
const LETTERS: [&str; 3] = ["0123456789", "abcdef", "ABCDEF"];

/// How many letters at the end of such an id are the number: many, where it is so long.
const WIDTHS: [usize; 3] = [WIDTH, 2, 1];
const WIDTH: usize = 4;

/// The ids that an event may have in its example.
pub(crate) struct Ids {
    /// The best first: the one that it has already, or those made of a number that no other body has.
    pub best: Vec<String>,
    number: usize,
}

impl Ids {
    /// Ids of the form of another one that no body has, with the number at their end.
    pub fn like(&self, other: &str, taken: &BTreeSet<String>) -> Vec<String> {
        let end = |width: usize| Some(&other[..other.char_indices().rev().nth(width - 1)?.0]);
        let all = WIDTHS.iter().flat_map(|width| LETTERS.map(|letters| (*width, letters)));
        let ids = all.filter_map(|(width, letters)| {
            Some(format!("{}{}", end(width)?, counted(self.number, letters, width)?))
        });
        ids.filter(|id| !taken.contains(id)).collect()
    }
}

/// A number in some letters, of which the first is zero; `None` where so many do not have it.
fn counted(mut number: usize, letters: &str, width: usize) -> Option<String> {
    let mut counted = Vec::new();
    for _ in 0..width {
        counted.push(letters.chars().nth(number % letters.len())?);
        number /= letters.len();
    }
    (number == 0).then(|| counted.iter().rev().collect())
}

/// The ids that bodies have at a field.
pub(crate) fn taken<'b>(field: &str, bodies: impl Iterator<Item = &'b Value>) -> BTreeSet<String> {
    bodies.filter_map(|body| body.get(field)?.as_str().map(str::to_owned)).collect()
}

/// The ids of some events, of which some have one in an example already. `field` has it in bodies.
pub(crate) fn ids<'b>(
    field: &str,
    taken: &BTreeSet<String>,
    examples: impl Iterator<Item = Option<&'b Value>>,
) -> Vec<Ids> {
    let tail = |id: &String| id.char_indices().rev().nth(WIDTH - 1).map(|(at, _)| id[at..].to_owned());
    let tails: BTreeSet<String> = taken.iter().filter_map(tail).collect();
    let is_free = |number: &usize| {
        let tails_of = LETTERS.into_iter().filter_map(|letters| counted(*number, letters, WIDTH));
        made(*number).iter().all(|id| !taken.contains(id))
            && !tails_of.into_iter().any(|tail| tails.contains(&tail))
    };
    let mut free = (1..).filter(is_free);
    let ids = examples.map(|example| {
        let own = example.and_then(|example| example.get(field)?.as_str().map(str::to_owned));
        let number = free.next().unwrap_or_default();
        Ids { best: own.into_iter().chain(made(number)).collect(), number }
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
        let taken = taken("id", bodies.iter().chain([&Value::Null]));
        let found = ids("id", &taken, [None, Some(&bodies[0]), None].into_iter());
        let best: Vec<&str> = found.iter().map(|ids| ids.best[0].as_str()).collect();
        assert_eq!(best, ["evt-3", "evt-1", "evt-5"]);
        assert_eq!(found[2].best[1], "00000000-0000-4000-8000-000000000005");
    }

    #[test]
    fn an_id_of_another_form_has_the_number_at_its_end() {
        let like = |number, other| Ids { best: Vec::new(), number }.like(other, &BTreeSet::new());
        assert_eq!(like(12, "ev_aaaa"), ["ev_0012", "ev_aaca", "ev_AACA", "ev_aa12", "ev_aaca", "ev_aaCA"]);
        assert_eq!(like(3, "A"), ["3", "d", "D"]);
        assert_eq!(like(3, "éé").len(), 6);
        assert_eq!(like(10, ""), [""; 0]);
        // One that ends so is another event's.
        let taken = BTreeSet::from(["ev_0001".to_owned(), "ev_aaac".to_owned()]);
        assert_eq!(ids("id", &taken, [None].into_iter())[0].best[0], "evt-3");
        let other = Ids { best: Vec::new(), number: 1 };
        assert_eq!(other.like("ev_aaaa", &taken).first().map(String::as_str), Some("ev_aaab"));
    }
}

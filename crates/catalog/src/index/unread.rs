//! What keeps a value from being read as a model: all of it, where a reader stops at the first mistake.

use std::collections::HashMap;

use serde_json::Value;
use webhook_schema::{Misfit, join, parent, tokens};

/// The most mistakes to look for: after each, the whole value is read again.
const MOST: usize = 256;

/// The mistakes in a value, each as its place and what is wrong, in the order in which they are read; `misfit` reads it until
/// the first. Where something is `told` already, nothing more is said, nor of what lacks it.
pub(super) fn mistakes(
    value: &Value,
    mut told: Vec<String>,
    misfit: &dyn Fn(&Value) -> Option<Misfit>,
) -> Vec<(String, String)> {
    let mut mistakes = Vec::new();
    let mut rest = Rest { value: value.clone(), removed: HashMap::new() };
    for _ in 0..MOST {
        let Some(misfit) = misfit(&rest.value) else { break };
        let place = misfit.pointer();
        let written = rest.written(&place);
        // What was removed is missing now in the value around it, which goes, too.
        if !told.iter().any(|told| is_within(told, &written)) {
            mistakes.push((written.clone(), misfit.message()));
            told.push(written);
        }
        if !rest.remove(&place) {
            break;
        }
    }
    mistakes
}

fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is left of a value.
struct Rest {
    value: Value,
    /// How many items of each list are gone, by its place in the value as it was written. They come before all that is still
    /// to be read, because items are read in their order.
    removed: HashMap<String, usize>,
}

impl Rest {
    /// Where something was before anything was removed.
    fn written(&self, place: &str) -> String {
        tokens(place).fold(String::new(), |written, token| match self.removed.get(&written) {
            Some(removed) => match token.parse::<usize>() {
                Ok(number) => join(&written, &(number + removed).to_string()),
                Err(_) => join(&written, &token),
            },
            None => join(&written, &token),
        })
    }

    /// Removes a value; whether there was one that could be.
    fn remove(&mut self, place: &str) -> bool {
        let Some(name) = tokens(place).last() else { return false };
        let around = parent(place);
        let list = self.written(around);
        match self.value.pointer_mut(around) {
            Some(Value::Object(object)) => object.shift_remove(&name).is_some(),
            Some(Value::Array(items)) => match name.parse::<usize>() {
                Ok(number) if number < items.len() => {
                    items.remove(number);
                    *self.removed.entry(list).or_default() += 1;
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;
    use webhook_schema::typed;

    use super::*;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Model {
        list: Vec<Item>,
        number: u8,
        last: Option<u8>,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Item {
        number: u8,
        inner: Option<Vec<u8>>,
    }

    fn places(value: Value, told: &[&str]) -> Vec<String> {
        let told = told.iter().map(|told| (*told).to_owned()).collect();
        mistakes(&value, told, &|value| typed::<Model>(value).err())
            .into_iter()
            .map(|(place, _)| place)
            .collect()
    }

    #[test]
    fn all_mistakes_are_found_at_the_places_where_they_were_written() {
        let value = json!({
            "list": [
                { "number": 300 },
                { "number": 1, "inner": [1, -1, 2, "x", 300] },
                { "number": "x", "inner": [null] },
                { "number": 1 },
                17,
            ],
            "number": [],
            "last": 1.5,
        });
        let all = [
            "/list/0/number",
            "/list/1/inner/1",
            "/list/1/inner/3",
            "/list/1/inner/4",
            "/list/2/number",
            "/list/2/inner/0",
            "/list/4",
            "/number",
            "/last",
        ];
        assert_eq!(places(value.clone(), &[]), all);
        assert_eq!(places(value, &all[..8]), ["/last"]);
    }

    #[test]
    fn what_is_missing_is_told_of_the_value_around_it_unless_it_was_told() {
        assert_eq!(places(json!({ "list": [{}], "number": 1 }), &[]), ["/list/0"]);
        assert_eq!(places(json!({ "list": [{}], "number": 1 }), &["/list/0/number"]), [""; 0]);
        assert_eq!(places(json!(17), &[]), [""]);
    }
}

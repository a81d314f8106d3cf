//! Which part of a value a change is about, as people write it: `order.lines[].price`.

use webhook_evolution::Finding;
use webhook_evolution::history::place;

/// The field that a change is about, from where its schema begins: a file, or a definition by its name. `None` where it is about
/// the whole, or about no schema.
pub fn of(finding: &Finding) -> Option<String> {
    // Of what was added or removed, one version has no more than what is around it.
    let ways = [&finding.after, &finding.before].into_iter().flatten().filter_map(|at| place(at, ""));
    let steps = |way: &str| way.matches(['.', '[']).count();
    ways.reduce(|newer, older| if steps(&older) > steps(&newer) { older } else { newer })
}

#[cfg(test)]
mod tests {
    use webhook_schema::Location;

    use super::*;

    #[test]
    fn ways_are_as_people_write_them() {
        for (pointer, expected) in [
            ("", ""),
            ("/required/0", ""),
            ("/properties/data/properties/lines/items/properties/price/type", "data.lines[].price"),
            ("/properties/data/oneOf/1/properties/a~1b", "data.a/b"),
            ("/$defs/Money/properties/amount", "Money.amount"),
            ("/properties/labels/additionalProperties/type", "labels.{key}"),
            ("/properties/labels/patternProperties/^x-/type", "labels.{key}"),
            ("/properties/pair/prefixItems/1", "pair[]"),
        ] {
            let way = place(&Location::new("webhooks/a.schema.json", pointer), "");
            assert_eq!(way.unwrap_or_default(), expected, "{pointer}");
        }
    }
}

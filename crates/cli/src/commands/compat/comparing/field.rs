//! Which part of a value a change is about, as people write it: `order.lines[].price`.

use webhook_evolution::Finding;
use webhook_schema::Location;

/// The field that a change is about, from where its schema begins: a file, or a definition by its name. `None` where it is about
/// the whole, or about no schema.
pub fn of(finding: &Finding) -> Option<String> {
    // Of what was added or removed, one version has no more than what is around it.
    let ways = [&finding.after, &finding.before].into_iter().flatten().map(way);
    let longest = ways.reduce(|newer, older| if older.len() > newer.len() { older } else { newer });
    longest.filter(|way| !way.is_empty()).map(|way| written(&way))
}

/// The keys on the way to a place.
fn way(place: &Location) -> Vec<String> {
    let mut way = Vec::new();
    let mut keywords = place.pointer.split('/').skip(1);
    while let Some(keyword) = keywords.next() {
        match keyword {
            "properties" => way.extend(keywords.next().map(unescaped)),
            // What a definition is in says nothing of it.
            "$defs" | "definitions" => way = keywords.next().map(unescaped).into_iter().collect(),
            "items" | "prefixItems" | "additionalItems" | "contains" => way.push("[]".to_owned()),
            "additionalProperties" => way.push("{key}".to_owned()),
            "patternProperties" => {
                keywords.next();
                way.push("{key}".to_owned());
            }
            // What else has schemas in it says more of the same value; and after any other there are none.
            _ => {}
        }
    }
    way
}

fn written(way: &[String]) -> String {
    let mut text = String::new();
    for step in way {
        if !text.is_empty() && step != "[]" {
            text.push('.');
        }
        text += step;
    }
    text
}

fn unescaped(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
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
            let way = way(&Location::new("webhooks/a.schema.json", pointer));
            assert_eq!(written(&way), expected, "{pointer}");
        }
    }
}

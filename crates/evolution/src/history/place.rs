//! Where a change is, for people: the way from a payload or a definition to the value, without keywords.

use webhook_catalog::layout::INDEX;
use webhook_schema::model::{Dialect, Keyword};
use webhook_schema::{Location, tokens};

/// The way to what is at a place of a schema, as in `order.items[].price`. `payload` is the way to the payload
/// from a body, which is left out; `None` for a schema as a whole, and for what is no schema.
///
/// ```
/// use webhook_evolution::history::place;
/// use webhook_schema::Location;
///
/// let location = Location::new("webhooks/a.schema.json", "/properties/data/properties/lines/items/properties/price/type");
/// assert_eq!(place(&location, "").as_deref(), Some("data.lines[].price"));
/// assert_eq!(place(&location, "data").as_deref(), Some("lines[].price"));
/// ```
pub fn place(location: &Location, payload: &str) -> Option<String> {
    if *location.file == *INDEX {
        return None;
    }
    let mut way = String::new();
    let mut tokens = tokens(&location.pointer);
    while let Some(keyword) = tokens.next().and_then(|token| Keyword::of(&token, Dialect::Draft202012)) {
        match keyword {
            // A definition has a name of its own, whatever it is in.
            Keyword::Defs | Keyword::Definitions => way = tokens.next()?,
            Keyword::Properties => {
                let key = tokens.next()?;
                way += &if way.is_empty() { key } else { format!(".{key}") };
            }
            Keyword::Items | Keyword::PrefixItems => way += "[]",
            Keyword::AdditionalProperties => way += ".{key}",
            Keyword::PatternProperties => {
                tokens.next();
                way += ".{key}";
            }
            // Those with a list of schemas go on with a number, which is no keyword, and neither is a name.
            Keyword::AllOf | Keyword::AnyOf | Keyword::OneOf | Keyword::DependentSchemas => {
                tokens.next();
            }
            _ => {}
        }
        if matches!(keyword, Keyword::PrefixItems) {
            tokens.next();
        }
    }
    let way = match way.strip_prefix(payload) {
        Some(rest) => rest.strip_prefix('.').unwrap_or(if rest.is_empty() { rest } else { &way }),
        None => &way,
    };
    (!way.is_empty()).then(|| way.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_have_no_keywords() {
        for (pointer, expected) in [
            (
                "/properties/data/properties/order/properties/items/items/properties/price/type",
                "order.items[].price",
            ),
            ("/properties/data", ""),
            ("/properties/data/required/0", ""),
            ("/properties/database/type", "database"),
            ("/properties/data/allOf/1/properties/properties/enum/2", "properties"),
            ("/$defs/money/properties/cents/minimum", "money.cents"),
            ("/properties/data/$defs/$defs/additionalProperties", "$defs.{key}"),
            ("/$defs/pair/prefixItems/0/oneOf/1/format", "pair[]"),
            ("/$defs/map/patternProperties/^x/properties/a~1b", "map.{key}.a/b"),
            ("", ""),
        ] {
            let location = Location::new("webhooks/a.schema.json", pointer);
            let expected = (!expected.is_empty()).then(|| expected.to_owned());
            assert_eq!(place(&location, "data"), expected, "{pointer}");
        }
        assert_eq!(place(&Location::new(INDEX, "/events/0"), "data"), None);
    }
}

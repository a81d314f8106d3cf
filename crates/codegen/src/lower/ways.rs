//! The ways that types go by: from a definition, or from an event whose payload it is, to where a schema is.

use std::collections::HashMap;

use webhook_catalog::Catalog;
use webhook_catalog::index::entries;
use webhook_catalog::layout::SCHEMA;
use webhook_schema::model::{Keyword, Schema};
use webhook_schema::{Location, tokens};

use super::Lowering;
use super::ways_to_branches::case;
use crate::names::{Way, condensed, definition_ident, event_ident, type_ident};

impl<'c> Lowering<'c, '_> {
    /// The way to what is in a definition: the definition's name, or the event's where it is a payload. What is referred to
    /// need not be a definition: it goes by its way from the one that it is in, as it does where nothing refers to it.
    pub(super) fn way_of(&self, schema: &Schema) -> Way {
        match self.type_alias(schema) {
            Some(alias) => Way::new(type_ident(&alias)),
            None => self.way_to(&schema.location),
        }
    }

    pub(super) fn way_to(&self, place: &Location) -> Way {
        if let Some(ident) = self.payloads.get(place) {
            return Way::new(ident.clone());
        }
        let (around, last) = place.pointer.rsplit_once('/').unwrap_or_default();
        let (outer, keyword) = around.rsplit_once('/').unwrap_or_default();
        let schema_at = |pointer: &str| self.catalog.at(&place.with_pointer(pointer));
        let of_rest = |way: Way, schema: &'c Schema| match schema.has(Keyword::Properties) {
            true => way.to("others").to("value"),
            false => way.to("value"),
        };
        // A key that is the name of a keyword is in an object of schemas, which is none itself.
        let step = schema_at(around).and_then(|schema| {
            let way = || self.way_within(schema);
            Some(match last {
                "items" | "additionalItems" | "unevaluatedItems" | "contains" => way().to("item"),
                "additionalProperties" | "unevaluatedProperties" => of_rest(way(), schema),
                "not" | "if" | "then" | "else" | "propertyNames" | "contentSchema" => way().to(last),
                _ => return None,
            })
        });
        let step = step.or_else(|| {
            let schema = schema_at(outer)?;
            let way = || self.way_within(schema);
            Some(match keyword {
                "properties" => way().to(&tokens(&place.pointer).last()?),
                // The key is a property's, too.
                "dependentSchemas" | "dependencies" => way().to("with").to(&tokens(&place.pointer).last()?),
                "patternProperties" => of_rest(way(), schema),
                "allOf" => way().to(&case(last.parse().ok()?)),
                "anyOf" | "oneOf" => {
                    let number = last.parse().ok()?;
                    let named = self.way_to_branch(self.whole_of(schema), place);
                    named.unwrap_or_else(|| way().to(&case(number)))
                }
                "items" | "prefixItems" => way().to(&format!("item_{last}")),
                _ => return None,
            })
        });
        step.unwrap_or_else(|| Way::new(ident_of(place)))
    }

    /// The way to what is in a schema. A part that is always meant goes by no name of its own.
    fn way_within(&self, schema: &'c Schema) -> Way {
        self.way_of(self.whole_of(schema))
    }

    /// What a schema is always a part of, as far as it has no name of its own.
    pub(super) fn whole_of(&self, schema: &'c Schema) -> &'c Schema {
        let place = &schema.location;
        let of_list = place.pointer.rsplit_once('/').and_then(|(list, _)| list.strip_suffix("/allOf"));
        let whole = of_list.and_then(|whole| self.catalog.at(&place.with_pointer(whole)));
        match (whole, self.type_alias(schema)) {
            (Some(whole), None) => self.whole_of(whole),
            _ => schema,
        }
    }
}

/// Where events describe their payloads themselves, as far as no reference is on the way.
pub(super) fn payloads(catalog: &Catalog) -> HashMap<Location, String> {
    let way = catalog.index.contract.envelope.payload();
    let place = |event: &entries::Event| {
        let root = Location::new(event.schema_file(), "");
        way.iter().fold(root, |place, key| place.child("properties").child(key))
    };
    catalog.index.events.iter().map(|event| (place(event), event_ident(event))).collect()
}

/// The name of what is at a place, in camel case: of a definition its key, else of its file.
pub(super) fn ident_of(place: &Location) -> String {
    condensed(match place.pointer.rsplit('/').next() {
        None | Some("") => {
            let file = place.file.rsplit('/').next().unwrap_or_default();
            type_ident(file.strip_suffix(SCHEMA).or(file.strip_suffix(".json")).unwrap_or(file))
        }
        Some(key) => definition_ident(&key.replace("~1", "/").replace("~0", "~")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_name_without_what_it_ends_with() {
        for (file, pointer, expected) in [
            ("webhooks/invoice_paid.schema.json", "", "InvoicePaid"),
            ("webhooks/parts/StartTransaction.json", "", "StartTransaction"),
            ("webhooks/parts/money", "", "Money"),
            ("webhooks/parts/money.json", "/$defs/a~1b", "AB"),
            ("webhooks/parts/money.json", "/$defs/__schema0", "Schema0"),
            ("webhooks/parts/money.json", "/$defs/Response[User]", "ResponseUser"),
        ] {
            assert_eq!(ident_of(&Location::new(file, pointer)), expected);
        }
    }
}

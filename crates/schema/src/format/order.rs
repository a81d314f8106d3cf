//! The order of the keys of an object.

use jsonc_parser::ast::ObjectProp;
use serde_json::Value;

use crate::model::{Holds, Keyword, Role};

/// What an object is, which tells the order of its keys. A key that nobody knows stays after the one that it follows.
#[derive(Clone, Copy, Debug)]
pub enum Order<'m> {
    /// Whatever it is, its author's order is the best.
    AsWritten,
    /// A JSON Schema, of any draft.
    Schema,
    /// JSON Schemas by names that the author chose.
    Schemas,
    /// What a JSON Schema describes, whose properties are in the order to be had.
    Model {
        /// The schema of the value.
        schema: &'m Value,
        /// The schema that its references lead into.
        root: &'m Value,
    },
}

/// Keywords as people read them: what it is, what it is for, what it may be.
const KEYWORDS: &[Keyword] = {
    use Keyword::*;
    &[
        Schema,
        Vocabulary,
        OldId,
        Id,
        Anchor,
        DynamicAnchor,
        RecursiveAnchor,
        Ref,
        DynamicRef,
        RecursiveRef,
        Const,
        Comment,
        Title,
        Description,
        Deprecated,
        ReadOnly,
        WriteOnly,
        AllOf,
        AnyOf,
        OneOf,
        Not,
        If,
        Then,
        Else,
        Type,
        Enum,
        Format,
        Pattern,
        MinLength,
        MaxLength,
        ContentEncoding,
        ContentMediaType,
        ContentSchema,
        Minimum,
        ExclusiveMinimum,
        Maximum,
        ExclusiveMaximum,
        MultipleOf,
        MinItems,
        MaxItems,
        UniqueItems,
        PrefixItems,
        Items,
        AdditionalItems,
        UnevaluatedItems,
        Contains,
        MinContains,
        MaxContains,
        Required,
        MinProperties,
        MaxProperties,
        PropertyNames,
        AdditionalProperties,
        UnevaluatedProperties,
        Properties,
        PatternProperties,
        Dependencies,
        DependentRequired,
        DependentSchemas,
        Default,
        Examples,
        Defs,
        Definitions,
    ]
};

impl<'m> Order<'m> {
    /// What a JSON Schema describes.
    pub fn model(schema: &'m Value) -> Self {
        Self::Model { schema, root: schema }
    }

    /// The properties of an object in its order.
    pub(super) fn sorted<'p, 'a>(self, properties: &'p [ObjectProp<'a>]) -> Vec<&'p ObjectProp<'a>> {
        let mut last = 0;
        let mut ranked: Vec<(usize, &ObjectProp<'_>)> = Vec::with_capacity(properties.len());
        for property in properties {
            last = self.rank(property.name.as_str()).unwrap_or(last);
            ranked.push((last, property));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, property)| property).collect()
    }

    /// What the value of a property is.
    pub(super) fn within(self, key: &str) -> Self {
        match self {
            Self::AsWritten => Self::AsWritten,
            Self::Schemas => Self::Schema,
            Self::Schema => match keyword(key).map(Keyword::role) {
                Some(Role::Defines | Role::AppliesInPlace(Holds::Map) | Role::AppliesToParts(Holds::Map)) => {
                    Self::Schemas
                }
                Some(Role::AppliesInPlace(_) | Role::AppliesToParts(_)) => Self::Schema,
                _ => Self::AsWritten,
            },
            Self::Model { schema, root } => {
                let property = described(schema, root).and_then(|schema| schema["properties"].get(key));
                let other = described(schema, root).and_then(|schema| schema.get("additionalProperties"));
                property.or(other).map_or(Self::AsWritten, |schema| Self::Model { schema, root })
            }
        }
    }

    /// What an item of an array is.
    pub(super) fn of_item(self) -> Self {
        match self {
            Self::Model { schema, root } => {
                match described(schema, root).and_then(|schema| schema.get("items")) {
                    Some(schema) => Self::Model { schema, root },
                    None => Self::AsWritten,
                }
            }
            order => order,
        }
    }

    fn rank(self, key: &str) -> Option<usize> {
        match self {
            Self::AsWritten | Self::Schemas => None,
            Self::Schema => {
                let keyword = keyword(key)?;
                KEYWORDS.iter().position(|known| *known == keyword)
            }
            Self::Model { schema, root } => {
                described(schema, root)?["properties"].as_object()?.keys().position(|known| known == key)
            }
        }
    }
}

/// The keyword of a text, whichever draft has it.
fn keyword(key: &str) -> Option<Keyword> {
    KEYWORDS.iter().copied().find(|keyword| keyword.as_str() == key)
}

/// The schema that says which properties there are: where it leads to, or the first of its alternatives that has any.
fn described<'m>(schema: &'m Value, root: &'m Value) -> Option<&'m Value> {
    let target = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.strip_prefix('#')?));
    let alternatives = ["anyOf", "oneOf"].into_iter().filter_map(|key| schema[key].as_array()).flatten();
    let has_any = |schema: &&Value| {
        ["properties", "items", "additionalProperties"].iter().any(|key| schema.get(key).is_some())
    };
    let found = target.into_iter().chain(alternatives).find_map(|schema| described(schema, root));
    Some(schema).filter(has_any).or(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_has_its_place() {
        for keyword in Keyword::ALL {
            assert_eq!(KEYWORDS.iter().filter(|known| *known == keyword).count(), 1, "{keyword:?}");
        }
    }
}

//! From the model of schemas to what is checked of values.

use super::links::Links;
use super::run::{Check, Node, Rule};
use super::{arrays, branches, objects, strings, values};
use crate::model::{Keyword, Role, Schema};

/// Compiles schemas, which include all that their keywords hold and their references lead to.
pub(super) fn nodes<'s>(
    schemas: &[&'s Schema],
    target: &'s dyn Fn(&Schema) -> Option<&'s Schema>,
) -> Vec<Node> {
    let mut links = Links::new(schemas, target);
    schemas.iter().map(|schema| node(schema, &mut links)).collect()
}

fn node<'s>(schema: &'s Schema, links: &mut Links<'s>) -> Node {
    let mut node = Node {
        location: schema.location.clone(),
        rules: Vec::with_capacity(schema.keywords.len()),
        is_false: schema.boolean == Some(false),
        looks_at_seen: false,
    };
    // These come after what they are about.
    let looks_at_seen =
        |keyword: &Keyword| matches!(keyword, Keyword::UnevaluatedItems | Keyword::UnevaluatedProperties);
    let (last, first): (Vec<_>, Vec<_>) = schema.keywords.iter().copied().partition(looks_at_seen);
    node.looks_at_seen = !last.is_empty();
    for keyword in first.into_iter().chain(last) {
        let spares_null = schema.nullable && schema.types.is_none() && minds_null(keyword);
        for check in checks(keyword, schema, links).into_iter().flatten() {
            node.rules.push(Rule { keyword, check, spares_null });
        }
    }
    node.rules.shrink_to_fit();
    node
}

/// What a keyword says; `dependencies` says two things.
pub(super) fn checks<'s>(
    keyword: Keyword,
    schema: &'s Schema,
    links: &mut Links<'s>,
) -> [Option<Box<dyn Check>>; 2] {
    fn boxed(check: impl Check + 'static) -> Box<dyn Check> {
        Box::new(check)
    }
    let one = values::Scalar::new(keyword, schema).map(boxed);
    let one = one.or_else(|| strings::Text::new(keyword, schema, links).map(boxed));
    let one = one.or_else(|| arrays::Items::new(keyword, schema, links).map(boxed));
    let one = one.or_else(|| objects::Properties::new(keyword, schema, links).map(boxed));
    [one, branches::Branches::new(keyword, schema, links).map(boxed)]
}

/// Whether a keyword rules out null, where `nullable` next to it does not. The others are about values of other types.
fn minds_null(keyword: Keyword) -> bool {
    match keyword {
        Keyword::Ref | Keyword::DynamicRef | Keyword::RecursiveRef | Keyword::Enum | Keyword::Const => true,
        Keyword::DependentSchemas | Keyword::Dependencies => false,
        keyword => matches!(keyword.role(), Role::AppliesInPlace(_)),
    }
}

//! What is written of a schema that others inherit from: a choice of its children.

use serde_json::{Map, Value, json};
use webhook_catalog::{Discriminator, texts_at};
use webhook_schema::model::{Dialect, JsonType, Keyword};
use webhook_schema::{join, tokens};

use crate::bodies::constant;
use crate::called::are_same_words;
use crate::documents::{Child, Documents, Parent};

/// The texts that a child goes by: those that it is given, the one that it fixes, or its name, spelled as its schema lists it.
pub(crate) fn texts(documents: &Documents, parent: &Parent, child: &Child) -> Vec<String> {
    if !child.texts.is_empty() {
        return child.texts.clone();
    }
    if let Some(only) = constant(documents, &child.place, &join("", &parent.key)) {
        return vec![only];
    }
    let name = tokens(&child.place.pointer).last().unwrap_or_default();
    let schema = documents.schemas.at(&child.place);
    let listed = schema.and_then(|schema| texts_at(&parent.key, schema, &|schema| documents.target(schema)));
    match listed {
        Some(listed) => {
            let own = listed.into_iter().find(|text| are_same_words(text, &name));
            own.map(str::to_owned).into_iter().collect()
        }
        None => vec![name],
    }
}

/// Leaves what a schema says for people: the rest of it is in what its children include.
pub(crate) fn keep_texts(object: &mut Map<String, Value>) {
    object.retain(|key, _| {
        let keyword = Keyword::of(key, Dialect::Draft202012);
        key.starts_with("x-")
            || keyword.is_some_and(|keyword| keyword.is_annotation() && keyword != Keyword::Default)
    });
}

/// Shows values.
pub(crate) fn show(object: &mut Map<String, Value>, shown: Vec<Value>) {
    if !shown.is_empty() {
        object.insert(Keyword::Examples.as_str().to_owned(), shown.into());
    }
}

/// Writes branches, each by a reference and the texts that it goes by at a key.
pub(crate) fn write_choice(
    object: &mut Map<String, Value>,
    key: &str,
    branches: Vec<(String, Vec<String>)>,
    may_be_null: bool,
) {
    let mut any: Vec<Value> = branches.iter().map(|(to, _)| json!({ (Keyword::Ref.as_str()): to })).collect();
    if may_be_null {
        any.push(json!({ (Keyword::Type.as_str()): JsonType::Null.as_str() }));
    }
    let mapping = branches
        .into_iter()
        .flat_map(|(to, texts)| texts.into_iter().map(move |text| (text, to.clone().into())));
    let mapping: Map<String, Value> = mapping.collect();
    object.insert(Keyword::AnyOf.as_str().to_owned(), any.into());
    object.insert(Discriminator::NAME.to_owned(), json!({ "propertyName": key, "mapping": mapping }));
}

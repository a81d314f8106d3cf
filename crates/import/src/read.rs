//! Events out of documents, a file per format.

mod asyncapi;
mod bare;
mod exported;
mod object;
mod openapi;

use serde_json::Value;
use webhook_schema::model::{Keyword, Resource};
use webhook_schema::{Diagnostics, Location};

pub(crate) use object::{shown, text};

use crate::documents::Documents;
use crate::found::All;
use crate::rules;

/// Finds the events of all documents. Where one of them is OpenAPI or AsyncAPI, schemas are there for it to refer to;
/// otherwise they describe events themselves. An OpenAPI or AsyncAPI document may be there to be referred to, too.
pub(crate) fn read(documents: &Documents, diagnostics: &mut Diagnostics) -> All {
    let mut all = All::default();
    let mut has_description = false;
    for (file, value) in documents.iter() {
        let root = Location::new(file, "");
        let version = |key: &str| value.get(key).map(|version| version.as_str().unwrap_or_default());
        let supported = |key: &str, versions: &[&str]| {
            let version = version(key)?;
            Some(versions.iter().any(|start| version.starts_with(start)))
        };
        let read: fn(&Documents, Location, &mut All, &mut Diagnostics) =
            match (supported("openapi", &["3.0", "3.1"]), supported("asyncapi", &["2.", "3."])) {
                (Some(true), _) => openapi::read,
                (None, Some(true)) => asyncapi::read,
                (None, None) if value.get("swagger").is_none() => continue,
                _ => {
                    has_description = true;
                    let keys = ["openapi", "asyncapi", "swagger"];
                    let key = keys.into_iter().find(|key| value.get(key).is_some()).unwrap_or_default();
                    let message = format!(
                        "expected `openapi` 3.0 or 3.1, or `asyncapi` 2 or 3, found `{key}` {}",
                        value[key]
                    );
                    let help = "convert the document to a version that is known";
                    let at = root.child(key);
                    diagnostics.push(documents.mistake(&rules::KIND, &at, message, help));
                    continue;
                }
            };
        let before = (all.events.len(), all.refused.len(), diagnostics.errors());
        read(documents, root.clone(), &mut all, diagnostics);
        let is_empty = (all.events.len(), all.refused.len(), diagnostics.errors()) == before;
        if is_empty && is_referred_to(documents, file) {
            continue;
        }
        has_description = true;
        if is_empty {
            let message = "there are no events in this document";
            let help = "expected `webhooks`, `x-webhooks` or `callbacks` with bodies in OpenAPI, or messages in AsyncAPI: where it \
                        has none of them, give a file next to it that lists schemas of it in `oneOf`";
            diagnostics.push(documents.mistake(&rules::SHAPE, &root, message, help));
        }
    }
    if !has_description {
        bare::read(documents, &mut all, diagnostics);
    }
    all
}

/// Whether another file refers to one, or to a part of it.
fn is_referred_to(documents: &Documents, file: &str) -> bool {
    let leads = |from: &Resource, reference: &str| {
        let place = documents.place(from, reference, &from.root, &mut Diagnostics::new());
        place.is_some_and(|place| *place.file == *file)
    };
    let others = documents.iter().filter(|(other, _)| *other != file);
    others.into_iter().any(|(other, value)| {
        let from = Resource::of_document(other, value);
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(object) => {
                    let reference = object.get(Keyword::Ref.as_str()).and_then(Value::as_str);
                    if reference.is_some_and(|reference| leads(&from, reference)) {
                        return true;
                    }
                    open.extend(object.values());
                }
                _ => {}
            }
        }
        false
    })
}

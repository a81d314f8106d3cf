//! Where a reference leads: in the files that were given, by `$id` or by name, and nowhere else.

use serde_json::Value;
use webhook_schema::model::{Fragment, Reference, Resource, file_uri};
use webhook_schema::{Diagnostics, Location, closest, did_you_mean, tokens};

use super::Documents;
use crate::rules;

/// Properties that are named when a reference leads nowhere.
const MOST_CANDIDATES: usize = 1_000;

impl Documents {
    /// Where a reference leads that is written in `from`, at a location; `None` when it was reported that it leads nowhere.
    pub fn place(
        &self,
        from: &Resource,
        reference: &str,
        at: &Location,
        diagnostics: &mut Diagnostics,
    ) -> Option<Location> {
        let mut wrong = |message: String, help: String| {
            diagnostics.push(self.mistake(&rules::REFERENCE, at, message, help));
            None
        };
        let Reference { file: path, fragment } = Reference::parse(reference);
        let root = match path.is_empty() {
            true => from.root.clone(),
            false => match self.resource(from, path) {
                Some(root) => root,
                None if self.is_unreadable(from, path) => return None,
                None => {
                    let message = format!("`{reference}` leads to a file that was not given");
                    let help = "give that file too: nothing else is read, and nothing is fetched";
                    return wrong(message, help.to_owned());
                }
            },
        };
        let place = match fragment {
            Fragment::Pointer(pointer) => root.at(&pointer),
            Fragment::Anchor(name) => match self.schemas.anchor(&root, &name) {
                Some(place) => place.clone(),
                // Other programs read `#definitions/order` as a pointer, too: an anchor has no slash.
                None if name.contains('/') => root.at(&format!("/{name}")),
                None => {
                    let help = did_you_mean(
                        closest(&name, self.schemas.anchors(&root)),
                        "name an anchor that is there",
                    );
                    return wrong(format!("`{reference}` leads nowhere: there is no anchor `{name}`"), help);
                }
            },
        };
        if self.value(&place).is_none() {
            let message =
                format!("`{reference}` leads nowhere: {} has nothing at `{}`", place.file, place.pointer);
            return wrong(message, self.advice(&place));
        }
        Some(place)
    }

    /// The file or part of one that a path means: by its `$id`, or by its name.
    fn resource(&self, from: &Resource, path: &str) -> Option<Location> {
        let uri = resolved(from, path)?;
        if let [only] = self.schemas.with_uri(&uri) {
            return Some(only.clone());
        }
        // Next to a file that has an `$id`, others may go by their names.
        let by_name = resolved(&Resource::of_file(&from.root.file), path)?;
        self.names.get(&by_name).map(|file| Location::new(file.as_str(), ""))
    }

    fn is_unreadable(&self, from: &Resource, path: &str) -> bool {
        let by_name = resolved(&Resource::of_file(&from.root.file), path);
        by_name.is_some_and(|uri| self.unreadable.contains(&uri))
    }

    /// What was probably meant by a pointer that leads nowhere.
    fn advice(&self, place: &Location) -> String {
        let mut above = place.with_pointer("");
        let mut missing = String::new();
        for token in tokens(&place.pointer) {
            let next = above.child(&token);
            if self.value(&next).is_none() {
                missing = token;
                break;
            }
            above = next;
        }
        let names = self.value(&above).and_then(Value::as_object);
        let names = names.into_iter().flatten().map(|(name, _)| name.as_str()).take(MOST_CANDIDATES);
        did_you_mean(closest(&missing, names), "define it there, or correct the reference")
    }
}

/// The URI that a path comes to; `None` also where it leads out of the root of what was given, above which a URI cannot be.
fn resolved(from: &Resource, path: &str) -> Option<String> {
    let uri = from.resolve(path)?;
    let root = file_uri("");
    let (Some(own), Some(below)) = (from.uri.strip_prefix(&root), uri.strip_prefix(&root)) else {
        return Some(uri);
    };
    // One directory deeper, whatever stays inside is there, too.
    let deeper = Resource { uri: format!("{root}a/{own}"), ..from.clone() };
    let stays = path.starts_with('/') || deeper.resolve(path)? == format!("{root}a/{below}");
    stays.then_some(uri)
}

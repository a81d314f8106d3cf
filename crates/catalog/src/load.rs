//! Loading a catalog: the order of the stages.
//!
//! Files are read, schemas checked, both indexes parsed; then the checks look at the [`Draft`] that these make, and what
//! they find sound becomes the [`Catalog`].

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use webhook_schema::model::Alike;
use webhook_schema::{Diagnostic, Diagnostics, Directory, Document, Limits, Location, Tree, parallel, typed};

use crate::catalog::Catalog;
use crate::check::{self, Bodies};
use crate::draft::Draft;
use crate::files::Files;
use crate::index::api::Api;
use crate::index::entries::Index;
use crate::index::lints::Lints;
use crate::index::mend::{Mended, mend};
use crate::index::shape::Shape;
use crate::layout::{API, API_INDEX, DIRECTORIES, INDEX, WEBHOOKS, is_example, is_schema};
use crate::references;
use crate::rules;
use crate::schemas::Schemas;

/// The tree of a repository on disk: what is in its directory `schemas`.
pub fn tree(repository: &Path) -> Tree {
    tree_within(repository, Limits::default())
}

/// The same with other limits.
pub fn tree_within(repository: &Path, limits: Limits) -> Tree {
    Tree::disk(&repository.join("schemas"), "schemas", DIRECTORIES, limits)
}

/// Loads the catalog of a tree, which has [`DIRECTORIES`] in it. Every mistake goes to the
/// sink.
///
/// `None` when there is nothing to go on with: the directory or the index cannot be read, or the index does not have
/// the shape of one, or more events than are read. `Some` may come together with diagnostics, see [`Catalog`].
///
/// What is read: `index.json`, `*.schema.json` and `*.example.json` directly in a directory, the JSON files that an index
/// names, and those that a schema refers to. Any other JSON file is a finding; other files, and whatever starts with a dot,
/// are ignored.
///
/// Where there is a directory `api` next to `webhooks`, it holds the API that endpoints are managed with: the same kinds of
/// files, under the same rules.
///
/// ```
/// use webhook_catalog::{load, tree};
///
/// let mut diagnostics = webhook_schema::Diagnostics::new();
/// assert!(load(&tree("/nowhere".as_ref()), &mut diagnostics).is_none());
/// assert!(diagnostics.to_text().starts_with("schemas/webhooks: error: the directory cannot be read"));
/// ```
pub fn load(tree: &Tree, diagnostics: &mut Diagnostics) -> Option<Catalog> {
    // No shape depends on what is read.
    let ((index_shape, api_shape), schemas) = parallel::both(
        || (Shape::<Index>::new(), Shape::<Api>::new()),
        || open(tree, Lints::of_index, diagnostics),
    );
    let schemas = schemas?;
    let has_api = *tree.directory(API) == Directory::Listed;
    report_missing_indexes(tree, has_api, diagnostics);

    let document = |name| schemas.documents.get(name);
    let index = document(INDEX).and_then(|index| index_shape.parse(INDEX, index, diagnostics));
    let api = document(API_INDEX).and_then(|index| api_shape.parse(API_INDEX, index, diagnostics));
    let (index, has_shape) = index?;
    let (api, api_has_shape) = api.map_or((None, true), |(api, has_shape)| (Some(api), has_shape));
    let (mut catalog, mut bodies) = check(Draft { tree, index, api, schemas }, has_api, diagnostics);
    bodies.add_samples(&catalog.schemas);
    let invalid = bodies.check(&catalog.schemas, &catalog.index.lints, diagnostics);
    catalog.examples.retain(|example| !invalid.contains(example));
    // What comes next takes memory, too, and asks for few of these again.
    catalog.schemas.documents.values_mut().for_each(Document::forget_value);
    // What does not have the shape was good enough to look for more, but not to rely on.
    (has_shape && api_has_shape).then_some(catalog)
}

/// An older version of a catalog, as far as it can be read.
#[derive(Debug)]
pub struct Older {
    /// The catalog; its API where the index of that can be read. [`Catalog::schema`] has none for the events of which nothing
    /// can be said.
    pub catalog: Catalog,
    /// Places of its index (JSON Pointers) that say nothing which could be used, and where the newer index was taken
    /// instead.
    pub assumed: Vec<String>,
}

/// Loads an older version of a catalog, to compare it with a newer one. It need not keep to today's rules: what its index
/// does not say, or says in another way, is taken from the newer index, and nothing is said of taste. Nobody can correct its
/// examples any more: whether they are valid is not looked at, which would be most of the time.
///
/// `None` when there is nothing to compare: the directory or the index cannot be read, or it does not list events.
pub fn load_older(tree: &Tree, newer: &Catalog, diagnostics: &mut Diagnostics) -> Option<Older> {
    let mut schemas = open(tree, |_| Lints::silent(), diagnostics)?;
    report_missing_indexes(tree, false, diagnostics);
    let document = schemas.documents.get_mut(INDEX)?;
    let Some(Mended { mut index, value, assumed }) = mend(document.value(), newer.document(INDEX)?.value())
    else {
        let help = "compare with a version whose index has today's form";
        let location = Location::new(INDEX, "");
        let message = "expected a list of `events` with a `name` each";
        diagnostics.push(Diagnostic::at_value(&rules::INDEX_SHAPE, location, message, help));
        return None;
    };
    // The text stays, for its lines.
    *document = Document::new(Arc::clone(&document.text), value);
    index.lints = Lints::silent();
    let api = schemas.documents.get(API_INDEX).and_then(|index| typed(index.value()).ok());
    let (catalog, _) = check(Draft { tree, index, api: None, schemas }, false, diagnostics);
    Some(Older { catalog: Catalog { api, ..catalog }, assumed })
}

/// Reads the files of a tree, and checks the schemas. `None` when there is nothing to go on with.
fn open(tree: &Tree, lints: fn(Option<&Value>) -> Lints, diagnostics: &mut Diagnostics) -> Option<Schemas> {
    diagnostics.open(tree.label());
    if !is_listed(tree, diagnostics) {
        return None;
    }
    tree.report(diagnostics);
    read(tree, lints, diagnostics)
}

/// Checks everything but the schemas, and finds the bodies that have to be valid against these.
fn check(draft: Draft<'_>, has_api: bool, diagnostics: &mut Diagnostics) -> (Catalog, Bodies) {
    let mut doubtful = check::index(&draft, diagnostics);
    check::deprecation(&draft, diagnostics);
    check::evolution(&draft, diagnostics);
    check::contract(&draft, diagnostics);
    check::retry(&draft, diagnostics);
    check::signature(&draft, diagnostics);
    check::rust(&draft, diagnostics);
    let shared = check::inventory(&draft, &mut doubtful, diagnostics);
    let mut bodies = Bodies::default();
    let named = check::events(&draft, &doubtful, &mut bodies, diagnostics);
    if let (Some(api), true) = (&draft.api, has_api) {
        check::api(&draft, api, &mut bodies, diagnostics);
    }
    let Draft { index, api, schemas, .. } = draft;
    let has_sound_layout = check::is_layout_sound(diagnostics);
    let unsound = doubtful.entries;
    (Catalog { index, api, schemas, unsound, examples: named, shared, has_sound_layout }, bodies)
}

/// Reports a directory that cannot be listed; says whether the catalog's own can.
fn is_listed(tree: &Tree, diagnostics: &mut Diagnostics) -> bool {
    if *tree.directory(WEBHOOKS) != Directory::Listed {
        tree.report_directory(WEBHOOKS, diagnostics);
        return false;
    }
    // There need not be an API.
    if matches!(tree.directory(API), Directory::Unusable(_)) {
        tree.report_directory(API, diagnostics);
    }
    true
}

/// Reads the files, and checks the schemas among them. `None` when there are too many.
fn read(tree: &Tree, lints: fn(Option<&Value>) -> Lints, diagnostics: &mut Diagnostics) -> Option<Schemas> {
    let mut files = Files::new(tree);
    files.read(INDEX, diagnostics);
    let events = files.documents.get(INDEX).and_then(|index| index.value().get("events")?.as_array());
    let (events, most) = (events.map_or(0, Vec::len), tree.limits().max_events);
    if events > most {
        let message = format!("the index has {events} events, and at most {most} are read");
        let help = "remove what does not belong in it, or raise the limit with `--max-events`";
        let location = Location::new(INDEX, "/events");
        diagnostics.push(Diagnostic::at_value(&rules::INDEX_SHAPE, location, message, help));
        return None;
    }
    let is_read = |name: &&str| [INDEX, API_INDEX].contains(name) || is_schema(name) || is_example(name);
    let alike = Alike::default();
    let roots = files.read_all(tree.names().filter(is_read), diagnostics, |file, value| {
        is_schema(file).then(|| references::root(file, value, &alike))
    });
    let roots = roots.into_iter().filter_map(|(file, root)| Some((file, root?))).collect();
    for name in references::examples(&files) {
        files.read(&name, diagnostics);
    }
    let mut references = references::read(&mut files, roots, &alike, diagnostics);
    let index = files.documents.get(INDEX).map(|document| document.value());
    let lints = lints(index);
    let refused = check::schemas(&files.documents, &lints, &mut references, diagnostics);
    // All that is said of a schema from here on is in the model.
    let schemas = references.schemas.roots().map(|root| &root.location.file);
    for file in schemas {
        files.documents.get_mut(&**file).into_iter().for_each(Document::forget_value);
    }
    files.documents.sort_unstable_keys();
    Some(Schemas { documents: files.documents, references, refused, validators: Default::default() })
}

fn report_missing_indexes(tree: &Tree, has_api: bool, diagnostics: &mut Diagnostics) {
    report_missing(tree, INDEX, diagnostics);
    if has_api {
        report_missing(tree, API_INDEX, diagnostics);
    }
}

/// Reports an index that is not there.
fn report_missing(tree: &Tree, index: &str, diagnostics: &mut Diagnostics) {
    let help = match index {
        API_INDEX => "write it: it lists the API's operations; or delete the directory",
        _ => "write it: it lists the catalog's events",
    };
    if !tree.has(index) {
        diagnostics.push(Diagnostic::at_file(&rules::INDEX_SHAPE, index, "missing index", help));
    }
}

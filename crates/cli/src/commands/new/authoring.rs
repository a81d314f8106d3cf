//! New entries for an index, with the files that they need: what an author would otherwise copy from another event.
//!
//! Nothing is written here, and what comes of it may have mistakes that only a whole catalog shows, such as two names that
//! are one in Rust: whoever writes it loads it first, by [`Tree::with`](webhook_schema::Tree::with).

mod asked;
mod entries;
mod like;

use serde_json::Value;
use webhook_schema::source::Text;
use webhook_schema::{closest, did_you_mean};

pub use asked::{NewEvent, NewFamily, Refusal};

use asked::refusal;
use webhook_catalog::Catalog;
use webhook_catalog::file_stem;
use webhook_catalog::index::entries::Event;
use webhook_catalog::index::names::{EventNames, is_crate_name};
use webhook_catalog::layout::{EXAMPLE, INDEX, SCHEMA, in_webhooks};

/// What is to be written, by names in the tree.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The index, with the new entries in it and otherwise as it was.
    pub index: String,
    /// Name and text of the event's schema.
    pub schema: (String, String),
    /// Name and text of the event's example.
    pub example: (String, String),
    /// The event that schema and example were made from.
    pub like: String,
    /// Where the event's entry is in the index, as a JSON Pointer.
    pub entry: String,
}

/// Adds an event to a family that there is. The entry goes after the family's last one.
///
/// # Errors
///
/// When the name is not one for an event of this catalog, there is no such family, or no event to start from.
pub fn new_event(catalog: &Catalog, family: &str, event: NewEvent<'_>) -> Result<Addition, Refusal> {
    let families = || catalog.index.families.iter().map(|family| family.name.as_str());
    if !families().any(|name| name == family) {
        let help = did_you_mean(
            closest(family, families()),
            &format!(
                "name one of these, or add it with `new family`: {}",
                families().collect::<Vec<_>>().join(", ")
            ),
        );
        return Err(refusal(format!("there is no family `{family}`"), help));
    }
    add(catalog, text(catalog)?, family, event)
}

/// Adds a family with its first event. The family is the last one then, and so is the event.
///
/// # Errors
///
/// When the name is not one for a family, or as with [`new_event`].
pub fn new_family(
    catalog: &Catalog,
    family: NewFamily<'_>,
    event: NewEvent<'_>,
) -> Result<Addition, Refusal> {
    let name = family.name;
    if !is_crate_name(name) {
        let help =
            "use lowercase words and digits joined by `-`, beginning with a letter, as in `safe-house`";
        return Err(refusal(format!("`{name}` is not a name for a family"), help));
    }
    let families = &catalog.index.families;
    if families.iter().any(|family| family.name == name) {
        return Err(refusal(
            format!("there is a family `{name}` already"),
            "add an event to it with `new event`",
        ));
    }
    let text = insert(text(catalog)?, "/families", families.len(), &entries::family(family))?;
    add(catalog, &text, name, event)
}

fn add(catalog: &Catalog, text: &str, family: &str, new: NewEvent<'_>) -> Result<Addition, Refusal> {
    let index = &catalog.index;
    if let Some((message, help)) = EventNames::new(index.contract.name.pattern.as_deref()).problem(new.name) {
        return Err(refusal(message, help));
    }
    if index.events.iter().any(|event| event.name == new.name) {
        let message = format!("there is an event `{}` already", new.name);
        return Err(refusal(message, "give the new one another name: a name never changes its meaning"));
    }
    let like = like(catalog, family, new.like)?;
    let [schema, example] = [SCHEMA, EXAMPLE].map(|end| format!("{}{end}", file_stem(new.name)));
    for file in [&schema, &example] {
        if catalog.document(&in_webhooks(file)).is_some() {
            return Err(refusal(format!("there is a file `{file}` already"), "rename it, or the event"));
        }
    }
    let last = index.events.iter().rposition(|event| event.family == family);
    let at = last.map_or(index.events.len(), |last| last + 1);
    let entry = entries::event(index, like, family, new, (&schema, &example));
    Ok(Addition {
        index: insert(text, "/events", at, &entry)?,
        schema: (in_webhooks(&schema), written(&like::schema(catalog, like, new, &schema)?)),
        example: (in_webhooks(&example), written(&like::example(catalog, like, new)?)),
        like: like.name.clone(),
        entry: format!("/events/{at}"),
    })
}

/// The event to start from: the one that is asked for, or the smallest of the family, or of all.
fn like<'c>(catalog: &'c Catalog, family: &str, name: Option<&str>) -> Result<&'c Event, Refusal> {
    let events = &catalog.index.events;
    let Some(name) = name else {
        let size = |event: &Event| catalog.example(event).map_or(usize::MAX, |example| example.text.len());
        // Nobody should start from what is on its way out.
        let rank = |event: &&Event| (event.family != family, event.deprecated, size(event));
        return events.iter().min_by_key(rank).ok_or_else(|| {
            refusal("there is no event to start from".to_owned(), "write the first one by hand")
        });
    };
    events.iter().find(|event| event.name == name).ok_or_else(|| {
        let names = events.iter().map(|event| event.name.as_str());
        let help = did_you_mean(closest(name, names), "name one that is in the index");
        refusal(format!("there is no event `{name}` to start from"), help)
    })
}

fn text(catalog: &Catalog) -> Result<&str, Refusal> {
    catalog.document(INDEX).map(|index| &*index.text).ok_or_else(|| no_index("/"))
}

fn insert(text: &str, list: &str, at: usize, item: &Value) -> Result<String, Refusal> {
    Text::new(text).with_item(list, at, item).ok_or_else(|| no_index(list))
}

fn no_index(list: &str) -> Refusal {
    refusal(format!("the index has nothing at {list} that an entry could be added to"), "write it by hand")
}

/// A file as its authors have it.
fn written(value: &Value) -> String {
    // The alternate form of a value is its pretty-printed JSON, and cannot fail.
    format!("{value:#}\n")
}

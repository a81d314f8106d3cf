//! The files of a catalog, out of what was found.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use webhook_catalog::index::entries::Event;
use webhook_catalog::layout::{EXAMPLE, INDEX, SCHEMA, in_webhooks};
use webhook_catalog::{Catalog, file_stem};
use webhook_schema::format::{Order, formatted};
use webhook_schema::model::{Dialect, Keyword};
use webhook_schema::{At, Diagnostic, Diagnostics, Document, Location, Severity, Tree};

use crate::definitions::{COMMON, Definitions, ENVELOPE};
use crate::documents::Documents;
use crate::envelope::Envelope;
use crate::examples::{self, Makings, Origin, Wanted};
use crate::found::All;
use crate::index::{self, Base};
use crate::names::{Named, names, refuse_shared_file};
use crate::options::{Bodies, Options};
use crate::trace::Trace;
use crate::update::{self, Texts};

/// What an import comes to.
pub struct Import {
    /// Name in the tree and text of each file that is new, or no longer as it was.
    pub files: Vec<(String, String)>,
    /// How many events the documents have.
    pub events: usize,
    /// Events of the catalog that the documents do not have.
    pub not_in_documents: Vec<String>,
    /// Texts of the catalog that differ from the documents', and stayed.
    pub kept: usize,
    /// Texts of the catalog that were lost with branches of which it cannot be told what has become of them, by file.
    pub lost: BTreeMap<String, usize>,
    /// Examples that are the documents', and those that were made.
    pub examples: (usize, usize),
    /// Examples that were in the catalog, and are not valid any more.
    pub replaced_examples: Vec<String>,
    /// Names that were to be changed or left out and no event has, each with the one that was probably meant.
    pub unknown: Vec<(String, Option<String>)>,
    /// Whether bodies became the payload of an envelope.
    pub is_wrapped: bool,
    /// Whether bodies are the events, as they are, and only the place of their names is known.
    pub is_whole: bool,
    /// Whether a part of names is what the documents call the events, since they do not say what deliveries have.
    pub are_names_taken: bool,
    /// Whether there was no index before.
    pub is_new: bool,
    /// Whether the contract of a new index is a provider's: a pack's, or that of an exported catalog.
    pub has_contract: bool,
    /// Parts of the layout that no event has, and that were left out of a new index.
    pub left_out: Vec<&'static str>,
    /// Lints that the new index allows.
    pub allowed: Vec<&'static str>,
    /// Names in Rust that the new index has for what would have had the name of something else.
    pub named: usize,
    /// How many names in Rust the documents give.
    stated_names: usize,
    /// The index, where it is new.
    index: Option<Value>,
    /// Where the examples that are the documents' are there, by their files.
    sources: BTreeMap<String, Location>,
    documents: Documents,
    trace: Trace,
}

impl Import {
    /// What was found of the catalog, as far as it can be told of the documents that it is made of.
    /// `explained` is the sink that the import was told to.
    pub fn explain(&self, found: &Diagnostics, explained: &mut Diagnostics) {
        let files = self.files.iter().map(|(name, text)| (name, text));
        // What is about taste would be allowed, and hides what is not.
        let is_taste = |found: &Diagnostic| self.allowed.contains(&found.rule.id);
        // That there is no example was told with the reason.
        let is_example = |found: &Diagnostic| match &found.at {
            At::Value(place) => place.file == INDEX && place.pointer.ends_with("/example"),
            At::Key(_) | At::Offset { .. } | At::File(_) => false,
        };
        let found = found.iter().filter(|found| !is_taste(found) && !is_example(found));
        self.trace.explain(&self.documents, found, files, explained);
    }

    /// Examples of the documents that generated code does not read, by what was found of the catalog: for each, where in the
    /// body, and why. An import whose options have them takes others.
    pub fn unread(&self, found: &Diagnostics) -> BTreeMap<Location, (String, String)> {
        let unread = found.iter().filter(|mistake| mistake.rule.id == "reading");
        let unread = unread.filter_map(|mistake| match &mistake.at {
            At::Value(place) => {
                let source = self.sources.get(&place.file)?;
                Some((source.clone(), (place.pointer.clone(), mistake.message.clone())))
            }
            At::Key(_) | At::Offset { .. } | At::File(_) => None,
        });
        unread.collect()
    }

    /// Has a new index settle what was found of the catalog: it allows the lints that documents rarely keep to, and names what
    /// would have the name of something else in Rust. Says whether another look is worth it.
    pub fn settle(&mut self, found: &Diagnostics) -> bool {
        let Some(index) = &mut self.index else { return false };
        let left_out = index::without_missing_places(index, found);
        let mut is_worth_it = !left_out.is_empty();
        self.left_out.extend(left_out);
        for mistake in found.iter().filter(|mistake| mistake.rule.id == "rust-name") {
            match &mistake.at {
                At::Key(place) => index::name_field(index, place),
                At::Value(place) if place.file == INDEX => {
                    if !index::name_event(index, place) {
                        continue;
                    }
                }
                At::Value(place) => {
                    let text = self.files.iter().find(|(name, _)| *name == place.file).map(|(_, text)| text);
                    let file: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
                    let value = file.as_ref().and_then(|file| file.pointer(&place.pointer));
                    index::name_in_rust(index, place, value);
                }
                At::Offset { .. } | At::File(_) => continue,
            }
            is_worth_it = true;
        }
        self.named = index::count_rust_names(index) - self.stated_names;
        // What was allowed before is not found any more.
        let (known, is_found) =
            (&self.allowed, |lint: &str| found.iter().any(|mistake| mistake.rule.id == lint));
        self.allowed = index::allow(index, |lint| known.contains(&lint) || is_found(lint));
        if let Some((_, text)) = self.files.iter_mut().find(|(name, _)| name == INDEX) {
            *text = index::laid_out(index);
        }
        is_worth_it
    }
}

/// Makes the files, unless something stands in the way.
pub(crate) fn assemble(
    documents: Documents,
    found: All,
    options: &Options,
    base: Base,
    repository: &Tree,
    existing: Option<&Catalog>,
    diagnostics: &mut Diagnostics,
) -> Option<Import> {
    let Base { index: base, layout } = base;
    let stated = layout.as_ref();
    let events = &found.events;
    let own = existing.and_then(|catalog| catalog.document(INDEX));
    let mut definitions = Definitions::default();
    let is_new = own.is_none();
    let envelope =
        Envelope::choose(&documents, &found, options, stated, is_new, &mut definitions, diagnostics);
    let Named { mut names, are_taken, .. } = names(&documents, events, options, &envelope, diagnostics);
    let known = existing.into_iter().flat_map(|catalog| &catalog.index.events);
    let known: BTreeMap<&str, &Event> = known.map(|event| (event.name.as_str(), event)).collect();
    let entry = |name: &str| known.get(name).copied();
    refuse_shared_file(&documents, events, &mut names, |name| entry(name).is_some(), diagnostics);
    let envelope =
        envelope.for_names(&documents, events, &names, options, diagnostics).unwrap_or_else(|| {
            definitions = Definitions::default();
            let wrapped = Options { bodies: Some(Bodies::Wrapped), ..options.clone() };
            Envelope::choose(&documents, &found, &wrapped, stated, is_new, &mut definitions, diagnostics)
        });
    // What is left of the documents may have other mistakes, unless nothing is.
    if names.iter().all(Option::is_none) && !diagnostics.has_no_error() {
        return None;
    }
    let wanted = events.iter().zip(names).filter_map(|(found, name)| {
        let name = name?;
        let own = entry(&name);
        let schema =
            own.map_or_else(|| format!("{}{SCHEMA}", file_stem(&name)), |event| event.schema.clone());
        let example = own.and_then(|event| Some(existing?.document(&event.example_file())?.value.clone()));
        Some(Wanted { found, name, schema, existing: example })
    });
    let wanted: Vec<Wanted<'_>> = wanted.collect();

    let mut writer = Writer {
        existing,
        base_url: base_url(existing, &base),
        files: BTreeMap::new(),
        kept: 0,
        lost: BTreeMap::new(),
    };
    let mut trace = Trace::default();
    for event in &wanted {
        let (schema, payload) = envelope.event(&documents, &event.name, event.found, &mut definitions);
        let file = in_webhooks(&event.schema);
        let data = Location::new(file.as_str(), envelope.payload_pointer());
        trace.add(Location::new(file, ""), event.found.at.clone());
        if let Some((keys, branch)) = &event.found.branch {
            let properties = Keyword::Properties.as_str();
            let made = keys.iter().fold(data.clone(), |at, key| at.child(properties).child(key));
            trace.add(made, branch.clone());
        }
        trace.add(data, payload);
        // An export says itself what is said of an event's schema.
        let said = [&*event.name, &format!("Delivered body of `{}`.", event.name)];
        let said = (found.contract.is_none() || !envelope.is_whole()).then_some(said);
        writer.schema(&event.schema, said, schema);
    }
    let mut shared = Map::new();
    if is_new {
        shared.extend(envelope.schema().map(|schema| (ENVELOPE.to_owned(), schema)));
    }
    for (name, (schema, source)) in definitions.finish(&documents) {
        trace.add(Location::new(in_webhooks(COMMON), "/$defs").child(&name), source);
        shared.insert(name, schema);
    }
    writer.common(shared);
    definitions.report_left_out(&documents, diagnostics);

    writer.kept += wanted.iter().filter(|event| is_described_anew(event, entry(&event.name))).count();
    let groups = index::groups(&wanted, &found.groups);
    writer.kept += existing.map_or(0, |catalog| index::described_anew(&groups, &catalog.index.families));
    let families = index::families(&groups);
    let new: Vec<&Wanted<'_>> = wanted.iter().filter(|event| entry(&event.name).is_none()).collect();
    let entries: Vec<Value> =
        new.iter().map(|event| index::entry(event, &example_file(event), &base)).collect();
    let mut fresh = index::new(&base, &envelope, options, families.clone(), entries.clone());
    let own = own.map(|own| writer.renamed(own));
    let index_text = |fresh: &Value| match (existing, &own) {
        (Some(catalog), Some(own)) => index::extended(own, &catalog.index, &families, &entries),
        _ => Some(index::laid_out(fresh)),
    };
    for (source, name) in &found.rust_names {
        let is_there = |made: &Location| writer.has(made);
        trace.made(source).filter(is_there).for_each(|made| index::give_name(&mut fresh, &made, name));
    }
    let stated_names = index::count_rust_names(&fresh);
    index::with_lints(&mut fresh);
    index::assume(&mut fresh, writer.schemas());
    let mut tree = repository.clone().with(INDEX, index_text(&fresh)?);
    for (name, text) in &writer.files {
        tree = tree.with(name.as_str(), text.as_str());
    }
    // Without the examples, which are made by what is in it.
    let mut mistakes = Diagnostics::new();
    let Some(catalog) = webhook_catalog::load(&tree, &mut mistakes) else {
        diagnostics.append(mistakes);
        return None;
    };
    // Of a schema with mistakes, no example can be made.
    let makings =
        Makings { documents: &documents, catalog: &catalog, envelope: &envelope, unread: &options.unread };
    let is_of_schema =
        |mistake: &&Diagnostic| mistake.severity == Severity::Error && mistake.at.file().ends_with(SCHEMA);
    let of_schemas: Vec<&Diagnostic> = mistakes.iter().filter(is_of_schema).collect();
    if !of_schemas.is_empty() {
        let has_none = |file: &str| of_schemas.iter().all(|mistake| mistake.at.file() != in_webhooks(file));
        let sound: Vec<Wanted<'_>> =
            wanted.into_iter().filter(|event| has_none(COMMON) && has_none(&event.schema)).collect();
        examples::examples(&makings, &sound, &trace, diagnostics);
        trace.explain(&documents, of_schemas.into_iter(), &writer.files, diagnostics);
        return None;
    }
    let made = examples::examples(&makings, &wanted, &trace, diagnostics);

    let mut replaced = Vec::new();
    let (mut given, mut invented) = (0, 0);
    let mut sources = BTreeMap::new();
    let name = envelope.name_pointer();
    let lacks_name = |body: &Value| name.as_ref().is_some_and(|name| body.pointer(name).is_none());
    // If none has one, the place is wrong, which is told of that.
    let has_names = made.iter().flatten().any(|(body, _)| !lacks_name(body));
    for (event, example) in wanted.iter().zip(&made) {
        let Some((value, origin)) = example else { continue };
        if lacks_name(value) && has_names {
            diagnostics.push(envelope.nameless(&documents, event.found, &event.name));
            continue;
        }
        let file = entry(&event.name).map_or_else(|| example_file(event), |event| event.example.clone());
        match origin {
            Origin::Existing => continue,
            Origin::Document(at) => {
                sources.insert(in_webhooks(&file), (*at).clone());
                let shown = Location::new(in_webhooks(&file), envelope.shown_pointer());
                trace.add(shown, (*at).clone());
                given += 1;
            }
            Origin::Made => {
                trace.add_made_up(in_webhooks(&file), event.found.body.clone());
                invented += 1;
            }
        }
        if event.existing.is_some() {
            replaced.push(event.name.clone());
        }
        writer.files.insert(in_webhooks(&file), format!("{value:#}\n"));
    }
    writer.files.insert(INDEX.to_owned(), index_text(&fresh)?);
    let is_changed = |(name, text): &(String, String)| {
        existing.and_then(|catalog| catalog.document(name)).is_none_or(|document| *document.text != **text)
    };
    let not_in_documents = existing.into_iter().flat_map(|catalog| &catalog.index.events);
    let names: BTreeSet<&str> = wanted.iter().map(|event| event.name.as_str()).collect();
    let not_in_documents = not_in_documents.filter(|event| !names.contains(event.name.as_str()));
    Some(Import {
        not_in_documents: not_in_documents.map(|event| event.name.clone()).collect(),
        events: wanted.len(),
        kept: writer.kept,
        lost: writer.lost,
        examples: (given, invented),
        replaced_examples: replaced,
        unknown: Vec::new(),
        is_wrapped: envelope.bodies == Bodies::Wrapped,
        is_whole: options.name_in.is_some(),
        // Where there is one place, names are told to be the documents' anyway.
        are_names_taken: are_taken
            && stated.is_some_and(|layout| layout.name.len() > 1 || options.is_laid_out),
        is_new,
        has_contract: is_new && (options.is_laid_out || found.contract.is_some()),
        left_out: Vec::new(),
        allowed: Vec::new(),
        named: 0,
        stated_names,
        index: is_new.then_some(fresh),
        sources,
        files: writer.files.into_iter().filter(is_changed).collect(),
        trace,
        documents,
    })
}

/// Whether the documents describe an event in other words than the catalog, which keeps its own.
fn is_described_anew(event: &Wanted<'_>, own: Option<&Event>) -> bool {
    let new = &event.found.description;
    !new.is_empty() && own.is_some_and(|own| own.description != *new)
}

fn example_file(event: &Wanted<'_>) -> String {
    format!("{}{EXAMPLE}", file_stem(&event.name))
}

/// What the `$id`s of the catalog start with.
fn base_url(existing: Option<&Catalog>, index: &Value) -> String {
    let of_file = |(file, document): (&str, &Document)| {
        let name = file.strip_prefix("webhooks/").filter(|name| name.ends_with(SCHEMA))?;
        Some(document.value.get("$id")?.as_str()?.strip_suffix(name)?.to_owned())
    };
    let own = existing.and_then(|catalog| catalog.documents().find_map(of_file));
    own.unwrap_or_else(|| {
        let provider = index.pointer("/provider/name").and_then(Value::as_str).unwrap_or("provider");
        format!("https://{provider}.example/schemas/webhooks/")
    })
}

/// Schema files, as they were or as they should be.
struct Writer<'c> {
    existing: Option<&'c Catalog>,
    base_url: String,
    files: BTreeMap<String, String>,
    kept: usize,
    lost: BTreeMap<String, usize>,
}

impl Writer<'_> {
    /// Whether something is at a place in what was written so far.
    fn has(&self, place: &Location) -> bool {
        let file = self.files.get(&place.file).and_then(|text| serde_json::from_str::<Value>(text).ok());
        file.is_some_and(|file| file.pointer(&place.pointer).is_some())
    }

    /// The text of an index in which the places that have names in Rust are where they are now. Those that are gone have none.
    fn renamed(&self, index: &Document) -> String {
        let old = |file: &str| Some(&self.existing?.document(file)?.value);
        let new = |file: &str| serde_json::from_str::<Value>(self.files.get(file)?).ok();
        index::with_places(index, |place| {
            let Some((file, pointer)) = place.split_once('#') else { return Some(place.to_owned()) };
            let name = in_webhooks(file);
            let (Some(old), Some(new)) = (old(&name), new(&name)) else { return Some(place.to_owned()) };
            update::moved(old, &new, pointer).map(|pointer| format!("{file}#{pointer}"))
        })
    }

    /// The schemas that were written so far.
    fn schemas(&self) -> impl Iterator<Item = Value> {
        self.files.values().filter_map(|text| serde_json::from_str(text).ok())
    }

    fn schema(&mut self, file: &str, said: Option<[&str; 2]>, schema: Map<String, Value>) {
        let mut whole = Map::new();
        whole.insert("$schema".to_owned(), json!(Dialect::Draft202012.uri()));
        whole.insert("$id".to_owned(), json!(format!("{}{file}", self.base_url)));
        if let Some([title, description]) = said {
            whole.insert("title".to_owned(), json!(title));
            whole.insert("description".to_owned(), json!(description));
        }
        whole.extend(schema);
        self.write(file, &Value::Object(whole));
    }

    /// Shared definitions; those that are there already and nobody needs any more stay, as they may be somebody's own.
    fn common(&mut self, mut shared: Map<String, Value>) {
        let existing = self.existing.and_then(|catalog| catalog.document(&in_webhooks(COMMON)));
        let own = existing.and_then(|document| document.value.get("$defs")?.as_object());
        for (name, schema) in own.into_iter().flatten() {
            shared.entry(name).or_insert_with(|| schema.clone());
        }
        if shared.is_empty() {
            return;
        }
        let whole = Map::from_iter([("$defs".to_owned(), Value::Object(shared))]);
        let said = ["Shared shapes", "Shapes that several events of the catalog share."];
        self.schema(COMMON, Some(said), whole);
    }

    fn write(&mut self, file: &str, schema: &Value) {
        let name = in_webhooks(file);
        let existing = self.existing.and_then(|catalog| catalog.document(&name));
        let text = match existing {
            Some(document) => {
                let mut texts = Texts::default();
                let merged = update::merged(&document.value, schema, &mut texts);
                self.kept += texts.kept;
                if texts.lost > 0 {
                    self.lost.insert(name.clone(), texts.lost);
                }
                // What says the same keeps its layout.
                match merged == document.value {
                    true => document.text.to_string(),
                    false => laid_out(&merged),
                }
            }
            None => laid_out(schema),
        };
        self.files.insert(name, text);
    }
}

/// A schema as `fmt` has it.
fn laid_out(schema: &Value) -> String {
    let text = format!("{schema:#}");
    formatted(&text, Order::Schema).unwrap_or(text)
}

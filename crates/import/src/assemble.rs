//! The files of a catalog, out of what was found.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use webhook_catalog::index::entries::Event;
use webhook_catalog::layout::{EXAMPLE, INDEX, SCHEMA, in_webhooks};
use webhook_catalog::{Catalog, file_stem};
use webhook_schema::model::Keyword;
use webhook_schema::{Diagnostic, Diagnostics, Location, Severity, Tree, tokens};

use crate::definitions::{COMMON, Definitions, ENVELOPE};
use crate::documents::Documents;
use crate::envelope::Envelope;
use crate::examples::{self, Lacking, Makings, Origin, Wanted};
use crate::found::{All, Found};
use crate::import::Import;
use crate::index::{self, Base};
use crate::known_names::with_names;
use crate::names::{self, Named, refuse_shared_file};
use crate::options::{Bodies, Options};
use crate::rust_names::{self, Stated};
use crate::samples;
use crate::trace::Trace;
use crate::writer::Writer;

/// What there is to make a catalog of.
struct Sources<'s> {
    documents: &'s Documents,
    found: &'s All,
    options: &'s Options,
    base: &'s Base,
    /// The catalog that is there already.
    existing: Option<&'s Catalog>,
    /// Its events, by name.
    known: BTreeMap<&'s str, &'s Event>,
}

impl<'s> Sources<'s> {
    fn entry(&self, name: &str) -> Option<&'s Event> {
        self.known.get(name).copied()
    }

    /// The example of an event that is there, without what no schema describes any more.
    fn example(&self, event: &Event) -> Option<Value> {
        let file = event.example_file();
        let mut example = self.existing?.document(&file)?.to_value();
        for key in self.options.undescribed.iter().filter(|key| *key.file == *file) {
            let around = example.pointer_mut(&key.parent().pointer).and_then(Value::as_object_mut);
            let name = tokens(&key.pointer).last().unwrap_or_default();
            around.into_iter().for_each(|around| drop(around.shift_remove(&name)));
        }
        Some(example)
    }

    fn is_new(&self) -> bool {
        self.existing.and_then(|catalog| catalog.document(INDEX)).is_none()
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
    let known = existing.into_iter().flat_map(|catalog| &catalog.index.events);
    let known = known.map(|event| (event.name.as_str(), event)).collect();
    let sources = Sources { documents: &documents, found: &found, options, base: &base, existing, known };
    let mut chosen = choose(&sources, diagnostics)?;
    let mut writer = Writer::new(existing, &base.index);
    let mut trace = write_schemas(&sources, &mut chosen, &mut writer, diagnostics);
    let Chosen { envelope, wanted, are_names_taken, definitions } = chosen;
    let (index, stated_names) = write_index(&sources, &envelope, &wanted, &trace, &mut writer)?;
    let tree = writer.files.iter().fold(repository.clone(), |tree, (name, text)| tree.with(&**name, &**text));
    // Without the examples, which are made by what is in it.
    let mut mistakes = Diagnostics::new();
    let Some(catalog) = webhook_catalog::load(&tree, &mut mistakes) else {
        diagnostics.append(mistakes);
        return None;
    };
    let makings = Makings {
        documents: &documents,
        catalog: &catalog,
        envelope: &envelope,
        unread: &options.unread,
        left_out: &definitions.left_out,
    };
    let mut lacking = Vec::new();
    // Of a schema with mistakes, no example can be made. What an example lacks that was there before is none: if the schema
    // requires that from now on, there will be another.
    let is_of_schema = |mistake: &&Diagnostic| {
        mistake.severity == Severity::Error
            && mistake.at.file().ends_with(SCHEMA)
            && mistake.rule.id != "required-property"
    };
    let of_schemas: Vec<&Diagnostic> = mistakes.iter().filter(is_of_schema).collect();
    if !of_schemas.is_empty() {
        let has_none = |file: &str| of_schemas.iter().all(|mistake| mistake.at.file() != in_webhooks(file));
        let sound: Vec<Wanted<'_>> =
            wanted.into_iter().filter(|event| has_none(COMMON) && has_none(&event.schema)).collect();
        examples::examples(&makings, &sound, &trace, &mut lacking, diagnostics);
        lacking.into_iter().for_each(|(_, mistake)| diagnostics.push(mistake));
        trace.explain(&documents, of_schemas.into_iter(), &writer.files, diagnostics);
        return None;
    }
    let examples =
        write_examples(&sources, &makings, &wanted, &mut writer, &mut trace, &mut lacking, diagnostics);

    let is_changed = |(name, text): &(String, String)| {
        existing.and_then(|catalog| catalog.document(name)).is_none_or(|document| *document.text != **text)
    };
    let names: BTreeSet<&str> = wanted.iter().map(|event| event.name.as_str()).collect();
    let not_in_documents = existing.into_iter().flat_map(|catalog| &catalog.index.events);
    let not_in_documents = not_in_documents.filter(|event| !names.contains(event.name.as_str()));
    let is_new = sources.is_new();
    let is_wrapped = envelope.bodies == Bodies::Wrapped;
    let bodies: Vec<&Found> =
        wanted.iter().filter(|_| is_wrapped && is_new).map(|event| event.found).collect();
    Some(Import {
        not_in_documents: not_in_documents.map(|event| event.name.clone()).collect(),
        events: wanted.len(),
        kept: writer.kept,
        lost: writer.lost,
        examples: (examples.given, examples.invented),
        replaced_examples: examples.replaced,
        shortened_examples: examples.shortened,
        unknown: Vec::new(),
        misnamed: Vec::new(),
        is_wrapped,
        name_at: names::place_in_bodies(&documents, &bodies),
        is_whole: options.name_in.is_some(),
        // Where there is one place, names are told to be the documents' anyway.
        are_names_taken: are_names_taken
            && base.layout.as_ref().is_some_and(|layout| layout.name.len() > 1 || options.is_laid_out),
        is_new,
        has_contract: is_new && (options.is_laid_out || found.contract.is_some()),
        left_out: Vec::new(),
        allowed: Vec::new(),
        named: Vec::new(),
        stated_names,
        index,
        sources: examples.sources,
        lacking,
        files: writer.files.into_iter().filter(is_changed).collect(),
        trace,
        documents,
    })
}

/// Events with their names, and how they are delivered.
struct Chosen<'s> {
    envelope: Envelope,
    wanted: Vec<Wanted<'s>>,
    /// Whether a part of names is what the documents call the events.
    are_names_taken: bool,
    /// What the envelope has referred to so far.
    definitions: Definitions,
}

/// `None` when nothing is left that could be an event.
fn choose<'s>(sources: &Sources<'s>, diagnostics: &mut Diagnostics) -> Option<Chosen<'s>> {
    let Sources { documents, found, options, base, .. } = *sources;
    let (stated, is_new, events) = (base.layout.as_ref(), sources.is_new(), &found.events);
    let mut definitions = Definitions::new(options);
    let envelope = Envelope::choose(documents, found, options, stated, is_new, &mut definitions, diagnostics);
    let Named { mut names, are_taken, .. } = names::names(documents, events, options, &envelope, diagnostics);
    let is_known = |name: &str| sources.entry(name).is_some();
    refuse_shared_file(documents, events, &mut names, is_known, diagnostics);
    let envelope = envelope.for_names(documents, events, &names, options, diagnostics).unwrap_or_else(|| {
        definitions = Definitions::new(options);
        let wrapped = Options { bodies: Some(Bodies::Wrapped), ..options.clone() };
        Envelope::choose(documents, found, &wrapped, stated, is_new, &mut definitions, diagnostics)
    });
    // What is left of the documents may have other mistakes, unless nothing is.
    if names.iter().all(Option::is_none) && !diagnostics.has_no_error() {
        return None;
    }
    let wanted = events.iter().zip(names).filter_map(|(found, name)| {
        let name = name?;
        let own = sources.entry(&name);
        let schema =
            own.map_or_else(|| format!("{}{SCHEMA}", file_stem(&name)), |event| event.schema.clone());
        let existing = own.and_then(|event| sources.example(event));
        Some(Wanted { found, name, schema, existing })
    });
    Some(Chosen { wanted: wanted.collect(), envelope, are_names_taken: are_taken, definitions })
}

/// Says where each part of what is written comes from.
fn write_schemas(
    sources: &Sources<'_>,
    chosen: &mut Chosen<'_>,
    writer: &mut Writer<'_>,
    diagnostics: &mut Diagnostics,
) -> Trace {
    let Sources { documents, found, .. } = *sources;
    let Chosen { envelope, wanted, definitions, .. } = chosen;
    let mut trace = Trace::default();
    let mut schemas = BTreeMap::new();
    for event in &*wanted {
        let (schema, payload) = envelope.event(documents, &event.name, event.found, definitions);
        let file = in_webhooks(&event.schema);
        let data = Location::new(file.as_str(), envelope.payload_pointer());
        for (pointer, source) in envelope.narrowed_at(event.found) {
            trace.add(Location::new(file.as_str(), pointer), source.clone());
        }
        trace.add(Location::new(file, ""), event.found.at.clone());
        match &event.found.branch {
            // What is on the way to a choice is in place, wherever references lead.
            Some((keys, branch)) => {
                let (mut made, mut source) = (data, documents.end(&payload));
                for key in keys {
                    let below = |at: &Location| at.child(Keyword::Properties.as_str()).child(key);
                    let next = (below(&made), documents.end(&below(&source)));
                    trace.add(made, source);
                    (made, source) = next;
                }
                trace.add(made, branch.clone());
            }
            None => trace.add(data, payload),
        }
        schemas.insert(event.schema.clone(), Value::Object(schema));
    }
    let mut shared = Map::new();
    let around = match sources.is_new() {
        true => envelope.schema(),
        false => writer.definition(ENVELOPE).and_then(|own| envelope.updated(own)),
    };
    shared.extend(around.map(|schema| (ENVELOPE.to_owned(), schema)));
    let made = definitions.finish(documents);
    let names = writer.known_names(definitions, &schemas, &shared, &made);
    for schema in schemas.values_mut().chain(shared.values_mut()) {
        *schema = with_names(schema, &names);
    }
    for (name, (schema, source)) in made {
        let schema = with_names(&schema, &names);
        let name = names.get(&name).cloned().unwrap_or(name);
        trace.add(Location::new(in_webhooks(COMMON), "/$defs").child(&name), source);
        shared.insert(name, schema);
    }
    let shared = writer.shared(shared);
    schemas.insert(COMMON.to_owned(), json!({ (Keyword::Defs.as_str()): shared }));
    trace.moved = std::mem::take(&mut definitions.moved);
    samples::leave_out_wrong(&mut schemas, documents, &trace, &mut definitions.left_out);
    definitions.left_out.report(documents, diagnostics);
    for event in &*wanted {
        // An export says itself what is said of an event's schema.
        let said = [&*event.name, &format!("Delivered body of `{}`.", event.name)];
        let said = (found.contract.is_none() || !envelope.is_whole()).then_some(said);
        writer.schema(&event.schema, said, schemas.remove(&event.schema).unwrap_or_default());
    }
    writer.common(schemas.remove(COMMON).unwrap_or_default());
    trace
}

/// A new index, or the one that is there with what is new, and how many names in Rust are given in it; `None` when the new could
/// not be added to it.
fn write_index(
    sources: &Sources<'_>,
    envelope: &Envelope,
    wanted: &[Wanted<'_>],
    trace: &Trace,
    writer: &mut Writer<'_>,
) -> Option<(Value, Stated)> {
    let Sources { found, options, base: Base { index: base, .. }, existing, .. } = *sources;
    let is_described_anew = |event: &&Wanted<'_>| is_described_anew(event, sources.entry(&event.name));
    writer.kept += wanted.iter().filter(is_described_anew).count();
    let groups = index::groups(wanted, &found.groups);
    writer.kept += existing.map_or(0, |catalog| index::described_anew(&groups, &catalog.index.families));
    let families = index::families(&groups);
    let new = wanted.iter().filter(|event| sources.entry(&event.name).is_none());
    let entries: Vec<Value> = new.map(|event| index::entry(event, &example_file(event), base)).collect();
    let mut fresh = index::new(base, envelope, options, families.clone(), entries.clone());
    for (source, name) in &found.rust_names {
        let is_there = |made: &Location| writer.has(made);
        trace.made(source).filter(is_there).for_each(|made| rust_names::give(&mut fresh, &made, name));
    }
    let (index, text) = match existing.and_then(|catalog| Some((catalog, catalog.document(INDEX)?))) {
        Some((catalog, own)) => {
            let text = index::extended(&writer.renamed(own), &catalog.index, &families, &entries)?;
            (serde_json::from_str(&text).ok()?, text)
        }
        None => {
            index::with_lints(&mut fresh);
            index::assume(&mut fresh, writer.schemas());
            let text = index::laid_out(&fresh);
            (fresh, text)
        }
    };
    writer.files.insert(INDEX.to_owned(), text);
    let stated_names = rust_names::stated(&index);
    Some((index, stated_names))
}

/// Examples that were written.
#[derive(Default)]
struct Examples {
    /// How many are the documents'.
    given: usize,
    /// How many were made.
    invented: usize,
    /// Events whose example is another one now.
    replaced: Vec<String>,
    /// Keys that are gone from examples that were there, by event.
    shortened: Vec<(String, String)>,
    /// Where those of the documents are there, by their files.
    sources: BTreeMap<String, Location>,
}

fn write_examples(
    sources: &Sources<'_>,
    makings: &Makings<'_>,
    wanted: &[Wanted<'_>],
    writer: &mut Writer<'_>,
    trace: &mut Trace,
    lacking: &mut Vec<Lacking>,
    diagnostics: &mut Diagnostics,
) -> Examples {
    let Makings { documents, envelope, .. } = *makings;
    let made = examples::examples(makings, wanted, trace, lacking, diagnostics);
    let name = envelope.name_pointer();
    let lacks_name = |body: &Value| name.as_ref().is_some_and(|name| body.pointer(name).is_none());
    // If none has one, the place is wrong, which is told of that.
    let has_names = made.iter().flatten().any(|(body, _)| !lacks_name(body));
    let mut written = Examples::default();
    for (event, example) in wanted.iter().zip(&made) {
        let Some((value, origin)) = example else { continue };
        if lacks_name(value) && has_names {
            diagnostics.push(envelope.nameless(documents, event.found, &event.name));
            continue;
        }
        let own = sources.entry(&event.name);
        let file = in_webhooks(&own.map_or_else(|| example_file(event), |event| event.example.clone()));
        match origin {
            Origin::Existing => {
                let gone = sources.options.undescribed.iter().filter(|key| *key.file == *file);
                let gone: Vec<String> = gone.map(|key| key.pointer.to_string()).collect();
                if gone.is_empty() {
                    continue;
                }
                written.shortened.extend(gone.into_iter().map(|key| (event.name.clone(), key)));
                writer.files.insert(file, format!("{value:#}\n"));
                continue;
            }
            Origin::Document(at) => {
                written.sources.insert(file.clone(), (*at).clone());
                trace.add(Location::new(file.as_str(), envelope.shown_pointer()), (*at).clone());
                written.given += 1;
            }
            Origin::Made => {
                written.sources.insert(file.clone(), event.found.body.clone());
                trace.add_made_up(file.clone(), event.found.body.clone());
                written.invented += 1;
            }
        }
        if event.existing.is_some() {
            written.replaced.push(event.name.clone());
        }
        writer.files.insert(file, format!("{value:#}\n"));
    }
    written
}

/// Whether the documents describe an event in other words than the catalog, which keeps its own.
fn is_described_anew(event: &Wanted<'_>, own: Option<&Event>) -> bool {
    let new = &event.found.description;
    !new.is_empty() && own.is_some_and(|own| own.description != *new)
}

fn example_file(event: &Wanted<'_>) -> String {
    format!("{}{EXAMPLE}", file_stem(&event.name))
}

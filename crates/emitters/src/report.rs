//! What is found, in words for whoever works on the sources or on the catalog.

use std::collections::{BTreeMap, BTreeSet};

use webhook_catalog::Catalog;
use webhook_catalog::index::Lint;
use webhook_catalog::index::entries::Status;
use webhook_catalog::layout::INDEX;
use webhook_schema::{At, Diagnostic, Diagnostics, Label, Location, Rule};

use crate::facts::{Place, Text};
use crate::files::File;
use crate::flow::{Sent, Slot};
use crate::joined::Joined;
use crate::names::{Is, Names};

/// Names that are listed in a message.
const LISTED: usize = 5;

const UNREAD: Rule = Rule { id: "unread-source", summary: "Every source file can be read." };

/// What was found in all sources.
#[derive(Default)]
pub(crate) struct Findings {
    /// Texts that are sent, by where they are.
    texts: BTreeMap<Place, Texts>,
    /// Calls of functions that emit, without a name that is known.
    unknown: BTreeSet<Place>,
}

/// What is sent from one place.
#[derive(Default)]
struct Texts {
    literals: BTreeSet<String>,
    /// What is fixed in those that are put together at run time.
    computed: Vec<Vec<String>>,
    /// What they are put into.
    slots: BTreeSet<Slot>,
}

impl Findings {
    pub(crate) fn add(&mut self, sent: Vec<Sent>, file: impl Fn(usize) -> usize) {
        for Sent { file: number, offset, text, slots } in sent {
            let texts = self.texts.entry((file(number), offset)).or_default();
            match text {
                Text::Literal(text) => drop(texts.literals.insert(text)),
                Text::Computed(fixed) => texts.computed.push(fixed),
            }
            texts.slots.extend(slots);
        }
    }

    pub(crate) fn add_unknown(&mut self, place: Place) {
        self.unknown.insert(place);
    }
}

/// How many live events there are, and how many of them are emitted for sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Events that are live in the catalog.
    pub live: usize,
    /// Live events whose name is emitted.
    pub emitted: usize,
    /// Live events that are emitted if some name that is put together at run time is theirs.
    pub possibly: usize,
}

/// Tells all that was found. The tree of the catalog is the one that was opened last.
pub(crate) fn report(
    catalog: &Catalog,
    names: &Names,
    files: &[File],
    unread: &BTreeSet<usize>,
    findings: &Findings,
    is_told: bool,
    diagnostics: &mut Diagnostics,
) -> Coverage {
    let joined = Joined::of(names, &parts(names, findings));
    let (sure, possible) = emitted(names, findings, &joined, is_told);
    let mut coverage = Coverage::default();
    let mut own = Vec::new();
    for (number, event) in names.events.iter().enumerate() {
        if event.status == Status::Live {
            coverage.live += 1;
            coverage.emitted += usize::from(sure.contains_key(&number));
            coverage.possibly += usize::from(!sure.contains_key(&number) && possible.contains(&number));
            if !sure.contains_key(&number) && !possible.contains(&number) {
                own.push(number);
            }
        }
    }
    let lints = &catalog.index.lints;
    let mention = |number: usize| {
        let name = &names.events[number].name;
        let in_unread = mention(name, files, |file| unread.contains(&file));
        in_unread.or_else(|| mention(name, files, |_| true))
    };
    let mentions: Vec<(usize, Option<Place>)> =
        own.into_iter().map(|number| (number, mention(number))).collect();
    let sources = diagnostics.open("");
    for file in files {
        diagnostics.add_text(file.name.as_str(), file.text.as_str());
    }
    for (number, mention) in mentions {
        let is_unread = mention.is_some_and(|(file, _)| unread.contains(&file));
        let found = |rule: &'static Rule| {
            let found =
                if is_unread { not_known(rule, number, names) } else { not_emitted(rule, number, names) };
            // The catalog's own tree is the one before.
            let found = Diagnostic { tree: Some(sources - 1), ..found };
            let sent = joined.incomplete.get(&number);
            let found = sent.into_iter().fold(found, |found, (place, missing)| {
                let message = format!("a part of its name is sent here, and `{missing}` is sent nowhere");
                with_label(found, *place, message, files, sources)
            });
            let message = || match is_unread {
                true => "its name is here, in a file that was not read".to_owned(),
                false => "its name is here, but goes nowhere that sends it".to_owned(),
            };
            mention
                .into_iter()
                .fold(found, |found, place| with_label(found, place, message(), files, sources))
        };
        lints.report(Lint::EventNotEmitted, found, diagnostics);
    }
    let teller = Teller { names, files, evidence: Evidence::new(names, findings), is_told };
    for (place, Texts { literals, computed, slots }) in &findings.texts {
        for literal in literals {
            if let Some((lint, found)) = teller.literal(*place, literal, slots) {
                lints.report(lint, found, diagnostics);
            }
        }
        for fixed in computed {
            if teller.is_name(fixed, slots) {
                let found = |rule: &'static Rule| teller.computed(rule, *place, fixed);
                lints.report(Lint::ComputedEventName, found, diagnostics);
            }
        }
    }
    for (place, numbers) in by_place(&joined.possible, &sure) {
        lints.report(Lint::ComputedEventName, |rule| teller.part(rule, place, &numbers), diagnostics);
    }
    for &(file, offset) in &findings.unknown {
        let found = |rule: &'static Rule| {
            let help = "write the name out at the call, or as a constant that is passed to it; or name the function that is called with it in emitters/functions of the index";
            Diagnostic::at_offset(
                rule,
                &files[file].name,
                offset,
                "the event's name is only known at run time, and cannot be checked",
                help,
            )
        };
        lints.report(Lint::ComputedEventName, found, diagnostics);
    }
    coverage
}

/// Tells of files that could not be read.
pub(crate) fn unread(name: &str, offset: Option<usize>, why: &str) -> Diagnostic {
    let message = format!("not read: {}", why.trim_end_matches('.'));
    let help = "the names in it are not checked";
    match offset {
        Some(offset) => Diagnostic::at_offset(&UNREAD, name, offset, message, help),
        None => Diagnostic::at_file(&UNREAD, name, message, help),
    }
    .warning()
}

/// The first place of each part of a name that is sent.
fn parts<'f>(names: &Names, findings: &'f Findings) -> BTreeMap<&'f str, Place> {
    let mut parts = BTreeMap::new();
    for (place, texts) in &findings.texts {
        for literal in texts.literals.iter().filter(|literal| names.is_part(literal)) {
            parts.entry(literal.as_str()).or_insert(*place);
        }
    }
    parts
}

/// The events whose names cannot be told from others', by where their first parts are.
fn by_place(possible: &BTreeMap<usize, Place>, sure: &BTreeMap<usize, Place>) -> BTreeMap<Place, Vec<usize>> {
    let mut places: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (number, place) in possible.iter().filter(|(number, _)| !sure.contains_key(number)) {
        places.entry(*place).or_default().push(*number);
    }
    places
}

/// The events that are emitted, each with a place, and those that may be.
fn emitted(
    names: &Names,
    findings: &Findings,
    joined: &Joined,
    is_told: bool,
) -> (BTreeMap<usize, Place>, BTreeSet<usize>) {
    let evidence = Evidence::new(names, findings);
    let mut sure = joined.sure.clone();
    let mut possible: BTreeSet<usize> = joined.possible.keys().copied().collect();
    for (place, Texts { literals, computed, slots }) in &findings.texts {
        for literal in literals {
            if let Is::Event(number) = names.what_is(literal) {
                sure.entry(number).or_insert(*place);
            }
        }
        for fixed in computed {
            if names.is_told_by(fixed) || is_told || has_dot(fixed) && evidence.has_events(slots) {
                possible.extend(names.fitting(fixed));
            }
        }
    }
    (sure, possible)
}

/// Whether what is fixed in a text is more than a prefix or a suffix.
fn has_dot(fixed: &[String]) -> bool {
    fixed.iter().any(|part| part.contains(|character: char| !character.is_alphanumeric()))
}

fn not_emitted(rule: &'static Rule, number: usize, names: &Names) -> Diagnostic {
    let message = format!("`{}` is live, but nothing in the sources emits it", names.events[number].name);
    let help = "emit it, or change its status to `declared`; if it is emitted elsewhere, give that directory to --source too";
    Diagnostic::at_value(rule, Location::new(INDEX, format!("/events/{number}/name")), message, help)
}

/// The same where its name is in a file that could not be read.
fn not_known(rule: &'static Rule, number: usize, names: &Names) -> Diagnostic {
    let message =
        format!("`{}` is live, and it is not known whether anything emits it", names.events[number].name);
    let help = "correct the file that was not read";
    Diagnostic::at_value(rule, Location::new(INDEX, format!("/events/{number}/name")), message, help)
        .warning()
}

/// The first place that has a name in quotes, in those of the files that are asked for.
fn mention(name: &str, files: &[File], is_asked_for: impl Fn(usize) -> bool) -> Option<Place> {
    let mut files = files.iter().enumerate().filter(|(number, _)| is_asked_for(*number));
    files.find_map(|(number, file)| {
        let offset =
            ["\"", "'", "`"].iter().find_map(|quote| file.text.find(&format!("{quote}{name}{quote}")))?;
        Some((number, offset))
    })
}

fn with_label(
    mut found: Diagnostic,
    (file, offset): Place,
    message: String,
    files: &[File],
    tree: usize,
) -> Diagnostic {
    let at = At::Offset { file: files[file].name.clone(), offset };
    found.labels.push(Label { tree: Some(tree), at, message });
    found
}

/// How many names and how many others are put into a slot.
struct Evidence(BTreeMap<Slot, (usize, usize)>);

impl Evidence {
    fn new(names: &Names, findings: &Findings) -> Self {
        let mut slots: BTreeMap<Slot, (usize, usize)> = BTreeMap::new();
        for Texts { literals, slots: all, .. } in findings.texts.values() {
            for (literal, slot) in
                literals.iter().flat_map(|literal| all.iter().map(move |slot| (literal, slot)))
            {
                let (known, other) = slots.entry(slot.clone()).or_default();
                match names.what_is(literal) {
                    Is::Event(_) | Is::Synthetic | Is::Replaced(_) | Is::Part => *known += 1,
                    Is::Other { .. } => *other += 1,
                }
            }
        }
        Self(slots)
    }

    /// Whether most of what is put there is an event's name.
    fn has_events(&self, slots: &BTreeSet<Slot>) -> bool {
        slots.iter().any(|slot| self.0.get(slot).is_some_and(|(known, other)| known > &0 && known >= other))
    }
}

struct Teller<'n> {
    names: &'n Names,
    files: &'n [File],
    evidence: Evidence,
    /// Whether somebody said which functions emit.
    is_told: bool,
}

type Find<'t> = Box<dyn FnOnce(&'static Rule) -> Diagnostic + 't>;

impl Teller<'_> {
    fn at(&self, rule: &'static Rule, (file, offset): Place, message: String, help: String) -> Diagnostic {
        Diagnostic::at_offset(rule, &self.files[file].name, offset, message, help)
    }

    /// Whether names of events are put there: by what somebody said, by the envelope, or by what else is.
    fn takes_names(&self, slots: &BTreeSet<Slot>) -> bool {
        let is_first = |slot: &Slot| match slot {
            Slot::Argument(_, index) => *index == 0,
            Slot::Field(name) => *name == self.names.type_field,
            Slot::Result(_) => false,
        };
        self.is_told && slots.iter().any(is_first) || self.evidence.has_events(slots)
    }

    fn literal<'t>(
        &'t self,
        place: Place,
        text: &'t str,
        slots: &BTreeSet<Slot>,
    ) -> Option<(Lint, Find<'t>)> {
        match self.names.what_is(text) {
            Is::Synthetic | Is::Part => None,
            Is::Event(number) => {
                let status = match self.names.events[number].status {
                    Status::Live => return None,
                    Status::Declared => "declared",
                    Status::Unknown => "unknown",
                };
                Some((
                    Lint::DeclaredEventEmitted,
                    Box::new(move |rule| {
                        let message =
                            format!("`{text}` is emitted here, and its status in the catalog is `{status}`");
                        self.at(
                            rule,
                            place,
                            message,
                            "change its emission/status in the index to `live`".to_owned(),
                        )
                    }),
                ))
            }
            Is::Replaced(by) => Some((
                Lint::UnknownEventName,
                Box::new(move |rule| {
                    let message = format!("`{text}` was dropped from the catalog");
                    self.at(rule, place, message, format!("emit `{by}`, which took its place"))
                }),
            )),
            Is::Other { is_name, nearest, is_slip } => {
                let takes_names = self.takes_names(slots) && (is_name || nearest.is_some());
                if !takes_names && !is_slip {
                    return None;
                }
                Some((
                    Lint::UnknownEventName,
                    Box::new(move |rule| {
                        let help = webhook_schema::did_you_mean(
                            nearest,
                            "correct the name, or add the event to the catalog",
                        );
                        let found =
                            self.at(rule, place, format!("there is no event `{text}` in the catalog"), help);
                        if takes_names { found } else { found.warning() }
                    }),
                ))
            }
        }
    }

    /// Whether a text that is put together at run time may be a name.
    fn is_name(&self, fixed: &[String], slots: &BTreeSet<Slot>) -> bool {
        self.names.is_told_by(fixed) || (self.is_told || has_dot(fixed)) && self.takes_names(slots)
    }

    /// What is told of the first part of names that are joined of several.
    fn part(&self, rule: &'static Rule, place: Place, fitting: &[usize]) -> Diagnostic {
        let could = self.could_be(fitting);
        let message = format!(
            "a part of an event's name is sent here, and which others it is joined with cannot be checked: {could}"
        );
        let help = "have `live-check` look at what is sent, or name events by the generated `EventType`";
        self.at(rule, place, message, help.to_owned())
    }

    /// Which events a name may be.
    fn could_be(&self, fitting: &[usize]) -> String {
        let listed: Vec<String> = fitting
            .iter()
            .take(LISTED)
            .map(|number| format!("`{}`", self.names.events[*number].name))
            .collect();
        match (listed.as_slice(), fitting.len()) {
            ([], _) => "no name in the catalog fits".to_owned(),
            ([one], 1) => format!("only {one} fits"),
            (some, all) if all <= LISTED => format!("{} fit", some.join(", ")),
            (some, all) => format!("{} and {} more fit", some.join(", "), all - LISTED),
        }
    }

    fn computed(&self, rule: &'static Rule, place: Place, fixed: &[String]) -> Diagnostic {
        let could = self.could_be(&self.names.fitting(fixed));
        let message = format!("an event's name is put together at run time, and cannot be checked: {could}");
        self.at(rule, place, message, "write each name out, and choose between them".to_owned())
    }
}

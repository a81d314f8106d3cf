//! What the generator makes of a tree of files, in memory.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use webhook_catalog::load;
use webhook_codegen::{History, generate};
use webhook_conformance::random::catalog::{RandomEvent, files};
use webhook_conformance::random::dice::Dice;
use webhook_conformance::random::document::Draft;
use webhook_conformance::random::{instances, vocabulary};
use webhook_schema::{At, Diagnostics, Severity, Tree};

/// Why nothing was generated.
#[derive(Debug)]
pub struct Refusal {
    pub rule: &'static str,
    /// The file and the place in it.
    pub at: String,
    /// The JSON Pointers of that place and of those that are shown with it.
    pub places: Vec<String>,
    pub message: String,
}

/// The files that are generated, or every error.
pub fn generated(files: &[(String, String)]) -> Result<BTreeMap<String, String>, Vec<Refusal>> {
    let mut diagnostics = Diagnostics::new();
    let tree = Tree::memory("", files.iter().cloned());
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let catalog = load(&tree, &mut diagnostics)?;
        generate(&catalog, History::default(), &mut diagnostics)
    }));
    let Ok(output) = attempt else { panic!("the generator panicked; the catalog:\n{}", listed(files)) };
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let refusals = errors.map(|error| Refusal {
        rule: error.rule.id,
        at: format!("{:?}", error.at),
        places: std::iter::once(&error.at)
            .chain(error.labels.iter().map(|label| &label.at))
            .filter_map(|at| match at {
                At::Value(place) | At::Key(place) => Some(place.pointer.to_string()),
                At::Offset { .. } | At::File(_) => None,
            })
            .collect(),
        message: format!("{}; {}", error.message, error.help),
    });
    let refusals: Vec<Refusal> = refusals.collect();
    match output {
        Some(output) => {
            assert!(refusals.is_empty(), "something was generated all the same: {refusals:?}");
            Ok(output.files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect())
        }
        None => {
            assert!(
                !refusals.is_empty(),
                "nothing was generated, and nothing said; the catalog:\n{}",
                listed(files)
            );
            Err(refusals)
        }
    }
}

/// The crates that are generated for events, in a directory of the company.
pub fn crates(company: &str, events: &[&RandomEvent]) -> BTreeMap<String, String> {
    let files = generated(&files(company, events)).unwrap_or_else(|refusals| panic!("{refusals:#?}"));
    let crates = files.into_iter().filter(|(path, _)| path.starts_with("crates/events/"));
    crates.map(|(path, text)| (format!("{company}/{path}"), text)).collect()
}

/// The files, but for those that are the same in all catalogs.
pub fn listed(files: &[(String, String)]) -> String {
    let own = files.iter().filter(|(name, _)| !name.ends_with("/index.json") && !name.contains("envelope"));
    own.map(|(name, text)| format!("{name}:\n{text}\n")).collect()
}

/// What became of the events that were made.
#[derive(Default)]
pub struct Made {
    /// Those that are generated.
    pub events: Vec<RandomEvent>,
    /// How many there is no value for, as far as was looked.
    pub unsatisfied: usize,
    /// Those that are refused, with every error.
    pub refused: Vec<(RandomEvent, Vec<Refusal>)>,
}

/// Random events, in families `a`, `b` and `c`; each of them is generated when it is the only one.
pub fn events(seed: u64, count: usize, payloads: usize) -> Made {
    let mut made = Made::default();
    for number in 0..count {
        let mut dice = Dice::seeded(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        let draft = *dice.pick(&Draft::ALL);
        let family = *dice.pick(&["a", "b", "c"]);
        let name = format!("{family}.e{number}x");
        let document = vocabulary::document(&mut dice, draft, &format!("e{number}x"));
        let payloads = instances::payloads(&document, &mut dice, payloads);
        if payloads.is_empty() {
            made.unsatisfied += 1;
            continue;
        }
        let event = RandomEvent { name, document, payloads };
        match generated(&files("dice", &[&event])) {
            Ok(_) => made.events.push(event),
            Err(refusals) => made.refused.push((event, refusals)),
        }
    }
    made
}

//! Finds where source code emits events, and tells whether that is what the catalog says: a live event that nobody emits,
//! a name that the catalog does not have, an event that is emitted and only declared, and a name that is put together at
//! run time and so cannot be checked.
//!
//! Each file is read into facts: the texts in it and what becomes of them. Rust is read by syn,
//! TypeScript and JavaScript by oxc's parser, Python by ruff's; other languages by their strings and brackets. Then each text is
//! followed through names, fields, parameters and results. It counts as emitted when it reaches a call, a field or
//! a result that may send it; or, where the catalog's index names the functions that emit, when it reaches one of those.
//! Where deliveries have the parts of a name in several places, each part is followed by itself.
//! What is compared, matched, listed or subscribed to does not count, nor what is in comments, tests and dead code.
//!
//! ```
//! use webhook_catalog::{load, tree};
//! use webhook_emitters::{Source, scan};
//! use webhook_schema::Diagnostics;
//!
//! # let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
//! let mut diagnostics = Diagnostics::new();
//! let catalog = load(&tree(&root), &mut diagnostics).expect("a catalog");
//! let source = Source { path: root.join("crates/emitters/src"), label: "src".to_owned() };
//! let summary = scan(&catalog, &[source], &[], &mut diagnostics)?;
//! assert!(summary.files > 10 && summary.coverage.emitted == 0, "this crate emits nothing");
//! # Ok::<(), std::io::Error>(())
//! ```

mod builder;
mod calls;
mod facts;
mod files;
mod flow;
mod joined;
mod names;
mod python;
mod report;
mod rust;
mod script;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::thread;

use webhook_catalog::Catalog;
use webhook_schema::Diagnostics;

use facts::{Facts, Step};
use files::{File, Language};
use names::Names;
use report::Findings;
use text::Style;

pub use files::Source;
pub use report::Coverage;

/// Enough for the parsers and readers to go as deep as [`DEEPEST`] brackets, without optimization.
const STACK_BYTES: usize = 512 << 20;
/// Brackets within brackets; a file with more is not read.
const DEEPEST: usize = 500;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Files that were left out because they hold tests.
    pub tests: usize,
    /// Files that were left out because they are generated.
    pub generated: usize,
    /// Which live events are emitted.
    pub coverage: Coverage,
}

/// Compares sources with a catalog, and reports all that is not as it should be. `functions` are functions that emit, in
/// addition to those that the index names.
///
/// Call it right after loading the catalog, with the same diagnostics: what is wrong with an event is told at its entry.
///
/// # Errors
///
/// When a source is not there, or cannot be read; when there is no source file in any, or no function of a given name.
pub fn scan(
    catalog: &Catalog,
    sources: &[Source],
    functions: &[String],
    diagnostics: &mut Diagnostics,
) -> io::Result<Summary> {
    // Code is nested, and there is no telling how large the stack of the caller is.
    thread::scope(|scope| {
        let here = || scan_here(catalog, sources, functions, diagnostics);
        let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, here)?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn scan_here(
    catalog: &Catalog,
    sources: &[Source],
    functions: &[String],
    diagnostics: &mut Diagnostics,
) -> io::Result<Summary> {
    let names = Names::new(catalog);
    let mut read = files::read(sources)?;
    if read.files.is_empty() && read.unread.is_empty() && read.tests + read.generated == 0 {
        let paths: Vec<_> = sources.iter().map(|source| source.path.display().to_string()).collect();
        return Err(nothing_there(format!("{}: there is no source file", paths.join(", "))));
    }
    let mut unread: Vec<(String, Option<usize>, String)> =
        std::mem::take(&mut read.unread).into_iter().map(|(name, why)| (name, None, why)).collect();
    let mut not_parsed = BTreeSet::new();
    let mut by_language: BTreeMap<Language, Vec<(usize, Facts)>> = BTreeMap::new();
    for (number, file) in read.files.iter().enumerate() {
        match facts_of(file) {
            Ok(facts) => by_language.entry(file.language).or_default().push((number, facts)),
            Err((offset, why)) => {
                not_parsed.insert(number);
                unread.push((file.name.clone(), Some(offset), why));
            }
        }
    }
    let said = &catalog.index.emitters.functions;
    let is_there = |name: &String| {
        let name = name.rsplit(['.', ':']).next().unwrap_or_default();
        by_language.values().flatten().any(|(_, facts)| facts.has_function(name))
            || not_parsed.iter().any(|number| read.files[*number].text.contains(name))
    };
    // Those of the index may be in other sources, but not all of them.
    let lost = functions.iter().find(|name| !is_there(name));
    let lost = lost.or_else(|| said.first().filter(|_| !said.iter().chain(functions).any(is_there)));
    if let Some(name) = lost {
        return Err(nothing_there(format!("the sources neither define nor call a function `{name}`")));
    }
    let functions: Vec<_> = said.iter().chain(functions).map(|name| steps(name)).collect();
    let mut findings = Findings::default();
    for files in by_language.into_values() {
        let (numbers, facts): (Vec<usize>, Vec<Facts>) =
            without_test_modules(files, &read.files).into_iter().unzip();
        let found = flow::follow(&facts, &functions, &names);
        findings.add(found.sent, |file| numbers[file]);
        found.unknown.into_iter().for_each(|(file, offset)| findings.add_unknown((numbers[file], offset)));
    }
    let coverage = report::report(
        catalog,
        &names,
        &read.files,
        &not_parsed,
        &findings,
        !functions.is_empty(),
        diagnostics,
    );
    unread.iter().for_each(|(name, offset, why)| diagnostics.push(report::unread(name, *offset, why)));
    Ok(Summary { files: read.files.len(), tests: read.tests, generated: read.generated, coverage })
}

fn nothing_there(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, message)
}

fn facts_of(file: &File) -> Result<Facts, (usize, String)> {
    if let Some(offset) = too_deep(&file.text) {
        return Err((offset, format!("more than {DEEPEST} brackets within brackets")));
    }
    match file.language {
        Language::Rust => rust::read(&file.text),
        Language::Script => script::read(&file.name, &file.text),
        Language::Python => python::read(&file.text),
        Language::Other => {
            let extension = Path::new(&file.name).extension().and_then(|extension| extension.to_str());
            Ok(extension
                .and_then(Style::of)
                .map_or_else(Facts::default, |style| text::read(&file.text, style)))
        }
    }
}

/// Where brackets are nested too deeply for the parsers.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

/// The files that are not modules which other files declare as tests.
fn without_test_modules(facts: Vec<(usize, Facts)>, files: &[File]) -> Vec<(usize, Facts)> {
    let mut tests = Vec::new();
    for (number, facts) in &facts {
        let path = Path::new(&files[*number].name);
        let stem = path.file_stem().unwrap_or_default();
        let directory = path.parent().unwrap_or(Path::new(""));
        let is_root = ["lib", "main", "mod"].iter().any(|root| stem == *root);
        let directory = if is_root { directory.to_owned() } else { directory.join(stem) };
        tests.extend(facts.test_modules.iter().map(|module| directory.join(module)));
    }
    let is_test = |name: &str| tests.iter().any(|test| Path::new(name).with_extension("").starts_with(test));
    facts.into_iter().filter(|(number, _)| !is_test(&files[*number].name)).collect()
}

/// The path of a function, as people write it in any language.
fn steps(name: &str) -> Vec<Step> {
    name.split(['.', ':']).filter(|part| !part.is_empty()).map(|part| Step::Named(part.to_owned())).collect()
}

//! Changes as diagnostics, which know both versions.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use webhook_catalog::layout::INDEX;
use webhook_evolution::{Finding, Side, Standing, Verdict};
use webhook_schema::{At, Diagnostic, Diagnostics, Label, Location, Rule, Severity, tokens};

use super::changes::Changes;
use super::text;
use crate::commands::explain::verdict;

/// The rules, as diagnostics have them.
static RULES: LazyLock<BTreeMap<&str, Rule>> = LazyLock::new(|| {
    let rules = webhook_evolution::rules();
    rules.map(|rule| (rule.id, Rule { id: rule.id, summary: rule.summary })).collect()
});

/// Changes that are told, each with what becomes of it.
pub fn shown<'c>(changes: &'c Changes<'_>, verbose: bool) -> Vec<(&'c Finding, Standing)> {
    let all = changes.comparison.findings.iter().zip(changes.judgment.standings.iter().copied());
    all.filter(|(finding, standing)| verbose || !is_idle(finding, *standing)).collect()
}

/// Whether a change makes no difference to anybody.
pub fn is_idle(finding: &Finding, standing: Standing) -> bool {
    finding.verdict == Verdict::default() && matches!(standing, Standing::Noted)
}

/// All that is told, for printers that put it in an order of their own.
pub fn all(changes: &Changes<'_>, verbose: bool) -> Diagnostics {
    let mut sink = mistakes(changes);
    for (finding, standing) in shown(changes, verbose) {
        let mut diagnostic = diagnostic(changes, finding, standing);
        let facts = format!("({}; fingerprint {})", verdict(finding.verdict), finding.fingerprint);
        diagnostic.help = format!("{} {facts}", diagnostic.help).trim_start().to_owned();
        sink.push(diagnostic);
    }
    if changes.judgment.is_refused() {
        let version = changes.paths(Side::After).shown(&Location::new(INDEX, "/version"));
        let (message, help) = text::ways_out(changes);
        let rule = RULES.get("version-unchanged").expect("it is in the table");
        sink.push(Diagnostic {
            tree: Some(NEWER),
            ..Diagnostic::at_value(rule, version, message, help.join("; or "))
        });
    }
    sink
}

/// The mistakes in what the newer index says of changes.
pub fn mistakes(changes: &Changes<'_>) -> Diagnostics {
    let mut sink = sink(changes);
    for mistake in &changes.judgment.mistakes {
        let at = match &mistake.at {
            At::Value(location) => At::Value(changes.paths(Side::After).shown(location)),
            At::Key(location) => At::Key(changes.paths(Side::After).shown(location)),
            at => at.clone(),
        };
        sink.push(Diagnostic { at, tree: Some(NEWER), ..mistake.clone() });
    }
    sink
}

/// The number of the newer tree in a sink; files go by the paths that people know.
const NEWER: usize = 2;
/// The number of the older tree.
const OLDER: usize = 1;

/// A sink that has the texts of both versions, as far as changes lead there.
pub fn sink(changes: &Changes<'_>) -> Diagnostics {
    let mut sink = Diagnostics::new();
    for side in [Side::Before, Side::After] {
        sink.open("");
        let place = |finding: &'_ Finding| match side {
            Side::Before => finding.before.clone(),
            Side::After => finding.after.clone(),
        };
        let mut files: BTreeSet<Arc<str>> =
            changes.comparison.findings.iter().filter_map(place).map(|location| location.file).collect();
        files.insert(INDEX.into());
        for file in files {
            if let Some(document) = changes.catalog(side).document(&file) {
                let shown = changes.paths(side).shown(&Location::new(file, ""));
                sink.add_text(&*shown.file, &*document.text);
            }
        }
    }
    sink
}

/// A change as a diagnostic: where it is now, and where it was.
pub fn diagnostic(changes: &Changes<'_>, finding: &Finding, standing: Standing) -> Diagnostic {
    let rule = RULES.get(finding.rule.id).expect("the rule of a finding is in the table");
    // Of what was added, the place before is what it was added to, or what `$ref` led to; of what was removed, the one after
    // is what it was in.
    let depth = |place: &Option<Location>| place.as_ref().map(|location| tokens(&location.pointer).count());
    let was = match depth(&finding.before).cmp(&depth(&finding.after)) {
        Ordering::Less | Ordering::Equal => "it was like this",
        Ordering::Greater => "it was here",
    };
    let before = finding.before.as_ref().map(|location| changes.paths(Side::Before).shown(location));
    let after = finding.after.as_ref().map(|location| changes.paths(Side::After).shown(location));
    let (tree, at, labels) = match (after, before) {
        (Some(after), Some(before)) => {
            let label = Label { tree: Some(OLDER), at: At::Value(before), message: was.to_owned() };
            (NEWER, At::Value(after), vec![label])
        }
        (Some(after), None) => (NEWER, At::Value(after), Vec::new()),
        (None, Some(before)) => (OLDER, At::Value(before), Vec::new()),
        (None, None) => (NEWER, At::File(String::new()), Vec::new()),
    };
    Diagnostic {
        rule,
        severity: severity(changes, standing),
        tree: Some(tree),
        at,
        labels,
        message: finding.message.clone(),
        help: finding.help.clone(),
        follows: Vec::new(),
    }
}

fn severity(changes: &Changes<'_>, standing: Standing) -> Severity {
    match standing {
        Standing::NeedsVersion if changes.judgment.is_refused() => Severity::Error,
        Standing::NeedsVersion | Standing::Warned => Severity::Warning,
        Standing::Accepted | Standing::Noted => Severity::Note,
    }
}

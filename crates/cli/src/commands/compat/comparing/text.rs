//! Changes for people, by event, with the lines of both versions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use webhook_evolution::{Compatibility, Finding, Standing, VersionChange};
use webhook_schema::diagnostic::terminal::one_line;
use webhook_schema::{Severity, counted};

use super::changes::Changes;
use super::{release, told};
use crate::commands::explain::verdict;
use crate::{Color, Context};

/// Names of events in a heading, before the others are only counted.
const NAMED: usize = 3;

/// Everything there is to say; `refusal` is how bad it is that the changes may not land.
pub fn report(changes: &Changes<'_>, verbose: bool, refusal: Severity, color: Color) -> String {
    let mut text = format!("compared with {}\n\n", one_line(&changes.against.name));
    let shown = told::shown(changes, verbose);
    let mut sink = told::sink(changes);
    for (finding, standing) in &shown {
        sink.push(told::diagnostic(changes, finding, *standing));
    }
    let texts = sink.to_texts_in(color);
    // By event, where one is first met; what is worst comes first.
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: BTreeMap<&[String], usize> = BTreeMap::new();
    for (number, (finding, _)) in shown.iter().enumerate() {
        let group = *group_of.entry(&finding.events).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(number);
    }
    for group in groups {
        let _ = writeln!(text, "{}\n", heading(&shown[group[0]].0.events));
        for number in group {
            let (finding, standing) = shown[number];
            text += &indented(&format!("{}\n{}", texts[number].trim_end(), about(finding, standing)));
            text.push('\n');
        }
    }
    let mistakes = told::mistakes(changes);
    if !mistakes.is_empty() {
        let _ = writeln!(text, "{}", mistakes.to_text_in(color));
    }
    for line in summary(changes, verbose) {
        let _ = writeln!(text, "{line}");
    }
    if changes.judgment.is_refused() {
        let (message, ways) = ways_out(changes);
        let _ = writeln!(text, "\n{}: {message}", refusal.as_str());
        for way in ways {
            let _ = writeln!(text, "  - {way}");
        }
        if let Some(exception) = exception(changes) {
            let _ = writeln!(text, "{exception}");
        }
    }
    text
}

/// The events that a change is in.
pub fn heading(events: &[String]) -> String {
    match events {
        [] => "the catalog".to_owned(),
        _ if events.len() <= NAMED + 1 => {
            events.iter().map(|event| one_line(event)).collect::<Vec<_>>().join(", ")
        }
        _ => {
            let named: Vec<String> = events[..NAMED].iter().map(|event| one_line(event)).collect();
            format!("{} and {} more events", named.join(", "), events.len() - NAMED)
        }
    }
}

/// What there is to know of a change beyond the message.
fn about(finding: &Finding, standing: Standing) -> String {
    let mut text = format!(
        "  rule: {} ({}), fingerprint {}{}\n",
        finding.rule.id,
        verdict(finding.verdict),
        finding.fingerprint,
        if standing == Standing::Accepted { ", accepted in the index" } else { "" }
    );
    if let Some(body) = &finding.counterexample {
        let _ = writeln!(text, "  {}: {}", finding.shown_by(), one_line(&body.to_string()));
    }
    text
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    text.lines().map(line).collect()
}

/// What it comes to, in lines.
pub fn summary(changes: &Changes<'_>, verbose: bool) -> Vec<String> {
    let mut lines = vec![counts(changes, verbose)];
    lines.extend(release::proposed(changes));
    let needing = changes.judgment.needing_version();
    if needing > 0 && changes.judgment.version == VersionChange::Newer {
        let (older, newer) = versions(changes);
        lines.push(format!("{} than {older}, and {newer} is one", needs(needing, "a newer catalog version")));
    }
    lines
}

/// Why the changes may not land, and each way out.
pub fn ways_out(changes: &Changes<'_>) -> (String, Vec<String>) {
    let (older, newer) = versions(changes);
    if changes.judgment.version == VersionChange::Older {
        let message = format!("the catalog's version goes back from {older} to {newer}");
        let help =
            format!("set `version` in {INDEX} to {older}, or to a later date if something breaks receivers");
        return (message, vec![help]);
    }
    let needing = changes.judgment.needing_version();
    let (change, are) = if needing == 1 { ("the change", "it is") } else { ("the changes", "they are") };
    let message = format!("{} after {older}, and it is still {newer}", needs(needing, "a catalog version"));
    let undo = format!("undo {change}: the help says how to do it without breaking anybody");
    let bump =
        format!("if {are} meant, set `version` in {INDEX} to a date after {older}: today's, if that is one");
    (message, vec![undo, bump])
}

/// What is said of exceptions where the changes may not land; nothing of a version that goes back.
pub fn exception(changes: &Changes<'_>) -> Option<&'static str> {
    let said = "A change that hurts nobody can be listed in `evolution.accepted` of the index, by its fingerprint, with a reason.";
    (changes.judgment.version != VersionChange::Older).then_some(said)
}

/// The index, from the root of the repository.
const INDEX: &str = "schemas/webhooks/index.json";

fn versions<'c>(changes: &'c Changes<'_>) -> (&'c str, &'c str) {
    (&changes.older.catalog.index.version.0, &changes.newer.index.version.0)
}

fn needs(number: usize, what: &str) -> String {
    format!("{} {what}", counted(number, "change needs", "changes need"))
}

/// How many changes there are of each kind.
fn counts(changes: &Changes<'_>, verbose: bool) -> String {
    let findings = &changes.comparison.findings;
    if findings.is_empty() {
        return "no changes".to_owned();
    }
    let of = |kind| findings.iter().filter(|finding| finding.verdict.wire == kind).count();
    let hidden = findings.len() - told::shown(changes, verbose).len();
    let (breaking, risky, safe) =
        (of(Compatibility::Breaking), of(Compatibility::Risky), of(Compatibility::Safe));
    let hidden = match hidden {
        0 => String::new(),
        1 => "; 1 makes no difference to anybody (--verbose shows it)".to_owned(),
        hidden => format!("; {hidden} make no difference to anybody (--verbose shows them)"),
    };
    format!(
        "{}: {breaking} breaking, {risky} risky, {safe} safe for deployed receivers{hidden}",
        counted(findings.len(), "change", "changes")
    )
}

/// What was assumed of the older catalog; for those who ask, with the reasons.
pub fn assumptions(changes: &Changes<'_>, verbose: bool, context: &Context) -> String {
    let mut text = String::new();
    if !changes.older.assumed.is_empty() {
        let _ = writeln!(
            text,
            "note: the older index says nothing that today's loader reads in {}, which count as unchanged",
            counted(changes.older.assumed.len(), "place", "places")
        );
    }
    if !changes.has_items {
        text += "note: the older catalog does not give code by today's rules, so public items were not compared\n";
    }
    let has_reasons = changes.reasons.iter().any(|reason| reason.severity == Severity::Error);
    if !verbose && !text.is_empty() {
        text += "note: --verbose says more\n";
    }
    if !verbose {
        return text;
    }
    for place in &changes.older.assumed {
        let _ = writeln!(text, "  {}: taken from the newer index", one_line(place));
    }
    if has_reasons {
        text += &indented(&changes.reasons.to_text_in(context.color));
    }
    text
}

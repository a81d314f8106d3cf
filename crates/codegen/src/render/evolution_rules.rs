//! The page about changes: what each kind means, why, and what to do instead.

use webhook_evolution::{Rule, Subject, Verdict, rules};

use super::markdown_marker;
use crate::files::Sink;
use crate::ir::Ir;
use crate::markup::code;

const INTRO: &str = "\
# Changes, rule by rule

What `compat` finds, and what it breaks: **wire** is for deployed receivers that read leniently, **strict** for those that
validate against the published schema, **Rust** for users of the generated crates. What is breaking on the wire needs a newer
catalog version. A finding may be milder or harsher than its rule where the schema says more.
";

/// Writes the page.
pub fn render(_: &Ir<'_>, files: &mut Sink<'_>) {
    let rules: Vec<&Rule> = rules().collect();
    let rows: Vec<String> = rules.iter().map(|rule| row(rule)).collect();
    let table = format!(
        "| rule | wire | strict | Rust | what changes |\n|---|---|---|---|---|\n{}\n",
        rows.join("\n")
    );
    let sections: Vec<String> = rules.iter().map(|rule| section(rule)).collect();
    let marker = markdown_marker("the rules in crates/evolution");
    let page = format!("{marker}\n\n{INTRO}\n{table}\n{}", sections.join("\n"));
    files.add("docs/src/reference/evolution-rules.md", page);
}

fn row(rule: &Rule) -> String {
    let Verdict { wire, strict, rust } = rule.verdict;
    let (wire, strict, rust) = (wire.as_str(), strict.as_str(), rust.as_str());
    format!("| [{}](#{}) | {wire} | {strict} | {rust} | {} |", code(rule.id), rule.id, rule.summary)
}

fn section(rule: &Rule) -> String {
    let link = rule.link.map(|link| format!(" See <{link}>.")).unwrap_or_default();
    let subject = match rule.bad.subject {
        Subject::Payload => "The schema of a payload",
        Subject::Event => "An event's entry in the index",
        Subject::Contract => "The contract",
        Subject::Index => "The index",
        Subject::Request => "The schema of a request to the endpoint API",
        Subject::Api => "The endpoint API's index",
    };
    format!(
        "## {}\n\n{}\n\n{}{link}\n\nWhat to do: {}\n\n{subject}, before and after:\n\n```json\n{}\n{}\n```\n\n\
         This is not such a change:\n\n```json\n{}\n{}\n```\n",
        rule.id,
        rule.summary,
        rule.why,
        rule.instead,
        rule.bad.before,
        rule.bad.after,
        rule.good.before,
        rule.good.after,
    )
}

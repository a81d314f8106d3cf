//! `explain`: what a rule is about, whichever command names it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};
use webhook_catalog::index::Lint;
use webhook_evolution::Verdict;
use webhook_schema::{Rule, closest, did_you_mean};

use super::fmt::LAYOUT;
use super::lint::level;
use crate::codegen::checkout;
use crate::codegen::report::DRIFT;
use crate::{Context, Outcome, Status};

/// Explain a rule that a message names
///
/// The rules of catalogs, of what is generated from them, of changes, and the lints.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  explain\n  explain event-name\n  explain event-name --json\n\nExit status: 0 fine, 2 there is no such rule"
)]
pub struct Options {
    /// The rule, as messages for programs and `compat` have it; without one, all are listed
    rule: Option<String>,
    /// Print a JSON object, or an array of all, for programs
    #[arg(long)]
    json: bool,
}

/// Explains a rule, or lists them.
pub fn run(options: &Options, _: &Context) -> Outcome {
    match &options.rule {
        Some(id) => explained(id, options.json),
        None if options.json => {
            let all: BTreeSet<&str> = ids().collect();
            let all = all.into_iter().filter_map(find).map(Told::to_json).collect();
            Outcome::new(Status::Fine).out(format!("{:#}\n", Value::Array(all)))
        }
        None => Outcome::new(Status::Fine).out(list()),
    }
}

/// A rule, by what it is about.
#[derive(Clone, Copy)]
enum Told {
    Change(&'static webhook_evolution::Rule),
    Lint(Lint),
    Mistake(&'static Rule),
    /// Of the files that a command writes.
    File(&'static Rule, &'static str),
}

fn find(id: &str) -> Option<Told> {
    let change = webhook_evolution::rule(id).map(Told::Change);
    let lint = || Lint::ALL.iter().find(|lint| lint.rule().id == id).map(|lint| Told::Lint(*lint));
    let mistake = || mistakes().find(|rule| rule.id == id).map(Told::Mistake);
    let file =
        || FILES.iter().find(|(rule, _)| rule.id == id).map(|(rule, command)| Told::File(rule, command));
    change.or_else(lint).or_else(mistake).or_else(file)
}

/// The rules of files, each with the command that puts them right.
const FILES: [(&Rule, &str); 2] = [(&DRIFT, "codegen"), (&LAYOUT, "fmt")];

/// Explains the rule of an id.
pub(super) fn explained(id: &str, as_json: bool) -> Outcome {
    match find(id) {
        Some(told) if as_json => Outcome::new(Status::Fine).out(format!("{:#}\n", told.to_json())),
        Some(told) => Outcome::new(Status::Fine).out(told.to_text()),
        None => {
            let help = did_you_mean(closest(id, ids()), "`explain` without a rule lists them all");
            Outcome::usage(format!("there is no rule `{id}`: {help}"))
        }
    }
}

/// The rules of which every finding is a mistake.
fn mistakes() -> impl Iterator<Item = &'static Rule> {
    let all = [
        webhook_schema::RULES,
        webhook_catalog::RULES,
        webhook_codegen::RULES,
        webhook_evolution::RULES,
        checkout::RULES,
    ];
    all.into_iter().flatten()
}

fn ids() -> impl Iterator<Item = &'static str> {
    let lints = Lint::ALL.iter().map(|lint| lint.rule().id);
    let files = FILES.iter().map(|(rule, _)| rule.id);
    mistakes()
        .map(|rule| rule.id)
        .chain(files)
        .chain(lints)
        .chain(webhook_evolution::rules().map(|rule| rule.id))
}

/// A line for each rule.
fn list() -> String {
    let ids: BTreeSet<&str> = ids().collect();
    let width = ids.iter().map(|id| id.len()).max().unwrap_or_default();
    let all = ids.into_iter().filter_map(|id| Some((id, find(id)?.summary())));
    all.map(|(id, summary)| format!("{id:width$}  {summary}\n")).collect()
}

impl Told {
    fn summary(self) -> &'static str {
        match self {
            Self::Change(rule) => rule.summary,
            Self::Lint(lint) => lint.rule().summary,
            Self::Mistake(rule) | Self::File(rule, _) => rule.summary,
        }
    }

    fn to_text(self) -> String {
        match self {
            Self::Change(rule) => of_evolution(rule),
            Self::Lint(lint) => of_lint(lint),
            Self::Mistake(rule) => of_mistake(rule),
            Self::File(rule, command) => {
                format!("{}\n\n{}\n\nRun `{command}`, and commit what it changes.\n", rule.id, rule.summary)
            }
        }
    }

    fn to_json(self) -> Value {
        let of = |kind, rule: &Rule| json!({ "rule": rule.id, "kind": kind, "summary": rule.summary });
        match self {
            Self::Mistake(rule) => of("mistake", rule),
            Self::File(rule, _) => of("file", rule),
            Self::Lint(lint) => {
                let mut value = of("lint", lint.rule());
                value["default"] = level(lint.default_level()).into();
                value
            }
            Self::Change(rule) => json!({
                "rule": rule.id,
                "kind": "change",
                "summary": rule.summary,
                "wire": rule.verdict.wire.as_str(),
                "strict": rule.verdict.strict.as_str(),
                "rust": rule.verdict.rust.as_str(),
                "why": rule.why,
                "instead": rule.instead,
                "bad": { "before": rule.bad.before, "after": rule.bad.after },
                "good": { "before": rule.good.before, "after": rule.good.after },
                "link": rule.link,
            }),
        }
    }
}

fn of_mistake(rule: &Rule) -> String {
    format!(
        "{}\n\n{}\n\nWhat breaks it is a mistake: nothing is generated until it is corrected.\n",
        rule.id, rule.summary
    )
}

fn of_lint(lint: Lint) -> String {
    let Rule { id, summary } = lint.rule();
    format!(
        "{id}\n\n{summary}\n\nA lint, `{}` by default. To change that, write\n\n  \"lints\": {{ \"{id}\": \"allow\" }}\n\n\
         in the index, with `deny`, `warn` or `allow`; `lint --levels` shows what holds.\n",
        level(lint.default_level())
    )
}

fn of_evolution(rule: &webhook_evolution::Rule) -> String {
    let mut text = format!(
        "{}\n\n{}\n\nVerdict as a rule: {}\nA finding may be milder or harsher, where the schemas say more.\n\nWhy: {}\n\nWhat to do: {}\n",
        rule.id,
        rule.summary,
        verdict(rule.verdict),
        rule.why,
        rule.instead
    );
    for (title, example) in [("This change is one", rule.bad), ("This one is not", rule.good)] {
        let _ = write!(text, "\n{title}:\n  before  {}\n  after   {}\n", example.before, example.after);
    }
    if let Some(link) = rule.link {
        let _ = write!(text, "\nSee {link}\n");
    }
    text
}

/// The verdict in words: `wire breaking, strict safe, rust major`.
pub fn verdict(verdict: Verdict) -> String {
    let Verdict { wire, strict, rust } = verdict;
    format!("wire {}, strict {}, rust {}", wire.as_str(), strict.as_str(), rust.as_str())
}

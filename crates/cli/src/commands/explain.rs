//! `explain`: what a rule is about, whichever command names it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::Args;
use webhook_catalog::index::Lint;
use webhook_evolution::Verdict;
use webhook_schema::{Rule, closest, did_you_mean};

use super::lint::level;
use crate::{Context, Outcome, Status};

/// Explain a rule that a message names
///
/// The rules of catalogs, of what is generated from them, of changes, and the lints.
#[derive(Args)]
#[command(after_help = "Example:\n  explain event-name\n\nExit status: 0 fine, 2 there is no such rule")]
pub struct Options {
    /// The rule, as messages for programs and `compat` have it; without one, all are listed
    rule: Option<String>,
}

/// Explains a rule, or lists them.
pub fn run(options: &Options, _: &Context) -> Outcome {
    match &options.rule {
        Some(id) => explained(id),
        None => Outcome::new(Status::Fine).out(list()),
    }
}

/// Explains the rule of an id.
pub(super) fn explained(id: &str) -> Outcome {
    let told = webhook_evolution::rule(id).map(of_evolution);
    let told = told.or_else(|| Lint::ALL.iter().find(|lint| lint.rule().id == id).map(|lint| of_lint(*lint)));
    let told = told.or_else(|| mistakes().find(|rule| rule.id == id).map(of_mistake));
    match told {
        Some(told) => Outcome::new(Status::Fine).out(told),
        None => {
            let help = did_you_mean(closest(id, ids()), "the rules are:");
            Outcome::new(Status::Usage).err(format!("error: there is no rule `{id}`: {help}\n{}", list()))
        }
    }
}

/// The rules of which every finding is a mistake.
fn mistakes() -> impl Iterator<Item = &'static Rule> {
    let all =
        [webhook_schema::RULES, webhook_catalog::RULES, webhook_codegen::RULES, webhook_evolution::RULES];
    all.into_iter().flatten()
}

fn ids() -> impl Iterator<Item = &'static str> {
    let lints = Lint::ALL.iter().map(|lint| lint.rule().id);
    mistakes().map(|rule| rule.id).chain(lints).chain(webhook_evolution::rules().map(|rule| rule.id))
}

fn list() -> String {
    let ids: BTreeSet<&str> = ids().collect();
    ids.into_iter().map(|id| format!("  {id}\n")).collect()
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
        "{}\n\n{}\n\nVerdict: {}\n\nWhy: {}\n\nInstead: {}\n",
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

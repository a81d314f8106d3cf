//! `--explain`: what a rule is about.

use std::fmt::Write as _;

use webhook_evolution::{Rule, rule, rules};
use webhook_schema::{closest, did_you_mean};

use super::told::verdict;
use crate::{Outcome, Status};

/// Explains a rule.
pub fn run(id: &str) -> Outcome {
    match rule(id) {
        Some(rule) => Outcome::new(Status::Fine).out(explained(rule)),
        None => {
            let help = did_you_mean(closest(id, rules().map(|rule| rule.id)), "the rules are:");
            let mut text = format!("error: there is no rule `{id}`: {help}\n");
            for rule in rules() {
                let _ = writeln!(text, "  {}", rule.id);
            }
            Outcome::new(Status::Usage).err(text)
        }
    }
}

fn explained(rule: &Rule) -> String {
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

//! Whether the retry policy makes sense.

use std::time::Duration;

use webhook_contract::{Action, Responses, RetryRule};
use webhook_schema::{Diagnostic, Diagnostics, Location};

use crate::draft::Draft;
use crate::index::lints::Lint;
use crate::layout::INDEX;
use crate::rules;

/// Reports outcomes that contradict each other or the schedule, and waits that become shorter.
pub(crate) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let Some(retry) = &draft.index.contract.retry else { return };
    let at = |pointer: &str| Location::new(INDEX, format!("/contract/retry/{pointer}"));
    let mut report = |pointer: &str, message: String, help: &str| {
        diagnostics.push(Diagnostic::at_value(&rules::CONTRACT, at(pointer), message, help));
    };
    if let Some(first) = retry.delays.first().filter(|first| !first.is_zero()) {
        let message = format!("expected 0 for the first attempt, found {}", first.as_secs());
        report("delays_seconds/0", message, "add a 0 before the delays of the other attempts");
    }
    let retried = retry.rules.iter().find(|rule| rule.action == Action::Retry);
    if let (Some(rule), [Duration::ZERO]) = (retried, &*retry.delays) {
        let message = format!("`{}` is retried, and there is a first attempt only", rule.responses);
        report("delays_seconds", message, "add the waits before the attempts that follow");
    }
    for number in 0..retry.rules.len() {
        check_rule(&retry.rules, number, &mut report);
    }
    check_success(&retry.rules, &mut report);
    for (number, waits) in retry.delays.windows(2).enumerate().filter(|(_, waits)| waits[1] < waits[0]) {
        let message = format!("a wait of {} seconds after one of {}", waits[1].as_secs(), waits[0].as_secs());
        let help = "correct it, if it is a slip: waits are usually longer from attempt to attempt";
        let location = at(&format!("delays_seconds/{}", number + 1));
        let finding = |rule| Diagnostic::at_value(rule, location, message, help);
        draft.index.lints.report(Lint::ShorterWait, finding, diagnostics);
    }
}

fn check_rule(rules: &[RetryRule], number: usize, report: &mut impl FnMut(&str, String, &str)) {
    let RetryRule { responses, action, at_least, .. } = rules[number];
    let at = |key: &str| format!("outcomes/{number}/{key}");
    let hundred = match responses {
        Responses::Status(status) => Responses::Class(status / 100),
        other => other,
    };
    let mut earlier = rules.iter().take(number).map(|rule| rule.responses);
    if let Some(first) = earlier.find(|first| *first == responses || *first == hundred) {
        let message =
            format!("`{responses}` never applies: `{first}` comes first, and the first match counts");
        report(&at("response"), message, "move it up, or remove it");
    }
    if at_least.is_some() && action != Action::Retry {
        let message = "a minimum delay without a next attempt".to_owned();
        report(&at("minimum_delay_seconds"), message, "remove it, or retry");
    }
    if action == Action::Delivered && matches!(responses, Responses::NetworkError | Responses::Timeout) {
        let message =
            format!("`{responses}` counts as delivered, and nobody knows whether the event arrived");
        report(&at("action"), message, "write `retry`, or `fail` if no attempt follows");
    }
}

/// Whether a receiver can say at all that it took the event.
fn check_success(rules: &[RetryRule], report: &mut impl FnMut(&str, String, &str)) {
    let is_success =
        |rule: &RetryRule| matches!(rule.responses, Responses::Status(200..300) | Responses::Class(2));
    if rules.is_empty() || rules.iter().any(|rule| is_success(rule) && rule.action == Action::Delivered) {
        return;
    }
    let help = "write `delivered`: by a 2xx answer, a receiver says that it took the event";
    match rules.iter().position(is_success) {
        Some(number) => {
            let RetryRule { responses, action, .. } = rules[number];
            let becomes = if action == Action::Retry { "retried" } else { "a failure" };
            let message = format!("`{responses}` is {becomes}, and no 2xx answer counts as delivered");
            report(&format!("outcomes/{number}/action"), message, help);
        }
        None => {
            let message = "no 2xx answer counts as delivered: what fits no outcome is retried".to_owned();
            report("outcomes", message, "add `{ \"response\": \"2xx\", \"action\": \"delivered\" }`");
        }
    }
}

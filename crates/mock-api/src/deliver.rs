//! Sending deliveries: each attempt is signed again, and goes to this machine only.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use webhook_exchange::{Target, fresh, sign};
use webhook_runtime::retry::{Next, Outcome};

use crate::mock::{Attempt, Mock};

/// Sends a delivery until it arrives, is refused, or the attempts run out; waits are shorter by the factor `speed`.
pub(crate) async fn deliver(
    mock: Arc<Mock>,
    organization: String,
    delivery: String,
    speed: f64,
    log: fn(&str),
) {
    let contract = &mock.api.contract;
    let retry = contract.retry.as_ref();
    let mut wait = retry.and_then(|retry| retry.delays.first().copied()).unwrap_or_default();
    for number in 1.. {
        if !wait.is_zero() {
            sleep(wait.div_f64(speed)).await;
        }
        // Looked up each time, because the secret may have been rotated.
        let Some(attempt) = mock.attempt(&organization, &delivery) else { return };
        let what = format!("{delivery}: {} {} to {}", attempt.name, attempt.event, attempt.url);
        let Ok(target) = Target::parse_https(&attempt.url) else {
            log(&format!("{what}: not sent, because it does not lead to this machine"));
            return;
        };
        let Attempt { secret, event, body, .. } = &attempt;
        let headers = match sign::headers(contract, secret, Some(event), fresh::unix_seconds(), body) {
            Ok(headers) => headers,
            Err(error) => {
                log(&format!("{what}: not sent: {error}"));
                return;
            }
        };
        let outcome = target.post(&headers, body, contract.timeout()).await.outcome;
        let Some(next) = retry.and_then(|retry| retry.next_attempt(number, outcome)) else {
            log(&format!("{what}: {}, and no other attempt is stated", told(outcome)));
            return;
        };
        log(&format!("{what}: attempt {number}, {}, {}", told(outcome), follows(next, speed)));
        match next {
            Next::RetryAfter(delay) => wait = delay,
            Next::Delivered | Next::Refused | Next::GiveUp => return,
        }
    }
}

fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Status(status) => format!("answered with {status}"),
        Outcome::NetworkError => "no connection".to_owned(),
        Outcome::Timeout => "no answer".to_owned(),
    }
}

fn follows(next: Next, speed: f64) -> String {
    match next {
        Next::Delivered => "delivered".to_owned(),
        Next::RetryAfter(delay) => format!("next attempt in {} s", seconds(delay.div_f64(speed))),
        Next::Refused => "which is final".to_owned(),
        Next::GiveUp => "which was the last".to_owned(),
    }
}

fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

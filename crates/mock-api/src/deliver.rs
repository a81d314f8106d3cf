//! Sending deliveries: each attempt is signed again, and goes to this machine only.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;
use webhook_exchange::addressed::{address, path};
use webhook_exchange::{Answer, Target, fresh};
use webhook_runtime::CannotSign;
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
    let retry = mock.api.contract.retry.as_ref();
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
        let outcome = match send(&mock, attempt, &target).await {
            Ok(answer) => answer.outcome,
            Err(error) => {
                log(&format!("{what}: not sent: {error}"));
                return;
            }
        };
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

/// Signs a delivery for the URL that its endpoint has, and sends it.
async fn send(mock: &Mock, attempt: Attempt, target: &Target) -> Result<Answer, CannotSign> {
    let Attempt { mut request, secret, .. } = attempt;
    address(&mut request, None, target);
    mock.api.terms.signing(&secret)?.sign(&mut request, fresh::unix_seconds())?;
    let json = request.value("content-type").is_none().then_some(("content-type", "application/json"));
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let headers = headers.chain(json).map(|(name, value)| (name, value.as_bytes()));
    let timeout = mock.api.contract.timeout();
    Ok(target.send(&request.method, &path(target, &request), headers, &request.body, timeout).await)
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

//! Sending deliveries: each attempt is signed again, and goes to this machine only.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Request, Uri};
use http_body_util::Full;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use webhook_exchange::send::{KEPT, exchange};
use webhook_exchange::{fresh, sign};
use webhook_runtime::Contract;
use webhook_runtime::retry::{Next, Outcome};

use crate::mock::{Attempt, Mock};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Sends a delivery until it arrives, is refused, or the attempts run out; waits are shorter by the factor `speed`.
pub(crate) async fn deliver(
    mock: Arc<Mock>,
    organization: String,
    delivery: String,
    speed: f64,
    log: fn(&str),
) {
    let contract = &mock.api.contract;
    let mut wait = contract.retry.delays.first().copied().unwrap_or_default();
    for number in 1.. {
        if !wait.is_zero() {
            sleep(wait.div_f64(speed)).await;
        }
        // Looked up each time, because the secret may have been rotated.
        let Some(attempt) = mock.attempt(&organization, &delivery) else { return };
        let what = format!("{delivery}: {} {} to {}", attempt.name, attempt.event, attempt.url);
        let Some(address) = loopback(&attempt.url) else {
            log(&format!("{what}: not sent, because it does not lead to this machine"));
            return;
        };
        let outcome = match timeout(contract.retry.timeout, post(contract, &attempt, address)).await {
            Ok(Ok(status)) => Outcome::Status(status),
            Ok(Err(_)) => Outcome::NetworkError,
            Err(_) => Outcome::Timeout,
        };
        let next = contract.retry.next_attempt(number, outcome);
        log(&format!("{what}: attempt {number}, {}, {}", told(outcome), follows(next, speed)));
        match next {
            Next::RetryAfter(delay) => wait = delay,
            Next::Delivered | Next::Refused | Next::GiveUp => return,
        }
    }
}

/// Sends one attempt, and says what it was answered with.
async fn post(contract: &Contract, attempt: &Attempt, address: SocketAddr) -> Result<u16, Error> {
    let uri: Uri = attempt.url.parse()?;
    let signed =
        sign::headers(contract, &attempt.secret, Some(&attempt.event), fresh::unix_seconds(), &attempt.body);
    let mut request = Request::post(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(HOST, uri.authority().map_or("", |authority| authority.as_str()))
        .header(CONTENT_TYPE, "application/json");
    for (name, value) in signed {
        request = request.header(name, value);
    }
    let stream = TcpStream::connect(address).await?;
    let answer = exchange(stream, request.body(Full::from(attempt.body.clone()))?, KEPT).await?;
    Ok(answer.status)
}

/// The address on this machine that an HTTPS URL leads to; `None` where it leads elsewhere. No name is looked up.
fn loopback(url: &str) -> Option<SocketAddr> {
    let uri: Uri = url.parse().ok()?;
    if uri.scheme_str() != Some("https") {
        return None;
    }
    let host = uri.host()?.trim_matches(['[', ']']);
    let address = match host.eq_ignore_ascii_case("localhost") {
        true => IpAddr::V4(Ipv4Addr::LOCALHOST),
        false => host.parse().ok().filter(IpAddr::is_loopback)?,
    };
    Some(SocketAddr::new(address, uri.port_u16().unwrap_or(443)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_stay_on_this_machine() {
        for (url, address) in [
            ("https://localhost:8080/hooks", "127.0.0.1:8080"),
            ("https://LocalHost/hooks", "127.0.0.1:443"),
            ("https://127.8.9.1:1", "127.8.9.1:1"),
            ("https://[::1]:8080/", "[::1]:8080"),
        ] {
            assert_eq!(loopback(url), address.parse().ok(), "{url}");
        }
        for url in [
            "https://example.com",
            "https://localhost.example.com",
            "https://localhost@example.com",
            "https://127.0.0.1.example.com",
            "https://10.0.0.1:8080",
            "https://0.0.0.0:8080",
            "https://[::ffff:10.0.0.1]:8080",
            "http://localhost:8080",
            "localhost:8080",
            "/hooks",
            "",
        ] {
            assert_eq!(loopback(url), None, "{url}");
        }
    }
}

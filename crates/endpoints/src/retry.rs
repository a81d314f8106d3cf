//! Whether to retry a request that may safely be sent twice, and after how long.

use std::time::Duration;

use crate::Error;

/// The largest number of attempts.
pub(crate) const MAX_ATTEMPTS: u32 = 4;

/// The wait after the first attempt; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// The longest wait that an answer may ask for. A longer one is left to the caller.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How long to wait after the attempt of this number, from 1, has failed; `None` if the request must not be retried.
pub(crate) fn wait(attempt: u32, error: &Error) -> Option<Duration> {
    if attempt >= MAX_ATTEMPTS {
        return None;
    }
    let asked_for = match error {
        Error::Connect(_) | Error::Timeout(_) | Error::Broken(_) => None,
        Error::RateLimited(answer) | Error::Server(answer) => answer.retry_after,
        // It may come from an earlier attempt that got no answer and is still in flight.
        Error::Conflict(answer) if attempt > 1 => answer.retry_after,
        _ => return None,
    };
    // Half of it is random, so that clients that failed together do not retry together.
    let backoff = (FIRST_WAIT * 2_u32.pow(attempt - 1)).mul_f64(1.0 - fastrand::f64() / 2.0);
    Some(asked_for.unwrap_or_default().max(backoff)).filter(|wait| *wait <= LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;
    use crate::{Answer, Cause};

    fn answered(status: u16, retry_after: Option<u64>) -> Error {
        let mut answer = Answer::new("", status, &HeaderMap::new(), None);
        answer.retry_after = retry_after.map(Duration::from_secs);
        Error::of_answer(answer)
    }

    fn silence() -> Error {
        Error::Timeout(Cause::new(std::io::Error::from(std::io::ErrorKind::TimedOut)))
    }

    #[test]
    fn waits_longer_each_time_and_gives_up() {
        for (attempt, longest) in [(1, 250), (2, 500), (3, 1000)] {
            for _ in 0..100 {
                let wait = wait(attempt, &silence()).expect("it is sent again").as_millis();
                assert!((longest / 2..=longest).contains(&wait), "{attempt}: {wait}");
            }
        }
        assert_eq!(wait(4, &silence()), None);
    }

    #[test]
    fn honors_what_the_server_asks_for() {
        assert_eq!(wait(1, &answered(429, Some(7))), Some(Duration::from_secs(7)));
        assert_eq!(wait(3, &answered(503, Some(30))), Some(Duration::from_secs(30)));
        assert_eq!(wait(1, &answered(429, Some(31))), None);
        assert!(wait(1, &answered(429, Some(0))).is_some_and(|wait| wait >= Duration::from_millis(125)));
    }

    #[test]
    fn sends_again_only_what_may_pass() {
        for status in [301, 400, 401, 403, 404, 409, 410, 422] {
            assert_eq!(wait(1, &answered(status, Some(1))), None, "{status}");
        }
        assert!(wait(2, &answered(409, None)).is_some(), "our own attempt is still under way");
        for status in [429, 500, 502, 503, 504] {
            assert!(wait(1, &answered(status, None)).is_some(), "{status}");
        }
    }
}

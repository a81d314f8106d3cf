//! The book's curl lines work as printed.

use std::fs;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use webhook_conformance::repository;
use webhook_mock_api::Server;

use crate::{api, serve};

/// What the mock prints.
static PRINTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[tokio::test]
async fn the_books_curl_lines_work_as_printed() {
    webhook_test_support::needs!("sh", "curl");
    let page = fs::read_to_string(repository().join("docs/src/endpoint-api.md")).expect("there is a page");
    let own = Server::bind(api(), 0).await.expect("there is a port").log(|line| {
        PRINTED.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
    });
    // What is not as printed: the port, which may be taken on this machine, and the ids, which the mock makes up.
    let base_url = serve(own);
    let port =
        base_url.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split('/').next()).expect("a port");
    let [_, api, create, endpoint, rotate, event, replay] = blocks(&page, "sh")[..] else {
        panic!("these are the page's commands");
    };
    let api = api.replace("4010", port);
    assert_eq!(api, format!("API={base_url}"));
    let created = run(&[&api, create]).await;
    let example: Value = serde_json::from_str(blocks(&page, "json")[0]).expect("it is JSON");
    assert_eq!(keys(&created), keys(&example), "{created:#}");
    for key in ["url", "event_types"] {
        assert_eq!(created[key], example[key]);
    }

    let [own_endpoint, printed_endpoint] =
        [&created, &example].map(|endpoint| endpoint["endpoint_id"].as_str().expect("it has an id"));
    assert!(endpoint.contains(printed_endpoint), "{endpoint}");
    let endpoint = endpoint.replace(printed_endpoint, own_endpoint);
    let rotated = run(&[&api, &endpoint, rotate]).await;
    assert_eq!(rotated["endpoint_id"], own_endpoint);
    assert_ne!(rotated["signing_secret"], created["signing_secret"]);

    let printed = blocks(&page, "text")[0];
    let own = output(&printed.lines().map(shape).collect::<Vec<_>>()).await;
    let [own_event, printed_event] = [own.as_str(), printed]
        .map(|output| output.split(' ').find(|word| word.starts_with("evt-")).expect("an id"));
    assert!(event.contains(printed_event), "{event}");
    let event = event.replace(printed_event, own_event);
    let replayed = run(&[&api, &event, replay]).await;
    assert_eq!(replayed["event_id"], own_event);
    assert_eq!(replayed["deliveries"][0]["endpoint_id"], own_endpoint);
}

/// The code blocks of a language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!(
        "
```{language}
"
    );
    page.split(fence.as_str())
        .skip(1)
        .filter_map(|rest| {
            Some(
                rest.split_once(
                    "
```",
                )?
                .0,
            )
        })
        .collect()
}

/// Runs commands in one shell, as somebody would who pastes them one after the other.
async fn run(commands: &[&str]) -> Value {
    let script = commands.join("\n");
    let mut shell = Command::new("sh");
    shell.arg("-euc").arg(&script);
    // Away from the runtime, which serves the mock meanwhile.
    let output = tokio::task::spawn_blocking(move || shell.output())
        .await
        .expect("it ends")
        .expect("there is a shell");
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

/// The mock's output, as soon as it has lines of all these shapes.
async fn output(shapes: &[String]) -> String {
    let started = Instant::now();
    loop {
        let printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner).join("\n");
        let own: Vec<String> = printed.lines().map(shape).collect();
        if shapes.iter().all(|shape| own.contains(shape)) {
            return printed;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{shapes:#?} are not in {own:#?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A line of output without its ids, and up to the number of the attempt: what follows depends on who listens on this
/// machine.
fn shape(line: &str) -> String {
    let is_no_id = |word: &&str| !word.starts_with("evt-") && !word.starts_with("whd-");
    let words = line.split(' ').filter(is_no_id).collect::<Vec<_>>().join(" ");
    words.split(',').next().unwrap_or_default().to_owned()
}

fn keys(value: &Value) -> Vec<&String> {
    value.as_object().expect("an object").keys().collect()
}

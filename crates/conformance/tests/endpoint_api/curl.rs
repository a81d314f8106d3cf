//! The book's curl lines work as printed.

use std::fs;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use webhook_conformance::repository;
use webhook_mock_api::Server;

use crate::{api, serve};

/// What the mock prints.
static PRINTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[tokio::test]
async fn the_books_curl_lines_work_as_printed() {
    let page = fs::read_to_string(repository().join("docs/src/endpoint-api.md")).expect("there is a page");
    let own = Server::bind(api(), 0).await.expect("there is a port").log(|line| {
        PRINTED.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
    });
    // The one thing that is not as printed is the port, which may be taken on this machine.
    let base_url = serve(own);
    let port =
        base_url.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split('/').next()).expect("a port");
    let printed =
        blocks(&page, "sh").into_iter().find_map(|block| block.strip_prefix("API=")).expect("it says where");
    assert_eq!(printed.trim_end().replace("4010", port), base_url);

    let lines: Vec<&str> =
        blocks(&page, "sh").into_iter().filter(|block| block.starts_with("curl ")).collect();
    let [create, rotate, replay] = lines[..] else { panic!("there are three of them: {lines:#?}") };
    let created = run(create, &[("API", &base_url)]).await;
    let example: Value = serde_json::from_str(blocks(&page, "json")[0]).expect("it is JSON");
    assert_eq!(keys(&created), keys(&example), "{created:#}");
    for key in ["url", "event_types"] {
        assert_eq!(created[key], example[key]);
    }

    let endpoint = created["endpoint_id"].as_str().expect("it has an id");
    let rotated = run(rotate, &[("API", &base_url), ("ENDPOINT", endpoint)]).await;
    assert_ne!(rotated["signing_secret"], created["signing_secret"]);
    let event = event().await;
    let replayed = run(replay, &[("API", &base_url), ("EVENT", &event)]).await;
    assert_eq!(
        (&replayed["event_id"], &replayed["deliveries"][0]["endpoint_id"]),
        (&event.into(), &endpoint.into())
    );
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

/// Runs a line in a shell, as somebody would who pastes it.
async fn run(line: &str, variables: &[(&'static str, &str)]) -> Value {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(line).envs(variables.iter().copied());
    // Away from the runtime, which serves the mock meanwhile.
    let output = tokio::task::spawn_blocking(move || shell.output())
        .await
        .expect("it ends")
        .expect("there is a shell");
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

/// The id of the event that the mock says that it has sent.
async fn event() -> String {
    loop {
        let printed = PRINTED.lock().unwrap_or_else(PoisonError::into_inner).join(" ");
        if let Some(id) = printed.split(' ').find(|word| word.starts_with("evt-")) {
            return id.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn keys(value: &Value) -> Vec<&String> {
    value.as_object().expect("an object").keys().collect()
}

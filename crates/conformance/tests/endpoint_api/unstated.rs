//! The mock of an API whose contract states less: it does what is stated, and says what is not.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::time::timeout;
use webhook_conformance::repository;
use webhook_mock_api::{Api, Server};

use crate::http::{post, receiver};
use crate::serve;

pub const CREATE: &str = "/orgs/org-1/webhooks";

/// This repository's API, with another contract, and without some of its operations.
fn api(operations: &[&str], change: impl Fn(&mut Map<String, Value>)) -> Api {
    api_in(changed(operations, change).path())
}

pub fn api_in(root: &Path) -> Api {
    Api::load(root).unwrap_or_else(|error| panic!("{error:?}"))
}

/// A copy of this repository's catalog with another contract, and without some of the API's operations.
pub fn changed(operations: &[&str], change: impl Fn(&mut Map<String, Value>)) -> TempDir {
    let root = tempfile::tempdir().expect("a directory");
    for directory in ["schemas/webhooks", "schemas/api"] {
        copy(&repository().join(directory), &root.path().join(directory));
    }
    edit(&root.path().join("schemas/webhooks/index.json"), |index| {
        // Those of the operations that are gone.
        index["lints"]["unused-file"] = json!("allow");
        change(index["contract"].as_object_mut().expect("an object"));
    });
    edit(&root.path().join("schemas/api/index.json"), |index| {
        for name in operations {
            index["operations"].as_object_mut().expect("an object").remove(*name).expect("it was there");
            let parameter = if *name == "replay" { "event_id" } else { "delivery_id" };
            index["path_parameters"].as_object_mut().expect("an object").remove(parameter);
        }
    });
    root
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
    }
}

fn edit(file: &Path, change: impl Fn(&mut Value)) {
    let mut value = serde_json::from_slice(&fs::read(file).expect("a file")).expect("JSON");
    change(&mut value);
    fs::write(file, value.to_string()).expect("written");
}

/// How often an event is attempted that is answered with 500, and what two ways to ask for another delivery are answered.
async fn course(api: Api) -> (usize, [String; 2]) {
    let base_url = serve(Server::bind(api, 0).await.expect("there is a port").speed(2000.0));
    let (url, mut received) = receiver(&[500; 20]).await;
    let wish = json!({ "url": url, "event_types": ["team.created"] });
    let (status, created) = post(&base_url, CREATE, &[], &wish.to_string()).await;
    assert_eq!(status, 201, "{created:#}");
    let mut attempts = 0;
    while timeout(Duration::from_millis(500), received.recv()).await.is_ok_and(|received| received.is_some())
    {
        attempts += 1;
    }
    let mut told = Vec::new();
    for path in ["events/evt-none/replay", "deliveries/whd-none/redeliver"] {
        let (status, answer) =
            post(&base_url, &format!("{CREATE}/{path}"), &["idempotency-key: once"], "").await;
        told.push(format!("{status} {}", answer["error"]["message"].as_str().expect("a message")));
    }
    (attempts, told.try_into().expect("two"))
}

const NO_PATH: &str = "404 the API has no such path";

#[tokio::test]
async fn without_retry_and_replay_a_delivery_is_attempted_once() {
    let api = api(&["replay", "redeliver"], |contract| {
        contract.remove("retry").expect("it was there");
        contract.remove("replay").expect("it was there");
    });
    let said = api.unstated();
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(said[1].ends_with("the mock waits 5 s"), "{said:?}");
    let (attempts, told) = course(api).await;
    assert_eq!((attempts, told), (1, [NO_PATH, NO_PATH].map(str::to_owned)));
}

#[tokio::test]
async fn a_timeout_and_a_redelivery_are_stated_by_themselves() {
    let api = api(&["replay"], |contract| {
        contract["retry"] = json!({ "timeout_seconds": 7, "promise": "Seven seconds." });
        let path = contract["replay"]["redeliver_path"].clone();
        contract["replay"] = json!({ "redeliver_path": path, "promise": "A delivery can be repeated." });
    });
    let said = api.unstated();
    assert_eq!(said.len(), 2, "{said:?}");
    let (attempts, told) = course(api).await;
    assert_eq!(attempts, 1);
    assert_eq!(told, [NO_PATH, "404 there is no such delivery"].map(str::to_owned));
}

//! One delivery that holds several events: each is handled once, by itself, and the answer is for all of them.

use sha2::{Digest, Sha256};
use tokio::time::{Duration, Instant};
use webhook_runtime::{Disposition, Endpoint, Untyped};

use crate::support::{Faults, Faulty, Log, endpoint, headers, now, pack, receiver, told};

const SECRET: &str = "made-secret";
const WAIT: Duration = Duration::from_secs(5);

/// HubSpot's first version: the body is an array of events, and the signature the hash of secret and body.
pub struct HubSpot {
    endpoint: Endpoint<Untyped, Faulty>,
    log: Log,
    pub faults: Faults,
}

/// The header of a body.
fn signed(body: &str) -> [(&'static str, String); 1] {
    let hash = Sha256::new().chain_update(SECRET).chain_update(body).finalize();
    [("x-hubspot-signature", hash.iter().map(|byte| format!("{byte:02x}")).collect())]
}

impl HubSpot {
    pub fn new() -> HubSpot {
        let (log, faults) = (Log::default(), Faults::default());
        let endpoint = endpoint(receiver(&pack("hubspot-v1"), SECRET, now()), &log, &faults);
        HubSpot { endpoint, log, faults }
    }

    /// The answer to a delivery with this body.
    pub async fn answer(&self, body: &str) -> String {
        told(&self.endpoint.receive(&signed(body), body.as_bytes()).await)
    }

    /// The answer to three events, and the ids of those that were handled.
    async fn three(&self) -> (String, Vec<String>) {
        (self.answer(THREE).await, self.handled())
    }

    fn handled(&self) -> Vec<String> {
        let log = self.log.take();
        log.iter().map(|entry| entry.split(' ').nth(1).expect("an id").to_owned()).collect()
    }
}

pub const THREE: &str = r#"[{"eventId": 1, "subscriptionType": "contact.creation", "objectId": 7},
    {"eventId": 2, "subscriptionType": "contact.deletion"}, {"eventId": 3}]"#;

#[tokio::test]
async fn each_event_is_handled_once_in_order_under_its_own_name() {
    let hubspot = HubSpot::new();
    assert_eq!(hubspot.answer(THREE).await, "200 3 handled");
    assert_eq!(
        hubspot.log.take(),
        [
            r#"contact.creation 1 {"eventId": 1, "subscriptionType": "contact.creation", "objectId": 7}"#,
            r#"contact.deletion 2 {"eventId": 2, "subscriptionType": "contact.deletion"}"#,
            r#"nameless 3 {"eventId": 3}"#,
        ]
    );
    assert_eq!(hubspot.three().await, ("200 3 handled before".into(), vec![]));
    // Events come again in other company.
    assert_eq!(
        hubspot.answer(r#"[{"eventId": 4}, {"eventId": 3}, {"eventId": 4}, {}]"#).await,
        "200 1 handled; 2 handled before; \
         1 handled, but not deduplicated: the body has no usable id, or no scope for it"
    );
    assert_eq!(hubspot.handled(), ["4", ""]);
    assert_eq!(hubspot.answer("[]").await, "200 no events");
}

/// Whatever goes wrong with the second event, its neighbors are done; when the batch comes again, only the rest is.
#[tokio::test(start_paused = true)]
async fn what_failed_is_completed_when_the_batch_comes_again() {
    for (fault, summary) in
        [("fail", "the handler failed"), ("panic", "the handler panicked"), ("begin", "the store failed")]
    {
        let hubspot = HubSpot::new();
        hubspot.faults.set(&[(fault, '2')]);
        let neighbors = vec!["1".to_owned(), "3".to_owned()];
        assert_eq!(hubspot.three().await, (format!("503 2 handled; 1 {summary}"), neighbors), "{fault}");
        assert_eq!(
            hubspot.three().await,
            (format!("503 2 handled before; 1 {summary}"), vec![]),
            "{fault}: as long as it goes wrong"
        );
        hubspot.faults.set(&[]);
        assert_eq!(
            hubspot.three().await,
            ("200 2 handled before; 1 handled".into(), vec!["2".into()]),
            "{fault}"
        );
        assert_eq!(hubspot.three().await, ("200 3 handled before".into(), vec![]), "{fault}");
    }
}

/// An event without an id cannot be told from others, so it is handled each time; its neighbors are not.
#[tokio::test]
async fn an_event_without_an_id_is_handled_whenever_its_batch_comes() {
    const BATCH: &str =
        r#"[{"eventId": 1}, {"subscriptionType": "no.id"}, {"eventId": null}, {"eventId": 2}]"#;
    const WITHOUT: &str = "2 handled, but not deduplicated: the body has no usable id, or no scope for it";
    let hubspot = HubSpot::new();
    assert_eq!(hubspot.answer(BATCH).await, format!("200 2 handled; {WITHOUT}"));
    assert_eq!(hubspot.handled(), ["1", "", "", "2"]);
    assert_eq!(hubspot.answer(BATCH).await, format!("200 2 handled before; {WITHOUT}"));
    assert_eq!(hubspot.handled(), ["", ""]);
    // While a neighbor fails, they come again with it.
    hubspot.faults.set(&[("fail", '3')]);
    let batch = BATCH.replace('2', "3");
    assert_eq!(
        hubspot.answer(&batch).await,
        format!("503 1 handled before; {WITHOUT}; 1 the handler failed")
    );
    hubspot.faults.set(&[]);
    assert_eq!(hubspot.answer(&batch).await, format!("200 1 handled before; {WITHOUT}; 1 handled"));
    let answer = hubspot.endpoint.receive(&signed(BATCH), BATCH.as_bytes()).await;
    let Disposition::Several(outcomes) = &answer.disposition else { panic!("{answer:?}") };
    let keys: Vec<_> = outcomes.iter().map(|outcome| outcome.key.as_ref().map(|key| key.as_str())).collect();
    assert_eq!(keys, [Some(":1"), None, None, Some(":2")]);
}

/// A commit that fails is tried again for as long as there is time; then the event is done, as far as the sender knows.
#[tokio::test(start_paused = true)]
async fn an_event_that_cannot_be_committed_does_not_keep_its_neighbors_from_it() {
    let hubspot = HubSpot::new();
    hubspot.faults.set(&[("commit", '2')]);
    let start = Instant::now();
    let (answer, handled) = hubspot.three().await;
    assert!(start.elapsed() < WAIT, "{:?}", start.elapsed());
    assert_eq!(
        answer,
        "503 1 handled; 1 handled, but the commit failed; 1 not begun: there was no time left"
    );
    assert_eq!(handled, ["1", "2"]);
    hubspot.faults.set(&[]);
    tokio::time::sleep(WAIT).await;
    let (answer, handled) = hubspot.three().await;
    assert!(answer.starts_with("200") || answer.contains("being handled"), "{answer}");
    assert!(handled.contains(&"3".to_owned()), "{handled:?}");
}

#[tokio::test(start_paused = true)]
async fn time_that_runs_out_leaves_the_rest_for_the_next_time() {
    const FIVE: &str = r#"[{"eventId": 1}, {"eventId": 2}, {"eventId": 3}, {"eventId": 4}, {"eventId": 5}]"#;
    let hubspot = HubSpot::new();
    hubspot.faults.set(&[("hang", '2')]);
    let start = Instant::now();
    assert_eq!(hubspot.answer(FIVE).await, "503 4 handled; 1 the handler took too long");
    assert!(start.elapsed() < WAIT, "{:?}", start.elapsed());
    assert_eq!(hubspot.handled(), ["1", "3", "4", "5"], "what is left of the time is the others'");

    let hubspot = HubSpot::new();
    hubspot.faults.set(&[("hang", '2'), ("hang", '3')]);
    let start = Instant::now();
    assert_eq!(
        hubspot.answer(FIVE).await,
        "503 1 handled; 2 the handler took too long; 2 not begun: there was no time left"
    );
    assert!(start.elapsed() < WAIT, "{:?}", start.elapsed());
    assert_eq!(hubspot.handled(), ["1"]);
    hubspot.faults.set(&[]);
    assert_eq!(hubspot.answer(FIVE).await, "200 1 handled before; 4 handled");
    assert_eq!(hubspot.handled(), ["2", "3", "4", "5"]);
}

/// Slow handlers share the time of one: the sender must not give up before it is answered.
#[tokio::test]
async fn handlers_that_block_share_the_time_too() {
    let hubspot = HubSpot::new();
    let (log, blocked) = (hubspot.log.clone(), hubspot.log.clone());
    let router = webhook_runtime::Router::builder(
        move |_| {
            log.add("event handled");
            std::thread::sleep(std::time::Duration::from_millis(60));
            std::future::ready(Ok(()))
        },
        move |_| {
            blocked.add("letter");
            std::future::ready(Ok(()))
        },
    );
    let endpoint = Endpoint::new(
        receiver(&pack("hubspot-v1"), SECRET, now()),
        webhook_runtime::dedupe::MemoryStore::default(),
        router.build().expect("a router"),
        tokio::time::sleep,
    )
    .timeout(std::time::Duration::from_millis(300));
    let events: Vec<String> = (0..12).map(|id| format!("{{\"eventId\": {id}}}")).collect();
    let body = format!("[{}]", events.join(","));
    let mut rounds = 0;
    loop {
        rounds += 1;
        let answer = endpoint.receive(&signed(&body), body.as_bytes()).await;
        if answer.status == 200 {
            break;
        }
        assert!(answer.disposition.to_string().contains("no time left"), "{}", told(&answer));
        assert!(rounds < 12, "each round gets further");
    }
    assert!(rounds > 1, "the time of one event is not enough for 12");
    assert_eq!(hubspot.log.take(), vec!["event handled"; 12], "each once");
}

/// A pack does not say how long the provider waits, so the time may be longer than what is assumed.
#[tokio::test(start_paused = true)]
async fn handlers_can_be_given_more_time_than_is_assumed() {
    let HubSpot { endpoint, log, faults } = HubSpot::new();
    faults.set(&[("hang", '1')]);
    let hubspot = HubSpot { endpoint: endpoint.timeout(Duration::from_secs(60)), log, faults };
    let start = Instant::now();
    assert_eq!(hubspot.answer(r#"[{"eventId": 1}]"#).await, "503 1 the handler took too long");
    assert!(start.elapsed() >= Duration::from_secs(60), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_body_without_the_list_is_kept_as_one_dead_letter() {
    let hubspot = HubSpot::new();
    for body in ["{}", "not json", "7"] {
        assert_eq!(hubspot.answer(body).await, "200 kept as a dead letter", "{body}");
        let log = hubspot.log.take();
        assert!(log[0].starts_with(&format!("dead letter of {} bytes: ", body.len())), "{log:?}");
    }
}

#[tokio::test]
async fn dispositions_are_told_per_event() {
    let hubspot = HubSpot::new();
    hubspot.faults.set(&[("fail", '2')]);
    let answer = hubspot.endpoint.receive(&signed(THREE), THREE.as_bytes()).await;
    let Disposition::Several(outcomes) = &answer.disposition else { panic!("{answer:?}") };
    let told: Vec<_> = outcomes
        .iter()
        .map(|outcome| (outcome.key.as_ref().expect("a key").as_str(), outcome.disposition.to_string()))
        .collect();
    let expected = [
        (":1", "handled".to_owned()),
        (":2", "the handler failed: a failure on purpose".to_owned()),
        (":3", "handled".to_owned()),
    ];
    assert_eq!(told, expected);
    assert!(answer.key.is_none());
}

/// Adyen signs each item by itself, and asks for a certain body.
#[tokio::test]
async fn every_item_is_proved_and_success_looks_as_the_contract_says() {
    let pack = pack("adyen");
    let vectors = &pack.signature.vectors;
    let accepted = vectors.iter().filter(|vector| vector.accept);
    let mut count = 0;
    for vector in accepted {
        count += 1;
        let (log, faults) = (Log::default(), Faults::default());
        let endpoint = endpoint(receiver(&pack, &vector.secret, vector.now), &log, &faults);
        let headers = headers(vector);
        let forged = vector.body.replacen("amount", "amounT", 1);
        let answer = endpoint.receive(&headers, forged.as_bytes()).await;
        assert_eq!((answer.status, &*answer.body), (503, &b""[..]), "{}", told(&answer));
        assert_eq!(log.take(), [""; 0]);
        let answer = endpoint.receive(&headers, vector.body.as_bytes()).await;
        assert_eq!((answer.status, &*answer.body), (200, &b"[accepted]"[..]), "{}", told(&answer));
        assert!(!log.take().is_empty());
        let answer = endpoint.receive(&headers, vector.body.as_bytes()).await;
        assert_eq!(&*answer.body, b"[accepted]", "what is done is accepted again");
        assert_eq!(log.take(), [""; 0]);
    }
    assert!(count > 0);
}

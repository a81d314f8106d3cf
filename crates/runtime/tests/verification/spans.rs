//! What a trace says of a delivery, and what it never says.

use std::future::{Ready, ready};

use futures_lite::future::block_on;
use webhook_runtime::dedupe::MemoryStore;
use webhook_runtime::{Endpoint, HandlerError, Router};

use crate::acme::{self, Acme};
use crate::delivery::{BODY, Delivery, MAC, SECRET, TIMESTAMP, receiver};
use crate::lines::Lines;

fn handles(delivery: acme::Delivery) -> Ready<Result<(), HandlerError>> {
    ready(match delivery.event_type.as_str() {
        "order.voided" => Err(format!("{delivery:?}: a handler's error may quote anything").into()),
        _ => Ok(()),
    })
}

#[test]
fn a_span_has_name_id_and_outcome_and_nothing_else_of_a_request() {
    let lines = Lines::default();
    let router = Router::<Acme>::builder(handles, |_| ready(Ok(()))).build().expect("a router");
    let endpoint =
        Endpoint::new(receiver(), MemoryStore::default(), router, |_| std::future::pending::<()>());
    let forged = Delivery::new(TIMESTAMP, format!("v1={}", "0".repeat(64)), BODY);
    let voided = r#"{"id":"evt-2","type":"order.voided","data":{"total":12.75}}"#;
    let broken = r#"{"id":"evt-3","type":7,"data":{"total":12.75}}"#;
    let rejected = "rejected: no signature matches: wrong secret, or changed body or timestamp";
    let cases: [(Delivery, &[&str]); 5] = [
        (Delivery::genuine(), &["event=order.paid", "id=evt-1", "disposition=handled", "status=200"]),
        (Delivery::genuine(), &["event=order.paid", "id=evt-1", "disposition=handled before", "status=200"]),
        (
            Delivery::signed(TIMESTAMP, voided),
            &["event=order.voided", "id=evt-2", "disposition=the handler failed", "status=503"],
        ),
        (
            Delivery::signed(TIMESTAMP, broken),
            &["id=evt-3", "disposition=kept as a dead letter", "status=200"],
        ),
        (forged, &[&format!("disposition={rejected}"), "status=503"]),
    ];
    for (delivery, expected) in cases {
        tracing::subscriber::with_default(lines.clone(), || {
            block_on(endpoint.receive(&delivery.headers, &delivery.body))
        });
        let told = lines.take();
        assert_eq!(told[0], "span delivery");
        assert_eq!(told[1..], *expected);
        for hidden in [SECRET, MAC, &"0".repeat(64), TIMESTAMP, "total", "12.", "quote"] {
            assert!(!told.concat().contains(hidden), "{told:?} has {hidden} in it");
        }
    }
}

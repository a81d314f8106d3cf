//! What a trace says of a delivery that holds several events.

use crate::batches::{HubSpot, THREE};
use crate::lines::Lines;

#[test]
fn each_event_has_a_span_within_that_of_the_delivery() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let (hubspot, lines) = (HubSpot::new(), Lines::default());
    hubspot.faults.set(&[("fail", '2')]);
    tracing::subscriber::with_default(lines.clone(), || runtime.block_on(hubspot.answer(THREE)));
    assert_eq!(
        lines.take(),
        [
            "span delivery",
            "span event",
            "event=contact.creation",
            "id=1",
            "disposition=handled",
            "span event",
            "event=contact.deletion",
            "id=2",
            "disposition=the handler failed",
            "span event",
            "id=3",
            "disposition=handled",
            "disposition=2 handled; 1 the handler failed",
            "status=503",
        ]
    );
}

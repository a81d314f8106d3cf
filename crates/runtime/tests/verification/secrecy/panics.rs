//! Panics, a handler's among them.

use std::future::{Ready, ready};
use std::panic::{UnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use futures_lite::future::block_on;
use webhook_runtime::dedupe::MemoryStore;
use webhook_runtime::{Endpoint, HandlerError, Receiver, Router, Secret};

use super::{debug, is_silent};
use crate::acme::Acme;
use crate::delivery::{Delivery, NOW, OTHER_SECRET, SECRET, TIMESTAMP, receiver, time};

/// A request from end to end, with what its `observe` would log: handled, refused, and with a handler that panics.
#[test]
fn answers_do_not_show_it() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let panics = |_| -> Ready<Result<(), HandlerError>> { panic!("a handler that gives up") };
    let router = Router::<Acme>::builder(panics, |_| ready(Ok(()))).build().expect("a router");
    let endpoint =
        Endpoint::new(receiver(), MemoryStore::default(), router, |_| std::future::pending::<()>())
            .observe(move |answer| log.lock().expect("no panic").extend(debug(answer)));
    is_silent("Endpoint", &debug(&endpoint));
    is_silent("Router", &debug(endpoint.router()));
    let forged = Delivery::new(TIMESTAMP, format!("v1={SECRET}"), "{}");
    for (delivery, status) in
        [(Delivery::genuine(), 503), (Delivery::signed(TIMESTAMP, "{}"), 200), (forged, 503)]
    {
        let answer = block_on(endpoint.receive(&delivery.headers, &delivery.body));
        assert_eq!(answer.status, status);
        is_silent("Answer", &debug(&answer));
    }
    let seen = seen.lock().expect("no panic");
    assert_eq!(seen.len(), 6, "three answers, each in two ways");
    is_silent("observe", &seen);
}

#[test]
fn panics_do_not_show_it() {
    let white_space = format!("{SECRET}\n");
    is_silent("Secret", &[said(|| _ = Secret::new(&*white_space).unwrap())]);
    is_silent("Receiver", &[said(|| _ = Receiver::<Acme>::new(&white_space).unwrap())]);
    is_silent("another secret", &[said(|| _ = receiver().and_accept(&white_space).expect("a secret"))]);
    is_silent("no error", &[said(|| _ = Receiver::<Acme>::new(SECRET).unwrap_err())]);
    is_silent("secrets that differ", &[said(|| assert_eq!(Secret::new(SECRET), Secret::new(OTHER_SECRET)))]);
    let other = || Receiver::<Acme>::new(OTHER_SECRET).expect("a secret").clock(|| time(NOW));
    is_silent("verify", &[said(|| Delivery::genuine().verdict_of(&other()).unwrap())]);
}

/// The message of a panic.
fn said(panic: impl FnOnce() + UnwindSafe) -> String {
    let payload = catch_unwind(panic).expect_err("a panic");
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).expect("a text").to_owned()
}

//! Receivers of deliveries that are not laid out in the plain way, written against the crates of the golden catalogs: compiled
//! by `tests/golden.rs` against those.

use std::future::{Future, Ready, pending, ready};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use webhook_runtime::dedupe::MemoryStore;
use webhook_runtime::{
    Answer, Catalog, DeadLetter, Deliveries, Disposition, Endpoint, HandlerError, Outgoing, Receiver,
    RequestParts, Router, RouterBuilder, Secret, Signer, UnknownReason,
};

const SECRET: &str = "5f0c1e";

/// What handlers have seen.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Into<String>) -> Ready<Result<(), HandlerError>> {
        self.0.lock().unwrap().push(what.into());
        ready(Ok(()))
    }

    /// A router that notes what no handler is for, and what cannot be read.
    fn router<C: Deliveries>(&self, name: fn(C::Delivery<'static>) -> String) -> RouterBuilder<C> {
        let (others, dead) = (self.clone(), self.clone());
        let bury = move |DeadLetter { body, error, .. }: DeadLetter| {
            let event = error.event_type().unwrap_or("nameless").to_owned();
            dead.note(format!("dead {event} at {}: {} bytes", error.path(), body.len()))
        };
        Router::builder(move |delivery| others.note(format!("other {}", name(delivery))), bury)
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A receiver of a catalog, and what its handlers see.
struct Server<C: Catalog> {
    endpoint: Endpoint<C, MemoryStore>,
    log: Log,
}

impl<C: Catalog> Server<C> {
    fn new(router: RouterBuilder<C>, log: Log) -> Self {
        let receiver = Receiver::new(SECRET).expect("a receiver");
        let router = router.build().expect("a router");
        Server { endpoint: Endpoint::new(receiver, MemoryStore::default(), router, |_| pending()), log }
    }

    /// The answer to a signed `POST` with these headers, and what was noted.
    fn post(&self, headers: &[(&str, &str)], body: &str) -> (Answer, Vec<String>) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let set = |request: Outgoing, (name, value): &(&str, &str)| request.header(name, *value);
        let request = headers.iter().fold(Outgoing::post(body), set);
        let signer = Signer::<C>::new(&Secret::new(SECRET).unwrap()).expect("a signer");
        let request = signer.sign(request, now).expect("a signature");
        let headers: Vec<_> = request.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.answer(&RequestParts::new(&headers[..], &request.body))
    }

    fn answer(&self, request: &RequestParts<'_, [(&str, &str)]>) -> (Answer, Vec<String>) {
        let answer = pin!(self.endpoint.receive_request(request));
        match answer.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => (answer, self.log.take()),
            Poll::Pending => panic!("nothing has to be waited for"),
        }
    }
}

mod forge {
    use forge_events::{Catalog, DeliveryOf, Event, EventType, kind};

    use super::*;

    fn server() -> Server<Catalog> {
        let log = Log::default();
        let (opened, push) = (log.clone(), log.clone());
        let router = log.router(|delivery: forge_events::Delivery<'static>| match delivery.event {
            Event::Unknown(event) => {
                assert_eq!(event.reason(), UnknownReason::NotInCatalog);
                event.event_type().to_owned()
            }
            event => event.name().to_owned(),
        });
        let router = router.on(kind::IssuesOpened, move |delivery: DeliveryOf<kind::IssuesOpened>| {
            opened.note(format!("opened {} {}", delivery.event.issue.number, delivery.event.repository.name))
        });
        let router = router.on(kind::Push, move |delivery: DeliveryOf<kind::Push>| {
            push.note(format!("push {} {:?}", delivery.event.ref_, delivery.id()))
        });
        Server::new(router, log)
    }

    #[test]
    fn a_name_from_a_header_and_the_body_finds_its_handler() {
        let server = server();
        let post = |name, id, body| server.post(&[("X-Forge-Event", name), ("X-Forge-Delivery", id)], body);
        let (answer, log) = post("issues", "1", EventType::IssuesOpened.example());
        assert_eq!((answer.status, log), (200, vec!["opened 7 boat".to_owned()]));
        let (answer, log) = post("push", "2", EventType::Push.example());
        assert_eq!((answer.status, log), (200, vec![r#"push refs/heads/main ["2"]"#.to_owned()]));
        // Of the catalog, without a handler of its own; then of no catalog.
        assert_eq!(post("issues", "3", EventType::IssuesLabeled.example()).1, ["other issues.labeled"]);
        assert_eq!(post("star", "4", r#"{"action": "created"}"#).1, ["other star.created"]);

        let (answer, log) = post("push", "2", EventType::Push.example());
        assert!(matches!(answer.disposition, Disposition::Duplicate), "{:?}", answer.disposition);
        assert_eq!((answer.status, log.len()), (200, 0));
    }

    #[test]
    fn a_payload_that_cannot_be_read_is_kept_and_answered_with_success() {
        let server = server();
        let body = EventType::IssuesOpened.example().replace('7', "\"seven\"");
        let headers = [("X-Forge-Event", "issues"), ("X-Forge-Delivery", "1")];
        let (answer, log) = server.post(&headers, &body);
        assert!(matches!(answer.disposition, Disposition::DeadLettered), "{:?}", answer.disposition);
        let expected = format!("dead issues.opened at issue.number: {} bytes", body.trim().len());
        assert_eq!((answer.status, log), (200, vec![expected]));
        // The name of another event, which is in a header, is of another type.
        let (answer, log) = server.post(&[("X-Forge-Event", "push")], r#"{"repository": {"name": "boat"}}"#);
        assert_eq!((answer.status, log), (200, vec!["dead push at : 32 bytes".to_owned()]));
    }

    #[test]
    fn what_is_not_signed_reaches_no_handler() {
        let server = server();
        let body = EventType::Push.example();
        let headers: &[(&str, &str)] = &[("X-Forge-Event", "push"), ("X-Forge-Signature", "sha256=00")];
        let (answer, log) = server.answer(&RequestParts::new(headers, body.as_bytes()));
        assert!(matches!(answer.disposition, Disposition::Rejected(_)), "{:?}", answer.disposition);
        assert!(answer.status >= 400 && log.is_empty());
    }
}

mod relay {
    use relay_events::{Catalog, DeliveryOf, EventType, kind};

    use super::*;

    /// A receiver whose handler of bounced mail fails once.
    fn server() -> Server<Catalog> {
        let log = Log::default();
        let (delivered, bounced) = (log.clone(), log.clone());
        let has_failed = Mutex::new(false);
        let router = log.router(|delivery: relay_events::Delivery<'static>| delivery.event.name().to_owned());
        let router = router.on(kind::MailDelivered, move |delivery: DeliveryOf<kind::MailDelivered>| {
            delivered.note(format!("delivered {} {:?}", delivery.event.to, delivery.id()))
        });
        let router = router.on(kind::MailBounced, move |delivery: DeliveryOf<kind::MailBounced>| {
            match std::mem::replace(&mut *has_failed.lock().unwrap(), true) {
                true => bounced.note(format!("bounced {}", delivery.time().unwrap().as_str())),
                false => ready(Err("no disk".into())),
            }
        });
        Server::new(router, log)
    }

    fn batch(events: &[&str]) -> String {
        let items: Vec<String> = events.iter().map(|event| format!("{{\"event\": {event}}}")).collect();
        format!("{{\"batch\": [{}]}}", items.join(","))
    }

    #[test]
    fn what_failed_of_a_batch_is_completed_when_it_comes_again() {
        let server = server();
        let broken = r#"{"kind": "mail.delivered", "id": 3, "mailbox": "in", "at": "", "data": {"to": 1}}"#;
        let new = r#"{"kind": "mail.read", "id": 4, "mailbox": "in", "at": "", "data": null}"#;
        let [delivered, bounced] = [EventType::MailDelivered, EventType::MailBounced].map(EventType::example);
        let body = batch(&[delivered, bounced, broken, new]);

        let (answer, log) = server.post(&[], &body);
        assert_eq!(answer.status, 503);
        let dead = format!("dead mail.delivered at data.to: {} bytes", broken.len());
        let first = [r#"delivered ada@relay.example ["in", "1"]"#, &dead, "other mail.read"];
        assert_eq!(log, first);

        let (answer, log) = server.post(&[], &body);
        assert_eq!((answer.status, &*answer.body), (202, &br#"{"taken":true}"#[..]));
        assert_eq!(log, ["bounced 2031-07-04T10:00:01Z"]);
        let (answer, log) = server.post(&[], &body);
        assert_eq!((answer.status, log.len()), (202, 0));
        let Disposition::Several(outcomes) = answer.disposition else { panic!("{:?}", answer.disposition) };
        assert!(outcomes.iter().all(|outcome| matches!(outcome.disposition, Disposition::Duplicate)));
        assert_eq!(outcomes.len(), 4);
    }

    #[test]
    fn a_handshake_is_answered_without_a_handler() {
        let server = server();
        let headers: &[(&str, &str)] = &[];
        let request = RequestParts { method: "GET", url: Some("/?challenge=c-1"), headers, body: b"" };
        let (answer, log) = server.answer(&request);
        assert!(matches!(answer.disposition, Disposition::Handshake), "{:?}", answer.disposition);
        assert_eq!((answer.status, &*answer.body, log.len()), (200, &b"c-1"[..], 0));
        assert!(server.endpoint.takes_get());
    }
}

mod mint {
    use mint_events::{Catalog, DeliveryOf, EventType, kind};

    use super::*;

    #[test]
    fn a_payload_within_fields_is_read_with_what_is_around_it() {
        let log = Log::default();
        let paid = log.clone();
        let router = log.router(|delivery: mint_events::Delivery<'static>| delivery.event.name().to_owned());
        let router = router.on(kind::ChargeSucceeded, move |delivery: DeliveryOf<kind::ChargeSucceeded>| {
            paid.note(format!("{} {}", delivery.event.amount, delivery.time().unwrap().as_str()))
        });
        let server: Server<Catalog> = Server::new(router, log);
        let body = EventType::ChargeSucceeded.example();
        assert_eq!(server.post(&[], body).1, ["1250 2025-10-09T08:53:20.000Z"]);
        let broken = body.replace("evt_1", "evt_4").replace("1250", "true");
        let (answer, log) = server.post(&[], &broken);
        let expected = format!("dead charge.succeeded at data.object.amount: {} bytes", broken.trim().len());
        assert_eq!((answer.status, log), (200, vec![expected]));
        // Authentic, and not what the layout says.
        let (answer, log) = server.post(&[], "[]");
        assert_eq!((answer.status, log), (200, vec!["dead nameless at : 2 bytes".to_owned()]));
    }
}

mod depot {
    use depot_events::{Catalog, DeliveryOf, EventType, kind};

    use super::*;

    #[test]
    fn a_thin_event_says_what_to_fetch() {
        let log = Log::default();
        let moved = log.clone();
        let router = log.router(|delivery: depot_events::Delivery<'static>| delivery.event.name().to_owned());
        let router = router.on(kind::ParcelMoved, move |delivery: DeliveryOf<kind::ParcelMoved>| {
            moved.note(format!("fetch {}", delivery.resource().unwrap()))
        });
        let server: Server<Catalog> = Server::new(router, log);
        let [moved, lost] = [EventType::ParcelMoved, EventType::ParcelLost].map(EventType::example);
        let (answer, log) = server.post(&[], &format!("[{moved}, {lost}]"));
        assert_eq!(answer.status, 200);
        assert_eq!(log, ["fetch https://depot.example/parcels/1", "other parcel:lost"]);
    }
}

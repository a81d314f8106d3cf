//! Create an endpoint, receive its event, replay it, recognize it.

use std::future::ready;
use std::sync::Arc;

use mnemom_api::client::{Client, Error, NewEndpoint, Subscribed, Subscription};
use mnemom_api::{DeliveryStatus, EventType};
use mnemom_events::dedupe::MemoryStore;
use mnemom_events::{Disposition, Endpoint, Receiver, Router, VerifyError, kind};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::http::listen;
use crate::mock;

/// What the handlers and the endpoint say, in their order.
type Told = UnboundedReceiver<String>;

fn client(base_url: &str) -> Client {
    Client::new("any").and_then(|client| client.base_url(base_url)).expect("the client is made")
}

/// A router with a handler for violations.
fn router(told: UnboundedSender<String>) -> Router {
    let router = Router::builder(|_| ready(Ok(())), |_| ready(Ok(())));
    let router = router.on(kind::IntegrityViolation, move |violation| {
        ready(told.send(format!("handled {}", violation.id)).map_err(Into::into))
    });
    router.build().expect("one handler for each event")
}

/// A receiver that keeps in memory which events it has handled.
fn receive(listener: TcpListener, receiver: Receiver) -> Told {
    let (answered, told) = unbounded_channel();
    let router = router(answered.clone());
    let endpoint = Endpoint::new(receiver, MemoryStore::default(), router, tokio::time::sleep);
    let endpoint = endpoint.observe(move |answer| {
        let _ = answered.send(match &answer.disposition {
            Disposition::Rejected(error) => format!("{}: rejected, {error:?}", answer.status),
            disposition => format!("{}: {disposition:?}", answer.status),
        });
    });
    let app = axum::Router::new().route("/hooks", mnemom_events::axum::route(Arc::new(endpoint)));
    tokio::spawn(async { axum::serve(listener, app).await });
    told
}

#[tokio::test]
async fn created_delivered_replayed_and_recognized() -> Result<(), Box<dyn std::error::Error>> {
    let client = client(&mock().await);
    let (listener, url) = listen().await;
    let subscription = Subscription::events(router(unbounded_channel().0).event_types())?;
    let endpoint = NewEndpoint::new(&url, subscription)?.description("a trial");
    let created = client.create_endpoint("org-1", &endpoint).await?;
    assert_eq!((created.url.as_str(), created.description), (url.as_str(), Some("a trial".to_owned())));
    let names = ["integrity.violation".to_owned()];
    assert_eq!(Subscribed::of(&created.event_types), Subscribed::To(&names));

    // The delivery is under way, and waits in the socket until the receiver, which needs the secret, is there.
    let mut told = receive(listener, Receiver::new(created.signing_secret.expose())?);
    let handled = told.recv().await.ok_or("nothing was received")?;
    let event = handled.strip_prefix("handled ").ok_or("it was not handled")?;
    assert!(event.starts_with("evt-"), "{event}");
    assert_eq!(told.recv().await.as_deref(), Some("200: Handled"));

    let key = Client::idempotency_key("backfill 1")?;
    let replay = client.replay("org-1", event, &key, None).await?;
    assert_eq!(replay.event_id.as_str(), event);
    let [delivery] = &replay.deliveries[..] else { panic!("{replay:?}") };
    assert_eq!((delivery.event_id.as_str(), &delivery.endpoint_id), (event, &created.endpoint_id));
    assert_eq!(delivery.status, DeliveryStatus::Pending);
    assert_eq!(told.recv().await.as_deref(), Some("200: Duplicate"));

    let endpoint_id = created.endpoint_id.as_str();
    let again = client.replay("org-1", event, &Client::idempotency_key("2")?, Some(&[endpoint_id])).await?;
    assert_ne!(again.deliveries[0].delivery_id, delivery.delivery_id);
    assert_eq!(told.recv().await.as_deref(), Some("200: Duplicate"));

    let redelivery = client.redeliver("org-1", delivery.delivery_id.as_str()).await?;
    assert_eq!(redelivery.redelivery_of, delivery.delivery_id);
    assert_ne!(redelivery.delivery.delivery_id, delivery.delivery_id);
    assert_eq!(told.recv().await.as_deref(), Some("200: Duplicate"));

    // The first result again, and no delivery; what is told next is told of the last request.
    assert_eq!(client.replay("org-1", event, &key, None).await?, replay);
    let other = client.replay("org-1", event, &key, Some(&[endpoint_id])).await;
    assert!(matches!(other, Err(Error::Unprocessable(_))), "{other:?}");
    let rotated = client.rotate_secret("org-1", endpoint_id).await?;
    assert_eq!((&rotated.url, &rotated.event_types), (&created.url, &created.event_types));
    assert_ne!(rotated.signing_secret, created.signing_secret);
    client.redeliver("org-1", delivery.delivery_id.as_str()).await?;
    assert_eq!(told.recv().await, Some(format!("503: rejected, {:?}", VerifyError::NoMatch)));
    Ok(())
}

#[tokio::test]
async fn a_receiver_that_learns_the_new_secret_gets_what_it_missed() -> Result<(), Box<dyn std::error::Error>>
{
    let client = client(&mock().await);
    let (listener, url) = listen().await;
    let endpoint = NewEndpoint::new(&url, Subscription::events([EventType::IntegrityViolation])?)?;
    let created = client.create_endpoint("org-1", &endpoint).await?;
    let rotated = client.rotate_secret("org-1", created.endpoint_id.as_str()).await?;
    let receiver = Receiver::new(rotated.signing_secret.expose())?;
    // The first attempt was signed with the old secret; the receiver refuses it, and the next one is signed anew.
    let mut told = receive(listener, receiver);
    assert_eq!(told.recv().await.as_deref(), Some("503: rejected, NoMatch"));
    assert!(told.recv().await.is_some_and(|entry| entry.starts_with("handled evt-")));
    Ok(())
}

#[tokio::test]
async fn every_event_is_subscribed_to_by_its_name() -> Result<(), Box<dyn std::error::Error>> {
    let client = client(&mock().await);
    let endpoint = NewEndpoint::new("https://example.com/hooks", Subscription::all())?;
    let created = client.create_endpoint("org-1", &endpoint).await?;
    let all: Vec<&str> = EventType::ALL.iter().map(|event_type| event_type.as_str()).collect();
    assert_eq!(created.event_types, all);
    Ok(())
}

#[tokio::test]
async fn refusals_are_told_apart() -> Result<(), Box<dyn std::error::Error>> {
    let client = client(&mock().await);
    let error = client.rotate_secret("org-1", "whe-nobody").await.expect_err("there is none");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    let error = client.redeliver("org-1", "whd-nobody").await.expect_err("there is none");
    let told = error.to_string();
    assert!(
        told.starts_with("something in the request does not exist: status 404 from http://127.0.0.1:"),
        "{told}"
    );
    assert!(
        told.ends_with(r#": {"error":{"code":"not_found","message":"there is no such delivery"}}"#),
        "{told}"
    );
    let endpoint = NewEndpoint::new("https://example.com/hooks", Subscription::all())?;
    for _ in 0..5 {
        client.create_endpoint("org-1", &endpoint).await?;
    }
    let error = client.create_endpoint("org-1", &endpoint).await.expect_err("five are all it may have");
    assert!(matches!(error, Error::Conflict(_)), "{error:?}");
    assert!(client.create_endpoint("org-2", &endpoint).await.is_ok());
    Ok(())
}

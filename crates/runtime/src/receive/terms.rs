//! What a receiver acts by, next to the signature.

use std::time::Duration;

use webhook_contract::{Condition, Contract, Layout, Location, Pack, Text};

use crate::{InvalidSecret, Reader};

/// What a receiver acts by, next to the signature.
pub(crate) struct Terms {
    /// Finds events by the layout.
    pub reader: Reader,
    /// How an endpoint finds them.
    pub reading: Reading,
    /// How long the sender waits for an answer, where that is known.
    pub wait: Option<Duration>,
}

/// Where things are in a delivery.
pub(crate) enum Reading {
    /// In fields of the body, which is one event: they are read without the reader, which would copy the event.
    Fields(Fields),
    /// By the reader.
    Layout(Laid),
}

/// The fields of a body that is one event.
pub(crate) struct Fields {
    /// The event's name.
    pub name: Text,
    /// What identifies the event.
    pub id: Text,
    /// Within whose values the id is unique, if it is not unique by itself.
    pub scope: Option<Text>,
    /// The header that repeats the id, where there is one.
    pub header: Option<Text>,
}

/// What a layout has.
pub(crate) struct Laid {
    /// Whether one delivery may hold several events.
    pub is_batch: bool,
    /// Whether there are handshakes by `GET`.
    pub takes_get: bool,
}

impl Terms {
    /// # Errors
    ///
    /// When the layout contradicts itself.
    pub fn of_contract(contract: &Contract) -> Result<Terms, InvalidSecret> {
        let layout = &contract.envelope;
        let asks_more = !layout.handshakes.is_empty() || layout.answer.ok.is_some();
        let reader = Reader::new(layout).map_err(|_| InvalidSecret::Contract)?;
        let reading = match contract.plain().filter(|_| !asks_more) {
            Some(plain) => Reading::Fields(Fields {
                name: plain.type_field.to_owned().into(),
                id: plain.id_field.to_owned().into(),
                scope: plain.scope.map(|scope| scope.to_owned().into()),
                header: contract.idempotency_key.header.clone(),
            }),
            None => Reading::by(layout),
        };
        Ok(Terms { reader, reading, wait: contract.stated_timeout() })
    }

    /// # Errors
    ///
    /// When the pack contradicts itself.
    pub fn of_pack(pack: &Pack) -> Result<Terms, InvalidSecret> {
        let reader = Reader::of_pack(pack).map_err(|_| InvalidSecret::Contract)?;
        let whole = Layout::new();
        let layout = pack.envelope.as_ref().unwrap_or(&whole);
        Ok(Terms { reader, reading: Reading::by(layout), wait: None })
    }
}

impl Reading {
    fn by(layout: &Layout) -> Reading {
        Reading::Layout(Laid { is_batch: layout.events().is_some(), takes_get: takes_get(layout) })
    }
}

/// Whether a handshake may be a `GET`: it is said to be one, or nothing is said of its method or its body.
fn takes_get(layout: &Layout) -> bool {
    let fits = |condition: &Condition| match condition {
        Condition::Method(method) => method == "GET",
        Condition::Value { at, .. } => !matches!(at, Location::Body(_)),
    };
    layout.handshakes.iter().any(|handshake| handshake.when.iter().all(fits))
}

//! Whether a handshake's conditions hold for deliveries of the catalog's own examples, which no receiver would then get.

use webhook_contract::{Contract, Location, TimeLocation};
use webhook_runtime::{Outgoing, Reader};
use webhook_schema::{Diagnostic, Diagnostics, Location as Place, counted};

use crate::draft::Draft;
use crate::index::entries::Event;
use crate::layout::INDEX;
use crate::rules;

/// Reports each handshake that deliveries are taken for, once, however many events there are.
pub(super) fn check(draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let contract = &draft.index.contract;
    if contract.envelope.handshakes.is_empty() {
        return;
    }
    // A layout that contradicts itself was reported.
    let Ok(reader) = Reader::new(&contract.envelope) else { return };
    let mut taken: Vec<Vec<&Event>> = vec![Vec::new(); contract.envelope.handshakes.len()];
    for event in &draft.index.events {
        let Some(example) = draft.schemas.documents.get(&event.example_file()) else { continue };
        let request = delivery(contract, event, &example.to_value().to_string());
        if let Some(handshake) = reader.handshake(&request.parts()) {
            taken[handshake].push(event);
        }
    }
    for (handshake, events) in taken.iter().enumerate() {
        let Some(first) = events.first() else { continue };
        let others = match events.len() - 1 {
            0 => String::new(),
            others => format!(" and {}", counted(others, "other event", "other events")),
        };
        let name = &first.name;
        let message = format!(
            "expected conditions that no delivery meets, found ones that hold for the example of `{name}`{others}: receivers \
             would answer it as a handshake, and handle no event"
        );
        let help = "add a condition that holds for the handshake alone, or correct the example";
        let at = Place::new(INDEX, format!("/contract/envelope/handshake/{handshake}/when"));
        let example = Place::new(first.example_file(), "");
        diagnostics.push(
            Diagnostic::at_value(&rules::CONTRACT, at, message, help).label(example, "the example is here"),
        );
    }
}

/// A delivery of an example, with something in each header and parameter that every delivery has.
fn delivery(contract: &Contract, event: &Event, example: &str) -> Outgoing {
    let layout = &contract.envelope;
    let mut request = Outgoing::delivery(layout, Some(&event.name), example);
    let signed = contract.signature.locations.iter();
    let own = layout.id.iter().chain(&layout.delivery).chain(layout.time.iter().map(|time| &time.location));
    let mut all: Vec<Location> = signed.chain(own).cloned().collect();
    let timestamp = contract.signature.timestamp.as_ref().map(|timestamp| &timestamp.location);
    if let Some(TimeLocation::Header(name)) = timestamp {
        all.push(Location::Header(name.clone()));
    }
    all.extend(contract.idempotency_key.header.clone().map(Location::Header));
    for place in &all {
        if request.value_at(place).is_none() {
            request.set_at(place, "1");
        }
    }
    request
}

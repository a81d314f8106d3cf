//! A delivery of one event, made of its example, by any contract.

use serde_json::Value;
use webhook_runtime::contract::Layout;
use webhook_runtime::{Contract, Outgoing, Reader};
use webhook_schema::diagnostic::terminal::one_line;

use crate::compose;
use crate::freshen::{freshen_event, freshen_outside};

/// A delivery of an event as the contract lays it out, with ids and times of its own, unless `set` puts others into the event.
///
/// # Errors
///
/// When it would be read as an event of another name, or nothing can be set.
pub fn delivery(
    contract: &Contract,
    name: &str,
    example: &Value,
    set: impl FnOnce(&mut Value) -> Result<(), String>,
) -> Result<Outgoing, String> {
    let mut event = example.clone();
    if contract.plain().is_some() {
        compose::freshen(contract, &mut event);
        set(&mut event)?;
        return Ok(Outgoing::post(event.to_string()));
    }
    let layout = &contract.envelope;
    let mut request = named(layout, name, &event)?;
    // An example is the event alone: what is outside of the body gets values of its own.
    let places = layout.id.iter().chain(&layout.delivery);
    let places = places.chain(layout.time.as_ref().map(|time| &time.location));
    places.filter(|place| !layout.name.contains(place)).for_each(|place| request.set_at(place, ""));
    freshen_outside(layout, &mut request);
    freshen_event(layout, &mut event);
    set(&mut event)?;
    request.body = Outgoing::delivery(layout, None, &event.to_string()).body;
    Ok(request)
}

/// A delivery of an event that is read as an event of its name.
fn named(layout: &Layout, name: &str, event: &Value) -> Result<Outgoing, String> {
    let request = Outgoing::delivery(layout, Some(name), &event.to_string());
    let reader = Reader::new(layout).map_err(|fault| fault.to_string())?;
    let parts = request.parts();
    let events = reader.events(&parts).unwrap_or_default();
    let read = events.first().and_then(|event| event.name.as_deref()).map(str::to_owned);
    if layout.name.is_empty() || read.as_deref() == Some(name) {
        return Ok(request);
    }
    let places = layout.name.iter().map(|place| format!("`{place}`")).collect::<Vec<_>>().join(", ");
    let read = read.map_or_else(|| "none".to_owned(), |read| format!("`{}`", one_line(&read)));
    Err(format!("`{name}` cannot be sent: expected its name at {places}, found {read} in its example"))
}

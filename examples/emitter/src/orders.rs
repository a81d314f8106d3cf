//! Orders, from being placed to being shipped or cancelled.

use std::io;

use serde_json::{Value, json};

use crate::outbox::Outbox;

pub fn place(outbox: &mut Outbox) -> io::Result<()> {
    outbox.emit("order.created", order())?;
    Ok(())
}

pub fn pay(outbox: &mut Outbox) -> io::Result<()> {
    let amount = json!({ "cents": 4200, "currency": "EUR" });
    outbox.emit("order.paid", json!({ "order_id": "o-17", "amount": amount, "method": "card" }))?;
    Ok(())
}

pub fn ship(outbox: &mut Outbox) -> io::Result<()> {
    let parcels = 1;
    outbox.emit("order.shipped", json!({ "order_id": "o-17", "carrier": "post", "parcels": parcels }))?;
    Ok(())
}

pub fn cancel(outbox: &mut Outbox) -> io::Result<()> {
    outbox.emit("order.cancelled", json!({ "order_id": "o-18", "reason": null }))?;
    Ok(())
}

fn order() -> Value {
    let lines = json!([{ "sku": "tea", "quantity": 2 }, { "sku": "cup", "quantity": 1 }]);
    json!({ "order_id": "o-17", "total": { "cents": 4200, "currency": "EUR" }, "channel": "web", "lines": lines })
}

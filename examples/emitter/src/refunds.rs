//! Refunds.

use std::io;

use serde_json::json;

use crate::events::{REFUND_FAILED, REFUND_ISSUED};
use crate::outbox::Outbox;

pub fn issue(outbox: &mut Outbox) -> io::Result<()> {
    let amount = json!({ "cents": 2100, "currency": "USD" });
    outbox.emit(REFUND_ISSUED, json!({ "refund_id": "r-3", "order_id": "o-17", "amount": amount }))?;
    Ok(())
}

pub fn fail(outbox: &mut Outbox) -> io::Result<()> {
    let attempts = 3;
    outbox.emit(REFUND_FAILED, json!({ "refund_id": "r-4", "order_id": "o-17", "attempts": attempts }))?;
    Ok(())
}

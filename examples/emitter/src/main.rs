//! A shop that tells of its orders and refunds by webhook. It sends one event of each kind to `WEBHOOK_URL`, signed with
//! `WEBHOOK_SECRET`.

mod events;
mod orders;
mod outbox;
mod refunds;

use std::error::Error;

use outbox::Outbox;

fn main() -> Result<(), Box<dyn Error>> {
    let mut outbox = Outbox::from_env()?;
    orders::place(&mut outbox)?;
    orders::pay(&mut outbox)?;
    orders::ship(&mut outbox)?;
    orders::cancel(&mut outbox)?;
    refunds::issue(&mut outbox)?;
    refunds::fail(&mut outbox)?;
    Ok(())
}

//! The options that say where requests are sent, for every command that sends them.

use clap::Args;

/// Where requests are sent.
#[derive(Args)]
pub struct Destination {
    /// Where to send: an http:// URL that leads to this machine
    #[arg(long, value_name = "URL")]
    to: String,
    /// Send to another machine, too
    #[arg(long)]
    allow_remote: bool,
}

#[cfg(feature = "deliveries")]
impl Destination {
    /// The address, if requests may go there.
    pub(crate) fn target(&self) -> Result<webhook_exchange::Target, String> {
        let target = webhook_exchange::Target::parse(&self.to, self.allow_remote);
        target.map_err(|message| format!("--to: {message}"))
    }
}

//! Puts events into their envelope, signs them, and sends them over HTTP.

use std::env;
use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use webhook_catalog::index::Contract;
use webhook_runtime::Secret;
use webhook_schema::Diagnostics;

/// Where events go out.
pub struct Outbox {
    /// Host and port.
    authority: String,
    secret: Secret,
    contract: Contract,
    sent: usize,
}

impl Outbox {
    /// By the variables `WEBHOOK_URL` and `WEBHOOK_SECRET`.
    pub fn from_env() -> Result<Self, Box<dyn Error>> {
        let url = env::var("WEBHOOK_URL")?;
        let authority =
            url.strip_prefix("http://").ok_or("WEBHOOK_URL: expected http://…")?.trim_end_matches('/');
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = webhook_catalog::load(&webhook_catalog::tree(root), &mut Diagnostics::new());
        Ok(Self {
            authority: authority.to_owned(),
            secret: Secret::new(env::var("WEBHOOK_SECRET")?)?,
            contract: catalog.ok_or("the catalog has mistakes")?.index.contract,
            sent: 0,
        })
    }

    /// Sends an event.
    pub fn emit(&mut self, name: &str, data: Value) -> io::Result<()> {
        self.sent += 1;
        let id = format!("evt-{}", self.sent);
        let event = json!({ "id": &id, "type": name, "created_at": "2026-11-20T08:00:00Z", "data": data });
        let body = event.to_string();
        match self.post(&id, &body)?.as_str() {
            "200" => Ok(()),
            status => Err(io::Error::other(format!("{name}: answered with {status}"))),
        }
    }

    /// Sends a body, and returns the status of the answer.
    fn post(&self, id: &str, body: &str) -> io::Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let rule = &self.contract.signature;
        let signature = self.secret.sign(rule, now, body.as_bytes()).map_err(io::Error::other)?;
        let mut stream = TcpStream::connect(&self.authority)?;
        write!(
            stream,
            "POST / HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{}: {id}\r\n{}: {now}\r\n{}: {signature}\r\nconnection: close\r\n\r\n{body}",
            self.authority,
            body.len(),
            self.contract.idempotency_key.header.as_deref().unwrap_or_default(),
            rule.timestamp_header().unwrap_or_default(),
            rule.signature_header().unwrap_or_default(),
        )?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line)?;
        Ok(line.split(' ').nth(1).unwrap_or("no status").to_owned())
    }
}

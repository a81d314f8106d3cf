//! A delivery as the tests send it: three headers and a body. It is signed by the tests' own code, which shares nothing
//! with the crate.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use webhook_runtime::{Receiver, VerifyError};

use crate::acme::Acme;

/// The first vector of `vectors.json`.
pub const SECRET: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
pub const TIMESTAMP: &str = "1750000000";
pub const BODY: &str = r#"{"id":"evt-1","type":"order.paid","data":{"total":12.50}}"#;
pub const MAC: &str = "0d2b00e654637be1950c7d989b22ab03169132446fa267db6995064114143865";

/// The time of that delivery, in Unix seconds, and of every receiver's clock that no test sets to another.
pub const NOW: u64 = 1_750_000_000;

/// Secrets that do not sign anything here.
pub const OTHER_SECRET: &str = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";

pub const ID_HEADER: &str = "X-Webhook-Id";
pub const TIMESTAMP_HEADER: &str = "X-Webhook-Timestamp";
pub const SIGNATURE_HEADER: &str = "X-Webhook-Signature";

/// The outcome of a delivery.
pub type Verdict = Result<(), VerifyError>;

#[derive(Clone, Debug)]
pub struct Delivery {
    pub headers: Vec<(&'static str, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl Delivery {
    /// The delivery that Python signed, without the header of the id.
    pub fn genuine() -> Delivery {
        Delivery::new(TIMESTAMP, format!("v1={MAC}"), BODY)
    }

    pub fn new(timestamp: impl AsRef<[u8]>, signature: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Delivery {
        Delivery { headers: Vec::new(), body: body.as_ref().to_vec() }
            .with(TIMESTAMP_HEADER, timestamp)
            .with(SIGNATURE_HEADER, signature)
    }

    /// What the provider would send if this were its timestamp and this its body.
    pub fn signed(timestamp: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Delivery {
        let mac = mac(SECRET.as_bytes(), timestamp.as_ref(), body.as_ref());
        Delivery::new(timestamp, format!("v1={mac}"), body)
    }

    /// Adds a header, whether or not it is there.
    pub fn with(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Delivery {
        self.headers.push((name, value.as_ref().to_vec()));
        self
    }

    /// Removes a header.
    pub fn without(mut self, name: &str) -> Delivery {
        self.headers.retain(|(own, _)| *own != name);
        self
    }

    /// What a receiver of [`SECRET`] says at the time [`NOW`].
    pub fn verdict(&self) -> Verdict {
        self.verdict_of(&receiver())
    }

    pub fn verdict_of(&self, receiver: &Receiver<Acme>) -> Verdict {
        let verdict = receiver.verify(&self.headers, &self.body).map(|verified| {
            assert_eq!(verified.body(), self.body, "what was verified is what was sent");
        });
        #[cfg(feature = "http")]
        assert_eq!(self.verdict_by_header_map(receiver), verdict, "however the headers are kept");
        verdict
    }

    /// The same through the header type of HTTP servers, if that can hold the headers.
    #[cfg(feature = "http")]
    fn verdict_by_header_map(&self, receiver: &Receiver<Acme>) -> Verdict {
        let mut map = http::HeaderMap::new();
        for (name, value) in &self.headers {
            match http::HeaderValue::from_bytes(value) {
                Ok(value) => drop(map.append(*name, value)),
                Err(_) => return receiver.verify(&self.headers, &self.body).map(drop),
            }
        }
        receiver.verify(&map, &self.body).map(drop)
    }
}

/// A receiver of [`SECRET`] whose clock is at [`NOW`].
pub fn receiver() -> Receiver<Acme> {
    Receiver::new(SECRET).expect("a secret without white space").clock(|| time(NOW))
}

pub fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The signature, in hexadecimal digits, that a sender with this key makes.
pub fn mac(key: &[u8], timestamp: &[u8], body: &[u8]) -> String {
    hex(&hmac_sha256(key, &[timestamp, b".", body].concat()))
}

/// RFC 2104, section 2, with SHA-256: H(K xor opad, H(K xor ipad, text)).
pub fn hmac_sha256(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    match key.len() {
        0..=64 => block[..key.len()].copy_from_slice(key),
        _ => block[..32].copy_from_slice(&Sha256::digest(key)),
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn unhex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.chars().map(|digit| digit.to_digit(16).expect("a digit") as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

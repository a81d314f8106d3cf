//! Signs deliveries.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::receive::verify::Prepared;
use crate::{Catalog, RequestParts, Secret};

/// Signs deliveries, for senders and tests of catalogs whose signature is an HMAC in a header, with the time in another:
/// for any other, it does not compile. [`Secret::sign_request`] signs by more rules.
#[derive(Clone)]
pub struct Signer<C> {
    rule: Arc<Prepared>,
    catalog: PhantomData<C>,
}

impl<C: Catalog> Signer<C> {
    /// Signs with a secret.
    ///
    /// # Panics
    ///
    /// When the secret is not written as the contract has it, or this build lacks the contract's algorithm.
    pub fn new(secret: &Secret) -> Self {
        let () = const { assert!(C::CONTRACT.signature.is_hmac_in_headers(), "no HMAC in headers") };
        let mut rule = Prepared::new(&C::CONTRACT.signature, None);
        rule.add(secret).expect("a secret of the contract's form");
        Signer { rule: Arc::new(rule), catalog: PhantomData }
    }

    /// The headers of an attempt: id, timestamp in Unix seconds, and signature.
    pub fn headers(&self, id: &str, timestamp: u64, body: &[u8]) -> [(&'static str, String); 3] {
        let (header, rule) = (&C::CONTRACT.idempotency_key.header, &C::CONTRACT.signature);
        let id = (header.as_deref().unwrap_or_default(), id.to_owned());
        let timestamped = (rule.timestamp_header().unwrap_or_default(), timestamp.to_string());
        let sent: [(&str, &str); 2] = [(id.0, &id.1), (timestamped.0, &timestamped.1)];
        let signature = self.rule.sign(timestamp, &RequestParts::new(&sent, body)).unwrap_or_default();
        [id, timestamped, (rule.signature_header().unwrap_or_default(), signature)]
    }
}

impl<C> fmt::Debug for Signer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}
